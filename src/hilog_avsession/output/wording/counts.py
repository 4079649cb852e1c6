"""From a report's counts to the cells of its tables of categories and of codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..messages.lookup import category, share

if TYPE_CHECKING:
    from ...model.report import ReportData


class CategoryText(NamedTuple):
    """A category with its counts."""

    category: str  # as in the data
    name: str
    incidents: str
    signals: str
    share: str
    part: float  # of all incidents, up to 1


class CodeText(NamedTuple):
    """A code with its counts."""

    incidents: str
    share: str
    sessions: str
    code: str
    title: str
    category: str


def categories(report: ReportData) -> Iterator[CategoryText]:
    """Yield the categories, most incidents first."""
    total = report.counts.incidents
    for count in report.categories:
        yield CategoryText(
            count.category,
            category(report.lang, count.category),
            f"{count.incidents:,}",
            f"{count.signals:,}",
            share(count.incidents, total),
            count.incidents / total if total else 0.0,
        )


def codes(report: ReportData) -> Iterator[CodeText]:
    """Yield the codes, most incidents first."""
    for count in report.codes:
        yield CodeText(
            f"{count.incidents:,}",
            share(count.incidents, report.counts.incidents),
            f"{count.sessions:,}",
            str(count.code),
            count.title,
            category(report.lang, count.category),
        )
