"""From an open incident to the Incident that the report shows."""

from __future__ import annotations

from ..knowledge.apis import MANAGER_APIS
from ..knowledge.catalog import Catalog, is_of_cast
from ..knowledge.rules import is_avsession
from ..model.events import Confidence, Link, Side, Signal
from ..model.incidents import Cast, Controller, Evidence, Incident, Session
from ..model.records import Record, remember
from ..model.story import StoryEvent
from .claims import Voice
from .conclusions import Conclusions, link_of
from .opened import OpenIncident
from .sessions.registry import Registry
from .sessions.session import SessionState

_MAX_EVIDENCE = 20  # lines kept of one incident
_MAX_CANDIDATES = 5  # sessions that an incident could belong to, the latest


class IncidentBuilder:
    """Builds incidents with what is known of their sessions at that moment."""

    def __init__(self, registry: Registry, catalog: Catalog) -> None:
        self._registry, self._catalog = registry, catalog
        self.forget()

    def build(self, found: OpenIncident, number: int) -> tuple[Incident, SessionState | None]:
        """Return the incident with that number, and the session it belongs to, if known."""
        link = self._link_of(found.voices)
        session = self._registry.sessions.get(link.session or 0)
        ended = session is not None and not session.alive
        code, native, cause, api, confidence = self._conclusions.of(found, session_ended=ended)
        signals = [heard.linked.signal for heard in found.heard]  # in the order in which they were read
        first = signals[0].record.stamp
        incident = Incident(
            id=number,
            code=code,
            native=native,
            category=self._catalog.category(code),
            cause=cause,
            api=api,
            time=first.time,
            session=session.describe_briefly() if session else None,
            controller=self._controller(api, link, session),
            process=self._process(signals),
            cast=_cast(code, api, session),
            code_confidence=confidence,
            context_confidence=link.confidence,
            basis=link.basis,
            candidates=self._candidates(link) if link.confidence is not Confidence.CERTAIN else (),
            evidence=tuple(map(evidence_of, signals[:_MAX_EVIDENCE])),
            signals=found.signals,
            time_epoch=first.epoch,
            year=first.year,
            before=self._before(code, cause, session, signals[0].record),
            device=self._registry.device,
        )
        return incident, session

    def forget(self) -> None:
        """Forget what is shared by incidents that are alike; after the last incident it would only take memory."""
        self._conclusions = Conclusions(self._catalog)
        self._links: dict[tuple[Voice, ...], Link] = {}

    def _link_of(self, voices: tuple[Voice, ...]) -> Link:
        return self._links.get(voices) or remember(self._links, voices, link_of(voices))

    def _controller(self, api: str | None, link: Link, session: SessionState | None) -> Controller | None:
        """Return the controller of the link, else the calling process if it does not own the session."""
        pid = link.controller
        if api in MANAGER_APIS and link.client is not None:
            pid = link.client if session is None or link.client != session.pid else None
        elif pid is None and session is not None and link.client not in (None, session.pid) and session.pid is not None:
            pid = link.client
        return self._registry.processes.describe(pid) if pid is not None else None

    def _process(self, signals: list[Signal]) -> Controller | None:
        """Return the first process outside the service that printed one of the lines."""
        for signal in signals:
            pid, printed = signal.record.stamp.pid, signal.record.body.process
            if signal.side is not Side.SERVICE and pid is not None and not self._registry.processes.is_service(pid):
                known = self._registry.processes.describe(pid)
                return known if _is_name_of(printed, known) else Controller(pid, printed)
        return None

    def _candidates(self, link: Link) -> tuple[Session, ...]:
        sessions = self._registry.sessions
        keys = link.candidates[-_MAX_CANDIDATES:]
        return tuple(sessions[key].describe_briefly() for key in keys if key in sessions)

    def _before(
        self, code: int, cause_id: str | None, session: SessionState | None, record: Record
    ) -> tuple[StoryEvent, ...]:
        """Return the last event of the session's story that led to the failure, if one did."""
        if session is None:
            return ()
        known = self._catalog.cause(code, cause_id) if cause_id else self._catalog.entry(code)
        if known is None or session.kinds.isdisjoint(known.preceded_by):
            return ()
        earlier = session.whole_story()[: session.read_before(record.source, record.line - 1)]
        for event in reversed(earlier):
            if event.kind in known.preceded_by:
                return (event,)
        return ()


def _is_name_of(printed: str, known: Controller) -> bool:
    """Tell whether a header may name a process as it is known by now, so that the pid has not passed to another one."""
    return not printed or "..." in printed or (known.process or "").endswith(printed)


def _cast(code: int, api: str | None, session: SessionState | None) -> Cast | None:
    """Return the session's cast if the failure concerns casting."""
    is_cast = api in ("startCasting", "stopCasting") or is_of_cast(code)
    if not is_cast or session is None or not (session.cast_device or session.cast_handle):
        return None
    return Cast(session.cast_device, session.cast_handle)


def evidence_of(signal: Signal) -> Evidence:
    """Return the line of a signal as the report shows it."""
    record = signal.record
    stamp, body = record.stamp, record.body
    place = body.place if is_avsession(body) else None
    return Evidence(
        record.source, record.line, stamp.time, stamp.pid, body.process, body.level, signal.form, body.message,
        stamp.epoch, stamp.clock, place,
    )  # fmt: skip
