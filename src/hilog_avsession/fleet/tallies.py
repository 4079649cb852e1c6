"""From the folder of a fleet to compact tables: a row for each unit, and one for each cause that hits a unit.

The datasets are read in batches and only in the columns that are counted: texts of the log are never read. A unit with
its causes and applications takes about a kilobyte of memory here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .folder import UNITS
from .outcomes import DONE
from .tables import META

if TYPE_CHECKING:
    import pandas as pd

    from .folder import Folder
    from .tables import TableName

DEVICE = "meta_device"  # the column of the user's table that tells which units are of one device
FACTS = ("device_model", "software_version", "framework_release", "api_level")
UNKNOWN = -1  # number of a bundle or a unit that is not known
_COLUMNS = (
    *("unit", "address", "unit_id", "size", "status", "reason", "detail", "day", "lines", "lost_lines"),
    *("incidents", "sessions", "session_minutes", "verdict"),
)
_NUMBERS = ("size", "lines", "lost_lines", "incidents", "sessions")

CauseKey = tuple[int, str | None]  # code and cause


@dataclass(frozen=True, eq=False)
class Tallies:
    """What the summary of a fleet is counted from; units, causes and bundles are numbers."""

    units: pd.DataFrame  # by number: the columns of units.parquet, and whether it is `judged`
    hits: pd.DataFrame  # a row for each unit, cause and application: `unit`, `cause`, `bundle`, `incidents`
    applications: pd.DataFrame  # a row for each unit and application: `unit`, `bundle`, `version`, `minutes`
    causes: tuple[CauseKey, ...]
    bundles: tuple[str, ...]
    folder: Folder

    @cached_property
    def judged(self) -> pd.DataFrame:
        """The units whose logs show AVSession."""
        return self.units[self.units["judged"]]

    @cached_property
    def tells_devices(self) -> bool:
        """Whether the user's table names the device of any judged unit."""
        return DEVICE in self.judged and bool(self.judged[DEVICE].notna().any())

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """A row for each cause and unit that it hits, with its incidents in all applications."""
        return self.hits.groupby(["cause", "unit"], as_index=False)[["incidents"]].sum()

    @property
    def attributes(self) -> tuple[str, ...]:
        """The columns that units can be grouped by."""
        return (*FACTS, *(name for name in self.units.columns if name.startswith(META) and name != DEVICE))


class _Numbers(dict[Any, int]):
    """Numbers for values, first in the order in which they come."""

    def __missing__(self, value: Any) -> int:
        self[value] = number = len(self)
        return number

    def of(self, values: Iterable[Any]) -> list[int]:
        """Return the numbers of values; that of None is UNKNOWN."""
        return [UNKNOWN if value is None else self[value] for value in values]

    def sorted_in(self, column: pd.Series, key: Callable[[Any], Any]) -> tuple[pd.Series, tuple[Any, ...]]:
        """Return a column numbered in the order of its values, and the values: the order of reading changes neither.

        UNKNOWN stays as it is.
        """
        values = sorted(self, key=key)
        places = {value: place for place, value in enumerate(values)}
        new = {number: places[value] for value, number in self.items()} | {UNKNOWN: UNKNOWN}
        return column.map(new).astype("int32"), tuple(values)


def read_tallies(folder: Folder) -> Tallies:
    """Read the tables of a fleet. Raises UnreadableInput for tables that are damaged."""
    units = _units(folder)
    numbers = {name: number for number, name in enumerate(units["unit"])}
    causes, bundles = _Numbers(), _Numbers()
    hits = _joined(_hits(folder, numbers, causes, bundles), {"cause": "int32", "bundle": "int32", "incidents": "int64"})
    applications = _joined(
        _applications(folder, numbers, bundles), {"bundle": "int32", "version": "category", "minutes": "float64"}
    )
    hits["cause"], known = causes.sorted_in(hits["cause"], key=lambda cause: (cause[0], cause[1] or ""))
    hits["bundle"], names = bundles.sorted_in(hits["bundle"], key=str)
    applications["bundle"], _ = bundles.sorted_in(applications["bundle"], key=str)
    return Tallies(units, hits, applications, known, names, folder)


def _units(folder: Folder) -> pd.DataFrame:
    """Read the units; of a unit that was read twice, the later row counts."""
    import pandas as pd

    held = folder.columns(UNITS)
    names = [name for name in held if name in _COLUMNS or name in FACTS or name.startswith(META)]
    frames = [batch.to_pandas() for batch in folder.batches(UNITS, names)]
    units: pd.DataFrame = pd.concat(frames, ignore_index=True).drop_duplicates("unit", keep="last")
    units = units.sort_values("unit", ignore_index=True)
    units = units.reindex(columns=[*dict.fromkeys((*_COLUMNS, *FACTS, *names))])
    for name in units.columns:
        if name in FACTS or name.startswith(META):
            units[name] = units[name].convert_dtypes().astype("string").astype("category")
    units[list(_NUMBERS)] = units[list(_NUMBERS)].fillna(0).astype("int64")
    units["session_minutes"] = units["session_minutes"].astype("float64")
    units["day"] = pd.to_datetime(units["day"])
    units["judged"] = (units["status"] == DONE) & (units["verdict"] == True)  # noqa: E712  (null is not True)
    return units


def _hits(
    folder: Folder, numbers: Mapping[str, int], causes: _Numbers, bundles: _Numbers
) -> Iterator[tuple[Sequence[int], ...]]:
    """Yield the columns of `Tallies.hits`, batch by batch."""
    names = ("unit", "code", "cause", "bundle", "incidents")
    for unit, code, cause, bundle, incidents in _columns(folder, "kinds", *names):
        yield (
            [numbers.get(name, UNKNOWN) for name in unit],
            causes.of(zip(code, cause, strict=True)),
            bundles.of(bundle),
            incidents,
        )


def _applications(folder: Folder, numbers: Mapping[str, int], bundles: _Numbers) -> Iterator[tuple[Sequence[Any], ...]]:
    """Yield the columns of `Tallies.applications`, batch by batch."""
    for unit, bundle, version, minutes in _columns(
        folder, "applications", "unit", "bundle", "version", "session_minutes"
    ):
        yield (
            [numbers.get(name, UNKNOWN) for name in unit],
            bundles.of(bundle),
            version,
            minutes,
        )


def _columns(folder: Folder, table: TableName, *names: str) -> Iterator[list[list[Any]]]:
    for batch in folder.batches(table, names):
        yield [batch.column(name).to_pylist() for name in names]


def _joined(batches: Iterable[Sequence[Sequence[Any]]], types: Mapping[str, str]) -> pd.DataFrame:
    """Join batches of columns, the first of which is the unit; rows of unknown units are left out."""
    import pandas as pd

    types = {"unit": "int32", **types}
    frames = [pd.DataFrame(dict(zip(types, columns, strict=True))).astype(types) for columns in batches]
    frames = frames or [pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in types.items()})]
    joined = pd.concat(frames, ignore_index=True).astype(types)
    known: pd.DataFrame = joined[joined["unit"] != UNKNOWN].reset_index(drop=True)
    return known
