"""From a fleet's report to its tables: each column has a kind, by which every format lays it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from ..messages.lookup import MESSAGES, member_message, message, share
from .figures import chance, figure

if TYPE_CHECKING:
    from ...results.comparison.values import Verdict
    from ...results.fleet.values import (
        Correlation,
        Example,
        FailureReason,
        FleetCause,
        FleetData,
        Group,
        Grouping,
        Outlier,
        Outliers,
        Period,
        Trend,
    )

_Subject_contra = TypeVar("_Subject_contra", contravariant=True)

_META = "meta_"


class CellKind(StrEnum):
    """What a column holds, which decides how it is written."""

    NUMBER = "number"
    WORD = "word"  # a text of this program that is not wrapped
    CHANGE = "change"  # the word for the verdict of the row
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
    """Return the name of an attribute; a column of the user's table keeps its own."""
    known = MESSAGES[lang].get(f"fleet-attribute-{attribute}")
    return known if isinstance(known, str) else attribute.removeprefix(_META)


def tables_of(fleet: FleetData, days: Days) -> Iterator[FleetTable]:
    """Yield the tables that have rows, in the order in which they are read."""
    tables = [
        _causes(fleet, days),
        _correlations(fleet),
        *(_grouping(grouping, fleet.lang) for grouping in fleet.groupings),
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
    )


# ---- columns and their cells -----------------------------------------------------------------------------------------


class _Column(NamedTuple, Generic[_Subject_contra]):
    """A column, and how its cell is made from what a row is about."""

    header: str
    kind: CellKind
    cell: Callable[[_Subject_contra], str]


def _heads(columns: Sequence[_Column[_Subject_contra]]) -> tuple[FleetColumn, ...]:
    return tuple(FleetColumn(column.header, column.kind) for column in columns)


def _cells(columns: Sequence[_Column[_Subject_contra]], subject: _Subject_contra) -> tuple[str, ...]:
    return tuple(column.cell(subject) for column in columns)


def _rate(value: float | None) -> str:
    return "" if value is None else figure(value)


# ---- causes ----------------------------------------------------------------------------------------------------------


def _causes(fleet: FleetData, days: Days) -> FleetTable:
    lang, say = fleet.lang, partial(message, fleet.lang)
    columns: list[_Column[FleetCause]] = [
        _Column(say("fleet-hit"), CellKind.NUMBER, lambda cause: f"{cause.units:,}"),
        _Column(say("share"), CellKind.NUMBER, lambda cause: share(cause.units, fleet.counts.judged)),
        _Column(say("incidents-header"), CellKind.NUMBER, lambda cause: f"{cause.incidents:,}"),
        _Column(say("fleet-per-hour"), CellKind.NUMBER, lambda cause: _rate(cause.rate)),
        _Column(say("fleet-first"), CellKind.WORD, lambda cause: days.shown(cause.first_day)),
        _Column(say("fleet-last"), CellKind.WORD, lambda cause: days.shown(cause.last_day)),
        _Column(say("diff-change"), CellKind.CHANGE, lambda cause: _change(cause.trend, lang)),
        _Column(say("code"), CellKind.CODE, lambda cause: str(cause.code)),
        _Column(say("diff-cause"), CellKind.PROSE, lambda cause: cause.title),
    ]
    rows = tuple(
        FleetRow(_cells(columns, cause), verdict=cause.trend.verdict if cause.trend else None) for cause in fleet.causes
    )
    incidents = say("incidents", fleet.more_incidents)
    more = say("fleet-more-causes", fleet.more_causes, incidents=incidents)
    return FleetTable("causes", say("fleet-causes"), _heads(columns), rows, (more,) if fleet.more_causes else ())


def _change(trend: Trend | None, lang: str) -> str:
    """Return a trend as a word: that of `diff` if it is significant."""
    if trend is None:
        return ""
    return member_message(lang, "diff", trend.verdict) if trend.verdict.is_news else "–"


# ---- what units have in common ---------------------------------------------------------------------------------------


def _correlations(fleet: FleetData) -> FleetTable:
    lang, say = fleet.lang, partial(message, fleet.lang)
    columns: list[_Column[Correlation]] = [
        _Column(say("fleet-with-header"), CellKind.NUMBER, lambda found: _part(found.hit_with, found.units_with, lang)),
        _Column(
            say("fleet-without"), CellKind.NUMBER, lambda found: _part(found.hit_without, found.units_without, lang)
        ),
        _Column(say("fleet-odds"), CellKind.NUMBER, lambda found: _odds(found, lang)),
        _Column("p", CellKind.NUMBER, lambda found: chance(found.adjusted)),
        _Column(say("fleet-in-common"), CellKind.NAME, lambda found: with_value(found.attribute, found.value, lang)),
    ]
    rows = tuple(
        FleetRow((str(cause.code), *_cells(columns, found))) for cause in fleet.causes for found in cause.correlations
    )
    return FleetTable("common", say("fleet-correlations"), (_code_head(lang), *_heads(columns)), rows)


def _code_head(lang: str) -> FleetColumn:
    """Return the column for the code of the cause that a row belongs to."""
    return FleetColumn(message(lang, "code"), CellKind.CODE)


def _part(hit: int, units: int, lang: str) -> str:
    return message(lang, "note-in-brackets", text=share(hit, units), note=f"{hit:,}/{units:,}")


def _odds(found: Correlation, lang: str) -> str:
    ratio, low, high = (figure(value) for value in (found.odds_ratio, found.low, found.high))
    return message(lang, "fleet-interval", ratio=ratio, low=low, high=high)


