"""From gates and a baseline to a report with the outcome of each gate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ...knowledge.catalog import CATALOG, Catalog
from ...model.arguments import is_text, several
from ...phrases import Phrase
from ..given import ReportSource, reports_of
from .counting import Baseline, Gate
from .parsing import ANY, parse_gates

if TYPE_CHECKING:
    from ...model.report import R, ReportData


class GateSet(NamedTuple):
    """The gates of a run and the baseline that they are applied with."""

    gates: tuple[Gate, ...]
    baseline: Baseline

    @classmethod
    def of(
        cls,
        gates: str | Iterable[str],
        baselines: ReportSource | Iterable[ReportSource],
        catalog: Catalog = CATALOG,
    ) -> GateSet:
        """Parse one gate or several, and take earlier reports or read their files; a baseline alone means `any`.

        Gates name codes and causes of the catalog.
        Raises WrongUsage for a text that is not a gate, UnreadableInput for a file that is not a report.
        """
        given = several("gates", gates, is_text, "texts such as 'any', '6600107>10' or 'loss'")
        parsed = parse_gates(given, catalog)  # what is wrong with them is said before a file is read
        reports = reports_of("baseline", baselines)
        return cls(parsed or (parse_gates([ANY], catalog) if reports else ()), Baseline.of(reports))

    def apply(self, report: R) -> R:
        """Return the report with the outcome of each gate, in order, and with known kinds marked."""
        kinds = tuple(kind._replace(known=self.baseline.knows(kind)) for kind in report.kinds)
        outcomes = tuple(gate.apply(report, self.baseline) for gate in self.gates)
        return replace(report, gates=outcomes, kinds=kinds)


def failures(report: ReportData) -> Phrase | None:
    """Return one line that names the failed gates, or None if none failed."""
    failed = [outcome for outcome in report.gates if outcome.tripped]
    if not failed:
        return None
    gates = tuple(Phrase("{gate} ({found:,} found)", gate=outcome.gate, found=outcome.found) for outcome in failed)
    if len(report.gates) == 1:
        return Phrase("the gate failed: {gates}", gates=gates)
    return Phrase("{failed:,} of {all:,} gates failed: {gates}", failed=len(failed), all=len(report.gates), gates=gates)
