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

    Lines after the first are indented by the marker and by `hang` cells. A whole text, such as a command to
    copy, stands on one line, however long that is.
    """

    text: Line
    marker: str = ""
    limit: int | None = None
    whole: bool = False
    hang: int = 0

    def lines(self, width: int) -> list[Line]:
        """Return the wrapped lines."""
        by = cells(self.marker)
        wrapped = [(*self.text, WHOLE)] if self.whole else wrap(self.text, max(width - by, 2), self.limit, self.hang)
        first = join([plain(self.marker, "dim"), wrapped[0]]) if by else wrapped[0]
        return [first, *indent(wrapped[1:], by + self.hang)]


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
    cells_of = zip(columns, zip(_header(columns), *rows, strict=True), strict=True)
    widths = [max(column.least, *map(line_cells, texts)) for column, texts in cells_of]
    rest = width - by - _extent(widths)
    flexible = next((at for at, column in enumerate(columns) if column.flexible), None)
    if flexible is not None:
        room = rest + widths[flexible]
        if room < (widths[flexible] if columns[flexible].whole else min(_LEAST, widths[flexible])):
            return _stacked(columns, rows, widths, width, by)
        widths[flexible] = min(widths[flexible], room)
    elif rest < 0:
        return _stacked(columns, rows, widths, width, by)
    lines = [line for row in [_header(columns), *rows] for line in _row(columns, row, widths)]
    return indent(lines, by)


def _header(columns: Iterable[TableColumn]) -> list[Line]:
    return [plain(column.header, "dim") for column in columns]


def _extent(widths: Sequence[int]) -> int:
    """Return the cells that columns of these widths take."""
    return sum(widths) + _GAP * (len(widths) - 1)


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


def _stacked(
    columns: Sequence[TableColumn], rows: Sequence[Sequence[Line]], widths: list[int], width: int, by: int
) -> list[Line]:
    """Lay out the columns for which there is room, and the texts of the others below each row.

    The flexible column is the first that stands below; then come the widest, each after its header.
    """
    below = [at for at, column in enumerate(columns) if column.flexible]
    beside = [at for at in range(len(columns)) if at not in below]
    while len(beside) > 1 and by + _extent([widths[at] for at in beside]) > width:
        widest = max(beside[1:], key=widths.__getitem__)
        beside.remove(widest)
        below.append(widest)
    shown, widths = [columns[at] for at in beside], [min(widths[at], width - by) for at in beside]
    lines = indent(_row(shown, _header(shown), widths), by)
    for row in rows:
        lines += indent(_row(shown, [row[at] for at in beside], widths), by)
        for at in below:
            lines += indent(_below(columns[at], row[at]).lines(width - by - 2), by + 2)
    return lines


def _below(column: TableColumn, text: Line) -> Paragraph:
    """Return the text of a column that stands below its row; its header says which column it is of."""
    if column.flexible:
        return Paragraph(text, limit=column.limit, whole=column.whole)
    return Paragraph(join([plain(column.header, "dim"), text], " "))


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
