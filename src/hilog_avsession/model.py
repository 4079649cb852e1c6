"""The frozen values that cross the borders between stages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from .records import Record, made
from .story import StoryEvent

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


class Incomparable(StrEnum):
    """Why the time of an incident could not be compared with a bound: what its log does not print."""

    NO_TIME = "no-time"
    NO_DATE = "no-date"
    NO_YEAR = "no-year"
    NO_EPOCH = "no-epoch"  # seconds since 1970 were typed
    NO_UPTIME = "no-uptime"  # seconds since the start were typed
    ONLY_SECONDS = "only-seconds"  # a date or a time of day was typed


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
        return made(Fact, (record, statement, kind, side, fields))


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


# ---- the report -------------------------------------------------------------------------------------------------


class InputError(NamedTuple):
    """Why an input could not be read."""

    kind: str
    message: str
    hint: str = ""

    def after(self, lines: int) -> InputError:
        """The same error, which was met behind so many lines."""
        read = f"; {lines:,} line{'s' * (lines != 1)} could be read" if lines else ""
        return self._replace(message=self.message + read)


class Input(NamedTuple):
    """One input as it was read."""

    source: str
    bytes: int = 0
    lines: int = 0
    cut_lines: int = 0  # too long for a line of a log; their beginning was read
    foreign_lines: int = 0  # neither with a header of their own nor indented as continuations are, nor blank
    nul_bytes: int = 0  # left out
    repeated: int = 0  # lines of interest that came before, in another input or in this one
    encoding: str = "utf-8"
    container: tuple[str, ...] = ()
    layout: str | None = None
    process_names: bool = False
    first_time: str | None = None
    last_time: str | None = None
    error: InputError | None = None
    first_clock: float | None = None  # seconds on the scale of all clocks of this input
    last_clock: float | None = None


class RemarkKind(StrEnum):
    """Why a file in a folder or an archive was passed over; `UNORDERED` is a remark on an archive."""

    KERNEL = "kernel"  # log of the kernel, where AVSession does not print
    PERSIST_JOB = "persist-job"  # what hilog keeps for itself beside the log
    DICTIONARY = "dictionary"  # what hilogtool decodes logs with
    BINARY = "binary"  # no text
    NO_HILOG = "no-hilog"  # text without a HiLog line
    PACKED = "packed"  # in a container that is not read
    LINK = "link"  # what it leads to is read where it lies, or was not asked for
    SPECIAL = "special"  # a pipe, a socket or a device
    UNORDERED = "unordered"  # too large to be sorted: read in its own order


class Remark(NamedTuple):
    """A file that was found beside logs and is none."""

    source: str
    kind: RemarkKind


class Evidence(NamedTuple):
    """One line that an incident rests on."""

    source: str
    line: int
    time: str
    pid: int | None
    process: str
    level: str
    form: Form
    text: str
    time_epoch: float | None = None  # seconds since 1970, where the log tells year and zone
    clock: float | None = None  # seconds on the scale of its input: differences count, not values

    @property
    def place(self) -> str:
        """`file:line`."""
        return f"{self.source}:{self.line}"


class Controller(NamedTuple):
    """A process that controls a session."""

    pid: int
    process: str | None = None


class Session(NamedTuple):
    """What the log told about one session; None where it did not tell."""

    id: str | None  # the most complete form known
    full_id: str | None = None  # 64 hex digits
    pid: int | None = None  # of the owner
    uid: int | None = None
    user: int | None = None
    bundle: str | None = None
    ability: str | None = None
    tag: str | None = None  # that its owner gave
    type: str | None = None  # `audio`, `video`, ...
    state: str = "alive"  # or `released`
    created: str | None = None  # times as the log prints them
    released: str | None = None
    controllers: tuple[Controller, ...] = ()  # in the order of appearance
    incidents: int = 0  # also those that the report does not keep
    story: tuple[StoryEvent, ...] = ()
    created_clock: float | None = None  # seconds on the scale of its input: differences count, not values
    released_clock: float | None = None

    @property
    def key(self) -> tuple[str | None, str | None, int | None, str | None]:
        """What tells it from the report's other sessions; the session that an incident names has the same."""
        return self.id, self.full_id, self.pid, self.created


class Cast(NamedTuple):
    """The cast that an incident belongs to."""

    device: str | None = None
    handle: str | None = None


