"""From a line of text to a Record: the HiLog layouts and their reader.

A layout is composed of a time and the columns after it. To add one, put a row with an example into LAYOUTS; the
tests find it there: it must read its own example, and no earlier row may take that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from ..model.calendar import EPOCH_FROM, Calendar
from ..model.events import DumpLine
from ..model.patterns import lazy
from ..model.records import LONGEST_BODY, Body, Line, Record, Stamp, made, remember
from .fastpath import Minute

# ---- times ------------------------------------------------------------------------------------------------------

_FRACTION = r"\.(?:\d{9}|\d{6}|\d{3})"
# hilog prints tm_zone (CST, +0800, +01) in front of the year; Windows builds print none
_ZONE = r"(?:[A-Za-z]{1,6}|[A-Za-z]{0,6}[+-]\d{2,4}(?::?\d{2})?)"
_WALL = rf"(?:(?P<zone>{_ZONE}) )?(?:(?P<year>\d{{4,6}})-)?(?P<date>\d\d-\d\d) (?P<clock>\d\d:\d\d:\d\d{_FRACTION})"
# epoch and monotonic seconds, blank padded; 2.0 Canary printed them without a fraction
_COUNT = rf" *(?P<count>\d{{1,19}}(?:{_FRACTION})?)"
_TIME = rf"(?:{_WALL}|{_COUNT})"
_WINDOW_TIME = rf"(?:(?P<date>\d\d-\d\d) )?(?P<clock>\d\d:\d\d:\d\d{_FRACTION})"  # DevEco can hide the date

# ---- columns ----------------------------------------------------------------------------------------------------

_DOMAIN = r"(?P<type>[AICKP ])?(?P<domain>[0-9A-Fa-f]{5})/"  # no type letter before OpenHarmony 3.2
_LEVEL = r"(?P<level>[DIWEFVX])"


class Layout(NamedTuple):
    """One way to print a line; the pattern's groups are fields of a Stamp or a Body, `rest` holds tag and message."""

    name: str
    pattern: re.Pattern[str]
    example: str


def _layout(name: str, pattern: str, example: str) -> Layout:
    return Layout(name, lazy(pattern, re.ASCII), example)


LAYOUTS: tuple[Layout, ...] = (
    _layout(
        "hilog",
        rf"{_TIME} +(?P<pid>-?\d{{1,10}}) +(?P<tid>-?\d{{1,10}}) {_LEVEL} {_DOMAIN}(?P<rest>.*)",
        "11-20 10:15:00.123  6120  6131 E C02b91/AVSession: [GetAVMetaData]session not exist",
    ),
    _layout(
        "deveco",
        # columns: pid-tid (14), Tddddd/[process/]tag (32), package (22, may be hidden), level, five blanks
        rf"{_WINDOW_TIME} +(?P<pid>\d{{1,10}})-(?P<tid>\d{{1,10}}) +{_DOMAIN}(?P<tag>.{{0,60}}?)"
        rf"(?: {{2,}}(?P<package>\S+))? +{_LEVEL}(?: {{5}}(?P<message>.*)| *)",
        "11-20 10:15:00.123   6120-6131     C02B91/com.exa...dio/AVSession  com.examp...le.radio  E     "
        "[GetAVMetaData]session not exist",
    ),
    _layout(
        "deveco-slash",  # the window of early DevEco releases
        rf"{_WINDOW_TIME} +(?P<pid>\d{{1,10}})-(?P<tid>\d{{1,10}})/(?P<package>\S+) +{_LEVEL} +{_DOMAIN}(?P<rest>.*)",
        "11-20 10:15:00.123 6120-6131/com.example.radio E C02B91/AVSession: [GetAVMetaData]session not exist",
    ),
    _layout(
        "previewer",  # DevEco's previewer prints neither process nor thread
        rf"{_WINDOW_TIME} +{_LEVEL} {_DOMAIN}(?P<rest>.*)",
        "11-20 10:15:00.123 E C02b91/AVSession: [GetAVMetaData]session not exist",
    ),
    _layout(
        "trimmed",  # time and process cut off by hand
        rf"{_LEVEL} {_DOMAIN}(?P<rest>.*)",
        "E C02b91/AVSession: [GetAVMetaData]session not exist",
    ),
    _layout(
        "kernel",  # no pid, no domain; `<6>` is the kernel's level. Kept tight: a loose rule takes `ps` tables
        rf"(?:{_WALL}  (?!\d+-\d+ )|{_COUNT.replace('count', 'count2')} {{1,2}}(?=<\d|HiLog =))(?P<message>.*)",
        "11-20 09:38:16.193  <6>[    1.234567] binder: 6120:6131 ioctl",
    ),
)

