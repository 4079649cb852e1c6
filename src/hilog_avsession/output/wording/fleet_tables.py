"""From a fleet's report to its tables: each has columns of a kind, so that every format lays them out by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from ...results.comparison.values import Verdict
from ..messages.lookup import MESSAGES, member_message, message, share
from .figures import chance, figure

if TYPE_CHECKING:
    from ...results.fleet.values import (
        Correlation,
        FailureReason,
        FleetCause,
        FleetData,
        Group,
        Grouping,
        Outlier,
        Outliers,
        Trend,
    )

_META = "meta_"


class CellKind(StrEnum):
    """What a column holds, which decides how it is written."""

    NUMBER = "number"
    WORD = "word"  # a text of this program that is not wrapped
    CODE = "code"
    PROSE = "prose"  # a text of the catalogue
    NAME = "name"  # a text from the log, or of the user
    COMMAND = "command"


class FleetColumn(NamedTuple):
    """A column of a table."""

    header: str
    kind: CellKind


class FleetRow(NamedTuple):
    """A row of a table."""

    cells: tuple[str, ...]
    part: float | None = None  # of its bar, up to 1; None: the table has no bars
    verdict: Verdict | None = None  # of a trend


class FleetTable(NamedTuple):
    """A section of the report."""

    name: str  # its address on a page
    title: str
    columns: tuple[FleetColumn, ...]
    rows: tuple[FleetRow, ...]
    notes: tuple[str, ...] = ()  # below it
    change: int | None = None  # the column of the rows' verdicts

    @property
    def has_bars(self) -> bool:
        """Whether its rows have bars."""
        return any(row.part is not None for row in self.rows)


class Days(NamedTuple):
    """How days are written: without the year if all days are of one."""

    has_years: bool

    def shown(self, day: str | None) -> str:
        """Return a day as the report writes it."""
        return "" if day is None else day if self.has_years else day[5:]

    def span(self, first: str, last: str) -> str:
        """Return a day, or a span of days."""
        return self.shown(first) if first == last else f"{self.shown(first)}–{self.shown(last)}"


def days_of(fleet: FleetData) -> Days:
    """Return how days are written in a report, whose head says the year."""
    return Days(len({day[:4] for period in fleet.periods for day in (period.first, period.last)}) > 1)


def with_value(attribute: str, value: str, lang: str) -> str:
    """Return an attribute with its value, such as "build 5.1.0.120"; an application speaks for itself."""
    if attribute.startswith("application"):
        return value or attribute_name(attribute, lang)
    return message(lang, "fleet-with", what=attribute_name(attribute, lang), value=value)


def attribute_name(attribute: str, lang: str) -> str:
    """Return what an attribute is called: a column of the user's table has its own name."""
    known = MESSAGES[lang].get(f"fleet-attribute-{attribute}")
    return known if isinstance(known, str) else attribute.removeprefix(_META)


def tables_of(fleet: FleetData, days: Days) -> Iterator[FleetTable]:
    """Yield the tables that have rows, in the order in which they are read."""
    tables = [
        _causes(fleet, days),
        _correlations(fleet),
        *(_grouping(grouping, fleet) for grouping in fleet.groupings),
        _by_day(fleet, days),
        _examples(fleet),
        *([_outliers(fleet.outliers, fleet)] if fleet.outliers else []),
        _failures(fleet),
    ]
    yield from (_without_empty_columns(table) for table in tables if table.rows)


def _without_empty_columns(table: FleetTable) -> FleetTable:
    """Leave out columns that are empty in all rows: nothing tells the days, or how long sessions lived."""
    kept = [at for at in range(len(table.columns)) if any(row.cells[at] for row in table.rows)]
    return table._replace(
        columns=tuple(table.columns[at] for at in kept),
        rows=tuple(row._replace(cells=tuple(row.cells[at] for at in kept)) for row in table.rows),
        change=kept.index(table.change) if table.change in kept else None,
    )


def _columns(lang: str, kinds: Mapping[str, CellKind]) -> tuple[FleetColumn, ...]:
    """Return columns by the keys of their headers."""
    return tuple(FleetColumn(message(lang, key), kind) for key, kind in kinds.items())


