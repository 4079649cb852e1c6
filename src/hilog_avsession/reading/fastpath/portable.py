"""The fast path in Python: what each part of it does, and what the compiled one is tested against."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from ...model.records import LONGEST_BODY, Body, Line, Record, Stamp, fast_new, remember, span
from ..layouts import head_end, pattern_of_form


class Block:
    """Whole lines of one input, as bytes; only the last block of an input may lack its final newline.

    Its lines are counted only as far as needed, and only once.
    """

    __slots__ = ("_at", "_lines", "data", "first_line")

    def __init__(self, data: bytes, first_line: int) -> None:
        self.data = data
        self.first_line = first_line  # number of the block's first line, from 1
        # the last offset that was looked up and its line: one value, because the live view reads it from another thread
        self._at = 0, first_line
        self._lines = -1  # not counted yet

    def number_of(self, start: int) -> int:
        """Return the number of the line that begins at an offset; offsets must ascend from call to call."""
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


@lru_cache(maxsize=64)
def _line_unlike(beginning: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\n(?!" + pattern_of_form(beginning) + rb")")


def next_unlike(data: bytes, start: int, beginning: bytes) -> int:
    """Return where the next line begins that does not begin with `beginning`, or -1.

    The search starts with the first line end at `start` or later. ANY_DIGIT in `beginning` stands for any digit.
    """
    match = _line_unlike(beginning).search(data, start)
    return match.end() if match else -1


Suffix = Callable[[bytes, int], object]


class Hits:
    """Collects hyperscan's hits, keeping only those whose required suffix matches; `found` holds them.

    `suffixes` has for each needle what must match the data right after the hit, or None.
    """

    def __init__(self, data: bytes, suffixes: Sequence[Suffix | None]) -> None:
        self.found: list[tuple[int, int]] = []  # end offset and needle
        self._data, self._suffixes = data, suffixes

    def __call__(self, needle: int, _start: int, end: int, _flags: int, _context: object) -> None:
        """Take a hit."""
        suffix = self._suffixes[needle]
        if suffix is None or suffix(self._data, end):
            self.found.append((end, needle))


class Cutter:
    """Cuts the lines around hits out of blocks, and leaves out the lines of no interest.

    `judge(body, hits)` returns the needles that really match. The same bodies occur again and again, so each is judged
    once. `find_lead(block, start, number, body)` returns the line that a line without a head continues, if any.
    """

    def __init__(
        self,
        judge: Callable[[bytes, list[int]], tuple[int, ...]],
        find_lead: Callable[[Block, int, int, bytes], Line | None],
    ) -> None:
        self._judge, self._find_lead = judge, find_lead
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
        cut = head_end(block.data, start, end)
        body = block.data[cut:end]
        needles = self._verdicts.get(body)
        if needles is None:
            needles = self._judge(body, found)
            if len(body) <= LONGEST_BODY:
                remember(self._verdicts, body, needles)
        if not needles:
            return None
        number = block.number_of(start)
        lead = self._find_lead(block, start, number, body) if cut == start else None
        return fast_new(Line, (number, block.data[start:cut], body, needles, lead))


class Minute:
    """What the heads of one minute share, and a quick way to read more of them.

    `printed` is how they begin, up to the colon; `start` the clock at the beginning of the minute; `offset` how many
    seconds its zone is east of Greenwich, if zone and year are known.
    """

    def __init__(self, printed: str, start: int, year: int | None, offset: int | None) -> None:
        self._printed, self._start, self._year, self._offset = printed, start, year, offset

    def stamp(self, head: bytes) -> Stamp | None:
        """Read a head, or return None if it is not of this minute."""
        text, printed = head.decode("ascii"), self._printed
        if not text.startswith(printed):
            return None
        end = text.index(" ", len(printed))
        pid, tid = _thread(text[end:])
        clock, offset = self._start + float(text[len(printed) : end]), self._offset
        return fast_new(
            Stamp, ("time", text[:end], clock, None if offset is None else clock - offset, pid, tid, self._year)
        )


@lru_cache(maxsize=2048)
def _thread(printed: str) -> tuple[int, int]:
    pid, tid = printed.split()
    return int(pid), int(tid)


# ---- the order of lines, and lines that tell nothing new -------------------------------------------------------------

# What shows that a device prints its buffer again. Lines of different processes may be milliseconds out of order, those
# of one thread never are. A wrong beginning of a segment does no harm, unless the same text of the same thread and
# millisecond is on both sides. These rules of deduplication stand here because the order of lines is compiled, too.
STEP = span(0.25)  # seconds back, across threads
FAR = 1000  # lines between two with the same thread and time: more than any device prints in a millisecond
MOST_THREADS = 2_000  # whose last lines are remembered
JUMP = span(60.0)  # seconds by which a clock steps back when it was set; less is disorder between processes


class Order:
    """Tells where a segment ends: at a record that is earlier than one already read."""

    def __init__(self) -> None:
        self._newest = float("-inf")  # the latest clock in the segment
        self._last_of_thread: dict[tuple[int, int | None], tuple[float, int]] = {}  # clock and line of the last record
        self._at_border = False  # between two files of one segment

    def restart(self) -> None:
        """Begin a segment."""
        self._newest, self._at_border = float("-inf"), False
        self._last_of_thread.clear()

    def continue_input(self) -> None:
        """Continue the segment with another input, if its first record is not earlier than all before it."""
        self._at_border = True

    def steps_back(self, clock: float, thread: tuple[int, int | None], line: int) -> bool:
        """Take the next record; return whether it is earlier than one taken before, and so begins a segment."""
        back, threads = False, self._last_of_thread
        if clock > self._newest:  # later than all before it, so also than those of its thread
            self._newest = clock
        elif self._at_border:
            back = clock < self._newest
        else:
            last, last_line = threads.get(thread, (clock, line))
            back = clock < last or clock < self._newest - STEP or (clock == last and line > last_line + FAR)
        self._at_border = False
        if back:
            self.restart()
            self._newest = clock
        threads[thread] = clock, line
        if len(threads) > MOST_THREADS:
            threads.clear()
        return back


def mark_of(minute: int, moment: int, pid: int, tid: int | None, body: int) -> int:
    """Return a hash of what distinguishes a line: its minute, the milliseconds in it, its thread, its body's mark."""
    return hash((minute, moment, pid, tid, body))


