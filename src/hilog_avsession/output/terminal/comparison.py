"""From a comparison to the page that a person reads in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...results.comparison.values import Verdict
from ..messages.lookup import message
from ..wording.comparison import comparison_text
from .blocks import Paragraph, TableColumn, table, title
from .layout import Line, plain, wrap
from .printing import lines_to_text

if TYPE_CHECKING:
    from ...results.comparison.values import ComparisonData
    from ..view import View
    from ..wording.comparison import Cells, Section

VERDICT_STYLES = {Verdict.NEW: "bold red", Verdict.MORE: "red", Verdict.GONE: "bold green", Verdict.FEWER: "green"}


def text_parts(comparison: ComparisonData, view: View) -> Iterator[str]:
    """Yield the page as one part."""
    yield lines_to_text(_page(comparison, view), width=view.width, color=view.color)


def _page(comparison: ComparisonData, view: View) -> Iterator[Line]:
    texts, width = comparison_text(comparison, whole=view.whole), view.width
    yield from wrap(plain(texts.headline, "bold"), width)
    for name, what in texts.described():
        yield from Paragraph(plain(what), f"{name}  ").lines(width)
    if texts.scope:
        yield from wrap(plain(texts.scope), width)
    for warning in texts.warnings:
        yield from Paragraph(plain(warning, "yellow"), "! ").lines(width)
    for section in texts.sections:
        yield from _section(section, comparison.lang, texts.rates, width)
    for number, note in enumerate(filter(None, (*texts.notes, texts.hint))):
        if not number:
            yield ()
        yield from wrap(plain(note, "dim"), width)


def _section(section: Section, lang: str, rates: tuple[str, ...], width: int) -> Iterator[Line]:
    yield from title(section.title)
    if section.shown:
        columns = [
            TableColumn(message(lang, "diff-change")),
            TableColumn("A", right=True),
            TableColumn("B", right=True),
            *(TableColumn(rate, right=True) for rate in rates),
            TableColumn("p", right=True),
            *([TableColumn(message(lang, "code"), right=True)] if section.has_codes else []),
            TableColumn(section.name, flexible=True),
        ]
        rows = [_row(row, has_rates=bool(rates), has_codes=section.has_codes) for row in section.shown]
        yield from table(columns, rows, width)
    for note in (*section.notes, *section.rest):
        yield from Paragraph(plain(note, "dim"), "  ").lines(width)


def _row(row: Cells, *, has_rates: bool, has_codes: bool) -> list[Line]:
    return [
        plain(row.change, VERDICT_STYLES.get(row.verdict, "dim")),
        plain(row.a, "bold"),
        plain(row.b, "bold"),
        *([plain(row.rate_a), plain(row.rate_b)] if has_rates else []),
        plain(row.p),
        *([plain(row.code, "cyan")] if has_codes else []),
        plain(row.name),
    ]
