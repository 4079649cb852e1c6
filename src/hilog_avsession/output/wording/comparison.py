"""From a comparison to its texts: sentences and the cells of its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ...results.comparison.values import By, Unit, Verdict
from ..messages.lookup import category, member_message, message

if TYPE_CHECKING:
    from ...results.comparison.values import Comparison, Row, Side

_MAX_NAMES = 5  # applications named in one line
_SMALLEST_P = 0.001  # shown as a number


class Cells(NamedTuple):
    """The cells of a row that changed; unknown rates are empty."""

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
    """What changed, counted by code, by cause or by application."""

    title: str
    name: str  # the header of the names
    has_codes: bool
    rows: tuple[Cells, ...]
    notes: tuple[str, ...]  # on the rows
    rest: tuple[str, ...]  # on all other rows


class ComparisonText(NamedTuple):
    """A comparison."""

    headline: str
    sides: tuple[tuple[str, str], ...]  # A and B, each with its description
    scope: str  # what the comparison is limited to, if it is
    warnings: tuple[str, ...]
    has_rates: bool
    sections: tuple[Section, ...]
    notes: tuple[str, ...]  # how it was compared


def comparison_text(comparison: Comparison) -> ComparisonText:
    """Return what changed, between which logs, how it was found, and what limits it."""
    return ComparisonText(
        headline=headline(comparison),
        sides=(("A", _side(comparison.a, comparison)), ("B", _side(comparison.b, comparison))),
        scope=_scope(comparison),
        warnings=tuple(_warnings(comparison)),
        has_rates=comparison.unit is not Unit.NONE,
        sections=tuple(_section(by, comparison) for by in comparison.by if comparison.of(by)),
        notes=tuple(_notes(comparison)),
    )


# ---- what was compared -----------------------------------------------------------------------------------------------


def headline(comparison: Comparison) -> str:
    """Return how many codes, causes and applications changed."""
    lang, counts = comparison.lang, Counter(row.by for row in comparison.news)
    if not comparison.a.incidents and not comparison.b.incidents:
        return message(lang, "diff-no-incidents")
    if not counts:
        return message(lang, "diff-no-news")
    *most, last = (member_message(lang, "diff-some", by, counts[by]) for by in comparison.by if counts[by])
    what = message(lang, "diff-and").join(part for part in (message(lang, "diff-list").join(most), last) if part)
    return message(lang, "diff-news", what=what)


def _side(side: Side, comparison: Comparison) -> str:
    lang = comparison.lang
    parts = [
        message(lang, "stdin") if side.name == "-" else side.name or message(lang, "inputs", side.inputs),
        message(lang, "incidents", side.incidents),
        message(lang, "sessions", side.sessions),
        message(lang, "lines", side.lines),
    ]
    if side.minutes is not None:
        key = "diff-session-minutes" if comparison.unit is Unit.SESSION else "diff-log-minutes"
        parts.append(message(lang, key, minutes=_number(side.minutes)))
    return message(lang, "comma").join(parts)


def _scope(comparison: Comparison) -> str:
    lang, filters = comparison.lang, comparison.filters
    wanted = [*sorted(map(str, filters.codes)), *(category(lang, name) for name in sorted(filters.categories))]
    wanted += sorted(filters.bundles)
    return message(lang, "diff-only", what=message(lang, "diff-list").join(wanted)) if wanted else ""


def _notes(comparison: Comparison) -> Iterator[str]:
    lang, unit = comparison.lang, comparison.unit
    if comparison.rows and unit is not Unit.NONE:
        yield message(lang, "diff-unit-session" if unit is Unit.SESSION else "diff-unit-log")
    if comparison.tests:
        but = message(lang, "diff-but-time") if unit is Unit.SESSION else ""
        yield message(lang, "diff-tested", comparison.tests, level=f"{comparison.level:g}", but=but)


def _warnings(comparison: Comparison) -> Iterator[str]:
    lang = comparison.lang
    if comparison.unit is Unit.NONE and comparison.rows:
        yield message(lang, "diff-unit-none")
    for name, side in (("A", comparison.a), ("B", comparison.b)):
        if side.is_lossy:
            yield message(lang, f"diff-lossy-{name.lower()}")
        if side.interrupted:
            yield message(lang, "diff-interrupted", side=name)
        if side.filtered_out:
            yield message(lang, "diff-filtered", side.filtered_out, side=name)


# ---- what changed ----------------------------------------------------------------------------------------------------

_NAMES = {By.CODE: "title", By.CAUSE: "diff-cause", By.APP: "diff-application"}


def _section(by: By, comparison: Comparison) -> Section:
    lang, rows = comparison.lang, comparison.of(by)
    news = [row for row in rows if row.verdict.is_news]
    in_sessions = by is By.APP and comparison.unit is Unit.SESSION
    notes = [message(lang, "diff-own")] if in_sessions and any(row.own_minutes for row in news) else []
    notes += [message(lang, "diff-all")] if in_sessions and not all(row.own_minutes for row in news) else []
    return Section(
        title=member_message(lang, "diff-by", by),
        name=message(lang, _NAMES[by]),
        has_codes=by is not By.APP,
        rows=tuple(_cells(row, lang, starred=in_sessions and not row.own_minutes) for row in news),
        notes=tuple(notes),
        rest=tuple(_rest(rows, lang)),
    )


def _cells(row: Row, lang: str, *, starred: bool) -> Cells:
    star = "*" if starred else ""
    rate_a, rate_b = ("" if rate is None else _number(rate) + star for rate in (row.rate_a, row.rate_b))
    name = row.title if row.by is not By.APP else row.application or message(lang, "diff-unknown-app")
    code = "" if row.code is None else str(row.code)
    p = "" if row.adjusted is None else _chance(row.adjusted)
    change = member_message(lang, "diff", row.verdict)
    return Cells(row.verdict, change, f"{row.a:,}", f"{row.b:,}", rate_a, rate_b, p, code, name)


def _rest(rows: tuple[Row, ...], lang: str) -> Iterator[str]:
    """Yield a line or two on the rows without a significant change."""
    counts = Counter(row.verdict for row in rows)
    few, same = counts[Verdict.TOO_FEW], counts[Verdict.SAME]
    if few or same:
        yield message(lang, "diff-rest-few" if few else "diff-rest", few + same, few=f"{few:,}")
    alone = [row for row in rows if row.verdict is Verdict.ONE_SIDED]
    if alone:
        names = [message(lang, "diff-alone-in", name=_named(row), side="A" if row.a else "B") for row in alone]
        more = [message(lang, "diff-more-names", len(names) - _MAX_NAMES)] if len(names) > _MAX_NAMES else []
        yield message(lang, "diff-alone", names=message(lang, "diff-list").join(names[:_MAX_NAMES] + more))


def _named(row: Row) -> str:
    return row.application or " ".join(str(part) for part in (row.code, row.cause) if part is not None)


def _number(value: float) -> str:
    """Return a rate or a time with as many digits as are useful."""
    if value >= 100 or value == 0:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.095 else f"{value:.1g}"


def _chance(p: float) -> str:
    return f"<{_SMALLEST_P:g}" if p < _SMALLEST_P else f"{p:.3f}"
