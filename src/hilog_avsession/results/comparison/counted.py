"""From the reports of one side to its incidents by kind and the time that they cover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ...errors import WrongUsage
from ...knowledge.catalog import CATALOG
from ...model.incidents import Kind
from ...model.report import ReportData
from ..filters import Filters
from ..gates.counting import categories_of
from ..given import ReportSource, reports_of
from ..matching import any_of, application_test, number_test
from .exposure import Exposure, exposure_of, join_exposures
from .values import Side, Unit

_Cause = tuple[int, str | None]  # code and cause; None: the code itself
Reports = ReportSource | Iterable[ReportSource]  # one or several


class Counted(NamedTuple):
    """The reports of one side, its incidents and its time."""

    reports: tuple[ReportData, ...]
    kinds: Counter[Kind]
    exposure: Exposure
    name: str
    titles: Mapping[_Cause, str]  # of codes and causes: the catalogue of a report may hold more than the bundled one

    @classmethod
    def of(cls, reports: Reports, filters: Filters, name: str | None = None) -> Counted:
        """Count the incidents that the filters select. Raises WrongUsage for no report."""
        all_ = reports_of("a side of the comparison", reports)
        if not all_:
            raise WrongUsage("there is no report to compare")
        kinds: Counter[Kind] = Counter()
        test = kind_test(filters)
        for report in all_:
            categories = categories_of(report)
            for count in report.kinds:
                kinds[count.kind] += count.incidents if test(categories, count.kind) else 0
        exposure = join_exposures([exposure_of(report) for report in all_])
        return cls(all_, +kinds, exposure, name or _name(all_), _titles(all_))

    @property
    def shows_avsession(self) -> bool:
        """Whether any line is of AVSession or states one of its failures."""
        return any(report.shows_avsession for report in self.reports)

    def minutes(self, unit: Unit) -> float | None:
        """Return how long the side covers."""
        return {Unit.SESSION: self.exposure.sessions, Unit.LOG: self.exposure.log, Unit.NONE: None}[unit]

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


def kind_test(filters: Filters) -> Callable[[Mapping[int, str], Kind], bool]:
    """Return a test of kinds of incidents, which also gets the categories that their report has."""
    is_code = any_of(map(number_test, filters.codes))
    is_application = any_of(map(application_test, filters.bundles))

    def test(categories: Mapping[int, str], kind: Kind) -> bool:
        code, _, bundle = kind
        return (
            (not filters.codes or is_code(code))
            and (not filters.categories or category_of(categories, code) in filters.categories)
            and (not filters.bundles or (bundle is not None and is_application(bundle)))
        )

    return test


def category_of(categories: Mapping[int, str], code: int) -> str:
    """Return the category of a code: that of its report, whose catalogue may hold more than the bundled one."""
    return categories.get(code) or CATALOG.category(code)


def _titles(reports: Iterable[ReportData]) -> dict[_Cause, str]:
    """Return the titles of codes and causes; the first report that has one counts."""
    titles: dict[_Cause, str] = {}
    for report in reports:
        for count in report.codes:
            titles.setdefault((count.code, None), count.title)
        for advice in report.recommendations:
            if advice.cause is not None:
                titles.setdefault((advice.code, advice.cause), advice.title)
    return titles


def _name(reports: Sequence[ReportData]) -> str:
    sources = [source.source for report in reports for source in report.inputs]
    return sources[0] if len(sources) == 1 else ""
