"""From incidents to the parts of a report: exact counts, rankings and recommendations, in bounded memory."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace

from ..analysis.sessions.failures import Novelty
from ..analysis.sessions.session import SessionState
from ..analysis.sessions.tracker import Tracker
from ..knowledge.catalog import CATALOG, Catalog
from ..model.events import Confidence, Unknown
from ..model.incidents import Controller, Evidence, Incident, Kind, Session
from ..model.inputs import Input
from ..model.report import (
    CategoryCount,
    CodeCount,
    Counts,
    Incomparable,
    KindCount,
    Recommendation,
    UnknownLines,
    Unmatched,
    Where,
)
from ..model.story import StoryEvent
from .advice import advice_of, title_of
from .by_input import count_incidents
from .filters import Filters, Matcher, sessions_wanted
from .ranking import MOST_PLACES, by_form, rank_categories, rank_codes, rank_recommendations, rank_unknown
from .times import FirstAndLast
from .unmatched import LeftOut

MAX_INCIDENTS = 5_000  # kept in the report; further ones are counted
_MAX_SHAPES = 1000  # of unknown lines; further ones are counted together
_OTHER_SHAPES = "<other>"
_MAX_WHERE = 1000  # sessions and controllers that are distinguished in one recommendation
_MAX_KINDS = 1000  # of incidents that are not kept; further ones are counted without their application


# session, controller and process as they were called then, how sure
_WhereKey = tuple[int | None, Controller | None, Controller | None, Confidence]


@dataclass(slots=True, eq=False)
class _CodeTally:
    incidents: int = 0
    signals: int = 0
    sessions: int = 0
    controllers: int = 0
    natives: Counter[int] = field(default_factory=Counter)
    times: FirstAndLast = field(default_factory=FirstAndLast)


@dataclass(slots=True, eq=False)
class _CauseTally:
    incidents: int = 0
    because: list[str] = field(default_factory=list)
    evidence: tuple[Evidence, ...] = ()
    before: tuple[StoryEvent, ...] = ()
    where: Counter[_WhereKey] = field(default_factory=Counter)


class Aggregation:
    """Counts incidents one by one and makes the parts of a report from them."""

    def __init__(
        self,
        tracker: Tracker,
        filters: Filters | None = None,
        max_incidents: int = MAX_INCIDENTS,
        catalog: Catalog = CATALOG,
    ) -> None:
        self.incidents = 0
        self.unlinked = 0  # incidents without a session
        self.filtered_out = 0  # incidents that the filters left out
        self.untimed: Counter[Incomparable] = Counter()  # incidents kept because a filter by time could not be applied
        self.signals = 0
        self._tracker, self._registry = tracker, tracker.registry
        self._filters = filters or Filters()
        self._matcher = Matcher.of(self._filters, catalog)
        self._left_out = LeftOut(self._matcher)  # only until an incident is wanted
        self._max_incidents = max_incidents
        self._catalog = catalog
        # the incidents of the report, and the keys of their sessions, 0 if not known: a session is described only when
        # the report is made, because more is known then
        self._kept: list[Incident] = []
        self._sessions_of_kept = array("q")
        self._others: Counter[Kind] = Counter()  # incidents that are not kept
        self._codes: dict[int, _CodeTally] = {}
        self._causes: dict[tuple[int, str | None], _CauseTally] = {}
        self._unknown: dict[str, UnknownLines] = {}
        self._sources: Counter[str] = Counter()  # incidents by the input that holds their first line

    def branch(self) -> Aggregation:
        """Return a copy that counts on by itself."""
        other = copy(self)
        other.untimed, other._others, other._sources = copy(self.untimed), copy(self._others), copy(self._sources)
        other._kept, other._sessions_of_kept = [*self._kept], self._sessions_of_kept[:]
        other._unknown = copy(self._unknown)
        other._left_out = self._left_out.branch()
        other._codes = {
            code: replace(tally, natives=copy(tally.natives), times=copy(tally.times))
            for code, tally in self._codes.items()
        }
        other._causes = {
            cause: replace(tally, because=[*tally.because], where=copy(tally.where))
            for cause, tally in self._causes.items()
        }
        return other

    @property
    def truncated(self) -> bool:
        """Whether there were more incidents than are kept."""
        return self.incidents > len(self._kept)

    def codes_so_far(self) -> list[tuple[int, int]]:
        """Return each code with its incidents, most first."""
        counts = [(code, tally.incidents) for code, tally in list(self._codes.items())]
        return sorted(counts, key=lambda item: (-item[1], item[0]))

    # ---- counting ----

    def passes(self, incident: Incident) -> bool:
        """Tell whether an incident passes the filters."""
        return self._matcher.wants(incident)

    def admit(self, incident: Incident) -> bool:
        """Return whether an incident passes the filters; count it as filtered out if not."""
        if self.passes(incident):
            return True
        self.filtered_out += 1
        if not self.incidents:
            self._left_out.add(incident)
        return False

    def add(self, incident: Incident, session: SessionState | None, novelty: Novelty) -> None:
        """Count an incident of a session; `novelty` says what is new about it in the session."""
        self.incidents += 1
        self.signals += incident.signals
        self.unlinked += session is None
        why = self._filters.why_untimed(incident)
        if why is not None:
            self.untimed[why] += 1
        key = session.key if session is not None else None
        if len(self._kept) < self._max_incidents:
            self._kept.append(incident)
            self._sessions_of_kept.append(key or 0)
        else:
            self._count_kind(incident)
        self._sources[incident.evidence[0].source] += 1
        self._count_code(incident, novelty)
        self._count_cause(incident, key)

    def add_unknown(self, unknown: Unknown) -> None:
        """Count an error-level line that no statement reads, by its shape."""
        shape = unknown.shape if unknown.shape in self._unknown or len(self._unknown) < _MAX_SHAPES else _OTHER_SHAPES
        source, line, _, body, _ = unknown.record
        known = self._unknown.get(shape) or UnknownLines(shape, 0, body.message, f"{source}:{line}")
        self._unknown[shape] = known._replace(lines=known.lines + 1)

    def _count_kind(self, incident: Incident) -> None:
        """Count an incident that is not kept, by what is known about it now."""
        kind = incident.kind
        if kind not in self._others and len(self._others) >= _MAX_KINDS:
            kind = (incident.code, incident.cause, None)
        self._others[kind] += 1

    def _count_code(self, incident: Incident, novelty: Novelty) -> None:
        tally = self._codes.get(incident.code)
        if tally is None:
            tally = self._codes[incident.code] = _CodeTally()
        tally.incidents += 1
        tally.signals += incident.signals
        tally.sessions += novelty.session
        tally.controllers += novelty.controller
        line = incident.evidence[0]
        tally.times.add(line.source, line.time, line.clock)
        if incident.native is not None:
            tally.natives[incident.native] += 1

    def _count_cause(self, incident: Incident, session: int | None) -> None:
        key = incident.code, incident.cause
        tally = self._causes.get(key)
        if tally is None:
            tally = self._causes[key] = _CauseTally()
        tally.incidents += 1
        if len(tally.because) < MOST_PLACES:
            tally.because.append(incident.evidence[0].place)
        tally.evidence = tally.evidence or by_form(incident.evidence)
        tally.before = tally.before or incident.before
        where = session, incident.controller, incident.process, incident.context_confidence
        if where in tally.where or len(tally.where) < _MAX_WHERE:
            tally.where[where] += 1

    # ---- the parts of the report -------------------------------------------------------------------------------------

    def report_incidents(self, finish: Callable[[Incident], Incident], *, is_last: bool) -> tuple[Incident, ...]:
        """Return the kept incidents, each passed through `finish`, with what is known about their sessions at the end.

        After the last report the finished incidents replace those that were kept, so that each is held only once.
        """
        incidents = []
        for index, key in enumerate(self._sessions_of_kept):
            incident = finish(self._final(self._kept[index], key, index + 1))
            incidents.append(incident)
            if is_last:
                self._kept[index] = incident
        return tuple(incidents)

    def kinds(self, incidents: Iterable[Incident]) -> tuple[KindCount, ...]:
        """Count all incidents by code, cause and application; `incidents` are those that the report keeps."""
        return KindCount.of(incidents, self._others)

    def _final(self, incident: Incident, key: int, number: int) -> Incident:
        session = self._registry.sessions.get(key)
        return incident._replace(
            id=number,
            session=session.describe_briefly() if session else incident.session,
            controller=self._named(incident.controller),
            process=self._named(incident.process),
        )

    def _named(self, controller: Controller | None) -> Controller | None:
        """Return a process with its name, if that has become known since."""
        if controller is None or controller.process is not None:
            return controller
        return self._registry.processes.describe(controller.pid)

    def report_sessions(self) -> tuple[Session, ...]:
        """Return the sessions that the filters want, in the order of their appearance."""
        return sessions_wanted(self._filters, self._all_sessions())

    def unmatched(self) -> tuple[Unmatched, ...]:
        """Return the filters, with what there is, if there are incidents and the filters let none pass."""
        return self._left_out.unmatched(self._all_sessions()) if self.filtered_out and not self.incidents else ()

    def _all_sessions(self) -> Iterator[Session]:
        return map(self._registry.describe, self._registry.sessions.values())

    def with_incidents(self, inputs: Iterable[Input]) -> tuple[Input, ...]:
        """Return the inputs with their numbers of incidents; of two with one name, the first has them."""
        return count_incidents(inputs, self._sources)

    def counts(self) -> Counts:
        """Return the totals."""
        return Counts(self.incidents, self.signals, self._tracker.sessions_seen, self._tracker.controllers_seen)

    def categories(self) -> tuple[CategoryCount, ...]:
        """Return incidents and signals by category, most first."""
        incidents: Counter[str] = Counter()
        signals: Counter[str] = Counter()
        for code, tally in self._codes.items():
            category = self._catalog.category(code)
            incidents[category] += tally.incidents
            signals[category] += tally.signals
        return rank_categories(CategoryCount(name, incidents[name], signals[name]) for name in incidents)

    def codes(self, lang: str) -> tuple[CodeCount, ...]:
        """Return incidents and signals by code, most first."""
        return rank_codes(self._code(code, tally, lang) for code, tally in self._codes.items())

    def _code(self, code: int, tally: _CodeTally, lang: str) -> CodeCount:
        entry = self._catalog.entry(code)
        return CodeCount(
            code=code,
            name=entry.symbol or "" if entry else "",
            category=self._catalog.category(code),
            message=entry.message if entry else "",
            title=title_of(code, lang, self._catalog),
            incidents=tally.incidents,
            signals=tally.signals,
            sessions=tally.sessions,
            controllers=tally.controllers,
            natives={str(number): count for number, count in tally.natives.most_common()},
            first_time=tally.times.first,
            last_time=tally.times.last,
        )

    def unknown(self) -> tuple[UnknownLines, ...]:
        """Return the error-level lines that no statement reads, by shape, most first."""
        return rank_unknown(self._unknown.values())

    def recommendations(self, lang: str) -> tuple[Recommendation, ...]:
        """Return what to do, most frequent first."""
        return rank_recommendations(self._recommend(key, tally, lang) for key, tally in self._causes.items())

    def _recommend(self, key: tuple[int, str | None], tally: _CauseTally, lang: str) -> Recommendation:
        code, cause_id = key
        text = advice_of(code, cause_id, lang, self._catalog)
        return Recommendation(
            rank=0,  # given when all of them are sorted
            code=code,
            cause=cause_id,
            incidents=tally.incidents,
            title=text.title,
            steps=text.steps,
            note=text.note,
            because=tuple(tally.because),
            evidence=tally.evidence,
            where=self._most_frequent(tally.where),
            description=text.description,
            before=tally.before,
        )

    def _most_frequent(self, where: Counter[_WhereKey]) -> tuple[Where, ...]:
        """Return where most incidents happened; processes whose names were not known then have those that came later.

        A pid may have passed to another process since, so a name that was known stays.
        """
        named: Counter[_WhereKey] = Counter()
        for (session, controller, process, confidence), count in where.items():
            named[session, self._named(controller), self._named(process), confidence] += count
        return tuple(self._where(key, count) for key, count in named.most_common(MOST_PLACES))

    def _where(self, key: _WhereKey, count: int) -> Where:
        session_key, controller, process, confidence = key
        session = self._registry.sessions.get(session_key or 0)
        return Where(
            count,
            self._registry.describe(session) if session else None,
            controller,
            process,
            confidence,
            self._registry.device,
        )
