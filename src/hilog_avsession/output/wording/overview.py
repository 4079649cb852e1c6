"""From a report to its shortest answer: which applications failed, the most frequent causes, and each first step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..messages.lookup import message, share
from .counts import applications
from .terms import Prose

if TYPE_CHECKING:
    from ...model.report import Recommendation, ReportData

_MOST_CAUSES = 3
_MOST_APPLICATIONS = 3  # named


class CauseText(NamedTuple):
    """A recommendation in brief."""

    rank: int
    code: int
    cause: Prose  # or what the code means, if the cause is not known
    incidents: str
    amount: str  # incidents with their share, in brackets
    step: Prose  # the first; may be empty


class OverviewText(NamedTuple):
    """What failed, in a few lines; empty texts are not shown."""

    applications: str
    causes: tuple[CauseText, ...]
    more: str  # on the other causes


def overview_text(report: ReportData) -> OverviewText:
    """Return the applications and the causes with the most incidents."""
    shown, rest = report.recommendations[:_MOST_CAUSES], report.recommendations[_MOST_CAUSES:]
    incidents = message(report.lang, "incidents", sum(cause.incidents for cause in rest))
    return OverviewText(
        message(report.lang, "enumeration").join(_applications(report)),
        tuple(cause_text(advice, report) for advice in shown),
        message(report.lang, "more-causes", len(rest), incidents=incidents) if rest else "",
    )


def cause_text(advice: Recommendation, report: ReportData) -> CauseText:
    """Return a recommendation in brief."""
    count, total = message(report.lang, "incidents", advice.incidents), report.counts.incidents
    return CauseText(
        advice.rank,
        advice.code,
        Prose(advice.title),
        f"{advice.incidents:,}",
        message(report.lang, "count-and-share", count=count, share=share(advice.incidents, total)),
        Prose(advice.steps[0] if advice.steps else ""),
    )


def _applications(report: ReportData) -> Iterator[str]:
    """Yield the applications with the most incidents, each with its count, and how many more there are."""
    lang, rows = report.lang, list(applications(report))
    named = [row for row in rows if row.bundle is not None]
    shown = named if len(named) == _MOST_APPLICATIONS + 1 else named[:_MOST_APPLICATIONS]
    yield from (message(lang, "named-count", what=row.name, count=row.incidents) for row in shown)
    if len(named) > len(shown):
        yield message(lang, "more-applications", len(named) - len(shown))
    unknown = [row.incidents for row in rows if row.bundle is None]
    yield from (message(lang, "named-count", what=message(lang, "application-unknown"), count=n) for n in unknown)
