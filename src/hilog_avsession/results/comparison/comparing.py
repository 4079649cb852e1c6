"""Compare two reports: which failures are new, gone, more or less frequent, beyond what chance explains.

Failures are counted by code, by cause and by application. Two counts differ if equal rates would rarely set them so far
apart: with a probability below the level, over all rows together. `rates.py` tests the rows and corrects for their
number.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any, NamedTuple

from ...errors import WrongUsage
from ...knowledge.catalog import CATALOG, LANGUAGES
from ...model.arguments import is_series, is_text, one, refusal, several, shown, word
from ...model.incidents import Kind
from ...phrases import Phrase
from ..filters import Filters, are_only, resolved
from ..matching import any_of, application_test
from .counted import Counted, Reports
from .exposure import Exposure
from .rates import Part, expected, holm, least_p_value, p_value
from .unmatched import unmatched_of
from .values import By, C, Row, Unit, Verdict, verdict_of

LEVEL = 0.05
_LEAST_SHARE = 1e-6  # of the time: a smaller part is no basis for a rate


def compare_into(  # noqa: PLR0913  (an option each)
    into: type[C],
    a: Reports,
    b: Reports,
    *,
    level: float,
    by: str | Iterable[str],
    filters: Filters | None,
    lang: str | None,
    names: tuple[str | None, str | None],
) -> C:
    """Compare two reports, as `hilog_avsession.compare` does, and return what was found as a value of a class."""
    tables = tables_of(by)
    check_level(level)
    if lang is not None:
        word("a language", lang, LANGUAGES)
    name_a, name_b = _names(names)
    filters = _checked(filters)
    first, second = Counted.of(a, filters, name_a), Counted.of(b, filters, name_b)
    if filters.bundles:
        first, second = _of_bundles(first, second, filters.bundles)
    unit = _unit(first.exposure, second.exposure)
    pair = _Pair(first, second, unit, lang or first.reports[0].lang)
    rows, tests = _tested([row for table in tables for row in pair.untested_rows(table)], level)
    ranked = tuple(sorted(rows, key=importance))
    sides = first.side(unit), second.side(unit)
    unmatched = unmatched_of(filters, first, second)
    return into(pair.lang, level, tests, tables, unit, *sides, ranked, filters, unmatched)


def tables_of(by: str | Iterable[str]) -> tuple[By, ...]:
    """Return tables by their names, in the order of a comparison. Raises WrongUsage for an unknown name."""
    wanted = several("by", by, is_text, Phrase("one or several of {tables}", tables=tuple(By)))
    for name in wanted:
        if name not in set(By):
            raise WrongUsage("cannot count by {name!r}; choose from {tables}", name=name, tables=tuple(By))
    return tuple(table for table in By if table in wanted)


def check_level(level: Any) -> None:
    """Raise WrongUsage for what is not a significance level."""
    if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 1:
        raise WrongUsage(
            "{given} is not a significance level; give a number between 0 and 1, for example {example}",
            given=shown(level),
            example=LEVEL,
        )


def _names(names: Any) -> tuple[str | None, str | None]:
    """Return the names of both sides. Raises WrongUsage for anything but a pair of texts or None."""
    pair = tuple(names) if is_series(names) else ()
    if len(pair) != 2 or not all(name is None or isinstance(name, str) for name in pair):
        raise refusal("names", names, "a pair of texts, such as ('old', 'new')")
    return pair


def _checked(given: Filters | None) -> Filters:
    filters = Filters() if given is None else one("filters", given, Filters, "Filters(...)")
    if not are_only(filters, "codes", "categories", "bundles"):
        raise WrongUsage("two logs share neither times nor processes; filter by code, category or bundle")
    return resolved(filters)


# ---- rows ------------------------------------------------------------------------------------------------------------

_Key = tuple[int | None, str | None, str | None]  # code, cause, application; None: the table does not count by it
_KEYS: dict[By, Callable[[Kind], _Key]] = {
    By.CODE: lambda kind: (kind[0], None, None),
    By.CAUSE: lambda kind: (kind[0], kind[1], None),
    By.APP: lambda kind: (None, None, kind[2]),
}


_Minutes = tuple[float | None, float | None]


class _UntestedRow(NamedTuple):
    """A row without a verdict, and the parts that it is tested by."""

    row: Row
    parts: tuple[Part, ...]


class _Pair(NamedTuple):
    """Both sides, and what all rows have in common."""

    a: Counted
    b: Counted
    unit: Unit
    lang: str

    @property
    def minutes(self) -> _Minutes:
        """How long both sides cover."""
        return self.a.minutes(self.unit), self.b.minutes(self.unit)

    @property
    def is_comparable(self) -> bool:
        """Whether both sides could show a failure: a log without a line of AVSession shows none, whatever happened."""
        return self.a.shows_avsession and self.b.shows_avsession

    def untested_rows(self, table: By) -> list[_UntestedRow]:
        """Return the rows of a table; failures without a cause are not counted by cause."""
        groups: dict[_Key, list[Kind]] = {}
        for kind in self.a.kinds | self.b.kinds:
            groups.setdefault(_KEYS[table](kind), []).append(kind)
        return [self._row(table, key, kinds) for key, kinds in groups.items() if table is not By.CAUSE or key[1]]

    def _row(self, table: By, key: _Key, kinds: Iterable[Kind]) -> _UntestedRow:
        code, cause, application = key
        own = self._own(application) if table is By.APP else (None, None)
        minutes = own if all(own) else self.minutes
        counts: dict[str | None, tuple[int, int]] = {}  # by application
        for kind in kinds:
            a, b = counts.get(kind[2], (0, 0))
            counts[kind[2]] = a + self.a.kinds[kind], b + self.b.kinds[kind]
        row = Row(
            by=table,
            code=code,
            cause=cause,
            application=application,
            title=self._title(code, cause),
            a=sum(a for a, _ in counts.values()),
            b=sum(b for _, b in counts.values()),
            minutes_a=minutes[0],
            minutes_b=minutes[1],
            own_minutes=all(own),
        )
        parts = (self._part(name, *pair) for name, pair in counts.items() if self.is_comparable)
        return _UntestedRow(row, tuple(part for part in parts if part is not None))

    def _part(self, application: str | None, a: int, b: int) -> Part | None:
        """Return the incidents of one application; None if one side had neither sessions nor failures of it."""
        own = self._own(application)
        if all(own):
            return Part(a, b, _share(*own))
        is_alone = (own[0] is not None and not b) or (own[1] is not None and not a)
        return None if is_alone else Part(a, b, _share(*self.minutes))

    def _own(self, application: str | None) -> _Minutes:
        """Return how long the sessions of an application lived; None if it had none or sessions are not the unit."""
        if application is None or self.unit is not Unit.SESSION:
            return None, None
        a, b = (side.exposure.applications.get(application) or None for side in (self.a, self.b))
        return a, b

    def _title(self, code: int | None, cause: str | None) -> str:
        if code is None:
            return ""
        known = CATALOG.entry(code) if cause is None else CATALOG.cause(code, cause)
        if known is not None:
            return known.text(self.lang).title
        return self.a.titles.get((code, cause)) or self.b.titles.get((code, cause)) or cause or str(code)


def _of_bundles(first: Counted, second: Counted, bundles: frozenset[str]) -> tuple[Counted, Counted]:
    """Count only the time of sessions of the selected applications, if both sides have any."""
    sides = (first, second)
    is_wanted = any_of(map(application_test, bundles))
    minutes = [sum(length for name, length in side.exposure.applications.items() if is_wanted(name)) for side in sides]
    if not all(minutes):
        return first, second
    a, b = (
        side._replace(exposure=side.exposure._replace(sessions=own)) for side, own in zip(sides, minutes, strict=True)
    )
    return a, b


def _unit(first: Exposure, second: Exposure) -> Unit:
    """Return the unit that both sides have, and enough of it to divide by."""
    for unit, a, b in ((Unit.SESSION, first.sessions, second.sessions), (Unit.LOG, first.log, second.log)):
        if a and b and _LEAST_SHARE < a / (a + b) < 1 - _LEAST_SHARE:
            return unit
    return Unit.NONE


def _share(a: float | None, b: float | None) -> float:
    """Return the first side's share of the time, or a half if it is unknown."""
    share = a / (a + b) if a and b else 0.5
    return min(max(share, _LEAST_SHARE), 1 - _LEAST_SHARE)


