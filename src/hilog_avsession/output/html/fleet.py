"""From a fleet's report to a page for the browser: one file that loads nothing and runs only its own script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..._version import __version__
from ..wording.fleet import fleet_text
from ..wording.fleet_tables import CellKind
from .content import PageWords
from .template import filled, load_template

if TYPE_CHECKING:
    from ...results.fleet.values import FleetData
    from ..view import View
    from ..wording.fleet_tables import FleetColumn, FleetRow, FleetTable

_MOST_ROWS = 15  # of a table that are not folded
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


class PageTable(NamedTuple):
    """A table with the column that names its rows in front."""

    table: FleetTable
    columns: tuple[FleetColumn, ...]
    rows: tuple[PageRow, ...]
    others: tuple[PageRow, ...]  # folded
    is_wide: bool  # whether it takes the whole width of a page


class PageRow(NamedTuple):
    """A row: the text of each cell, and its sort key."""

    cells: tuple[tuple[str, str, FleetColumn], ...]
    part: float | None
    verdict: str


def text_parts(fleet: FleetData, _view: View) -> Iterator[str]:
    """Yield the page in parts."""
    texts = fleet_text(fleet)
    template = load_template("fleet.html.j2", ("comparison.css", "fleet.css"), scripts=("tables.js", "copying.js"))
    return filled(
        template,
        texts=texts,
        tables=[_table(table) for table in texts.tables],
        words=PageWords(fleet.lang),
        version=__version__,
    )


def _table(table: FleetTable) -> PageTable:
    order = _order(table)
    rows = tuple(_row(row, order, table) for row in table.rows)
    columns = tuple(table.columns[at] for at in order)
    is_wide = not table.has_bars or table.name.startswith("by-application")  # names of applications are long
    return PageTable(table, columns, rows[:_MOST_ROWS], rows[_MOST_ROWS:], is_wide)


def _order(table: FleetTable) -> list[int]:
    """Return the columns with the name of a row in front: the first text that a person reads, or else the last cell."""
    kinds = [column.kind for column in table.columns]
    named = [at for at, kind in enumerate(kinds) if kind in {CellKind.PROSE, CellKind.NAME}]
    first = named[0] if named else len(kinds) - 1
    return [first, *(at for at in range(len(kinds)) if at != first)]


def _row(row: FleetRow, order: list[int], table: FleetTable) -> PageRow:
    cells = tuple((row.cells[at], _key(row.cells[at], table.columns[at]), table.columns[at]) for at in order)
    return PageRow(cells, row.part, row.verdict.value if row.verdict else "")


def _key(text: str, column: FleetColumn) -> str:
    """Return the sort key of a cell: of a number with remarks, the first number."""
    if column.kind is not CellKind.NUMBER:
        return text
    found = _NUMBER.search(text.replace(",", ""))
    return "0" if text.startswith("<") else found[0] if found else ""
