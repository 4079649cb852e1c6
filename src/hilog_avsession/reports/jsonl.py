"""From a report to its incidents and the outcomes of its gates, one line of JSON each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..report_json import gate_to_json, incident_to_json

if TYPE_CHECKING:
    from ..report import Report
    from .view import View


def pieces(report: Report, _view: View) -> Iterator[str]:
    """A line for each incident that the report keeps, then one for each gate."""
    yield from map(incident_to_json, report.incidents)
    yield from map(gate_to_json, report.gates)
