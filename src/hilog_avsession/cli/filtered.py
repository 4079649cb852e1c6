"""Complain about filters that no incident matches: gates pass then, and not every format shows why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .console import complain

if TYPE_CHECKING:
    from ..model.report import ReportData
    from .outputs import Outputs

_SAY_IT = ("text", "markdown")  # the formats that show it where a person reads them


def complain_about_filters(report: ReportData, outputs: Outputs) -> None:
    """Say on standard error which filters no incident matches, and which values they could have asked for.

    Says it in any case if there are gates: the report of a CI job may go where nobody reads it.
    """
    if not report.unmatched:
        return
    if not report.gates and any(out.path is None and out.format.name in _SAY_IT for out in outputs.whole):
        return
    from ..output.wording.head import unmatched

    for text in unmatched(report):
        complain(text)
