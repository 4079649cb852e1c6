"""From the report to pandas DataFrames, column by column; `columns.py` says what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from ...errors import WrongUsage
from ...knowledge.catalog import CATALOG
from ...model.incidents import Evidence, Session
from ...model.report import CodeCount, Recommendation
from ...model.story import StoryEvent, StoryKind
from ..flat import FLAT
from ..times import Scale, scale_of, zeros
from .columns import COLUMNS, LOCAL, UTC, Choice

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from ...model.report import ReportData
    from .columns import Table

__all__ = ["COLUMNS", "to_frame"]

_Values = Sequence[Any]
_Key = tuple[str | None, str | None, int | None, str | None]  # of a session


def to_frame(report: ReportData, table: Table = "incidents") -> pd.DataFrame:
    """Make one table of the report a DataFrame with the columns and types of COLUMNS, empty or not."""
    import pandas as pd  # noqa: PLC0415  (see Report.to_frame)

    if table not in COLUMNS:
        raise WrongUsage(f"{table!r} is no table of the report; choose one of {', '.join(COLUMNS)}")
    values = _TABLES[table](report)
    return pd.DataFrame({one.name: _array(values[one.name], one.dtype) for one in COLUMNS[table]})


def _array(values: _Values, dtype: str | Choice) -> Any:
    """The values of a column as an array of pandas."""
    import pandas as pd  # noqa: PLC0415  (see Report.to_frame)

    if isinstance(dtype, Choice):
        return pd.Categorical(values, categories=list(dtype.values), ordered=dtype.ordered)
    if dtype in (UTC, LOCAL):
        moments = pd.DatetimeIndex(list(values)).as_unit("ns")
        return moments.tz_localize("UTC") if dtype == UTC else moments
    if dtype == "string":
        values = [one or None for one in values]
    try:
        return pd.array(values, dtype=dtype)  # type: ignore[call-overload]  # of all dtypes
    except UnicodeEncodeError:  # a name of a file that is no text
        return pd.array([one and one.encode("utf-8", "backslashreplace").decode() for one in values], dtype="string")


# ---- times -----------------------------------------------------------------------------------------------------------


class _Times(NamedTuple):
    """When some events happened, as far as the log tells."""

    printed: Sequence[str | None]
    clocks: Sequence[float | None]
    epochs: Sequence[float | None] = ()

    def columns(self, report: ReportData, prefix: str = "") -> dict[str, _Values]:
        """The four columns of a time."""
        import numpy as np  # noqa: PLC0415  (see Report.to_frame)

        scales = np.array(list(map(scale_of, self.printed, self.clocks)), dtype=np.int8)
        clocks = np.array(self.clocks, dtype=np.float64)
        zero = np.full(len(Scale), np.nan)
        for scale, first in zeros(report.inputs).items():
            zero[scale] = first
        epochs = np.array(self.epochs or [None] * len(clocks), dtype=np.float64)
        before = f"{prefix}_" if prefix else ""
        return {
            prefix or "time": self.printed,
            f"{before}utc": _moments(np.where(scales == Scale.EPOCH, clocks, epochs)),
            f"{before}local": _moments(np.where(scales == Scale.LOCAL, clocks, np.nan)),
            f"{before}seconds": np.round(clocks - zero[scales], 6),
        }


def _moments(seconds: np.ndarray[Any, Any]) -> Any:
    """Seconds since 1970 as moments; a float holds no more than microseconds of them."""
    import numpy as np  # noqa: PLC0415  (see Report.to_frame)

    known = np.isfinite(seconds)
    micros = np.round(np.where(known, seconds, 0) * 1e6).astype("datetime64[us]")
    return np.where(known, micros, np.datetime64("NaT", "us"))


# ---- tables ----------------------------------------------------------------------------------------------------------


def _fields(kind: Any, values: Iterable[Any]) -> dict[str, _Values]:
    """Named tuples as columns."""
    values = list(values)
    # field by field: `zip(*values)` takes an iterator for each of them
    return {name: list(map(itemgetter(place), values)) for place, name in enumerate(kind._fields)}


def _session_numbers(report: ReportData) -> dict[_Key, int]:
    return {session.key: number for number, session in enumerate(report.sessions, 1)}


def _incidents(report: ReportData) -> dict[str, _Values]:
    columns = {name: list(map(read, report.incidents)) for name, read in FLAT.items()}
    numbers = _session_numbers(report)
    return {
        **columns,
        **_Times(columns["time"], columns["clock"], columns["time_epoch"]).columns(report),
        "session_number": [one.session and numbers.get(one.session.key) for one in report.incidents],
    }


def _signals(report: ReportData) -> dict[str, _Values]:
    incidents = report.incidents
    one = _fields(Evidence, chain.from_iterable(incident.evidence for incident in incidents))
    return {
        **one,
        **_Times(one["time"], one["clock"], one["time_epoch"]).columns(report),
        "level": [level or None for level in one["level"]],
        "incident": [incident.id for incident in incidents for _ in incident.evidence],
        "code": [incident.code for incident in incidents for _ in incident.evidence],
        "position": [place for incident in incidents for place in range(1, len(incident.evidence) + 1)],
    }


def _sessions(report: ReportData) -> dict[str, _Values]:
    one = _fields(Session, report.sessions)
    told = [{event.time: event.time_epoch for event in story} for story in one["story"]]
    created, released = (
        _Times(
            one[name], one[f"{name}_clock"], [epochs.get(time) for epochs, time in zip(told, one[name], strict=True)]
        )
        for name in ("created", "released")
    )
    return {
        **one,
        **created.columns(report, "created"),
        **released.columns(report, "released"),
        "number": range(1, len(report.sessions) + 1),
        "lifetime": list(map(_lifetime, report.sessions)),
        "controllers": list(map(len, one["controllers"])),
    }


def _lifetime(one: Session) -> float | None:
    """Seconds from creation to release, where one clock has counted both and was not set back."""
    begun, ended = one.created_clock, one.released_clock
    if begun is None or ended is None or scale_of(one.created, begun) is not scale_of(one.released, ended):
        return None
    return round(ended - begun, 6) if ended >= begun else None


def _codes(report: ReportData) -> dict[str, _Values]:
    one = _fields(CodeCount, report.codes)
    return {**one, "share": _shares(report, one["incidents"])}


def _recommendations(report: ReportData) -> dict[str, _Values]:
    one = _fields(Recommendation, report.recommendations)
    return {
        **one,
        "category": _categories(report, one["code"]),
        "share": _shares(report, one["incidents"]),
        "steps": list(map("\n".join, one["steps"])),
        "because": list(map("\n".join, one["because"])),
    }


def _categories(report: ReportData, codes: Iterable[int | None]) -> list[str | None]:
    """The categories of codes, as the report counts them."""
    known = {one.code: one.category for one in report.codes}
    return [None if code is None else known.get(code) or CATALOG.category(code) for code in codes]


def _shares(report: ReportData, incidents: Sequence[int]) -> list[float]:
    whole = report.counts.incidents or 1
    return [one / whole for one in incidents]


# ---- the timeline ----------------------------------------------------------------------------------------------------


def _timeline(report: ReportData) -> dict[str, _Values]:
    """Stories and incidents as one; a failure that a story tells and that is kept stands there once."""
    kept = {(one.evidence[0].place, one.code) for one in report.incidents}
    events = [
        (session, event)
        for session in report.sessions
        for event in session.story
        if (f"{event.source}:{event.line}", event.code) not in kept
    ]
    stories = _story_columns(report, [one for one, _ in events], [one for _, one in events])
    incidents = _incidents(report)
    count = len(report.incidents)
    failures = {**incidents, "kind": [StoryKind.FAILURE] * count, "count": [1] * count, "incident": incidents["id"]}
    rows = {one.name: [*stories[one.name], *failures[one.name]] for one in COLUMNS["timeline"]}
    order = _reading_order(report, rows["source"], rows["line"])
    return {name: [values[place] for place in order] for name, values in rows.items()}


def _story_columns(report: ReportData, sessions: Sequence[Session], events: Sequence[StoryEvent]) -> dict[str, _Values]:
    codes = [one.code for one in events]
    numbers = _session_numbers(report)
    times = _Times([one.time for one in events], [one.clock for one in events], [one.time_epoch for one in events])
    return {
        **times.columns(report),
        "session_number": [numbers[session.key] for session in sessions],
        "session": [session.id for session in sessions],
        "bundle": [session.bundle for session in sessions],
        "kind": [one.kind for one in events],
        "count": [one.count for one in events],
        "incident": [None] * len(events),
        "code": codes,
        "category": _categories(report, codes),
        "source": [one.source for one in events],
        "line": [one.line for one in events],
        "text": [one.text for one in events],
    }


def _reading_order(report: ReportData, sources: Sequence[str], lines: Sequence[int]) -> list[int]:
    """The places of the rows, the first read first; those of one line stay as they are."""
    turns = {name: turn for turn, name in reversed(list(enumerate(one.source for one in report.inputs)))}
    turn = [turns.get(source, len(turns)) for source in sources]
    return sorted(range(len(lines)), key=lambda place: (turn[place], lines[place]))


_TABLES: Mapping[Table, Callable[[ReportData], dict[str, _Values]]] = {
    "incidents": _incidents,
    "signals": _signals,
    "sessions": _sessions,
    "codes": _codes,
    "recommendations": _recommendations,
    "timeline": _timeline,
}
