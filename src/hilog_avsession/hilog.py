"""From a line of text to a Record: the HiLog layouts and their reader.

A layout is composed of a time and the columns after it. To add one, put a row with an example into LAYOUTS; the
tests find it there: it must read its own example, and no earlier row may take that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from .dates import Calendar
from .model import Block, DumpLine, Header, Line, Record

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


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to print a line; the pattern's groups are the fields of a Header, and `rest` holds tag and message."""

    name: str
    pattern: re.Pattern[str]
    example: str


def _layout(name: str, pattern: str, example: str) -> Layout:
    return Layout(name, re.compile(pattern, re.ASCII), example)


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

_SGR = re.compile(r"\x1b\[[0-9;]*m")
_LEADING_SGR = re.compile(r"(?:\x1b\[[0-9;]*m)+")
# a quick look at the raw bytes: could this line have a header of its own?
_STARTS_RECORD = re.compile(
    rb"(?:\x1b\[[0-9;]*m|\xef\xbb\xbf|\x00)*"
    rb"(?:(?:[A-Za-z+0-9:-]{1,12} )?(?:\d{4,}-)?(?:\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{3}"
    rb"| {0,18}\d{1,19}(?:\.\d{3,9})? +-?\d+ +-?\d+ [DIWEFVX] | {0,10}\d+\.\d{3,9} {1,2}<\d"
    rb"|[DIWEFVX] [AICKP ]?[0-9A-Fa-f]{5}/)"
)


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

_PROCESS_LIKE = re.compile(r"[A-Za-z][\w-]*[._:][\w.:+-]*")
_PLACEHOLDER = re.compile(r"apppool|appspawn|pid-\d+|\?")


class HeaderReader:
    """Reads the headers of one input, remembering how that input prints process names.

    Commercial HarmonyOS prints `domain/process/tag`, OpenHarmony `domain/tag`, and tags may hold slashes. Upper-case
    hex digits in a domain mark the first kind. Lower-case ones mark the second, unless most tags have a slash.
    The calendar, which is this input's own, knows the year that most lines do not print.
    """

    def __init__(self, calendar: Calendar | None = None) -> None:
        self._upper = False
        self._lower = self._slashed = 0  # tags under a lower-case domain, and those of them with a slash
        self._calendar = calendar or Calendar()
        self._day, self._midnight = "", 0  # the last date as printed, and the seconds at its beginning
        self._last_layout = LAYOUTS[0]

    def read(self, line: str) -> tuple[Header, str] | None:
        """Split a cleaned line into its header and its message, or return None where there is no header."""
        matched = self._match(line)
        if matched is None and "\x1b" in line:  # 2.0 and 3.0 coloured every field on its own
            matched = self._match(_SGR.sub("", line))
        if matched is None:
            return None
        layout, fields = matched
        time, clock, year, epoch = self._time(fields)
        domain = (fields.get("domain") or "").lower()
        process, tag, message = self._columns(fields, layout.name)
        pid, tid = fields.get("pid"), fields.get("tid")
        header = Header(
            layout=_time_name(fields) if layout.name == "hilog" else layout.name,
            time=time,
            clock=clock,
            epoch=epoch,
            pid=int(pid) if pid else None,
            tid=int(tid) if tid else None,
            level=fields.get("level") or "",
            type=(fields.get("type") or "").strip() if domain else "K",
            domain=domain,
            process=process,
            tag=tag,
            year=year,
        )
        return header, message

    def _match(self, line: str) -> tuple[Layout, dict[str, str | None]] | None:
        match = self._last_layout.pattern.fullmatch(line)
        if match and self._last_layout.name == "hilog":
            return self._last_layout, match.groupdict()
        for layout in LAYOUTS:
            match = layout.pattern.fullmatch(line)
            if match:
                self._last_layout = layout
                return layout, match.groupdict()
        return None

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
        if self._upper or (2 * self._slashed > self._lower if self._lower else _PROCESS_LIKE.fullmatch(process)):
            return process, rest
        return "", tag

    def _time(self, fields: dict[str, str | None]) -> tuple[str, float | None, int | None, float | None]:
        """The time as printed, the clock, the year, and the seconds since 1970."""
        count = fields.get("count") or fields.get("count2")
        if count:
            seconds = float(count)
            return count, seconds, None, seconds if seconds >= _EPOCH_FROM else None
        clock = fields.get("clock")
        if clock is None:
            return "", None, None, None
        date, year, zone = fields.get("date"), fields.get("year"), fields.get("zone")
        second = int(clock[0:2]) * 3600 + int(clock[3:5]) * 60 + float(clock[6:])
        if date is None:
            return clock, second, None, None
        day = f"{year}-{date}" if year else date
        if day != self._day:
            self._day, self._midnight = day, self._calendar.day(year, date) * 86400
        second += self._midnight
        known = self._calendar.year
        if zone is None:
            return f"{day} {clock}", second, known, None
        offset = _offset(zone)
        return f"{zone} {day} {clock}", second, known, None if known is None or offset is None else second - offset


