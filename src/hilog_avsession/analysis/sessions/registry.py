"""What is known of sessions so far: bounded tables that facts fill and signals ask."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator

from ...model.incidents import Session
from ...model.session_id import Prover, SessionId, parse_id
from ...model.story import StoryEvent
from .bundles import BundleIndex
from .ids import IdIndex
from .keys import drop
from .processes import Processes, ProcessState
from .session import Ref, SessionState

MAX_SESSIONS = 2_000  # those that ended first and in which nothing failed make room
# a process may own or control thousands of sessions one after another; only the most recent ended ones are kept
_MOST_OWNED = 32  # of one process
_MOST_CONTROLLED = 64
_MOST_WAITING = 256  # living sessions whose owner is not known yet


class Registry:
    """Sessions by key, owner, controller and id; and the processes."""

    def __init__(self, max_sessions: int = MAX_SESSIONS, device: str | None = None) -> None:
        self.sessions: OrderedDict[int, SessionState] = OrderedDict()
        self.processes = Processes()
        self.device = device  # whose sessions these are, if it was named
        self.turns: dict[str, int] = {}  # input -> its place in the order of reading
        self.gaps = 0  # signs that lines about sessions and controllers are missing
        self.evicted = 0  # sessions that made room for others
        self.controllers_seen = 0  # pairs of session and controller or caller, of evicted sessions too
        self._prover = Prover()
        self._max_sessions = max_sessions
        self._next_key = 1
        self._of_pid: dict[int, list[int]] = {}
        self._living_of_pid: dict[int, list[SessionState]] = {}  # made anew when a session gets an owner or ends
        self._ids = IdIndex()
        self._bundles = BundleIndex()
        self._of_controller: dict[int, dict[int, None]] = {}
        self._without_pid: dict[int, None] = {}  # living sessions whose owner is not known yet
        self._ownerless: dict[str, int] = {}  # bundle -> its last session that ended before its owner was known
        self._living: dict[int, None] = {}  # sessions that have not ended
        self._ended: dict[int, None] = {}  # sessions that have ended, in that order

    def of(self, ref: Ref | None) -> SessionState | None:
        """Return the session that a reference means, or None if the registry has forgotten it."""
        return self.sessions.get(ref.key) if ref is not None else None

    def owned_by(self, pid: int | None) -> list[SessionState]:
        """Return the sessions of a process, oldest first."""
        return [self.sessions[key] for key in self._of_pid.get(pid or 0, ()) if key in self.sessions]

    def living_owned_by(self, pid: int | None) -> list[SessionState]:
        """Return the sessions of a process that have not ended, oldest first: hardly ever more than one."""
        living = self._living_of_pid.get(pid or 0)
        if living is None:
            living = [session for session in self.owned_by(pid) if session.alive]
            if pid in self._of_pid:
                self._living_of_pid[pid] = living
        return living

    def last_owned_by(self, pid: int | None) -> SessionState | None:
        """Return the last living session of a process, else its last one."""
        if living := self.living_owned_by(pid):
            return living[-1]
        owned = self._of_pid.get(pid or 0)
        return self.sessions[owned[-1]] if owned else None

    def owned_now(self, pid: int, ability: str | None = None) -> SessionState:
        """Return the living session of a process that is known to own one, a new one if no line shows it."""
        session = self.last_owned_by(pid)
        if session is None or not session.alive:
            session = self.adopt(pid) or self._adopt_by_ability(pid, ability) or self.new(pid=pid)
        return session

    def _adopt_by_ability(self, pid: int, ability: str | None) -> SessionState | None:
        waiting = list(self._waiting())
        if not ability or self.gaps or any(session.ability is None for session in waiting):
            return None
        return self._adopted([session for session in waiting if session.ability == ability], pid)

    def controlled_by(self, pid: int | None, *, alive: bool = True) -> list[SessionState]:
        """Return the sessions that a process controls, by default the living ones only."""
        pid = pid or 0
        sessions = self._worked_on_by(pid)
        return [session for session in sessions if (session.alive or not alive) and session.controllers[pid]]

    def has_controlled(self, pid: int) -> bool:
        """Tell whether a process controls or has controlled a session."""
        return pid in self._of_controller

    def ended_under(self, pid: int) -> list[SessionState]:
        """Return the sessions that a process controlled and that have ended, or whose controller is gone."""
        return [session for session in self._worked_on_by(pid) if not (session.alive and session.controllers[pid])]

    def _worked_on_by(self, pid: int) -> list[SessionState]:
        """Return the sessions that a process controls or has controlled."""
        keys = self._of_controller.get(pid, ())
        return [self.sessions[key] for key in keys if key in self.sessions]

    def add_controller(self, session: SessionState, pid: int) -> None:
        """Add a process that controls a session."""
        worked_on = self._of_controller.setdefault(pid, {})
        if session.controllers.get(pid) and session.key in worked_on:  # nearly always
            return
        if pid not in session.controllers:
            self.controllers_seen += pid not in session.callers
        session.controllers[pid] = True
        session.died.pop(pid, None)
        worked_on[session.key] = None
        if len(worked_on) > _MOST_CONTROLLED:
            del worked_on[self._oldest_ended(worked_on)]

    def add_caller(self, session: SessionState, pid: int) -> None:
        """Add a process that failed through a controller of a session, whether a line shows that controller or not."""
        if pid not in session.controllers and pid not in session.callers:
            session.callers[pid] = None
            self.controllers_seen += 1

    def suspect(self, key: int | None) -> None:
        """Remember that a signal belongs to a session, so that it is not evicted before others."""
        if key is not None and key in self.sessions:
            self.sessions[key].suspected = True

    def _oldest_ended(self, keys: Iterable[int]) -> int:
        """Return the oldest of the sessions that have ended, else the oldest of all."""
        keys = list(keys)
        return next((key for key in keys if not self.sessions[key].alive), keys[0])

    def living(self) -> Iterator[SessionState]:
        """Yield all sessions that have not ended."""
        return (self.sessions[key] for key in self._living)

    def fitting(self, text: str) -> list[SessionState]:
        """Return the sessions whose id fits a printed form, the living ones only if there are any."""
        fitting = list(self._latest_fitting(text))[::-1]
        return [session for session in fitting if session.alive] or fitting

    def last_fitting(self, text: str) -> SessionState | None:
        """Return the last of the sessions that `fitting` returns: hundreds may fit the first digits of an id."""
        last = None
        for session in self._latest_fitting(text):
            if session.alive:
                return session
            last = last or session
        return last

    def _latest_fitting(self, text: str) -> Iterator[SessionState]:
        wanted = parse_id(text)
        return (self.sessions[key] for key in (self._ids.latest_first(wanted) if wanted is not None else ()))

    def end(self, session: SessionState, event: StoryEvent) -> None:
        """Mark a session as ended, if it is not yet."""
        if session.released is None:
            session.released, session.released_clock = event.time, event.clock
            session.add_event(event)
            self._note_end(session)
            self._without_pid.pop(session.key, None)
            if session.pid is None and session.bundle is not None:
                self._ownerless.pop(session.bundle, None)
                self._ownerless[session.bundle] = session.key
                if len(self._ownerless) > _MOST_WAITING:
                    del self._ownerless[next(iter(self._ownerless))]

    def _note_end(self, session: SessionState) -> None:
        self._living_of_pid.pop(session.pid or 0, None)
        self._living.pop(session.key, None)
        self._ended[session.key] = None

    def end_all(self, event: StoryEvent) -> None:
        """Mark all sessions as ended: the service that held them is gone."""
        for session in list(self.living()):
            self.end(session, event)
        self._prover = Prover()

    def forget_process(self, pid: int, event: StoryEvent, keep: Collection[int] = ()) -> None:
        """End what a process owned and controlled: it died, and another process may get its pid.

        `keep`: sessions of the other process, which has got the pid already.
        """
        for session in self.owned_by(pid):
            if session.key not in keep:
                self.end(session, event)
        for session in self.controlled_by(pid):
            session.controllers[pid] = session.key in keep
        died = self.processes.describe(pid)
        for session in self._worked_on_by(pid):
            if session.key not in keep:
                session.died[pid] = died
        self.processes.forget(pid)
        self._living_of_pid.pop(pid, None)
        if owned := [key for key in self._of_pid.pop(pid, ()) if key in keep]:
            self._of_pid[pid] = owned
        if controlled := [key for key in self._of_controller.pop(pid, ()) if key in keep]:
            self._of_controller[pid] = dict.fromkeys(controlled)

    def adopt(self, pid: int | None) -> SessionState | None:
        """Return the one living session that bears a process's name and whose pid is not known yet; it is its owner."""
        name = self._bundle_of(pid)
        if not name or pid is None:
            return None
        return self._adopted([session for session in self._waiting() if (session.bundle or "").endswith(name)], pid)

    def _bundle_of(self, pid: int | None) -> str | None:
        """Return the bundle of a process, or the end of it where the log cuts names."""
        known = self.processes.get(pid)
        return (known.bundle or known.name) if known is not None else None

    def ended_ownerless(self, pid: int) -> SessionState | None:
        """Return the last session that ended before a line showed its owner, and that bears a process's name."""
        name = self._bundle_of(pid)
        for bundle in reversed(self._ownerless) if name else ():
            session = self.sessions.get(self._ownerless[bundle])
            if bundle.endswith(name or "") and session is not None and session.pid is None:
                return session
        return None

    def _waiting(self) -> Iterator[SessionState]:
        """Yield the living sessions whose owner is not known yet."""
        sessions = (self.sessions.get(key) for key in self._without_pid)
        return (session for session in sessions if session is not None and session.alive)

    def _adopted(self, waiting: list[SessionState], pid: int) -> SessionState | None:
        """Return the only one of the sessions that a process may own, with the process as its owner."""
        if len(waiting) != 1:
            return None
        self.learn_pid(waiting[0], pid)
        waiting[0].adopted = not waiting[0].proven
        return waiting[0]

    def new(self, id_text: str | None = None, pid: int | None = None) -> SessionState:
        """Add a session."""
        session = SessionState(Ref(self._next_key), self.turns, self.device)
        self._next_key += 1
        self.sessions[session.key] = session
        self._living[session.key] = self._without_pid[session.key] = None
        if len(self._without_pid) > _MOST_WAITING:
            del self._without_pid[next(iter(self._without_pid))]
        if id_text is not None:
            self.learn_id(session, id_text)
        if pid is not None:
            self.learn_pid(session, pid)
        if len(self.sessions) > self._max_sessions:
            self._evict()
        return session

    def learn_id(self, session: SessionState, text: str) -> None:
        """Add what a printed form shows of a session's id."""
        learnt = parse_id(text)
        if learnt is None:
            return
        if session.id is None:
            self._set_id(session, learnt)
        elif session.id.fits(learnt):
            self._set_id(session, session.id.merged(learnt))
        self._prove(session)

    def _set_id(self, session: SessionState, id_: SessionId) -> None:
        if id_ is not session.id:
            session.id = id_
            self._ids.learn(session.key, id_)

    def learn_pid(self, session: SessionState, pid: int, uid: int | None = None) -> None:
        """Add who owns a session, and what is known of that process."""
        if session.adopted and session.pid not in (None, pid):
            self._disown(session)
            session.pid, session.adopted = None, False
        if session.pid is None:
            self._give_owner(session, pid)
        session.give_back(uid)
        process = self.processes.get_or_add(pid)
        self.processes.identify(process, session.uid if uid is None else uid, session.bundle)
        session.borrow(process)
        self._bundles.learn(session.key, session.bundle)
        self.supersede(session)
        self._prove(session)

    def _give_owner(self, session: SessionState, pid: int) -> None:
        nameless = next((other for other in self.living_owned_by(pid) if other.id is None), None)
        self._living_of_pid.pop(pid, None)
        if nameless is not None and session.key < nameless.key and not session.suspected:
            self._absorb(nameless, session)
            return
        session.pid = pid
        self._without_pid.pop(session.key, None)
        owned = self._of_pid.setdefault(pid, [])
        owned.append(session.key)
        if len(owned) > _MOST_OWNED:
            owned.remove(self._oldest_ended(owned))

    def _disown(self, session: SessionState) -> None:
        drop(self._of_pid, session.pid or 0, session.key)
        self._living_of_pid.pop(session.pid or 0, None)

    def _absorb(self, nameless: SessionState, session: SessionState) -> None:
        """Put a session in the place of one without an id, which is the same: lines have shown halves of it."""
        old, session.ref.key, session.pid = session.key, nameless.key, nameless.pid
        del self.sessions[old]
        self.sessions[session.key] = session
        self._without_pid.pop(old, None)
        self._living.pop(old, None)
        if not session.alive:
            self._living.pop(session.key, None)
        if old in self._ended:
            del self._ended[old]
            self._ended[session.key] = None
        self._ids.rename(old, session.key)
        self._bundles.forget(old)
        session.complete(nameless)
        self._bundles.learn(session.key, session.bundle)
        for pid in session.controllers:
            worked_on = self._of_controller.get(pid, {})
            worked_on.pop(old, None)
            worked_on[session.key] = None
        session.controllers = {**nameless.controllers, **session.controllers}
        session.died = {**nameless.died, **session.died}
        session.callers |= nameless.callers
        session.failed |= nameless.failed
        session.incidents += nameless.incidents
        session.suspected |= nameless.suspected
        for event in nameless.whole_story():
            session.add_event(event)

    def supersede(self, session: SessionState) -> None:
        """End the sessions that a process made before a new one: the service refuses a second one of a process."""
        if session.id is None or session.pid is None:
            return
        for other in self.living_owned_by(session.pid):
            is_before = other.key < session.key and session.created is not None
            if other is not session and (is_before or other.id is None):
                other.superseded = True
                self.gaps += 1
                self._note_end(other)

    def learn_process(self, process: ProcessState) -> None:
        """Add what is known of a process to the sessions it owns."""
        lacking = [session for session in self.owned_by(process.pid) if session.uid is None or session.bundle is None]
        for session in lacking:
            if session.uid in (None, process.uid):
                self.learn_pid(session, process.pid)

    def learn_bundle(self, session: SessionState, bundle: str | None) -> None:
        """Add the application that owns a session, unless it is known."""
        session.bundle = session.bundle or bundle
        self._bundles.learn(session.key, session.bundle)

    def living_of(self, bundle: str) -> list[SessionState]:
        """Return the sessions of an application that have not ended."""
        return [self.sessions[key] for key in self._bundles.of(bundle) if key in self._living]

    def learn_uid(self, session: SessionState, uid: int) -> None:
        """Add the uid of a session's owner."""
        session.give_back(uid)
        self._bundles.learn(session.key, session.bundle)
        if session.uid is None:
            session.uid = uid
            self._prove(session)

    def _prove(self, session: SessionState) -> None:
        """Learn the full id of a session if one made from its pid and uid fits; the same values are tried only once."""
        if session.proven or session.id is None or session.pid is None or session.uid is None:
            return
        known = (session.id, session.pid, session.uid)
        if known == session.tried:
            return
        session.tried = known
        full = self._prover.prove(*known)
        if full is not None:
            self._set_id(session, SessionId(full, full, full))
            session.proven, session.tried = True, ()

    def _evict(self) -> None:
        """Forget the session that ended first and in which nothing failed, else the oldest."""
        key = next(iter(self.sessions))
        while self._ended:
            first = next(iter(self._ended))
            del self._ended[first]
            if first in self.sessions and not self.sessions[first].suspected:
                key = first
                break
        session = self.sessions.pop(key)
        self.evicted += 1
        self._living.pop(key, None)
        self._without_pid.pop(key, None)
        self._ids.forget(key)
        self._bundles.forget(key)
        for pid in session.controllers:
            controlled = self._of_controller.get(pid, {})
            controlled.pop(key, None)
            if not controlled:
                self._of_controller.pop(pid, None)
        if session.pid is not None:
            self._disown(session)

    def describe(self, session: SessionState) -> Session:
        """Return a session as the report shows it."""
        return session.describe_briefly()._replace(
            user=session.user if session.user is not None else _user_of(session.uid),
            ability=session.ability,
            tag=session.tag,
            type=session.type,
            controllers=tuple(session.died.get(pid) or self.processes.describe(pid) for pid in session.controllers),
            incidents=session.incidents,
            story=tuple(session.whole_story()),
        )


def _user_of(uid: int | None) -> int | None:
    return uid // 200_000 if uid is not None else None  # uids of a user are one block
