"""What a record tells, and how a signal is linked: the values between detection and folding."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

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


class Signal(NamedTuple):
    """A record that states or implies one AVSession error.

    A weak signal supports a failure and never makes one: it counts only beside a strong one.
    """

    record: Record
    statement: str  # name of the row that read it
    side: Side
    form: Form
    code: int | None  # public code; 0 for a failure without one; None: only the neighbours tell
    also: tuple[int, ...] = ()  # other public codes that the same text may stand for
    native: int | None = None
    cast_number: int | None = None
    cause: str | None = None
    api: str | None = None
    confidence: Confidence = Confidence.HIGH
    weak: bool = False
    callback: bool = False  # told to every listener, so several processes may print one error
    session_id: str | None = None  # any printed form
    pid: int | None = None  # pid named in the text
    uid: int | None = None
    application: bool = False  # printed by an application's own code, behind the framework's lines

    def of(self, record: Record) -> Signal:
        """The same told by another record."""
        return self._replace(record=record)


class Fact(NamedTuple):
    """A record from which something is learnt about sessions, controllers or casts."""

    record: Record
    statement: str
    kind: str  # see statements.Learns
    side: Side
    fields: dict[str, str]

    def of(self, record: Record) -> Fact:
        """The same told by another record."""
        _, statement, kind, side, fields = self
        return fast_new(Fact, (record, statement, kind, side, fields))


class Loss(NamedTuple):
    """A notice in the log that lines were lost."""

    record: Record
    lines: int  # 0 where the notice gives no number

    def of(self, record: Record) -> Loss:
        """The same told by another record."""
        return Loss(record, self.lines)


class DumpLine(NamedTuple):
    """One line of the session service's own state, as `hidumper` prints it."""

    line: int
    label: str  # see hidumper
    value: str


class Unknown(NamedTuple):
    """An error-level line of AVSession that no row knows; lines of one shape differ in ids and numbers only."""

    record: Record
    shape: str

    def of(self, record: Record) -> Unknown:
        """The same told by another record."""
        return Unknown(record, self.shape)


Event = Signal | Fact | Loss | Unknown | DumpLine


class Link(NamedTuple):
    """Which session and controller a signal belongs to, and why."""

    session: int | None = None  # key of the context's session
    controller: int | None = None  # pid
    client: int | None = None  # pid of the process that made the failing call, where known
    confidence: Confidence = Confidence.UNKNOWN
    basis: Basis = Basis.NONE
    candidates: tuple[int, ...] = ()


class Linked(NamedTuple):
    """A signal with its link."""

    signal: Signal
    link: Link
