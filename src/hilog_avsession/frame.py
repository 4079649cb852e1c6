"""The report as pandas DataFrames, for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .errors import WrongUsage
from .model import CodeCount, Incident, Session

if TYPE_CHECKING:
    import pandas as pd

    from .report import Report

# table -> column -> pandas dtype. Times are as the log prints them; `time_epoch` is seconds since 1970 where known.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "incidents": {
        "id": "int64",
        "code": "int64",
        "native": "Int64",
        "category": "category",
        "cause": "category",
        "api": "category",
        "time": "string",
        "time_epoch": "Float64",
        "session": "string",
        "full_id": "string",
        "session_pid": "Int64",
        "bundle": "string",
        "controller_pid": "Int64",
        "controller": "string",
        "process_pid": "Int64",
        "process": "string",
        "cast_device": "string",
        "cast_handle": "string",
        "code_confidence": "category",
        "context_confidence": "category",
        "basis": "category",
        "signals": "int64",
        "source": "string",
        "line": "int64",
        "text": "string",
    },
    "codes": {
        "code": "int64",
        "name": "string",
        "category": "category",
        "title": "string",
        "message": "string",
        "incidents": "int64",
        "signals": "int64",
        "sessions": "int64",
        "controllers": "int64",
        "first_time": "string",
        "last_time": "string",
    },
    "sessions": {
        "id": "string",
        "full_id": "string",
        "pid": "Int64",
        "uid": "Int64",
        "user": "Int64",
        "bundle": "string",
        "ability": "string",
        "tag": "string",
        "type": "category",
        "state": "category",
        "created": "string",
        "released": "string",
        "controllers": "int64",
        "incidents": "int64",
    },
}


def to_frame(report: Report, table: str = "incidents") -> pd.DataFrame:
    """Make one table of the report a DataFrame with the columns and types of COLUMNS, empty or not."""
    import pandas as pd  # noqa: PLC0415  (see Report.to_frame)

    if table not in COLUMNS:
        raise WrongUsage(f"{table!r} is no table of the report; choose one of {', '.join(COLUMNS)}")
    rows = list(_ROWS[table](getattr(report, table)))
    columns = {
        name: pd.Series([row[name] for row in rows], dtype=_dtype(dtype)) for name, dtype in COLUMNS[table].items()
    }
    return pd.DataFrame(columns)


def _dtype(name: str) -> Any:
    import pandas as pd  # noqa: PLC0415

    return pd.CategoricalDtype() if name == "category" else name


def _incident_rows(incidents: Iterable[Incident]) -> Iterator[dict[str, Any]]:
    for one in incidents:
        lead, session, controller, process, cast = one.evidence[0], one.session, one.controller, one.process, one.cast
        yield {
            "id": one.id,
            "code": one.code,
            "native": one.native,
            "category": one.category,
            "cause": one.cause,
            "api": one.api,
            "time": one.time,
            "time_epoch": one.time_epoch,
            "session": session.id if session else None,
            "full_id": session.full_id if session else None,
            "session_pid": session.pid if session else None,
            "bundle": session.bundle if session else None,
            "controller_pid": controller.pid if controller else None,
            "controller": controller.process if controller else None,
            "process_pid": process.pid if process else None,
            "process": process.process if process else None,
            "cast_device": cast.device if cast else None,
            "cast_handle": cast.handle if cast else None,
            "code_confidence": one.code_confidence.value,
            "context_confidence": one.context_confidence.value,
            "basis": one.basis.value,
            "signals": one.signals,
            "source": lead.source,
            "line": lead.line,
            "text": lead.text,
        }


def _code_rows(codes: Iterable[CodeCount]) -> Iterator[dict[str, Any]]:
    for one in codes:
        yield {name: getattr(one, name) for name in COLUMNS["codes"]}


def _session_rows(sessions: Iterable[Session]) -> Iterator[dict[str, Any]]:
    for one in sessions:
        row = {name: getattr(one, name) for name in COLUMNS["sessions"]}
        yield {**row, "controllers": len(one.controllers)}


_ROWS: dict[str, Any] = {"incidents": _incident_rows, "codes": _code_rows, "sessions": _session_rows}
