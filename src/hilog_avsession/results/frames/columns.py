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
from ..json.fields import CODE_COUNT, EVIDENCE, INCIDENT, RECOMMENDATION, SESSION
from ..json.kinds import Field, Fields

Table = Literal["incidents", "signals", "sessions", "codes", "recommendations", "timeline"]


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


def _times(of: str, prefix: str = "", null: str = _NO_TIMES) -> tuple[Column, ...]:
    """Return the four columns of a time: as printed, and three that can be calculated with."""
    before, also = (f"{prefix}_", f"{null}, or ") if prefix else ("", "")
    return (
        Column(prefix or "time", "string", f"{of}, as the log prints it", null),
        Column(f"{before}utc", UTC, f"{of}, in UTC", f"{also}year or zone is not known"),
        Column(f"{before}local", LOCAL, f"{of}, as the device's clock shows it", f"{also}the year is not known"),
        Column(
            f"{before}seconds",
            "Float64",
            f"{of}, from the beginning of the log",
            f"{null}, or no input begins on the same clock",
            "s",
        ),
    )


_SESSION = (
    Column("session_number", "Int64", "the session's `number` in the table `sessions`", _NO_SESSION),
    Column("session", "string", "id of the session, in the most complete form known", _NO_SESSION),
    Column("bundle", "string", "application that owns the session", f"{_NO_SESSION}, or {_UNKNOWN}"),
)
_CODE, _CATEGORY, _CAUSE = _of(INCIDENT, "code", "category", "cause")
_WHERE = _of(EVIDENCE, "source", "line", "text")
_SHARE = Column("share", "float64", "its share of all incidents, 0 to 1")

_INCIDENTS = _and_later(
    INCIDENT,
    (
        *_of(INCIDENT, "id", "code", "native", "category", "cause", "api"),
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
    hidden=("time_epoch", "clock", "year"),
)

_EVIDENCE = _and_later(
    EVIDENCE,
    (
        Column("incident", "int64", "`id` of the incident in the table `incidents`"),
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

_SESSIONS = _and_later(
    SESSION,
    (
        Column("number", "int64", "number of the session in this report, from 1, in the order of appearance"),
        *_of(SESSION, "id", "full_id", "pid", "uid", "user", "bundle", "ability", "tag", "type", "state"),
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
    hidden=("created_clock", "released_clock"),
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
        Column("steps", "string", "what to do; a line of the text for each step"),
        *_of(RECOMMENDATION, "note"),
        Column("description", "string", "what the code means", "the catalogue does not hold the code"),
        Column("because", "string", "places of the first incidents, `file:line`; a line of the text for each"),
    ),
)

_TIMELINE = (
    Column("kind", KIND, "what happened"),
    *_times("time of the event"),
    *(column._replace(null=column.null.replace("incident", "failure")) for column in _SESSION),
    Column("count", "int64", "how often in a row; commands to a session in a row are one event", "", "events"),
    Column("incident", "Int64", "`id` of the incident", "it is not a failure, or its incident is not kept in detail"),
    _CODE._replace(dtype="Int64", null="it is not a failure"),
    _CATEGORY._replace(null="it is not a failure"),
    *_WHERE,
)

COLUMNS: Mapping[Table, tuple[Column, ...]] = {
    "incidents": _INCIDENTS,
    "signals": _EVIDENCE,
    "sessions": _SESSIONS,
    "codes": _CODES,
    "recommendations": _RECOMMENDATIONS,
    "timeline": _TIMELINE,
}
ROWS: Mapping[Table, str] = {
    "incidents": "One row per incident that the report keeps (5,000 by default), in the order of the log.",
    "signals": "One row per line of evidence, up to 20 of an incident, in the order of the incidents.",
    "sessions": "One row per session that the log mentions, in the order of appearance.",
    "codes": "One row per public code, most incidents first. Counts are exact.",
    "recommendations": "One row per code and cause, most incidents first. Counts are exact.",
    "timeline": "One row per event of a session's story and per incident, in the order in which they were read.",
}
