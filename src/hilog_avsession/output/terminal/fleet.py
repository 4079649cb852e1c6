"""From a fleet's report to the page that a person reads in a terminal: its first screen answers, tables follow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..messages.lookup import message
from ..wording.fleet import fleet_text
from ..wording.fleet_tables import CellKind
from .blocks import PageStyle, Paragraph, TableColumn, indent, table, title, with_bars
from .commands import from_here
from .comparison import VERDICT_STYLES
from .layout import Line, join, plain, prose, wrap
from .printing import lines_to_text

if TYPE_CHECKING:
    from ...results.fleet.values import FleetData
    from ..view import View
    from ..wording.fleet import FleetCauseText, FleetText
    from ..wording.fleet_tables import FleetRow, FleetTable

_MOST_ROWS = 15  # of a table
_STEP_LINES = 2
_STEP_BELOW_CHART = 1  # so that three causes fit the first screen
_STYLES = {CellKind.CODE: "cyan", CellKind.COMMAND: "cyan"}


def text_parts(fleet: FleetData, view: View) -> Iterator[str]:
    """Yield the page as one part."""
    yield lines_to_text(_page(fleet, view), width=view.width, color=view.color)


def beginning_parts(fleet: FleetData, view: View) -> Iterator[str]:
    """Yield the beginning of the page, about a screen of 24 lines, as one part."""
    style = PageStyle(fleet.lang, view.width, view.color)
    yield lines_to_text(_beginning(_texts(fleet, view), style), width=view.width, color=view.color)


def _page(fleet: FleetData, view: View) -> Iterator[Line]:
    texts, style = _texts(fleet, view), PageStyle(fleet.lang, view.width, view.color)
    yield from _beginning(texts, style, whole=view.whole)
    for shown in texts.tables:
        yield from _table(shown, style, None if view.whole else _MOST_ROWS)
    for number, note in enumerate(texts.notes):
        if not number:
            yield ()
        yield from wrap(plain(note, "dim"), style.width)


def _texts(fleet: FleetData, view: View) -> FleetText:
    """Return the texts; if they are read in the current folder, commands with paths from there."""
    texts = fleet_text(fleet)
    if not view.is_here:
        return texts
    return texts._replace(
        causes=tuple(cause._replace(command=from_here(cause.command)) for cause in texts.causes),
        tables=tuple(
            shown._replace(rows=tuple(_row_from_here(row, shown) for row in shown.rows)) for shown in texts.tables
        ),
    )


def _row_from_here(row: FleetRow, shown: FleetTable) -> FleetRow:
    cells = zip(row.cells, shown.columns, strict=True)
    return row._replace(
        cells=tuple(from_here(text) if column.kind is CellKind.COMMAND else text for text, column in cells)
    )


def _beginning(texts: FleetText, style: PageStyle, *, whole: bool = False) -> Iterator[Line]:
    yield from wrap(plain(texts.headline, "bold"), style.width)
    if texts.read:
        yield from wrap(plain(texts.read, "dim"), style.width)
    if texts.filtered:
        yield from wrap(plain(texts.filtered), style.width)
    if texts.warnings:
        yield from Paragraph(plain(texts.warnings, "yellow"), "! ").lines(style.width)
    if texts.causes:
        yield from [(), plain(message(style.lang, "fleet-overview"), "bold")]
    for cause in texts.causes:
        yield from _cause(cause, style, None if whole else _STEP_BELOW_CHART if cause.chart else _STEP_LINES)
    if texts.more:
        yield from indent(wrap(plain(texts.more, "dim"), style.width - 2), 2)


def _cause(texts: FleetCauseText, style: PageStyle, step_lines: int | None) -> Iterator[Line]:
    marker = f"{texts.rank}. "
    what = join([plain(texts.code, "bold cyan"), prose(texts.title, style.color, "bold")], " ")
    yield from indent(Paragraph(what, marker).lines(style.width - 2), 2)
    color = VERDICT_STYLES.get(texts.verdict, "") if texts.verdict else ""
    amount = [plain(texts.amount), plain(texts.change, color)]
    chart = [plain(texts.chart, "cyan"), plain(texts.common)]
    paragraphs = [
        Paragraph(join(filter(_is_said, amount), message(style.lang, "comma"))),
        Paragraph(join(filter(_is_said, chart), "  ")),
        Paragraph(prose(texts.step, style.color), "→ ", step_lines),
        Paragraph(plain(texts.command, "cyan"), "$ ", whole=True),
        Paragraph(plain(texts.address, "cyan"), whole=True),
    ]
    hang = 2 + len(marker)
    for paragraph in paragraphs:
        if _is_said(paragraph.text):
            yield from indent(paragraph.lines(style.width - hang), hang)


def _is_said(line: Line) -> bool:
    return any(text for text, _ in line)


def _table(shown: FleetTable, style: PageStyle, most: int | None) -> Iterator[Line]:
    yield from title(shown.title)
    rows = shown.rows[:most]
    kept = _kept(shown)
    columns = [_column(shown, at) for at in kept]
    texts = [[_cell(row, at, shown, style) for at in kept] for row in rows]
    if shown.has_bars:
        yield from table(*with_bars(columns, texts, [row.part or 0.0 for row in rows], style.width), style.width)
    else:
        yield from table(columns, texts, style.width)
    notes = list(shown.notes)
    if len(rows) < len(shown.rows):
        notes.insert(0, message(style.lang, "fleet-hidden-rows", len(shown.rows) - len(rows)))
    for note in notes:
        yield from Paragraph(plain(note, "dim"), "  ").lines(style.width)


def _column(shown: FleetTable, at: int) -> TableColumn:
    header, kind = shown.columns[at]
    is_last, is_command = at == len(shown.columns) - 1, kind is CellKind.COMMAND
    return TableColumn(header, right=kind is CellKind.NUMBER, flexible=is_last, whole=is_command)


def _kept(shown: FleetTable) -> list[int]:
    """Return the columns that are shown: the command that opens a unit names it, too."""
    has_command = any(column.kind is CellKind.COMMAND for column in shown.columns)
    return [at for at, column in enumerate(shown.columns) if not (has_command and column.kind is CellKind.NAME)]


def _cell(row: FleetRow, at: int, shown: FleetTable, style: PageStyle) -> Line:
    text, kind = row.cells[at], shown.columns[at].kind
    if kind is CellKind.PROSE:
        return prose(text, style.color)
    if kind is CellKind.CHANGE and row.verdict is not None:
        return plain(text, VERDICT_STYLES.get(row.verdict, "dim"))
    return plain(text, "bold" if not at else _STYLES.get(kind, ""))
