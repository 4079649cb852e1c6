"""From lines to the blocks of a page: titles, paragraphs, labelled fields and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .layout import Line, cells, join, line_cells, plain, wrap

LOG_LINES = 2  # lines of a page for one line of a log
_GAP = 2  # cells between columns
_NARROW = 60  # below it a label stands above its text, not before it
_LEAST = 14  # cells below which the flexible column moves to a line of its own


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is to look."""

    lang: str
    width: int = 80
    color: bool = False


def title(text: str) -> list[Line]:
    """A section's title between empty lines."""
    return [(), plain(text, "bold"), ()]


# ---- paragraphs and fields ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text to be wrapped, with a marker (`1. `) that hangs before it; `limit` is the most lines it may take."""

    text: Line
    marker: str = ""
    limit: int | None = None

    def lines(self, width: int) -> list[Line]:
        """The wrapped lines."""
        hang = cells(self.marker)
        wrapped = wrap(self.text, max(width - hang, 2), self.limit)
        first = join([plain(self.marker, "dim"), wrapped[0]]) if hang else wrapped[0]
        return [first, *indent(wrapped[1:], hang)]


Field = tuple[str, Sequence[Paragraph]]  # label and what stands beside it


def indent(lines: Iterable[Line], by: int) -> list[Line]:
    """Move lines to the right; empty ones stay empty."""
    return [((" " * by, ""), *line) if by and line else line for line in lines]


def numbered(texts: Iterable[Line]) -> list[Paragraph]:
    """Texts as numbered paragraphs."""
    return [Paragraph(text, f"{number}. ") for number, text in enumerate(texts, start=1)]


def bullets(texts: Iterable[Line]) -> list[Paragraph]:
    """Texts as paragraphs with a dot."""
    return [Paragraph(text, "· ") for text in texts]


def fields(rows: Sequence[Field], width: int, by: int = 3) -> list[Line]:
    """Labels with their texts beside them, or below them where the width is small; empty fields are left out."""
    rows = [row for row in rows if row[1]]
    beside = max((cells(label) for label, _ in rows), default=0) + _GAP
    lines: list[Line] = []
    for label, paragraphs in rows:
        hang = beside if width >= _NARROW else 2
        body = [line for one in paragraphs for line in one.lines(width - by - hang)]
        if width >= _NARROW:
            head = join([_pad(plain(label, "dim"), beside), body[0]])
            lines += indent([head, *indent(body[1:], beside)], by)
        else:
            lines += indent([plain(label, "dim"), *indent(body, hang)], by)
    return lines


# ---- tables ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; the flexible one takes what the others leave and is wrapped."""

    header: str
    right: bool = False
    flexible: bool = False
    least: int = 0  # cells, to stand in line with another table


def table(columns: Sequence[Column], rows: Sequence[Sequence[Line]], width: int, by: int = 2) -> list[Line]:
    """Rows under their headers; where nothing is left for the flexible column it stands below its row."""
    header = [plain(column.header, "dim") for column in columns]
    cells_of = zip(columns, zip(header, *rows, strict=True), strict=True)
    widths = [max(column.least, *map(line_cells, texts)) for column, texts in cells_of]
    flexible = next((at for at, column in enumerate(columns) if column.flexible), None)
    if flexible is not None:
        rest = width - by - sum(widths) - _GAP * (len(columns) - 1) + widths[flexible]
        if rest < min(_LEAST, widths[flexible]):
            return _stacked(columns, rows, width, by)
        widths[flexible] = min(widths[flexible], rest)
    else:
        widest = widths.index(max(widths))
        widths[widest] -= max(by + sum(widths) + _GAP * (len(columns) - 1) - width, 0)
    lines = [line for row in [header, *rows] for line in _row(columns, row, widths)]
    return indent(lines, by)


def _stacked(columns: Sequence[Column], rows: Sequence[Sequence[Line]], width: int, by: int) -> list[Line]:
    """The table without its flexible column, whose text follows each row."""
    at = next(number for number, column in enumerate(columns) if column.flexible)
    others = [column for column in columns if not column.flexible]
    lines = table(others, [[*row[:at], *row[at + 1 :]] for row in rows], width, by)
    result = lines[:1]
    for line, row in zip(lines[1:], rows, strict=True):
        result += [line, *indent(wrap(row[at], width - by - 2), by + 2)]
    return result


def _row(columns: Sequence[Column], row: Sequence[Line], widths: Sequence[int]) -> list[Line]:
    wrapped = [
        wrap(cell, width, None if column.flexible else 1)
        for cell, width, column in zip(row, widths, columns, strict=True)
    ]
    lines = []
    for number in range(max(map(len, wrapped))):
        parts = [lines_of[number] if number < len(lines_of) else () for lines_of in wrapped]
        padded = [
            _pad(part, width, right=column.right) for part, width, column in zip(parts, widths, columns, strict=True)
        ]
        lines.append(_stripped(join(padded, " " * _GAP)))
    return lines


def _pad(line: Line, width: int, *, right: bool = False) -> Line:
    space = (" " * (width - line_cells(line)), "")
    return (space, *line) if right else (*line, space)


def _stripped(line: Line) -> Line:
    pieces = list(line)
    while pieces and not pieces[-1][0].strip(" "):
        pieces.pop()
    return tuple(pieces)
