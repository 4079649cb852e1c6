"""A first look at an input while its blocks pass: its layout, its first and last time, and what in it is no HiLog."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator

from ..model.calendar import Calendar
from .fastpath import ANY_DIGIT, Block, next_unlike
from .header import LINE_STARTS_RECORD, HeaderReader, clean, starts_record

_LOOKS = 200  # headers that are looked at
_HEAD = 4096  # bytes kept of the beginning
_INDENT = b" " * 20  # of lines that continue a record: `-v wrap` gives them 42 blanks, DevEco's window 95
_ALIKE = 6  # bytes in which nearly all lines of a log begin alike but for the digits: `11-20 `
_DATED = re.compile(rb"(?P<lead>(?:\x1b\[[0-9;]*m|\xef\xbb\xbf)*)(?P<date>(?:\S{1,12} )?(?:\d{4,6}-)?\d\d-\d\d) ")
_DIGIT = re.compile(rb"\d")


class Probe:
    """Watches an input pass by and keeps what describes it: layout, first and last time, whether it is HiLog at all."""

    def __init__(self, calendar: Calendar | None = None) -> None:
        self.layout: str | None = None
        self.first_time: str | None = None
        self.first_clock: float | None = None
        self.process_names = False
        self.foreign_lines = 0
        self.ends: list[str] | None = None  # the first line of each date and the last of all, where somebody wants them
        self.beginning = b""  # how the first record begins but for the digits, and so nearly all lines
        self._head = b""
        self._calendar = calendar or Calendar()
        self._first_reader = HeaderReader(copy.copy(self._calendar))  # for the first headers
        self.rewind()
        self._looks = 0

    @property
    def is_settled(self) -> bool:
        """Whether what stands further on tells nothing new but for foreign lines and the last time."""
        return self._looks == _LOOKS and self.beginning != b"" and len(self._head) == _HEAD

    @classmethod
    def further_on(cls, beginning: bytes) -> Probe:
        """A probe for a piece of an input whose probe is settled and has found this beginning."""
        probe = cls()
        probe.beginning, probe._looks = beginning, _LOOKS
        return probe

    def watch(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Pass the blocks on unchanged, looking at them."""
        for block in blocks:
            if len(self._head) < _HEAD:
                self._head = (self._head + block.data)[:_HEAD]
            if self._looks < _LOOKS:
                self._look_at(block.data)
            self._follow(block.data)
            self._notice_end(block.data)
            yield block

    def rewind(self) -> None:
        """Begin anew with the dates."""
        # for the first line of each date, and for the last of all
        self._reader = HeaderReader(copy.copy(self._calendar))
        self._date = self._alike = b""  # of the last dated line: its date, and how it begins up to there
        self._last: tuple[str, float | None] | None = None  # time and clock that were read last
        self._tail = ""  # the last line with a header

    @property
    def last_time(self) -> str | None:
        """The time of the last record, as printed."""
        last = self._read_last()
        return last and last[0]

    @property
    def last_clock(self) -> float | None:
        """The clock of the last record, on the same scale as the first."""
        last = self._read_last()
        return last and last[1]

    @property
    def first_line(self) -> str:
        """The first line, cleaned."""
        return clean(self._head.partition(b"\n")[0][:200])

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing but blanks and line ends at the beginning."""
        return not self._head.strip()

    def _look_at(self, data: bytes) -> None:
        for match in LINE_STARTS_RECORD.finditer(data):
            end = data.find(b"\n", match.start())
            read = self._first_reader.read(clean(data[match.start() : end if end >= 0 else len(data)]))
            if read is None:
                continue
            if self.layout is None:
                self.layout, self.first_time, self.first_clock = read[0].layout, read[0].time, read[0].clock
            self.process_names = self.process_names or bool(read[1].process)
            self._looks += 1
            if self._looks == _LOOKS:
                return

    def _follow(self, data: bytes) -> None:
        """Count the lines that are no HiLog, and notice each new date, on which the year may hang.

        Nearly all lines of a log begin with the date of the one before: only others are looked at. Blocks must not
        matter, so nothing is learned from one but what its lines say one by one.
        """
        start = 0 if _is_unlike(data, self._alike) else next_unlike(data, 0, self._alike)
        while 0 <= start < len(data):
            end = data.find(b"\n", start) + 1 or len(data)
            self._look_at_line(data[start:end])
            start = next_unlike(data, end - 1, self._alike) if self._alike else end

    def _look_at_line(self, line: bytes) -> None:
        if not starts_record(line):
            foreign = bool(line.strip()) and not line.startswith(_INDENT) and _is_unlike(line, self.beginning)
            self.foreign_lines += foreign
            return
        if not self.beginning:
            self.beginning = _DIGIT.sub(ANY_DIGIT, line[:_ALIKE])
        dated = _DATED.match(line)
        if dated is None:
            self._alike = self._alike or self.beginning  # a date goes on
        elif dated["date"] == self._date or self.end_with(clean(line)):
            self._date = dated["date"]
            self._alike = _DIGIT.sub(ANY_DIGIT, dated["lead"]) + self._date + b" "  # in whatever colour

    def _notice_end(self, data: bytes) -> None:
        end = len(data)
        while end > 0:
            start = data.rfind(b"\n", 0, end - 1) + 1
            if starts_record(data[start:end]) and self._reader.has_header(line := clean(data[start:end])):
                self._tail = line
                return
            end = start

    def _read_last(self) -> tuple[str, float | None] | None:
        if self._tail:
            self.end_with(self._tail)
            self._tail = ""
        return self._last

    def end_with(self, line: str) -> bool:
        """Take the time of a line that comes after those that were taken before; False if it has no header."""
        last = self._reader.read_time(line)
        if last is None:
            return False
        self._last = last
        if self.ends is not None:
            self.ends.append(line)
        return True


def _is_unlike(data: bytes, beginning: bytes) -> bool:
    """Tell whether data does not begin so; nothing is known of it as long as there is no beginning."""
    return not beginning or next_unlike(b"\n" + data[: len(beginning)], 0, beginning) >= 0
