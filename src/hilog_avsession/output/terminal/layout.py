"""From text to lines that fit a terminal: styled pieces, cells and wrapping, without any terminal at hand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby

from ..safe import visible

Piece = tuple[str, str]  # text and its style, in rich's words
Line = tuple[Piece, ...]

ELLIPSIS = "…"
# symbols that Unicode 16 made wide; Python's tables are older
_WIDE_SINCE = (range(0x2630, 0x2638), range(0x268A, 0x2690), range(0x4DC0, 0x4E00), range(0x1D300, 0x1D377))
_OPENING = frozenset("([{<“‘（《「『【〈")
_CLOSING = frozenset(")]}>”’）》」』】〉，。、；：？！…,.;:?!%")
_BREAKS_AFTER = frozenset("/,;=&?_.:")  # where a word too long for its line is cut best


# ---- pieces ---------------------------------------------------------------------------------------------------------


def plain(text: object, style: str = "") -> Line:
    """Any text as a line; what would steer a terminal is shown as an escape."""
    return ((visible(str(text)), style),)


def prose(text: str, color: bool, style: str = "") -> Line:
    """A catalogue text as a line: `code` in a style of its own where there are colours, in backticks elsewhere."""
    parts = visible(text).split("`")
    if not color or len(parts) % 2 == 0:
        return plain(text, style)
    return tuple((part, "cyan" if number % 2 else style) for number, part in enumerate(parts) if part)


def join(lines: Iterable[Line], separator: str = "") -> Line:
    """Several lines as one."""
    pieces: list[Piece] = []
    for line in lines:
        if pieces and separator:
            pieces.append((separator, ""))
        pieces.extend(line)
    return tuple(pieces)


# ---- cells ----------------------------------------------------------------------------------------------------------


def cells(text: str) -> int:
    """How many cells a text takes; rather one too many than one too few."""
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
    """How many cells a line takes."""
    return sum(cells(text) for text, _ in line)


# ---- wrapping -------------------------------------------------------------------------------------------------------


def wrap(line: Line, width: int, limit: int | None = None) -> list[Line]:
    """Break a line where words end or between Chinese characters; beyond `limit` lines it is cut with an ellipsis."""
    chars = [(char, style) for text, style in line for char in text]
    lines: list[Line] = []
    while chars and len(lines) != limit:
        end = _fitting(chars, width)
        end = _break(chars, end) if end < len(chars) else end
        lines.append(_regroup(chars[:end]))
        chars = chars[end:]
        while chars and chars[0][0] == " ":
            del chars[0]
    if chars and lines:
        lines[-1] = _cut(join([lines[-1], _regroup(chars)], " "), width)
    return lines or [()]


def _cut(line: Line, width: int) -> Line:
    """Fit a line into a width, with an ellipsis for what does not."""
    if line_cells(line) <= width:
        return line
    chars = [(char, style) for text, style in line for char in text]
    return (*_regroup(chars[: _fitting(chars, width - 1)]), (ELLIPSIS, ""))


def _fitting(chars: Sequence[Piece], width: int) -> int:
    """How many characters fit, at least one."""
    used = 0
    for number, (char, _) in enumerate(chars):
        used += _width(char)
        if used > width:
            return max(number, 1)
    return len(chars)


def _break(chars: Sequence[Piece], end: int) -> int:
    for at in range(end, end // 2, -1):
        if chars[at - 1][0] == chars[at - 2][0] == " ":
            return at  # two spaces stand between things that belong together each
    for at in range(end, 0, -1):
        if _may_break(chars[at - 1][0], chars[at][0]):
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


def _regroup(chars: Sequence[Piece]) -> Line:
    text = len("".join(char for char, _ in chars).rstrip(" "))
    runs = groupby(chars[:text], key=lambda piece: piece[1])
    return tuple(("".join(char for char, _ in run), style) for style, run in runs)
