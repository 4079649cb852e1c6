"""From records to those that no capture told before: what two captures share, or one prints again, counts once.

Identical lines of one capture are genuine: a burst in one millisecond. Identical lines of another capture are the same
lines read again. So the lines of all captures together are their union, not their sum: the k-th occurrence of a line in
a segment is a repeat if the segments before it have had k of them already. A segment is an input, or the part of one
that a step back of the clock begins; files into which hilog has split a log are one segment together.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from typing import NamedTuple

from ..model.events import DumpLine
from ..model.records import Record
from ..reading.fastpath import MOST_THREADS, InOrder, Threads, is_back, mark_of

_CAPACITY = 500_000  # lines remembered, eight bytes each
_SPANS = 10_000  # minutes remembered: a week in which something happens all the time
_WORKING = 2  # minutes at hand: the lines of a segment are less than STEP out of order
_JUMP = 60.0  # seconds by which a clock steps back when it was set; less is disorder between processes
_APART = 1.0  # seconds between lines that belong to one failure no more
_WEAK = "weak"  # kind of a line without time or process: it may equal another one and be a new one


class Deduplicator:
    """Remembers the lines of interest of all inputs of a diagnosis, the newest half million of them."""

    def __init__(self, capacity: int = _CAPACITY, spans: int = _SPANS) -> None:
        self.repeated = 0  # records that were left out
        self.jumps = 0  # steps back of the clock, from one new record to the next
        self._capacity, self._spans = capacity, spans
        self._known: dict[int, array[int]] = {}  # minute to the lines of the segments before
        self._fresh: dict[int, array[int]] = {}  # minute to what this segment adds to them
        self._left: dict[int, Counter[int]] = {}  # minutes at hand: the known lines that this segment has not met yet
        self._minutes: list[int] = []  # heap of those in the two tables
        self._held = 0
        self._newest = float("-inf")  # clock of this segment
        self._last = float("-inf")  # clock of the last record that was no repeat
        self._at_border = False  # of two files of one segment
        self._threads: Threads = {}
        self._forgotten: tuple[int, int] | None = None  # first and last minute that made room for others
        self._blur: tuple[int, int] | None = None  # the same when this segment began
        self._repeats = False  # this segment has repeated something
        self._between, self._between_clock = 0, 0.0  # new lines among its repeats, clock of the first
        self._doubtful = 0
        self._kinds_before: Counter[str] = Counter()  # lines of the inputs before, by their kind of time
        self._kinds: Counter[str] = Counter()
        self._minute = _Minute()  # of the last line: those of a minute stand together
        self._nothing = self._in_order = InOrder(_OTHER, "", slice(0), 0, self._threads, 0)  # takes no record

    @property
    def unsure(self) -> int:
        """Lines that may have been counted twice.

        Their time was forgotten; or their input lacks other lines, so that what belongs together stands in two places;
        or an input before prints times that cannot be compared.
        """
        self._settle()
        return self._doubtful + self._incomparable()

    def once(self, records: Iterable[Record | DumpLine], *, goes_on: bool = False) -> Iterator[Record | DumpLine]:
        """Yield the records of one input that no segment before had; lines of dumps have no time and pass.

        `goes_on` says that the input goes on where the one before ended, if its first time is not earlier.
        """
        self._begin_input(goes_on)
        for record in records:
            if isinstance(record, DumpLine) or self._in_order.take(record):
                yield record
            elif self._is_repeat(record):
                self.repeated += 1
            else:
                self._notice_jump(record.stamp.clock)
                yield record

    def _notice_jump(self, clock: float | None) -> None:
        if clock is not None:
            self.jumps += clock < self._last - _JUMP
            self._last = clock

    def _begin_input(self, goes_on: bool) -> None:
        self._settle()
        self._doubtful += self._incomparable()
        self._kinds_before.update(self._kinds)
        self._kinds.clear()
        self._at_border = goes_on
        if not goes_on:
            self._begin_segment()

    def _begin_segment(self) -> None:
        for minute, marks in self._fresh.items():
            if minute in self._known:
                self._known[minute].extend(marks)
            else:
                self._known[minute] = marks
        self._fresh, self._left = {}, {}
        self._newest = float("-inf")
        self._threads.clear()
        self._blur = self._forgotten
        self._repeats, self._between = False, 0

    def _is_repeat(self, record: Record) -> bool:
        """Look a record up and remember it if it is new."""
        _, line, (_, time, clock, _, pid, tid, _), body, _ = record
        self._settle()
        if body.type == "K":  # kernel lines tell nothing
            return False
        if clock is None or pid is None:
            self._kinds[_WEAK] += 1
            return False
        if self._is_printed_again(record, clock):
            self._begin_segment()
        self._newest = max(self._newest, clock)
        self._threads[pid, tid] = clock, line
        if len(self._threads) > MOST_THREADS:
            self._threads.clear()
        minute = self._minute
        if not time.startswith(minute.printed):
            minute = self._minute = _minute_of(time)
        mark = mark_of(minute.text, time[minute.seconds], record)
        if self._known and self._take(minute.number, mark):
            self._note_repeat(clock)
            return True
        self._kinds[minute.kind] += 1
        if self._repeats or self._blur is not None:
            self._note_new(minute.number, clock)
        self._remember(minute.number, array("q", [mark]))
        if not self._known and self._blur is None and not self._repeats and minute.printed != _OTHER:
            # no line of this minute can be a repeat: what it takes needs no further look
            room = self._capacity - self._held
            self._in_order = InOrder(minute.printed, minute.text, minute.seconds, self._newest, self._threads, room)
        return False

    def _settle(self) -> None:
        """Take over what was taken in order."""
        if self._in_order is self._nothing:
            return
        marks = self._in_order.marks
        if marks:
            self._newest, self._last = self._in_order.newest, self._in_order.last
            self._kinds[self._minute.kind] += len(marks)
            self._remember(self._minute.number, marks)
        self._in_order = self._nothing

    def _is_printed_again(self, record: Record, clock: float) -> bool:
        """Tell whether a record stands before one that was read already."""
        if self._at_border:
            self._at_border = False
            return clock < self._newest
        return is_back(self._threads, self._newest, record)

    def _take(self, minute: int, mark: int) -> bool:
        """Take a line from those of the segments before; False if none is left."""
        left = self._left.get(minute)
        if left is None:
            if len(self._left) == _WORKING:
                del self._left[next(iter(self._left))]
            left = self._left[minute] = Counter(self._known.get(minute, ()))
        if not left[mark]:
            return False
        left[mark] -= 1
        return True

    # ---- what is not sure --------------------------------------------------------------------------------------------

    def _note_repeat(self, clock: float) -> None:
        self._repeats = True
        # the last lines of a capture may be milliseconds out of order: new ones among them are no sign of gaps
        if self._between and clock > self._between_clock + _APART:
            self._doubtful += self._between
            self._between = 0

    def _note_new(self, minute: int, clock: float) -> None:
        if self._blur is not None and self._blur[0] <= minute <= self._blur[1]:
            self._doubtful += 1
        elif self._repeats:
            self._between_clock = self._between_clock if self._between else clock
            self._between += 1

    def _incomparable(self) -> int:
        """Lines of this input that may equal lines of the inputs before: no more than those have."""
        before = self._kinds_before.total()
        return sum(
            min(lines, before if kind == _WEAK else before - self._kinds_before[kind])
            for kind, lines in self._kinds.items()
        )

    # ---- memory ------------------------------------------------------------------------------------------------------

    def _remember(self, minute: int, marks: array[int]) -> None:
        fresh = self._fresh.get(minute)
        if fresh is None:
            fresh = self._fresh[minute] = array("q")
            if minute not in self._known:
                heappush(self._minutes, minute)
        fresh.extend(marks)
        self._held += len(marks)
        if self._held > self._capacity or len(self._minutes) > self._spans:
            self._forget()

    def _forget(self) -> None:
        """Drop the oldest minute: what is read again begins there, and its newer part is still known."""
        minute = heappop(self._minutes)
        self._held -= sum(len(table.pop(minute, ())) for table in (self._known, self._fresh))
        first, last = self._forgotten or (minute, minute)
        self._forgotten = min(first, minute), max(last, minute)


_OTHER = "?"  # no time begins like that


class _Minute(NamedTuple):
    """What the times of a minute have in common."""

    printed: str = _OTHER  # how they begin
    kind: str = ""
    number: int = 0
    text: str = ""  # the minute without year and zone
    seconds: slice = slice(0)  # where they print the rest, to the millisecond


def _minute_of(time: str) -> _Minute:
    """Read a printed time: its kind, and which minute it is of."""
    dot = time.rfind(".")
    if dot < 0 or time[dot - 3] != ":":
        return _count(time)
    return _wall_minute(time[: dot - 2])


def _count(time: str) -> _Minute:
    """Seconds since 1970 or since the start; each is read by itself."""
    seconds, _, fraction = time.partition(".")
    kind = "epoch" if len(seconds.lstrip("0")) >= _EPOCH_DIGITS else "monotonic"
    return _Minute(kind=kind, number=int(seconds) // 60, text=f"{seconds}.{fraction[:3]:<03}")


def _wall_minute(printed: str) -> _Minute:
    """Read `[zone ][[year-]month-day ]hour:minute:`."""
    before, _, clock = printed.rpartition(" ")
    number = int(clock[:2]) * 60 + int(clock[3:5])
    seconds = slice(len(printed), len(printed) + len("00.000"))
    if not before:
        return _Minute(printed, "clock", number, clock, seconds)
    day = before[-5:]
    number += (int(day[:2]) * 31 + int(day[3:])) * 1440
    return _Minute(printed, "date", number, f"{day} {clock}", seconds)


_EPOCH_DIGITS = 10  # of seconds; fewer are an uptime
