"""From a kind, a size and a seed to a HiLog corpus and the truth about it: the same bytes every time.

sparse  the whole log of a device: about 1.5 % AVSession, 0.03 % of all lines part of a failure
dense   a log filtered to AVSession's domain; nearly half of its lines matter
varied  the same with positions, durations, sizes and handles that hardly ever repeat
gzip    sparse, packed as hilogd packs it, with one gzip member for each 64 KiB
stress  short sessions: each is new, fails once and is released, in eight lines and about a kilobyte
storm   one failure again and again: a line of the service and one of the application, ten milliseconds apart
storms  twenty kinds of failures in turn: only the lines that state them
"""

from __future__ import annotations

import gzip
import json
import random
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import cycle, pairwise
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from .noise import noise_lines
from .scenes import STORM, STORMS
from .world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .scenes import Scene

CORPORA = Path(__file__).parent / "corpus"  # ignored by git
VERSION = 3  # of the generator; corpora of another version are made again
MEMBER = 64 * 1024  # plain bytes in a gzip member: hilogd's buffer

_FIRST = datetime(2000, 9, 21, 14, 3)  # the year is never printed
_MILLISECONDS = [b"%03d " % ms for ms in range(1000)]
_TIME = len("09-21 14:03:00.000 ")
_LINES_A_SECOND = 600  # sparse: a phone in use
_SCENES_A_SECOND = 15  # dense
_BETWEEN_SCENES = (40, 64)  # milliseconds
_LIVES_A_SECOND = 4  # stress
_FAILURES_A_SECOND = 100  # storm and storms
_QUIET = 0.4  # dense: share of scenes that no diagnosis needs
_AVSESSION = 0.015  # sparse: share of lines
_ERRORS = 0.0003  # the same
_PAUSE = 2  # seconds between failures, so that no two can be taken for one
# bytes of a second, at most; less room at the end is filled with quiet lines, so that no scene is cut off
_LONGEST_SPARSE, _LONGEST_DENSE, _LONGEST_STRESS = 150_000, 50_000, 6_000
_ARCHIVED = 200_000  # plain bytes in an archive: about 40 kB packed
_MOST_LINES = 900  # in a second of quiet lines

Timed = tuple[int, bytes]  # milliseconds in the second, line without its time


class Second(Protocol):
    """Makes one second of a corpus: its lines, and whether a failure was planted to keep the distance from the last."""

    def __call__(self, room: int, *, may_fail: bool) -> tuple[list[Timed], bool]:
        """Fill at most `room` bytes."""


class Kind(StrEnum):
    """A kind of corpus."""

    SPARSE = "sparse"
    DENSE = "dense"
    VARIED = "varied"
    GZIP = "gzip"
    STRESS = "stress"
    STORM = "storm"
    STORMS = "storms"


