"""From the texts of counts to tables: categories, codes, applications and inputs, all with the same first columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..messages.lookup import message
from ..wording.counts import applications, categories, codes, inputs
from .blocks import PageStyle, TableColumn, table, title, with_bars
from .layout import Line, cells, plain, wrap

if TYPE_CHECKING:
    from ...model.report import ReportData
    from ..wording.terms import Terms

_MOST_ROWS = 20


class _Table(NamedTuple):
    """A table of counts, most incidents first."""

    title: str  # key of its message, as are the headers
    headers: Sequence[str]  # between the share and the name
    name: str
    rows: Sequence[_Row]


class _Row(NamedTuple):
    incidents: str
    share: str
    others: Sequence[str]  # below the headers
    name: str
    part: float  # of all incidents, up to 1


def counts(report: ReportData, terms: Terms, style: PageStyle) -> Iterator[Line]:
    """Lay out all tables of counts."""
    for shown in _tables(report):
        yield from title(message(style.lang, shown.title))
        yield from _counted(shown, terms, style)


def _tables(report: ReportData) -> Iterator[_Table]:
    rows = [_Row(row.incidents, row.share, [row.signals], row.name, row.part) for row in categories(report)]
    yield _Table("by-category", ["signals-header"], "category", rows)
    rows = [_Row(row.incidents, row.share, [row.sessions, row.code], row.title, row.part) for row in codes(report)]
    yield _Table("by-code", ["sessions-header", "code"], "title", rows)
    rows = [_Row(row.incidents, row.share, [row.sessions], row.name, row.part) for row in applications(report)]
    yield _Table("by-application", ["sessions-header"], "application", rows)
    read = inputs(report)
    if read is not None:
        needed = read.needed
        rows = [_Row(row.incidents, row.share, row.others[: len(needed)], row.name, row.part) for row in read.rows]
        yield _Table(read.title, needed, read.name, rows)


def _counted(shown: _Table, terms: Terms, style: PageStyle) -> Iterator[Line]:
    lang, rows = style.lang, shown.rows[: terms.first(_MOST_ROWS)]
    least = max(cells(message(lang, key)) for key in ("sessions-header", "signals-header", "files-header"))
    columns = [
        TableColumn(message(lang, "count"), right=True, least=6),
        TableColumn(message(lang, "share"), right=True),
        *(TableColumn(message(lang, key), right=True, least=0 if key == "code" else least) for key in shown.headers),
        TableColumn(message(lang, shown.name), flexible=True),
    ]
    texts = [_cells(row, shown.headers) for row in rows]
    yield from table(*with_bars(columns, texts, [row.part for row in rows], style.width), style.width)
    if len(rows) < len(shown.rows):
        more = message(lang, "more-rows", len(shown.rows) - len(rows))
        yield from wrap(plain(f"  {more}", "dim"), style.width)


def _cells(row: _Row, headers: Sequence[str]) -> list[Line]:
    others = [plain(text, "cyan" if key == "code" else "") for key, text in zip(headers, row.others, strict=True)]
    return [plain(row.incidents, "bold"), plain(row.share), *others, plain(row.name)]