class Sieve:
    """Passes on the lines that say something new and drops the others, most of a log of AVSession, where they are read.

    Each stage tells the sieve what it knows: deduplication, in which minute no line can be a repeat (`note_marks`,
    `stop_noting`); detection, which bodies say nothing, or only that their process runs (`silence`); the tracker, which
    processes are known (`watch`); folding, until when no open incident is over (`nothing_ends_between`). A line is held
    back if it comes in order and every stage would ignore it. All other lines go through all stages, so the report is
    the same.

    Without compiled code nothing is held back: to find out whether a line may be would take as long as the stages do.
    """

    def __init__(self) -> None:
        self.order = Order()
        self.last_clock = float("-inf")  # of the last record that is not a repeat
        self.took = False  # whether deduplication is done with the record that `next` returned
        self.held = 0  # records held back

    def next(
        self,
        lines: Iterator[Line],
        minute: Minute,
        bodies: dict[bytes, Body],
        read_body: Callable[[Line], Body | None],
        source: str,
    ) -> Record | Line | None:
        """Return the next record that says something, or the next line that is not of this minute.

        A body that is not in `bodies` is read with `read_body`; the line is returned if that is not possible.
        """
        line = next(lines, None)
        if line is None:
            return None
        stamp = minute.stamp(line.head)
        body = (bodies.get(line.body) or read_body(line)) if stamp is not None else None
        return line if stamp is None or body is None else fast_new(Record, (source, line.number, stamp, body, False))

    def note_marks(self, minute: int, add: Callable[[int], object], room: int) -> None:
        """Note the marks of further lines of the last record's minute with `add`, at most `room` of them.

        Nothing is noted after a record that `next` has returned as a line: its minute is not known here.
        """

    def stop_noting(self) -> int:
        """Note no more marks; return how many were noted since the last call."""
        return 0

    def silence(self, body: Body, presence: str | None = None) -> None:
        """Hold back lines with this body; with `presence`, only those of processes that are known under it."""

    def watch(self, processes: OrderedDict[int, Any]) -> None:
        """Look for known processes in this table by pid, and move those that are seen to its end.

        The attribute `presence` of a process is what its last header has shown, see `events.presence_of`.
        """

    def nothing_ends_between(self, begin: float, end: float) -> None:
        """Hold back presences only while the clock is between these two: otherwise an incident is over."""
