"""A first look at an input while its blocks pass: its layout, its first and last time, and what in it is no HiLog."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .dates import Calendar
from .hilog import LINE_STARTS_RECORD, HeaderReader, clean, starts_record
from .loops import Block, starts_unlike

_LOOKS = 200  # headers that are looked at
_HEAD = 4096  # bytes kept of the beginning
_INDENT = b" " * 20  # of lines that continue a record: `-v wrap` gives them 42 blanks, DevEco's window 95
_ALIKE = 6  # bytes in which nearly all lines of a log begin alike but for the digits: `11-20 `
_DATE = len("2026-11-20")  # characters that may tell another day
_DIGIT = re.compile(rb"\d")


class Survey:
    """Watches an input pass by and keeps what describes it: layout, first and last time, whether it is HiLog at all."""

    def __init__(self, calendar: Calendar | None = None) -> None:
        self.layout: str | None = None
        self.first_time: str | None = None
        self.last_time: str | None = None
        self.first_clock: float | None = None
        self.last_clock: float | None = None
        self.process_names = False
        self.foreign_lines = 0
        self.ends: list[str] | None = None  # the last line of each date, where somebody wants them
        self.beginning = b""  # how the first record begins, and so nearly all lines; 0 for any digit
        self._head = b""
        self._reader = HeaderReader(calendar)
        self._looks = 0

    @property
    def is_settled(self) -> bool:
        """Whether what stands further on tells nothing new but for foreign lines and the last time."""
        return self._looks == _LOOKS and self.beginning != b"" and len(self._head) == _HEAD

    @classmethod
    def further_on(cls, beginning: bytes) -> Survey:
        """A survey for a piece of an input whose survey is settled and has found this beginning."""
        survey = cls()
        survey.beginning, survey._looks = beginning, _LOOKS
        return survey

    def watch(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Pass the blocks on unchanged, looking at them."""
        for block in blocks:
            if len(self._head) < _HEAD:
                self._head = (self._head + block.data)[:_HEAD]
            if self._looks < _LOOKS:
                self._look_at(block.data)
            self._look_at_end(block.data)
            self._count_foreign(block.data)
            yield block

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
            read = self._reader.read(clean(data[match.start() : end if end >= 0 else len(data)]))
            if read is None:
                continue
            if self.layout is None:
                self.layout, self.first_time, self.first_clock = read[0].layout, read[0].time, read[0].clock
            self.process_names = self.process_names or bool(read[1].process)
            self._looks += 1
            if self._looks == _LOOKS:
                return

    def _count_foreign(self, data: bytes) -> None:
        """Count the lines that are no HiLog. Nearly all lines of a log begin like its first: only others are looked at.

        Blocks must not matter, so nothing is learned from one but where that first line is.
        """
        start = 0
        while not self.beginning:
            end = data.find(b"\n", start) + 1 or len(data)
            if start == end:
                return
            line, start = data[start:end], end
            if starts_record(line):
                self.beginning = _DIGIT.sub(b"0", line[:_ALIKE])
            elif line.strip() and not line.startswith(_INDENT):
                self.foreign_lines += 1
        starts = [0] if not start and starts_unlike(b"\n" + data[:_ALIKE], 0, self.beginning) else []
        starts += starts_unlike(data, max(start - 1, 0), self.beginning)
        for start in starts:
            line = data[start : data.find(b"\n", start) + 1 or len(data)]
            if line.strip() and not line.startswith(_INDENT) and not starts_record(line):
                self.foreign_lines += 1

    def _look_at_end(self, data: bytes) -> None:
        end = len(data)
        while end > 0:
            start = data.rfind(b"\n", 0, end - 1) + 1
            if starts_record(data[start:end]) and self.end_with(clean(data[start:end])):
                return
            end = start

    def end_with(self, line: str) -> bool:
        """Take a line for the last one so far; False if it has no header."""
        read = self._reader.read(line)
        if read is None:
            return False
        self.last_time, self.last_clock = read[0].time, read[0].clock
        if self.ends is not None:
            if self.ends and self.ends[-1][:_DATE] == line[:_DATE]:
                self.ends.pop()
            self.ends.append(line)
        return True
