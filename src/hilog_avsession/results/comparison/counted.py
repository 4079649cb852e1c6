"""From the reports of one side to its incidents by kind and the time that they cover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from ...errors import WrongUsage
from ...knowledge.catalog import CATALOG
from ...model.incidents import Kind
from ...model.report import ReportData
from ..filters import Filters
from ..given import ReportSource, reports_of
from ..matching import any_of, application_test, number_test
from .exposure import Exposure, exposure_of, join_exposures
from .values import Side, Unit

Reports = ReportSource | Iterable[ReportSource]  # one or several


class Counted(NamedTuple):
    """The reports of one side, its incidents and its time."""

    reports: tuple[ReportData, ...]
    kinds: Counter[Kind]
    exposure: Exposure
    name: str

    @classmethod
    def of(cls, reports: Reports, filters: Filters, name: str | None = None) -> Counted:
        """Count the incidents that the filters select. Raises WrongUsage for no report."""
        all_ = reports_of("a side of the comparison", reports)
        if not all_:
            raise WrongUsage("there is no report to compare")
        kinds: Counter[Kind] = Counter()
        test = kind_test(filters)
        for report in all_:
            for count in report.kinds:
                kinds[count.kind] += count.incidents if test(report, count.kind) else 0
        exposure = join_exposures([exposure_of(report) for report in all_])
        return cls(all_, +kinds, exposure, name or _name(all_))

    @property
    def shows_avsession(self) -> bool:
        """Whether any line is of AVSession or states one of its failures."""
        return any(report.shows_avsession for report in self.reports)

    def minutes(self, unit: Unit) -> float | None:
        """Return how long the side covers."""
        return {Unit.SESSION: self.exposure.sessions, Unit.LOG: self.exposure.log, Unit.NONE: None}[unit]

    def title(self, code: int, cause: str | None) -> str | None:
        """Return the title of a code or cause in the reports: their catalogue may contain more than the bundled one."""
        for report in self.reports:
            causes = ((item.code, item.cause, item.title) for item in report.recommendations if cause is not None)
            codes = ((count.code, None, count.title) for count in report.codes)
            for known_code, known_cause, title in (*causes, *codes):
                if (known_code, known_cause) == (code, cause):
                    return title
        return None

    def side(self, unit: Unit) -> Side:
        """Return the side as the comparison shows it."""
        reports = self.reports
        return Side(
            name=self.name,
            inputs=sum(len(report.inputs) for report in reports),
            lines=sum(report.lines.total for report in reports),
            incidents=self.kinds.total(),
            sessions=sum(report.counts.sessions for report in reports),
            minutes=self.minutes(unit),
            lines_lost=sum(report.loss.lines_lost for report in reports),
            loss_notices=sum(report.loss.notices for report in reports),
            interrupted=any(report.interrupted for report in reports),
            filtered_out=sum(report.filtered_out for report in reports),
            shows_avsession=self.shows_avsession,
        )


def kind_test(filters: Filters) -> Callable[[ReportData, Kind], bool]:
    """Return a test of the kinds of incidents of a report."""
    is_code = any_of(map(number_test, filters.codes))
    is_application = any_of(map(application_test, filters.bundles))

    def test(report: ReportData, kind: Kind) -> bool:
        code, _, bundle = kind
        return (
            (not filters.codes or is_code(code))
            and (not filters.categories or category_of(report, code) in filters.categories)
            and (not filters.bundles or (bundle is not None and is_application(bundle)))
        )

    return test


def category_of(report: ReportData, code: int) -> str:
    """Return the category of a code: its report's catalogue may contain more than the bundled one."""
    return next((count.category for count in report.codes if count.code == code), CATALOG.category(code))


def _name(reports: Sequence[ReportData]) -> str:
    sources = [source.source for report in reports for source in report.inputs]
    return sources[0] if len(sources) == 1 else ""
