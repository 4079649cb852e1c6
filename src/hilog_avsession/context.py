"""The log's story so far: learns from facts, links signals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .knowledge import Knowledge
from .learning import Learner, event_of
from .linking import Linker
from .model import SERVICE_PROCESS, DumpLine, Event, Fact, Linked, Loss, Record, Side, Signal, Tick, Unknown
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
            if isinstance(event, Loss | Unknown):
                yield event
            elif isinstance(event, DumpLine):
                self._learner.learn_dump(event)
            elif isinstance(event, Fact):
                self._notice_process(event)
                self._learner.learn(event)
                if event.record.header.clock is not None:
                    yield Tick(event.record.header.clock)
            else:
                self._notice_process(event)
                yield Linked(event, self._linker.link(event))
                if event.statement == "session-destroyed-again":
                    self._learner.end_owned(event.record)

    def refusal(self, record: Record) -> str | None:
        """The cause of a refused cast that the record's thread has just met."""
        return self.known.refusal(record)

    def _notice_process(self, event: Signal | Fact) -> None:
        """Learn what a header tells of its process, and whether its pid has come back for another one."""
        header = event.record.header
        if header.pid is None:
            return
        whole = bool(header.process) and "..." not in header.process
        process = self.registry.process(header.pid)
        if whole and process.name not in (None, header.process):
            self.registry.forget_process(header.pid, event_of(event.record, "client-died"))
            process = self.registry.process(header.pid)
        if whole:
            process.name = header.process
            if "." in header.process and process.bundle is None and len(header.process) < _CUT_PROCESS:
                process.bundle = header.process.partition(":")[0]
        if header.process == SERVICE_PROCESS or (event.side is Side.SERVICE and not header.process):
            process.is_service = True
            if self.known.service_pid not in (None, header.pid):
                self.registry.end_all(event_of(event.record, "service-restarted"))
            self.known.service_pid = header.pid
