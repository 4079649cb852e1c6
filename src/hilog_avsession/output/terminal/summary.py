"""From a report to a short text: what was found, what the figures leave out, and what failed most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..wording.gates import mark, verdict
from ..wording.head import head_text
from ..wording.overview import overview_text
from .blocks import PageStyle, Paragraph
from .headline import headline
from .layout import Line, plain
from .overview import overview
from .printing import lines_to_text

if TYPE_CHECKING:
    from ...model.report import ReportData
    from ..view import View


def summary_parts(report: ReportData, view: View) -> Iterator[str]:
    """Yield the beginning of the text report, about a screen of 24 lines, as one part."""
    style = PageStyle(report.lang, view.width, view.color)
    yield lines_to_text(beginning(report, style), width=view.width, color=view.color)


def beginning(report: ReportData, style: PageStyle) -> Iterator[Line]:
    """Lay out the headline and the overview."""
    has_incidents = bool(report.counts.incidents)
    yield from headline(head_text(report), style, brief=has_incidents)
    if report.gates:
        color = "bold red" if report.failed else "bold yellow" if report.no_verdict else "green"
        yield from Paragraph(plain(verdict(report), color), f"{mark(report)} ").lines(style.width)
    if has_incidents:
        yield from overview(overview_text(report), style)