_EPOCH_FROM = 1e9  # a smaller number of seconds is an uptime, not a date after 2001


def _time_name(fields: dict[str, str | None]) -> str:
    count = fields.get("count")
    if count is None:
        return "time"
    return "epoch" if float(count) >= _EPOCH_FROM else "monotonic"


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


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A line of interest without a header, its own or a leading line's."""

    line: int


def read_records(
    lines: Iterable[Line | DumpLine], source: str, reader: HeaderReader
) -> Iterator[Record | DumpLine | Unparsed]:
    """Turn the lines of one input into records; what has no header comes out as `Unparsed`, dumps pass."""
    lead_number, lead_header = 0, None
    for line in lines:
        if isinstance(line, DumpLine):
            yield line
            continue
        text = clean(line.text)
        read = reader.read(text)
        if read is not None:
            header, message = read
            continuation = False
        elif line.lead is not None:
            if line.lead.number != lead_number:
                lead = reader.read(clean(line.lead.text))
                lead_number, lead_header = line.lead.number, lead[0] if lead else None
            if lead_header is None:
                yield Unparsed(line.number)
                continue
            header, message, continuation = lead_header, text.lstrip(), True
        else:
            yield Unparsed(line.number)
            continue
        function, rest = split_message(message)
        yield Record(source, line.number, header, message, function, rest, line.needles, continuation)


# ---- a first look at an input -------------------------------------------------------------------------------------

_LOOKS = 200  # headers that are looked at
_HEAD = 4096  # bytes kept of the beginning
_INDENT = b" " * 20  # of lines that continue a record: `-v wrap` gives them 42 blanks, DevEco's window 95
_ALIKE = 6  # bytes in which nearly all lines of a log begin alike but for the digits: `11-20 `
_DIGIT = re.compile(rb"\d")
_LINE_STARTS_RECORD = re.compile(rb"(?m)^" + _STARTS_RECORD.pattern)


@lru_cache(maxsize=64)
def _lines_unlike(beginning: bytes) -> re.Pattern[bytes]:
    """A pattern whose matches end where a line starts that does not begin so."""
    return re.compile(rb"\n(?!" + beginning + rb")")


class Survey:
    """Watches an input pass by and keeps what describes it: layout, first and last time, whether it is HiLog at all."""

    def __init__(self) -> None:
        self.layout: str | None = None
        self.first_time: str | None = None
        self.last_time: str | None = None
        self.process_names = False
        self.foreign_lines = 0
        self._head = b""
        self._unlike: re.Pattern[bytes] | None = None  # finds the lines that do not begin as the first record does
        self._reader = HeaderReader()
        self._looks = 0

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
        for match in _LINE_STARTS_RECORD.finditer(data):
            end = data.find(b"\n", match.start())
            read = self._reader.read(clean(data[match.start() : end if end >= 0 else len(data)]))
            if read is None:
                continue
            if self.layout is None:
                self.layout, self.first_time = read[0].layout, read[0].time
            self.process_names = self.process_names or bool(read[0].process)
            self._looks += 1
            if self._looks == _LOOKS:
                return

    def _count_foreign(self, data: bytes) -> None:
        """Count the lines that are no HiLog. Nearly all lines of a log begin like its first: only others are looked at.

        Blocks must not matter, so nothing is learned from one but where that first line is.
        """
        start = 0
        while self._unlike is None:
            end = data.find(b"\n", start) + 1 or len(data)
            if start == end:
                return
            line, start = data[start:end], end
            if starts_record(line):
                self._unlike = _lines_unlike(_DIGIT.sub(rb"\\d", re.escape(line[:_ALIKE])))
            elif line.strip() and not line.startswith(_INDENT):
                self.foreign_lines += 1
        starts = [0] if not start and self._unlike.match(b"\n" + data[:_ALIKE]) else []
        starts += [match.end() for match in self._unlike.finditer(data, max(start - 1, 0))]
        for start in starts:
            line = data[start : data.find(b"\n", start) + 1 or len(data)]
            if line.strip() and not line.startswith(_INDENT) and not starts_record(line):
                self.foreign_lines += 1

    def _look_at_end(self, data: bytes) -> None:
        end = len(data)
        while end > 0:
            start = data.rfind(b"\n", 0, end - 1) + 1
            if starts_record(data[start:end]) and (read := self._reader.read(clean(data[start:end]))):
                self.last_time = read[0].time
                return
            end = start
