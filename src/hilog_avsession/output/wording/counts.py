"""From a report's counts to the cells of its table of codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..messages.report import category, share

if TYPE_CHECKING:
    from ...model.report import ReportData


class Code(NamedTuple):
    """A code with its counts, as they are shown."""

    incidents: str
    share: str
    sessions: str
    code: str
    title: str
    category: str


def codes(report: ReportData) -> Iterator[Code]:
    """The codes, most incidents first."""
    for one in report.codes:
        yield Code(
            f"{one.incidents:,}",
            share(one.incidents, report.counts.incidents),
            f"{one.sessions:,}",
            str(one.code),
            one.title,
            category(report.lang, one.category),
        )
