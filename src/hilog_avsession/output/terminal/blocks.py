"""From texts to the blocks of a page: titles, paragraphs, labelled fields and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .layout import WHOLE, Line, cells, join, line_cells, plain, wrap

_LOG_LINES = 2  # lines of a page for one line of a log
_GAP = 2  # cells between columns
_NARROW = 60  # below this width a label stands above its text, not before it
_LEAST = 14  # cells; a narrower flexible column moves to a line of its own
_BAR, _LEAST_BAR = 24, 8  # cells of a full bar
_EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True, slots=True)
class PageStyle:
    """The language, width and colours of a page."""

    lang: str
    width: int = 80
    color: bool = False
    whole: bool = False  # whether a line of a log is never shortened

    @property
    def log_lines(self) -> int | None:
        """Return how many lines of the page a line of a log may take; None: any number."""
        return None if self.whole else _LOG_LINES


def title(text: str) -> list[Line]:
    """Return the title of a section between empty lines."""
    return [(), plain(text, "bold"), ()]


# ---- paragraphs and fields ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text with a marker (`1. `) that hangs before it, wrapped into at most `limit` lines.

    A whole text, such as a command to copy, stands on one line, however long that is.
    """

    text: Line
    marker: str = ""
    limit: int | None = None
    whole: bool = False

    def lines(self, width: int) -> list[Line]:
        """Return the wrapped lines."""
        hang = cells(self.marker)
        wrapped = [(*self.text, WHOLE)] if self.whole else wrap(self.text, max(width - hang, 2), self.limit)
        first = join([plain(self.marker, "dim"), wrapped[0]]) if hang else wrapped[0]
        return [first, *indent(wrapped[1:], hang)]


Field = tuple[str, Sequence[Paragraph]]  # a label and its text


def indent(lines: Iterable[Line], by: int) -> list[Line]:
    """Indent lines, except empty lines."""
    return [((" " * by, ""), *line) if by and line else line for line in lines]


def numbered(texts: Iterable[Line]) -> list[Paragraph]:
    """Return numbered paragraphs."""
    return [Paragraph(text, f"{number}. ") for number, text in enumerate(texts, start=1)]


def bullets(texts: Iterable[Line]) -> list[Paragraph]:
    """Return paragraphs with a dot before each."""
    return [Paragraph(text, "· ") for text in texts]


def fields(rows: Sequence[Field], width: int, by: int = 3) -> list[Line]:
    """Lay out labels with their texts beside them, or below them on a narrow page; leave out empty fields."""
    rows = [row for row in rows if row[1]]
    gutter = max((cells(label) for label, _ in rows), default=0) + _GAP
    lines: list[Line] = []
    for label, paragraphs in rows:
        hang = gutter if width >= _NARROW else 2
        body = [line for paragraph in paragraphs for line in paragraph.lines(width - by - hang)]
        if width >= _NARROW:
            head = join([_pad(plain(label, "dim"), gutter), body[0]])
            lines += indent([head, *indent(body[1:], gutter)], by)
        else:
            lines += indent([plain(label, "dim"), *indent(body, hang)], by)
    return lines


# ---- tables ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table; the flexible column takes the width that the others leave, and wraps its text."""

    header: str
    right: bool = False
    flexible: bool = False
    least: int = 0  # cells, to align with another table
    limit: int | None = None  # lines of the flexible column
    whole: bool = False  # whether a flexible column is never wrapped, such as one of commands to copy


def table(columns: Sequence[TableColumn], rows: Sequence[Sequence[Line]], width: int, by: int = 2) -> list[Line]:
    """Lay out rows under their headers; without room for the flexible column, its text stands below each row."""
    header = [plain(column.header, "dim") for column in columns]
    cells_of = zip(columns, zip(header, *rows, strict=True), strict=True)
    widths = [max(column.least, *map(line_cells, texts)) for column, texts in cells_of]
    flexible = next((at for at, column in enumerate(columns) if column.flexible), None)
    if flexible is not None:
        rest = width - by - sum(widths) - _GAP * (len(columns) - 1) + widths[flexible]
        if rest < (widths[flexible] if columns[flexible].whole else min(_LEAST, widths[flexible])):
            return _stacked(columns, rows, width, by)
        widths[flexible] = min(widths[flexible], rest)
    else:
        widest = widths.index(max(widths))
        widths[widest] -= max(by + sum(widths) + _GAP * (len(columns) - 1) - width, 0)
    lines = [line for row in [header, *rows] for line in _row(columns, row, widths)]
    return indent(lines, by)


def with_bars(
    columns: Sequence[TableColumn], rows: Sequence[Sequence[Line]], parts: Sequence[float], width: int
) -> tuple[Sequence[TableColumn], Sequence[Sequence[Line]]]:
    """Return a table with a bar at the end of each row, for a part up to 1; without room for bars, the table alone."""
    room = min(width - max(map(line_cells, table(columns, rows, 10_000)), default=0) - _GAP, _BAR)
    if room < _LEAST_BAR:
        return columns, rows
    barred = [[*row, plain(_bar(part, room), "cyan")] for row, part in zip(rows, parts, strict=True)]
    return [*columns, TableColumn("")], barred


def _bar(part: float, width: int) -> str:
    """Return a bar of block characters, in steps of an eighth of a cell; empty for nothing."""
    eighths = max(round(8 * width * min(part, 1)), 1) if part else 0
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()


def _stacked(columns: Sequence[TableColumn], rows: Sequence[Sequence[Line]], width: int, by: int) -> list[Line]:
    """Lay out the table without its flexible column, and its text below each row."""
    at = next(number for number, column in enumerate(columns) if column.flexible)
    others = [column for column in columns if not column.flexible]
    lines = table(others, [[*row[:at], *row[at + 1 :]] for row in rows], width, by)
    result = lines[:1]
    for line, row in zip(lines[1:], rows, strict=True):
        text = Paragraph(row[at], limit=columns[at].limit, whole=columns[at].whole)
        result += [line, *indent(text.lines(width - by - 2), by + 2)]
    return result


def _row(columns: Sequence[TableColumn], row: Sequence[Line], widths: Sequence[int]) -> list[Line]:
    wrapped = [
        wrap(cell, width, column.limit if column.flexible else 1)
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
    spans = list(line)
    while spans and not spans[-1][0].strip(" "):
        spans.pop()
    return tuple(spans)
