"""The log's story so far: learns from facts, links signals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .knowledge import Knowledge
from .learning import Learner, event_of
from .linking import Linker
from .model import SERVICE_PROCESS, DumpLine, Event, Fact, Linked, Loss, Side, Signal, Tick, Unknown
from .records import Record
from .registry import Registry

_CUT_PROCESS = 30  # phones cut longer process names at the front


class Context:
    """Follows the events of a log: learns from facts, links signals."""

    def __init__(self, registry: Registry | None = None) -> None:
        self.known = Knowledge(registry)
        self.registry = self.known.registry
        self._learner = Learner(self.known)
        self._linker = Linker(self.known)

    def follow(self, events: Iterable[Event]) -> Iterator[Linked | Loss | Unknown | Tick]:
        """Learn from each fact, link each signal; losses and unknown lines pass, facts tell how late it is."""
        source = None
        for event in events:
            if not isinstance(event, DumpLine) and event.record.source != source:
                source = event.record.source
                self.registry.turns.setdefault(source, len(self.registry.turns))
            if isinstance(event, Fact):  # nearly all are
                self._notice_process(event)
                self._learner.learn(event)
                if event.record.stamp.clock is not None:
                    yield Tick(event.record.stamp.clock)
            elif isinstance(event, Loss | Unknown):
                yield event
            elif isinstance(event, DumpLine):
                self._learner.learn_dump(event)
            else:
                self._notice_process(event)
                link = self._linker.link(event)
                self.registry.suspect(link.session)
                yield Linked(event, link)
                if event.statement == "session-destroyed-again":
                    self._learner.end_owned(event.record)

    def refusal(self, record: Record) -> str | None:
        """The cause of a refused cast that the record's thread has just met."""
        return self.known.refusal(record)

    def _notice_process(self, event: Signal | Fact) -> None:
        """Learn what a header tells of its process, and whether its pid has come back for another one."""
        stamp, body = event.record.stamp, event.record.body
        if stamp.pid is None:
            return
        whole = bool(body.process) and "..." not in body.process
        process = self.registry.process(stamp.pid)
        if whole and process.name not in (None, body.process):
            self.registry.forget_process(stamp.pid, event_of(event.record, "client-died"))
            process = self.registry.process(stamp.pid)
        if whole:
            process.name = body.process
            if "." in body.process and process.bundle is None and len(body.process) < _CUT_PROCESS:
                process.bundle = body.process.partition(":")[0]
        if body.process == SERVICE_PROCESS or (event.side is Side.SERVICE and not body.process):
            process.is_service = True
            if self.known.service_pid not in (None, stamp.pid):
                self.registry.end_all(event_of(event.record, "service-restarted"))
            self.known.service_pid = stamp.pid
