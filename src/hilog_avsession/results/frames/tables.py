"""From a report to pandas DataFrames, column by column; `columns.py` describes the columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ...knowledge.catalog import CATALOG
from ...model.arguments import word
from ...model.characters import encodable
from ...model.incidents import Evidence, Session, SessionKey
from ...model.inputs import Input
from ...model.report import ApplicationCount, CodeCount, DeviceCount, Recommendation
from ...model.story import StoryEvent, StoryKind
from ..by_input import outermost
from ..flat import FLAT
from ..times import scale_of
from .columns import COLUMNS, ELAPSED, LIST, LOCAL, UTC, Choice
from .times import Times, Zeros, filled, spans

if TYPE_CHECKING:
    import pandas as pd

    from ...model.report import ReportData
    from .columns import Table

_Values = Sequence[Any]


def to_frame(report: ReportData, table: Table = "incidents") -> pd.DataFrame:
    """Return one table of the report as a DataFrame. Its columns and types are always those of COLUMNS."""
    import pandas as pd

    word("a table of the report", table, tuple(COLUMNS))
    values = values_of(report, table)
    columns = ((column.name, values[column.renamed or column.name], column.dtype) for column in COLUMNS[table])
    return pd.DataFrame({name: _array(given, dtype) for name, given, dtype in columns})


def values_of(report: ReportData, table: Table) -> Mapping[str, _Values]:
    """Return the values of a table by column, old names excluded: texts, numbers, dates of numpy, spans in seconds."""
    return _TABLES[table](report)


def _array(values: _Values, dtype: str | Choice) -> Any:
    """Return the values of a column as an array of pandas."""
    import pandas as pd

    if isinstance(dtype, Choice):
        return pd.Categorical(values, categories=list(dtype.values), ordered=dtype.ordered)
    if dtype in (UTC, LOCAL):
        dates = pd.DatetimeIndex(list(values)).as_unit("ns")
        return dates.tz_localize("UTC") if dtype == UTC else dates
    if dtype == ELAPSED:
        return spans(values)
    if dtype == LIST:
        return pd.Series([list(texts) for texts in values], dtype=LIST)
    if dtype == "string":
        values = [text or None for text in values]
    try:
        return pd.array(values, dtype=dtype)  # type: ignore[call-overload]  # pandas-stubs has no overload for a dtype of any name
    except UnicodeEncodeError:  # a file name that is not valid Unicode
        return pd.array([text and encodable(text) for text in values], dtype="string")


# ---- tables ----------------------------------------------------------------------------------------------------------


def _fields(kind: Any, values: Iterable[Any]) -> dict[str, _Values]:
    """Return named tuples as columns."""
    values = list(values)
    # `zip(*values)` would need an iterator for each value
    return {name: list(map(itemgetter(place), values)) for place, name in enumerate(kind._fields)}


def _session_numbers(report: ReportData) -> dict[SessionKey, int]:
    return {session.key: number for number, session in enumerate(report.sessions, 1)}


def _incidents(report: ReportData) -> dict[str, _Values]:
    columns = {name: list(map(read, report.incidents)) for name, read in FLAT.items()}
    numbers = _session_numbers(report)
    return {
        **columns,
        **_timed(report, columns),
        "incident": columns["id"],
        "session_number": [incident.session and numbers.get(incident.session.key) for incident in report.incidents],
    }


def _signals(report: ReportData) -> dict[str, _Values]:
    incidents = report.incidents
    lines = _fields(Evidence, chain.from_iterable(incident.evidence for incident in incidents))
    return {
        **lines,
        **_timed(report, lines),
        "level": [level or None for level in lines["level"]],
        "incident": [incident.id for incident in incidents for _ in incident.evidence],
        "code": [incident.code for incident in incidents for _ in incident.evidence],
        "position": [place for incident in incidents for place in range(1, len(incident.evidence) + 1)],
    }


def _sessions(report: ReportData) -> dict[str, _Values]:
    sessions = _fields(Session, report.sessions)
    created, released = (
        Times(sessions[name], sessions[f"{name}_clock"], list(map(_epoch, sessions["story"], sessions[name])))
        for name in ("created", "released")
    )
    return {
        **sessions,
        **created.columns(report, "created"),
        **released.columns(report, "released"),
        "session_number": range(1, len(report.sessions) + 1),
        "session": sessions["id"],
        "session_pid": sessions["pid"],
        "lifetime": list(map(_lifetime, report.sessions)),
        "controllers": list(map(len, sessions["controllers"])),
    }


def _epoch(story: Iterable[StoryEvent], time: str | None) -> float | None:
    """Return the seconds since 1970 of a printed time that a session's story mentions."""
    return {event.time: event.time_epoch for event in story}.get(time or "")