# ---- what surrounds a line ----------------------------------------------------------------------------------------

_SGR = lazy(r"\x1b\[[0-9;]*m")
_LEADING_SGR = lazy(r"(?:\x1b\[[0-9;]*m)+")
# a quick look at the raw bytes: could this line have a header of its own?
_STARTS_RECORD = re.compile(
    rb"(?:\x1b\[[0-9;]*m|\xef\xbb\xbf|\x00)*"
    rb"(?:(?:[A-Za-z+0-9:-]{1,12} )?(?:\d{4,}-)?(?:\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{3}"
    rb"| {0,18}\d{1,19}(?:\.\d{3,9})? +-?\d+ +-?\d+ [DIWEFVX] | {0,10}\d+\.\d{3,9} {1,2}<\d"
    rb"|[DIWEFVX] [AICKP ]?[0-9A-Fa-f]{5}/)"
)


LINE_STARTS_RECORD = re.compile(rb"(?m)^" + _STARTS_RECORD.pattern)


def starts_record(text: bytes) -> bool:
    """Tell whether a physical line looks as if it had a header of its own, and so is no continuation."""
    return _STARTS_RECORD.match(text) is not None


def clean(text: bytes) -> str:
    """Decode a line and take off what is not its own: BOM, colour, carriage returns, NUL padding.

    Bytes that are no UTF-8 (hilog cuts messages inside characters) stay visible as `\\xNN`.
    """
    line = text.decode("utf-8", "backslashreplace").strip("\x00").removeprefix("\ufeff").rstrip("\r\n")
    if "\x1b" not in line:
        return line
    lead = _LEADING_SGR.match(line)
    if lead:
        line = line[lead.end() :]
    return line.removesuffix("\x1b[0m")


# ---- hilog's own layout in two parts: the stamp is new in every line, the rest is not -----------------------------

_HEAD = re.compile(rf"{_TIME} +-?\d{{1,10}} +-?\d{{1,10}}(?= {_LEVEL} )".encode())
_PRINTED = lazy(_TIME, re.ASCII)
_BODY = re.compile(rf" {_LEVEL} {_DOMAIN}(?P<rest>.*)", re.ASCII)


def head_end(data: bytes, start: int, end: int) -> int:
    """Where the head (time, process, thread) of the line from `start` to `end` ends; `start` where it is not told."""
    match = _HEAD.match(data, start, end)
    return match.end() if match else start


# ---- the message's prefixes ---------------------------------------------------------------------------------------

# HiTrace: `[chain, span, parent] `, `[chain] `, on newer phones `[chain 0 0]`; a chain id has a digit in it
_TRACE = re.compile(
    r"\[nodict\] ?|\[[0-9a-f]{6,16}(?:, [0-9a-f]+, [0-9a-f]+| [0-9a-f]+ [0-9a-f]+)\] ?"
    r"|\[(?=[a-f]*\d)[0-9a-f]{8,16}\] ?"
)
# `[Func]text` since 5.0.3, `[Func()-File.cpp:123] text` before
_FUNCTION = re.compile(r"\[(?P<name>~?\w+|operator\(\))(?:\(\)-[\w.]+:\d+\] ?|\])")


def split_message(message: str) -> tuple[str, str]:
    """Split a message into the function it names (or "") and the text after all prefixes."""
    while message.startswith("[") and (trace := _TRACE.match(message)):
        message = message[trace.end() :]
    function = _FUNCTION.match(message)
    if function is None:
        return "", message.rstrip()
    return function["name"], message[function.end() :].rstrip()


# ---- the reader ---------------------------------------------------------------------------------------------------

_PROCESS_LIKE = lazy(r"[A-Za-z][\w-]*[._:][\w.:+-]*")
_PLACEHOLDER = lazy(r"apppool|appspawn|pid-\d+|\?")


