"""From a report and a baseline to how many failures a gate counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ...model.report import GateOutcome, NoVerdict

if TYPE_CHECKING:
    from ...model.incidents import Kind
    from ...model.report import KindCount, Recommendation, ReportData


class Baseline(NamedTuple):
    """What earlier reports contained: incidents of these kinds and lines of these shapes are not new."""

    kinds: frozenset[Kind] = frozenset()
    causes: frozenset[tuple[int, str | None]] = frozenset()  # code, cause
    shapes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, reports: Iterable[ReportData]) -> Baseline:
        """Collect what any of the reports contains."""
        reports = tuple(reports)
        kinds = frozenset(count.kind for report in reports for count in report.kinds)
        shapes = frozenset(lines.shape for report in reports for lines in report.unknown)
        return cls(kinds, frozenset((code, cause) for code, cause, _ in kinds), shapes)

    def knows(self, count: KindCount) -> bool:
        """Tell whether a kind is known; without an application in the log, code and cause decide."""
        if count.bundle is None:
            return (count.code, count.cause) in self.causes
        return count.kind in self.kinds


Count = Callable[["ReportData", Baseline], tuple[int, int]]  # how many there are, and how many of them are known


@dataclass(frozen=True, slots=True)
class Gate:
    """A limit to how many failures a report may contain."""

    text: str  # as the user wrote it
    limit: int
    count: Count
    of_any_log: bool = False  # counts what a log without a line of AVSession shows as well

    def apply(self, report: ReportData, baseline: Baseline, *, allow_empty: bool = False) -> GateOutcome:
        """Tell whether the report passes; failures that the baseline knows do not count.

        A log that cannot show what the gate counts gives no verdict, unless `allow_empty` lets it pass.
        """
        total, known = self.count(report, baseline)
        tripped = total - known > self.limit
        no_verdict = None if tripped or allow_empty else self._no_verdict(report)
        return GateOutcome(self.text, total - known, self.limit, tripped, known, no_verdict)

    def _no_verdict(self, report: ReportData) -> NoVerdict | None:
        if not report.lines.total:
            return NoVerdict.NO_LINE
        return None if self.of_any_log or report.shows_avsession else NoVerdict.NO_AVSESSION


@dataclass(frozen=True, slots=True)
class Selection:
    """The incidents that a gate counts; None stands for any."""

    category: str | None = None
    code: int | None = None
    cause: str | None = None

    def matches(self, item: Recommendation | KindCount, category_of: Mapping[int, str]) -> bool:
        """Tell whether the gate counts the incidents of a recommendation or a kind."""
        return (
            self.code in (None, item.code)
            and self.cause in (None, item.cause)
            and self.category in (None, category_of.get(item.code))
        )

    def count(self, report: ReportData, baseline: Baseline) -> tuple[int, int]:
        """Count the incidents, and those of them that the baseline knows."""
        category_of = categories_of(report)
        # every incident belongs to a recommendation, even one that the report does not keep
        total = sum(item.incidents for item in report.recommendations if self.matches(item, category_of))
        known = (kind for kind in report.kinds if self.matches(kind, category_of) and baseline.knows(kind))
        return total, sum(kind.incidents for kind in known)


def categories_of(report: ReportData) -> dict[int, str]:
    """Map each code to its category, as the report has it: the bundled catalogue lacks a user's codes."""
    return {count.code: count.category for count in report.codes}


def _count_loss(report: ReportData, _baseline: Baseline) -> tuple[int, int]:
    return max(report.loss.lines_lost, report.loss.notices), 0  # a notice without a number stands for at least one line


def _count_unknown(report: ReportData, baseline: Baseline) -> tuple[int, int]:
    known = sum(lines.lines for lines in report.unknown if lines.shape in baseline.shapes)
    return sum(lines.lines for lines in report.unknown), known


def _count_unreadable(report: ReportData, _baseline: Baseline) -> tuple[int, int]:
    return sum(1 for source in report.inputs if source.error is not None), 0


OF_ANY_LOG = frozenset(("loss", "unreadable"))  # counts of a log without a line of AVSession
OTHER_COUNTS: dict[str, Count] = {  # of what is not an incident, by the gate's name
    "loss": _count_loss,
    "unknown-errors": _count_unknown,
    "unreadable": _count_unreadable,
}
