"""From the tables of a fleet to those of the units and incidents that are wanted: of one build, of one application."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeGuard

from ..errors import WrongUsage
from ..knowledge.catalog import Catalog
from ..model.arguments import is_whole, one, one_or_none, several
from ..results.filters import Filters, are_only, resolved
from ..results.matching import any_of, application_test, fits_glob, number_test
from .outcomes import DONE
from .tables import META
from .tallies import FACTS, UNKNOWN

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from .tallies import Tallies

_OPTIONS = {"codes": "code", "categories": "category", "bundles": "bundle"}  # of the command line, by filter
_WHERE = "columns with their values, such as {'device_model': 'PHONE-10'}"
_MOST_NAMED = 10  # values that are named if none is the wanted one
Where = Mapping[str, Any] | None  # one value or several for each column


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which units and which incidents of a fleet are wanted."""

    where: tuple[tuple[str, tuple[str, ...]], ...] = ()  # values of columns of the units
    filters: Filters = field(default_factory=Filters)

    @classmethod
    def of(cls, filters: Filters | None = None, where: Where = None) -> Chosen:
        """Check what a caller asks for. Raises WrongUsage."""
        wanted = one_or_none("filters", filters, Filters, "Filters(...)") or Filters()
        if not are_only(wanted, *_OPTIONS):
            raise WrongUsage("a fleet is filtered by {names} only", names=tuple(_OPTIONS))
        columns: Mapping[str, Any] = {} if where is None else one("where", where, (Mapping,), _WHERE)
        return cls(tuple((str(name), _values(value)) for name, value in columns.items()), wanted)

    @property
    def texts(self) -> tuple[str, ...]:
        """What is wanted, as the report names it."""
        return (*self.where_texts, *_incident_texts(self.filters))

    @property
    def where_texts(self) -> tuple[str, ...]:
        """Which units are wanted."""
        return tuple(f"{name}={value}" for name, values in self.where for value in values)


def parsed_where(texts: Iterable[str]) -> dict[str, list[str]]:
    """Return the columns and values of `COLUMN=VALUE`. Raises WrongUsage."""
    found: dict[str, list[str]] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not (sign and name.strip() and value.strip()):
            raise WrongUsage("{text!r} chooses no units; write COLUMN=VALUE", text=text)
        found.setdefault(name.strip(), []).append(value.strip())
    return found


def chosen_from(tallies: Tallies, chosen: Chosen, catalog: Catalog) -> Tallies:
    """Return the tables of what is wanted. Raises WrongUsage if no unit is, UnknownCode for a code that none has."""
    for name, values in chosen.where:
        tallies = _of_units(tallies, _fitting(tallies.units, name, values))
    if chosen.filters != Filters():
        tallies = _of_incidents(tallies, resolved(chosen.filters, catalog), catalog)
    return tallies


def _values(given: Any) -> tuple[str, ...]:
    found = several("where", given, _is_value, "a text or a whole number, or several")
    return tuple(dict.fromkeys(map(str, found)))


def _is_value(given: object) -> TypeGuard[int | str]:
    return is_whole(given) or (isinstance(given, str) and bool(given.strip()))


def _incident_texts(filters: Filters) -> Iterator[str]:
    for name, option in _OPTIONS.items():
        yield from (f"{option}={value}" for value in sorted(getattr(filters, name), key=str))


# ---- units -----------------------------------------------------------------------------------------------------------


def _fitting(units: pd.DataFrame, name: str, values: tuple[str, ...]) -> pd.Series:
    """Tell for each unit whether its value of a column is a wanted one."""
    held = _as_text(units, _column(units, name))
    wanted = any_of(_test(value) for value in values)
    fitting = held.map(lambda value: isinstance(value, str) and wanted(value)).astype(bool)
    if not fitting.any():
        there = tuple(str(value) for value in held.dropna().value_counts().index[:_MOST_NAMED])
        what = " ".join(f"{name}={value}" for value in values)
        if not there:
            raise WrongUsage("no unit has a value in the column {name}", name=name)
        raise WrongUsage("no unit has {what}; the values are {there}", what=what, there=there)
    return fitting


def _column(units: pd.DataFrame, name: str) -> str:
    """Return the column that a name means; that of the user's own table may be named without `meta_`."""
    names = ("unit", "day", *FACTS, *(column for column in units.columns if column.startswith(META)))
    found = next((column for column in (name, f"{META}{name}") if column in names), None)
    if found is None:
        raise WrongUsage("{name} is not a column that units are chosen by; choose from {names}", name=name, names=names)
    return found


def _as_text(units: pd.DataFrame, column: str) -> pd.Series:
    held = units[column].astype(object)
    return held.map(lambda day: day.date().isoformat(), na_action="ignore") if column == "day" else held


def _test(wanted: str) -> Any:
    return lambda value: fits_glob(value, wanted)  # without `*` and `?`, it is the whole value


def _of_units(tallies: Tallies, wanted: pd.Series) -> Tallies:
    units = tallies.units[wanted]
    return replace(
        tallies,
        units=units,
        hits=tallies.hits[tallies.hits["unit"].isin(units.index)],
        applications=tallies.applications[tallies.applications["unit"].isin(units.index)],
    )


# ---- incidents -------------------------------------------------------------------------------------------------------


def _of_incidents(tallies: Tallies, filters: Filters, catalog: Catalog) -> Tallies:
    """Return the tables of the units in which the wanted applications ran, with the wanted incidents only."""
    if filters.bundles:
        tallies = _of_applications(tallies, filters.bundles)
    hits = tallies.hits[tallies.hits["cause"].isin(list(_causes(tallies, filters, catalog)))]
    by_unit = hits.groupby("unit")["incidents"].sum()
    units = tallies.units.assign(incidents=by_unit.reindex(tallies.units.index).fillna(0).astype("int64"))
    return replace(tallies, units=units, hits=hits)


def _causes(tallies: Tallies, filters: Filters, catalog: Catalog) -> Iterator[int]:
    is_code = any_of(map(number_test, filters.codes))
    for number, (code, _) in enumerate(tallies.causes):
        if filters.codes and not is_code(code):
            continue
        if not filters.categories or catalog.category(code) in filters.categories:
            yield number


def _of_applications(tallies: Tallies, names: Iterable[str]) -> Tallies:
    """Return the tables of the units that show the applications, and of those that could not be read."""
    is_wanted = any_of(map(application_test, names))
    bundles = [number for number, name in enumerate(tallies.bundles) if is_wanted(name)]
    applications = tallies.applications[tallies.applications["bundle"].isin(bundles)]
    hits = tallies.hits[tallies.hits["bundle"].isin(bundles)]
    shown = set(applications["unit"]) | set(hits["unit"])
    if not shown:
        what = " ".join(f"bundle={name}" for name in sorted(names))
        raise WrongUsage("no unit has {what}; the values are {there}", what=what, there=_most_frequent(tallies))
    units = tallies.units[tallies.units.index.isin(shown) | (tallies.units["status"] != DONE)]
    minutes = applications.groupby("unit")["minutes"].sum(min_count=1)
    units = units.assign(session_minutes=minutes.reindex(units.index).astype("float64"))
    return replace(tallies, units=units, hits=hits, applications=applications)


def _most_frequent(tallies: Tallies) -> tuple[str, ...]:
    numbers: np.ndarray[Any, Any] = tallies.applications["bundle"].value_counts().index.to_numpy()
    return tuple(tallies.bundles[number] for number in numbers if number != UNKNOWN)[:_MOST_NAMED]