class HeaderReader:
    """Reads the lines of one input, remembering how that input prints process names.

    Commercial HarmonyOS prints `domain/process/tag`, OpenHarmony `domain/tag`, and tags may hold slashes. Upper-case
    hex digits in a domain mark the first kind. Lower-case ones mark the second, unless most tags have a slash.
    The calendar, which is this input's own, knows the year that most lines do not print.

    A log prints few different things many times: what stands behind the stamp is read once and remembered.
    """

    def __init__(self, calendar: Calendar | None = None) -> None:
        self._upper = False
        self._lower = self._slashed = 0  # tags under a lower-case domain, and those of them with a slash
        self._calendar = calendar or Calendar()
        self._day, self._midnight = "", 0  # the last date as printed, and the seconds at its beginning
        self._start = 0  # clock of the last minute
        self._offset: int | None = None  # seconds of its zone east of Greenwich, where they and the year are known
        self.minute = _NO_MINUTE  # that of the last head
        self._last_layout = LAYOUTS[0]
        self.bodies: dict[bytes, Body] = {}

    def read_line(self, line: Line) -> tuple[Stamp, Body] | None:
        """Split a line into its stamp and its body, or return None where it has no header."""
        if line.head:
            body = self.bodies.get(line.body) or self._read_body(line)
            if body is not None:
                return self._read_head(line.head), body
        return self.read(clean(line.text), line.needles)

    def read(self, line: str, needles: tuple[int, ...] = ()) -> tuple[Stamp, Body] | None:
        """Split a cleaned line in any layout."""
        matched = self._match(line)
        if matched is None:
            return None
        layout, fields = matched
        pid, tid = fields.get("pid"), fields.get("tid")
        time, clock, year, epoch = self._time(fields)
        name = _time_name(fields) if layout.name == "hilog" else layout.name
        stamp = Stamp(name, time, clock, epoch, int(pid) if pid else None, int(tid) if tid else None, year)
        return stamp, self._body(fields, layout.name, needles)

    def read_time(self, line: str) -> tuple[str, float | None] | None:
        """The time of a cleaned line, as printed, and its clock; None where it has no header."""
        matched = self._match(line)
        return None if matched is None else self._time(matched[1])[:2]

    def has_header(self, line: str) -> bool:
        """Tell whether a cleaned line would be read."""
        return self._match(line) is not None

    def _match(self, line: str) -> tuple[Layout, dict[str, str | None]] | None:
        found = self._match_layout(line)
        if found is None and "\x1b" in line:  # 2.0 and 3.0 coloured every field on its own
            found = self._match_layout(_SGR.sub("", line))
        return found

    def _match_layout(self, line: str) -> tuple[Layout, dict[str, str | None]] | None:
        match = self._last_layout.pattern.fullmatch(line)
        if match and self._last_layout.name == "hilog":
            return self._last_layout, match.groupdict()
        for layout in LAYOUTS:
            match = layout.pattern.fullmatch(line)
            if match:
                self._last_layout = layout
                return layout, match.groupdict()
        return None

    # ---- what stands behind the stamp ----

    def _read_body(self, line: Line) -> Body | None:
        """Read the body of a line whose head was told apart, and remember it."""
        match = _BODY.fullmatch(clean(line.body)) if b"\x1b" not in line.body else None
        if match is None:
            return None
        splits = self._splits_processes()
        body = self._body(match.groupdict(), "hilog", line.needles)
        if splits is not self._splits_processes():
            self.bodies.clear()
        if len(line.body) <= LONGEST_BODY:
            remember(self.bodies, line.body, body)
        return body

    def _body(self, fields: dict[str, str | None], layout: str, needles: tuple[int, ...]) -> Body:
        domain = (fields.get("domain") or "").lower()
        process, tag, message = self._columns(fields, layout)
        kind = (fields.get("type") or "").strip() if domain else "K"
        return Body(
            fields.get("level") or "", kind, domain, process, tag, message, *split_message(message), needles=needles
        )

    def _columns(self, fields: dict[str, str | None], layout: str) -> tuple[str, str, str]:
        if layout == "kernel":
            return "", "", (fields["message"] or "").lstrip()
        package = fields.get("package") or ""
        if _PLACEHOLDER.fullmatch(package):
            package = ""
        if layout == "deveco":
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
        splits = self._splits_processes()
        if _PROCESS_LIKE.fullmatch(process) if splits is None else splits:
            return process, rest
        return "", tag

    def _splits_processes(self) -> bool | None:
        """Whether this input prints a process before the tag; None where nothing tells."""
        return self._upper or (2 * self._slashed > self._lower if self._lower else None)

    # ---- the stamp ----

    def _read_head(self, head: bytes) -> Stamp:
        """Read a head that was told apart; most are of the minute of the one before."""
        return self.minute.stamp(head) or self._read_new_minute(head.decode("ascii"))

    def _read_new_minute(self, head: str) -> Stamp:
        printed, pid, tid = head.rsplit(None, 2)
        match = _PRINTED.fullmatch(printed.lstrip())
        assert match is not None  # `head_end` has matched it
        fields = match.groupdict()
        time, clock, year, epoch = self._time(fields)
        minute, colon, _ = printed.rpartition(":")
        if colon:
            self.minute = Minute(minute + colon, self._start, year, self._offset)
        return Stamp(_time_name(fields), time, clock, epoch, int(pid), int(tid), year)

    def _time(self, fields: dict[str, str | None]) -> tuple[str, float | None, int | None, float | None]:
        """The time as printed, the clock, the year, and the seconds since 1970."""
        count = fields.get("count") or fields.get("count2")
        if count:
            seconds = float(count)
            return count, seconds, None, seconds if seconds >= EPOCH_FROM else None
        clock = fields.get("clock")
        if clock is None:
            return "", None, None, None
        date, year, zone = fields.get("date"), fields.get("year"), fields.get("zone")
        minute, second = int(clock[0:2]) * 3600 + int(clock[3:5]) * 60, float(clock[6:])
        if date is None:
            return clock, minute + second, None, None
        day = f"{year}-{date}" if year else date
        if day != self._day:
            self._day, self._midnight = day, self._calendar.day(year, date) * 86400
        start, known = minute + self._midnight, self._calendar.year
        offset = _offset(zone) if zone is not None and known is not None else None
        self.minute, self._start, self._offset = _NO_MINUTE, start, offset  # whose minute, the caller may know
        epoch = None if offset is None else start + second - offset
        return f"{zone} {day} {clock}" if zone else f"{day} {clock}", start + second, known, epoch


