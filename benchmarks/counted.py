"""From a kind and a number to a log with that many failures, sessions, processes, threads or unknown messages.

The corpora have a size; these logs have a count, so that the time for one of each can be compared between counts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from .corpus import CORPORA, VERSION
from .scenes import STORM
from .world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_FIRST = datetime(2000, 9, 21, 14, 3)
_SERVICE = "1184"
_PIDS = 4_000_000  # as many as Linux has at most
_PUBLIC = [*range(6600101, 6600110), *range(6611000, 6611041)]  # fifty codes


class Counted(StrEnum):
    """What a log has many of."""

    FAILURES = "failures"
    CODES = "failures of fifty codes"
    INSTANT = "failures in one millisecond"
    SESSIONS = "sessions that end"
    ENDLESS = "sessions that never end"
    PROCESSES = "processes"
    THREADS = "threads"
    UNKNOWN = "unknown messages"


def make_counted(kind: Counted, count: int, folder: Path = CORPORA) -> Path:
    """Write a log with `count` of a kind unless it exists, and return its path."""
    path = folder / f"{kind.replace(' ', '-')}-{count}-v{VERSION}.log"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as out:
            out.writelines(_MAKERS[kind](count))
        part.rename(path)
    return path


def _at(milliseconds: int) -> str:
    return (_FIRST + timedelta(milliseconds=milliseconds)).strftime("%m-%d %H:%M:%S.%f")[:-3]


def _timed(milliseconds: int, lines: list[bytes]) -> Iterator[bytes]:
    """Yield lines a millisecond apart."""
    return (f"{_at(milliseconds + number)} ".encode() + line for number, line in enumerate(lines))


def _service(milliseconds: int, tid: int, level: str, message: str) -> bytes:
    head = f"{_at(milliseconds)} {_SERVICE:>5} {tid:5d} {level} C02B91/av_session/AVSession"
    return f"{head}: {message}\n".encode()


def _application(milliseconds: int, pid: int, message: str) -> bytes:
    return f"{_at(milliseconds)} {pid:5d} {pid:5d} E A03D00/com.example.radio/JSAPP: {message}\n".encode()


def _failures(count: int) -> Iterator[bytes]:
    """Yield a storm of one kind, as the corpus has it."""
    world = World(1, own_lines=True)
    begun = [line for _, lines in world.settle() for line in lines]
    yield from _timed(0, begun)
    for number in range(count):
        yield from _timed(1_000 + number * 10, world.fail(STORM)[1])


def _codes(count: int) -> Iterator[bytes]:
    for number in range(count):
        code = _PUBLIC[number % len(_PUBLIC)]
        yield _application(number, 6720 + number % 2_000, f"createAVSession BusinessError: code: {code}, try {number}")


def _instant(count: int) -> Iterator[bytes]:
    for number in range(count):
        yield _application(0, 6720 + number % 50, f"attempt {number}: sendControlCommand BusinessError: code: 6600107")


def _lives(count: int, cut: int) -> Iterator[bytes]:
    """Yield lives of sessions, 250 milliseconds each, of which the last lines are cut off."""
    world = World(1, own_lines=False)
    for number in range(count):
        lines = world.life()[1]
        yield from _timed(number * 250, lines[: len(lines) - cut])


def _processes(count: int) -> Iterator[bytes]:
    for number in range(count):
        pid, uid, now = 5000 + number % _PIDS, 20020040 + number % 997, number * 10
        yield _service(now, 1421, "I", f"[HandleAppStateChanged]uid={uid}|pid={pid}|state=2")
        head = f"{_at(now + 1)} {pid:5d} {pid:5d} I C02B91/com.example.a{number % 997}/AVSession"
        yield f"{head}: name=SetAVMetaData\n".encode()


def _threads(count: int) -> Iterator[bytes]:
    for number in range(count):
        session = f"{number % 512:03X}******{number % 997:03X}"
        yield _service(number * 10, 2000 + number, "I", f"[StartCast]SessionId is {session}")


def _unknown(count: int) -> Iterator[bytes]:
    for number in range(count):
        word = "".join(chr(ord("a") + int(digit)) for digit in str(number))
        yield _service(number * 10, 1421, "E", f"[Adapt{word}]new kind of error {word} happened")


_MAKERS: dict[Counted, Callable[[int], Iterator[bytes]]] = {
    Counted.FAILURES: _failures,
    Counted.CODES: _codes,
    Counted.INSTANT: _instant,
    Counted.SESSIONS: lambda count: _lives(count, 0),
    Counted.ENDLESS: lambda count: _lives(count, 2),  # without the lines of the release
    Counted.PROCESSES: _processes,
    Counted.THREADS: _threads,
    Counted.UNKNOWN: _unknown,
}