# ---- verdicts --------------------------------------------------------------------------------------------------------


def _tested(untested: Sequence[_UntestedRow], level: float) -> tuple[list[Row], int]:
    """Return the rows with their verdicts, and the number of tests.

    Rows with too few incidents to differ are not tested, so that they do not weaken the other tests. A cause of all
    incidents of its code on both sides is the same test as the code.
    """
    wholes = {(row.code, row.a, row.b) for row, _ in untested if row.by is By.CODE}
    tests = {_test_of(row, wholes): p_value(parts) for row, parts in untested if parts and least_p_value(parts) < level}
    adjusted = dict(zip(tests, holm(list(tests.values())), strict=True))
    rows = [_with_verdict(item, adjusted.get(_test_of(item.row, wholes)), level) for item in untested]
    return rows, len(tests)


def _test_of(row: Row, wholes: Container[object]) -> tuple[object, ...]:
    cause = None if (row.code, row.a, row.b) in wholes else row.cause
    return row.by is By.APP, row.code, cause, row.application


def _with_verdict(untested: _UntestedRow, adjusted: float | None, level: float) -> Row:
    row, parts = untested
    if not parts:
        return row._replace(verdict=Verdict.ONE_SIDED)
    is_less = sum(part.first for part in parts) > expected(parts)
    verdict = verdict_of(row.a, row.b, is_less=is_less, adjusted=adjusted, level=level)
    return row._replace(p_value=p_value(parts), adjusted=adjusted, verdict=verdict)


_ORDER = tuple(Verdict)


def importance(row: Row) -> tuple[object, ...]:
    """Order by table, news first, then by certainty, then by how much changed."""
    chance = 1.0 if row.adjusted is None else row.adjusted
    name = (row.code or 0, row.cause or "", row.application or "")
    return tuple(By).index(row.by), _ORDER.index(row.verdict), chance, -abs(row.a - row.b), name
