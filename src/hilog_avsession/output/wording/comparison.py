"""From a comparison to what is said of it: sentences and cells, before any page lays them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ...results.comparison.values import By, Unit, Verdict
from ..messages.report import category, say

if TYPE_CHECKING:
    from ...results.comparison.values import Comparison, Row, Side

_MAX_NAMES = 5  # applications named in one line
_SMALLEST_P = 0.001  # shown as a number


class Cells(NamedTuple):
    """A row that changed; rates are empty where they are not known."""

    verdict: Verdict
    change: str
    a: str
    b: str
    rate_a: str
    rate_b: str
    p: str
    code: str  # empty in the table of applications
    name: str  # the title of a code or a cause, or the application


class Section(NamedTuple):
    """What changed by one thing to count by."""

    title: str
    name: str  # the header of the names
    has_codes: bool
    rows: tuple[Cells, ...]
    notes: tuple[str, ...]  # on the rows
    rest: tuple[str, ...]  # what is said of all other rows


class Told(NamedTuple):
    """What is said of a comparison."""

    headline: str
    sides: tuple[tuple[str, str], ...]  # A and B with what they are
    scope: str  # what alone was compared; empty where all was
    warnings: tuple[str, ...]
    has_rates: bool
    sections: tuple[Section, ...]
    notes: tuple[str, ...]  # how it was compared


def told(comparison: Comparison) -> Told:
    """Say what changed, in what, how that was found, and what limits it."""
    return Told(
        headline=_headline(comparison),
        sides=(("A", _side(comparison.a, comparison)), ("B", _side(comparison.b, comparison))),
        scope=_scope(comparison),
        warnings=tuple(_warnings(comparison)),
        has_rates=comparison.unit is not Unit.NONE,
        sections=tuple(_section(by, comparison) for by in comparison.by if comparison.of(by)),
        notes=tuple(_notes(comparison)),
    )


# ---- what was compared -----------------------------------------------------------------------------------------------


def _headline(comparison: Comparison) -> str:
    lang, counts = comparison.lang, Counter(row.by for row in comparison.news)
    if not comparison.a.incidents and not comparison.b.incidents:
        return say(lang, "diff-no-incidents")
    if not counts:
        return say(lang, "diff-no-news")
    *most, last = (say(lang, f"diff-some-{by}", counts[by]) for by in comparison.by if counts[by])
    what = say(lang, "diff-and").join(part for part in (say(lang, "diff-list").join(most), last) if part)
    return say(lang, "diff-news", what=what)


def _side(side: Side, comparison: Comparison) -> str:
    lang = comparison.lang
    parts = [
        say(lang, "stdin") if side.name == "-" else side.name or say(lang, "inputs", side.inputs),
        say(lang, "incidents", side.incidents),
        say(lang, "sessions", side.sessions),
        say(lang, "lines", side.lines),
    ]
    if side.minutes is not None:
        key = "diff-session-minutes" if comparison.unit is Unit.SESSION else "diff-log-minutes"
        parts.append(say(lang, key, minutes=_number(side.minutes)))
    return say(lang, "comma").join(parts)


def _scope(comparison: Comparison) -> str:
    lang, filters = comparison.lang, comparison.filters
    wanted = [*map(str, sorted(filters.codes)), *(category(lang, name) for name in sorted(filters.categories))]
    wanted += sorted(filters.bundles)
    return say(lang, "diff-only", what=say(lang, "diff-list").join(wanted)) if wanted else ""


def _notes(comparison: Comparison) -> Iterator[str]:
    lang, unit = comparison.lang, comparison.unit
    if comparison.rows and unit is not Unit.NONE:
        yield say(lang, "diff-unit-session" if unit is Unit.SESSION else "diff-unit-log")
    if comparison.tests:
        but = say(lang, "diff-but-time") if unit is Unit.SESSION else ""
        yield say(lang, "diff-tested", comparison.tests, level=f"{comparison.level:g}", but=but)


def _warnings(comparison: Comparison) -> Iterator[str]:
    lang = comparison.lang
    if comparison.unit is Unit.NONE and comparison.rows:
        yield say(lang, "diff-unit-none")
    for name, side in (("A", comparison.a), ("B", comparison.b)):
        if side.is_lossy:
            yield say(lang, f"diff-lossy-{name.lower()}")
        if side.interrupted:
            yield say(lang, "diff-interrupted", side=name)
        if side.filtered_out:
            yield say(lang, "diff-filtered", side.filtered_out, side=name)


# ---- what changed ----------------------------------------------------------------------------------------------------

_NAMES = {By.CODE: "title", By.CAUSE: "diff-cause", By.APP: "diff-application"}


def _section(by: By, comparison: Comparison) -> Section:
    lang, rows = comparison.lang, comparison.of(by)
    news = [row for row in rows if row.verdict.is_news]
    in_sessions = by is By.APP and comparison.unit is Unit.SESSION
    notes = [say(lang, "diff-own")] if in_sessions and any(row.own_minutes for row in news) else []
    notes += [say(lang, "diff-all")] if in_sessions and not all(row.own_minutes for row in news) else []
    return Section(
        title=say(lang, f"diff-by-{by}"),
        name=say(lang, _NAMES[by]),
        has_codes=by is not By.APP,
        rows=tuple(_cells(row, lang, starred=in_sessions and not row.own_minutes) for row in news),
        notes=tuple(notes),
        rest=tuple(_rest(rows, lang)),
    )


def _cells(row: Row, lang: str, *, starred: bool) -> Cells:
    star = "*" if starred else ""
    rate_a, rate_b = ("" if rate is None else _number(rate) + star for rate in (row.rate_a, row.rate_b))
    name = row.title if row.by is not By.APP else row.application or say(lang, "diff-unknown-app")
    code = "" if row.code is None else str(row.code)
    p = "" if row.adjusted is None else _chance(row.adjusted)
    change = say(lang, f"diff-{row.verdict}")
    return Cells(row.verdict, change, f"{row.a:,}", f"{row.b:,}", rate_a, rate_b, p, code, name)


def _rest(rows: tuple[Row, ...], lang: str) -> Iterator[str]:
    """All rows that are no news, in a line or two."""
    counts = Counter(row.verdict for row in rows)
    few, same = counts[Verdict.TOO_FEW], counts[Verdict.SAME]
    if few or same:
        yield say(lang, "diff-rest-few" if few else "diff-rest", few + same, few=f"{few:,}")
    alone = [row for row in rows if row.verdict is Verdict.ONE_SIDED]
    if alone:
        names = [say(lang, "diff-alone-in", name=_named(row), side="A" if row.a else "B") for row in alone]
        more = [say(lang, "diff-more-names", len(names) - _MAX_NAMES)] if len(names) > _MAX_NAMES else []
        yield say(lang, "diff-alone", names=say(lang, "diff-list").join(names[:_MAX_NAMES] + more))


def _named(row: Row) -> str:
    return row.application or " ".join(str(part) for part in (row.code, row.cause) if part is not None)


def _number(value: float) -> str:
    """A rate or a time, as exact as it is of use."""
    if value >= 100 or value == 0:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.095 else f"{value:.1g}"


def _chance(p: float) -> str:
    return f"<{_SMALLEST_P:g}" if p < _SMALLEST_P else f"{p:.3f}"
