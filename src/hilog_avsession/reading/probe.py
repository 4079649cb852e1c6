"""From the blocks of an input to its description: its layout, its first and last time, its foreign lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache

from ..model.calendar import Calendar
from .fastpath import Block, next_unlike
from .header import BodyReader, Time, TimeReader, stamp_layout
from .layouts import (
    ANY_DIGIT,
    DOMAIN,
    STARTS_RECORD,
    STARTS_WITH_DATE,
    clean,
    match_layout,
    pattern_of_form,
    record_starts,
    starts_record,
)
from .prefixes import header_offset

_MOST_HEADERS = 200  # that are read
_HEAD = 4096  # bytes kept of the beginning, from its first text on
_INDENT = b" " * 20  # of lines that continue a record: `-v wrap` gives them 42 blanks, DevEco's window 95
_ALIKE = 6  # bytes in which nearly all lines of a log begin alike but for the digits: `11-20 `
_DIGIT = re.compile(rb"\d")
_SAMPLE = 4096  # bytes that show whether lines are empty
# how lines begin that are not counted among foreign lines: blank ones, and those that continue a record
_NOT_COUNTED = rb"(?:[ \t\r\v\f]*\n|[ \t\r\v\f]+\Z|" + _INDENT + rb")"
_IS_NOT_COUNTED, _NEXT_IS_NOT_COUNTED = re.compile(_NOT_COUNTED), re.compile(rb"\n(?=" + _NOT_COUNTED + rb")")


class Probe:
    """Watches an input pass by and describes it: layout, first and last time, whether it is HiLog at all.

    It sees every block, the header reader only lines of interest. So it reads times itself, with its own calendar.
    """

    def __init__(
        self, year: int | None = None, started_at: datetime | None = None, *, keeps_ends: bool = False
    ) -> None:
        self.layout: str | None = None
        self.first_time: str | None = None
        self.first_clock: float | None = None
        self.process_names = False
        self.foreign_lines = 0
        self.ends: list[str] = []  # the first line of each date and the last line of all, if they are kept
        self.beginning = b""  # how the first record begins but for the digits, and so nearly all lines
        self._year, self._started_at, self._keeps_ends = year, started_at, keeps_ends
        self._head = b""
        self._bodies = BodyReader()
        self._headers = 0
        self.rewind()

    @property
    def is_settled(self) -> bool:
        """Whether the rest of the input can show nothing new but foreign lines and the last time."""
        return self._headers == _MOST_HEADERS and self.beginning != b"" and len(self._head) == _HEAD

    @classmethod
    def for_later_chunk(cls, beginning: bytes) -> Probe:
        """Return a probe for a later chunk of an input whose settled probe has found this beginning."""
        probe = cls(keeps_ends=True)
        probe.beginning, probe._headers = beginning, _MOST_HEADERS
        return probe

    def watch(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Pass the blocks on unchanged, looking at them."""
        for block in blocks:
            if len(self._head) < _HEAD:
                self._head = (self._head + block.data).lstrip()[:_HEAD]
            data = _without_empty_lines(block.data)
            start = self._pass_foreign(data, 0) if data and _is_unlike(data, self._alike) else 0
            if start < len(data):  # some line may be HiLog
                has_header = self._headers == _MOST_HEADERS or self._read_headers(data)
                self._follow_dates(data, start, has_header=has_header)
                if has_header:
                    self._notice_end(data)
            yield block

    def rewind(self) -> None:
        """Forget the dates that were read."""
        self._times = TimeReader(Calendar(self._year, self._started_at))
        self._date = self._alike = b""  # of the last dated line: its date, and how it begins up to there
        self._last: Time | None = None  # that was read last
        self._tail = ""  # the last line with a header

    @property
    def last_time(self) -> str | None:
        """The time of the last record, as printed; None if it has none."""
        last = self._read_last()
        return (last and last.printed) or None

    @property
    def last_clock(self) -> float | None:
        """The clock of the last record, on the same scale as the first."""
        last = self._read_last()
        return last and last.clock

    @property
    def first_line(self) -> str:
        """The first line that is not blank, cleaned."""
        return clean(self._head.partition(b"\n")[0][:200])

    @property
    def head(self) -> str:
        """The beginning, as text."""
        return self._head.decode("utf-8", "replace").replace("\r\n", "\n")

    @property
    def is_blank(self) -> bool:
        """Whether the input holds nothing but blanks and line ends."""
        return not self._head

    def _read_headers(self, data: bytes) -> bool:
        """Read the first headers for layout, first time and process names. Return whether this block has any."""
        before = self._headers
        for start in record_starts(data, 0, len(data)):
            found = match_layout(_line_at(data, start))
            if found is None:
                continue
            layout, fields = found
            if self.layout is None:
                time = self._times.read(fields)  # the first of all, before any other date is read
                self.layout, self.first_time = stamp_layout(layout, fields), time.printed or None
                self.first_clock = time.clock
            self.process_names = bool(self._bodies.process(fields, layout.name))
            self._headers += 1
            if self.process_names:  # further headers can show nothing new
                self._headers = _MOST_HEADERS
            if self._headers == _MOST_HEADERS:
                break
        return self._headers > before

    def _follow_dates(self, data: bytes, start: int, *, has_header: bool) -> None:
        """Count the lines that are not HiLog, and notice each new date, on which the year may depend.

        The lines before `start` are foreign, and counted. Nearly all lines of a log begin with the date of the line
        before, so only the others are examined. How the input is cut into blocks must not matter, so nothing is learnt
        from a block as a whole.
        """
        if self._alike and not (start == 0 and _is_unlike(data, self._alike)):
            start = next_unlike(data, start - 1, self._alike)
        while 0 <= start < len(data):
            end = self._pass_foreign(data, start)
            if end == start:
                end = data.find(b"\n", start) + 1 or len(data)
                self._examine(data[start:end], may_be_hilog=has_header)
            start = next_unlike(data, end - 1, self._alike) if self._alike else end

    def _pass_foreign(self, data: bytes, start: int) -> int:
        """Count the lines from here on that are surely not HiLog, all at once; return where they end.

        The first of them does not begin with the date of the line before.
        """
        may_be_hilog, next_that_may_be = _hilog_patterns(self.beginning)
        if may_be_hilog.match(data, start):
            return start
        found = next_that_may_be.search(data, start)
        end = len(data) if found is None else found.end()
        if self._alike and (like := _line_like(self._alike).search(data, start, end)) is not None:
            end = like.end()
        lines = data.count(b"\n", start, end) + (data[end - 1 : end] != b"\n")
        not_counted = sum(1 for _line in _NEXT_IS_NOT_COUNTED.finditer(data, start, end))
        self.foreign_lines += lines - not_counted - (_IS_NOT_COUNTED.match(data, start, end) is not None)
        return end

    def _examine(self, line: bytes, *, may_be_hilog: bool) -> None:
        """Count a line that is not HiLog, or take its date, with which most of the lines that follow begin."""
        if line[:1] in (b" ", b"\t") and header_offset(line):
            line, may_be_hilog = line.lstrip(b" \t"), True
        if not starts_record(line):
            foreign = bool(line.strip()) and not line.startswith(_INDENT) and _is_unlike(line, self.beginning)
            self.foreign_lines += foreign
            return
        if not self.beginning:
            self.beginning = _DIGIT.sub(ANY_DIGIT, line[:_ALIKE])
        dated = STARTS_WITH_DATE.match(line)
        if dated is None:
            self._alike = self._alike or self.beginning  # the date has not changed
        elif dated["date"] == self._date or (may_be_hilog and self.end_with(clean(line))):
            self._date = dated["date"]
            self._alike = _DIGIT.sub(ANY_DIGIT, dated["lead"]) + self._date  # in any colour

    def _notice_end(self, data: bytes) -> None:
        start, end = len(data) - 1, len(data)  # the last line has a header, as a rule
        while end > 0:
            start = data.rfind(b"\n", 0, start) + 1
            for first in reversed(list(record_starts(data, start, end))):
                if match_layout(line := _line_at(data, first)):
                    self._tail = line
                    return
            start, end = max(start - 2 * (len(data) - start), 0), start

    def _read_last(self) -> Time | None:
        if self._tail:
            self.end_with(self._tail)
            self._tail = ""
        return self._last

    def end_with(self, line: str) -> bool:
        """Take the time of a line that comes after those taken before; False if it has no header."""
        found = match_layout(line)
        if found is None:
            return False
        self._last = self._times.read(found[1])
        if self._keeps_ends:
            self.ends.append(line)
        return True


