"""From a line of text to a Record: the columns of its header, its time, and the prefixes of its message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from ..knowledge.hidumper import read_dump
from ..model.calendar import EPOCH_FROM, Calendar
from ..model.events import DumpLine
from ..model.patterns import lazy
from ..model.records import LONGEST_BODY, Body, Line, Record, Stamp, fast_new, remember
from .fastpath import Minute, Sieve
from .layouts import BODY, HILOG, PRINTED_TIME, Layout, clean, match_layout
from .prefixes import header_offset

Fields = dict[str, str | None]  # the groups of a layout

# ---- the message's prefixes ------------------------------------------------------------------------------------------

# HiTrace: `[chain, span, parent] `, `[chain] `, on newer phones `[chain 0 0]`; a chain id has a digit in it
_TRACE = re.compile(
    r"\[nodict\] ?|\[[0-9a-f]{6,16}(?:, [0-9a-f]+, [0-9a-f]+| [0-9a-f]+ [0-9a-f]+)\] ?"
    r"|\[(?=[a-f]*\d)[0-9a-f]{8,16}\] ?"
)
# `[Func]text` since 5.0.3, `[Func()-File.cpp:123] text` before
_FUNCTION = re.compile(r"\[(?P<name>~?\w+|operator\(\))(?:\(\)-(?P<place>[\w.]+:\d+)\] ?|\])")


def split_message(message: str) -> tuple[str, str, str]:
    """Split a message into the function it names, the text after all prefixes, and the place in the source.

    Function and place are empty where the message does not name them.
    """
    while message.startswith("[") and (trace := _TRACE.match(message)):
        message = message[trace.end() :]
    function = _FUNCTION.match(message)
    if function is None:
        return "", message.rstrip(), ""
    name, place = function.groups("")
    return name, message[function.end() :].rstrip(), place


# ---- times -----------------------------------------------------------------------------------------------------------


class Time(NamedTuple):
    """The time of one line."""

    printed: str  # without the blanks in front of it
    minute_clock: int = 0  # the clock at the beginning of its minute
    second: float | None = None  # since the beginning of the minute; None if the line has no time
    year: int | None = None
    offset: int | None = None  # seconds that its zone is east of Greenwich, if zone and year are known

    @property
    def clock(self) -> float | None:
        """Seconds on the input's own scale."""
        return None if self.second is None else self.minute_clock + self.second

    @property
    def epoch(self) -> float | None:
        """Seconds since 1970, if year and zone are known."""
        return None if self.second is None or self.offset is None else self.minute_clock + self.second - self.offset


class TimeReader:
    """Reads the times of one input in the order of its lines: the calendar knows the year that most do not print."""

    def __init__(self, calendar: Calendar | None = None) -> None:
        self._calendar = calendar or Calendar()
        self._day, self._midnight = "", 0  # the last date as printed, and the seconds at its beginning

    def read(self, fields: Fields) -> Time:
        """Read the time that the groups of a layout hold."""
        count = fields.get("count")
        if count:
            seconds = float(count)
            return Time(count, second=seconds, offset=0 if seconds >= EPOCH_FROM else None)
        clock = fields.get("clock")
        if clock is None:
            return Time("")
        date, year, zone = fields.get("date"), fields.get("year"), fields.get("zone")
        minute, second = int(clock[0:2]) * 3600 + int(clock[3:5]) * 60, float(clock[6:])
        if date is None:
            return Time(clock, minute, second)
        day = f"{year}-{date}" if year else date
        if day != self._day:
            self._day, self._midnight = day, self._calendar.day(year, date) * 86400
        known = self._calendar.year
        offset = _offset(zone) if zone is not None and known is not None else None
        return Time(
            f"{zone} {day} {clock}" if zone else f"{day} {clock}", minute + self._midnight, second, known, offset
        )


@lru_cache(maxsize=64)
def _offset(zone: str) -> int | None:
    """Return how many seconds a zone is east of Greenwich, or None for a name that may be ambiguous, as CST is."""
    if zone in ("UTC", "GMT"):
        return 0
    match = re.fullmatch(r"([+-])(\d\d):?(\d\d)?", zone)
    if match is None:
        return None
    return (int(match[2]) * 3600 + int(match[3] or 0) * 60) * (1 if match[1] == "+" else -1)


