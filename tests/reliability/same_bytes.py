"""The same bytes, however they arrive: cut, piped, packed, split into files, read by several processes."""

from __future__ import annotations

import io
import json
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from fuzz.oracle import difference
from hilog_avsession import Report
from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.parallel import chunks
from packing import CONTAINERS, ENCODINGS, persist, split
from simulator import Options as Kind
from simulator import generate

from .running import ENVIRONMENT, run, write
from .trial import Attempt, Trial

# ---- logs and what is told of them -----------------------------------------------------------------------------------


def log_of(luck: random.Random) -> bytes:
    """Return a simulated log, sometimes with lines that are not HiLog, bursts, or without its last line end."""
    lines = generate(luck.randrange(10**6), Kind(seconds=luck.uniform(2, 9), failing=luck.choice((0.3, 0.6)))).lines()
    for _ in range(luck.choice((0, 0, 3))):
        place = luck.randrange(len(lines))
        lines[place:place] = luck.choice((["", "$ hdc shell hilog"], [lines[place]] * 4, ["  at 播放 (entry|1.0.0)"]))
    return "\n".join(lines).encode() + luck.choice((b"\n", b""))


_OF_THE_FORM = {"bytes", "container", "encoding"}  # keys whose values are the form's


def told(report: Report) -> dict[str, Any]:
    """Return all that a report says but for the names, sizes and packing of its inputs."""
    text = report.to_json()
    for one in report.inputs:
        text = text.replace(json.dumps(one.source)[1:-1], "LOG")
    document = json.loads(text)
    document["remarks"] = []
    bare: dict[str, Any] = _without_form(document)
    return bare


def _without_form(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_form(one) for key, one in value.items() if key not in _OF_THE_FORM}
    return list(map(_without_form, value)) if isinstance(value, list) else value


def in_short(report: Report) -> dict[str, Any]:
    """Return what a report says without saying where: for a log that is split into several files."""
    return {
        "counts": report.counts,
        "codes": [(one.code, one.incidents) for one in report.codes],
        "sessions": [(one.full_id, one.id, one.pid, one.bundle, one.state, one.incidents) for one in report.sessions],
        "incidents": [
            (one.code, one.native, one.cause, one.api, one.context_confidence, one.basis, one.signals)
            + (one.session and (one.session.full_id, one.session.pid), one.controller and one.controller.pid)
            for one in report.incidents
        ],
        "loss": report.loss,
        "spots": [(spot.kind, spot.count) for spot in report.blind_spots],
    }


# ---- forms of one stream ---------------------------------------------------------------------------------------------


