"""Complain about filters that no incident matches, where the report on the screen does not say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .console import complain

if TYPE_CHECKING:
    from ..model.report import ReportData
    from .outputs import Outputs

_SAY_IT = ("text", "markdown")  # the formats that show it where a person reads them


def complain_about_filters(report: ReportData, outputs: Outputs) -> None:
    """Say on standard error which filters no incident matches, and what there is."""
    if not report.unmatched or any(out.path is None and out.format.name in _SAY_IT for out in outputs.whole):
        return
    from ..output.wording.head import unmatched

    for text in unmatched(report):
        complain(text)
