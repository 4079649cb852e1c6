"""From text to lines that fit a terminal: styled spans, cells and wrapping; no terminal is needed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby

from ..safe import visible
from ..wording.joining import separator_before

Span = tuple[str, str]  # text and its style, as rich names it
Line = tuple[Span, ...]

WHOLE: Span = ("", "whole")  # in a line that is printed whole even if it is wider than the page: a command to copy
ELLIPSIS = "…"
_HELD = "\ue000"  # a space inside `code` or a time, which stays on one line if it fits; `visible` leaves none in a text
_IN_TIME = re.compile(r"(?<=\d\d-\d\d) (?=\d\d:\d\d)")
# symbols that are wide since Unicode 16; Python's tables are older
_WIDE_SINCE = (range(0x2630, 0x2638), range(0x268A, 0x2690), range(0x4DC0, 0x4E00), range(0x1D300, 0x1D377))
_SPACES = frozenset((" ", _HELD))
_OPENING = frozenset("([{<“‘（《「『【〈")
_CLOSING = frozenset(")]}>”’）》」』】〉，。、；：？！…,.;:?!%")
_BREAKS_AFTER = frozenset("/,;=&?_.:")  # where to cut a word that is too long for its line


# ---- spans ----------------------------------------------------------------------------------------------------------


def plain(text: object, style: str = "") -> Line:
    """Return any text as a line, with characters that control a terminal as escapes."""
    return ((visible(str(text)), style),)


def prose(text: str, color: bool, style: str = "") -> Line:
    """Return a text of the catalogue as a line: `code` has a style of its own, or backticks without colours.

    Code is not broken where it fits on one line, so that it can be copied. The line has to be wrapped.
    """
    parts = visible(text).split("`")
    if len(parts) % 2 == 0:
        return plain(text, style)
    parts[1::2] = [part.replace(" ", _HELD) for part in parts[1::2]]
    if not color:
        return (("`".join(parts), style),)
    return tuple((part, "cyan" if number % 2 else style) for number, part in enumerate(parts) if part)


def join(lines: Iterable[Line], separator: str = "") -> Line:
    """Join several lines into one; nothing separates full-width punctuation from what precedes it."""
    spans: list[Span] = []
    for line in lines:
        if spans and separator and (separator != " " or not line or separator_before(line[0][0])):
            spans.append((separator, ""))
        spans.extend(line)
    return tuple(spans)


# ---- cells ----------------------------------------------------------------------------------------------------------


def cells(text: str) -> int:
    """Count the cells that a text takes; in doubt, count one too many."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    if unicodedata.east_asian_width(char) in "WF" or any(ord(char) in wide for wide in _WIDE_SINCE):
        return 2
    return 1


def line_cells(line: Line) -> int:
    """Count the cells that a line takes."""
    return sum(cells(text) for text, _ in line)


# ---- wrapping -------------------------------------------------------------------------------------------------------


def wrap(line: Line, width: int, limit: int | None = None, hang: int = 0) -> list[Line]:
    """Break a line at spaces or between Chinese characters; cut it with an ellipsis after `limit` lines.

    Lines after the first are `hang` cells narrower, because the caller indents them.
    """
    chars = [(char, style) for text, style in line for char in _IN_TIME.sub(_HELD, text)]
    lines: list[Line] = []
    start = 0
    while start < len(chars) and len(lines) != limit:
        fitting = _fitting(chars, max(width - hang, 2) if lines else width, start)
        is_rest = start + fitting == len(chars)
        end = start + (fitting if is_rest else _break(chars[start : start + fitting + 1], fitting))
        lines.append(_regroup(chars[start:end]))
        start = end
        while start < len(chars) and chars[start][0] in _SPACES:
            start += 1
    if start < len(chars) and lines:
        lines[-1] = _cut(join([lines[-1], _regroup(chars[start:])], " "), width - hang if len(lines) > 1 else width)
    return lines or [()]


def _cut(line: Line, width: int) -> Line:
    """Cut a line to a width, with an ellipsis if it is longer."""
    if line_cells(line) <= width:
        return line
    chars = [(char, style) for text, style in line for char in text]
    return (*_regroup(chars[: _fitting(chars, width - 1)]), (ELLIPSIS, ""))


def _fitting(chars: Sequence[Span], width: int, start: int = 0) -> int:
    """Count the characters from a place on that fit, at least one."""
    used = 0
    for at in range(start, len(chars)):
        used += _width(chars[at][0])
        if used > width:
            return max(at - start, 1)
    return len(chars) - start


def _break(chars: Sequence[Span], end: int) -> int:
    for at in range(end, end // 2, -1):
        if chars[at - 1][0] == chars[at - 2][0] == " ":
            return at  # two spaces separate parts that should stay whole
    for at in range(end, 0, -1):
        if _may_break(chars[at - 1][0], chars[at][0]) and "×" not in (chars[at - 2][0], chars[at][0]):
            return at
    for at in range(end, 0, -1):
        if chars[at][0] == _HELD:
            return at
    for at in range(end, end // 2, -1):
        if chars[at - 1][0] in _BREAKS_AFTER:
            return at
    return end


def _may_break(before: str, after: str) -> bool:
    if " " in (before, after):
        return True
    if before in _OPENING or after in _CLOSING:
        return False
    return _width(before) == 2 or _width(after) == 2


def _regroup(chars: Sequence[Span]) -> Line:
    text = len("".join(char for char, _ in chars).rstrip(f" {_HELD}"))
    runs = groupby(chars[:text], key=lambda span: span[1])
    return tuple(("".join(char for char, _ in run).replace(_HELD, " "), style) for style, run in runs)