def _rate(value: float | None) -> str:
    return "" if value is None else figure(value)


# ---- causes ----------------------------------------------------------------------------------------------------------


def _causes(fleet: FleetData, days: Days) -> FleetTable:
    lang = fleet.lang
    columns = _columns(
        lang,
        {
            "fleet-hit": CellKind.NUMBER,
            "share": CellKind.NUMBER,
            "incidents-header": CellKind.NUMBER,
            "fleet-per-hour": CellKind.NUMBER,
            "fleet-first": CellKind.WORD,
            "fleet-last": CellKind.WORD,
            "diff-change": CellKind.WORD,
            "code": CellKind.CODE,
            "diff-cause": CellKind.PROSE,
        },
    )
    incidents = message(lang, "incidents", fleet.more_incidents)
    more = message(lang, "fleet-more-causes", fleet.more_causes, incidents=incidents)
    rows = tuple(FleetRow(_cause(cause, fleet, days), verdict=_verdict(cause.trend)) for cause in fleet.causes)
    notes = (more,) if fleet.more_causes else ()
    return FleetTable("causes", message(lang, "fleet-causes"), columns, rows, notes, change=6)


def _cause(cause: FleetCause, fleet: FleetData, days: Days) -> tuple[str, ...]:
    return (
        f"{cause.units:,}",
        share(cause.units, fleet.counts.judged),
        f"{cause.incidents:,}",
        _rate(cause.rate),
        days.shown(cause.first_day),
        days.shown(cause.last_day),
        _change(cause.trend, fleet.lang),
        str(cause.code),
        cause.title,
    )


def _verdict(trend: Trend | None) -> Verdict | None:
    return trend.verdict if trend else None


def _change(trend: Trend | None, lang: str) -> str:
    """Return a trend as a word: that of `diff` if it is significant."""
    if trend is None:
        return ""
    if not trend.verdict.is_news:
        return "–"
    return member_message(lang, "diff", trend.verdict)


# ---- what units have in common ---------------------------------------------------------------------------------------


def _correlations(fleet: FleetData) -> FleetTable:
    lang = fleet.lang
    columns = _columns(
        lang,
        {
            "code": CellKind.CODE,
            "fleet-with-header": CellKind.NUMBER,
            "fleet-without": CellKind.NUMBER,
            "fleet-odds": CellKind.NUMBER,
        },
    )
    columns += (FleetColumn("p", CellKind.NUMBER), *_columns(lang, {"fleet-in-common": CellKind.NAME}))
    rows = tuple(
        FleetRow((str(cause.code), *_correlation(found, lang)))
        for cause in fleet.causes
        for found in cause.correlations
    )
    return FleetTable("common", message(lang, "fleet-correlations"), columns, rows)


def _correlation(found: Correlation, lang: str) -> tuple[str, ...]:
    ratio, low, high = (figure(value) for value in (found.odds_ratio, found.low, found.high))
    return (
        _part(found.hit_with, found.units_with, lang),
        _part(found.hit_without, found.units_without, lang),
        message(lang, "fleet-interval", ratio=ratio, low=low, high=high),
        chance(found.adjusted),
        with_value(found.attribute, found.value, lang),
    )


def _part(hit: int, units: int, lang: str) -> str:
    return message(lang, "note-in-brackets", text=share(hit, units), note=f"{hit:,}/{units:,}")


# ---- groups and days -------------------------------------------------------------------------------------------------


def _grouping(grouping: Grouping, fleet: FleetData) -> FleetTable:
    lang, name = fleet.lang, attribute_name(grouping.attribute, fleet.lang)
    columns = (
        *_counted_columns(lang),
        *_columns(lang, {"fleet-most": CellKind.CODE}),
        FleetColumn(name[:1].upper() + name[1:], CellKind.NAME),
    )
    rows = tuple(FleetRow((*_counts(group), _most(group), group.value), _of(group)) for group in grouping.groups)
    notes = []
    if grouping.more:
        notes.append(message(lang, "fleet-more-rows", grouping.more))
    if grouping.unknown:
        notes.append(message(lang, "fleet-unknown", grouping.unknown))
    title = message(lang, "fleet-by", what=name)
    return FleetTable(f"by-{grouping.attribute}", title, columns, rows, tuple(notes))


