"""From the days of units to the trend of each cause: whether the later half of the fleet is hit more often.

The halves hold about as many units each and are cut between two days. The shares of units hit are compared, so a
storm of incidents in one unit is not a trend. The test is Fisher's, with Holm's correction for the number of causes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from ..results.comparison.rates import holm
from ..results.comparison.values import verdict_of
from ..results.fleet.values import Trend
from .statistics import Shares

if TYPE_CHECKING:
    from .tallies import Tallies


class Halves(NamedTuple):
    """The earlier and the later half of the judged units."""

    since: date  # first day of the later half
    earlier: int  # units
    later: int


def halves_of(tallies: Tallies) -> Halves | None:
    """Return the halves of a fleet; None if there are not two days to compare."""
    by_day = Counter(tallies.judged["day"].dropna().dt.date.tolist())
    days = sorted(by_day)
    before = list(accumulate(by_day[day] for day in days))[:-1]  # units before each day but the first
    if not before:
        return None
    earlier = min(before, key=lambda units: abs(2 * units - by_day.total()))
    return Halves(days[before.index(earlier) + 1], earlier, by_day.total() - earlier)


def trends_of(tallies: Tallies, level: float) -> tuple[Mapping[int, Trend], int]:
    """Return the trend of each cause, by its number, and how many causes were tested."""
    halves = halves_of(tallies)
    if halves is None:
        return {}, 0
    pairs = tallies.pairs.join(tallies.units["day"], on="unit").dropna(subset=["day"])
    counts = pairs.groupby(["cause", pairs["day"] >= halves.since.isoformat()]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=[False, True], fill_value=0)
    shares = {int(cause): Shares(int(a), halves.earlier, int(b), halves.later) for cause, a, b in counts.itertuples()}
    tested = [cause for cause in shares if shares[cause].least_p_value < level]
    adjusted = dict(zip(tested, holm([shares[cause].p_value for cause in tested]), strict=True))
    found = {cause: _trend(halves.since, shares[cause], adjusted.get(cause), level) for cause in shares}
    return found, len(tested)


def _trend(since: date, shares: Shares, adjusted: float | None, level: float) -> Trend:
    earlier, earlier_units, later, later_units = shares
    is_less = earlier * later_units > later * earlier_units
    return Trend(
        since=since.isoformat(),
        earlier_units=earlier_units,
        earlier_hit=earlier,
        later_units=later_units,
        later_hit=later,
        p_value=shares.p_value,
        adjusted=adjusted,
        verdict=verdict_of(earlier, later, is_less=is_less, adjusted=adjusted, level=level),
    )
