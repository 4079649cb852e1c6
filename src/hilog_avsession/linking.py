"""From knowledge to links: which session and controller a signal belongs to, why, and how sure that is."""

from __future__ import annotations

from .apis import CONTROLLER_APIS, MANAGER_APIS, SESSION_APIS
from .identity import parse_id
from .knowledge import Knowledge
from .model import SERVICE_PROCESS, Basis, Confidence, Link, Side, Signal
from .registry import SessionState

_CALL_GAP = 0.050  # seconds that lines of one call on one thread lie apart at most
_RECENT = 1.0  # seconds in which a command names the session that a controller works on

# a code whose line names no interface may still tell whose it is
_CONTROLLER_CODES = frozenset({6600103, 6600105, 6600106, 6600107})
_MANAGER_CODES = frozenset({6600104, 6600108})


class Linker:
    """Links signals; the first evidence that answers decides."""

    def __init__(self, known: Knowledge) -> None:
        self._known, self._registry = known, known.registry

    def link(self, signal: Signal) -> Link:
        """Say which session and controller a signal belongs to; the first evidence that answers decides."""
        if signal.session_id is not None and (link := self._link_by_id(signal)):
            return link
        if signal.pid is not None and signal.side is not Side.APP:
            return self._link_by_owner(signal, signal.pid, client=signal.pid)
        if self._from_service(signal):
            return self._link_by_thread(signal)
        return self._link_by_process(signal)

    def _from_service(self, signal: Signal) -> bool:
        if signal.side is Side.SERVICE:
            return True
        header = signal.record.header
        return header.process == SERVICE_PROCESS or self._registry.is_service(header.pid)

    def _link_by_id(self, signal: Signal) -> Link | None:
        text = signal.session_id or ""
        fitting = self._registry.fitting(text)
        client = None if self._from_service(signal) else signal.record.header.pid
        wanted = parse_id(text)
        if wanted is None:
            return None
        if not fitting:
            # the log knows nothing else of this session, but names it
            fitting = [self._registry.new(text)]
        session = fitting[-1]
        called_from_outside = client != session.pid and signal.api in CONTROLLER_APIS | MANAGER_APIS
        controller = client if called_from_outside else None
        if len(fitting) > 1:
            others = tuple(other.key for other in fitting)
            return Link(session.key, controller, client, Confidence.MEDIUM, Basis.ID, others)
        if wanted.full:
            return Link(session.key, controller, client, Confidence.CERTAIN, Basis.ID)
        if session.proven:
            return Link(session.key, controller, client, Confidence.CERTAIN, Basis.HASH)
        sure = Confidence.HIGH if wanted.tail else Confidence.MEDIUM
        return Link(session.key, controller, client, sure, Basis.ID)

    def _link_by_owner(self, signal: Signal, pid: int, client: int | None) -> Link:
        session = self._registry.last_owned_by(pid)
        if session is None:
            return Link(client=client)
        sure = Confidence.HIGH if session.alive or signal.code == 6600102 else Confidence.MEDIUM
        return Link(session.key, None, client, sure, Basis.PID)

    def _link_by_thread(self, signal: Signal) -> Link:
        header = signal.record.header
        call = self._known.calls.get((header.pid, header.tid))
        if (
            call is None
            or call.session not in self._registry.sessions
            or not _within(call.clock, header.clock, _CALL_GAP)
        ):
            return Link()
        same_call = call.begins == signal.api and call.begins != "command"
        if same_call:
            call.clock = header.clock
        sure = Confidence.HIGH if same_call else Confidence.LOW
        if call.begins in ("command", "createController") and signal.code in _CONTROLLER_CODES:
            sure = Confidence.MEDIUM
        return Link(call.session, call.controller, None, sure, Basis.THREAD)

    def _link_by_process(self, signal: Signal) -> Link:
        pid = signal.record.header.pid
        if pid is None:
            return Link()
        if signal.api in MANAGER_APIS or (signal.api is None and signal.code in _MANAGER_CODES):
            return Link(None, pid, pid)
        owned = self._registry.last_owned_by(pid)
        controlled = self._registry.controlled_by(pid)
        as_owner = signal.api in SESSION_APIS or (signal.callback and owned is not None)
        as_controller = signal.api in CONTROLLER_APIS or (not as_owner and signal.code in _CONTROLLER_CODES)
        if owned is not None and not (as_controller and controlled):
            return self._link_by_owner(signal, pid, client=pid)
        if not as_owner:
            return self._link_by_controller(signal, pid, controlled)
        return Link(client=pid)

    def _link_by_controller(self, signal: Signal, pid: int, controlled: list[SessionState]) -> Link:
        clock = signal.record.header.clock
        if not controlled:
            # its session may be gone: that is what 6600102 and 6600103 are about
            target = self._known.targets.get(pid)
            session = self._registry.sessions.get(target[0]) if target else None
            if session is not None and signal.code in (6600102, 6600103, 6600106):
                return Link(session.key, pid, pid, Confidence.MEDIUM, Basis.PID)
            return Link(controller=pid if signal.api in CONTROLLER_APIS else None, client=pid)
        if len(controlled) == 1:
            return Link(controlled[0].key, pid, pid, Confidence.HIGH, Basis.PID)
        candidates = tuple(session.key for session in controlled)
        target = self._known.targets.get(pid)
        if target is not None and target[0] in candidates and _within(target[1], clock, _RECENT):
            return Link(target[0], pid, pid, Confidence.MEDIUM, Basis.TIME, candidates)
        return Link(None, pid, pid, Confidence.LOW, Basis.NONE, candidates)


def _within(then: float | None, now: float | None, seconds: float) -> bool:
    return then is None or now is None or abs(now - then) <= seconds