def _counted_columns(lang: str) -> tuple[FleetColumn, ...]:
    keys = ("fleet-units-header", "fleet-hit", "share", "incidents-header", "fleet-per-hour")
    return _columns(lang, dict.fromkeys(keys, CellKind.NUMBER))


def _counts(group: Group) -> tuple[str, ...]:
    hit = share(group.hit, group.units)
    return f"{group.units:,}", f"{group.hit:,}", hit, f"{group.incidents:,}", _rate(group.rate)


def _of(group: Group) -> float:
    return group.hit / group.units if group.units else 0.0


def _most(group: Group) -> str:
    return "" if group.code is None else str(group.code)


def _by_day(fleet: FleetData, days: Days) -> FleetTable:
    lang = fleet.lang
    columns = (*_counted_columns(lang), *_columns(lang, {"fleet-day": CellKind.WORD}))
    rows = tuple(
        FleetRow(
            (
                f"{period.units:,}",
                f"{period.hit:,}",
                share(period.hit, period.units) if period.units else "",
                f"{period.incidents:,}",
                _rate(period.rate),
                days.span(period.first, period.last),
            ),
            period.hit / period.units if period.units else 0.0,
        )
        for period in fleet.periods
    )
    notes = (message(lang, "fleet-undated", fleet.undated),) if fleet.undated else ()
    return FleetTable("by-day", message(lang, "fleet-days"), columns, rows, notes)


# ---- units -----------------------------------------------------------------------------------------------------------


def _examples(fleet: FleetData) -> FleetTable:
    lang = fleet.lang
    columns = _columns(
        lang,
        {
            "code": CellKind.CODE,
            "incidents-header": CellKind.NUMBER,
            "fleet-unit": CellKind.NAME,
            "fleet-command": CellKind.COMMAND,
        },
    )
    rows = tuple(
        FleetRow((str(cause.code), f"{example.incidents:,}", example.unit, example.command or example.address))
        for cause in fleet.causes
        for example in cause.examples
    )
    return FleetTable("examples", message(lang, "fleet-examples"), columns, rows)


def _outliers(outliers: Outliers, fleet: FleetData) -> FleetTable:
    lang = fleet.lang
    columns = _columns(
        lang,
        {
            "incidents-header": CellKind.NUMBER,
            "fleet-most": CellKind.CODE,
            "fleet-unit": CellKind.NAME,
            "fleet-command": CellKind.COMMAND,
        },
    )
    rows = tuple(
        FleetRow((f"{each.incidents:,}", _with_count(each), each.unit, each.command or each.address))
        for each in outliers.units
    )
    note = message(
        lang,
        "fleet-outliers-note",
        outliers.number,
        above=f"{outliers.above:,}",
        share=share(outliers.incidents, fleet.counts.incidents),
        median=f"{outliers.median:g}",
    )
    return FleetTable("outliers", message(lang, "fleet-outliers"), columns, rows, (note,))


def _with_count(outlier: Outlier) -> str:
    return f"{outlier.code} ({outlier.cause_incidents:,})"


def _reason(failure: FailureReason, lang: str) -> str:
    """Return why units failed: what they say themselves, or else, and in Chinese, what the word means."""
    meaning = MESSAGES[lang].get(f"fleet-reason-{failure.kind}", "")
    said = failure.reason if lang == "en" else ""
    return said or str(meaning) or failure.reason or message(lang, "fleet-no-reason")


def _failures(fleet: FleetData) -> FleetTable:
    lang = fleet.lang
    columns = _columns(
        lang,
        {
            "fleet-units-header": CellKind.NUMBER,
            "fleet-reason": CellKind.NAME,
            "fleet-examples-header": CellKind.NAME,
        },
    )
    rows = tuple(
        FleetRow(
            (
                f"{failure.units:,}",
                _reason(failure, lang),
                message(lang, "list").join(failure.examples),
            )
        )
        for failure in fleet.failures
    )
    notes = (message(lang, "fleet-more-rows", fleet.more_failures),) if fleet.more_failures else ()
    return FleetTable("failures", message(lang, "fleet-failures"), columns, rows, notes)
