"""From gates and a baseline to a report with the outcome of each gate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ...knowledge.catalog import CATALOG, Catalog
from ...model.arguments import is_text, several
from ..given import ReportSource, reports_of
from .counting import Baseline, Gate
from .parsing import ANY, parse_gates

if TYPE_CHECKING:
    from ...model.report import R


class GateSet(NamedTuple):
    """The gates of a run and the baseline that they are applied with."""

    gates: tuple[Gate, ...]
    baseline: Baseline
    allow_empty: bool = False  # a log without a line of AVSession passes

    @classmethod
    def of(
        cls,
        gates: str | Iterable[str],
        baselines: ReportSource | Iterable[ReportSource],
        catalog: Catalog = CATALOG,
        *,
        allow_empty: bool = False,
    ) -> GateSet:
        """Parse one gate or several, and take earlier reports or read their files; a baseline alone means `any`.

        Gates name codes and causes of the catalogue. `allow_empty` lets a log without a line of AVSession pass.
        Raises WrongUsage for a text that is not a gate, UnreadableInput for a file that is not a report.
        """
        given = several("gates", gates, is_text, "texts such as 'any', '6600107>10' or 'loss'")
        parsed = parse_gates(given, catalog)  # what is wrong with them is said before a file is read
        reports = reports_of("baseline", baselines)
        return cls(parsed or (parse_gates([ANY], catalog) if reports else ()), Baseline.of(reports), allow_empty)

    def apply(self, report: R) -> R:
        """Return the report with the outcome of each gate, in order, and with known kinds marked."""
        kinds = tuple(kind._replace(known=self.baseline.knows(kind)) for kind in report.kinds)
        outcomes = tuple(gate.apply(report, self.baseline, allow_empty=self.allow_empty) for gate in self.gates)
        return replace(report, gates=outcomes, kinds=kinds)
