"""The columns of the report's tables: name, type, meaning, unit, and when they are null.

A field of an incident, a session, ... that fits into a cell becomes the last column of its table by itself. For any
other column put a row here and its values into `tables.py`. `python tests/bless_frames.py` writes docs/frames.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from ...knowledge.catalog import ALL_CATEGORIES
from ...model.events import Basis, Confidence, Form
from ...model.story import StoryKind
from ..json.fields import (
    APPLICATION_COUNT,
    CODE_COUNT,
    DEVICE_COUNT,
    EVIDENCE,
    INCIDENT,
    INPUT,
    RECOMMENDATION,
    SESSION,
)
from ..json.kinds import Field, Fields

Table = Literal[
    "incidents", "signals", "sessions", "codes", "recommendations", "timeline", "applications", "devices", "inputs"
]


class Choice(NamedTuple):
    """The values that a categorical column can have, the same in every report."""

    name: str
    values: tuple[str, ...]
    ordered: bool = False  # from least to most


class Column(NamedTuple):
    """One column of a table."""

    name: str
    dtype: str | Choice  # of pandas
    meaning: str
    null: str = ""  # when there is no value; empty: never
    unit: str = ""
    renamed: str = ""  # the column whose old name this is

    def as_old(self, name: str) -> Column:
        """Return the same column under its old name, which is kept for one release."""
        return self._replace(name=name, meaning=f"old name of `{self.name}`, until release 0.2", renamed=self.name)


CATEGORY = Choice("category", ALL_CATEGORIES)
CONFIDENCE = Choice("confidence", tuple(word.value for word in reversed(Confidence)), ordered=True)
BASIS = Choice("basis", tuple(word.value for word in Basis))
FORM = Choice("form", tuple(word.value for word in Form))
LEVEL = Choice("level", ("D", "I", "W", "E", "F"), ordered=True)
STATE = Choice("state", ("alive", "released"))
KIND = Choice("kind", tuple(word.value for word in StoryKind))
CHOICES = (CATEGORY, CONFIDENCE, BASIS, FORM, LEVEL, STATE, KIND)

UTC = "datetime64[ns, UTC]"
LOCAL = "datetime64[ns]"
ELAPSED = "timedelta64[ns]"
LIST = "object"  # of texts

_UNKNOWN = "the log does not show it"
_NO_TIMES = "the log prints no times"
_NO_SESSION = "the incident is linked to no session"
_NULLABLE = {"int64": "Int64", "float64": "Float64", "bool": "boolean"}
_UNITS = {"incidents": "incidents", "signals": "records", "sessions": "sessions", "controllers": "processes"}


def _of(fields: Fields, *names: str) -> tuple[Column, ...]:
    """Return the columns of some fields that fit into a cell."""
    cells = fields.cells()
    return tuple(_column(name, cells[name]) for name in names)


def _column(name: str, field: Field) -> Column:
    null, dtype = field.null or field.absent, field.kind.dtype
    choice = next((choice for choice in CHOICES if choice.name == dtype), None)
    nullable = _NULLABLE.get(dtype, dtype) if null else dtype
    return Column(name, choice or nullable, field.meaning, null, _UNITS.get(name, ""))


def _and_later(fields: Fields, columns: tuple[Column, ...], hidden: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return columns, followed by those of fields added later; the values of hidden fields are in other columns."""
    listed = {*hidden, *(column.name for column in columns)}
    return (*columns, *_of(fields, *(name for name in fields.cells() if name not in listed)))


def _elapsed(of: str, name: str = "elapsed", null: str = "the input prints no times") -> Column:
    return Column(name, ELAPSED, f"{of}, since the first line of the log", null)


def _times(of: str, prefix: str = "", null: str = _NO_TIMES) -> tuple[Column, ...]:
    """Return the five columns of a time: as printed, and four that can be calculated with."""
    before, also = (f"{prefix}_", f"{null}, or ") if prefix else ("", "")
    return (
        Column(prefix or "time", "string", f"{of}, as the log prints it", null),
        Column(f"{before}utc", UTC, f"{of}, in UTC", f"{also}year or zone is not known, or the year is after 2254"),
        Column(
            f"{before}local",
            LOCAL,
            f"{of}, as the device's clock shows it",
            f"{also}the year is not known, or after 2254",
        ),
        Column(
            f"{before}seconds",
            "Float64",
            f"{of}, from the beginning of the log",
            f"{null}, or no input begins on the same clock",
            "s",
        ),
        _elapsed(of, f"{before}elapsed", null) if prefix else _elapsed(of),
    )


