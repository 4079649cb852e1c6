"""From a comparison to its texts: sentences and the cells of its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ...results.comparison.values import By, Unit, Verdict
from ..messages.lookup import category, member_message, message
from .figures import chance, figure, percent
from .filters import unmatched_text

if TYPE_CHECKING:
    from ...results.comparison.values import ComparisonData, Row, Side

_MAX_NAMES = 5  # applications named in one line


class Cells(NamedTuple):
    """The cells of a row; unknown rates are empty."""

    verdict: Verdict
    change: str
    a: str
    b: str
    rate_a: str
    rate_b: str
    p: str
    code: str  # empty in the table of applications
    name: str  # the title of a code or a cause, or the application
    share_a: float  # of the highest rate or count in the table, for its bar
    share_b: float


class Section(NamedTuple):
    """What changed, counted by code, by cause or by application."""

    title: str
    name: str  # the header of the names
    has_codes: bool
    rows: tuple[Cells, ...]  # that changed
    others: tuple[Cells, ...]  # that did not, if all are wanted
    notes: tuple[str, ...]  # on the rows
    rest: tuple[str, ...]  # on the rows that did not change: how many, and their incidents

    @property
    def shown(self) -> tuple[Cells, ...]:
        """All rows, those that changed first."""
        return self.rows + self.others


class SideText(NamedTuple):
    """One side of a comparison."""

    side: str  # A or B
    name: str
    amounts: tuple[str, ...]  # incidents, sessions, lines, minutes


class ComparisonText(NamedTuple):
    """A comparison."""

    headline: str
    sides: tuple[SideText, ...]
    scope: str  # what the comparison is limited to, if it is
    warnings: tuple[str, ...]
    rates: tuple[str, ...]  # the headers of the rates of both sides, if there are rates
    sections: tuple[Section, ...]
    notes: tuple[str, ...]  # how it was compared
    hint: str  # how to see the other rows, if there are any that are not wanted
    comma: str

    def described(self) -> Iterator[tuple[str, str]]:
        """Yield A and B, each with its description."""
        for side in self.sides:
            yield side.side, self.comma.join((side.name, *side.amounts))


def comparison_text(comparison: ComparisonData, *, whole: bool = False) -> ComparisonText:
    """Return what changed, between which logs, how it was found, and what limits it.

    `whole`: also the rows that did not change by more than chance explains.
    """
    sections = tuple(_section(by, comparison, whole=whole) for by in comparison.by if comparison.of(by))
    has_others = any(not row.verdict.is_news for row in comparison.rows)
    return ComparisonText(
        headline=headline(comparison),
        sides=(_side("A", comparison.a, comparison), _side("B", comparison.b, comparison)),
        scope=_scope(comparison),
        warnings=tuple(_warnings(comparison)),
        rates=_rates(comparison),
        sections=sections,
        notes=tuple(_notes(comparison)),
        hint=message(comparison.lang, "diff-hint") if has_others and not whole else "",
        comma=message(comparison.lang, "comma"),
    )


def _rates(comparison: ComparisonData) -> tuple[str, ...]:
    if comparison.unit is Unit.NONE:
        return ()
    return tuple(message(comparison.lang, _key("diff-rate", comparison), side=side) for side in "AB")


def _key(key: str, comparison: ComparisonData) -> str:
    """Return the key of a message, which is another one where units of a fleet are counted."""
    return f"{key}-units" if comparison.unit is Unit.UNIT else key


# ---- what was compared -----------------------------------------------------------------------------------------------


def headline(comparison: ComparisonData) -> str:
    """Return how many codes, causes and applications changed."""
    lang, counts = comparison.lang, Counter(row.by for row in comparison.news)
    if not comparison.is_comparable:
        return message(lang, _key("diff-no-basis", comparison))
    if not comparison.a.incidents and not comparison.b.incidents:
        return message(lang, "diff-none-wanted" if comparison.unmatched else "diff-no-incidents")
    if not counts:
        return message(lang, "diff-no-news")
    *most, last = (member_message(lang, "diff-some", by, counts[by]) for by in comparison.by if counts[by])
    what = message(lang, "diff-and").join(part for part in (message(lang, "diff-list").join(most), last) if part)
    return message(lang, "diff-news", what=what)


def _side(name: str, side: Side, comparison: ComparisonData) -> SideText:
    lang = comparison.lang
    amounts = [
        message(lang, "incidents", side.incidents),
        message(lang, "sessions", side.sessions),
        message(lang, "lines", side.lines),
    ]
    if comparison.unit is Unit.UNIT:
        amounts = [message(lang, "fleet-units", side.inputs), *amounts]
    elif side.minutes is not None:
        key = "diff-session-minutes" if comparison.unit is Unit.SESSION else "diff-log-minutes"
        amounts.append(message(lang, key, minutes=figure(side.minutes)))
    source = message(lang, "stdin") if side.name == "-" else side.name or message(lang, "inputs", side.inputs)
    return SideText(name, source, tuple(amounts))


def _scope(comparison: ComparisonData) -> str:
    lang, filters = comparison.lang, comparison.filters
    wanted = {
        "diff-only-code": map(str, filters.codes),
        "diff-only-category": (category(lang, name) for name in filters.categories),
        "diff-only-app": filters.bundles,
        "diff-only-units": comparison.where,
    }
    listed = ((key, message(lang, "diff-list").join(sorted(values))) for key, values in wanted.items())
    parts = [message(lang, key, values=values) for key, values in listed if values]
    return message(lang, "diff-only", what=message(lang, "diff-only-and").join(parts)) if parts else ""


_UNITS = {Unit.SESSION: "diff-unit-session", Unit.LOG: "diff-unit-log", Unit.UNIT: "diff-unit-units"}


def _notes(comparison: ComparisonData) -> Iterator[str]:
    lang, unit = comparison.lang, comparison.unit
    if comparison.rows and unit is not Unit.NONE:
        yield message(lang, _UNITS[unit])
    if comparison.tests:
        but = message(lang, "diff-but-time") if unit is Unit.SESSION else ""
        yield message(lang, "diff-tested", comparison.tests, level=f"{comparison.level:g}", but=but)


def _warnings(comparison: ComparisonData) -> Iterator[str]:
    lang, unit = comparison.lang, comparison.unit
    yield from (unmatched_text(item, lang) for item in comparison.unmatched)
    if unit is Unit.NONE and comparison.rows and comparison.is_comparable:
        yield message(lang, "diff-unit-none")
    for name, side in (("A", comparison.a), ("B", comparison.b)):
        if not side.shows_avsession:
            key = "diff-foreign" if side.lines or unit is Unit.UNIT else "diff-empty"
            yield message(lang, _key(key, comparison), side=name)
        if side.is_lossy:
            yield message(lang, f"diff-lossy-{name.lower()}")
        if side.interrupted:
            yield message(lang, "diff-interrupted", side=name)
        if side.filtered_out:
            yield message(lang, "diff-filtered", side.filtered_out, side=name)


# ---- what changed ----------------------------------------------------------------------------------------------------

_NAMES = {By.CODE: "title", By.CAUSE: "diff-cause", By.APP: "diff-application"}


def _section(by: By, comparison: ComparisonData, *, whole: bool) -> Section:
    lang, rows = comparison.lang, comparison.of(by)
    news = [row for row in rows if row.verdict.is_news]
    others = [row for row in rows if not row.verdict.is_news] if whole else []
    has_own = by is By.APP and comparison.unit in {Unit.SESSION, Unit.UNIT}
    has_rates = comparison.unit is not Unit.NONE
    most = max((size for row in news + others for size in _sizes(row, has_rates=has_rates)), default=0.0)

    def cells(row: Row) -> Cells:
        shares = (size / most if most else 0.0 for size in _sizes(row, has_rates=has_rates))
        return _cells(row, comparison, *shares, starred=has_own and not row.own_minutes)

    return Section(
        title=member_message(lang, "diff-by", by),
        name=message(lang, _NAMES[by]),
        has_codes=by is not By.APP,
        rows=tuple(map(cells, news)),
        others=tuple(map(cells, others)),
        notes=tuple(_notes_on_rates(news + others, comparison)) if has_own else (),
        rest=tuple(_rest(rows, comparison)),
    )


def _sizes(row: Row, *, has_rates: bool) -> tuple[float, float]:
    """Return what the bars of a row show: rates if they are known, else counts."""
    return (row.rate_a or 0.0, row.rate_b or 0.0) if has_rates else (float(row.a), float(row.b))


def _notes_on_rates(rows: list[Row], comparison: ComparisonData) -> Iterator[str]:
    if any(row.own_minutes for row in rows):
        yield message(comparison.lang, _key("diff-own", comparison))
    if not all(row.own_minutes for row in rows):
        yield message(comparison.lang, _key("diff-all", comparison))


def _cells(row: Row, comparison: ComparisonData, share_a: float, share_b: float, *, starred: bool) -> Cells:
    lang, star = comparison.lang, "*" if starred else ""
    shown = percent if comparison.unit is Unit.UNIT else figure
    rate_a, rate_b = ("" if rate is None else shown(rate) + star for rate in (row.rate_a, row.rate_b))
    name = row.title if row.by is not By.APP else row.application or message(lang, "diff-unknown-app")
    code = "" if row.code is None else str(row.code)
    p = "" if row.adjusted is None else chance(row.adjusted)
    change = member_message(lang, "diff", row.verdict)
    return Cells(row.verdict, change, f"{row.a:,}", f"{row.b:,}", rate_a, rate_b, p, code, name, share_a, share_b)


def _rest(rows: tuple[Row, ...], comparison: ComparisonData) -> Iterator[str]:
    """Yield a line or two on the rows without a significant change, with their incidents on both sides."""
    lang = comparison.lang
    rest = [row for row in rows if row.verdict in {Verdict.TOO_FEW, Verdict.SAME}]
    if rest:
        few = sum(row.verdict is Verdict.TOO_FEW for row in rest)
        a, b = sum(row.a for row in rest), sum(row.b for row in rest)
        key = "diff-rest-few" if few else "diff-rest"
        yield message(lang, _key(key, comparison), len(rest), few=f"{few:,}", a=f"{a:,}", b=f"{b:,}")
    alone = [row for row in rows if row.verdict is Verdict.ONE_SIDED]
    if alone:
        names = [message(lang, "diff-alone-in", name=_named(row), side="A" if row.a else "B") for row in alone]
        more = [message(lang, "diff-more-names", len(names) - _MAX_NAMES)] if len(names) > _MAX_NAMES else []
        key = _key("diff-alone", comparison) if comparison.is_comparable else "diff-not-compared"
        yield message(lang, key, names=message(lang, "diff-list").join(names[:_MAX_NAMES] + more))


def _named(row: Row) -> str:
    return row.application or " ".join(str(part) for part in (row.code, row.cause) if part is not None)
