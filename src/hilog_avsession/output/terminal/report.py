"""From a report to the page that a person reads in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..messages.lookup import message
from ..wording.advice import advice_text
from ..wording.blindspots import blind_spots
from ..wording.gates import gates_text
from ..wording.head import head_text
from ..wording.sessions import sessions_text
from ..wording.terms import Terms
from ..wording.unknown import unknown_text
from .advice import recommendations
from .blocks import PageStyle, Paragraph, title
from .counts import counts
from .gates import gates
from .headline import failed_inputs
from .layout import Line, plain, wrap
from .printing import lines_to_text
from .sessions import sessions
from .summary import beginning

if TYPE_CHECKING:
    from ...model.report import ReportData
    from ..view import View
    from ..wording.blindspots import BlindSpotText
    from ..wording.head import HeadText
    from ..wording.unknown import UnknownText

MOST_ADVICE = 5  # recommendations in full


def text_parts(report: ReportData, view: View) -> Iterator[str]:
    """Yield the page as one part."""
    yield lines_to_text(_page(report, view), width=view.width, color=view.color)


def _page(report: ReportData, view: View) -> Iterator[Line]:
    style = PageStyle(report.lang, view.width, view.color, view.whole)
    terms = Terms.of(report, view, MOST_ADVICE)
    head = head_text(report)
    yield from beginning(report, style)
    if report.counts.incidents:
        yield from recommendations(advice_text(report, terms), style)
        yield from counts(report, terms, style)
    yield from sessions(sessions_text(report, terms), style)
    yield from _blind_spots(list(blind_spots(report)), style)
    yield from _unknown(unknown_text(report, terms), style)
    if report.counts.incidents:
        yield from failed_inputs(head, style)
    yield from _release(head, style)
    if report.gates:
        yield from gates(gates_text(report), style)


def _release(texts: HeadText, style: PageStyle) -> Iterator[Line]:
    """Lay out the lines that tell the release of the framework."""
    if texts.release_reasons:
        yield from title(message(style.lang, "release-why"))
    for text in texts.release_reasons:
        yield from Paragraph(plain(text), "  ").lines(style.width)


def _blind_spots(spots: list[BlindSpotText], style: PageStyle) -> Iterator[Line]:
    """Lay out what the log could not show, and the commands that show more."""
    if spots:
        yield from title(message(style.lang, "blind-title"))
    for spot in spots:
        yield from Paragraph(plain(spot.text), "  ").lines(style.width)
        if spot.command is not None:
            command = plain(message(style.lang, "next-time", command=spot.command), "cyan")
            yield from Paragraph(command, "    ", whole=True).lines(style.width)


def _unknown(texts: UnknownText, style: PageStyle) -> Iterator[Line]:
    if texts.shown:
        yield from title(message(style.lang, "unknown-title"))
    for shape in texts.shown:
        yield from Paragraph(plain(shape.amount, "dim"), "  ").lines(style.width)
        yield from Paragraph(plain(shape.example), "    ", style.log_lines).lines(style.width)
    if texts.more:
        yield from [(), *wrap(plain(texts.more, "dim"), style.width)]
