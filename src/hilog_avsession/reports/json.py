"""From a report to its JSON document, the form that all others are views of."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from ..report import Report


def render(report: Report, out: TextIO) -> None:
    """Write the report as one JSON document."""
    out.writelines(report.iter_json())
