"""From records to new records: a line that two captures share, or that one capture holds twice, counts once.

Identical lines of one capture are genuine: a burst in one millisecond. Identical lines of another capture are the same
lines read again. So the lines of all captures together are their union, not their sum: the k-th occurrence of a line in
a segment is a repeat if the earlier segments hold the line k times. A segment is an input, or the part of an input that
begins where the clock steps back; the files into which hilog has split a log are one segment together.

Three steps for each record: `Order` tells whether it begins a segment; `Memory` tells whether an earlier segment holds
it, and remembers it if not; `Doubts` counts it if that is not certain.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from typing import NamedTuple

from ..model.calendar import EPOCH_FROM, PRINTED
from ..model.events import DumpLine
from ..model.records import Record, span
from ..reading.fastpath import Sieve, mark_of
from ..reading.fastpath.portable import JUMP

_CAPACITY = 500_000  # lines remembered, eight bytes each
_SPANS = 10_000  # minutes remembered: a week in which something happens all the time


class Deduplicator:
    """Remembers the lines of interest of all inputs of a diagnosis, the newest half million of them.

    Most lines come in order, in a minute that no earlier segment covers; the sieve notes these by itself.
    """

    def __init__(self, capacity: int = _CAPACITY, spans: int = _SPANS, sieve: Sieve | None = None) -> None:
        self.repeated = 0  # records that were left out
        self.jumps = 0  # times that the clock stepped back from one new record to the next
        self.memory = Memory(capacity, spans)
        self._sieve = sieve or Sieve()
        self._doubts = Doubts()
        self._minute = _Minute()  # of the last line: lines of a minute stand together
        self._first: int | None = None  # number of the first minute with a date

    @property
    def unsure(self) -> int:
        """Lines that may have been counted twice."""
        self._take_over()
        return self._doubts.total

    def new_records(
        self, records: Iterable[Record | DumpLine], *, continues: bool = False
    ) -> Iterator[Record | DumpLine]:
        """Yield the records of one input that no earlier segment holds. Lines of dumps have no time and pass unchanged.

        `continues`: it continues the input before, provided that its first time is not earlier.
        """
        sieve = self._sieve
        self._take_over()
        self._doubts.begin_input()
        if continues:
            sieve.order.continue_input()
        else:
            self._begin_segment()
            sieve.order.restart()
        for record in records:
            if sieve.took or isinstance(record, DumpLine):
                yield record
            elif self._is_repeat(record):
                self.repeated += 1
            else:
                yield record

    def forget(self) -> None:
        """Forget the lines: no more will come."""
        self._take_over()
        self.memory = Memory(0, 0)

    def _begin_segment(self) -> None:
        self.memory.begin_segment()
        self._doubts.begin_segment(self.memory.forgotten)

    def _take_over(self) -> None:
        """Count what the sieve has noted, and let it note no more."""
        if noted := self._sieve.stop_noting():
            self.memory.size += noted
            self._doubts.lines_by_kind[self._minute.kind] += noted

    def _is_repeat(self, record: Record) -> bool:
        """Look a record up, and remember it if it is new."""
        _, line, (_, time, clock, _, pid, tid, _), body, _ = record
        sieve, memory, doubts = self._sieve, self.memory, self._doubts
        self._take_over()
        if body.type == "K":  # kernel lines are no evidence
            self._notice_jump(clock)
            return False
        if clock is None or pid is None:
            doubts.lines_by_kind[_UNTIMED] += 1
            self._notice_jump(clock)
            return False
        if sieve.order.steps_back(clock, (pid, tid), line):
            self._begin_segment()
        if not time.startswith(self._minute.printed):
            self._minute = self._in_order(_minute_of(time))
        _, kind, minute, key, _ = self._minute
        # what distinguishes a line from others, in whichever layout it is printed
        mark = mark_of(key, self._minute.milliseconds(time), pid, tid, body.mark)
        if memory.earlier and memory.matches(minute, mark):
            doubts.note_repeat(clock)
            return True
        doubts.lines_by_kind[kind] += 1
        if doubts.are_possible:
            doubts.note_new(minute, clock)
        marks = memory.add(minute, mark)
        self._notice_jump(clock)
        if marks is not None and minute not in memory.earlier and not doubts.are_possible:
            sieve.note_marks(key, marks.append, memory.room)
        return False

    def _in_order(self, minute: _Minute) -> _Minute:
        """Number a minute so that January comes after December: most dates have no year.

        All dates are taken to be within half a year of the first one.
        """
        if minute.kind != _DATED:
            return minute
        if self._first is None:
            self._first = minute.number
        return minute._replace(number=(minute.number - self._first + _YEAR // 2) % _YEAR)

    def _notice_jump(self, clock: float | None) -> None:
        if clock is not None:
            self.jumps += clock < self._sieve.last_clock - JUMP
            self._sieve.last_clock = clock


# ---- memory ----------------------------------------------------------------------------------------------------------

# minutes whose marks are counted: the lines of a segment are less than STEP out of order, but a log may interleave
# the lines of several clocks, each of which begins a segment
_COUNTED_MINUTES = 8


class Memory:
    """The marks of lines, minute by minute; the oldest minute makes room for others."""

    def __init__(self, capacity: int, spans: int) -> None:
        self.size = 0  # marks remembered
        self.earlier: dict[int, array[int]] = {}  # minute to the marks of the earlier segments
        self.forgotten: tuple[int, int] | None = None  # first and last minute that made room for others
        self._capacity, self._spans = capacity, spans
        self._added: dict[int, array[int]] = {}  # minute to the marks that this segment adds
        # minute to the earlier marks that this segment has not matched; only of the latest minutes
        self._unmatched: dict[int, Counter[int]] = {}
        self._matched: dict[int, list[int]] = {}  # minute to the marks that this segment has taken from `_unmatched`
        self._outdated: set[int] = set()  # minutes in `_unmatched` that made room for others
        self._minutes: list[int] = []  # heap of the minutes that are remembered

    @property
    def minutes(self) -> int:
        """How many minutes are remembered."""
        return len(self._minutes)

    def begin_segment(self) -> None:
        """Move the marks that the segment has added to those of the earlier segments."""
        self._count_again()
        for minute, marks in self._added.items():
            if minute in self.earlier:
                self.earlier[minute].extend(marks)
            else:
                self.earlier[minute] = marks
        self._added = {}

    def _count_again(self) -> None:
        """Reset the counts for the next segment, in time that grows with this segment and not with all marks."""
        for minute in self._outdated:
            self._unmatched.pop(minute, None)
        self._outdated.clear()
        for table in (self._matched, self._added):
            for minute, marks in table.items():
                if minute in self._unmatched:
                    self._unmatched[minute].update(marks)
        self._matched = {}

    def matches(self, minute: int, mark: int) -> bool:
        """Match a line with an equal line of the earlier segments; return False if none is left."""
        unmatched = self._unmatched.get(minute)
        if unmatched is None:
            if len(self._unmatched) == _COUNTED_MINUTES:
                oldest = next(iter(self._unmatched))
                del self._unmatched[oldest]
                self._matched.pop(oldest, None)
            unmatched = self._unmatched[minute] = Counter(self.earlier.get(minute, ()))
        if not unmatched[mark]:
            return False
        unmatched[mark] -= 1
        self._matched.setdefault(minute, []).append(mark)
        return True

    @property
    def room(self) -> int:
        """How many more marks can be added without forgetting others."""
        return self._capacity - self.size

    def add(self, minute: int, mark: int) -> array[int] | None:
        """Remember a line; return the marks that the segment has added to its minute, if they are remembered."""
        try:
            self._added[minute].append(mark)
        except KeyError:
            self._added[minute] = array("q", (mark,))
            if minute not in self.earlier:
                heappush(self._minutes, minute)
        self.size += 1
        if self.size > self._capacity or len(self._minutes) > self._spans:
            self._forget()
        return self._added.get(minute)

    def _forget(self) -> None:
        """Drop the oldest minute: if a buffer is read again, its newer part is still known."""
        minute = heappop(self._minutes)
        self.size -= sum(len(table.pop(minute, ())) for table in (self.earlier, self._added))
        self._outdated.add(minute)
        first, last = self.forgotten or (minute, minute)
        self.forgotten = min(first, minute), max(last, minute)


# ---- doubts ----------------------------------------------------------------------------------------------------------

_APART = span(1.0)  # seconds between lines that cannot belong to one failure any more
_DATED = "date"  # kind of a line whose time has a date
_UNTIMED = "untimed"  # kind of a line without time or process: it may equal another line and still be new


class Doubts:
    """Counts the lines that may have been counted twice.

    A line is in doubt if its minute was forgotten, if it is new among repeats (the earlier capture has gaps), or if an
    earlier input prints times that cannot be compared with its own.
    """

    def __init__(self) -> None:
        self.lines_by_kind: Counter[str] = Counter()  # new lines of this input, by their kind of time
        self._lines_before: Counter[str] = Counter()  # the same of the earlier inputs
        self.are_possible = False  # whether lines of this segment can be doubtful
        self._doubtful = 0
        self._forgotten: tuple[int, int] | None = None  # first and last minute forgotten when the segment began
        self._has_repeats = False  # in this segment
        self._new_between, self._between_clock = 0, 0.0  # new lines among the repeats, and the clock of the first

    @property
    def total(self) -> int:
        """All doubtful lines so far."""
        return self._doubtful + self._incomparable()

    def begin_input(self) -> None:
        """Begin the next input."""
        self._doubtful += self._incomparable()
        self._lines_before.update(self.lines_by_kind)
        self.lines_by_kind.clear()

    def begin_segment(self, forgotten: tuple[int, int] | None) -> None:
        """Begin a segment, given the first and last minute that were forgotten so far."""
        self._forgotten, self.are_possible = forgotten, forgotten is not None
        self._has_repeats, self._new_between = False, 0

    def note_repeat(self, clock: float) -> None:
        """Note a repeat."""
        self._has_repeats = self.are_possible = True
        # the last lines of a capture may be milliseconds out of order: new ones among them are no sign of gaps
        if self._new_between and clock > self._between_clock + _APART:
            self._doubtful += self._new_between
            self._new_between = 0

    def note_new(self, minute: int, clock: float) -> None:
        """Note a line that seems to be new, if doubts are possible."""
        if self._forgotten is not None and self._forgotten[0] <= minute <= self._forgotten[1]:
            self._doubtful += 1
        elif self._has_repeats:
            self._between_clock = self._between_clock if self._new_between else clock
            self._new_between += 1

    def _incomparable(self) -> int:
        """Count the lines of this input that may equal lines of earlier inputs: at most as many as those have."""
        before = self._lines_before.total()
        return sum(
            min(lines, before if kind == _UNTIMED else before - self._lines_before[kind])
            for kind, lines in self.lines_by_kind.items()
        )


# ---- printed times ---------------------------------------------------------------------------------------------------


class _Minute(NamedTuple):
    """What the times of a minute have in common."""

    printed: str = "?"  # how they begin; no time begins with this default
    kind: str = ""
    number: int = 0
    key: int = 0  # a hash of the minute without year and zone
    second: int = 0  # where they print the second; 0 if the key holds the whole time

    def milliseconds(self, time: str) -> int:
        """Return the milliseconds since the minute's beginning that a time prints."""
        at = self.second
        return int(time[at : at + 2]) * 1000 + int(time[at + 3 : at + 6]) if at else 0


_YEAR = 12 * 31 * 1440  # minutes, as they are numbered


def _minute_of(time: str) -> _Minute:
    """Return the minute of a printed time; seconds since 1970 or since the start get a value each."""
    match = PRINTED.fullmatch(time)
    assert match is not None  # it has a clock
    count, date, clock = match["seconds"], match["date"], match["clock"]
    if count:
        seconds, _, fraction = count.partition(".")
        kind = "epoch" if int(seconds) >= EPOCH_FROM else "monotonic"
        return _Minute(kind=kind, number=int(seconds) // 60, key=hash((kind, seconds, fraction[:3].ljust(3, "0"))))
    second = match.start("clock") + len("00:00:")
    minute, number = clock[: len("00:00:")], int(clock[:2]) * 60 + int(clock[3:5])
    if date is None:
        return _Minute(time[:second], "clock", number, hash(minute), second)
    number += (int(date[:2]) * 31 + int(date[3:])) * 1440
    return _Minute(time[:second], _DATED, number, hash((date, minute)), second)