@dataclass(slots=True)
class Truth:
    """The number of lines and failures in a corpus; complete when the last block is made."""

    bytes: int = 0
    lines: int = 0
    avsession_lines: int = 0
    error_lines: int = 0
    incidents: Counter[int] = field(default_factory=Counter)  # by public code

    def add(self, scene: Scene) -> None:
        """Count a scene: its lines and its failure."""
        self.avsession_lines += scene.framework
        self.error_lines += scene.errors
        if scene.code:
            self.incidents[scene.code] += 1

    def to_json(self) -> str:
        """Return the truth as JSON."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(plain | {"incidents": dict(self.incidents)}, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Truth:
        """Return the truth from its JSON."""
        plain = json.loads(text)
        incidents = Counter({int(code): count for code, count in plain["incidents"].items()})
        return cls(**plain | {"incidents": incidents})


def make(kind: Kind, size: int, seed: int, folder: Path = CORPORA) -> tuple[Path, Truth]:
    """Write a corpus of `size` plain bytes unless it exists; return its path and its truth."""
    suffix = ".log.gz" if kind is Kind.GZIP else ".log"
    path = folder / f"{kind}-{size}-{seed}-v{VERSION}{suffix}"
    truth_path = path.with_name(path.name + ".json")
    if not (path.exists() and truth_path.exists()):
        folder.mkdir(parents=True, exist_ok=True)
        generator = Generator(kind, seed)
        content = generator.blocks(size)
        with path.open("wb") as out:
            out.writelines(members(content) if kind is Kind.GZIP else content)
        truth_path.write_text(generator.truth.to_json())
    return path, Truth.from_json(truth_path.read_text())


def make_archives(number: int, seed: int, folder: Path = CORPORA) -> list[Path]:
    """Write bug reports of about 40 kB, each a zip with three files of hilogd and two others; return their paths."""
    folder /= f"archives-{number}-{seed}-v{VERSION}"
    paths = [folder / f"bugreport-{at:03}.zip" for at in range(number)]
    if not all(path.exists() for path in paths):
        folder.mkdir(parents=True, exist_ok=True)
        for at, path in enumerate(paths):
            _write_archive(path, b"".join(Generator(Kind.SPARSE, seed * number + at).blocks(_ARCHIVED)))
    return paths


def _write_archive(path: Path, text: bytes) -> None:
    cuts = [0, *(text.index(b"\n", len(text) * part // 3) + 1 for part in (1, 2)), len(text)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, (start, end) in enumerate(pairwise(cuts)):
            name = f"log/hilog/hilog.{part:03}.20000921-14030{part}.gz"
            archive.writestr(name, gzip.compress(text[start:end], compresslevel=6, mtime=0))
        archive.writestr("params.txt", "const.ohos.apiversion = 12\n" * 400)
        archive.writestr("kmsg.txt", "<6>[   12.345678] binder: 6120:6131 ioctl\n" * 400)


def members(content: Iterator[bytes]) -> Iterator[bytes]:
    """Pack blocks as gzip members of 64 KiB each."""
    rest = b""
    for block in content:
        rest += block
        while len(rest) >= MEMBER:
            yield gzip.compress(rest[:MEMBER], compresslevel=6, mtime=0)
            rest = rest[MEMBER:]
    if rest:
        yield gzip.compress(rest, compresslevel=6, mtime=0)


class Generator:
    """The generator of one corpus, which it makes second by second while it counts the truth."""

    def __init__(self, kind: Kind, seed: int) -> None:
        self.truth = Truth()
        self._second_of = self._seconds_of(kind)
        self._rng = random.Random(f"corpus {seed}")
        self._noise = noise_lines(seed)
        own_lines = kind not in (Kind.DENSE, Kind.VARIED, Kind.STRESS)
        self._world = World(seed, own_lines=own_lines, varied=kind is Kind.VARIED)
        self._storm = cycle([STORM] if kind is Kind.STORM else STORMS)

    def _seconds_of(self, kind: Kind) -> Second:
        match kind:
            case Kind.SPARSE | Kind.GZIP:
                return self._sparse_second
            case Kind.DENSE | Kind.VARIED:
                return self._dense_second
            case Kind.STRESS:
                return self._stress_second
            case Kind.STORM | Kind.STORMS:
                return self._storm_second

    def blocks(self, size: int) -> Iterator[bytes]:
        """Yield the corpus, at most one line longer than `size`; the truth is complete after the last block."""
        truth = self.truth
        second = next_failure = 0
        while truth.bytes < size:
            timed, failed = self._second_of(size - truth.bytes, may_fail=second >= next_failure)
            if failed:
                next_failure = second + _PAUSE
            moment = (_FIRST + timedelta(seconds=second)).strftime("%m-%d %H:%M:%S.").encode()
            block = b"".join([moment + _MILLISECONDS[ms] + line for ms, line in timed])
            truth.bytes += len(block)
            truth.lines += len(timed)
            second += 1
            yield block

    # ---- one second of a whole device ----

    def _sparse_second(self, room: int, *, may_fail: bool) -> tuple[list[Timed], bool]:
        """Make noise, and as many scenes of AVSession as their share requires."""
        rng, truth = self._rng, self.truth
        count = rng.randint(_LINES_A_SECOND // 2, _LINES_A_SECOND * 3 // 2)
        timed = [(n * 1000 // count, line) for n, line in enumerate(rng.choices(self._noise, k=count))]
        if room < _LONGEST_SPARSE:
            return _cut(timed, room), False
        scenes: list[list[bytes]] = []
        lines = truth.lines + count
        fails = may_fail and truth.error_lines < _ERRORS * lines
        if fails:
            scenes.append(self._count(self._world.failure()))
        while truth.avsession_lines < _AVSESSION * lines:
            scenes.append(self._count(self._world.step()))
        for scene in scenes:
            begin = rng.randrange(1000 - len(scene))
            timed += [(begin + n, line) for n, line in enumerate(scene)]
        timed.sort(key=itemgetter(0))
        return timed, fails

    # ---- one second of AVSession alone ----

    def _dense_second(self, room: int, *, may_fail: bool) -> tuple[list[Timed], bool]:
        """Make scenes that overlap a little."""
        rng, world = self._rng, self._world
        if room < _LONGEST_DENSE:
            return self._quiet_end(room), False
        scenes: list[list[bytes]] = []
        for _ in range(_SCENES_A_SECOND):
            played = world.quiet() if rng.random() < _QUIET else world.step()
            scenes.append(self._count(played))
        if may_fail:
            scenes.insert(rng.randrange(len(scenes)), self._count(world.failure()))
        timed: list[Timed] = []
        begin = 0
        for scene in scenes:
            timed += [(begin + n, line) for n, line in enumerate(scene)]
            begin += rng.randrange(*_BETWEEN_SCENES)
        timed.sort(key=itemgetter(0))
        return timed, may_fail

    # ---- one second of sessions that come and go ----

    def _stress_second(self, room: int, *, may_fail: bool) -> tuple[list[Timed], bool]:
        """Make whole lives of sessions, one after the other."""
        if room < _LONGEST_STRESS:
            return self._quiet_end(room), False
        lives = [self._count(self._world.life()) for _ in range(_LIVES_A_SECOND)]
        gap = 1000 // _LIVES_A_SECOND
        return [(gap * place + n, line) for place, life in enumerate(lives) for n, line in enumerate(life)], may_fail

    def _quiet_end(self, room: int) -> list[Timed]:
        """Fill the room with quiet lines."""
        lines: list[bytes] = []
        while len(lines) < _MOST_LINES:
            lines += self._world.quiet()[1]
        timed = _cut([(n, line) for n, line in enumerate(lines[:_MOST_LINES])], room)
        self.truth.avsession_lines += len(timed)
        return timed

    # ---- one second of failures ----

    def _storm_second(self, room: int, *, may_fail: bool) -> tuple[list[Timed], bool]:
        """Make failures one after the other; in the first second, what has led to them."""
        if not self.truth.lines:
            begun = [line for scene in self._world.settle() for line in self._count(scene)]
            return list(enumerate(begun)), may_fail
        timed: list[Timed] = []
        step = 1000 // _FAILURES_A_SECOND
        for begin in range(0, 1000, step):
            if room <= 0:
                break
            lines = self._count(self._world.fail(next(self._storm)))
            timed += [(begin + n, line) for n, line in enumerate(lines)]
            room -= sum(len(line) + _TIME for line in lines)
        return timed, may_fail

    # ---- scenes ----

    def _count(self, played: tuple[Scene, list[bytes]]) -> list[bytes]:
        self.truth.add(played[0])
        return played[1]


def _cut(timed: list[Timed], room: int) -> list[Timed]:
    """Keep as many lines as fill the room."""
    for count, (_, line) in enumerate(timed, 1):
        room -= len(line) + _TIME
        if room <= 0:
            return timed[:count]
    return timed
