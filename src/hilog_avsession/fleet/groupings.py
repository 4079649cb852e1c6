"""From facts about units to their groups: how many units of each model, build, application, ... are hit, and how often.

An attribute with nearly as many values as units, such as a serial number, groups nothing and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ..results.fleet.values import Group, Grouping
from .correlations import APPLICATION, VERSION
from .tallies import UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

    from .tallies import CauseKey, Tallies

_LISTED = 50  # groups of an attribute
_FEW = 20  # values that always group


class _Members(NamedTuple):
    """The units of each group, and the causes that hit them."""

    units: pd.DataFrame  # a row for each unit and value: `unit`, `value`, `incidents`, `minutes`
    hits: pd.DataFrame  # a row for each unit, value and cause: `unit`, `value`, `cause`, `incidents`


def groups_by(tallies: Tallies, attribute: str) -> bool:
    """Tell whether an attribute groups units: its values are few, or at most half as many as the units that have it."""
    values = tallies.judged[attribute].dropna()
    return bool(values.nunique() <= max(_FEW, len(values) // 2))


def groupings_of(tallies: Tallies, attributes: Iterable[str]) -> Iterator[Grouping]:
    """Yield the groups of applications, of their versions and of each attribute; none of what no unit tells."""
    found = [(APPLICATION, _of_applications(tallies)), (VERSION, _of_versions(tallies))]
    found += [(attribute, _of_attribute(tallies, attribute)) for attribute in attributes]
    for attribute, members in found:
        if len(members.units):
            unknown = len(tallies.judged) - members.units["unit"].nunique()
            groups = list(_groups(members, tallies.causes))
            yield Grouping(attribute, tuple(groups[:_LISTED]), max(len(groups) - _LISTED, 0), unknown)


def rate_of(units: pd.DataFrame) -> float | None:
    """Return the incidents per session-hour of units whose session time is known; None without such a unit."""
    timed = units[units["minutes"] > 0]
    return float(timed["incidents"].sum() / (timed["minutes"].sum() / 60)) if len(timed) else None


def _of_attribute(tallies: Tallies, attribute: str) -> _Members:
    units = tallies.judged[[attribute, "incidents", "session_minutes"]].dropna(subset=[attribute])
    units = units.rename(columns={attribute: "value", "session_minutes": "minutes"}).rename_axis("unit").reset_index()
    return _Members(units, tallies.pairs.merge(units[["unit", "value"]], on="unit"))


def _of_applications(tallies: Tallies) -> _Members:
    runs = tallies.applications[tallies.applications["bundle"] != UNKNOWN]
    return _with_names(tallies, runs.groupby(["unit", "bundle"], as_index=False)[["minutes"]].sum(min_count=1))


def _of_versions(tallies: Tallies) -> _Members:
    runs = tallies.applications.dropna(subset=["version"]).drop_duplicates(["unit", "bundle"])
    return _with_names(tallies, runs[["unit", "bundle", "minutes", "version"]])


def _with_names(tallies: Tallies, runs: pd.DataFrame) -> _Members:
    """Return the members of applications, named by bundle and version, with the incidents in them."""
    incidents = tallies.hits.groupby(["unit", "bundle"], as_index=False)[["incidents"]].sum()
    units = runs.assign(value=_names(tallies, runs)).merge(incidents, on=["unit", "bundle"], how="left")
    units["incidents"] = units["incidents"].fillna(0).astype("int64")
    return _Members(units, tallies.hits.merge(units[["unit", "bundle", "value"]], on=["unit", "bundle"]))


def _names(tallies: Tallies, runs: pd.DataFrame) -> pd.Series:
    """Return the bundle of each row, with the version if there is one; a name is kept once, whatever its rows."""
    import pandas as pd

    numbers, names = runs["bundle"], list(tallies.bundles)
    if "version" in runs:
        numbers = runs.groupby(["bundle", "version"], observed=True).ngroup()
        first = runs.assign(number=numbers).drop_duplicates("number").sort_values("number")
        pairs = zip(first["bundle"].tolist(), first["version"].tolist(), strict=True)
        names = [f"{tallies.bundles[bundle]} {version}" for bundle, version in pairs]
    named = pd.Categorical.from_codes(numbers.tolist(), dtype=pd.CategoricalDtype(names))
    return pd.Series(named, index=runs.index)


def _groups(members: _Members, causes: tuple[CauseKey, ...]) -> Iterator[Group]:
    """Yield the groups, most units hit first; of causes that hit as many units, the one with more incidents leads."""
    hits = members.hits.groupby(["value", "cause"], as_index=False, observed=True)
    by_cause = hits.agg(units=("unit", "size"), incidents=("incidents", "sum"))
    order = {"units": False, "incidents": False, "cause": True}
    by_cause = by_cause.sort_values(list(order), ascending=list(order.values())).drop_duplicates("value")
    top = {value: (causes[cause], units) for value, cause, units, _ in by_cause.itertuples(index=False)}
    by_value: Iterable[tuple[Any, pd.DataFrame]] = members.units.groupby("value", observed=True)
    groups = [_group(str(value), units, top.get(value)) for value, units in by_value]
    yield from sorted(groups, key=lambda group: (-group.hit, -group.units, group.value))


def _group(value: str, units: pd.DataFrame, top: tuple[CauseKey, int] | None) -> Group:
    (code, cause), hit = top or ((None, None), 0)
    return Group(
        value=value,
        units=len(units),
        hit=int((units["incidents"] > 0).sum()),
        incidents=int(units["incidents"].sum()),
        rate=rate_of(units),
        code=code,
        cause=cause,
        cause_units=int(hit),
    )
