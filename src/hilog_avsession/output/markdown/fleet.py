"""From a fleet's report to Markdown for an issue, a merge request or a wiki."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..._version import TOOL, __version__
from ..messages.lookup import message
from ..wording.fleet import fleet_text
from ..wording.fleet_tables import CellKind
from .blocks import apart, line, lines, title
from .markup import code, inline, prose, table

if TYPE_CHECKING:
    from ...results.fleet.values import FleetData
    from ..view import View
    from ..wording.fleet import FleetCauseText, FleetText
    from ..wording.fleet_tables import FleetRow, FleetTable

_MOST_ROWS = 20  # of a table


def text_parts(fleet: FleetData, view: View) -> Iterator[str]:
    """Yield the page, block by block."""
    return apart(_page(fleet_text(fleet), fleet.lang, None if view.whole else _MOST_ROWS))


def _page(texts: FleetText, lang: str, most: int | None) -> Iterator[str]:
    yield line(f"# {inline(texts.headline)}")
    yield from (line(inline(text)) for text in (texts.read, texts.filtered, texts.warnings) if text)
    if texts.causes:
        yield title(message(lang, "fleet-overview"))
        yield lines(text for cause in texts.causes for text in _cause(cause))
    if texts.more:
        yield line(inline(texts.more))
    for shown in texts.tables:
        yield from _table(shown, lang, most)
    yield from (line(inline(note)) for note in texts.notes)
    yield line(f"{TOOL} {__version__}")


def _cause(texts: FleetCauseText) -> Iterator[str]:
    yield f"{texts.rank}. {code(str(texts.code))} **{prose(texts.title)}**"
    change = f"{inline(texts.change)} {code(texts.chart)}" if texts.chart else inline(texts.change)
    parts = (
        inline(texts.amount),
        change,
        inline(texts.common),
        prose(texts.step),
        code(texts.command or texts.address),
    )
    yield from (f"   - {part}" for part in parts if part)


def _table(shown: FleetTable, lang: str, most: int | None) -> Iterator[str]:
    yield title(shown.title)
    rows = shown.rows[:most]
    numbers = [at for at, column in enumerate(shown.columns) if column.kind is CellKind.NUMBER]
    header = [inline(column.header) for column in shown.columns]
    yield lines(table(header, (_row(row, shown) for row in rows), right=numbers))
    if len(rows) < len(shown.rows):
        yield line(inline(message(lang, "fleet-hidden-rows", len(shown.rows) - len(rows))))
    yield from (line(inline(note)) for note in shown.notes)


def _row(row: FleetRow, shown: FleetTable) -> list[str]:
    is_news = row.verdict is not None and row.verdict.is_news
    return [_cell(text, column.kind, is_news) for text, column in zip(row.cells, shown.columns, strict=True)]


def _cell(text: str, kind: CellKind, is_news: bool) -> str:
    if kind is CellKind.PROSE:
        return prose(text)
    if kind is CellKind.CHANGE:
        return f"**{inline(text)}**" if is_news else inline(text)
    return inline(text) if kind in {CellKind.NUMBER, CellKind.WORD} else code(text)
