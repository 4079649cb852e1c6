"""From two reports to what is new, gone, more and fewer between them, as far as chance does not explain it.

Failures are counted by code, by cause and by application. Two counts differ if equal rates would set them apart so far
less often than the level says, over all rows together: `rates.py` tests each row, and corrects for their number.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from typing import NamedTuple

from ...errors import WrongUsage
from ...knowledge.catalog import CATALOG
from ...model.incidents import Kind
from ...model.report import ReportData
from ..filters import Filters
from . import By, Comparison, Row, Unit, Verdict
from .counted import Counted
from .exposure import Exposure
from .rates import Part, expected, holm, least_p_value, p_value

LEVEL = 0.05
_LEAST_SHARE = 1e-6  # of the time: who watched less than that has seen nothing


def compare(  # noqa: PLR0913  (an option each)
    a: ReportData | Iterable[ReportData],
    b: ReportData | Iterable[ReportData],
    *,
    level: float = LEVEL,
    by: Iterable[str] = tuple(By),
    filters: Filters | None = None,
    lang: str | None = None,
    names: tuple[str | None, str | None] = (None, None),
) -> Comparison:
    """Compare two reports, each of one device or a series of several devices' reports.

    `level` is the chance, over all rows together, that noise alone makes any of them differ. `by` chooses the tables:
    `code`, `cause`, `app`. Of the filters those by code, category and bundle apply. `lang` is the language of titles,
    by default that of the first report. `names` are shown instead of the inputs' own.

    Raises WrongUsage for no report at all, a level that is no probability, an unknown table or another filter.
    """
    tables = _tables(by)
    if not 0 < level < 1:
        raise WrongUsage(f"{level} is no level of significance; give one between 0 and 1, such as {LEVEL}")
    filters = _checked(filters or Filters())
    first, second = Counted.of(a, filters, names[0]), Counted.of(b, filters, names[1])
    if filters.bundles:
        first, second = _of_bundles(first, second, filters.bundles)
    unit = _unit(first.exposure, second.exposure)
    pair = _Pair(first, second, unit, lang or first.reports[0].lang)
    rows, tests = _judged([draft for table in tables for draft in pair.drafts(table)], level)
    ranked = tuple(sorted(rows, key=_importance))
    return Comparison(pair.lang, level, tests, tables, unit, first.side(unit), second.side(unit), ranked, filters)


def _tables(by: Iterable[str]) -> tuple[By, ...]:
    wanted = tuple(by)
    for one in wanted:
        if one not in set(By):
            raise WrongUsage(f"{one!r} is nothing to compare by; choose from {', '.join(By)}")
    return tuple(one for one in By if one in wanted)


def _checked(filters: Filters) -> Filters:
    if filters != Filters(filters.codes, filters.categories, filters.bundles):
        raise WrongUsage("two logs share neither times nor processes; compare by code, category or bundle")
    return filters


# ---- rows ------------------------------------------------------------------------------------------------------------

_Key = tuple[int | None, str | None, str | None]  # code, cause, application: what a table counts by, and None
_KEYS: dict[By, Callable[[Kind], _Key]] = {
    By.CODE: lambda kind: (kind[0], None, None),
    By.CAUSE: lambda kind: (kind[0], kind[1], None),
    By.APP: lambda kind: (None, None, kind[2]),
}


_Minutes = tuple[float | None, float | None]


class _Draft(NamedTuple):
    """A row that is not judged yet, and the parts by which it is tested."""

    row: Row
    parts: tuple[Part, ...]


class _Pair(NamedTuple):
    """Both sides, and what their rows have in common."""

    a: Counted
    b: Counted
    unit: Unit
    lang: str

    @property
    def minutes(self) -> _Minutes:
        """How long both watched."""
        return self.a.minutes(self.unit), self.b.minutes(self.unit)

    def drafts(self, table: By) -> list[_Draft]:
        """The rows of a table; failures without a cause are not counted by cause."""
        groups: dict[_Key, list[Kind]] = {}
        for kind in self.a.kinds | self.b.kinds:
            groups.setdefault(_KEYS[table](kind), []).append(kind)
        return [self._draft(table, key, kinds) for key, kinds in groups.items() if table is not By.CAUSE or key[1]]

    def _draft(self, table: By, key: _Key, kinds: Iterable[Kind]) -> _Draft:
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
        parts = (self._part(name, *both) for name, both in counts.items())
        return _Draft(row, tuple(part for part in parts if part is not None))

    def _part(self, application: str | None, a: int, b: int) -> Part | None:
        """The incidents of one application; None where one side had neither sessions nor failures of it."""
        own = self._own(application)
        if all(own):
            return Part(a, b, _share(*own))
        is_alone = (own[0] is not None and not b) or (own[1] is not None and not a)
        return None if is_alone else Part(a, b, _share(*self.minutes))

    def _own(self, application: str | None) -> _Minutes:
        """How long the sessions of an application lived; None where it had none, or that is not what is counted."""
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
        return self.a.title(code, cause) or self.b.title(code, cause) or cause or str(code)


def _of_bundles(first: Counted, second: Counted, bundles: frozenset[str]) -> tuple[Counted, Counted]:
    """Only the sessions of some applications are watched where only those are asked for, if both sides have any."""
    sides = (first, second)
    minutes = [sum(side.exposure.applications.get(name, 0.0) for name in bundles) for side in sides]
    if not all(minutes):
        return first, second
    a, b = (
        side._replace(exposure=side.exposure._replace(sessions=own)) for side, own in zip(sides, minutes, strict=True)
    )
    return a, b


def _unit(first: Exposure, second: Exposure) -> Unit:
    """What rates are counted by: what both sides tell, and enough of it to divide by."""
    for unit, a, b in ((Unit.SESSION, first.sessions, second.sessions), (Unit.LOG, first.log, second.log)):
        if a and b and _LEAST_SHARE < a / (a + b) < 1 - _LEAST_SHARE:
            return unit
    return Unit.NONE


def _share(a: float | None, b: float | None) -> float:
    """The first side's part of the time; the half where that is not known."""
    share = a / (a + b) if a and b else 0.5
    return min(max(share, _LEAST_SHARE), 1 - _LEAST_SHARE)