_NO_MINUTE = Minute("?", 0, None, None)  # no head begins like that


def _time_name(fields: dict[str, str | None]) -> str:
    count = fields.get("count")
    if count is None:
        return "time"
    return "epoch" if float(count) >= EPOCH_FROM else "monotonic"


def _split_tag(rest: str) -> tuple[str, str]:
    tag, colon, message = rest.partition(": ")
    if not colon:
        return rest.rstrip().removesuffix(":"), ""
    return tag, message


@lru_cache(maxsize=64)
def _offset(zone: str) -> int | None:
    """Seconds of a zone east of Greenwich, or None for a name that is ambiguous (CST is)."""
    if zone in ("UTC", "GMT"):
        return 0
    match = re.fullmatch(r"([+-])(\d\d):?(\d\d)?", zone)
    if match is None:
        return None
    return (int(match[2]) * 3600 + int(match[3] or 0) * 60) * (1 if match[1] == "+" else -1)


class Unparsed(NamedTuple):
    """A line of interest without a header, its own or a leading line's."""

    line: int


def read_records(
    lines: Iterable[Line | DumpLine], source: str, reader: HeaderReader
) -> Iterator[Record | DumpLine | Unparsed]:
    """Turn the lines of one input into records; what has no header comes out as `Unparsed`, dumps pass."""
    lead_number, lead = 0, None
    for line in lines:
        if isinstance(line, DumpLine):
            yield line
            continue
        record = reader.minute.record(source, line, reader.bodies)
        if record is not None:  # nearly every line
            yield record
            continue
        read = reader.read_line(line)
        if read is not None:
            stamp, body = read
            yield made(Record, (source, line.number, stamp, body, False))
            continue
        if line.lead is not None and line.lead.number != lead_number:
            lead_number, lead = line.lead.number, reader.read_line(line.lead)
        if line.lead is None or lead is None:
            yield Unparsed(line.number)
            continue
        stamp, body = lead
        message = clean(line.text).lstrip()
        function, text = split_message(message)
        continued = replace(body, message=message, function=function, text=text, needles=line.needles)
        yield Record(source, line.number, stamp, continued, continuation=True)
