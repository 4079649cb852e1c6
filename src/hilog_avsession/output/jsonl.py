"""From a report to lines of JSON, one for each incident and each outcome of a gate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..results.json.encode import gate_to_json, incident_to_json

if TYPE_CHECKING:
    from ..model.report import ReportData
    from .view import View


def text_parts(report: ReportData, _view: View) -> Iterator[str]:
    """Yield a line for each incident that the report keeps, then a line for each gate."""
    yield from map(incident_to_json, report.incidents)
    yield from map(gate_to_json, report.gates)
