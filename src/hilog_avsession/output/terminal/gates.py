"""From the texts of gates to tables: the failed gates first, and what is new since the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..messages.lookup import message
from .blocks import PageStyle, Paragraph, TableColumn, table, title
from .layout import Line, join, plain, wrap

if TYPE_CHECKING:
    from ..wording.gates import GatesText, OutcomeText


def gates(texts: GatesText, style: PageStyle) -> Iterator[Line]:
    """Lay out each gate with what it counted, what is new, and what the outcomes do not cover."""
    yield from title(texts.verdict)
    yield from _outcomes(texts, style)
    for text in texts.reservations:
        yield from Paragraph(plain(text, "yellow"), "! ").lines(style.width)
    if texts.new_kinds:
        yield from _new_kinds(texts, style)


def _outcomes(texts: GatesText, style: PageStyle) -> list[Line]:
    lang = style.lang
    columns = [
        TableColumn(f"  {message(lang, 'gates-gate')}", flexible=True),
        TableColumn(message(lang, "gates-found"), right=True),
        TableColumn(message(lang, "gates-limit"), right=True),
        *([TableColumn(message(lang, "gates-known"), right=True)] if texts.has_known else []),
    ]
    return table(columns, [_outcome(outcome)[: len(columns)] for outcome in texts.outcomes], style.width)


def _outcome(outcome: OutcomeText) -> list[Line]:
    color, bold = (
        ("bold red", "bold") if outcome.failed else ("bold yellow", "") if outcome.undecided else ("green", "")
    )
    return [
        join([plain(outcome.mark, color), plain(outcome.gate, bold)], " "),
        plain(outcome.found, bold),
        plain(outcome.limit),
        plain(outcome.known),
    ]


def _new_kinds(texts: GatesText, style: PageStyle) -> Iterator[Line]:
    lang = style.lang
    columns = [
        TableColumn(message(lang, "count"), right=True),
        TableColumn(message(lang, "code"), right=True),
        TableColumn(message(lang, "gates-cause")),
        TableColumn(message(lang, "gates-application"), flexible=True),
    ]
    rows = [
        [plain(kind.incidents, "bold"), plain(kind.code, "cyan"), *(plain(name or "-") for name in kind[2:])]
        for kind in texts.new_kinds
    ]
    yield from [*title(message(lang, "gates-new")), *table(columns, rows, style.width)]
    if texts.more_new_kinds:
        yield from [(), *wrap(plain(texts.more_new_kinds, "dim"), style.width)]