_INCIDENT = Column("incident", "int64", "number of the incident in this report, from 1")
_SESSION = (
    Column("session_number", "Int64", "number of the session in this report, from 1", _NO_SESSION),
    Column("session", "string", "id of the session, in the most complete form known", _NO_SESSION),
    Column("bundle", "string", "application that owns the session", f"{_NO_SESSION}, or {_UNKNOWN}"),
)
_CODE, _CATEGORY, _CAUSE = _of(INCIDENT, "code", "category", "cause")
_WHERE = _of(EVIDENCE, "source", "line", "text")
_SHARE = Column("share", "float64", "its share of all incidents, 0 to 1")

_INCIDENTS = _and_later(
    INCIDENT,
    (
        _INCIDENT,
        *_of(INCIDENT, "code", "native", "category", "cause", "api"),
        *_times("time of its first line"),
        *_SESSION,
        *_of(SESSION, "full_id"),
        Column("session_pid", "Int64", "process that owns the session", _UNKNOWN),
        Column("controller_pid", "Int64", "process through which the call came", "no controller is known"),
        Column("controller", "string", "its name", "no controller is known, or not its name"),
        Column("process_pid", "Int64", "application process that saw the failure", "only the service reported it"),
        Column("process", "string", "its name", "only the service reported it, or the name is not known"),
        Column("cast_device", "string", "device that was cast to", "no cast, or its device is not known"),
        Column("cast_handle", "string", "handle of the cast", "no cast, or its handle is not known"),
        *_of(INCIDENT, "code_confidence", "context_confidence", "basis"),
        Column("candidates", "int64", "other sessions that it may belong to", "", "sessions"),
        *_of(INCIDENT, "signals"),
        *_WHERE,
    ),
    hidden=("id", "time_epoch", "clock", "year"),
)

_EVIDENCE = _and_later(
    EVIDENCE,
    (
        _INCIDENT,
        Column("position", "int64", "place among the lines of its incident, from 1, in the order of the log"),
        _CODE._replace(meaning="public error code of the incident"),
        *_times("time of the line"),
        *_of(EVIDENCE, "pid", "process"),
        Column("level", LEVEL, "level of the line", "the layout has no level, or the line an unknown one"),
        *_of(EVIDENCE, "form"),
        *_WHERE,
    ),
    hidden=("time_epoch", "clock"),
)

_NUMBER = Column("session_number", "int64", "number of the session in this report, from 1, in the order of appearance")
_ID = Column("session", "string", "id in the most complete form known", SESSION["id"].null)
_OWNER = Column("session_pid", "Int64", "process that owns it", _UNKNOWN)
_SESSIONS = _and_later(
    SESSION,
    (
        _NUMBER,
        _ID,
        *_of(SESSION, "full_id"),
        _OWNER,
        *_of(SESSION, "uid", "user", "bundle", "ability", "tag", "type", "state"),
        *_times("time of its creation", "created", SESSION["created"].null),
        *_times("time of its release", "released", SESSION["released"].null),
        Column(
            "lifetime",
            "Float64",
            "from creation to release",
            "one of the two is not known, or the clock was set back",
            "s",
        ),
        Column("controllers", "int64", "processes that controlled it", "", "processes"),
        *_of(SESSION, "incidents"),
    ),
    hidden=("id", "pid", "created_clock", "released_clock"),
)

_CODES = _and_later(
    CODE_COUNT,
    (
        _CODE,
        Column("name", "string", "its symbol, such as `ERR_CODE_MESSAGE_OVERLOAD`", "it has none"),
        _CATEGORY,
        *_of(CODE_COUNT, "title"),
        Column("message", "string", "the interface's own text for it", "it has none"),
        *_of(CODE_COUNT, "incidents"),
        _SHARE,
        *_of(CODE_COUNT, "signals", "sessions", "controllers", "first_time", "last_time"),
    ),
)

