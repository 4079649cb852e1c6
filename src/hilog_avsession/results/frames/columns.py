"""From the report's tables to their columns: what each is called, its type, its unit, what it means, when it is null.

To add a column, put a row here and its values into `frame.py`: docs/frames.md and the tests take it from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from ...knowledge.catalog import ALL_CATEGORIES
from ...model.events import Basis, Confidence, Form
from ...model.story import StoryKind

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
CONFIDENCE = Choice("confidence", tuple(one.value for one in reversed(Confidence)), ordered=True)
BASIS = Choice("basis", tuple(one.value for one in Basis))
FORM = Choice("form", tuple(one.value for one in Form))
LEVEL = Choice("level", ("D", "I", "W", "E", "F"), ordered=True)
STATE = Choice("state", ("alive", "released"))
KIND = Choice("kind", tuple(one.value for one in StoryKind))
CHOICES = (CATEGORY, CONFIDENCE, BASIS, FORM, LEVEL, STATE, KIND)

UTC = "datetime64[ns, UTC]"
LOCAL = "datetime64[ns]"

_UNTOLD = "the log does not tell"
_NO_SESSION = "the incident is linked to no session"


def _times(of: str, prefix: str = "", null: str = "the log prints no times") -> tuple[Column, ...]:
    """The four columns of a time: as printed, and what can be counted with."""
    before, also = (f"{prefix}_", f"{null}, or ") if prefix else ("", "")
    return (
        Column(prefix or "time", "string", f"{of}, as the log prints it", null),
        Column(f"{before}utc", UTC, f"{of}, in UTC", f"{also}year or zone is not known"),
        Column(f"{before}local", LOCAL, f"{of}, as the device's clock shows it", f"{also}the year is not known"),
        Column(f"{before}seconds", "Float64", f"{of}, from the log's beginning", f"{null}, or counts otherwise", "s"),
    )


_SESSION = (
    Column("session_number", "Int64", "the session's `number` in the table `sessions`", _NO_SESSION),
    Column("session", "string", "id of the session, in the most complete form known", _NO_SESSION),
    Column("bundle", "string", "application that owns the session", f"{_NO_SESSION}, or {_UNTOLD}"),
)
_CODE = Column("code", "int64", "public error code; 0 for a failure to which the framework gives none")
_CATEGORY = Column("category", CATEGORY, "family of the code")
_CAUSE = Column("cause", "string", "which of the code's causes it was", "nothing tells the causes apart")
_SIGNALS = Column("signals", "int64", "log records that tell of it", "", "records")
_SOURCE = Column("source", "string", "input that the line stands in, as `report.inputs` names it")
_LINE = Column("line", "int64", "number of the line in its source, from 1")
_TEXT = Column("text", "string", "message of that line")

_INCIDENTS = (
    Column("id", "int64", "number of the incident in this report, from 1"),
    _CODE,
    Column("native", "Int64", "the framework's own number behind the code, such as -1018", _UNTOLD),
    _CATEGORY,
    _CAUSE,
    Column("api", "string", "interface that failed, in its public spelling", _UNTOLD),
    *_times("time of its first line"),
    *_SESSION,
    Column("full_id", "string", "the session's id as 64 hex digits", "the log does not tell it, nor can it be proven"),
    Column("session_pid", "Int64", "process that owns the session", _UNTOLD),
    Column("controller_pid", "Int64", "process through which the call came", "no controller was told"),
    Column("controller", "string", "its name", "no controller, or no name was told"),
    Column("process_pid", "Int64", "application process that saw the failure", "only the service told of it"),
    Column("process", "string", "its name", "only the service told of it, or no name was told"),
    Column("cast_device", "string", "device that was cast to", "no cast, or its device was not told"),
    Column("cast_handle", "string", "handle of the cast", "no cast, or its handle was not told"),
    Column("code_confidence", CONFIDENCE, "how sure the code is"),
    Column("context_confidence", CONFIDENCE, "how sure the session is"),
    Column("basis", BASIS, "why it was linked to its session; `none` where it was not"),
    Column("candidates", "int64", "other sessions that it could belong to", "", "sessions"),
    _SIGNALS,
    _SOURCE,
    _LINE,
    _TEXT,
)

_EVIDENCE = (
    Column("incident", "int64", "`id` of the incident in the table `incidents`"),
    Column("position", "int64", "place among the lines of its incident, from 1, in the order of the log"),
    _CODE._replace(meaning="public error code of the incident"),
    *_times("time of the line"),
    Column("pid", "Int64", "process that printed it", "the layout has no pid"),
    Column("process", "string", "name of that process as the line prints it", "the layout has no process names"),
    Column("level", LEVEL, "level of the line", "the layout has no level, or the line an unknown one"),
    Column("form", FORM, "how the line spells its code"),
    _SOURCE,
    _LINE,
    _TEXT,
)

_SESSIONS = (
    Column("number", "int64", "number of the session in this report, from 1, in the order of appearance"),
    Column("id", "string", "id in the most complete form known", "no line named it"),
    Column("full_id", "string", "id as 64 hex digits", "the log does not tell it, nor can it be proven"),
    Column("pid", "Int64", "process that owns it", _UNTOLD),
    Column("uid", "Int64", "uid of the owner", _UNTOLD),
    Column("user", "Int64", "user of the device, mostly 100", _UNTOLD),
    Column("bundle", "string", "application that owns it", _UNTOLD),
    Column("ability", "string", "ability that made it", _UNTOLD),
    Column("tag", "string", "tag that its owner gave", _UNTOLD),
    Column("type", "string", "`audio`, `video`, `voice_call`, `video_call`, `photo`, or as the log prints it", _UNTOLD),
    Column("state", STATE, "what it was when the log ended, as far as told"),
    *_times("time of its creation", "created", "the log begins later"),
    *_times("time of its release", "released", "no release was told"),
    Column(
        "lifetime", "Float64", "from creation to release", "one of the two was not told, or the clock was set back", "s"
    ),
    Column("controllers", "int64", "processes that controlled it", "", "processes"),
    Column("incidents", "int64", "incidents in it, also those that are not kept one by one", "", "incidents"),
)

_CODES = (
    _CODE,
    Column("name", "string", "its symbol, such as `ERR_CODE_MESSAGE_OVERLOAD`", "it has none"),
    _CATEGORY,
    Column("title", "string", "what it means, in the language of the report"),
    Column("message", "string", "the interface's own text for it", "it has none"),
    Column("incidents", "int64", "incidents with this code", "", "incidents"),
    Column("share", "float64", "its part of all incidents, 0 to 1"),
    _SIGNALS,
    Column("sessions", "int64", "sessions in which it happened", "", "sessions"),
    Column("controllers", "int64", "processes through which it came", "", "processes"),
    Column("first_time", "string", "time of its first incident, as the log prints it", "the log prints no times"),
    Column("last_time", "string", "time of its last incident, as the log prints it", "the log prints no times"),
)

_RECOMMENDATIONS = (
    Column("rank", "int64", "1 is what helps most often"),
    _CODE,
    _CATEGORY,
    _CAUSE,
    Column("incidents", "int64", "incidents that it is about", "", "incidents"),
    Column("share", "float64", "its part of all incidents, 0 to 1"),
    Column("title", "string", "what happened, in the language of the report"),
    Column("steps", "string", "what to do; a line of the text for each step"),
    Column("note", "string", "what else to know", "there is nothing"),
    Column("description", "string", "what the code means", "the catalogue does not hold the code"),
    Column("because", "string", "places of the first incidents, `file:line`; a line of the text for each"),
)

_TIMELINE = (
    Column("kind", KIND, "what happened"),
    *_times("time of the event"),
    *(one._replace(null=one.null.replace("incident", "failure")) for one in _SESSION),
    Column("count", "int64", "how often in a row; commands to a session in a row are one event", "", "events"),
    Column("incident", "Int64", "`id` of the incident", "it is no failure, or a failure that is not kept one by one"),
    _CODE._replace(dtype="Int64", null="it is no failure"),
    _CATEGORY._replace(null="it is no failure"),
    _SOURCE,
    _LINE,
    _TEXT,
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
    "sessions": "One row per session that the log told of, in the order of appearance.",
    "codes": "One row per public code, most incidents first. Counts are exact.",
    "recommendations": "One row per code and cause, most incidents first. Counts are exact.",
    "timeline": "One row per event of a session's story and per incident, in the order in which they were read.",
}
