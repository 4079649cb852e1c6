"""From the tables of a fleet to its report: causes, trends, what units have in common, groups, outliers, failures."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..knowledge.catalog import CATALOG, LANGUAGES, Catalog
from ..model.arguments import word
from ..model.characters import with_bytes
from ..results.advice import advice_of
from ..results.comparison.comparing import check_level
from ..results.fleet.values import Correlation, FailureReason, FleetCause, FleetCounts, Trend
from .choosing import Chosen, chosen_from
from .correlations import correlations_of
from .examples import examples_of, outliers_of
from .folder import Folder
from .groupings import groupings_of, groups_by, rate_of
from .outcomes import DONE
from .periods import periods_of
from .report import Fleet
from .tallies import DEVICE, read_tallies
from .trends import trends_of

if TYPE_CHECKING:
    import pandas as pd

    from .periods import Periods
    from .tallies import Tallies

LEVEL = 0.05
_CAUSES = 100  # that are listed
_REASONS = 20  # why units failed
_NAMED = 3  # units that a reason names


def summarize(
    path: str | os.PathLike[str],
    *,
    lang: str = "en",
    catalog: Catalog = CATALOG,
    level: float = LEVEL,
    chosen: Chosen = Chosen(),  # noqa: B008  (it is immutable)
) -> Fleet:
    """Return the report of the fleet in a folder, of the units that are finished and chosen.

    `lang` is the language of titles and steps, which come from the catalogue. `level` is the significance level of
    trends and correlations. Raises WrongUsage for a level or language that makes no sense, UnreadableInput for a folder
    without a fleet, MissingLibrary without the extra `fleet`.
    """
    check_level(level)
    word("a language", lang, LANGUAGES)
    tallies = read_tallies(Folder.of(path))
    wanted = chosen_from(tallies, chosen, catalog)
    left_out = len(tallies.units) - len(wanted.units)
    return replace(summary_of(wanted, lang, catalog, level), filters=chosen.texts, left_out=left_out)


def summary_of(tallies: Tallies, lang: str, catalog: Catalog, level: float) -> Fleet:
    """Return the report of what was counted."""
    ranked = _ranked(tallies)
    attributes = [name for name in tallies.attributes if groups_by(tallies, name)]
    trends, trend_tests = trends_of(tallies, level)
    correlations, correlation_tests = correlations_of(tallies, ranked.index, attributes, level)
    periods = periods_of(tallies)
    listed = _Causes(tallies, periods, trends, correlations)
    failures = list(_failures(tallies.units))
    return Fleet(
        lang=lang,
        level=level,
        counts=_counts(tallies),
        periods=periods.periods,
        undated=int(tallies.judged["day"].isna().sum()),
        causes=tuple(listed.cause(number, lang, catalog) for number in ranked.index[:_CAUSES]),
        more_causes=max(len(ranked) - _CAUSES, 0),
        more_incidents=int(ranked["incidents"].iloc[_CAUSES:].sum()),
        trend_tests=trend_tests,
        correlation_tests=correlation_tests,
        groupings=tuple(groupings_of(tallies, attributes)),
        ungrouped=tuple(name for name in tallies.attributes if name not in attributes),
        outliers=outliers_of(tallies),
        failures=tuple(failures[:_REASONS]),
        more_failures=max(len(failures) - _REASONS, 0),
    )


def _counts(tallies: Tallies) -> FleetCounts:
    units, judged = tallies.units, tallies.judged
    hit = judged[judged["incidents"] > 0]
    minutes = judged["session_minutes"].dropna()
    return FleetCounts(
        units=len(units),
        failed=int((units["status"] != DONE).sum()),
        partial=int(((units["status"] == DONE) & units["reason"].notna()).sum()),
        judged=len(judged),
        hit=len(hit),
        lossy=int((judged["lost_lines"] > 0).sum()),
        devices=_devices(tallies, judged),
        devices_hit=_devices(tallies, hit),
        units_of_no_device=int(judged[DEVICE].isna().sum()) if tallies.tells_devices else None,
        incidents=int(judged["incidents"].sum()),
        sessions=int(judged["sessions"].sum()),
        session_hours=float(minutes.sum() / 60) if len(minutes) else None,
        rate=_rate(judged),
        lines=int(units["lines"].sum()),
        size=int(units["size"].sum()),
    )


def _rate(units: pd.DataFrame) -> float | None:
    return rate_of(units[["incidents"]].assign(minutes=units["session_minutes"]))


def _devices(tallies: Tallies, units: pd.DataFrame) -> int | None:
    """Count the devices of units that the user's table names; a unit whose device is not known counts for none."""
    return int(units[DEVICE].nunique()) if tallies.tells_devices else None


