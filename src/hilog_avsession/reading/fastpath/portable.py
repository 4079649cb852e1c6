"""The loops in Python: what each of them does, and what the compiled ones are tested against."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from ...model.records import LONGEST_BODY, Body, Line, Record, Stamp, made, remember


class Block:
    """Whole lines of one input, as bytes; only the last block of an input may lack its final newline.

    Its lines are counted once, as far as somebody asks.
    """

    __slots__ = ("_at", "_lines", "data", "first_line")

    def __init__(self, data: bytes, first_line: int) -> None:
        self.data = data
        self.first_line = first_line  # number of the block's first line, from 1
        self._at = 0, first_line  # the last offset that was asked for, and its line; the live view's thread looks on
        self._lines = -1  # not counted yet

    def number_of(self, start: int) -> int:
        """The number of the line that begins at an offset; offsets are asked for in ascending order."""
        counted, number = self._at
        number += self.data.count(b"\n", counted, start)
        self._at = start, number
        return number

    @property
    def lines(self) -> int:
        """How many lines there are."""
        if self._lines < 0:
            unended = bool(self.data) and not self.data.endswith(b"\n")
            counted, number = self._at
            self._lines = number - self.first_line + self.data.count(b"\n", counted) + unended
        return self._lines


ANY_DIGIT = b"\0"  # in a beginning


@lru_cache(maxsize=64)
def _line_unlike(beginning: bytes) -> re.Pattern[bytes]:
    parts = map(re.escape, beginning.split(ANY_DIGIT))
    return re.compile(rb"\n(?!" + rb"\d".join(parts) + rb")")


def next_unlike(data: bytes, start: int, beginning: bytes) -> int:
    """Where, behind a line end from `start` on, a line begins that does not begin so; -1 if none does."""
    match = _line_unlike(beginning).search(data, start)
    return match.end() if match else -1


Follows = Callable[[bytes, int], object]


class Hits:
    """Takes the hits that hyperscan reports of some data, those that what has to follow follows; `found` holds them.

    `follows` has for each needle what matches data from the hit's end on, or None where anything may follow.
    """

    def __init__(self, data: bytes, follows: Sequence[Follows | None]) -> None:
        self.found: list[tuple[int, int]] = []  # end offset and needle
        self._data, self._follows = data, follows

    def __call__(self, needle: int, _start: int, end: int, _flags: int, _context: object) -> None:
        """Take a hit."""
        follows = self._follows[needle]
        if follows is None or follows(self._data, end):
            self.found.append((end, needle))


class Cutter:
    """Cuts the lines around hits out of blocks, and leaves those out that are of no interest.

    `head_end(data, start, end)` says where the head of a line ends. What stands behind it comes again and again:
    `judge(body, hits)`, which says which of its hits count, is asked once of each. `lead(block, start, number, body)`
    is asked which line one without such a head continues, if it continues any.
    """

    def __init__(
        self,
        head_end: Callable[[bytes, int, int], int],
        judge: Callable[[bytes, list[int]], tuple[int, ...]],
        lead: Callable[[Block, int, int, bytes], Line | None],
    ) -> None:
        self._head_end, self._judge, self._lead = head_end, judge, lead
        self._verdicts: dict[bytes, tuple[int, ...]] = {}

    def lines(self, block: Block, hits: Iterable[tuple[int, int]]) -> Iterator[Line]:
        """Yield the lines of interest of a block, given its hits, ends ascending."""
        data = block.data
        start = line_end = 0
        found: list[int] = []
        for end, needle in hits:
            if end > line_end:
                if found and (line := self._line(block, start, line_end, found)):
                    yield line
                start = data.rfind(b"\n", line_end, end) + 1
                line_end = data.find(b"\n", end)
                if line_end < 0:
                    line_end = len(data)
                found = []
            found.append(needle)
        if found and (line := self._line(block, start, line_end, found)):
            yield line

    def _line(self, block: Block, start: int, end: int, found: list[int]) -> Line | None:
        cut = self._head_end(block.data, start, end)
        body = block.data[cut:end]
        needles = self._verdicts.get(body)
        if needles is None:
            needles = self._judge(body, found)
            if len(body) <= LONGEST_BODY:
                remember(self._verdicts, body, needles)
        if not needles:
            return None
        number = block.number_of(start)
        lead = self._lead(block, start, number, body) if cut == start else None
        return made(Line, (number, block.data[start:cut], body, needles, lead))


class Minute:
    """What the heads of one minute share, and a quick way to read more of them.

    `printed` is how they begin, up to the colon; `start` the minute's clock, `offset` the seconds of its zone east of
    Greenwich, where they and the year are known.
    """

    def __init__(self, printed: str, start: int, year: int | None, offset: int | None) -> None:
        self._printed, self._start, self._year, self._offset = printed, start, year, offset

    def record(self, source: str, line: Line, bodies: dict[bytes, Body]) -> Record | None:
        """The record of a line, given the bodies read before; None if its body is new, or its minute another."""
        body = bodies.get(line.body)
        stamp = self.stamp(line.head) if body is not None else None
        return None if stamp is None else made(Record, (source, line.number, stamp, body, False))

    def stamp(self, head: bytes) -> Stamp | None:
        """Read a head, or return None where it is not of this minute."""
        text, printed = head.decode("ascii"), self._printed
        if not text.startswith(printed):
            return None
        end = text.index(" ", len(printed))
        pid, tid = _thread(text[end:])
        clock, offset = self._start + float(text[len(printed) : end]), self._offset
        return made(
            Stamp, ("time", text[:end], clock, None if offset is None else clock - offset, pid, tid, self._year)
        )


@lru_cache(maxsize=2048)
def _thread(printed: str) -> tuple[int, int]:
    pid, tid = printed.split()
    return int(pid), int(tid)


# What shows that the ring is printed again. Lines of different processes are milliseconds out of order, those of one
# thread never are. A sign too many does no harm unless the same text of the same thread and millisecond stands on both
# sides of it.
STEP = 0.25  # seconds back, across threads
FAR = 1000  # lines between two of one thread and time: more than any device prints in a millisecond
MOST_THREADS = 2_000  # whose last line is remembered

Threads = dict[tuple[int | None, int | None], tuple[float, int]]  # to clock and number of a thread's last line


class InOrder:
    """Takes records of one minute in the order in which a device prints them, and marks each.

    `printed` is how the times of the minute begin; `text` the minute as marks have it; `seconds` where the times print
    the rest; `room` how many more records may be marked. `newest` is the latest clock, `last` that of the last record.
    """

    def __init__(  # noqa: PLR0913, PLR0917  (twice, and the compiled one is called thus)
        self, printed: str, text: str, seconds: slice, newest: float, threads: Threads, room: int
    ) -> None:
        self.newest = self.last = newest
        self.marks = array("q")
        self._printed, self._text, self._seconds = printed, text, seconds
        self._threads, self._room = threads, room

    def take(self, record: Record) -> bool:
        """Mark a record; False where it is of another minute, untimed, a kernel's, or printed again."""
        _, line, (_, time, clock, _, pid, tid, _), body, _ = record
        if clock is None or pid is None or body.type == "K" or len(self.marks) >= self._room:
            return False
        if not time.startswith(self._printed) or is_back(self._threads, self.newest, record):
            return False
        self.newest, self.last = max(self.newest, clock), clock
        self._threads[pid, tid] = clock, line
        if len(self._threads) > MOST_THREADS:
            self._threads.clear()
        self.marks.append(mark_of(self._text, time[self._seconds], record))
        return True


def is_back(threads: Threads, newest: float, record: Record) -> bool:
    """Tell whether a record stands before one that was read already."""
    clock = record.stamp.clock
    if clock is None or clock > newest:  # later than all before it, so also than those of its thread
        return False
    last, line = threads.get((record.stamp.pid, record.stamp.tid), (clock, record.line))
    return clock < last or clock < newest - STEP or (clock == last and record.line > line + FAR)


def mark_of(minute: str, seconds: str, record: Record) -> int:
    """What tells a record from others, whichever way it is printed."""
    return hash((minute, seconds, record.stamp.pid, record.stamp.tid, record.body.mark))
