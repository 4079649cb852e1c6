"""What is known while a log is read: sessions, processes, and what threads and controllers work on."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import NamedTuple

from ...model.records import Record, span
from .registry import Registry
from .session import Ref, SessionState

_MAX_THREADS = 1024
_MAX_USES = 12  # of a controller, that are remembered: a second holds ten commands
_REFUSAL_LASTS = span(2.0)  # seconds
CALL_LASTS = span(1.0)  # seconds in which a thread of the service prints all lines of one call


@dataclass(slots=True, eq=False)
class Call:
    """What one thread of the service was last seen to work on."""

    clock: float | None
    session: Ref | None = None
    controller: int | None = None
    begins: str | None = None  # the interface whose call named the session
    pending: dict[str, str] | None = None  # fields of a session that is just being created or released
    began: float | None = None  # clock of the line that named the session, or that began to create one
    refused: tuple[str, float | None] | None = None  # cause of a refused cast, and when

    def begin(self, api: str, session: SessionState | None = None, controller: int | None = None) -> None:
        """Note that the thread begins to work on a session for a controller's process."""
        self.begins, self.controller, self.pending, self.began = api, controller, None, self.clock
        self.session = session.ref if session is not None else None

    def lasts(self, now: float | None) -> bool:
        """Tell whether a line at that time may still belong to the call: other lines of the thread may be lost."""
        return self.began is None or now is None or abs(now - self.began) <= CALL_LASTS


class Use(NamedTuple):
    """A controller's work on a session: it sends a command, or it was just made for that session."""

    session: Ref
    clock: float | None
    by_command: bool


class SessionFacts:
    """What facts have shown so far; links are derived from it."""

    def __init__(self, device: str | None = None) -> None:
        self.registry = Registry(device=device)
        self.calls: OrderedDict[tuple[int | None, int | None], Call] = OrderedDict()
        self.uses: OrderedDict[int, deque[Use]] = OrderedDict()  # by the controller's pid, the latest last
        self.begins_with_service = False  # whether the log shows the service's start, before which there is nothing
        self.releases_named = False  # whether the service prints which sessions it releases
        self._last_refusal: tuple[str, float | None] | None = None

    def call(self, record: Record) -> Call:
        """Return the call that the record's thread works on, a new one if the thread is not known."""
        key = (record.stamp.pid, record.stamp.tid)
        call = self.calls.get(key)
        if call is not None:
            call.clock = record.stamp.clock
            self.calls.move_to_end(key)
            return call
        call = self.calls[key] = Call(record.stamp.clock)
        if len(self.calls) > _MAX_THREADS:
            self.calls.popitem(last=False)
        return call

    def session_on_thread(self, record: Record) -> SessionState | None:
        """Return the session that the record's thread works on."""
        return self.registry.of(self.call(record).session)

    def session_of_call(self, record: Record, *apis: str) -> SessionState | None:
        """Return the session that a line of the same call has named; with `apis`, only if the call is one of these."""
        call = self.calls.get((record.stamp.pid, record.stamp.tid))
        if call is None or not call.lasts(record.stamp.clock) or (apis and call.begins not in apis):
            return None
        return self.registry.of(call.session)

    def use(self, controller: int, session: SessionState, clock: float | None, *, by_command: bool = False) -> None:
        """Remember the session that a controller works on."""
        uses = self.uses.get(controller)
        if uses is None:
            uses = self.uses[controller] = deque(maxlen=_MAX_USES)
            if len(self.uses) > _MAX_THREADS:
                self.uses.popitem(last=False)
        else:
            self.uses.move_to_end(controller)
        uses.append(Use(session.ref, clock, by_command))

    def begun_by(self, pid: int, now: float | None) -> set[int]:
        """Return the sessions that a process has just created or got a controller of.

        The service prints so before the process itself prints its first line.
        """
        created = {each.key for each in self.registry.living_owned_by(pid) if _is_just_before(each.created_clock, now)}
        uses = self.uses.get(pid, ())
        return created | {use.session.key for use in uses if not use.by_command and _is_just_before(use.clock, now)}

    def refusal(self, record: Record) -> str | None:
        """Return the cause of a refused cast that the record's thread has just met."""
        call, now = self.calls.get((record.stamp.pid, record.stamp.tid)), record.stamp.clock
        for refused in (call.refused if call is not None else None, self._last_refusal):
            if refused is not None and _lasts(refused[1], now, _REFUSAL_LASTS):
                return refused[0]
        return None

    def refuse(self, record: Record, cause: str) -> None:
        """Remember why a cast was refused: the device's answer comes on another thread than the failing call."""
        self._last_refusal = self.call(record).refused = (cause, record.stamp.clock)


def _is_just_before(earlier: float | None, now: float | None) -> bool:
    return earlier is not None and now is not None and 0 <= now - earlier <= CALL_LASTS


def _lasts(since: float | None, now: float | None, seconds: float) -> bool:
    return since is None or now is None or 0 <= now - since <= seconds
