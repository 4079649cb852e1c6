"""The fields of all values of a report, one row for each: JSON, its schema, CSV and DataFrames are built from them.

To add a field, give the class in `model/` its attribute and put a row here. `null` says when a value is null, `absent`
when its key is left out. A key that older reports of schema version 1 do not hold `is_later`; the default of the class
stands for it. A field of an incident that fits into a cell becomes a column of the CSV and of the DataFrame. Then run
`tests/bless_schema.py` (the JSON Schema), `tests/bless_frames.py` (docs/frames.md), `tests/bless_csv.py`
(docs/formats.md) and `tests/bless_golden.py`, and read the diffs.
"""

from __future__ import annotations

from typing import Any

from ...knowledge.catalog import ALL_CATEGORIES, LANGUAGES
from ...model.characters import encodable, with_bytes
from ...model.events import Basis, Confidence, Form
from ...model.incidents import Cast, Controller, Evidence, Incident, Session
from ...model.inputs import Input, PrefixKind, Remark, RemarkKind
from ...model.release import Release, ReleaseBound, ReleaseReason
from ...model.report import (
    ApplicationCount,
    BlindSpot,
    CategoryCount,
    CodeCount,
    Counts,
    DeviceCount,
    FilterName,
    FoundValue,
    GateOutcome,
    KindCount,
    Lines,
    LossCount,
    NoVerdict,
    Recommendation,
    ReportData,
    UnknownLines,
    Unmatched,
)
from ...model.story import StoryEvent
from ...phrases import Phrase
from .document import Node
from .input_errors import INPUT_ERROR
from .kinds import (
    FLAG,
    FROM_ONE,
    INTEGER,
    NATURAL,
    NUMBER,
    TEXT,
    TEXT_OR_NULL,
    Field,
    Fields,
    Kind,
    bounded,
    choice,
    many,
    nested,
    one_of,
    some,
)

_UNKNOWN = "the log does not show it"
_CLOCK = "seconds on the scale of its input; only differences mean anything"
_NO_TIMES = "the log prints no times"
_NO_CAUSE = "nothing tells the causes apart"
_NO_DEVICE = "no device was named"

_CATEGORY = Kind(Node.text, {"enum": list(ALL_CATEGORIES)}, dtype="category", definition="category")
_CONFIDENCE = choice(Confidence, "confidence", "confidence")
_FULL_ID = bounded(TEXT, pattern="^[0-9A-F]{64}$")
# the name of a file, which need not be valid Unicode
_NAME = TEXT._replace(read=lambda node: with_bytes(node.text()), write=encodable)
_PLACE = bounded(_NAME, pattern=":[0-9]+$")._replace(definition="place")
_STATE = Kind(Node.text, {"enum": ["alive", "released"]}, dtype="state")
_NATIVE = bounded(INTEGER, maximum=-1)
_NATIVES = Kind(
    lambda node: {number: count.natural() for number, count in node.entries()},
    {"type": "object", "propertyNames": {"pattern": "^-[0-9]+$"}, "additionalProperties": NATURAL},
    dict,
)

_TIME = Field("time", TEXT, "as the log prints it")
_TIME_EPOCH = Field("time_epoch", NUMBER, "seconds since 1970", absent="the log prints no year or no zone")
_CLOCK_OF = Field("clock", NUMBER, _CLOCK, absent=_NO_TIMES)
_SOURCE = Field("source", _NAME, "input that holds the line, as `inputs` names it")
_LINE = Field("line", FROM_ONE, "number of the line in its source, from 1")

_DEVICE = Field("device", TEXT, "device that it is from, as `hdc list targets` names it", absent=_NO_DEVICE)

# ---- incidents and sessions ------------------------------------------------------------------------------------------

CONTROLLER = Fields(
    Controller,
    Field("pid", INTEGER),
    Field("process", TEXT, "name of the process", null=_UNKNOWN),
)

EVENT = Fields(
    StoryEvent,
    _TIME,
    _TIME_EPOCH,
    _CLOCK_OF,
    Field("event", TEXT, "what happened: `created`, `command`, `failure 6600107`, ..."),
    _SOURCE,
    _LINE,
    Field("text", TEXT, "message of that line"),
    Field("count", FROM_ONE, "how often in a row; commands in a row are one event", is_later=True),
)