class _Drops(io.RawIOBase):
    """A stream that gives its bytes a few at a time."""

    def __init__(self, data: bytes, luck: random.Random) -> None:
        super().__init__()
        self._rest, self._luck = memoryview(data), luck
        self._most = luck.choice((1, 2, 7, 64, 4096))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = min(self._luck.randint(1, self._most), len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


@contextmanager
def _piped(data: bytes, luck: random.Random) -> Iterator[io.FileIO]:
    """Give the end of a pipe into which a thread writes pieces cut anywhere, with pauses between them."""
    reading, writing = os.pipe()
    cuts = sorted(luck.randrange(len(data) + 1) for _ in range(8))

    def write_all() -> None:
        with open(writing, "wb", buffering=0) as stream:
            for begin, end in zip([0, *cuts], [*cuts, len(data)], strict=True):
                stream.write(data[begin:end])
                time.sleep(0.001)

    thread = threading.Thread(target=write_all)
    thread.start()
    try:
        with open(reading, "rb", buffering=0) as stream:
            yield stream
    finally:
        thread.join()


Fault = str | None
Form = Callable[[bytes, random.Random, Path], Fault]  # from a log to what its report tells otherwise


def report_of(data: bytes) -> Report:
    """Diagnose a log as one stream."""
    return diagnose([io.BytesIO(data)])


def _in_drops(data: bytes, luck: random.Random, _folder: Path) -> Fault:
    with _Drops(data[:60_000], luck) as stream:
        return difference(told(diagnose([stream])), told(report_of(data[:60_000])))


def _in_blocks(data: bytes, luck: random.Random, _folder: Path) -> Fault:
    size = luck.choice((1, 2, 3, 100, 5000)) if len(data) < 200_000 else 5000
    return difference(told(diagnose([io.BytesIO(data)], Options(read_size=size))), told(report_of(data)))


def _through_a_pipe(data: bytes, luck: random.Random, _folder: Path) -> Fault:
    with _piped(data, luck) as stream:
        return difference(told(diagnose([stream])), told(report_of(data)))


def _as_a_file(data: bytes, luck: random.Random, folder: Path) -> Fault:
    (folder / "log" / "notes.txt").parent.mkdir()
    (folder / "log" / "notes.txt").write_text("nothing\n")
    path = write(folder / "log" / "device.log", data)
    return difference(told(diagnose([luck.choice((path, folder / "log"))])), told(report_of(data)))


def _packed(data: bytes, luck: random.Random, folder: Path) -> Fault:
    packed = CONTAINERS[luck.choice(sorted(CONTAINERS))](data)
    if luck.random() < 0.2:
        packed = CONTAINERS[luck.choice(sorted(CONTAINERS))](packed)
    place = write(folder / "packed", packed) if luck.random() < 0.5 else io.BytesIO(packed)
    return difference(told(diagnose([place])), told(report_of(data)))


_WITH_A_GAP = "gaps of NULs"  # which the report counts


def _encoded(data: bytes, luck: random.Random, _folder: Path) -> Fault:
    name = luck.choice(sorted(ENCODINGS.keys() - {_WITH_A_GAP}))
    other = difference(told(report_of(ENCODINGS[name](data))), told(report_of(data)))
    return other and f"{name}: {other}"


# ---- forms of several files and processes ----------------------------------------------------------------------------


def _rotated(data: bytes, luck: random.Random, folder: Path) -> Fault:
    """Compare the files into which hilog splits a log with the log: whole lines, of the day in the files' names."""
    data = data.replace(b"11-11 ", b"11-06 ").removesuffix(b"\n") + b"\n"
    cuts = [luck.randrange(data.count(b"\n") + 1) for _ in range(luck.randint(1, 4))]
    persist(folder, split(data, cuts))
    return difference(in_short(diagnose([folder])), in_short(report_of(data)))


def _by_several(data: bytes, luck: random.Random, folder: Path) -> Fault:
    """Compare what several processes read with what one reads: several files, and one file in small chunks."""
    jobs = luck.choice((2, 4))
    paths = [write(folder / name, part) for name, part in zip("abc", (data, data[: len(data) // 2], data), strict=True)]
    paths = luck.choice((paths, paths[:1]))
    with patch.object(chunks, "LEAST", 1), patch.object(chunks, "CHUNK_SIZE", luck.choice((6_000, 20_000))):
        several = diagnose(paths, Options(jobs=jobs, read_size=1000))
    return difference(json.loads(several.to_json()), json.loads(diagnose(paths, Options(read_size=1000)).to_json()))


def _in_other_surroundings(data: bytes, luck: random.Random, folder: Path) -> Fault:
    """Compare the JSON of a run with another seed of hashes, without assertions, in another locale, byte for byte."""
    path = write(folder / "device.log", data)
    surroundings = [
        {"PYTHONHASHSEED": str(luck.randrange(1000))},
        {"PYTHONOPTIMIZE": luck.choice("12")},
        {"LC_ALL": luck.choice(("C", "POSIX")), "PYTHONUTF8": luck.choice("01")},
        {"TZ": luck.choice(("Asia/Shanghai", "America/New_York"))},
    ]
    other = luck.choice(surroundings)
    changed = run("analyze", path, "--format", "json", environment={**ENVIRONMENT, **other})
    here = diagnose([path]).to_json().encode().strip()
    if changed.status != 0:
        return f"{other}: status {changed.status}: {changed.complaints[-200:]}"
    return None if changed.out.strip() == here else f"{other}: {difference(changed.report(), json.loads(here))}"


FORMS: tuple[tuple[str, int, Form], ...] = (  # kind, share of the attempts, form
    ("a few bytes at a time", 3, _in_drops),
    ("blocks of any size", 3, _in_blocks),
    ("a pipe that pauses inside characters and line ends", 3, _through_a_pipe),
    ("a file, a folder", 2, _as_a_file),
    ("compressions and archives", 5, _packed),
    ("encodings and line ends", 4, _encoded),
    ("the files into which hilog splits a log", 4, _rotated),
    ("several processes", 2, _by_several),
    ("other hashes, no assertions, another locale and zone", 1, _in_other_surroundings),
)


def _attempts(luck: random.Random) -> Iterator[Attempt]:
    weights = [share for _kind, share, _form in FORMS]
    while True:
        seed = luck.randrange(10**9)
        ((kind, _share, form),) = luck.choices(FORMS, weights)
        own = random.Random(seed)
        with tempfile.TemporaryDirectory() as folder:
            fault = form(log_of(own), own, Path(folder))
        yield Attempt(kind, fault and f"seed {seed}: {fault}")


TRIALS = (Trial("same bytes", "the report is the same, however the bytes of a log arrive", _attempts),)