class Incident(NamedTuple):
    """One failed call or one error callback, with all lines that echo it."""

    id: int  # number in its report, from 1
    code: int  # public code; 0 for a failure to which the framework gives none
    native: int | None  # the framework's own number behind it
    category: str
    cause: str | None  # id of one of the code's causes in the catalogue
    api: str | None  # interface that failed, in its public spelling
    time: str  # of its first line, as the log prints it
    session: Session | None
    controller: Controller | None  # through whom the call came
    process: Controller | None  # the application that saw the failure, where its own line says so
    cast: Cast | None
    code_confidence: Confidence  # how sure the code is
    context_confidence: Confidence  # how sure the session is
    basis: Basis  # why it was linked to its session
    candidates: tuple[Session, ...]  # others that it could belong to
    evidence: tuple[Evidence, ...]  # its first lines, in the order of the log; at least one
    signals: int  # all its lines
    time_epoch: float | None = None  # seconds since 1970, where the log tells year and zone
    year: int | None = None  # of the time, where it is known; `time` holds it only where the log prints it
    before: tuple[StoryEvent, ...] = ()  # what happened before and led to it

    @property
    def application(self) -> str | None:
        """Whose failure it was: the bundle of the session's owner, else the process that saw the failure."""
        owner = self.session.bundle if self.session else None
        return owner or (self.process.process if self.process else None)

    @property
    def kind(self) -> Kind:
        """What makes two failures the same: code, cause and application."""
        return self.code, self.cause, self.application

    @property
    def clock(self) -> float | None:
        """Seconds on the scale of its input, or None: differences count, not values."""
        return self.evidence[0].clock


class Lines(NamedTuple):
    """How many lines there were and what became of them; examined = records + continuations + unparsed.

    Records and continuations hold the `repeated` lines too; only what they tell is counted once.
    """

    total: int = 0
    examined: int = 0
    records: int = 0
    continuations: int = 0
    unparsed: int = 0
    repeated: int = 0


class LossCount(NamedTuple):
    """What the log itself says it lost or hid."""

    lines_lost: int = 0
    notices: int = 0
    private_values: int = 0


class UnknownLines(NamedTuple):
    """Error-level lines of AVSession of one shape that no row knows; they are in no other count."""

    shape: str
    lines: int
    example: str
    place: str  # file:line of the first


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """Something that the log could not show."""

    kind: str
    count: int
    text: str
    command: str | None  # shows more next time


class Counts(NamedTuple):
    """The totals of a report."""

    incidents: int = 0
    signals: int = 0
    sessions: int = 0
    controllers: int = 0


class CategoryCount(NamedTuple):
    """Incidents and signals of one category."""

    category: str
    incidents: int
    signals: int


class CodeCount(NamedTuple):
    """Incidents and signals of one public code."""

    code: int
    name: str
    category: str
    message: str
    title: str
    incidents: int
    signals: int
    sessions: int
    controllers: int
    natives: Mapping[str, int] = MappingProxyType({})
    first_time: str | None = None
    last_time: str | None = None


Kind = tuple[int, str | None, str | None]  # code, cause, application; None where the log does not tell


class KindCount(NamedTuple):
    """Incidents of one kind: of one code and cause in one application."""

    code: int
    cause: str | None
    bundle: str | None
    incidents: int
    known: bool = False  # to the baseline that the report was judged by

    @property
    def kind(self) -> Kind:
        """What its incidents have in common."""
        return self[:3]

    @staticmethod
    def of(incidents: Iterable[Incident], others: Mapping[Kind, int] = MappingProxyType({})) -> tuple[KindCount, ...]:
        """Count incidents by kind, with others that were counted before."""
        counts = Counter(dict(others)) + Counter(one.kind for one in incidents)
        return KindCount.ranked(KindCount(*kind, number) for kind, number in counts.items())

    @staticmethod
    def ranked(kinds: Iterable[KindCount]) -> tuple[KindCount, ...]:
        """Most incidents first, then in the order of their names."""
        return tuple(sorted(kinds, key=lambda one: (-one.incidents, one.code, one.cause or "", one.bundle or "")))


class Where(NamedTuple):
    """In whose session and through whose controller some incidents happened; None where the log does not tell."""

    incidents: int
    session: Session | None
    controller: Controller | None
    process: Controller | None  # the application that saw them
    confidence: Confidence = Confidence.HIGH  # of the link to the session


class Recommendation(NamedTuple):
    """What to do about the incidents of one code and cause."""

    rank: int
    code: int
    cause: str | None
    incidents: int
    title: str
    steps: tuple[str, ...]
    note: str | None
    because: tuple[str, ...]  # file:line, the first incidents' leading lines
    description: str = ""  # what the code means
    evidence: tuple[Evidence, ...] = ()  # the first incident's lines
    where: tuple[Where, ...] = ()  # most incidents first
    before: tuple[StoryEvent, ...] = ()  # what led to the first incident


class GateOutcome(NamedTuple):
    """Whether a gate that the user has set lets the log pass."""

    gate: str  # as it was written: `6600107>10`
    found: int  # what it counts: incidents, or lines that were lost
    limit: int  # the most that it lets pass
    tripped: bool
    known: int = 0  # incidents or lines of a kind that the baseline knew, which `found` leaves out
