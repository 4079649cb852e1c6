"""What a report is made of, and the report's data as a whole."""

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
from .story import StoryEvent


class Incomparable(StrEnum):
    """Why the time of an incident could not be compared with a bound: what its log does not print."""

    NO_TIME = "no-time"
    NO_DATE = "no-date"
    NO_YEAR = "no-year"
    NO_EPOCH = "no-epoch"  # seconds since 1970 were typed
    NO_UPTIME = "no-uptime"  # seconds since the start were typed
    ONLY_SECONDS = "only-seconds"  # a date or a time of day was typed


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


@dataclass(frozen=True, slots=True, repr=False)
class ReportData:
    """What a diagnosis found. All lists are ordered as the report shows them.

    Times are texts, as the log prints them; `time_epoch` beside one is in seconds since 1970, where the log tells year
    and zone. None is what the log does not tell.
    """

    lang: str  # of titles and advice: `en` or `zh`
    interrupted: bool  # the reading was ended before the end of the log
    inputs: tuple[Input, ...]  # in the order of reading, also those that could not be read
    lines: Lines
    loss: LossCount
    counts: Counts  # exact, whatever else is bounded
    categories: tuple[CategoryCount, ...]  # most incidents first
    codes: tuple[CodeCount, ...]  # most incidents first
    recommendations: tuple[Recommendation, ...]  # most incidents first
    sessions: tuple[Session, ...]  # in the order of appearance
    incidents: tuple[Incident, ...]  # in the order of the log
    unknown: tuple[UnknownLines, ...] = ()  # error lines that no row knows, most lines first
    blind_spots: tuple[BlindSpot, ...] = ()  # what the log could not show
    incidents_truncated: bool = False  # there were more incidents than are kept one by one
    remarks: tuple[Remark, ...] = ()  # files beside the logs, passed over
    filtered_out: int = 0  # incidents that the filters left out of all counts
    gates: tuple[GateOutcome, ...] = ()  # in the order in which they were given
    kinds: tuple[KindCount, ...] = ()  # all incidents, those that are not kept included; most first
    is_redacted: bool = False  # pseudonyms stand for names, ids, addresses and paths

    @property
    def failed(self) -> bool:
        """Whether any gate that it was judged by tripped."""
        return any(one.tripped for one in self.gates)

    def __repr__(self) -> str:
        """A line: a report may hold thousands of incidents."""
        counts, lines = self.counts, self.lines
        return f"<Report: {counts.incidents} incidents, {counts.sessions} sessions, {lines.total} lines of log>"


R = TypeVar("R", bound=ReportData)  # a step from a report to a report gives back the class that it was given
