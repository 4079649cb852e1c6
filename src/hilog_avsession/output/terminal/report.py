"""From a report to the page that a person reads in a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.text import Text

from ..messages.report import category, say
from ..view import View
from ..wording.advice import advice
from ..wording.counts import codes
from ..wording.head import head
from ..wording.sessions import sessions as told_sessions
from ..wording.terms import Terms
from ..wording.unknown import unknown
from .advice import recommendations
from .blocks import LOG_LINES, Column, Look, Paragraph, table, title
from .gates import gates
from .headline import headline
from .layout import Line, plain, wrap
from .sessions import sessions

if TYPE_CHECKING:
    from ...model.report import ReportData
    from ..wording.unknown import Unknown

_BAR = 24  # cells of a full bar
_EIGHTHS = " ▏▎▍▌▋▊▉"


def render(  # noqa: PLR0913  (one keyword for each option of the command line)
    report: ReportData,
    out: TextIO,
    *,
    width: int = 80,
    color: bool = False,
    evidence: int = 3,
    top: int | None = None,
    stories: bool = False,
) -> None:
    """Write the report as text, `width` cells wide; `top` limits the recommendations, `evidence` the lines of each."""
    out.writelines(pieces(report, View(width, color, evidence, top, stories)))


def pieces(report: ReportData, view: View) -> Iterator[str]:
    """The page as one piece."""
    out = io.StringIO()
    write(_page(report, view), out, width=view.width, color=view.color)
    yield out.getvalue()


def write(lines: Iterable[Line], out: TextIO, *, width: int, color: bool) -> None:
    """Write laid out lines; what is in them never passes through markup."""
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        soft_wrap=False,
    )
    for line in lines:
        console.print(Text.assemble(*line, no_wrap=True, overflow="crop"))


def _page(report: ReportData, view: View) -> Iterator[Line]:
    look, terms = Look(report.lang, view.width, view.color), Terms.of(report, view)
    yield from headline(head(report), look)
    yield from gates(report, look)
    if report.counts.incidents:
        yield from _categories(report, look)
        yield from _codes(report, look)
        yield from recommendations(advice(report, terms), look)
    yield from sessions(told_sessions(report, terms), look)
    yield from _unknown(unknown(report, terms), look)
    yield from _blind_spots(report, look)


def _blind_spots(report: ReportData, look: Look) -> Iterator[Line]:
    """What the log could not show, and the commands that show more."""
    if report.blind_spots:
        yield from title(say(report.lang, "blind-title"))
    for one in report.blind_spots:
        yield from Paragraph(plain(one.text), "  ").lines(look.width)
        if one.command is not None:
            command = plain(say(report.lang, "next-time", command=one.command), "cyan")
            yield from Paragraph(command, "    ").lines(look.width)


def _unknown(lines: Unknown, look: Look) -> Iterator[Line]:
    if lines.shown:
        yield from title(say(look.lang, "unknown-title"))
    for one in lines.shown:
        yield from Paragraph(plain(one.amount, "dim"), "  ").lines(look.width)
        yield from Paragraph(plain(one.example), "    ", LOG_LINES).lines(look.width)
    if lines.more:
        yield from [(), *wrap(plain(lines.more, "dim"), look.width)]


# ---- counts ---------------------------------------------------------------------------------------------------------


def _categories(report: ReportData, look: Look) -> list[Line]:
    lang, total = report.lang, report.counts.incidents
    columns = [
        Column(say(lang, "category"), flexible=True),
        Column(say(lang, "incidents-header"), right=True),
        Column(say(lang, "signals-header"), right=True),
        Column(say(lang, "share")),
    ]
    bar = min(_BAR, max(look.width - 54, 4))
    rows = [
        [
            plain(category(lang, one.category)),
            plain(f"{one.incidents:,}", "bold"),
            plain(f"{one.signals:,}"),
            plain(_bar(one.incidents, total, bar), "cyan"),
        ]
        for one in report.categories
    ]
    return [*title(say(lang, "by-category")), *table(columns, rows, look.width)]


def _bar(part: int, whole: int, width: int) -> str:
    """A bar of block characters, as fine as an eighth of a cell."""
    eighths = max(round(8 * width * part / whole), 1)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()


def _codes(report: ReportData, look: Look) -> list[Line]:
    lang = report.lang
    columns = [
        Column(say(lang, "count"), right=True),
        Column(say(lang, "share"), right=True),
        Column(say(lang, "sessions-header"), right=True),
        Column(say(lang, "code"), right=True),
        Column(say(lang, "title"), flexible=True),
    ]
    rows = [
        [plain(one.incidents, "bold"), plain(one.share), plain(one.sessions), plain(one.code, "cyan"), plain(one.title)]
        for one in codes(report)
    ]
    return [*title(say(lang, "by-code")), *table(columns, rows, look.width)]