# ---- causes ----------------------------------------------------------------------------------------------------------


def _ranked(tallies: Tallies) -> pd.DataFrame:
    """Return the units and incidents of each cause by its number, most units first."""
    counts = tallies.pairs.groupby("cause")["incidents"].agg(units="size", incidents="sum")
    names = [tallies.causes[number] for number in counts.index]
    counts = counts.assign(code=[code for code, _ in names], name=[cause or "" for _, cause in names])
    order = {"units": False, "incidents": False, "code": True, "name": True}
    ranked: pd.DataFrame = counts.sort_values(list(order), ascending=list(order.values()))
    return ranked


class _Causes:
    """What the report says about each cause, put together from its parts."""

    def __init__(
        self,
        tallies: Tallies,
        periods: Periods,
        trends: Mapping[int, Trend],
        correlations: Mapping[int, tuple[Correlation, ...]],
    ) -> None:
        self._tallies = tallies
        self._periods = periods
        self._trends = trends
        self._correlations = correlations
        self._hit: dict[Any, pd.DataFrame] = dict(iter(tallies.pairs.groupby("cause")))
        judged = tallies.judged
        self._timed = judged["session_minutes"][judged["session_minutes"] > 0]

    def cause(self, number: int, lang: str, catalog: Catalog) -> FleetCause:
        """Return what the report says about a cause."""
        (code, cause), hit = self._tallies.causes[number], self._hit[number]
        units = self._tallies.units.loc[hit["unit"]]
        days = sorted(day.isoformat() for day in units["day"].dropna().dt.date.unique())
        advice = advice_of(code, cause, lang, catalog)
        return FleetCause(
            code=code,
            cause=cause,
            title=advice.title,
            step=advice.steps[0] if advice.steps else "",
            units=len(hit),
            devices=_devices(self._tallies, units),
            incidents=int(hit["incidents"].sum()),
            rate=self._rate(hit),
            first_day=days[0] if days else None,
            last_day=days[-1] if days else None,
            by_period=self._periods.hit_by(hit["unit"]),
            trend=self._trends.get(number),
            correlations=self._correlations.get(number, ()),
            examples=examples_of(self._tallies, number, hit),
        )

    def _rate(self, hit: pd.DataFrame) -> float | None:
        """Return its incidents per session-hour of all judged units whose session time is known."""
        if not len(self._timed):
            return None
        return float(hit["incidents"][hit["unit"].isin(self._timed.index)].sum() / (self._timed.sum() / 60))


# ---- failures --------------------------------------------------------------------------------------------------------


def _failures(units: pd.DataFrame) -> Iterator[FailureReason]:
    """Yield the reasons why units failed, most units first."""
    failed = units[units["status"] != DONE].fillna({"reason": "", "detail": ""})
    groups: Iterable[tuple[Any, pd.DataFrame]] = failed.groupby("reason")
    for reason, group in sorted(groups, key=lambda item: (-len(item[1]), item[0])):
        details = {*group["detail"]} - {""} or {reason}
        text = details.pop() if len(details) == 1 else ""  # what one unit says may not be true of all
        yield FailureReason(reason, text, len(group), tuple(map(with_bytes, group["unit"].head(_NAMED))))