SESSION = Fields(
    Session,
    Field("id", TEXT, "id in the most complete form known", null="no line named it"),
    Field(
        "full_id", _FULL_ID, "the session's id as 64 hex digits", null="the log does not show it, nor can it be proven"
    ),
    Field("pid", INTEGER, "process that owns it", null=_UNKNOWN),
    Field("uid", INTEGER, "uid of the owner", null=_UNKNOWN),
    Field("user", INTEGER, "user of the device, mostly 100", null=_UNKNOWN),
    Field("bundle", TEXT, "application that owns it", null=_UNKNOWN),
    Field("ability", TEXT, "ability that created it", null=_UNKNOWN),
    Field("tag", TEXT, "tag that its owner gave it", null=_UNKNOWN),
    Field(
        "type",
        TEXT,
        "`audio`, `video`, `voice_call`, `video_call`, `photo`, or as the log prints it",
        null=_UNKNOWN,
    ),
    Field("state", _STATE, "its state at the end of the log, as far as known"),
    Field("created", TEXT, "time of its creation, as the log prints it", null="the log begins later"),
    Field("released", TEXT, "time of its release, as the log prints it", null="the log shows no release"),
    Field("created_clock", NUMBER, _CLOCK, absent="the time is not known"),
    Field("released_clock", NUMBER, _CLOCK, absent="the time is not known"),
    _DEVICE,
    Field("controllers", many(nested(CONTROLLER, "controller")), "in the order of appearance"),
    Field("incidents", NATURAL, "incidents in it, including those that are not listed"),
    Field("story", many(nested(EVENT, "event")), "what happened to it"),
)

SESSION_REFERENCE = Fields(
    Session,
    *(SESSION[name] for name in ("id", "full_id", "pid", "bundle")),
    SESSION["created"]._replace(is_later=True),
)

CAST = Fields(
    Cast,
    Field("device", TEXT, "device that was cast to", null=_UNKNOWN),
    Field("handle", TEXT, "handle of the cast", null=_UNKNOWN),
)

EVIDENCE = Fields(
    Evidence,
    _SOURCE,
    _LINE,
    _TIME,
    _TIME_EPOCH,
    _CLOCK_OF,
    Field("pid", INTEGER, "process that printed it", null="the layout has no pid"),
    Field("process", TEXT_OR_NULL, "name of that process", null="the layout has no process names"),
    Field("level", TEXT, "level of the line; empty where it has none"),
    Field("form", choice(Form, "form"), "how the line spells its code"),
    Field("text", TEXT, "message of the line"),
    Field(
        "printed_at",
        TEXT,
        "place in the framework's source, such as `avsession_proxy.cpp:551`; empty if no known release prints the line",
        absent="the framework did not print it",
    ),
    Field("printed_in", TEXT, "release of that place", absent="the line itself names its place"),
)


def _make_incident(*, evidence: tuple[Evidence, ...], **others: Any) -> Incident:
    incident = Incident(**{"evidence": evidence, "signals": len(evidence), **others})
    session, candidates = incident.session, incident.candidates
    return incident._replace(  # a document tells the device once
        session=session and session._replace(device=incident.device),
        candidates=tuple(other._replace(device=incident.device) for other in candidates),
    )


