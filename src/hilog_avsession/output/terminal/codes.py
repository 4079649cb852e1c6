"""From entries of the catalogue to the page of one code and to the table of all codes."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from ..messages.lookup import category, message
from .blocks import PageStyle, TableColumn, table, title
from .explanation import page
from .layout import cells, plain
from .printing import write_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...knowledge.catalog import CodeEntry, Explanation
    from .layout import Line

_WIDE = 120  # cells; from this width on, a symbol fits beside its title


# ---- one code --------------------------------------------------------------------------------------------------------


def render_explanation(
    explanation: Explanation, out: TextIO, *, lang: str = "en", width: int = 80, color: bool = False
) -> None:
    """Write what the catalogue holds about a code."""
    write_lines(page(explanation, PageStyle(lang, width, color)), out, width=width, color=color)


# ---- all codes -------------------------------------------------------------------------------------------------------


def render_table(
    entries: Iterable[CodeEntry], out: TextIO, *, lang: str = "en", width: int = 80, color: bool = False
) -> None:
    """Write codes as a table with a part for each category, in the order of the entries."""
    shown = list(entries)
    columns = _columns(shown, lang, width)
    lines: list[Line] = []
    for name, group in groupby(shown, key=lambda entry: entry.category):
        lines += title(category(lang, name))[not lines :]
        lines += table(columns, [_row(entry, lang)[: len(columns)] for entry in group], width)
    write_lines(lines, out, width=width, color=color)


def _columns(entries: list[CodeEntry], lang: str, width: int) -> list[TableColumn]:
    """Return the columns, as wide in every part of the table; the symbol only if it fits."""
    least = max((cells(entry.text(lang).title) for entry in entries), default=0)
    columns = [
        TableColumn(message(lang, "code"), right=True, least=7),
        TableColumn(message(lang, "title"), flexible=True, least=least),
        TableColumn(message(lang, "since"), least=6),
    ]
    return [*columns, TableColumn(message(lang, "symbol"))] if width >= _WIDE else columns


def _row(entry: CodeEntry, lang: str) -> list[Line]:
    since = message(lang, "since-api", api=entry.since_api) if entry.since_api else ""
    return [
        plain(entry.number, "cyan"),
        plain(entry.text(lang).title),
        plain(since, "dim"),
        plain(entry.symbol or "", "dim"),
    ]
