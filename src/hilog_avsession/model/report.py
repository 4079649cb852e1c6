"""The parts of a report, and the data of a report as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from .events import Confidence
from .incidents import Controller, Evidence, Incident, Kind, Session
from .inputs import Input, Remark
from .messages import blindspots
from .release import Release
from .story import StoryEvent


class Incomparable(StrEnum):
    """Why two times cannot be compared: what the log does not print."""

    NO_TIME = "no-time"
    NO_DATE = "no-date"
    NO_YEAR = "no-year"
    NO_EPOCH = "no-epoch"  # the bound is in seconds since 1970
    NO_UPTIME = "no-uptime"  # the bound is in seconds since the device was started
    ONLY_SECONDS = "only-seconds"  # the bound is a date or a time of day


class Lines(NamedTuple):
    """How many lines there were and what became of them; examined = records + continuations + unparsed.

    Records and continuations include the `repeated` lines, but what these lines report is counted once only.
    """

    total: int = 0
    examined: int = 0
    records: int = 0
    continuations: int = 0
    unparsed: int = 0
    repeated: int = 0


class LossCount(NamedTuple):
    """What the log itself reports as lost or hidden."""

    lines_lost: int = 0
    notices: int = 0
    private_values: int = 0


class UnknownLines(NamedTuple):
    """Error lines of AVSession of one shape that match no known statement; no other count includes them."""

    shape: str
    lines: int
    example: str
    place: str  # file:line of the first


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """Something that the log could not show: a kind and its values. Its text is chosen when it is written."""

    kind: str
    count: int
    detail: str = ""  # distinguishes spots of one kind: why times could not be compared, the place of a slow pattern
    lang: str = "en"  # of the text
    given: tuple[str, str | None] | None = None  # text and command in the words of another release

    @property
    def text(self) -> str:
        """What the log could not show, in a sentence."""
        return self.given[0] if self.given else blindspots.text(self.kind, self.detail, self.count, self.lang)

    @property
    def command(self) -> str | None:
        """The command that shows more next time, if there is one."""
        return self.given[1] if self.given else blindspots.command(self.kind, self.detail)


class Counts(NamedTuple):
    """The totals of a report."""

    incidents: int = 0
    signals: int = 0
    sessions: int = 0
    controllers: int = 0


Totals = TypeVar("Totals", Lines, LossCount, Counts)


def added(first: Totals, *others: Totals) -> Totals:
    """Add up totals, field by field."""
    return type(first)(*map(sum, zip(first, *others, strict=True)))


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


class KindCount(NamedTuple):
    """Incidents of one kind: of one code and cause in one application."""

    code: int
    cause: str | None
    bundle: str | None
    incidents: int
    known: bool = False  # whether the baseline knows incidents of this kind

    @property
    def kind(self) -> Kind:
        """Code, cause and application of its incidents."""
        return self[:3]

    @staticmethod
    def of(incidents: Iterable[Incident], others: Mapping[Kind, int] = MappingProxyType({})) -> tuple[KindCount, ...]:
        """Count incidents by kind, and add others that were counted before."""
        counts = Counter(dict(others)) + Counter(incident.kind for incident in incidents)
        return KindCount.ranked(KindCount(*kind, number) for kind, number in counts.items())

    @staticmethod
    def ranked(kinds: Iterable[KindCount]) -> tuple[KindCount, ...]:
        """Sort kinds: most incidents first, then by code, cause and application."""
        return tuple(sorted(kinds, key=lambda kind: (-kind.incidents, kind.code, kind.cause or "", kind.bundle or "")))


class ApplicationCount(NamedTuple):
    """Incidents of one application."""

    bundle: str | None  # None: the log does not show which
    incidents: int
    sessions: int  # its sessions with incidents

    @staticmethod
    def of(kinds: Iterable[KindCount], sessions: Iterable[Session]) -> tuple[ApplicationCount, ...]:
        """Add up kinds by application, most incidents first; the unknown one is the last of its rank.

        Applications of one rank stay in the order of the kinds, which redaction does not change.
        """
        incidents: Counter[str | None] = Counter()
        for kind in kinds:
            incidents[kind.bundle] += kind.incidents
        affected = Counter(session.bundle for session in sessions if session.incidents)
        counts = (ApplicationCount(bundle, number, affected[bundle]) for bundle, number in incidents.items())
        return tuple(sorted(counts, key=lambda count: (-count.incidents, count.bundle is None)))


class DeviceCount(NamedTuple):
    """What the log of one device holds."""

    device: str
    lines: int
    incidents: int
    sessions: int  # with incidents

    @staticmethod
    def of(inputs: Iterable[Input], sessions: Iterable[Session]) -> tuple[DeviceCount, ...]:
        """Add up the inputs by device, most incidents first; inputs of no named device are left out."""
        lines, incidents = Counter[str](), Counter[str]()
        for entry in inputs:
            if entry.device is not None:
                lines[entry.device] += entry.lines
                incidents[entry.device] += entry.incidents
        affected = Counter(session.device for session in sessions if session.incidents)
        counts = (DeviceCount(device, lines[device], incidents[device], affected[device]) for device in lines)
        return tuple(sorted(counts, key=lambda count: -count.incidents))


class Where(NamedTuple):
    """In which session and through which controller incidents happened; None if the log does not show it."""

    incidents: int
    session: Session | None
    controller: Controller | None
    process: Controller | None  # the application that saw them
    confidence: Confidence = Confidence.HIGH  # of the link to the session
    device: str | None = None  # None if no device was named


class Recommendation(NamedTuple):
    """What to do about the incidents of one code and cause."""

    rank: int
    code: int
    cause: str | None
    incidents: int
    title: str
    steps: tuple[str, ...]
    note: str | None
    because: tuple[str, ...]  # `file:line` of the first incidents
    description: str = ""  # what the code means
    evidence: tuple[Evidence, ...] = ()  # lines of the first incident
    where: tuple[Where, ...] = ()  # most incidents first
    before: tuple[StoryEvent, ...] = ()  # what led to the first incident


class FilterName(StrEnum):
    """What a filter looks at."""

    CODE = "code"
    CATEGORY = "category"
    BUNDLE = "bundle"
    SESSION = "session"
    PID = "pid"
    API = "api"
    DEVICE = "device"
    TIME = "time"


class FoundValue(NamedTuple):
    """A value that a filter could have asked for, and how many incidents have it."""

    value: str
    incidents: int
    owner: str | None = None  # the application that a session or process belongs to


class Unmatched(NamedTuple):
    """A filter of a report that no incident matches: what it asked for, and the values that occur."""

    filter: FilterName
    wanted: tuple[str, ...]  # as given; of times `since ...` and `until ...`
    incidents: int  # that this filter alone lets pass
    near: tuple[str, ...] = ()  # values that are spelt alike, or contain what was asked for
    present: tuple[FoundValue, ...] = ()  # most incidents first
    more: int = 0  # values beyond those in `present`


class NoVerdict(StrEnum):
    """Why a gate that did not fail has not passed either."""

    NO_LINE = "no-line"  # nothing was read
    NO_AVSESSION = "no-avsession"  # lines were read, but none was of AVSession


class GateOutcome(NamedTuple):
    """The outcome of a gate that the user has set."""

    gate: str  # as the user wrote it: `6600107>10`
    found: int  # what it counts: incidents, or lost lines
    limit: int  # the most that it lets pass
    tripped: bool
    known: int = 0  # incidents or lines of kinds that the baseline knows, which `found` leaves out
    no_verdict: NoVerdict | None = None  # None: the gate has failed or passed

    @property
    def passed(self) -> bool:
        """Whether the log shows that the limit is kept."""
        return not self.tripped and self.no_verdict is None


@dataclass(frozen=True, slots=True, repr=False)
class ReportData:
    """What a diagnosis found. All lists are in the order in which the report shows them.

    Times are texts, as the log prints them; `time_epoch` is the same time in seconds since 1970, where the log prints
    year and zone. None stands for what the log does not show.
    """

    lang: str  # of titles and advice: `en` or `zh`
    interrupted: bool  # whether reading stopped before the end of the log
    inputs: tuple[Input, ...]  # in the order of reading, including those that could not be read
    lines: Lines
    loss: LossCount
    counts: Counts  # exact, whatever else is bounded
    categories: tuple[CategoryCount, ...]  # most incidents first
    codes: tuple[CodeCount, ...]  # most incidents first
    recommendations: tuple[Recommendation, ...]  # most incidents first
    sessions: tuple[Session, ...]  # in the order of appearance
    incidents: tuple[Incident, ...]  # in the order of the log
    unknown: tuple[UnknownLines, ...] = ()  # error lines of no known statement, most lines first
    blind_spots: tuple[BlindSpot, ...] = ()  # what the log could not show
    incidents_truncated: bool = False  # whether there were more incidents than `incidents` holds
    remarks: tuple[Remark, ...] = ()  # files near the logs that were skipped
    filtered_out: int = 0  # incidents that the filters left out of all counts
    gates: tuple[GateOutcome, ...] = ()  # in the order given
    kinds: tuple[KindCount, ...] = ()  # of every incident, including those not kept; most frequent first
    release: Release | None = None  # of the framework; None where no line tells it
    unmatched: tuple[Unmatched, ...] = ()  # the filters, if there are incidents and they let none pass
    is_redacted: bool = False  # whether pseudonyms stand for names, ids, addresses and paths
    shows_avsession: bool = True  # whether any line is of AVSession or states one of its failures

    @property
    def failed(self) -> bool:
        """Whether any gate tripped."""
        return any(outcome.tripped for outcome in self.gates)

    @property
    def passed(self) -> bool:
        """Whether there are gates and all of them passed; False also if one of them has no verdict."""
        return bool(self.gates) and all(outcome.passed for outcome in self.gates)

    @property
    def no_verdict(self) -> NoVerdict | None:
        """Why no gate failed and yet not all passed, or None."""
        reasons = (outcome.no_verdict for outcome in self.gates if outcome.no_verdict is not None)
        return None if self.failed else next(reasons, None)

    @property
    def applications(self) -> tuple[ApplicationCount, ...]:
        """Incidents and sessions by application, most incidents first."""
        return ApplicationCount.of(self.kinds, self.sessions)

    @property
    def devices(self) -> tuple[DeviceCount, ...]:
        """Lines, incidents and sessions by device, most incidents first; empty if no device was named."""
        return DeviceCount.of(self.inputs, self.sessions)

    def __repr__(self) -> str:
        """Return one line: a report may hold thousands of incidents."""
        counts, lines = self.counts, self.lines
        return f"<Report: {counts.incidents} incidents, {counts.sessions} sessions, {lines.total} lines of log>"


R = TypeVar("R", bound=ReportData)  # a function from a report to a report returns the class that it was given
