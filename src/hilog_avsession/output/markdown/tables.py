"""From the counts and the gates of a report to Markdown tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..messages.lookup import message
from ..wording.counts import applications, codes, inputs
from .blocks import line, lines, title
from .markup import code, inline, prose, table

if TYPE_CHECKING:
    from ...model.report import ReportData
    from ..wording.gates import GatesText
    from ..wording.terms import Terms

_MOST_ROWS = 20  # of applications and of inputs
_NUMBERS = ("count", "share", "sessions-header", "files-header", "lines-header", "unreadable-header")  # columns


def gates(texts: GatesText, lang: str) -> Iterator[str]:
    """Yield the outcome of each gate, and what is new since the baseline."""
    yield title(texts.verdict)
    keys = ("gates-gate", "gates-found", "gates-limit", "gates-known")[: 4 if texts.has_known else 3]
    rows = (
        [outcome.mark, code(outcome.gate), outcome.found, outcome.limit, outcome.known] for outcome in texts.outcomes
    )
    header = ["", *(message(lang, key) for key in keys)]
    yield lines(table(header, (row[: len(header)] for row in rows), right=(2, 3, 4)))
    yield from (line(inline(text)) for text in texts.reservations)
    if texts.new_kinds:
        yield from _new_kinds(texts, lang)


def _new_kinds(texts: GatesText, lang: str) -> Iterator[str]:
    yield title(message(lang, "gates-new"))
    rows = (
        [kind.incidents, code(str(kind.code)), inline(kind.cause), inline(kind.application)] for kind in texts.new_kinds
    )
    keys = ("count", "code", "gates-cause", "gates-application")
    yield lines(table([message(lang, key) for key in keys], rows, right=(0,)))
    if texts.more_new_kinds:
        yield line(inline(texts.more_new_kinds))


def by_code(report: ReportData) -> Iterator[str]:
    """Yield the codes, most incidents first."""
    keys = ("count", "share", "sessions-header", "code", "title", "category")
    rows = [
        [row.incidents, inline(row.share), row.sessions, code(row.code), prose(row.title), inline(row.category)]
        for row in codes(report)
    ]
    yield title(message(report.lang, "by-code"))
    yield from _table(report.lang, keys, rows)


def by_application(report: ReportData, terms: Terms) -> Iterator[str]:
    """Yield the applications, most incidents first."""
    keys = ("count", "share", "sessions-header", "application")
    rows = [[row.incidents, inline(row.share), row.sessions, inline(row.name)] for row in applications(report)]
    yield title(message(terms.lang, "by-application"))
    yield from _table(terms.lang, keys, rows, terms.first(_MOST_ROWS))


def by_input(report: ReportData, terms: Terms) -> Iterator[str]:
    """Yield the files, archives and devices, most incidents first; a single one is named at the top."""
    read = inputs(report)
    if read is not None:
        keys = ("count", "share", *read.headers, read.name)
        rows = [[row.incidents, inline(row.share), *row.others, inline(row.name)] for row in read.rows]
        yield title(message(terms.lang, read.title))
        yield from _table(terms.lang, keys, rows, terms.first(_MOST_ROWS))


def _table(lang: str, keys: Sequence[str], rows: Sequence[Sequence[str]], most: int | None = None) -> Iterator[str]:
    """Yield a table of the first rows, and how many rows are missing."""
    numbers = [at for at, key in enumerate(keys) if key in _NUMBERS]
    yield lines(table([message(lang, key) for key in keys], rows[:most], right=numbers))
    if most is not None and len(rows) > most:
        yield line(inline(message(lang, "more-rows", len(rows) - most)))