def _line_at(data: bytes, start: int) -> str:
    """Return the line that begins at an offset, cleaned."""
    end = data.find(b"\n", start)
    return clean(data[start : end if end >= 0 else len(data)])


@lru_cache(maxsize=64)
def _hilog_patterns(beginning: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return patterns for a line that may be HiLog, and for the end of the line before it.

    Such a line has a header, perhaps after blanks, or begins as those with a header do.
    """
    ways = [STARTS_RECORD, rb"(?=[ \t])[^\n]*?" + DOMAIN.pattern, pattern_of_form(beginning)]
    line = b"(?:" + b"|".join(filter(None, ways)) + b")"
    return re.compile(line), re.compile(rb"\n(?=" + line + rb")")


@lru_cache(maxsize=512)  # a log may have a date for each line
def _line_like(beginning: bytes) -> re.Pattern[bytes]:
    """Return a pattern for the end of a line before one that begins in this way."""
    return re.compile(rb"\n(?=" + pattern_of_form(beginning) + rb")")


def _without_empty_lines(data: bytes) -> bytes:
    """Return data without most of its empty lines, if it seems to have little else: they only take time."""
    while data.count(b"\n\n", 0, _SAMPLE) > _SAMPLE // 4:
        data = data.replace(b"\n\n", b"\n")
    return data


def _is_unlike(data: bytes, beginning: bytes) -> bool:
    """Tell whether data begins in another way than the records of the log; True while their beginning is not known."""
    return not beginning or next_unlike(b"\n" + data[: len(beginning)], 0, beginning) >= 0