def stamp_layout(layout: Layout, fields: Fields) -> str:
    """Return the name under which a report shows a layout; hilog's own layout is named after its kind of time."""
    if layout is not HILOG:
        return layout.name
    count = fields.get("count")
    if count is None:
        return "time"
    return "epoch" if float(count) >= EPOCH_FROM else "monotonic"


def _stamp(layout: Layout, fields: Fields, time: Time, pid: str | None, tid: str | None) -> Stamp:
    name, process, thread = stamp_layout(layout, fields), int(pid) if pid else None, int(tid) if tid else None
    return Stamp(name, time.printed, time.clock, time.epoch, process, thread, time.year)


# ---- what follows the time, process and thread -----------------------------------------------------------------------

_PROCESS_LIKE = lazy(r"[A-Za-z][\w-]*[._:][\w.:+-]*")
_PLACEHOLDER = lazy(r"apppool|appspawn|pid-\d+|\?")


class BodyReader:
    """Reads the bodies of one input's lines, learning whether that input prints process names.

    Commercial HarmonyOS prints `domain/process/tag`, OpenHarmony `domain/tag`, and tags may hold slashes. Upper-case
    hex digits in a domain mark the first kind. Lower-case ones mark the second, unless most tags have a slash.
    """

    def __init__(self) -> None:
        self._upper = False
        self._lower = self._slashed = 0  # tags under a lower-case domain, and those of them with a slash

    @property
    def is_certain(self) -> bool:
        """Whether no further line can change how columns are read."""
        return self._upper

    @property
    def splits_processes(self) -> bool | None:
        """Whether this input prints a process before the tag; None if no line has shown it yet."""
        return self._upper or (2 * self._slashed > self._lower if self._lower else None)

    def read(self, fields: Fields, layout: str, needles: tuple[int, ...] = ()) -> Body:
        """Read a body from the groups of a layout."""
        domain = (fields.get("domain") or "").lower()
        process, tag, message = self._columns(fields, layout)
        kind = (fields.get("type") or "").strip() if domain else "K"
        return Body(
            fields.get("level") or "", kind, domain, process, tag, message, *split_message(message), needles=needles
        )

    def process(self, fields: Fields, layout: str) -> str:
        """Return the process alone, and learn from the columns as `read` does."""
        return self._columns(fields, layout)[0]

    def _columns(self, fields: Fields, layout: str) -> tuple[str, str, str]:
        """Return process, tag and message."""
        if layout == "kernel":
            return "", "", (fields["message"] or "").lstrip()
        package = fields.get("package") or ""
        if _PLACEHOLDER.fullmatch(package):
            package = ""
        if "tag" in fields:
            process, slash, tag = (fields["tag"] or "").partition("/")
            return package or (process if slash else ""), tag if slash else process, fields["message"] or ""
        tag, message = _split_tag(fields["rest"] or "")
        process, tag = self._split_process(fields["domain"] or "", tag)
        return package or process, tag, message

    def _split_process(self, domain: str, tag: str) -> tuple[str, str]:
        process, slash, rest = tag.partition("/")
        if domain != domain.lower():
            self._upper = True
        elif domain != domain.upper():
            self._lower += 1
            self._slashed += bool(slash)
        if not slash:
            return "", tag
        splits = self.splits_processes
        if _PROCESS_LIKE.fullmatch(process) if splits is None else splits:
            return process, rest
        return "", tag


def _split_tag(rest: str) -> tuple[str, str]:
    tag, colon, message = rest.partition(": ")
    if not colon:
        return rest.rstrip().removesuffix(":"), ""
    return tag, message


# ---- lines -----------------------------------------------------------------------------------------------------------

_NO_MINUTE = Minute("?", 0, None, None)  # no head begins like that


class Unparsed(NamedTuple):
    """A line of interest that has no header and continues no line with a header."""

    line: int


