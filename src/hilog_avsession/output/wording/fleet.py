"""From a fleet's report to its first texts: what was found, what the figures leave out, and what hits most units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ...results.comparison.values import Verdict
from ..messages.lookup import member_message, message, share
from .figures import figure, sparkline
from .fleet_tables import FleetTable, attribute_name, days_of, tables_of, with_value
from .terms import Prose

if TYPE_CHECKING:
    from ...results.fleet.values import Correlation, FleetCause, FleetData, Trend
    from .fleet_tables import Days

_BRIEF = 3  # causes on the first screen


class FleetCauseText(NamedTuple):
    """A cause in brief; empty texts are not shown."""

    rank: int
    code: int
    title: Prose
    amount: str  # units, devices and incidents
    change: str  # since when, and whether it is getting worse
    verdict: Verdict | None
    chart: str  # share of units hit over time, in block characters
    bars: tuple[FleetBar, ...]  # the same for a page
    common: str  # what its units have in common
    step: Prose
    command: str  # that opens the unit which shows it best
    address: str  # of that unit, if no command opens it


class FleetBar(NamedTuple):
    """The share of units that a cause hits in one period."""

    height: float  # 1 for the largest share
    label: str


class FleetText(NamedTuple):
    """The report of a fleet."""

    headline: str
    read: str
    filtered: str  # what was chosen, and what is left out
    warnings: str
    causes: tuple[FleetCauseText, ...]
    more: str  # on the other causes
    tables: tuple[FleetTable, ...]
    notes: tuple[str, ...]  # how it was counted


def fleet_text(fleet: FleetData) -> FleetText:
    """Return all texts of a fleet's report."""
    days = days_of(fleet)
    rest = fleet.causes[_BRIEF:]
    incidents = sum(cause.incidents for cause in rest) + fleet.more_incidents
    more = message(
        fleet.lang, "more-causes", len(rest) + fleet.more_causes, incidents=message(fleet.lang, "incidents", incidents)
    )
    return FleetText(
        headline=headline(fleet),
        read=_read(fleet),
        filtered=_filtered(fleet),
        warnings=_warnings(fleet),
        causes=tuple(_brief(rank, cause, fleet, days) for rank, cause in enumerate(fleet.causes[:_BRIEF], start=1)),
        more=more if rest else "",
        tables=tuple(tables_of(fleet, days)),
        notes=tuple(_notes(fleet, days)),
    )


# ---- the head --------------------------------------------------------------------------------------------------------


def headline(fleet: FleetData) -> str:
    """Return how many units have failures, of how many causes."""
    lang, counts = fleet.lang, fleet.counts
    if not counts.judged:
        why = "empty" if not counts.units else "unread" if counts.failed == counts.units else "foreign"
        return message(lang, f"fleet-found-{why}")
    if not counts.hit:
        return message(lang, "fleet-found-none", counts.judged)
    causes, units = len(fleet.causes) + fleet.more_causes, _of_units(counts.hit, counts.judged, lang)
    return message(lang, "fleet-found", causes, units=units, share=share(counts.hit, counts.judged))


def _of_units(hit: int, units: int, lang: str) -> str:
    return message(lang, "fleet-of-units", units, hit=f"{hit:,}")


def _read(fleet: FleetData) -> str:
    """Return what the fleet covers."""
    lang, counts = fleet.lang, fleet.counts
    parts = []
    if fleet.periods:
        first, last = fleet.periods[0].first, fleet.periods[-1].last
        parts.append(first if first == last else message(lang, "fleet-span", first=first, last=last))
    if counts.units:
        parts.append(message(lang, "fleet-units", counts.units))
    if counts.devices is not None:
        hit = f"{counts.devices_hit or 0:,}"
        parts.append(message(lang, "fleet-devices", counts.devices, hit=hit))
    if counts.hit:
        parts.append(message(lang, "incidents", counts.incidents))
    if counts.session_hours is not None:
        parts.append(message(lang, "fleet-hours", hours=figure(counts.session_hours)))
    return message(lang, "comma").join(parts)


def _filtered(fleet: FleetData) -> str:
    """Return which units and incidents were chosen."""
    what = message(fleet.lang, "list").join(fleet.filters)
    if not fleet.filters:
        return ""
    if not fleet.left_out:
        return message(fleet.lang, "fleet-only-all", what=what)
    return message(fleet.lang, "fleet-only", fleet.left_out, what=what)


