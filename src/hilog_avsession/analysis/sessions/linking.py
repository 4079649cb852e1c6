"""From what is known to links: which session and controller a signal belongs to, why, and how sure that is.

The first evidence that the line has decides (`Linker.link`): the id of a session; the pid of an owner, with an ability
or named by the service; for a line of the service, the call that its thread works on; for any other, the session that
its process owns, or those that it controls.
"""

from __future__ import annotations

from ...knowledge.apis import CONTROLLER_APIS, MANAGER_APIS, OF_SESSION_TOO, SESSION_APIS, SHARED_APIS
from ...knowledge.calls import covering_code, hides_check
from ...knowledge.catalog import Catalog, CodeEntry, Interface
from ...model.events import SERVICE_PROCESS, Basis, Confidence, Link, Side, Signal
from ...model.records import span
from ...model.session_id import parse_id
from .session import SessionState
from .state import Call, SessionFacts, Use

_CALL_GAP = span(0.050)  # seconds between lines of one call on one thread, at most
_RECENT = span(1.0)  # seconds for which a command shows which session a controller works on
_LATELY = span(10.0)  # seconds for which a controller that the log has shown is taken for the only one of its process
_BURST = 5  # commands to one session within a second that make it the likely target of the next


class Linker:
    """Links signals to sessions and controllers."""

    def __init__(self, facts: SessionFacts, catalog: Catalog) -> None:
        self._facts, self._registry, self._catalog = facts, facts.registry, catalog
        self._checked: Signal | None = None  # the last check inside a call, of the service

    def link(self, signal: Signal) -> Link:
        """Return which session and controller a signal belongs to; the first evidence that answers decides."""
        if covering_code(signal.api) is not None:
            self._checked = signal
        if signal.session_id is not None and (link := self._link_by_id(signal)):
            return link
        if signal.pid is not None and signal.ability is not None:
            return self._link_by_ability(signal.pid, signal.ability)
        if signal.pid is not None and signal.side is not Side.APP:
            return self._link_by_owner(signal, signal.pid)
        if self._from_service(signal):
            return self._link_by_thread(signal)
        return self._link_by_process(signal)

    def _entry(self, signal: Signal) -> CodeEntry | None:
        return self._catalog.entry(signal.code) if signal.code else None

    def _via(self, signal: Signal) -> Interface | None:
        """Return the object through which calls with the signal's code go, if the catalogue names it."""
        entry = self._entry(signal)
        return entry.via if entry else None

    def _gone(self, signal: Signal) -> Interface | None:
        """Return the object that no longer exists when the signal's code or native number is raised, if any.

        A call with one code for all numbers hides what its number says and what a check inside it found.
        """
        if hides_check(signal.api, signal.code) and self._checked is not None:
            before, now = self._checked.record.stamp.clock, signal.record.stamp.clock
            if before is not None and now is not None and _within(before, now, _CALL_GAP):
                signal = self._checked
        number = self._catalog.native(signal.native) if signal.native is not None else None
        entries = [self._entry(signal), self._catalog.entry(number.public) if number else None]
        return next((entry.gone for entry in entries if entry and entry.gone), None)

    def _from_service(self, signal: Signal) -> bool:
        if signal.side is Side.SERVICE:
            return True
        record = signal.record
        return record.body.process == SERVICE_PROCESS or self._registry.processes.is_service(record.stamp.pid)

    def _link_by_id(self, signal: Signal) -> Link | None:
        text = signal.session_id or ""
        fitting = self._registry.fitting(text)
        client = None if self._from_service(signal) else signal.record.stamp.pid
        wanted = parse_id(text)
        if wanted is None:
            return None
        if not fitting:
            # the log shows nothing else of the session
            fitting = [self._registry.new(text)]
        session = fitting[-1]
        is_outside = signal.api in CONTROLLER_APIS or (signal.api in MANAGER_APIS and session.pid is not None)
        controller = client if is_outside and client != session.pid else None
        if len(fitting) > 1:
            others = tuple(other.key for other in fitting)
            return Link(session.key, controller, client, Confidence.MEDIUM, Basis.ID, others)
        if session.proven and not wanted.full:
            return Link(session.key, controller, client, Confidence.CERTAIN, Basis.HASH)
        sure = Confidence.CERTAIN if wanted.full else Confidence.HIGH if wanted.tail else Confidence.MEDIUM
        return Link(session.key, controller, client, self._if_nothing_is_lost(session, sure), Basis.ID)

    def _link_by_owner(self, signal: Signal, pid: int) -> Link:
        session = self._owned_by(pid)
        if self._gone(signal) is Interface.SESSION:
            return self._link_to_gone(session, pid)
        if session is None:
            return Link(client=pid)
        sure = Confidence.HIGH if session.alive else Confidence.LOW
        return Link(session.key, None, pid, self._if_nothing_is_lost(session, sure), Basis.PID)

    def _link_to_gone(self, owned: SessionState | None, pid: int) -> Link:
        """Link to the session that a process owned last; the line that shows its end may be lost."""
        ownerless = self._registry.ended_ownerless(pid)
        if ownerless is not None and (owned is None or owned.key < ownerless.key):
            return Link(ownerless.key, None, pid, Confidence.MEDIUM, Basis.PID)
        if owned is None:
            return Link(client=pid)
        others = [other.key for other in self._registry.owned_by(pid) if other is not owned]
        if owned.alive and others:
            return Link(owned.key, None, pid, Confidence.MEDIUM, Basis.PID, (*others, owned.key))
        if owned.created is None and self._registry.gaps:  # perhaps lines about a later session are missing, too
            return Link(owned.key, None, pid, Confidence.MEDIUM, Basis.PID)
        return Link(owned.key, None, pid, self._if_nothing_is_lost(owned, Confidence.HIGH), Basis.PID)

    def _if_nothing_is_lost(self, session: SessionState, sure: Confidence) -> Confidence:
        """Return how sure a link is: one degree less if the session's owner is a guess and lines are missing."""
        if not (session.adopted and self._registry.gaps):
            return sure
        return {Confidence.CERTAIN: Confidence.HIGH, Confidence.HIGH: Confidence.MEDIUM}.get(sure, sure)

    def _link_by_ability(self, pid: int, ability: str) -> Link:
        """Link to the session that a process owns because the line says that it owns one."""
        session = self._registry.owned_now(pid, ability)
        session.ability = session.ability or ability or None
        return Link(session.key, None, pid, self._if_nothing_is_lost(session, Confidence.HIGH), Basis.PID)

    def _owned_by(self, pid: int) -> SessionState | None:
        """Return the living session of a process, else one that bears its name, else its last one."""
        owned = self._registry.last_owned_by(pid)
        if owned is not None and owned.alive and owned.id is not None:
            return owned
        return self._registry.adopt(pid) or owned

    def _link_by_thread(self, signal: Signal) -> Link:
        stamp = signal.record.stamp
        call = self._facts.calls.get((stamp.pid, stamp.tid))
        session = self._registry.of(call.session) if call is not None else None
        if call is None or session is None or signal.api == "createAVSession":
            return Link()  # a session that could not be created does not exist
        if not _within(call.clock, stamp.clock, _CALL_GAP):
            return Link()
        same_call = (call.begins == signal.api and call.begins != "command") or _is_step_of_lyrics(call, signal)
        if same_call:
            call.clock = stamp.clock
        # a thread serves any call: what it worked on last is only a hint
        sure = Confidence.HIGH if same_call else Confidence.LOW
        return Link(session.key, call.controller, None, sure, Basis.THREAD)

    def _link_by_process(self, signal: Signal) -> Link:
        pid = signal.record.stamp.pid
        if pid is None or self._may_be_service(signal):
            return Link()
        if self._concerns_manager(signal, pid):
            return Link(None, pid, pid)
        owned = self._owned_by(pid)
        if self._concerns_controller(signal, pid, owned):
            return self._link_by_controller(signal, pid)
        if owned is not None:
            return self._link_by_owner(signal, pid)
        return Link(client=pid)

    def _concerns_manager(self, signal: Signal, pid: int) -> bool:
        """Tell whether the call went to the manager, rather than to a session or a controller of the process."""
        if signal.api in OF_SESSION_TOO and self._registry.last_owned_by(pid) is not None:
            return False
        return signal.api in MANAGER_APIS or (signal.api is None and self._via(signal) is Interface.MANAGER)

    def _may_be_service(self, signal: Signal) -> bool:
        """Tell whether a line that both sides print may be the service's: nothing is known about its process."""
        pid = signal.record.stamp.pid or 0
        known = self._registry.last_owned_by(pid) is not None or self._registry.has_controlled(pid)
        return signal.side is Side.BOTH and not signal.record.body.process and not known

    def _concerns_controller(self, signal: Signal, pid: int, owned: SessionState | None) -> bool:
        """Tell whether the call went through a controller of the process, rather than to the session that it owns."""
        controls = self._registry.has_controlled(pid)
        if signal.api in SESSION_APIS or (signal.callback and owned is not None):
            return False
        if signal.api in CONTROLLER_APIS or self._via(signal) is Interface.CONTROLLER:
            return controls or owned is None
        if signal.application and signal.statement != "application":
            return controls and owned is None  # a user's statement about a controller can name its interface
        return owned is None

    def _link_by_controller(self, signal: Signal, pid: int) -> Link:
        controlled, lost = self._registry.controlled_by(pid), self._gone(signal)
        if controlled and lost is None:
            return self._guess(signal, pid, controlled, is_sure=True)
        ended = self._registry.ended_under(pid)
        if lost is not None:
            # the session or the controller no longer exists, so it is not among those that still work
            released = lost is Interface.CONTROLLER
            gone = [session for session in ended if session.controllers[pid] != released]
            # a line may not say which of several controllers was released: then it is rather one of a living session
            others = [*ended, *controlled] if released else ended or controlled
            return self._guess(signal, pid, gone or others, is_sure=bool(gone) and len(ended) == 1 and not controlled)
        return self._guess(signal, pid, ended, is_sure=False) if ended else Link(client=pid, controller=pid)

    def _guess(self, signal: Signal, pid: int, fitting: list[SessionState], *, is_sure: bool) -> Link:
        """Choose among the sessions that a controller may mean: the only one, else the one it worked on last."""
        if not fitting:
            return Link(controller=pid if signal.api in CONTROLLER_APIS else None, client=pid)
        keys = tuple(session.key for session in fitting)
        now = signal.record.stamp.clock
        uses = [use for use in self._facts.uses.get(pid, ()) if use.session.key in keys]
        commands = [use.session.key for use in uses if use.by_command and _within(use.clock, now, _RECENT)]
        if len(keys) == 1:
            level = Confidence.LOW
            if is_sure:
                level = self._by_elimination(fitting[0], uses, now, is_working=bool(commands))
            return Link(keys[0], pid, pid, level, Basis.PID)
        if is_sure and len(commands) >= _BURST and len(set(commands)) == 1:
            return Link(commands[0], pid, pid, Confidence.MEDIUM, Basis.TIME, keys)
        return Link(uses[-1].session.key if uses else keys[-1], pid, pid, Confidence.LOW, Basis.TIME, keys)

    def _by_elimination(
        self, session: SessionState, uses: list[Use], now: float | None, *, is_working: bool
    ) -> Confidence:
        """Return how sure it is that a process means the only session that it is known to control.

        Where lines are missing, it may control others as well, above all if that session, too, is older than the log.
        """
        is_long_ago = bool(uses) and not any(_within(use.clock, now, _LATELY) for use in uses)
        may_be_missing = self._registry.gaps or (is_long_ago and not self._facts.begins_with_service)
        if is_working or not may_be_missing:
            level = Confidence.HIGH
        elif self._registry.gaps and session.created is None:
            level = Confidence.LOW
        else:
            level = Confidence.MEDIUM
        return self._if_nothing_is_lost(session, level)


def _is_step_of_lyrics(call: Call, signal: Signal) -> bool:
    """Tell whether a failure is one of desktop lyrics, and the thread works on the lyrics of a session."""
    return call.begins in SHARED_APIS and (signal.api is None or signal.api in SHARED_APIS)


def _within(earlier: float | None, now: float | None, seconds: float) -> bool:
    return earlier is None or now is None or abs(now - earlier) <= seconds
