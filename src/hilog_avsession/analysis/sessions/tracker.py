"""From events to linked signals: facts are learnt, and each signal gets its session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager

from ...knowledge.catalog import CATALOG, Catalog
from ...model.events import (
    SERVICE_PROCESS,
    DumpLine,
    Event,
    Fact,
    Linked,
    Loss,
    Side,
    Signal,
    Unknown,
    presence_of,
)
from ...model.incidents import Incident
from ...model.records import Record, Stamp
from ...model.story import StoryKind
from ...reading.fastpath import Sieve
from .failures import Failures, Novelty
from .learning import Learner, event_of
from .linking import Linker
from .processes import ProcessState
from .session import SessionState
from .state import SessionFacts

_CUT_PROCESS = 30  # phones cut longer process names at the front


class Tracker:
    """Follows the events of a log: learns from facts, links signals, notes failures."""

    def __init__(self, catalog: Catalog = CATALOG, sieve: Sieve | None = None, device: str | None = None) -> None:
        self._facts = SessionFacts(device)
        self.registry = self._facts.registry
        self._processes = self.registry.processes
        self._learner = Learner(self._facts, catalog)
        self._linker = Linker(self._facts, catalog)
        self._failures = Failures(self.registry)
        self._service_pid: int | None = None  # of the process that printed as the service last
        if sieve is not None:
            sieve.watch(self._processes.by_pid)

    def follow(self, events: Iterable[Event]) -> Iterator[Linked | Stamp | Loss | Unknown]:
        """Learn from each fact and link each signal; losses and unknown lines pass through.

        For a fact, only its stamp is yielded, which shows how far the log has come.
        """
        source = None
        for event in events:
            if isinstance(event, DumpLine):
                self._learner.learn_dump(event)
                continue
            if event.record.source != source:
                source = event.record.source
                self.registry.turns.setdefault(source, len(self.registry.turns))
            if isinstance(event, Fact):  # nearly all are
                self._notice_process(event)
                self._learner.learn(event)
                yield event.record.stamp
            elif isinstance(event, Loss | Unknown):
                self.registry.gaps += isinstance(event, Loss)
                yield event
            else:
                self._notice_process(event)
                link = self._linker.link(event)
                self.registry.suspect(link.session)
                yield Linked(event, link)
                if event.statement == "session-destroyed-again":
                    self._learner.end_owned(event.record)

    def refusal(self, record: Record) -> str | None:
        """Return the cause of a refused cast that the record's thread has just met."""
        return self._facts.refusal(record)

    def note_failure(self, incident: Incident, session: SessionState | None) -> Novelty:
        """Note an incident that counts in its session, and return what is new about it."""
        return self._failures.note(incident, session)

    def failures_on_trial(self) -> AbstractContextManager[None]:
        """Take back at the end of the context which failures were noted in it."""
        return self._failures.on_trial()

    @property
    def sessions_seen(self) -> int:
        """How many sessions the log has shown, including those that made room for others."""
        return len(self.registry.sessions) + self.registry.evicted

    @property
    def controllers_seen(self) -> int:
        """How many pairs of session and controller the log has shown, including callers of unknown sessions."""
        return self.registry.controllers_seen + self._failures.strangers

    def _notice_process(self, event: Signal | Fact) -> None:
        """Learn from a header about its process, and whether the pid now belongs to another process."""
        record = event.record
        pid, printed = record.stamp.pid, record.body.process
        if pid is None:
            return
        process, presence = self._processes.get_or_add(pid), presence_of(printed, event.side)
        if process.presence == presence:  # as nearly always
            return
        if process.printed != printed:
            process = self._named(process, printed, record)
        if printed == SERVICE_PROCESS or (not printed and event.side is Side.SERVICE):
            self._processes.services.add(pid)
            if self._service_pid not in (None, pid):
                self.registry.end_all(event_of(record, StoryKind.SERVICE_RESTARTED))
                if (old := self._processes.by_pid.get(self._service_pid or 0)) is not None:
                    old.presence = None
            self._service_pid = pid
        process.presence = presence

    def _named(self, process: ProcessState, printed: str, record: Record) -> ProcessState:
        """Learn the name that a header prints; a new name means a new process under an old pid."""
        if printed and "..." not in printed:
            if process.name not in (None, printed):
                new = self._facts.begun_by(process.pid, record.stamp.clock)
                self.registry.forget_process(process.pid, event_of(record, StoryKind.CLIENT_DIED), new)
                process = self._processes.get_or_add(process.pid)
            process.name = printed
            if "." in printed and process.bundle is None and len(printed) < _CUT_PROCESS:
                process.bundle = printed.partition(":")[0]
        process.printed = printed
        return process
