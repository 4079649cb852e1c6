"""From gates and a baseline to a report with the outcome of each gate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from os import PathLike
from typing import TYPE_CHECKING, NamedTuple

from ...knowledge.catalog import CATALOG, Catalog
from .counting import Baseline, Gate
from .parsing import ANY, parse_gates

if TYPE_CHECKING:
    from ...model.report import R, ReportData

Path = str | PathLike[str]


class GateSet(NamedTuple):
    """The gates of a run and the baseline that they are applied with."""

    gates: tuple[Gate, ...]
    baseline: Baseline

    @classmethod
    def of(cls, gates: Iterable[str], baselines: Iterable[ReportData | Path], catalog: Catalog = CATALOG) -> GateSet:
        """Parse gates, and take earlier reports or read them from files; a baseline alone means the gate `any`.

        Gates name codes and causes of the catalog.
        Raises WrongUsage for a text that is not a gate, UnreadableInput for a file that is not a report.
        """
        from ..json.decode import read_file

        baselines = tuple(baselines)
        texts = tuple(gates) or ((ANY,) if baselines else ())
        parsed = parse_gates(texts, catalog)
        reports = (read_file(item) if isinstance(item, str | PathLike) else item for item in baselines)
        return cls(parsed, Baseline.of(reports))

    def apply(self, report: R) -> R:
        """Return the report with the outcome of each gate, in order, and with known kinds marked."""
        kinds = tuple(kind._replace(known=self.baseline.knows(kind)) for kind in report.kinds)
        outcomes = tuple(gate.apply(report, self.baseline) for gate in self.gates)
        return replace(report, gates=outcomes, kinds=kinds)


def failures(report: ReportData) -> str | None:
    """Return one line that names the failed gates, or None if none failed."""
    failed = [outcome for outcome in report.gates if outcome.tripped]
    if not failed:
        return None
    how_many = f"{len(failed):,} of {len(report.gates):,} gates" if len(report.gates) > 1 else "the gate"
    return f"{how_many} failed: " + ", ".join(f"{outcome.gate} ({outcome.found:,} found)" for outcome in failed)
