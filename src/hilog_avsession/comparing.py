"""From two reports to what is new, gone, more and fewer between them, as far as chance does not explain it.

Failures are counted by code, by cause and by application. Two counts differ if equal rates would set them apart so far
less often than the level says, over all rows together: `rates.py` tests each row, and corrects for their number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from typing import NamedTuple

from .codes import CATALOG
from .comparison import By, Comparison, Row, Unit, Verdict
from .counted import Counted
from .errors import WrongUsage
from .exposure import Exposure
from .filters import Filters
from .model import Kind
from .rates import holm, least_p_value, p_value
from .report import Report

LEVEL = 0.05
_LEAST_SHARE = 1e-6  # of the time: who watched less than that has seen nothing


def compare(  # noqa: PLR0913  (an option each)
    a: Report | Iterable[Report],
    b: Report | Iterable[Report],
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
    rows, tests = _judged([row for table in tables for row in pair.rows(table)], level)
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


class _Pair(NamedTuple):
    """Both sides, and what their rows have in common."""

    a: Counted
    b: Counted
    unit: Unit
    lang: str

    def rows(self, table: By) -> list[Row]:
        """The rows of a table, not judged yet; failures without a cause are not counted by cause."""
        a, b = _count(self.a, table), _count(self.b, table)
        return [self._row(table, key, a[key], b[key]) for key in a | b if table is not By.CAUSE or key[1] is not None]

    def _row(self, table: By, key: _Key, a: int, b: int) -> Row:
        code, cause, application = key
        own = self._own(application) if table is By.APP and self.unit is Unit.SESSION else (None, None)
        alone = _is_alone(own, a, b)
        minutes = own if all(own) else (self.a.minutes(self.unit), self.b.minutes(self.unit))
        return Row(
            by=table,
            code=code,
            cause=cause,
            application=application,
            title=self._title(code, cause),
            a=a,
            b=b,
            minutes_a=minutes[0],
            minutes_b=minutes[1],
            own_minutes=all(own),
            p_value=None if alone else p_value(a, b, _share(*minutes)),
            verdict=Verdict.ONE_SIDED if alone else Verdict.SAME,
        )

    def _own(self, application: str | None) -> _Minutes:
        """How long the sessions of an application lived; None where it had none."""
        a, b = (side.exposure.applications.get(application or "") or None for side in (self.a, self.b))
        return a, b

    def _title(self, code: int | None, cause: str | None) -> str:
        if code is None:
            return ""
        known = CATALOG.entry(code) if cause is None else CATALOG.cause(code, cause)
        if known is not None:
            return known.text(self.lang).title
        return self.a.title(code, cause) or self.b.title(code, cause) or cause or str(code)


_Minutes = tuple[float | None, float | None]


def _is_alone(own: _Minutes, a: int, b: int) -> bool:
    """Whether an application had sessions on one side only, and on the other not even failures."""
    return (own[0] is not None and own[1] is None and not b) or (own[1] is not None and own[0] is None and not a)


def _count(side: Counted, table: By) -> Counter[_Key]:
    counts: Counter[_Key] = Counter()
    for kind, count in side.kinds.items():
        counts[_KEYS[table](kind)] += count
    return counts


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


def _judged(rows: Sequence[Row], level: float) -> tuple[list[Row], int]:
    """Say of each row what it is, and how many tests that took.

    Rows with too few incidents to differ at all are not tested, which spares the others. A cause that explains all
    incidents of its code on both sides is the same test as the code.
    """
    judged = [row._replace(verdict=Verdict.TOO_FEW) if _has_too_few(row, level) else row for row in rows]
    wholes = {(row.code, row.a, row.b) for row in rows if row.by is By.CODE}
    tests = {_test_of(row, wholes): row.p_value for row in judged if row.verdict is Verdict.SAME}
    adjusted = dict(zip(tests, holm([p or 0.0 for p in tests.values()]), strict=True))
    decided = [
        _decided(row, adjusted[_test_of(row, wholes)], level) if row.verdict is Verdict.SAME else row for row in judged
    ]
    return decided, len(tests)


def _test_of(row: Row, wholes: Container[object]) -> tuple[object, ...]:
    cause = None if (row.code, row.a, row.b) in wholes else row.cause
    return row.by is By.APP, row.code, cause, row.application


def _has_too_few(row: Row, level: float) -> bool:
    share = _share(row.minutes_a, row.minutes_b)
    return row.p_value is not None and least_p_value(row.a + row.b, share) >= level


def _decided(row: Row, adjusted: float, level: float) -> Row:
    verdict = Verdict.SAME
    if adjusted < level and row.a / (row.a + row.b) > _share(row.minutes_a, row.minutes_b):
        verdict = Verdict.FEWER if row.b else Verdict.GONE
    elif adjusted < level:
        verdict = Verdict.MORE if row.a else Verdict.NEW
    return row._replace(verdict=verdict, adjusted=adjusted)


_ORDER = tuple(Verdict)


def _importance(row: Row) -> tuple[object, ...]:
    """Table by table the news first, the surest first; then what changed most."""
    sureness = 1.0 if row.adjusted is None else row.adjusted
    name = (row.code or 0, row.cause or "", row.application or "")
    return tuple(By).index(row.by), _ORDER.index(row.verdict), sureness, -abs(row.a - row.b), name
