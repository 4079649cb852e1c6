"""From a report to the exit status of the run that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..model.report import ReportData

OK, FAILED, USAGE, UNREADABLE = 0, 1, 2, 3  # FAILED: a gate; an interruption is 130, 143 or 129
DEFECT = 70  # of this program: an exception that nobody expected (EX_SOFTWARE of sysexits.h)


def is_complete(report: ReportData) -> bool:
    """Tell whether all inputs could be read, and all gates have a verdict."""
    return report.no_verdict is None and all(source.error is None for source in report.inputs)


def status_of(report: ReportData) -> int:
    """Return the exit status: a failed gate goes first, because what could not be read could only add failures.

    A gate without a verdict is like an input that could not be read.
    """
    if report.failed:
        return FAILED
    return OK if is_complete(report) else UNREADABLE
