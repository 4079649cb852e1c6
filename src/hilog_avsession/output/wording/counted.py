"""From the gates of a report to the causes that a gate counts, for the formats that show a gate with its causes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...results.gates.parsing import concerns

if TYPE_CHECKING:
    from ...model.report import GateOutcome, Recommendation, ReportData

Cause = tuple[int, str | None]  # code and cause


def counted_by(gate: GateOutcome, report: ReportData) -> Iterator[Recommendation]:
    """Yield the recommendations whose incidents a gate counts, without those that only the baseline knows."""
    for advice in report.recommendations:
        kinds = [kind for kind in report.kinds if (kind.code, kind.cause) == (advice.code, advice.cause)]
        is_new = not kinds or not all(kind.known for kind in kinds)
        if is_new and concerns(gate.gate, advice, report):
            yield advice


def causes_of_failure(report: ReportData) -> frozenset[Cause]:
    """Return the causes that any failed gate counts."""
    failed = (gate for gate in report.gates if gate.tripped)
    return frozenset((advice.code, advice.cause) for gate in failed for advice in counted_by(gate, report))
