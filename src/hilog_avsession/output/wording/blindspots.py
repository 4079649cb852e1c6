"""From a report's blind spots to their texts: what the log could not show, and the commands that show more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ...model.report import ReportData


class BlindSpotText(NamedTuple):
    """What the log could not show."""

    text: str
    command: str | None  # shows more next time


def blind_spots(report: ReportData) -> Iterator[BlindSpotText]:
    """Yield the blind spots in the order of the report."""
    for spot in report.blind_spots:
        yield BlindSpotText(spot.text, spot.command)