# ---- groups and days -------------------------------------------------------------------------------------------------


def _grouping(grouping: Grouping, lang: str) -> FleetTable:
    name = attribute_name(grouping.attribute, lang)
    columns: list[_Column[Group]] = [
        *_counted(lang),
        _Column(
            message(lang, "fleet-most"), CellKind.CODE, lambda group: "" if group.code is None else str(group.code)
        ),
        _Column(name[:1].upper() + name[1:], CellKind.NAME, lambda group: group.value),
    ]
    rows = tuple(FleetRow(_cells(columns, group), _part_hit(group)) for group in grouping.groups)
    notes = []
    if grouping.more:
        notes.append(message(lang, "fleet-more-rows", grouping.more))
    if grouping.unknown:
        notes.append(message(lang, "fleet-unknown", grouping.unknown))
    title = message(lang, "fleet-by", what=name)
    return FleetTable(f"by-{grouping.attribute}", title, _heads(columns), rows, tuple(notes))


def _by_day(fleet: FleetData, days: Days) -> FleetTable:
    say = partial(message, fleet.lang)
    columns: list[_Column[Period]] = [
        *_counted(fleet.lang),
        _Column(say("fleet-day"), CellKind.WORD, lambda period: days.span(period.first, period.last)),
    ]
    rows = tuple(FleetRow(_cells(columns, period), _part_hit(period)) for period in fleet.periods)
    notes = (say("fleet-undated", fleet.undated),) if fleet.undated else ()
    return FleetTable("by-day", say("fleet-days"), _heads(columns), rows, notes)


def _counted(lang: str) -> list[_Column[Group | Period]]:
    """Return the columns that count the units of a group or of a period."""
    say = partial(message, lang)
    return [
        _Column(say("fleet-units-header"), CellKind.NUMBER, lambda units: f"{units.units:,}"),
        _Column(say("fleet-hit"), CellKind.NUMBER, lambda units: f"{units.hit:,}"),
        _Column(say("share"), CellKind.NUMBER, lambda units: share(units.hit, units.units) if units.units else ""),
        _Column(say("incidents-header"), CellKind.NUMBER, lambda units: f"{units.incidents:,}"),
        _Column(say("fleet-per-hour"), CellKind.NUMBER, lambda units: _rate(units.rate)),
    ]


def _part_hit(units: Group | Period) -> float:
    return units.hit / units.units if units.units else 0.0


# ---- units -----------------------------------------------------------------------------------------------------------


def _examples(fleet: FleetData) -> FleetTable:
    say = partial(message, fleet.lang)
    columns: list[_Column[Example]] = [
        _Column(say("incidents-header"), CellKind.NUMBER, lambda example: f"{example.incidents:,}"),
        *_naming(fleet.lang),
    ]
    rows = tuple(
        FleetRow((str(cause.code), *_cells(columns, example))) for cause in fleet.causes for example in cause.examples
    )
    return FleetTable("examples", say("fleet-examples"), (_code_head(fleet.lang), *_heads(columns)), rows)


def _outliers(outliers: Outliers, fleet: FleetData) -> FleetTable:
    say = partial(message, fleet.lang)
    columns: list[_Column[Outlier]] = [
        _Column(say("incidents-header"), CellKind.NUMBER, lambda unit: f"{unit.incidents:,}"),
        _Column(say("fleet-most"), CellKind.CODE, lambda unit: f"{unit.code} ({unit.cause_incidents:,})"),
        *_naming(fleet.lang),
    ]
    rows = tuple(FleetRow(_cells(columns, unit)) for unit in outliers.units)
    note = say(
        "fleet-outliers-note",
        outliers.number,
        above=f"{outliers.above:,}",
        share=share(outliers.incidents, fleet.counts.incidents),
        median=f"{outliers.median:g}",
    )
    return FleetTable("outliers", say("fleet-outliers"), _heads(columns), rows, (note,))


def _naming(lang: str) -> list[_Column[Example | Outlier]]:
    """Return the columns that name a unit, and the command that opens it or else where it is."""
    say = partial(message, lang)
    return [
        _Column(say("fleet-unit"), CellKind.NAME, lambda unit: unit.unit),
        _Column(say("fleet-command"), CellKind.COMMAND, lambda unit: unit.command or unit.address),
    ]


def _failures(fleet: FleetData) -> FleetTable:
    lang, say = fleet.lang, partial(message, fleet.lang)
    columns: list[_Column[FailureReason]] = [
        _Column(say("fleet-units-header"), CellKind.NUMBER, lambda failure: f"{failure.units:,}"),
        _Column(say("fleet-reason"), CellKind.NAME, lambda failure: reason_of(failure, lang)),
        _Column(say("fleet-examples-header"), CellKind.NAME, lambda failure: say("list").join(failure.examples)),
    ]
    rows = tuple(FleetRow(_cells(columns, failure)) for failure in fleet.failures)
    notes = (say("fleet-more-rows", fleet.more_failures),) if fleet.more_failures else ()
    return FleetTable("failures", say("fleet-failures"), _heads(columns), rows, notes)


def reason_of(failure: FailureReason, lang: str) -> str:
    """Return why units failed: in English in their own words, in Chinese by the kind of failure, if these are known."""
    meaning = MESSAGES[lang].get(f"fleet-reason-{failure.kind}", "")
    said = failure.reason if lang == "en" else ""
    return said or str(meaning) or failure.reason or message(lang, "fleet-no-reason")
