"""What a record states, and how a signal is linked: the values between detection and folding."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Self

from .records import Record, fast_new

SERVICE_PROCESS = "av_session"  # the session service; clients run in any process


class Confidence(StrEnum):
    """How sure a statement of the report is; ordered from best to worst."""

    CERTAIN = "certain"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """0 for the best, 4 for the worst."""
        return _CONFIDENCE_ORDER.index(self)


_CONFIDENCE_ORDER = tuple(Confidence)


class Form(StrEnum):
    """How a signal spells its code."""

    CODE = "code"  # public number
    NATIVE = "native"  # negative number, or a radar number made from it
    SYMBOL = "symbol"  # ERR_... name
    PHRASE = "phrase"  # a statement that stands for a code
    MESSAGE = "message"  # run-time text of an API
    CAST = "cast"  # cast engine or media service number


class Basis(StrEnum):
    """Why an incident was linked to its session."""

    ID = "id"
    HASH = "hash"
    PID = "pid"
    THREAD = "thread"
    TIME = "time"
    NONE = "none"


class Side(StrEnum):
    """Which process prints a statement."""

    SERVICE = "service"  # av_session
    APP = "app"  # the session's or the controller's process
    BOTH = "both"


def presence_of(process: str, side: Side) -> str:
    """Return what a header tells of its process: the name, or on which side it is if the layout prints no name."""
    return process or f"a process of the {side}"


class FactKind(StrEnum):
    """What a fact is about, with the fields that it must have.

    A new kind needs a statement that `learns` it in `knowledge/statements/lifecycle.py`, and a method in `_READERS` in
    `analysis/sessions/learning.py`, without which that module raises an error. A new field is added to `FACT_FIELDS` in
    `knowledge/statements/base.py`.
    """

    required: frozenset[str]

    def __new__(cls, name: str, *required: str) -> Self:
        """Make a kind of its name and the fields that it requires."""
        kind = str.__new__(cls, name)
        kind._value_ = name
        kind.required = frozenset(required)
        return kind

    SERVICE_START = "service-start"
    SERVICE_DIED = "service-died"  # seen by a client
    CLIENT_DIED = "client-died", "pid"
    CREATE_BEGIN = "create-begin"  # tag, type, bundle, ability; the id follows on the same thread
    CREATE = "create", "session"  # service side
    CREATED_UID = "created-uid", "uid"  # of the session just constructed on the same thread
    OWNER = "owner", "session"  # the header's process owns it (app side)
    SESSION_OF = "session-of"  # session with any of pid, uid, user, bundle
    PROCESS = "process", "pid"  # with any of uid, bundle, ability: no session named
    BUNDLE_UID = "bundle-uid", "uid", "bundle"  # of a caller
    ACTIVE = "active", "pid", "state"  # pid of the owner
    RELEASE = "release", "session"  # perhaps bundle
    RELEASED_PID = "released-pid"  # pid, ability; same thread as a release
    FULL_ID = "full-id", "session"  # in a path or an application's line
    CONTROLLER = "controller", "session"  # controller (pid)
    CONTROLLER_SELF = "controller-self", "session"  # the header's process is a controller of it
    CONTROLLER_ADDED = "controller-added", "controller"  # perhaps pid of the owner; else session of the thread
    CONTROLLER_GONE = "controller-gone"  # controller (pid), or the header's process
    COMMAND = "command", "controller", "pid"  # pid of the controller and of the session's owner
    COMMAND_TO = "command-to"  # controller_uid, bundle; of the session of the command before on the same thread
    SESSION_CALL = "session-call", "session"  # the thread works on it; perhaps api
    CAST_BEGIN = "cast-begin", "session"  # on this thread
    CAST = "cast"  # any of handle, cast_id, device, state
    CAST_REFUSED = "cast-refused"  # number of the cast engine, or reason
    DESTROYED_PROXY = "destroyed-proxy"  # the header's process drops its session object
    PRESENCE = "presence"  # nothing but the header: its process runs


class Signal(NamedTuple):
    """A record that states or implies one AVSession error.

    A weak signal supports a failure: it counts together with a strong one. `OpenIncident.is_failure` says when weak
    signals alone are a failure.
    """

    record: Record
    statement: str  # name of the statement that read it
    side: Side
    form: Form
    code: int | None  # public code; 0 for a failure without one; None: only neighbouring lines can show it
    also: tuple[int, ...] = ()  # other public codes that the same text may stand for
    native: int | None = None
    cast_number: int | None = None
    cause: str | None = None
    api: str | None = None
    confidence: Confidence = Confidence.HIGH
    weak: bool = False
    callback: bool = False  # sent to every listener, so several processes may print one error
    session_id: str | None = None  # any printed form
    pid: int | None = None  # pid named in the text
    uid: int | None = None
    ability: str | None = None  # of the session that the process of `pid` owns
    application: bool = False  # printed by an application's own code, after the framework's lines
    excuses: bool = False  # says that what its thread printed just before was no failure
    told: bool = False  # may tell of a failure that its process has stated before, as a retry does

    def of(self, record: Record) -> Signal:
        """Return the same for another record."""
        return fast_new(Signal, (record, *self[1:]))


class Fact(NamedTuple):
    """A record from which something is learnt about sessions, controllers or casts."""

    record: Record
    statement: str
    kind: FactKind
    side: Side
    fields: dict[str, str]

    def of(self, record: Record) -> Fact:
        """Return the same for another record."""
        _, statement, kind, side, fields = self
        return fast_new(Fact, (record, statement, kind, side, fields))


class Loss(NamedTuple):
    """A notice in the log that lines were lost."""

    record: Record
    lines: int  # 0 if the notice gives no number

    def of(self, record: Record) -> Loss:
        """Return the same for another record."""
        return Loss(record, self.lines)


class DumpLine(NamedTuple):
    """One line of the session service's own state, as `hidumper` prints it."""

    line: int
    label: str  # one of the short labels in `knowledge/hidumper.py`
    value: str


class Unknown(NamedTuple):
    """An error-level line of AVSession that no statement reads; lines of one shape differ in ids and numbers only."""

    record: Record
    shape: str

    def of(self, record: Record) -> Unknown:
        """Return the same for another record."""
        return Unknown(record, self.shape)


Event = Signal | Fact | Loss | Unknown | DumpLine


class Link(NamedTuple):
    """Which session and controller a signal belongs to, and why."""

    session: int | None = None  # key of the tracker's session
    controller: int | None = None  # pid
    client: int | None = None  # pid of the process that made the failing call, if known
    confidence: Confidence = Confidence.UNKNOWN
    basis: Basis = Basis.NONE
    candidates: tuple[int, ...] = ()


class Linked(NamedTuple):
    """A signal with its link."""

    signal: Signal
    link: Link