_RECOMMENDATIONS = _and_later(
    RECOMMENDATION,
    (
        *_of(RECOMMENDATION, "rank"),
        _CODE,
        _CATEGORY,
        _CAUSE,
        *_of(RECOMMENDATION, "incidents"),
        _SHARE,
        *_of(RECOMMENDATION, "title"),
        Column("steps", LIST, "what to do: a list of texts"),
        *_of(RECOMMENDATION, "note"),
        Column("description", "string", "what the code means", "the catalogue does not hold the code"),
        Column("because", LIST, "places of the first incidents: a list of `file:line`"),
    ),
)

_TIMELINE = (
    Column("kind", KIND, "what happened"),
    *_times("time of the event"),
    *(column._replace(null=column.null.replace("incident", "failure")) for column in _SESSION),
    Column("count", "int64", "how often in a row; commands to a session in a row are one event", "", "events"),
    _INCIDENT._replace(dtype="Int64", null="it is not a failure, or its incident is not kept in detail"),
    _CODE._replace(dtype="Int64", null="it is not a failure"),
    _CATEGORY._replace(null="it is not a failure"),
    *_WHERE,
)

_APPLICATIONS = _and_later(
    APPLICATION_COUNT, (*_of(APPLICATION_COUNT, "bundle", "incidents"), _SHARE, *_of(APPLICATION_COUNT, "sessions"))
)

_DEVICES = _and_later(
    DEVICE_COUNT, (*_of(DEVICE_COUNT, "device", "incidents"), _SHARE, *_of(DEVICE_COUNT, "sessions", "lines"))
)

_INPUTS = _and_later(
    INPUT,
    (
        _of(EVIDENCE, "source")[0]._replace(meaning="name of the input, as the other tables name it"),
        Column("input", "string", "file, archive or device that holds it; its own name if nothing does"),
        *_of(INPUT, "layout", "lines", "incidents", "first_time", "last_time"),
        _elapsed("time of its first line", "first_elapsed", "it prints no times"),
        _elapsed("time of its last line", "last_elapsed", "it prints no times"),
        Column("error", "string", "why it could not be read: a word, such as `not-hilog`", "it could be read"),
        Column("container", LIST, "archives and compressions around it, the outermost first: a list of texts"),
    ),
    hidden=("first_clock", "last_clock"),
)

# renamed so that columns that join tables have one name; the old names stay, as the last columns, for one release
_OLD_NAMES: Mapping[Table, Mapping[str, str]] = {
    "incidents": {"id": "incident"},
    "sessions": {"number": "session_number", "id": "session", "pid": "session_pid"},
}


def _with_old_names(table: Table, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    named = {column.name: column for column in columns}
    return (*columns, *(named[new].as_old(old) for old, new in _OLD_NAMES.get(table, {}).items()))


_NEW: Mapping[Table, tuple[Column, ...]] = {
    "incidents": _INCIDENTS,
    "signals": _EVIDENCE,
    "sessions": _SESSIONS,
    "codes": _CODES,
    "recommendations": _RECOMMENDATIONS,
    "timeline": _TIMELINE,
    "applications": _APPLICATIONS,
    "devices": _DEVICES,
    "inputs": _INPUTS,
}
COLUMNS: Mapping[Table, tuple[Column, ...]] = {
    table: _with_old_names(table, columns) for table, columns in _NEW.items()
}
ROWS: Mapping[Table, str] = {
    "incidents": "One row per incident that the report keeps (5,000 by default), in the order of the log.",
    "signals": "One row per line of evidence, up to 20 of an incident, in the order of the incidents.",
    "sessions": "One row per session that the log mentions, in the order of appearance.",
    "codes": "One row per public code, most incidents first. Counts are exact.",
    "recommendations": "One row per code and cause, most incidents first. Counts are exact.",
    "timeline": "One row per event of a session's story and per incident, in the order in which they were read.",
    "applications": "One row per application with incidents, most incidents first. Counts are exact.",
    "devices": "One row per named device, most incidents first. Counts are exact.",
    "inputs": "One row per input: a file, a file in an archive, or a device, in the order of reading.",
}
