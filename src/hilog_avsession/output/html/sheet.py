"""From a report to how many recommendations are printed in full, so that a short report fits a sheet of A4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.by_input import by_input
from ..terminal.layout import cells
from .selection import LIMITS

if TYPE_CHECKING:
    from ...model.report import Recommendation, ReportData

_SHEET = 4_300  # columns of text on a sheet below its headline, where a Chinese character takes two
_ROW = 50  # of a table, or of a recommendation in a line
_PLACE = 90  # where incidents happened


def printed_in_full(report: ReportData, asked: int) -> int:
    """Return how many recommendations are printed in full: five, or fewer if a short report then fits a sheet."""
    most = max(asked, LIMITS.printed_advice)
    if len(report.recommendations) > LIMITS.listed_advice:
        return most  # it takes several sheets in any case
    inputs = len(by_input(report))
    rows = len(report.codes) + len(report.applications) + inputs * (inputs > 1) + len(report.gates)
    room = _SHEET - _ROW * (rows + len(report.recommendations))
    for number, advice in enumerate(report.recommendations[:most]):
        room -= _size(advice) - _ROW
        if room < 0:
            return max(number, 1)
    return most


def _size(advice: Recommendation) -> int:
    """Return how many columns of text a recommendation takes in full."""
    text = "".join((advice.title, advice.description, *advice.steps))
    return cells(text) + _PLACE * len(advice.where)
