"""From the days of units to periods: days, or spans of days if the fleet covers more than a report lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..results.fleet.values import Period
from .groupings import rate_of

if TYPE_CHECKING:
    import pandas as pd

    from .tallies import Tallies

MOST_PERIODS = 60


class Periods(NamedTuple):
    """The periods of a fleet, and the period of each unit."""

    periods: tuple[Period, ...]
    of_units: pd.Series  # by number of the unit; no row for a unit without a day

    def hit_by(self, units: pd.Series) -> tuple[int, ...]:
        """Count units, given by number, in each period."""
        counts = self.of_units.reindex(units).dropna().value_counts()
        return tuple(int(counts.get(number, 0)) for number in range(len(self.periods)))


def periods_of(tallies: Tallies) -> Periods:
    """Return the periods of the judged units, from the first day to the last; days without a unit are among them."""
    import pandas as pd

    dated = tallies.judged.dropna(subset=["day"])
    if dated.empty:
        return Periods((), pd.Series(dtype="int64"))
    first = dated["day"].min()
    numbers = (dated["day"] - first).dt.days
    length = int(numbers.max()) // MOST_PERIODS + 1  # days of a period
    of_units = numbers // length
    columns = dated[["incidents"]].assign(minutes=dated["session_minutes"])
    groups = dict(iter(columns.groupby(of_units)))
    none = columns.iloc[:0]
    periods = tuple(
        _period(first, number, length, groups.get(number, none), dated["day"].max())
        for number in range(int(of_units.max()) + 1)
    )
    return Periods(periods, of_units)


def _period(first: pd.Timestamp, number: int, length: int, units: pd.DataFrame, end: pd.Timestamp) -> Period:
    import pandas as pd

    begin = first + pd.Timedelta(days=number * length)
    last = min(begin + pd.Timedelta(days=length - 1), end)
    return Period(
        first=begin.date().isoformat(),
        last=last.date().isoformat(),
        units=len(units),
        hit=int((units["incidents"] > 0).sum()),
        incidents=int(units["incidents"].sum()),
        rate=rate_of(units),
    )
