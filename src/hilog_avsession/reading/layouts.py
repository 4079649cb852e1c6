"""The layouts of HiLog lines: how a line begins, and what its columns mean.

To add a layout, add one row to LAYOUTS; only a new order of level and domain also needs a needle in
`_error_level_needles` in `knowledge/rules.py`. A row says
- `time`, `process`, `columns`: one after the other they match a whole line, read as UTF-8 and without its colour. Their
  groups are `zone`, `year`, `date` and `clock`, or `count` (seconds); `pid` and `tid`; `level`, `type`, `domain`,
  `package`; and `rest` (`tag: message`), or `tag` and `message`,
- `example`: a line that this row reads and no earlier row does,
- `start`: patterns for a line's first bytes; a line that matches none of them, in any row, continues the line before.
  They are tried on every line, so they may be looser than the columns. A row with a `date` needs none,
- `date`: what its lines print up to the clock, if they print a date.
All code that looks for the beginning of a line is built from the rows: the scanner, the probe, the places where a large
file is split, what counts as a log inside something else. tests/test_layouts.py reads each row in all these ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..model.patterns import CLOCK, COLOUR, DATE, YEAR, LazyPattern, lazy

# ---- times -----------------------------------------------------------------------------------------------------------

_FRACTION = r"\.(?:\d{9}|\d{6}|\d{3})"
# hilog prints tm_zone (CST, +0800, +01) in front of the year; Windows builds print none
_ZONE = r"(?:[A-Za-z]{1,6}|[A-Za-z]{0,6}[+-]\d{2,4}(?::?\d{2})?)"
_WALL = rf"(?:(?P<zone>{_ZONE}) )?(?:(?P<year>{YEAR})-)?(?P<date>{DATE}) (?P<clock>{CLOCK}{_FRACTION})"
# epoch and monotonic seconds, blank padded; 2.0 Canary printed them without a fraction
_COUNT = rf" *(?P<count>\d{{1,19}}(?:{_FRACTION})?)"
_WINDOW_TIME = rf"(?:(?P<date>{DATE}) )?(?P<clock>{CLOCK}{_FRACTION})"  # DevEco can hide the date

# the same, less strict, for a quick look at the beginning of a line
_MAYBE_ZONE_AND_YEAR = r"(?:[A-Za-z+0-9:-]{1,12} )?(?:\d{4,}-)?"
_DATE_START = rf"{_MAYBE_ZONE_AND_YEAR}{DATE} "
_CLOCK_START = rf"{CLOCK}\.\d{{3}}"
_WALL_START = rf"{_MAYBE_ZONE_AND_YEAR}(?:{DATE} )?{_CLOCK_START}"
_COUNT_START = r" {0,18}\d{1,19}(?:\.\d{3,9})? +-?\d+ +-?\d+ [DIWEFVX] "
_KERNEL_COUNT_START = r" {0,10}\d+\.\d{3,9} {1,2}<\d"

# ---- columns ---------------------------------------------------------------------------------------------------------

_PROCESS = r" +(?P<pid>-?\d{1,10}) +(?P<tid>-?\d{1,10})"
_WINDOW_PROCESS = r" +(?P<pid>\d{1,10})-(?P<tid>\d{1,10})"
_HEX = "[0-9A-Fa-f]{5}"
_DOMAIN = rf"(?P<type>[AICKP ])?(?P<domain>{_HEX})/"  # no type letter before OpenHarmony 3.2
_LEVEL = r"(?P<level>[DIWEFVX])"


def _ungrouped(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


class Layout(NamedTuple):
    """One way to print a line; see above."""

    name: str
    time: str
    process: str
    columns: str
    example: str
    start: tuple[str, ...]
    date: str
    pattern: LazyPattern  # of the whole line; its groups are fields of a Stamp or a Body


def _layout(  # noqa: PLR0913  (the fields of a row, by name)
    name: str,
    *,
    columns: str,
    example: str,
    time: str = "",
    process: str = "",
    start: Iterable[str] = (),
    date: str = "",
) -> Layout:
    start = (*start,) or (date + _CLOCK_START,)
    return Layout(name, time, process, columns, example, start, date, lazy(time + process + columns, re.ASCII))


LAYOUTS: tuple[Layout, ...] = (
    _layout(
        "hilog",  # the time may be any that `hilog -v` offers
        time=rf"(?:{_WALL}|{_COUNT})",
        process=_PROCESS,
        columns=rf" {_LEVEL} {_DOMAIN}(?P<rest>.*)",
        example="11-20 10:15:00.123  6120  6131 E C02b91/AVSession: [GetAVMetaData]session not exist",
        start=(_WALL_START, _COUNT_START),
        date=_DATE_START,
    ),
    _layout(
        "deveco",
        # pid-tid in 14 columns, Tddddd/[process/]tag in 32, package in 22 (may be hidden), level, five blanks
        time=_WINDOW_TIME,
        process=_WINDOW_PROCESS,
        columns=rf" +{_DOMAIN}(?P<tag>.{{0,60}}?)(?: {{2,}}(?P<package>\S+))? +{_LEVEL}(?: {{5}}(?P<message>.*)| *)",
        example="11-20 10:15:00.123   6120-6131     C02B91/com.exa...dio/AVSession  com.examp...le.radio  E     "
        "[GetAVMetaData]session not exist",
        start=(_WALL_START,),
        date=_DATE_START,
    ),
    _layout(
        "deveco-squeezed",  # copied through something that leaves one blank of several
        time=_WINDOW_TIME,
        process=_WINDOW_PROCESS,
        columns=rf" {_DOMAIN}(?P<tag>\S.{{0,59}}?)(?: (?P<package>\S{{2,}}|\?))? {_LEVEL}(?: (?P<message>.*)|)",
        example="11-20 10:15:00.123 6120-6131 C02B91/com.exa...dio/AVSession com.examp...le.radio E "
        "[GetAVMetaData]session not exist",
        start=(_WALL_START,),
        date=_DATE_START,
    ),
    _layout(
        "deveco-slash",  # the window of early DevEco releases
        time=_WINDOW_TIME,
        process=_WINDOW_PROCESS,
        columns=rf"/(?P<package>\S+) +{_LEVEL} +{_DOMAIN}(?P<rest>.*)",
        example="11-20 10:15:00.123 6120-6131/com.example.radio E C02B91/AVSession: [GetAVMetaData]session not exist",
        start=(_WALL_START,),
        date=_DATE_START,
    ),
    _layout(
        "previewer",  # DevEco's previewer prints neither process nor thread
        time=_WINDOW_TIME,
        columns=rf" +{_LEVEL} {_DOMAIN}(?P<rest>.*)",
        example="11-20 10:15:00.123 E C02b91/AVSession: [GetAVMetaData]session not exist",
        start=(_WALL_START,),
        date=_DATE_START,
    ),
    _layout(
        "trimmed",  # somebody has cut off time and process
        columns=rf"{_LEVEL} {_DOMAIN}(?P<rest>.*)",
        example="E C02b91/AVSession: [GetAVMetaData]session not exist",
        start=(rf"[DIWEFVX] [AICKP ]?{_HEX}/",),
    ),
    _layout(
        "kernel",  # no pid, no domain; `<6>` is the kernel's level. Kept tight: a loose row takes `ps` tables
        time=rf"(?:{_WALL}  (?!\d+-\d+ )|{_COUNT} {{1,2}}(?=<\d|HiLog =))",
        columns=r"(?P<message>.*)",
        example="11-20 09:38:16.193  <6>[    1.234567] binder: 6120:6131 ioctl",
        start=(_WALL_START, _KERNEL_COUNT_START),
        date=_DATE_START,
    ),
)
HILOG = LAYOUTS[0]


def match_layout(line: str) -> tuple[Layout, dict[str, str | None]] | None:
    """Find the layout of a cleaned line, and the values of its groups; None if the line has no header."""
    found = _match(line)
    if found is None and "\x1b" in line:  # 2.0 and 3.0 coloured every field on its own
        found = _match(_COLOUR.sub("", line))
    return found


_A_DOMAIN = re.compile(rf"{_HEX}/")
_WITHOUT_DOMAIN = tuple(layout for layout in LAYOUTS if _DOMAIN not in layout.columns)


def _match(line: str) -> tuple[Layout, dict[str, str | None]] | None:
    has_domain = "/" in line and _A_DOMAIN.search(line)  # lines of other logs are many, and so are the rows
    for layout in LAYOUTS if has_domain else _WITHOUT_DOMAIN:
        match = layout.pattern.fullmatch(line)
        if match:
            return layout, match.groupdict()
    return None


# ---- made from the rows: how a line begins ---------------------------------------------------------------------------


def _any(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(filter(None, dict.fromkeys(patterns)))})"


_MARK = r"\xef\xbb\xbf"  # the byte order mark of UTF-8; where files were joined, lines begin with one
_START = _any(start for layout in LAYOUTS for start in layout.start)
_DATED = _any(layout.date for layout in LAYOUTS)

STARTS_RECORD = rf"(?:{COLOUR}|{_MARK}|\x00)*{_START}".encode()
_STARTS_RECORD = re.compile(STARTS_RECORD)
_NEXT_STARTS_RECORD = re.compile(rb"\n(?=" + STARTS_RECORD + rb")")  # ten times as fast as with `(?m)^`
STARTS_WITH_DATE = re.compile(rf"(?P<lead>(?:{COLOUR}|{_MARK})*)(?P<date>{_DATED})".encode())
# few inputs need these, so they are compiled when they are used
DATE_AFTER_LINE_END = rf"\n(?={_DATED}{_CLOCK_START})".encode()
# a place where a header may begin that has something before it; the columns decide
HEADER_AHEAD = (
    rf"(?<![0-9A-Za-z-])(?={_any(start for row in LAYOUTS if _DOMAIN in row.columns for start in row.start)})"
)
RETURN_BEFORE_RECORD = rf"\r(?=(?:{COLOUR})*{_START})".encode()
# a time followed by a process, near the beginning of a line
HEADER_AMONG_OTHERS = (
    rf"(?:^|\n)[^\n]{{0,40}}{CLOCK}\.\d{{3,9}}{_any(_ungrouped(layout.process) for layout in LAYOUTS)}[ /]".encode()
)


def starts_record(text: bytes) -> bool:
    """Tell whether a physical line seems to have a header of its own, and so does not continue another line."""
    return _STARTS_RECORD.match(text) is not None


def record_starts(data: bytes, start: int, end: int) -> Iterator[int]:
    """Yield where lines begin that seem to have a header of their own; `start` is where a line begins."""
    if _STARTS_RECORD.match(data, start, end):
        yield start
    for found in _NEXT_STARTS_RECORD.finditer(data, start, end):
        yield found.end()


# ---- built from the first row: a line in two parts -------------------------------------------------------------------
# In hilog's own layout the head (time, process, thread) is new in every line, the body after it is not.

ANY_DIGIT = b"\0"  # stands for any digit in a form


def pattern_of_form(form: bytes) -> bytes:
    """Return a pattern for a form, in which `ANY_DIGIT` is any digit."""
    return rb"\d".join(map(re.escape, form.split(ANY_DIGIT)))


HEAD_FORM = re.sub(rb"\d", ANY_DIGIT, HILOG.example.partition(".")[0].encode() + b".")  # that nearly all lines have
PRINTED_TIME = lazy(HILOG.time, re.ASCII)
BODY = lazy(HILOG.columns, re.ASCII)
DOMAIN = re.compile(_ungrouped(rf" {_DOMAIN}").encode())  # a blank stands before it, or any path would hold one
_HEAD = re.compile(_ungrouped(rf"{HILOG.time}{HILOG.process}(?= {_LEVEL} )").encode())


def head_end(data: bytes, start: int, end: int) -> int:
    """Return where the head of the line from `start` to `end` ends, or `start` if the line is of another layout."""
    match = _HEAD.match(data, start, end)
    return match.end() if match else start


# ---- what surrounds a line -------------------------------------------------------------------------------------------

_COLOUR = lazy(COLOUR)
_LEADING_COLOUR = lazy(rf"(?:{COLOUR})+")


def clean(text: bytes) -> str:
    """Decode a line and remove what is not part of it: BOM, colour, carriage returns, NUL padding.

    Bytes that are not UTF-8 (hilog cuts messages inside characters) stay visible as `\\xNN`.
    """
    line = text.decode("utf-8", "backslashreplace").strip("\x00").removeprefix("\ufeff").rstrip("\r\n")
    if "\x1b" not in line:
        return line
    lead = _LEADING_COLOUR.match(line)
    if lead:
        line = line[lead.end() :]
    return line.removesuffix("\x1b[0m")
