"""From the gates of a report to the causes that a gate counts, for the formats that show a gate with its causes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...results.gates.counting import categories_of
from ...results.gates.parsing import selection_of

if TYPE_CHECKING:
    from ...model.report import GateOutcome, Recommendation, ReportData

Cause = tuple[int, str | None]  # code and cause


def counted_by(gate: GateOutcome, report: ReportData) -> Iterator[Recommendation]:
    """Yield the recommendations whose incidents a gate counts, without those that only the baseline knows."""
    only_known: dict[Cause, bool] = {}
    for kind in report.kinds:
        cause = kind.code, kind.cause
        only_known[cause] = only_known.get(cause, True) and kind.known
    new = [advice for advice in report.recommendations if not only_known.get((advice.code, advice.cause))]
    selection, category_of = selection_of(gate.gate, report) if new else None, categories_of(report)
    if selection is not None:
        yield from (advice for advice in new if selection.matches(advice, category_of))


def causes_of_failure(report: ReportData) -> frozenset[Cause]:
    """Return the causes that any failed gate counts."""
    failed = (gate for gate in report.gates if gate.tripped)
    return frozenset((advice.code, advice.cause) for gate in failed for advice in counted_by(gate, report))