def _lifetime(session: Session) -> float | None:
    """Return the seconds from creation to release, if both are of one scale and the clock was not set back."""
    begun, ended = session.created_clock, session.released_clock
    if begun is None or ended is None or scale_of(session.created, begun) is not scale_of(session.released, ended):
        return None
    return round(ended - begun, 6) if ended >= begun else None


def _codes(report: ReportData) -> dict[str, _Values]:
    codes = _fields(CodeCount, report.codes)
    return {**codes, "share": _shares(report, codes["incidents"])}


def _recommendations(report: ReportData) -> dict[str, _Values]:
    advice = _fields(Recommendation, report.recommendations)
    return {
        **advice,
        "category": _categories(report, advice["code"]),
        "share": _shares(report, advice["incidents"]),
    }


def _applications(report: ReportData) -> dict[str, _Values]:
    counts = _fields(ApplicationCount, report.applications)
    return {**counts, "share": _shares(report, counts["incidents"])}


def _devices(report: ReportData) -> dict[str, _Values]:
    counts = _fields(DeviceCount, report.devices)
    return {**counts, "share": _shares(report, counts["incidents"])}


def _inputs(report: ReportData) -> dict[str, _Values]:
    inputs = _fields(Input, report.inputs)
    since = Zeros(report)
    return {
        **inputs,
        "input": list(map(outermost, report.inputs)),
        "first_elapsed": since.elapsed(inputs["first_time"], inputs["first_clock"]),
        "last_elapsed": since.elapsed(inputs["last_time"], inputs["last_clock"]),
        "error": [error and error.kind for error in inputs["error"]],
    }


def _timed(report: ReportData, rows: Mapping[str, _Values]) -> dict[str, _Values]:
    """Return the columns of the times of rows; rows without a time get the `elapsed` of the row before."""
    times = Times(rows["time"], rows["clock"], rows["time_epoch"]).columns(report)
    return {**times, "elapsed": filled(times["elapsed"], rows["source"])}


def _categories(report: ReportData, codes: Iterable[int | None]) -> list[str | None]:
    """Return the categories of codes, as the report counts them."""
    known = {count.code: count.category for count in report.codes}
    return [None if code is None else known.get(code) or CATALOG.category(code) for code in codes]


def _shares(report: ReportData, incidents: Sequence[int]) -> list[float]:
    whole = report.counts.incidents or 1
    return [count / whole for count in incidents]


# ---- the timeline ----------------------------------------------------------------------------------------------------


def _timeline(report: ReportData) -> dict[str, _Values]:
    """Return stories and incidents together; a failure in a story whose incident is kept appears once."""
    kept = {(incident.evidence[0].place, incident.code) for incident in report.incidents}
    events = [
        (session, event)
        for session in report.sessions
        for event in session.story
        if (f"{event.source}:{event.line}", event.code) not in kept
    ]
    stories = _story_columns(report, [session for session, _ in events], [event for _, event in events])
    incidents = _incidents(report)
    count = len(report.incidents)
    failures = {**incidents, "kind": [StoryKind.FAILURE] * count, "count": [1] * count}
    rows = {name: [*stories[name], *failures[name]] for name in (column.name for column in COLUMNS["timeline"])}
    order = _reading_order(report, rows["source"], rows["line"])
    rows = {name: [values[place] for place in order] for name, values in rows.items()}
    return {**rows, "elapsed": filled(rows["elapsed"], rows["source"])}


def _story_columns(report: ReportData, sessions: Sequence[Session], events: Sequence[StoryEvent]) -> dict[str, _Values]:
    codes = [event.code for event in events]
    numbers = _session_numbers(report)
    times = Times(
        [event.time for event in events], [event.clock for event in events], [event.time_epoch for event in events]
    )
    return {
        **times.columns(report),
        "session_number": [numbers[session.key] for session in sessions],
        "session": [session.id for session in sessions],
        "bundle": [session.bundle for session in sessions],
        "kind": [event.kind for event in events],
        "count": [event.count for event in events],
        "incident": [None] * len(events),
        "code": codes,
        "category": _categories(report, codes),
        "source": [event.source for event in events],
        "line": [event.line for event in events],
        "text": [event.text for event in events],
    }


def _reading_order(report: ReportData, sources: Sequence[str], lines: Sequence[int]) -> list[int]:
    """Return the positions of the rows in the order of reading; rows of the same line keep their order."""
    turns = {log.source: turn for turn, log in reversed(list(enumerate(report.inputs)))}
    turn = [turns.get(source, len(turns)) for source in sources]
    return sorted(range(len(lines)), key=lambda place: (turn[place], lines[place]))


_TABLES: Mapping[Table, Callable[[ReportData], dict[str, _Values]]] = {
    "incidents": _incidents,
    "signals": _signals,
    "sessions": _sessions,
    "codes": _codes,
    "recommendations": _recommendations,
    "timeline": _timeline,
    "applications": _applications,
    "devices": _devices,
    "inputs": _inputs,
}