class HeaderReader:
    """Reads the lines of one input.

    A log prints a few different bodies again and again, so each is read once and remembered.
    """

    def __init__(self, calendar: Calendar | None = None) -> None:
        self._times = TimeReader(calendar)
        self._body_reader = BodyReader()
        self._minute = _NO_MINUTE  # of the last head; the calendar has seen no other time since
        self._bodies: dict[bytes, Body] = {}
        self._heads: dict[str, tuple[str, str, str, str, str]] = {}  # of bodies by their text up to the colon
        self._lead_number = 0  # of the last line that another one continues
        self._lead: tuple[Stamp, Body] | None = None

    def read_records(
        self, lines: Iterable[Line], source: str, sieve: Sieve | None = None
    ) -> Iterator[Record | DumpLine | Unparsed]:
        """Turn lines into records, except those that `sieve` holds back. A line without a header becomes `Unparsed`."""
        lines, sieve = iter(lines), sieve or Sieve()
        while (found := sieve.next(lines, self._minute, self._bodies, self._read_body, source)) is not None:
            yield found if isinstance(found, Record) else self._read_any(found, source)  # nearly all are records

    def _read_any(self, line: Line, source: str) -> Record | DumpLine | Unparsed:
        """Turn a line into a record, whatever it is: of a dump, of another layout, the continuation of another line."""
        read = None if line.head else read_dump(line)
        if read is not None:
            return read
        found = self.read_line(line) or self._read_after_prefix(line)
        if found is not None:
            return fast_new(Record, (source, line.number, *found, False))
        if line.lead is not None and line.lead.number != self._lead_number:
            self._lead_number, self._lead = line.lead.number, self.read_line(line.lead)
        if line.lead is None or self._lead is None:
            return Unparsed(line.number)
        stamp, body = self._lead
        message = clean(line.text).lstrip()
        function, text, place = split_message(message)
        continued = replace(body, message=message, function=function, text=text, place=place, needles=line.needles)
        return Record(source, line.number, stamp, continued, continuation=True)

    def read_line(self, line: Line) -> tuple[Stamp, Body] | None:
        """Split a line into its stamp and its body, or return None if it has no header."""
        if line.head:
            body = self._bodies.get(line.body) or self._read_body(line)
            if body is not None:
                return self._minute.stamp(line.head) or self._read_head(line.head.decode("ascii")), body
        return self.read(clean(line.text), line.needles)

    def _read_after_prefix(self, line: Line) -> tuple[Stamp, Body] | None:
        """Split a line that has something before its header: such a line does not continue another one."""
        offset = header_offset(line.text)
        return self.read(clean(line.text[offset:]), line.needles) if offset else None

    def read(self, line: str, needles: tuple[int, ...] = ()) -> tuple[Stamp, Body] | None:
        """Split a cleaned line in any layout; the head of the next one is read anew."""
        found = match_layout(line)
        if found is None:
            return None
        layout, fields = found
        self._minute = _NO_MINUTE
        stamp = _stamp(layout, fields, self._times.read(fields), fields.get("pid"), fields.get("tid"))
        return stamp, self._read_columns(fields, layout, needles)

    def _read_head(self, head: str) -> Stamp:
        """Read a head that the scanner has cut off, the first one in its minute."""
        printed, pid, tid = head.rsplit(None, 2)
        match = PRINTED_TIME.fullmatch(printed.lstrip())
        assert match is not None  # `head_end` has matched it
        fields = match.groupdict()
        time = self._times.read(fields)
        minute, colon, _ = printed.rpartition(":")
        if colon:
            self._minute = Minute(minute + colon, time.minute_clock, time.year, time.offset)
        return _stamp(HILOG, fields, time, pid, tid)

    def _read_body(self, line: Line) -> Body | None:
        """Read the body of a line that the scanner has cut in two, and remember it."""
        body = self._parse_body(clean(line.body), line.needles) if b"\x1b" not in line.body else None
        if body is not None and len(line.body) <= LONGEST_BODY:
            remember(self._bodies, line.body, body)
        return body

    def _parse_body(self, text: str, needles: tuple[int, ...]) -> Body | None:
        """Split a body into columns and message; columns that were read before are not read again."""
        columns, colon, message = text.partition(": ")
        head = self._heads.get(columns) if colon else None
        if head is not None:
            return Body(*head, message, *split_message(message), needles=needles)
        match = BODY.fullmatch(text)
        if match is None:
            return None
        body = self._read_columns(match.groupdict(), HILOG, needles)
        if self._body_reader.is_certain:
            remember(self._heads, columns, body.head)
        return body

    def _read_columns(self, fields: Fields, layout: Layout, needles: tuple[int, ...]) -> Body:
        """Read a body from its columns; if these change the meaning of columns, forget all bodies read before."""
        splits = self._body_reader.splits_processes
        body = self._body_reader.read(fields, layout.name, needles)
        if splits is not self._body_reader.splits_processes:
            self._bodies.clear()
        return body
