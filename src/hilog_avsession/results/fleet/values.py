"""The values of a fleet's report: what failed in how many units, since when, where, and which unit shows it best.

A unit is one capture of one device. A unit is judged if its logs show AVSession: any other shows no failure, whatever
happened, so all shares are of judged units. Every list is bounded; counts are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..comparison.values import Verdict


class FleetCounts(NamedTuple):
    """What the fleet holds as a whole."""

    units: int = 0
    failed: int = 0  # units that could not be diagnosed
    partial: int = 0  # units of which a part could not be read
    judged: int = 0
    hit: int = 0  # judged units with incidents
    lossy: int = 0  # judged units whose logs lost lines
    devices: int | None = None  # with judged units; None: the user's table names none
    devices_hit: int | None = None
    units_of_no_device: int | None = None  # judged units whose device is not known: they count for none
    incidents: int = 0
    sessions: int = 0
    session_hours: float | None = None  # of all judged units whose logs show them
    rate: float | None = None  # incidents per session-hour, of the same units
    lines: int = 0
    size: int = 0  # bytes


class Period(NamedTuple):
    """A day, or several days if the fleet covers many."""

    first: str  # ISO date
    last: str
    units: int  # judged
    hit: int
    incidents: int
    rate: float | None


class Trend(NamedTuple):
    """Whether a cause hits more units in the later half of the fleet than in the earlier one."""

    since: str  # first day of the later half, ISO date
    earlier_units: int  # judged
    earlier_hit: int
    later_units: int
    later_hit: int
    p_value: float
    adjusted: float | None  # for the number of causes (Holm); None: so few units that chance explains any difference
    verdict: Verdict

    @property
    def earlier_share(self) -> float:
        """The share of units hit in the earlier half."""
        return self.earlier_hit / self.earlier_units

    @property
    def later_share(self) -> float:
        """The share of units hit in the later half."""
        return self.later_hit / self.later_units


class Correlation(NamedTuple):
    """What a cause's units have in common that others have not."""

    attribute: str  # a column of units.parquet, `application` or `application_version`
    value: str
    units_with: int  # judged, with this value
    hit_with: int
    units_without: int  # judged, with another value; units whose value is not known are left out
    hit_without: int
    odds_ratio: float
    low: float  # of its confidence interval of 95%
    high: float
    p_value: float  # Fisher's exact test
    adjusted: float  # for the number of tests (Benjamini and Hochberg)


class Example(NamedTuple):
    """A unit that shows a cause well."""

    unit: str
    address: str
    command: str  # that opens it; empty if it must be fetched first, or if its address is a pseudonym
    incidents: int  # of the cause
    share: float  # of all incidents of the unit


class FleetCause(NamedTuple):
    """A cause of failures, or a code whose cause is not known."""

    code: int
    cause: str | None
    title: str
    step: str  # what to do first
    units: int  # hit
    devices: int | None
    incidents: int
    rate: float | None  # incidents per session-hour, of all judged units whose logs show them
    first_day: str | None  # of the units hit, ISO date
    last_day: str | None
    by_period: tuple[int, ...]  # units hit
    trend: Trend | None
    correlations: tuple[Correlation, ...]
    examples: tuple[Example, ...]


class Group(NamedTuple):
    """The units that have something in common, such as one model."""

    value: str
    units: int  # judged
    hit: int
    incidents: int
    rate: float | None  # incidents per session-hour
    code: int | None  # of the cause that hits most of them
    cause: str | None
    cause_units: int  # hit by that cause


class Grouping(NamedTuple):
    """All units by what they have in common, most units hit first."""

    attribute: str
    groups: tuple[Group, ...]
    more: int  # groups that are not listed
    unknown: int  # judged units whose value is not known


class Outlier(NamedTuple):
    """A unit with far more incidents than others."""

    unit: str
    address: str
    command: str
    incidents: int
    code: int  # of its most frequent cause
    cause: str | None
    cause_incidents: int


class Outliers(NamedTuple):
    """The units that have far more incidents than the others that have any."""

    median: float  # incidents of a unit that has any
    above: int  # incidents; a unit with more is an outlier
    number: int
    incidents: int  # of all outliers together
    units: tuple[Outlier, ...]  # most incidents first


class FailureReason(NamedTuple):
    """Why units failed."""

    kind: str  # a word
    reason: str  # a sentence in English; empty if the units have different ones
    units: int
    examples: tuple[str, ...]  # names of units


@dataclass(frozen=True, slots=True, repr=False)
class FleetData:
    """What failed in many units; causes are ordered by the units that they hit."""

    lang: str
    level: float  # significance level of trends and of correlations
    counts: FleetCounts
    periods: tuple[Period, ...]
    undated: int  # judged units without a day
    causes: tuple[FleetCause, ...]
    more_causes: int  # that are not listed
    more_incidents: int  # of these
    trend_tests: int
    correlation_tests: int
    groupings: tuple[Grouping, ...]
    ungrouped: tuple[str, ...]  # attributes with too many values to group by
    outliers: Outliers | None
    failures: tuple[FailureReason, ...]
    more_failures: int  # reasons that are not listed
    filters: tuple[str, ...] = ()  # that chose units and incidents
    left_out: int = 0  # units

    def __repr__(self) -> str:
        """Return one line: a fleet's report holds thousands of values."""
        counts = self.counts
        return f"<Fleet: {counts.units} units, {counts.hit} with incidents, {len(self.causes)} causes>"

    def grouping(self, attribute: str) -> tuple[Group, ...]:
        """Return the groups of an attribute; none if no unit has it."""
        return next((each.groups for each in self.groupings if each.attribute == attribute), ())
