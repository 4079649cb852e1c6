"""From causes and facts about units to correlations: what the units that a cause hits share and other units lack.

Each value of each attribute is tested: a model, a build, an application in one version. A value that is too rare to
ever be significant is not tested, so that it does not weaken the other tests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..results.fleet.values import Correlation
from .statistics import Shares, benjamini_hochberg
from .tallies import UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

    from .tallies import Tallies

APPLICATION, VERSION = "application", "application_version"
_MOST_CAUSES = 50  # that are tested, those that hit most units
_MOST_VALUES = 100  # of an attribute that are tested, the most frequent
_LISTED = 6  # correlations of a cause
_OF_ONE = 2  # of them with values of one attribute
_LEAST_HIT = 3  # units: fewer have nothing in common


class _Tested(NamedTuple):
    cause: int
    attribute: str
    value: str
    shares: Shares
    p_value: float


def correlations_of(
    tallies: Tallies, causes: Iterable[int], attributes: Iterable[str], level: float
) -> tuple[Mapping[int, tuple[Correlation, ...]], int]:
    """Return what the units of each cause have in common, surest first, and the number of tests."""
    wanted = list(causes)[:_MOST_CAUSES]
    tested = [
        _Tested(cause, attribute, value, shares, shares.p_value)
        for cause, attribute, value, shares in _shares(tallies, wanted, attributes)
        if shares.least_p_value < level
    ]
    found: defaultdict[int, list[Correlation]] = defaultdict(list)
    for test, adjusted in zip(tested, benjamini_hochberg([test.p_value for test in tested]), strict=True):
        if adjusted < level and test.shares.hit_with >= _LEAST_HIT and test.shares.odds_ratio.ratio > 1:
            found[test.cause].append(_correlation(test, adjusted))
    return {cause: _listed(correlations) for cause, correlations in found.items()}, len(tested)


_Counts = tuple[int, str, str, Shares]  # of a cause, an attribute and its value


def _shares(tallies: Tallies, causes: list[int], attributes: Iterable[str]) -> Iterator[_Counts]:
    for attribute in attributes:
        yield from _of_attribute(tallies, causes, attribute)
    yield from _of_applications(tallies, causes)
    yield from _of_versions(tallies, causes)


def _of_attribute(tallies: Tallies, causes: list[int], attribute: str) -> Iterator[_Counts]:
    """Compare the units of each value with all whose value is known."""
    values = tallies.judged[attribute].dropna()
    units = values.value_counts()
    pairs = tallies.pairs[tallies.pairs["cause"].isin(causes)]
    hit = pairs.assign(value=values.reindex(pairs["unit"]).to_numpy()).dropna(subset=["value"])
    yield from _crossed(attribute, hit, units[units > 0], len(values))


def _of_applications(tallies: Tallies, causes: list[int]) -> Iterator[_Counts]:
    """Compare the units that run an application with all others."""
    runs = tallies.applications[["unit", "bundle"]].drop_duplicates()
    runs = runs[runs["bundle"] != UNKNOWN]
    names = dict(enumerate(tallies.bundles))
    pairs = tallies.pairs[tallies.pairs["cause"].isin(causes)]
    hit = pairs.merge(runs, on="unit").rename(columns={"bundle": "value"})
    totals = pairs.groupby("cause").size()
    units = runs["bundle"].value_counts()
    for cause, attribute, value, shares in _crossed(APPLICATION, hit, units, len(tallies.judged), totals):
        yield cause, attribute, names[int(value)], shares


def _of_versions(tallies: Tallies, causes: list[int]) -> Iterator[_Counts]:
    """Compare the units that run an application in one version with those that run another version of it."""
    runs = tallies.applications.dropna(subset=["version"]).drop_duplicates(["unit", "bundle"])
    hits = tallies.hits[tallies.hits["cause"].isin(causes)].merge(runs, on=["unit", "bundle"])
    by_bundle: Iterable[tuple[Any, pd.DataFrame]] = runs.groupby("bundle")
    for bundle, of_bundle in by_bundle:
        units = of_bundle["version"].value_counts()
        hit = hits[hits["bundle"] == bundle].rename(columns={"version": "value"})
        for cause, attribute, value, shares in _crossed(VERSION, hit, units[units > 0], len(of_bundle)):
            yield cause, attribute, f"{tallies.bundles[bundle]} {value}", shares


def _crossed(
    attribute: str, hit: pd.DataFrame, units: pd.Series, known: int, totals: pd.Series | None = None
) -> Iterator[_Counts]:
    """Yield the four counts of each cause and value; `hit` has a row for each cause and unit with its `value`.

    `units` counts those of each value, `known` all whose value is known; `totals` counts the units hit by each cause
    if a unit may have several values.
    """
    if len(units) < 1 or hit.empty:
        return
    counts = hit.groupby(["cause", "value"], observed=True).size()
    whole = hit.groupby("cause").size() if totals is None else totals
    both = dict(zip(counts.index.tolist(), counts.tolist(), strict=True))
    frequent = units.head(_MOST_VALUES)
    for value, with_ in zip(frequent.index.tolist(), frequent.tolist(), strict=True):
        for cause, hit_by in zip(whole.index.tolist(), whole.tolist(), strict=True):
            hit_with = both.get((cause, value), 0)
            yield cause, attribute, str(value), Shares(hit_with, with_, hit_by - hit_with, known - with_)


def _correlation(test: _Tested, adjusted: float) -> Correlation:
    ratio, low, high = test.shares.odds_ratio
    return Correlation(
        attribute=test.attribute,
        value=test.value,
        units_with=test.shares.units_with,
        hit_with=test.shares.hit_with,
        units_without=test.shares.units_without,
        hit_without=test.shares.hit_without,
        odds_ratio=ratio,
        low=low,
        high=high,
        p_value=test.p_value,
        adjusted=adjusted,
    )


def _listed(correlations: Iterable[Correlation]) -> tuple[Correlation, ...]:
    """Return the surest correlations, at most two of an attribute."""
    listed: defaultdict[str, list[Correlation]] = defaultdict(list)
    for found in sorted(correlations, key=lambda found: (found.p_value, -found.odds_ratio, found.value)):
        listed[found.attribute].append(found)
    kept = [found for of_one in listed.values() for found in of_one[:_OF_ONE]]
    return tuple(sorted(kept, key=lambda found: (found.p_value, -found.odds_ratio, found.value))[:_LISTED])