# ---- verdicts --------------------------------------------------------------------------------------------------------


def _judged(drafts: Sequence[_Draft], level: float) -> tuple[list[Row], int]:
    """Say of each row what it is, and how many tests that took.

    Rows with too few incidents to differ at all are not tested, which spares the others. A cause that explains all
    incidents of its code on both sides is the same test as the code.
    """
    wholes = {(row.code, row.a, row.b) for row, _ in drafts if row.by is By.CODE}
    tests = {_test_of(row, wholes): p_value(parts) for row, parts in drafts if parts and least_p_value(parts) < level}
    adjusted = dict(zip(tests, holm(list(tests.values())), strict=True))
    rows = [_decided(draft, adjusted.get(_test_of(draft.row, wholes)), level) for draft in drafts]
    return rows, len(tests)


def _test_of(row: Row, wholes: Container[object]) -> tuple[object, ...]:
    cause = None if (row.code, row.a, row.b) in wholes else row.cause
    return row.by is By.APP, row.code, cause, row.application


def _decided(draft: _Draft, adjusted: float | None, level: float) -> Row:
    row, parts = draft
    if not parts:
        return row._replace(verdict=Verdict.ONE_SIDED)
    row = row._replace(p_value=p_value(parts), adjusted=adjusted)
    if adjusted is None or adjusted >= level:
        return row._replace(verdict=Verdict.TOO_FEW if adjusted is None else Verdict.SAME)
    if sum(part.first for part in parts) > expected(parts):
        return row._replace(verdict=Verdict.FEWER if row.b else Verdict.GONE)
    return row._replace(verdict=Verdict.MORE if row.a else Verdict.NEW)


_ORDER = tuple(Verdict)


def _importance(row: Row) -> tuple[object, ...]:
    """Table by table the news first, the surest first; then what changed most."""
    sureness = 1.0 if row.adjusted is None else row.adjusted
    name = (row.code or 0, row.cause or "", row.application or "")
    return tuple(By).index(row.by), _ORDER.index(row.verdict), sureness, -abs(row.a - row.b), name
