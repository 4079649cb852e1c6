"""From a comparison to the page that a person reads in a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...results.comparison.values import Verdict
from ..messages.report import say
from ..wording.comparison import told
from .blocks import Column, Paragraph, table, title
from .layout import Line, plain, wrap
from .report import write

if TYPE_CHECKING:
    from ...results.comparison.values import Comparison
    from ..view import View
    from ..wording.comparison import Cells, Section

_STYLES = {Verdict.NEW: "bold red", Verdict.MORE: "red", Verdict.GONE: "bold green", Verdict.FEWER: "green"}


def pieces(comparison: Comparison, view: View) -> Iterator[str]:
    """The page as one piece."""
    out = io.StringIO()
    write(_page(comparison, view.width), out, width=view.width, color=view.color)
    yield out.getvalue()


def _page(comparison: Comparison, width: int) -> Iterator[Line]:
    said = told(comparison)
    yield from wrap(plain(said.headline, "bold"), width)
    for name, what in said.sides:
        yield from Paragraph(plain(what), f"{name}  ").lines(width)
    if said.scope:
        yield from wrap(plain(said.scope), width)
    for warning in said.warnings:
        yield from Paragraph(plain(warning, "yellow"), "! ").lines(width)
    for section in said.sections:
        yield from _section(section, comparison.lang, has_rates=said.has_rates, width=width)
    for number, note in enumerate(said.notes):
        yield from [()] * (not number)
        yield from wrap(plain(note, "dim"), width)


def _section(section: Section, lang: str, *, has_rates: bool, width: int) -> Iterator[Line]:
    yield from title(section.title)
    if section.rows:
        columns = [
            Column(say(lang, "diff-change")),
            Column("A", right=True),
            Column("B", right=True),
            *([Column(say(lang, "diff-rate", side=side), right=True) for side in "AB"] if has_rates else []),
            Column("p", right=True),
            *([Column(say(lang, "code"), right=True)] if section.has_codes else []),
            Column(section.name, flexible=True),
        ]
        rows = [_row(row, has_rates=has_rates, has_codes=section.has_codes) for row in section.rows]
        yield from table(columns, rows, width)
    for note in (*section.notes, *section.rest):
        yield from Paragraph(plain(note, "dim"), "  ").lines(width)


def _row(row: Cells, *, has_rates: bool, has_codes: bool) -> list[Line]:
    return [
        plain(row.change, _STYLES.get(row.verdict, "")),
        plain(row.a, "bold"),
        plain(row.b, "bold"),
        *([plain(row.rate_a), plain(row.rate_b)] if has_rates else []),
        plain(row.p),
        *([plain(row.code, "cyan")] if has_codes else []),
        plain(row.name),
    ]
