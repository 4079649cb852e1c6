"""From incidents, as they come, to the rows of the screen: counted by kind, with their rate, in bounded memory."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from ..knowledge.catalog import CATALOG, Catalog
from ..model.events import Confidence
from ..model.incidents import Controller, Incident, Kind, Session, SessionKey
from ..results.filters import Filters, Matcher, chooses_session
from .rate import PARTS, Rate

MOST_KEPT = 5_000  # incidents that can be opened: the latest ones
_MOST_ROWS = 1_000  # further kinds are counted without their application
_MOST_CONTROLLERS = 100  # that are told apart in one row
_MOST_SESSIONS = 10_000  # whose incidents are counted: the latest ones
_NEW_FOR = 60.0  # seconds
_BACKLOG = 5.0  # seconds; what comes so soon after the start was in the log before


class Order(StrEnum):
    """By what the rows are sorted."""

    COUNT = "count"
    TIME = "time"
    APPLICATION = "application"
    DEVICE = "device"


Group = tuple[Kind, str | None]  # what the incidents of a row have in common: kind and device


class Row(NamedTuple):
    """The incidents of one kind on one device."""

    kind: Kind
    incidents: int
    latest: Incident | None  # None: the report does not list any
    controller: Controller | None  # of the latest incident
    controllers: int  # different ones
    confidence: Confidence | None  # how sure the session of most of them is
    rate: tuple[int, ...]  # oldest first: of the last minute, or of the whole log; empty: none
    is_new: bool
    turn: int  # the later its latest incident came, the higher
    device: str | None = None  # None if no device was named

    @property
    def group(self) -> Group:
        """What no other row has."""
        return self.kind, self.device

    @property
    def code(self) -> int:
        """The public code."""
        return self.kind[0]

    @property
    def cause(self) -> str | None:
        """The id of the cause in the catalogue."""
        return self.kind[1]

    @property
    def application(self) -> str | None:
        """The application; None if the log does not show it."""
        return self.kind[2]


class Snapshot(NamedTuple):
    """What the screen shows of the incidents."""

    rows: tuple[Row, ...] = ()
    incidents: int = 0  # all of them
    wanted: int = 0  # that pass the filters
    is_partial: bool = False  # whether the filters were applied to the latest incidents only


@dataclass(slots=True, eq=False)
class _Tally:
    """The incidents of a row while they are counted."""

    first: float  # moment
    is_backlog: bool
    count: int = 0
    turn: int = 0
    latest: Incident | None = None
    controllers: dict[Controller, None] = field(default_factory=dict)
    confidences: Counter[Confidence] = field(default_factory=Counter)
    rate: Rate = field(default_factory=Rate)
    row: Row | None = None  # as last shown, if nothing has changed since

    def add(self, incident: Incident, moment: float, turn: int) -> None:
        self.count += 1
        self.turn, self.latest = turn, incident
        if incident.controller is not None and len(self.controllers) < _MOST_CONTROLLERS:
            self.controllers[incident.controller] = None
        self.confidences[incident.context_confidence] += 1
        self.rate.add(moment)
        self.row = None

    def row_at(self, group: Group, now: float) -> Row:
        """Return the row at a moment; it is made again only if it can differ from the last one."""
        if self.row is not None and not self.row.rate and not self.row.is_new:
            return self.row
        kind, device = group
        most = self.confidences.most_common(1)
        self.row = Row(
            kind,
            self.count,
            self.latest,
            self.latest.controller if self.latest else None,
            len(self.controllers),
            most[0][0] if most else None,
            self.rate.counts(now),
            not self.is_backlog and now - self.first < _NEW_FOR,
            self.turn,
            device,
        )
        return self.row


class _Count:
    """Incidents counted by kind and device."""

    def __init__(self, started: float) -> None:
        self.incidents = 0
        self.tallies: dict[Group, _Tally] = {}
        self.by_session: dict[SessionKey, int] = {}  # the session of the latest incident last
        self._started = started

    def add(self, incident: Incident, moment: float) -> None:
        group = group_of(incident)
        if group not in self.tallies and len(self.tallies) >= _MOST_ROWS:
            group = (*incident.kind[:2], None), incident.device
        tally = self.tallies.get(group)
        if tally is None:
            tally = self.tallies[group] = _Tally(moment, is_backlog=moment - self._started < _BACKLOG)
        self.incidents += 1
        tally.add(incident, moment, self.incidents)
        if incident.session is not None:
            key = incident.session.key
            self.by_session[key] = self.by_session.pop(key, 0) + 1
            if len(self.by_session) > _MOST_SESSIONS:
                del self.by_session[next(iter(self.by_session))]

    def rows(self, now: float) -> dict[Group, Row]:
        return {group: tally.row_at(group, now) for group, tally in self.tallies.items()}


def group_of(incident: Incident) -> Group:
    """Return what an incident has in common with the others of its row."""
    return incident.kind, incident.device


class Board:
    """Counts incidents while one thread adds them and another one looks.

    The rows hold all incidents. Filters that are chosen later apply to the latest incidents, which are kept, and to all
    that follow.
    """

    def __init__(
        self, catalog: Catalog = CATALOG, *, clock: Callable[[], float] = time.monotonic, most_kept: int = MOST_KEPT
    ) -> None:
        self.catalog = catalog
        self.changes = 0  # grows with every incident and every choice of filters
        self._clock = clock
        self._started = clock()
        self._lock = threading.Lock()
        self._kept: deque[tuple[Incident, float]] = deque(maxlen=most_kept)
        self._all = _Count(self._started)
        self._wanted = self._all  # another one while filters are chosen
        self._matcher: Matcher | None = None
        self._is_partial = False
        self._growing: list[Incident] = []

    def add(self, incident: Incident) -> None:
        """Count an incident."""
        with self._lock:
            moment = self._clock()
            self._kept.append((incident, moment))
            self._all.add(incident, moment)
            if self._matcher is not None and self._matcher.wants(incident):
                self._wanted.add(incident, moment)
            self.changes += 1

    def choose(self, filters: Filters) -> None:
        """Show only the incidents that the filters want. Raises UnknownCode."""
        matcher = Matcher.of(filters, self.catalog) if filters != Filters() else None
        with self._lock:
            self._matcher, self._wanted, self._is_partial = matcher, self._all, False
            if matcher is not None:
                self._wanted = _Count(self._started)
                self._is_partial = len(self._kept) < self._all.incidents
                for incident, moment in self._kept:
                    if matcher.wants(incident):
                        self._wanted.add(incident, moment)
            self.changes += 1

    def snapshot(self, growing: Sequence[Incident] = ()) -> Snapshot:
        """Return what the screen shows now; `growing` are incidents that will be added when they are complete."""
        with self._lock:
            matcher = self._matcher
            self._growing = [incident for incident in growing if matcher is None or matcher.wants(incident)]
            rows = self._wanted.rows(self._clock())
            for number, incident in enumerate(self._growing, start=1):
                group = group_of(incident)
                rows[group] = _with_growing(rows.get(group), incident, self._all.incidents + number)
            return Snapshot(
                tuple(rows.values()),
                self._all.incidents + len(growing),
                self._wanted.incidents + len(self._growing),
                self._is_partial,
            )

    def incidents(self, row: Row) -> list[Incident]:
        """Return the incidents of a row that are kept, in the order of the log; at least the latest one."""
        with self._lock:
            matcher, kept = self._matcher, [*(incident for incident, _ in self._kept), *self._growing]
        found = [
            incident
            for incident in kept
            if incident.code == row.code  # a quick test: most are of another code
            and group_of(incident) == row.group
            and (matcher is None or matcher.wants(incident))
        ]
        return found or ([row.latest] if row.latest else [])

    def incidents_of_session(self, key: SessionKey) -> list[Incident]:
        """Return the incidents of a session that are kept and that the filters want."""
        with self._lock:
            matcher, kept = self._matcher, [*(incident for incident, _ in self._kept), *self._growing]
        return incidents_of(key, kept, matcher)

    def sessions(self, known: Iterable[Session]) -> list[Session]:
        """Return the sessions that the filters want, with the number of incidents that they want."""
        with self._lock:
            matcher, counts = self._matcher, Counter(self._wanted.by_session)
            counts.update(incident.session.key for incident in self._growing if incident.session is not None)
        return sessions_of(known, counts, matcher)


def incidents_of(key: SessionKey, incidents: Iterable[Incident], matcher: Matcher | None) -> list[Incident]:
    """Return the incidents of a session that a matcher wants."""
    return [
        incident
        for incident in incidents
        if incident.session is not None and incident.session.key == key and (matcher is None or matcher.wants(incident))
    ]


def sessions_of(known: Iterable[Session], wanted: Mapping[SessionKey, int], matcher: Matcher | None) -> list[Session]:
    """Return the sessions that have wanted incidents or pass the filters without any; without filters, all as known."""
    if matcher is None:
        return list(known)
    chooses = chooses_session(matcher.filters)
    counted = (session._replace(incidents=wanted.get(session.key, 0)) for session in known)
    return [session for session in counted if session.incidents or chooses(session)]


def _with_growing(row: Row | None, incident: Incident, turn: int) -> Row:
    """Return a row, or a new one, with an incident that is not complete."""
    if row is None:
        controllers = int(incident.controller is not None)
        rate = (*[0] * (PARTS - 1), 1)
        return Row(
            incident.kind,
            1,
            incident,
            incident.controller,
            controllers,
            incident.context_confidence,
            rate,
            is_new=False,
            turn=turn,
            device=incident.device,
        )
    rate = row.rate or (0,) * PARTS
    return row._replace(
        incidents=row.incidents + 1,
        latest=incident,
        controller=incident.controller,
        rate=(*rate[:-1], rate[-1] + 1),
        turn=turn,
    )


def ordered(rows: Iterable[Row], order: Order) -> list[Row]:
    """Return rows in an order; rows of one rank are in the order of code, cause, application and device."""
    return sorted(
        rows,
        key=lambda row: (_RANKS[order](row), row.code, row.cause or "", row.application or "", row.device or ""),
    )


_RANKS: dict[Order, Callable[[Row], tuple[object, ...]]] = {
    Order.COUNT: lambda row: (-row.incidents,),
    Order.TIME: lambda row: (-row.turn,),
    Order.APPLICATION: lambda row: (row.application is None, row.application or "", -row.incidents),
    Order.DEVICE: lambda row: (row.device is None, row.device or "", -row.incidents),
}
