"""From incidents to the report: exact counts, ranking, recommendations, in bounded memory."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..analysis.folding import OpenIncident, api_of, cause_of, code_of, link_of, native_of
from ..analysis.sessions.registry import SessionState
from ..analysis.sessions.tracker import Tracker
from ..knowledge.apis import MANAGER_APIS
from ..knowledge.catalog import CATALOG, Catalog
from ..model.events import Confidence, Form, Link, Side, Signal, Unknown
from ..model.incidents import Cast, Controller, Evidence, Incident, Kind, Session
from ..model.records import Record
from ..model.report import (
    CategoryCount,
    CodeCount,
    Counts,
    Incomparable,
    KindCount,
    Recommendation,
    UnknownLines,
    Where,
)
from ..model.story import StoryEvent
from .filters import Filters, is_session
from .ranking import MOST_PLACES, rank_categories, rank_codes, rank_recommendations, rank_unknown

MAX_INCIDENTS = 5_000  # kept in the report; further ones are counted
_MAX_EVIDENCE = 20  # lines kept of one incident
_MAX_CANDIDATES = 5  # sessions that an incident could belong to, the latest
_MAX_SHAPES = 1000  # of unknown lines; further ones are counted together
_OTHER_SHAPES = "<other>"
_MAX_PLACES = 1000  # sessions and controllers told apart in one recommendation
_MAX_KINDS = 1000  # of incidents that are not kept; further ones are counted without their application
_MAX_STRANGERS = 100_000  # callers of unknown sessions: more than a device has pids


# ---- counting --------------------------------------------------------------------------------------------------------


_Place = tuple[int | None, int | None, int | None, Confidence]  # session, controller, process, how sure


@dataclass(slots=True, eq=False)
class _CodeTally:
    incidents: int = 0
    signals: int = 0
    sessions: int = 0
    controllers: int = 0
    natives: Counter[int] = field(default_factory=Counter)
    first_time: str | None = None
    last_time: str | None = None


@dataclass(slots=True, eq=False)
class _CauseTally:
    incidents: int = 0
    because: list[str] = field(default_factory=list)
    evidence: tuple[Evidence, ...] = ()
    before: tuple[StoryEvent, ...] = ()
    where: Counter[_Place] = field(default_factory=Counter)


@dataclass(slots=True, eq=False)
class _Kept:
    """An incident of the report; its session is described when the report is made, with all that was learnt."""

    incident: Incident
    session: int | None  # key


class Aggregation:
    """Counts incidents one by one and makes the parts of a report from them."""

    def __init__(
        self,
        context: Tracker,
        filters: Filters | None = None,
        max_incidents: int = MAX_INCIDENTS,
        catalog: Catalog = CATALOG,
    ) -> None:
        self.incidents = 0
        self.unlinked = 0  # incidents without a session
        self.filtered_out = 0  # incidents that the filters left out
        self.untimed: Counter[Incomparable] = Counter()  # incidents kept because a filter by time could not be applied
        self.signals = 0
        self._context = context
        self._filters = filters or Filters()
        self._max_incidents = max_incidents
        self._catalog = catalog
        self._kept: list[_Kept] = []
        self._others: Counter[Kind] = Counter()  # incidents that are not kept
        self._codes: dict[int, _CodeTally] = {}
        self._causes: dict[tuple[int, str | None], _CauseTally] = {}
        self._strangers: set[tuple[int, int | None]] = set()  # codes and callers of incidents without a session
        self._unknown: dict[str, UnknownLines] = {}

    @property
    def truncated(self) -> bool:
        """Whether there were more incidents than are kept."""
        return self.incidents > len(self._kept)

    def codes_so_far(self) -> list[tuple[int, int]]:
        """Each code and its incidents, most first."""
        counts = [(code, tally.incidents) for code, tally in list(self._codes.items())]
        return sorted(counts, key=lambda item: (-item[1], item[0]))

    def add(self, draft: OpenIncident) -> Incident | None:
        """Count an incident and return it, or None where the filters leave it out."""
        link = link_of(draft)
        incident = self._incident(draft, link)
        if not self._filters.wants(incident):
            self.filtered_out += 1
            return None
        why = self._filters.why_untimed(incident)
        if why is not None:
            self.untimed[why] += 1
        self.incidents += 1
        self.signals += incident.signals
        session = self._context.registry.sessions.get(link.session or 0)
        if session is None:
            self.unlinked += 1
        else:
            session.incidents += 1
            lead = incident.evidence[0]
            session.tell(
                StoryEvent(
                    incident.time,
                    sys.intern(f"failure {incident.code}"),  # thousands of events are alike
                    lead.source,
                    lead.line,
                    lead.text,
                    time_epoch=lead.time_epoch,
                    clock=lead.clock,
                )
            )
        if len(self._kept) < self._max_incidents:
            self._kept.append(_Kept(incident, link.session))
        else:
            self._count_kind(incident)
        self._count(incident, link)
        return incident

    def add_unknown(self, unknown: Unknown) -> None:
        """Count an error-level line that no row knows, by its shape."""
        shape = unknown.shape if unknown.shape in self._unknown or len(self._unknown) < _MAX_SHAPES else _OTHER_SHAPES
        source, line, _, body, _ = unknown.record
        known = self._unknown.get(shape) or UnknownLines(shape, 0, body.message, f"{source}:{line}")
        self._unknown[shape] = known._replace(lines=known.lines + 1)

    def _count(self, incident: Incident, link: Link) -> None:
        tally = self._codes.setdefault(incident.code, _CodeTally())
        tally.incidents += 1
        tally.signals += incident.signals
        tally.first_time = tally.first_time or incident.time
        tally.last_time = incident.time
        self._count_places(tally, incident, link)
        if incident.native is not None:
            tally.natives[incident.native] += 1
        cause = self._causes.setdefault((incident.code, incident.cause), _CauseTally())
        cause.incidents += 1
        if len(cause.because) < MOST_PLACES:
            cause.because.append(incident.evidence[0].place)
        cause.evidence = cause.evidence or tuple(sorted(incident.evidence, key=_telling_first))
        cause.before = cause.before or incident.before
        place = (
            link.session,
            incident.controller.pid if incident.controller else None,
            incident.process.pid if incident.process else None,
            incident.context_confidence,
        )
        if place in cause.where or len(cause.where) < _MAX_PLACES:
            cause.where[place] += 1

    def _count_kind(self, incident: Incident) -> None:
        """Count an incident that is not kept, by what is known of it now."""
        kind = incident.kind
        if kind not in self._others and len(self._others) >= _MAX_KINDS:
            kind = (incident.code, incident.cause, None)
        self._others[kind] += 1

    def _count_places(self, tally: _CodeTally, incident: Incident, link: Link) -> None:
        """Count a session and a controller of a code when they are met first: the session remembers them."""
        registry = self._context.registry
        session = registry.sessions.get(link.session or 0)
        controller = incident.controller.pid if incident.controller else None
        known = self._strangers if session is None else session.failed
        if session is not None and (incident.code, None) not in known:
            known.add((incident.code, None))
            tally.sessions += 1
        if controller is None:
            return
        if session is not None:
            registry.add_caller(session, controller)
        if (incident.code, controller) not in known:
            tally.controllers += 1
            if session is not None or len(known) < _MAX_STRANGERS:
                known.add((incident.code, controller))

    def _incident(self, draft: OpenIncident, link: Link) -> Incident:
        code = code_of(draft)
        signals = [one.signal for one in draft.linked]  # in the order in which they were read
        first = signals[0].record.stamp
        registry = self._context.registry
        session = registry.sessions.get(link.session or 0)
        handle = session.cast_handle if session else None
        device = session.cast_device if session else None
        api, cause = api_of(draft), cause_of(draft, self._context, self._catalog)
        is_cast = api in ("startCasting", "stopCasting") or code // 1000 in range(6611, 6617)
        return Incident(
            id=self.incidents + 1,
            code=code,
            native=native_of(draft, self._catalog),
            category=self._catalog.category(code),
            cause=cause,
            api=api,
            time=first.time,
            session=registry.brief(session) if session else None,
            controller=self._controller(api, link),
            process=self._process(draft),
            cast=Cast(device, handle) if is_cast and (handle or device) else None,
            code_confidence=draft.primary.signal.confidence,
            context_confidence=link.confidence,
            basis=link.basis,
            candidates=self._describe(link.candidates) if link.confidence is not Confidence.CERTAIN else (),
            evidence=tuple(map(evidence_of, signals[:_MAX_EVIDENCE])),
            signals=draft.signals,
            time_epoch=first.epoch,
            year=first.year,
            before=_before(cause or code, session, signals[0].record),
        )

    def _controller(self, api: str | None, link: Link) -> Controller | None:
        """Through whom the call came: the controller of the link, else the calling process that is not the owner."""
        registry = self._context.registry
        session = registry.sessions.get(link.session or 0)
        pid = link.controller
        if api in MANAGER_APIS and link.client is not None:
            pid = link.client if session is None or link.client != session.pid else None
        elif pid is None and session is not None and link.client not in (None, session.pid) and session.pid is not None:
            pid = link.client
        return registry.controller(pid) if pid is not None else None

    def _process(self, draft: OpenIncident) -> Controller | None:
        registry = self._context.registry
        for one in draft.linked:
            pid = one.signal.record.stamp.pid
            if one.signal.side is not Side.SERVICE and pid is not None and not registry.is_service(pid):
                return registry.controller(pid)
        return None

    def _describe(self, keys: tuple[int, ...]) -> tuple[Session, ...]:
        sessions = self._context.registry.sessions
        return tuple(self._context.registry.brief(sessions[key]) for key in keys[-_MAX_CANDIDATES:] if key in sessions)

    # ---- the parts of the report -------------------------------------------------------------------------------------

    def report_incidents(self) -> tuple[Incident, ...]:
        """The kept incidents, with their sessions as they are known at the end."""
        return tuple(self._final(kept, number) for number, kept in enumerate(self._kept, start=1))

    def kinds(self, incidents: Iterable[Incident]) -> tuple[KindCount, ...]:
        """All incidents by code, cause and application, most first; `incidents` are those that the report keeps."""
        return KindCount.of(incidents, self._others)

    def _final(self, kept: _Kept, number: int) -> Incident:
        registry = self._context.registry
        incident = kept.incident
        session = registry.sessions.get(kept.session or 0)
        return incident._replace(
            id=number,
            session=registry.brief(session) if session else incident.session,
            controller=self._named(incident.controller),
            process=self._named(incident.process),
        )

    def _named(self, controller: Controller | None) -> Controller | None:
        if controller is None or controller.process is not None:
            return controller
        return self._context.registry.controller(controller.pid)

    def report_sessions(self) -> tuple[Session, ...]:
        """The sessions that the log told of and the filters want, in the order of their appearance."""
        registry = self._context.registry
        sessions = (registry.describe(session) for session in registry.sessions.values())
        wanted = self._filters.sessions
        return tuple(one for one in sessions if not wanted or any(is_session(one, text) for text in wanted))

    def counts(self) -> Counts:
        """The totals."""
        registry = self._context.registry
        strangers = {pid for _, pid in self._strangers}
        sessions = len(registry.sessions) + registry.evicted
        return Counts(self.incidents, self.signals, sessions, registry.controllers_seen + len(strangers))

    def categories(self) -> tuple[CategoryCount, ...]:
        """Incidents and signals by category, most first."""
        incidents: Counter[str] = Counter()
        signals: Counter[str] = Counter()
        for code, tally in self._codes.items():
            category = self._catalog.category(code)
            incidents[category] += tally.incidents
            signals[category] += tally.signals
        return rank_categories(CategoryCount(name, incidents[name], signals[name]) for name in incidents)

    def codes(self, lang: str) -> tuple[CodeCount, ...]:
        """Incidents and signals by code, most first."""
        return rank_codes(self._code(code, tally, lang) for code, tally in self._codes.items())

    def _code(self, code: int, tally: _CodeTally, lang: str) -> CodeCount:
        entry = self._catalog.entry(code)
        return CodeCount(
            code=code,
            name=entry.symbol or "" if entry else "",
            category=self._catalog.category(code),
            message=entry.message if entry else "",
            title=entry.text(lang).title if entry else UNKNOWN_TITLE[lang],
            incidents=tally.incidents,
            signals=tally.signals,
            sessions=tally.sessions,
            controllers=tally.controllers,
            natives={str(number): count for number, count in tally.natives.most_common()},
            first_time=tally.first_time,
            last_time=tally.last_time,
        )

    def unknown(self) -> tuple[UnknownLines, ...]:
        """The error-level lines that no row knows, by shape, most first."""
        return rank_unknown(self._unknown.values())

    def recommendations(self, lang: str) -> tuple[Recommendation, ...]:
        """What to do, by frequency."""
        return rank_recommendations(self._recommend(key, tally, lang) for key, tally in self._causes.items())

    def _recommend(self, key: tuple[int, str | None], tally: _CauseTally, lang: str) -> Recommendation:
        code, cause_id = key
        entry = self._catalog.entry(code)
        where = tuple(self._where(place, count) for place, count in tally.where.most_common(MOST_PLACES))
        common = {
            "rank": 0,  # which only all of them tell
            "code": code,
            "cause": cause_id,
            "incidents": tally.incidents,
            "because": tuple(tally.because),
            "evidence": tally.evidence,
            "before": tally.before,
            "where": where,
        }
        if entry is None:
            return Recommendation(title=UNKNOWN_TITLE[lang], steps=UNKNOWN_STEPS[lang], note=None, **common)  # type: ignore[arg-type]
        text, cause = entry.text(lang), self._catalog.cause(code, cause_id)
        advice = cause.text(lang) if cause else text
        return Recommendation(
            title=advice.title,
            steps=advice.steps,
            note=advice.note,
            description=text.description,
            **common,  # type: ignore[arg-type]
        )

    def _where(self, place: _Place, count: int) -> Where:
        session_key, controller, process, confidence = place
        registry = self._context.registry
        session = registry.sessions.get(session_key or 0)
        return Where(
            count,
            registry.describe(session) if session else None,
            registry.controller(controller) if controller is not None else None,
            registry.controller(process) if process is not None else None,
            confidence,
        )


_TELLING = (Form.CODE, Form.MESSAGE, Form.NATIVE, Form.CAST, Form.SYMBOL, Form.PHRASE)


def _telling_first(line: Evidence) -> int:
    return _TELLING.index(line.form)


# cause, or code -> the events of the session's story that lead to it
_LEADS_TO: dict[str | int, tuple[str, ...]] = {
    "used-after-destroy": ("released", "service-died", "service-restarted", "client-died"),
    "used-after-release": ("controller-gone", "released"),
    "cast-controller-released": ("released",),
    "created-twice": ("created",),
    "command-rate": ("command",),
    "service-died": ("service-died",),
    "service-absent": ("service-died",),
    6600106: ("activated", "deactivated"),  # has one cause only; printed in 5.0 alone
}


def _before(cause: str | int, session: SessionState | None, record: Record) -> tuple[StoryEvent, ...]:
    """What the story tells that led to a failure: the last such event before it."""
    wanted = _LEADS_TO.get(cause, ())
    if session is None or not wanted:
        return ()
    earlier = session.story[: session.read_before(record.source, record.line - 1)]
    return tuple([event for event in earlier if event.event in wanted][-1:])


UNKNOWN_TITLE = {"en": "Code that the catalogue does not hold", "zh": "目录中没有的错误码"}
UNKNOWN_STEPS = {
    "en": (
        "Look the number up in the documentation of your SDK's release, and report it so that the catalogue can grow.",
    ),
    "zh": ("在所用 SDK 版本的文档中查找该错误码，并反馈给本项目，以便补充目录。",),
}


def evidence_of(signal: Signal) -> Evidence:
    """The line of a signal, as the report shows it."""
    record = signal.record
    stamp, body = record.stamp, record.body
    return Evidence(
        record.source,
        record.line,
        stamp.time,
        stamp.pid,
        body.process,
        body.level,
        signal.form,
        body.message,
        stamp.epoch,
        stamp.clock,
    )