INCIDENT = Fields(
    Incident,
    Field("id", bounded(INTEGER, minimum=1), "number of the incident in this report, from 1"),
    Field("code", INTEGER, "public error code; 0 for a failure to which the framework gives none"),
    Field("native", _NATIVE, "the framework's own number behind the code, such as -1018", null=_UNKNOWN),
    Field("category", _CATEGORY, "family of the code"),
    Field("cause", TEXT, "which of the code's causes it was", null=_NO_CAUSE),
    Field("api", TEXT, "interface that failed, in its public spelling", null=_UNKNOWN),
    _TIME._replace(meaning="time of its first line, as the log prints it"),
    _TIME_EPOCH,
    _CLOCK_OF._replace(is_derived=True),
    Field("year", INTEGER, "year of the time", absent="it is not known"),
    _DEVICE,
    Field("session", nested(SESSION_REFERENCE, "session_reference"), null="it is linked to no session"),
    Field("controller", nested(CONTROLLER, "controller"), "through which the call came", null=_UNKNOWN),
    Field("process", nested(CONTROLLER, "controller"), "application that saw the failure", null=_UNKNOWN),
    Field("cast", nested(CAST), "cast that it belongs to", null="it belongs to none"),
    Field(
        "confidence",
        nested(
            Fields(
                dict,
                Field("code", _CONFIDENCE, "how sure the code is", attribute="code_confidence"),
                Field("context", _CONFIDENCE, "how sure the session is", attribute="context_confidence"),
            )
        ),
        is_group=True,
    ),
    Field("basis", choice(Basis, "basis"), "why it was linked to its session; `none` where it was not"),
    Field("candidates", many(nested(SESSION_REFERENCE, "session_reference")), "other sessions that it may belong to"),
    Field("signals", FROM_ONE, "log records that report it", is_later=True),
    Field("before", many(nested(EVENT, "event")), "what happened before and led to it", is_later=True),
    Field("evidence", many(nested(EVIDENCE, "evidence"), Phrase("at least one line of the log")), "its first lines"),
    make=_make_incident,
)

# ---- what was read ---------------------------------------------------------------------------------------------------


INPUT = Fields(
    Input,
    Field("source", _NAME, "how it is named in evidence; `-` is standard input"),
    _DEVICE,
    Field("bytes", NATURAL, "after unpacking"),
    Field("lines", NATURAL, "after unpacking"),
    Field("cut_lines", NATURAL, "lines too long for a log; only their beginning was read", is_later=True),
    Field("foreign_lines", NATURAL, "lines that are neither HiLog nor continue a line of it", is_later=True),
    Field("nul_bytes", NATURAL, "NUL bytes that were left out", is_later=True),
    Field("repeated", NATURAL, "lines of interest that had been read before, in any input", is_later=True),
    Field("encoding", TEXT),
    Field("container", many(TEXT), "archives and compressions around it, the outermost first"),
    Field("layout", TEXT, "layout of its lines", null="no line of HiLog was found"),
    Field(
        "prefix",
        choice(PrefixKind),
        "what stood before its lines and was taken off",
        null="nothing did",
        is_later=True,
    ),
    Field("process_names", FLAG, "whether its lines name their processes"),
    Field("first_time", TEXT, "as the log prints it", null=_NO_TIMES),
    Field("last_time", TEXT, "as the log prints it", null=_NO_TIMES),
    Field("first_clock", NUMBER, _CLOCK, absent=_NO_TIMES),
    Field("last_clock", NUMBER, _CLOCK, absent=_NO_TIMES),
    Field("incidents", NATURAL, "incidents whose first line is in it, including those not listed", is_later=True),
    Field("error", nested(INPUT_ERROR), "why it could not be read", null="it could be read"),
)

REMARK = Fields(
    Remark,
    Field("source", _NAME, "file near the logs that was skipped"),
    Field("kind", choice(RemarkKind), "why it was skipped"),
)

LINES = Fields(
    Lines,
    Field("total", NATURAL),
    Field("examined", NATURAL, "records, continuations and unparsed lines together"),
    Field("records", NATURAL),
    Field("continuations", NATURAL),
    Field("unparsed", NATURAL),
    Field("repeated", NATURAL, "lines that had been read before", is_later=True),
)

LOSS = Fields(
    LossCount,
    Field("lines_lost", NATURAL, "lines that the log itself reports as lost"),
    Field("notices", NATURAL, "notices that lines were lost"),
    Field("private_values", NATURAL, "values that the log hides as private"),
)

UNKNOWN = Fields(
    UnknownLines,
    Field("shape", TEXT, "what lines of one kind have in common"),
    Field("lines", FROM_ONE),
    Field("example", TEXT),
    Field("first", _PLACE, "place of the first", attribute="place"),
)