def _warnings(fleet: FleetData) -> str:
    """Return which units the figures leave out, and which they count too low."""
    counts, lang = fleet.counts, fleet.lang
    numbers = {
        "fleet-failed": counts.failed,
        "fleet-partial": counts.partial,
        "fleet-foreign": counts.units - counts.failed - counts.judged,
        "fleet-lossy": counts.lossy,
    }
    said = [message(lang, key, number) for key, number in numbers.items() if number]
    return message(lang, "fleet-warning", what=message(lang, "semicolon").join(said)) if said else ""


# ---- causes in brief -------------------------------------------------------------------------------------------------


def _brief(rank: int, cause: FleetCause, fleet: FleetData, days: Days) -> FleetCauseText:
    lang = fleet.lang
    parts = tuple(
        hit / period.units if period.units else 0.0 for hit, period in zip(cause.by_period, fleet.periods, strict=True)
    )
    since = [message(lang, "fleet-since", day=days.shown(cause.first_day))] if cause.first_day else []
    if cause.last_day and cause.last_day < fleet.periods[-1].first:
        since.append(message(lang, "fleet-until", day=days.shown(cause.last_day)))
    change = [_change(cause.trend, lang)] if cause.trend else []
    best = next(iter(cause.examples), None)
    return FleetCauseText(
        rank=rank,
        code=cause.code,
        title=Prose(cause.title),
        amount=message(lang, "comma").join(_amounts(cause, fleet)),
        change=message(lang, "comma").join([*since, *change]),
        verdict=cause.trend.verdict if cause.trend else None,
        chart=sparkline(parts) if len(parts) > 1 else "",
        bars=tuple(_bars(cause, parts, fleet, days)) if len(parts) > 1 else (),
        common=_common(cause.correlations[0], lang) if cause.correlations else "",
        step=Prose(cause.step),
        command=best.command if best else "",
        address=best.address if best and not best.command else "",
    )


def _bars(cause: FleetCause, parts: Sequence[float], fleet: FleetData, days: Days) -> Iterator[FleetBar]:
    """Yield a bar for each period; `parts` are the shares of its units that the cause hits, up to 1."""
    most = max(parts) or 1.0
    for hit, part, period in zip(cause.by_period, parts, fleet.periods, strict=True):
        shown = share(hit, period.units) if period.units else "–"
        label = message(fleet.lang, "fleet-bar", day=days.span(period.first, period.last), share=shown)
        yield FleetBar(part / most, label)


def _amounts(cause: FleetCause, fleet: FleetData) -> Iterator[str]:
    lang, counts = fleet.lang, fleet.counts
    units = _of_units(cause.units, counts.judged, lang)
    yield message(lang, "fleet-and-share", units=units, share=share(cause.units, counts.judged))
    if cause.devices is not None and counts.devices is not None:
        yield message(lang, "fleet-devices", counts.devices, hit=f"{cause.devices:,}")
    yield message(lang, "incidents", cause.incidents)


def _change(trend: Trend, lang: str) -> str:
    """Return whether a cause hits more units than before."""
    earlier = share(trend.earlier_hit, trend.earlier_units)
    later = share(trend.later_hit, trend.later_units)
    if trend.verdict is Verdict.TOO_FEW:
        return message(lang, "fleet-few")
    if not trend.verdict.is_news:
        return message(lang, "fleet-steady")
    change = member_message(lang, "diff", trend.verdict)
    return message(lang, "fleet-changed", change=change, earlier=earlier, later=later)


def _common(found: Correlation, lang: str) -> str:
    return message(
        lang,
        "fleet-common",
        what=with_value(found.attribute, found.value, lang),
        share=share(found.hit_with, found.units_with),
        others=share(found.hit_without, found.units_without),
    )


# ---- how it was counted ----------------------------------------------------------------------------------------------


def _notes(fleet: FleetData, days: Days) -> Iterator[str]:
    lang, level = fleet.lang, f"{fleet.level:g}"
    if not fleet.counts.judged:
        return
    yield message(lang, "fleet-note-unit", fleet.counts.judged)
    if fleet.counts.units_of_no_device:
        yield message(lang, "fleet-note-devices", fleet.counts.units_of_no_device)
    if fleet.counts.rate is not None:
        yield message(lang, "fleet-note-rate")
    since = next((cause.trend.since for cause in fleet.causes if cause.trend), None)
    if since is not None:
        yield message(lang, "fleet-note-trend", max(fleet.trend_tests, 1), since=days.shown(since), level=level)
    if any(cause.correlations for cause in fleet.causes):
        yield message(lang, "fleet-note-common", fleet.correlation_tests, level=level)
    if fleet.ungrouped:
        names = message(lang, "list").join(attribute_name(name, lang) for name in fleet.ungrouped)
        yield message(lang, "fleet-note-ungrouped", names=names)
