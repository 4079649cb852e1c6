"""What the context knows while a log is read: sessions, processes, and what threads and controllers work on."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from .model import Record
from .registry import Registry, SessionState

_MAX_THREADS = 4096


@dataclass(slots=True)
class Call:
    """What one thread of the service was last seen to work on."""

    clock: float | None
    session: int | None = None
    controller: int | None = None
    begins: str | None = None  # the API whose call named the session
    pending: dict[str, str] | None = None  # of a session that is just being created
    refused: str | None = None  # cause of a refused cast


class Knowledge:
    """The tables that facts fill and links ask."""

    def __init__(self, registry: Registry | None = None) -> None:
        self.registry = registry or Registry()
        self.calls: OrderedDict[tuple[int | None, int | None], Call] = OrderedDict()
        # controller pid -> session it last worked on, and when
        self.targets: OrderedDict[int, tuple[int, float | None]] = OrderedDict()

    def call(self, record: Record) -> Call:
        """The call that the record's thread works on, new where the thread is not known."""
        key = (record.header.pid, record.header.tid)
        call = self.calls.pop(key, None) or Call(record.header.clock)
        call.clock = record.header.clock
        self.calls[key] = call
        if len(self.calls) > _MAX_THREADS:
            self.calls.popitem(last=False)
        return call

    def session_on_thread(self, record: Record) -> SessionState | None:
        """The session that the record's thread works on."""
        return self.registry.sessions.get(self.call(record).session or 0)

    def aim(self, controller: int, session: SessionState, clock: float | None) -> None:
        """Remember the session that a controller worked on last."""
        self.targets.pop(controller, None)
        self.targets[controller] = (session.key, clock)
        if len(self.targets) > _MAX_THREADS:
            self.targets.popitem(last=False)

    def refusal(self, record: Record) -> str | None:
        """The cause of a refused cast that the record's thread has just met."""
        call = self.calls.get((record.header.pid, record.header.tid))
        return call.refused if call else None
