"""From the reports of one side to what a comparison counts of them: incidents by kind, and the time they watched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ...errors import WrongUsage
from ...knowledge.catalog import CATALOG
from ...model.incidents import Kind
from ...model.report import ReportData
from ..filters import Filters
from . import Side, Unit
from .exposure import Exposure, exposure_of, join_exposures


class Counted(NamedTuple):
    """The reports of one side, and what is counted of them."""

    reports: tuple[ReportData, ...]
    kinds: Counter[Kind]
    exposure: Exposure
    name: str

    @classmethod
    def of(cls, reports: ReportData | Iterable[ReportData], filters: Filters, name: str | None = None) -> Counted:
        """Count what the filters want. Raises WrongUsage for no report at all."""
        all_ = (reports,) if isinstance(reports, ReportData) else tuple(reports)
        if not all_:
            raise WrongUsage("there is no report to compare")
        kinds: Counter[Kind] = Counter()
        for report in all_:
            for one in report.kinds:
                kinds[one.kind] += one.incidents if _wants(filters, report, one.kind) else 0
        exposure = join_exposures([exposure_of(report) for report in all_])
        return cls(all_, +kinds, exposure, name or _name(all_))

    def minutes(self, unit: Unit) -> float | None:
        """How long the side watched."""
        return {Unit.SESSION: self.exposure.sessions, Unit.LOG: self.exposure.log, Unit.NONE: None}[unit]

    def title(self, code: int, cause: str | None) -> str | None:
        """What the reports call a code or a cause: their catalogue may know more than the bundled one."""
        for report in self.reports:
            causes = ((one.code, one.cause, one.title) for one in report.recommendations if cause is not None)
            codes = ((one.code, None, one.title) for one in report.codes)
            for known_code, known_cause, title in (*causes, *codes):
                if (known_code, known_cause) == (code, cause):
                    return title
        return None

    def side(self, unit: Unit) -> Side:
        """What the comparison says of the side."""
        reports = self.reports
        return Side(
            name=self.name,
            inputs=sum(len(one.inputs) for one in reports),
            lines=sum(one.lines.total for one in reports),
            incidents=self.kinds.total(),
            sessions=sum(one.counts.sessions for one in reports),
            minutes=self.minutes(unit),
            lines_lost=sum(one.loss.lines_lost for one in reports),
            loss_notices=sum(one.loss.notices for one in reports),
            interrupted=any(one.interrupted for one in reports),
            filtered_out=sum(one.filtered_out for one in reports),
        )


def _wants(filters: Filters, report: ReportData, kind: Kind) -> bool:
    code, _, bundle = kind
    if filters.categories:
        category = next((one.category for one in report.codes if one.code == code), CATALOG.category(code))
        if category not in filters.categories:
            return False
    return (not filters.codes or code in filters.codes) and (not filters.bundles or bundle in filters.bundles)


def _name(reports: Sequence[ReportData]) -> str:
    sources = [one.source for report in reports for one in report.inputs]
    return sources[0] if len(sources) == 1 else ""