def _make_blind_spot(kind: str, count: int, text: str, command: str | None, detail: str) -> BlindSpot:
    return BlindSpot(kind, count, detail, given=(text, command))


BLIND_SPOT = Fields(
    BlindSpot,
    Field("kind", TEXT),
    Field("count", FROM_ONE),
    Field("text", TEXT, "what the log could not show, in the language of the report"),
    Field("command", TEXT, "command that makes the next log show more", null="there is none"),
    Field(
        "detail",
        TEXT_OR_NULL,
        "tells apart blind spots of one kind: why times could not be compared, where a pattern stands",
        absent="the kind needs none",
    ),
    make=_make_blind_spot,
)

# ---- counts and advice -----------------------------------------------------------------------------------------------

COUNTS = Fields(Counts, *(Field(name, NATURAL) for name in ("incidents", "signals", "sessions", "controllers")))

CATEGORY_COUNT = Fields(
    CategoryCount,
    Field("category", _CATEGORY, "family of codes"),
    Field("incidents", NATURAL),
    Field("signals", NATURAL),
)


def _make_code(*, message: str, **others: Any) -> CodeCount:
    return CodeCount(**{"message": message, "title": message, **others})


CODE_COUNT = Fields(
    CodeCount,
    INCIDENT["code"],
    Field("name", TEXT, "its symbol, such as `ERR_CODE_MESSAGE_OVERLOAD`; empty where it has none"),
    INCIDENT["category"],
    Field("message", TEXT, "the interface's own text for it; empty where it has none"),
    Field("title", TEXT, "what it means, in the language of the report", is_later=True),
    Field("incidents", NATURAL, "incidents with this code"),
    Field("signals", NATURAL, "log records that report it"),
    Field("sessions", NATURAL, "sessions in which it happened"),
    Field("controllers", NATURAL, "processes through which it came"),
    Field("natives", _NATIVES, "native numbers behind it, each with the number of its incidents"),
    Field("first_time", TEXT, "time of its first incident, as the log prints it", null=_NO_TIMES),
    Field("last_time", TEXT, "time of its last incident, as the log prints it", null=_NO_TIMES),
    make=_make_code,
)

KIND_COUNT = Fields(
    KindCount,
    INCIDENT["code"],
    INCIDENT["cause"],
    Field("bundle", TEXT, "application in which it happened", null=_UNKNOWN),
    Field("incidents", FROM_ONE),
    Field("known", FLAG, "whether the baseline knows incidents of this kind", is_later=True),
)

APPLICATION_COUNT = Fields(
    ApplicationCount,
    KIND_COUNT["bundle"],
    Field("incidents", FROM_ONE),
    Field("sessions", NATURAL, "its sessions with incidents"),
)

DEVICE_COUNT = Fields(
    DeviceCount,
    Field("device", TEXT, "as `hdc list targets` names it"),
    Field("lines", NATURAL),
    Field("incidents", NATURAL),
    Field("sessions", NATURAL, "its sessions with incidents"),
)

RECOMMENDATION = Fields(
    Recommendation,
    Field("rank", FROM_ONE, "1 is what helps most often"),
    INCIDENT["code"],
    INCIDENT["cause"],
    Field("incidents", FROM_ONE, "incidents that it is about"),
    Field("title", TEXT, "what happened, in the language of the report"),
    Field("steps", bounded(many(TEXT), minItems=1), "what to do"),
    Field("note", TEXT, "what else to know", null="there is nothing"),
    Field("because", many(_PLACE), "places of the first incidents"),
)

FOUND_VALUE = Fields(
    FoundValue,
    Field("value", TEXT),
    Field("incidents", NATURAL, "incidents that have it"),
    Field("owner", TEXT, "application of the session or process", null="it has none, or the log does not show it"),
)

UNMATCHED = Fields(
    Unmatched,
    Field("filter", choice(FilterName), "what it looks at"),
    Field("wanted", many(TEXT), "what was asked for, as it was written"),
    Field("incidents", NATURAL, "that this filter alone lets pass"),
    Field("near", many(TEXT), "values that are spelt alike or contain what was asked for"),
    Field("present", many(nested(FOUND_VALUE, "found_value")), "values that there are; most incidents first"),
    Field("more", NATURAL, "values beyond those in `present`"),
)

