"""From two fleets to which causes hit more or fewer units: of two builds, or of two weeks.

Units are counted, not incidents: a storm of incidents in one unit says little about the others. The shares of units
that are hit are compared by Fisher's exact test, with Holm's correction for the number of rows.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..comparison import Comparison
from ..errors import WrongUsage
from ..knowledge.catalog import CATALOG, Catalog
from ..phrases import Phrase
from ..results.advice import advice_of
from ..results.comparison.comparing import LEVEL, check_level, importance, tables_of
from ..results.comparison.rates import holm
from ..results.comparison.values import By, Row, Side, Unit, Verdict, verdict_of
from ..results.filters import resolved
from .choosing import Chosen, chosen_from
from .folder import Folder
from .statistics import Shares
from .tallies import UNKNOWN, read_tallies

if TYPE_CHECKING:
    import pandas as pd

    from .tallies import Tallies

_LOSSY = 0.1  # of the units: fewer lossy ones hardly change a share
_Key = tuple[int | None, str | None, str | None]  # code, cause, application; None: the table does not count by it


def compare_fleets(  # noqa: PLR0913  (an option each)
    a: str | os.PathLike[str],
    b: str | os.PathLike[str],
    *,
    level: float = LEVEL,
    by: str | Iterable[str] = tuple(By),
    lang: str = "en",
    catalog: Catalog = CATALOG,
    chosen: Chosen = Chosen(),  # noqa: B008  (it is immutable)
) -> Comparison:
    """Compare two fleets, each in a folder: by code, by cause and by application.

    A row counts the units that are hit, and its rates are their shares; of an application, of the units in which it
    ran. `level` is the probability, over all rows together, that chance alone makes any row differ. Raises WrongUsage
    for a level or a table that makes no sense, and for a fleet of which nothing is `chosen`; UnreadableInput for a
    folder without a fleet.
    """
    tables = tables_of(by)
    check_level(level)
    folders = [Folder.of(path) for path in (a, b)]
    if folders[0].path.resolve() == folders[1].path.resolve():
        raise WrongUsage("{folder}: is named twice; name two fleets", folder=str(a))
    first, second = (_Counted.of(_chosen(folder, chosen, catalog)) for folder in folders)
    pair = _Pair(first, second, lang, catalog)
    rows = [row for table in tables for row in pair.rows(table)]
    judged, tests = _judged(rows, level)
    side_a, side_b = (_side(counted, folder.path) for counted, folder in zip((pair.a, pair.b), folders, strict=True))
    ranked = tuple(sorted(judged, key=importance))
    filters = resolved(chosen.filters, catalog)
    return Comparison(lang, level, tests, tables, Unit.UNIT, side_a, side_b, ranked, filters, where=chosen.where_texts)


def _chosen(folder: Folder, chosen: Chosen, catalog: Catalog) -> Tallies:
    """Return the tables of what is wanted of a fleet. Raises WrongUsage, which names the fleet, if that is nothing."""
    try:
        return chosen_from(read_tallies(folder), chosen, catalog)
    except WrongUsage as error:
        why = Phrase.in_both(str(error), error.text_in("zh"))
        raise WrongUsage("{source}: {message}", source=str(folder.path), message=why) from None


class _Counted(NamedTuple):
    """One fleet: its units, and how many of them each key hits."""

    tallies: Tallies
    units: int  # judged
    hit: Mapping[By, Mapping[_Key, int]]
    ran: Mapping[str, int]  # units in which an application ran

    @classmethod
    def of(cls, tallies: Tallies) -> _Counted:
        """Count the units of each code, cause and application."""
        hits = tallies.hits.assign(code=[tallies.causes[number][0] for number in tallies.hits["cause"].tolist()])
        by_code = hits.drop_duplicates(["unit", "code"])["code"].value_counts()
        by_cause = tallies.pairs["cause"].value_counts()
        by_app = hits.drop_duplicates(["unit", "bundle"])["bundle"].value_counts()
        runs = tallies.applications.drop_duplicates(["unit", "bundle"])["bundle"].value_counts()
        names = {**dict(enumerate(tallies.bundles)), UNKNOWN: None}
        causes = {tallies.causes[number]: units for number, units in _items(by_cause)}
        hit: dict[By, Mapping[_Key, int]] = {
            By.CODE: {(code, None, None): units for code, units in _items(by_code)},
            By.CAUSE: {(code, cause, None): units for (code, cause), units in causes.items() if cause is not None},
            By.APP: {(None, None, names[number]): units for number, units in _items(by_app)},
        }
        ran = {names[number] or "": units for number, units in _items(runs)}
        return cls(tallies, len(tallies.judged), hit, ran)


def _items(counts: pd.Series) -> Iterator[tuple[Any, int]]:
    return zip(counts.index.tolist(), counts.tolist(), strict=True)


class _Tested(NamedTuple):
    """A row without a verdict, and the shares that it compares; None if only one side could show it."""

    row: Row
    shares: Shares | None

    @property
    def key(self) -> tuple[object, ...]:
        """The key of its test: a cause that hits all units of its code makes the same test as the code."""
        return self.row.by is By.APP, self.row.code, self.row.application, self.shares


class _Pair(NamedTuple):
    """Both fleets, and the words of their comparison."""

    a: _Counted
    b: _Counted
    lang: str
    catalog: Catalog

    def rows(self, table: By) -> Iterator[_Tested]:
        """Yield the rows of a table."""
        a, b = self.a.hit[table], self.b.hit[table]
        for key in {*a, *b}:
            yield self._row(table, key, a.get(key, 0), b.get(key, 0))

    def _row(self, table: By, key: _Key, a: int, b: int) -> _Tested:
        code, cause, application = key
        own = [side.ran.get(application or "", 0) for side in (self.a, self.b)] if table is By.APP else [0, 0]
        units_a, units_b = own if all(own) else (self.a.units, self.b.units)
        title = "" if code is None else advice_of(code, cause, self.lang, self.catalog).title
        row = Row(table, code, cause, application, title, a, b, float(units_a), float(units_b), all(own))
        is_alone = application is not None and any(own) and not all(own)  # the application ran on one side only
        if is_alone or not (self.a.units and self.b.units):
            return _Tested(row, None)
        return _Tested(row, Shares(a, units_a, b, units_b))


def _judged(rows: Sequence[_Tested], level: float) -> tuple[list[Row], int]:
    """Return the rows with their verdicts, and the number of tests: rows that could never differ are not tested."""
    tests = {
        test.key: test.shares.p_value for test in rows if test.shares is not None and test.shares.least_p_value < level
    }
    adjusted = dict(zip(tests, holm(list(tests.values())), strict=True))
    return [_with_verdict(test, adjusted.get(test.key), level) for test in rows], len(tests)


def _with_verdict(test: _Tested, p: float | None, level: float) -> Row:
    row, shares = test
    if shares is None:
        return row._replace(verdict=Verdict.ONE_SIDED)
    is_less = row.a * shares.units_without > row.b * shares.units_with
    verdict = verdict_of(row.a, row.b, is_less=is_less, adjusted=p, level=level)
    return row._replace(p_value=shares.p_value, adjusted=p, verdict=verdict)


def _side(counted: _Counted, folder: Path) -> Side:
    judged = counted.tallies.judged
    lost = int(judged["lost_lines"].sum())
    return Side(
        name=str(folder),
        inputs=len(counted.tallies.units),
        lines=int(counted.tallies.units["lines"].sum()),
        incidents=int(judged["incidents"].sum()),
        sessions=int(judged["sessions"].sum()),
        minutes=float(counted.units),
        lines_lost=lost if (judged["lost_lines"] > 0).sum() >= _LOSSY * counted.units else 0,
        shows_avsession=bool(counted.units),
    )
