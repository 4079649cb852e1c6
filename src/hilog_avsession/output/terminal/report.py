"""From a report to the page that a person reads in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..messages.lookup import message
from ..wording.advice import advice_text
from ..wording.blindspots import blind_spots
from ..wording.counts import applications, categories, codes, inputs
from ..wording.gates import gates_text
from ..wording.head import head_text
from ..wording.sessions import sessions_text
from ..wording.terms import Terms
from ..wording.unknown import unknown_text
from .advice import recommendations
from .blocks import LOG_LINES, PageStyle, Paragraph, TableColumn, table, title
from .gates import gates
from .headline import headline
from .layout import Line, plain, wrap
from .printing import lines_to_text
from .sessions import sessions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...model.report import ReportData
    from ..view import View
    from ..wording.blindspots import BlindSpotText
    from ..wording.counts import ApplicationText, CategoryText, CodeText, InputText
    from ..wording.unknown import UnknownText

_BAR = 24  # cells of a full bar
_EIGHTHS = " ▏▎▍▌▋▊▉"


def text_parts(report: ReportData, view: View) -> Iterator[str]:
    """Yield the page as one part."""
    yield lines_to_text(_page(report, view), width=view.width, color=view.color)


def _page(report: ReportData, view: View) -> Iterator[Line]:
    style, terms = PageStyle(report.lang, view.width, view.color), Terms.of(report, view)
    yield from headline(head_text(report), style)
    if report.gates:
        yield from gates(gates_text(report), style)
    if report.counts.incidents:
        yield from _categories(categories(report), style)
        yield from _codes(codes(report), style)
        yield from _applications(applications(report), style)
        yield from _inputs(inputs(report), style)
        yield from recommendations(advice_text(report, terms), style)
    yield from sessions(sessions_text(report, terms), style)
    yield from _unknown(unknown_text(report, terms), style)
    yield from _blind_spots(list(blind_spots(report)), style)


def _blind_spots(spots: list[BlindSpotText], style: PageStyle) -> Iterator[Line]:
    """Lay out what the log could not show, and the commands that show more."""
    if spots:
        yield from title(message(style.lang, "blind-title"))
    for spot in spots:
        yield from Paragraph(plain(spot.text), "  ").lines(style.width)
        if spot.command is not None:
            command = plain(message(style.lang, "next-time", command=spot.command), "cyan")
            yield from Paragraph(command, "    ").lines(style.width)


def _unknown(texts: UnknownText, style: PageStyle) -> Iterator[Line]:
    if texts.shown:
        yield from title(message(style.lang, "unknown-title"))
    for shape in texts.shown:
        yield from Paragraph(plain(shape.amount, "dim"), "  ").lines(style.width)
        yield from Paragraph(plain(shape.example), "    ", LOG_LINES).lines(style.width)
    if texts.more:
        yield from [(), *wrap(plain(texts.more, "dim"), style.width)]


# ---- counts ---------------------------------------------------------------------------------------------------------


def _categories(rows: Iterable[CategoryText], style: PageStyle) -> list[Line]:
    lang = style.lang
    columns = [
        TableColumn(message(lang, "category"), flexible=True),
        TableColumn(message(lang, "incidents-header"), right=True),
        TableColumn(message(lang, "signals-header"), right=True),
        TableColumn(message(lang, "share")),
    ]
    bar = min(_BAR, max(style.width - 54, 4))
    cells = [
        [plain(row.name), plain(row.incidents, "bold"), plain(row.signals), plain(_bar(row.part, bar), "cyan")]
        for row in rows
    ]
    return [*title(message(lang, "by-category")), *table(columns, cells, style.width)]


def _bar(part: float, width: int) -> str:
    """Return a bar of block characters, in steps of an eighth of a cell."""
    eighths = max(round(8 * width * part), 1)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()


def _codes(rows: Iterable[CodeText], style: PageStyle) -> list[Line]:
    lang = style.lang
    columns = [
        *_counted(lang),
        TableColumn(message(lang, "code"), right=True),
        TableColumn(message(lang, "title"), flexible=True),
    ]
    cells = [
        [plain(row.incidents, "bold"), plain(row.share), plain(row.sessions), plain(row.code, "cyan"), plain(row.title)]
        for row in rows
    ]
    return [*title(message(lang, "by-code")), *table(columns, cells, style.width)]


def _applications(rows: Iterable[ApplicationText], style: PageStyle) -> list[Line]:
    columns = [*_counted(style.lang), TableColumn(message(style.lang, "application"), flexible=True)]
    cells = [[plain(row.incidents, "bold"), plain(row.share), plain(row.sessions), plain(row.name)] for row in rows]
    return [*title(message(style.lang, "by-application")), *table(columns, cells, style.width)]


def _counted(lang: str) -> list[TableColumn]:
    """Return the columns of a count, its share and its sessions."""
    return [TableColumn(message(lang, key), right=True) for key in ("count", "share", "sessions-header")]


def _inputs(rows: Iterable[InputText], style: PageStyle) -> list[Line]:
    """Lay out the inputs; a single one stands in the headline."""
    rows = list(rows)
    if len(rows) == 1:
        return []
    keys = ("count", "share", "files-header", "lines-header", "unreadable-header")
    columns = [TableColumn(message(style.lang, key), right=True) for key in keys]
    columns.append(TableColumn(message(style.lang, "input"), flexible=True))
    cells = [
        [
            plain(row.incidents, "bold"),
            plain(row.share),
            plain(row.files),
            plain(row.lines),
            plain(row.unreadable),
            plain(row.name),
        ]
        for row in rows
    ]
    return [*title(message(style.lang, "by-input")), *table(columns, cells, style.width)]