GATE = Fields(
    GateOutcome,
    Field("gate", bounded(TEXT, minLength=1), "as it was written: `6600107>10`"),
    Field("found", NATURAL, "what it counts: incidents, or lost lines"),
    Field("limit", NATURAL, "the most that it lets pass"),
    Field("known", NATURAL, "of kinds that the baseline knows, which `found` leaves out", is_later=True),
    Field("tripped", FLAG),
    Field(
        "no_verdict",
        choice(NoVerdict),
        "why a gate that has not tripped has not passed either: no line was read, or none of AVSession",
        null="it has tripped or passed",
        is_later=True,
    ),
)

RELEASE_BOUND = Fields(
    ReleaseBound,
    Field("reason", choice(ReleaseReason), "what in the line tells the releases apart"),
    _SOURCE,
    _LINE,
    Field("text", TEXT, "the domain, the prefix or the statement"),
)

RELEASE = Fields(
    Release,
    Field("first", TEXT, "first release that prints all lines", null="no line excludes earlier ones"),
    Field("last", TEXT, "last release that prints all lines", null="no line excludes later ones"),
    Field("since", nested(RELEASE_BOUND, "release_bound"), "why it is not an earlier one", null=_UNKNOWN),
    Field("until", nested(RELEASE_BOUND, "release_bound"), "why it is not a later one", null=_UNKNOWN),
)

# ---- the report ------------------------------------------------------------------------------------------------------

REPORT = Fields(
    ReportData,
    Field("lang", one_of(LANGUAGES), "language of titles and advice", is_later=True),
    Field("interrupted", FLAG, "whether the reading was ended before the end of the log"),
    Field("redacted", FLAG, "whether pseudonyms stand for names and ids", attribute="is_redacted", is_later=True),
    Field("inputs", many(nested(INPUT)), "in the order of reading, including those that could not be read"),
    Field("remarks", many(nested(REMARK)), "files near the logs that were skipped", is_later=True),
    Field(
        "release",
        nested(RELEASE),
        "releases of the framework that print all lines; first and last are null if there is none",
        null="no line tells releases apart",
        is_later=True,
    ),
    Field("lines", nested(LINES), "how many lines there were, and what became of them"),
    Field(
        "shows_avsession",
        FLAG,
        "whether any line is of AVSession or states one of its failures; without one, gates have no verdict",
        is_later=True,
    ),
    Field("loss", nested(LOSS), "what the log itself says it lost or hid"),
    Field("counts", nested(COUNTS), "exact, whatever else is bounded"),
    Field("categories", many(nested(CATEGORY_COUNT)), "most incidents first"),
    Field("codes", many(nested(CODE_COUNT)), "most incidents first"),
    Field("kinds", many(nested(KIND_COUNT)), "code, cause and application; most incidents first", is_later=True),
    Field("applications", many(nested(APPLICATION_COUNT)), "most incidents first", is_derived=True),
    Field("devices", some(nested(DEVICE_COUNT)), "most incidents first", absent=_NO_DEVICE, is_derived=True),
    Field("recommendations", many(nested(RECOMMENDATION)), "most incidents first"),
    Field("sessions", many(nested(SESSION), is_long=True), "in the order of appearance"),
    Field("incidents", many(nested(INCIDENT), is_long=True), "in the order of the log"),
    Field("incidents_truncated", FLAG, "whether there were more than are listed", is_later=True),
    Field("filtered_out", NATURAL, "incidents that filters left out of all counts", is_later=True),
    Field(
        "unmatched_filters",
        many(nested(UNMATCHED, "unmatched_filter")),
        "the filters, if there are incidents and no incident passes all filters",
        attribute="unmatched",
        is_later=True,
    ),
    Field("gates", many(nested(GATE)), "in the order in which they were given", is_later=True),
    Field("blind_spots", many(nested(BLIND_SPOT)), "what the log could not show", is_later=True),
    Field(
        "unknown_errors", many(nested(UNKNOWN)), "error lines of no known statement", attribute="unknown", is_later=True
    ),
)
