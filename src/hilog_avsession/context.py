"""From facts to knowledge, and from knowledge to links: which session and controller a signal belongs to, and why."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .apis import CONTROLLER_APIS, MANAGER_APIS, SESSION_APIS
from .identity import parse_id
from .model import (
    SERVICE_PROCESS,
    Basis,
    Confidence,
    Event,
    Fact,
    Link,
    Linked,
    Loss,
    Record,
    Side,
    Signal,
    StoryEvent,
    Unknown,
)
from .registry import Registry, SessionState
from .statements.base import Learns

_MAX_THREADS = 4096
_CALL_GAP = 0.050  # seconds that lines of one call on one thread lie apart at most
_RECENT = 1.0  # seconds in which a command names the session that a controller works on

# which APIs belong to which object where a public code alone tells it
_CONTROLLER_CODES = frozenset({6600103, 6600105, 6600106, 6600107})
_MANAGER_CODES = frozenset({6600104, 6600108})


@dataclass(slots=True)
class _Call:
    """What one thread of the service was last seen to work on."""

    clock: float | None
    session: int | None = None
    controller: int | None = None
    begins: str | None = None  # the API whose call named the session
    pending: dict[str, str] | None = None  # of a session that is just being created
    refused: str | None = None  # cause of a refused cast


class Context:
    """Follows the events of a log: learns from facts, links signals."""

    def __init__(self, registry: Registry | None = None) -> None:
        self.registry = registry or Registry()
        self.service_died = False
        self._calls: OrderedDict[tuple[int | None, int | None], _Call] = OrderedDict()
        self._targets: dict[int, tuple[int, float | None]] = {}  # controller pid -> session it last worked on, when

    def follow(self, events: Iterable[Event]) -> Iterator[Linked | Loss | Unknown]:
        """Learn from each fact, link each signal; losses and unknown lines pass through."""
        for event in events:
            if isinstance(event, Loss | Unknown):
                yield event
                continue
            self._notice_process(event)
            if isinstance(event, Fact):
                self.learn(event)
            else:
                yield Linked(event, self.link(event))

    # ---- learning ------------------------------------------------------------------------------------------------

    def _notice_process(self, event: Signal | Fact) -> None:
        header = event.record.header
        if header.pid is None:
            return
        process = self.registry.process(header.pid)
        if header.process and "..." not in header.process:
            process.name = header.process
            if "." in header.process and process.bundle is None and len(header.process) < _CUT_PROCESS:
                process.bundle = header.process.partition(":")[0]
        if header.process == SERVICE_PROCESS or (event.side is Side.SERVICE and not header.process):
            process.is_service = True

    def learn(self, fact: Fact) -> None:
        """Add one fact to what is known."""
        learn = _LEARN.get(Learns(fact.kind))
        if learn is not None:
            learn(self, fact)

    def _call(self, record: Record) -> _Call:
        """The call that the record's thread works on, new where the thread is not known."""
        key = (record.header.pid, record.header.tid)
        call = self._calls.pop(key, None) or _Call(record.header.clock)
        call.clock = record.header.clock
        self._calls[key] = call
        if len(self._calls) > _MAX_THREADS:
            self._calls.popitem(last=False)
        return call

    def _session_of_fact(self, fact: Fact, pid: int | None = None) -> SessionState:
        """The session that a fact names by its id, new if it is not known."""
        text = fact.fields["session"]
        fitting = self.registry.fitting(text)
        if pid is not None:
            mine = [session for session in fitting if session.pid == pid]
            fitting = mine or [session for session in fitting if session.pid is None]
        session = fitting[-1] if fitting else self.registry.new(text, pid)
        self.registry.learn_id(session, text)
        self._fill(session, fact)
        return session

    def _fill(self, session: SessionState, fact: Fact) -> None:
        """Copy the fields of a fact that describe a session."""
        fields = fact.fields
        session.bundle = session.bundle or fields.get("bundle")
        session.ability = session.ability or fields.get("ability")
        session.tag = session.tag or fields.get("tag")
        session.type = session.type or _SESSION_TYPES.get(fields.get("type", ""), fields.get("type"))
        if session.user is None and "user" in fields:
            session.user = int(fields["user"])
        if "pid" in fields and int(fields["pid"]) > 0:
            self.registry.learn_pid(session, int(fields["pid"]), _int(fields.get("uid")))
        elif "uid" in fields:
            self.registry.learn_uid(session, int(fields["uid"]))

    def _create_begin(self, fact: Fact) -> None:
        call = self._call(fact.record)
        call.pending, call.session, call.controller, call.begins = dict(fact.fields), None, None, "createAVSession"

    def _create(self, fact: Fact) -> None:
        call = self._call(fact.record)
        fitting = [session for session in self.registry.fitting(fact.fields["session"]) if session.alive]
        # the same id may return after a restart of the service; the same line, printed twice, tells nothing new
        known = [session for session in fitting if session.created in (None, fact.record.header.time)]
        session = known[0] if known else self.registry.new(fact.fields["session"])
        self.registry.learn_id(session, fact.fields["session"])
        if call.pending is not None:
            self._fill(session, Fact(fact.record, fact.statement, fact.kind, fact.side, call.pending))
            call.pending = None
        self._fill(session, fact)
        session.created, session.created_clock = fact.record.header.time, fact.record.header.clock
        call.session, call.controller, call.begins = session.key, None, "createAVSession"
        _tell(session, fact, "created")

    def _created_uid(self, fact: Fact) -> None:
        session = self._session_on_thread(fact.record)
        if session is not None:
            self.registry.learn_uid(session, int(fact.fields["uid"]))

    def _owner(self, fact: Fact) -> None:
        pid = fact.record.header.pid
        session = self._session_of_fact(fact, pid)
        if pid is not None:
            self.registry.learn_pid(session, pid)
        if session.created is None:
            session.created = fact.record.header.time
            _tell(session, fact, "created")

    def _session_of(self, fact: Fact) -> None:
        if "session" in fact.fields:
            self._session_of_fact(fact, _int(fact.fields.get("pid")))
        elif "pid" in fact.fields:
            self._process(fact)

    def _process(self, fact: Fact) -> None:
        pid = _int(fact.fields.get("pid"))
        if pid is None or pid <= 0:
            return
        process = self.registry.process(pid)
        process.uid = _int(fact.fields.get("uid")) or process.uid
        process.bundle = fact.fields.get("bundle") or process.bundle
        for session in self.registry.owned_by(pid):
            self.registry.learn_pid(session, pid)

    def _bundle_uid(self, fact: Fact) -> None:
        uid, bundle = int(fact.fields["uid"]), fact.fields["bundle"]
        for process in self.registry.processes.values():
            if process.uid == uid and process.bundle is None:
                process.bundle = bundle

    def _release(self, fact: Fact) -> None:
        session = self._session_of_fact(fact)
        call = self._call(fact.record)
        call.session, call.controller, call.begins = session.key, None, "destroy"
        if session.released is None:
            session.released = fact.record.header.time
            _tell(session, fact, "released")

    def _released_pid(self, fact: Fact) -> None:
        session = self._session_on_thread(fact.record)
        if session is not None and not session.alive:
            self._fill(session, fact)

    def _full_id(self, fact: Fact) -> None:
        """A full id in a path or in an application's success line; the latter names its process as the owner."""
        if fact.side is Side.APP and fact.record.header.type == "A":
            self._owner_by_application(fact)
            return
        for session in self.registry.fitting(fact.fields["session"]):
            self.registry.learn_id(session, fact.fields["session"])

    def _owner_by_application(self, fact: Fact) -> None:
        fitting = self.registry.fitting(fact.fields["session"])
        session = fitting[-1] if fitting else None
        if session is None and "create" in fact.record.message.casefold():
            session = self.registry.new(fact.fields["session"], fact.record.header.pid)
        if session is not None:
            self.registry.learn_id(session, fact.fields["session"])

    def _controller(self, fact: Fact) -> None:
        pid = _int(fact.fields.get("controller"))
        session = self._session_of_fact(Fact(fact.record, fact.statement, fact.kind, fact.side, _only_session(fact)))
        call = self._call(fact.record)
        call.session, call.controller, call.begins = session.key, pid, "createController"
        if pid is not None:
            self._add_controller(session, pid, fact)

    def _controller_self(self, fact: Fact) -> None:
        session = self._session_of_fact(Fact(fact.record, fact.statement, fact.kind, fact.side, _only_session(fact)))
        if fact.record.header.pid is not None:
            self._add_controller(session, fact.record.header.pid, fact)

    def _add_controller(self, session: SessionState, pid: int, fact: Fact) -> None:
        if pid not in session.controllers or pid in session.gone:
            self.registry.add_controller(session, pid)
            _tell(session, fact, "controller-created")
        self._targets[pid] = (session.key, fact.record.header.clock)

    def _controller_gone(self, fact: Fact) -> None:
        pid = _int(fact.fields.get("controller")) or fact.record.header.pid
        if pid is None:
            return
        of_one = self.registry.fitting(fact.fields["session"]) if "session" in fact.fields else None
        controlled = [s for s in self.registry.sessions.values() if pid in s.controllers and pid not in s.gone]
        for session in controlled:
            if (of_one is None and len(controlled) == 1) or (of_one is not None and session in of_one):
                session.gone.add(pid)
                _tell(session, fact, "controller-gone")

    def _command(self, fact: Fact) -> None:
        controller, owner = int(fact.fields["controller"]), int(fact.fields["pid"])
        session = self.registry.last_owned_by(owner)
        call = self._call(fact.record)
        call.session, call.controller, call.begins = session.key if session else None, controller, "command"
        if session is not None:
            self.registry.add_controller(session, controller)
            self._targets[controller] = (session.key, fact.record.header.clock)
            _tell(session, fact, "command")

    def _command_to(self, fact: Fact) -> None:
        call = self._call(fact.record)
        session = self.registry.sessions.get(call.session or 0)
        if session is None or call.begins != "command":
            return
        session.bundle = session.bundle or fact.fields.get("bundle")
        uid = _int(fact.fields.get("controller_uid"))
        if call.controller is not None and uid is not None:
            self.registry.process(call.controller).uid = uid

    def _cast_begin(self, fact: Fact) -> None:
        session = self._session_of_fact(fact)
        call = self._call(fact.record)
        call.session, call.controller, call.begins, call.refused = session.key, None, "startCasting", None
        _tell(session, fact, "cast-started")

    def _cast(self, fact: Fact) -> None:
        session = self._session_on_thread(fact.record)
        if session is None:
            bundle = fact.fields.get("bundle")
            named = [s for s in self.registry.living() if bundle and s.bundle == bundle]
            session = named[0] if len(named) == 1 else None
        cause = _CAST_REASONS.get(fact.fields.get("reason", ""))
        if cause is not None:
            self._call(fact.record).refused = cause
        if session is not None:
            session.cast_handle = fact.fields.get("handle") or session.cast_handle
            session.cast_device = fact.fields.get("device") or session.cast_device

    def _cast_refused(self, fact: Fact) -> None:
        self._call(fact.record).refused = "engine-refused"

    def _service_start(self, fact: Fact) -> None:
        """A new service knows nothing of the sessions before it."""
        for session in list(self.registry.living()):
            session.released = fact.record.header.time
            _tell(session, fact, "service-restarted")

    def _service_died(self, _fact: Fact) -> None:
        self.service_died = True

    def _session_on_thread(self, record: Record) -> SessionState | None:
        return self.registry.sessions.get(self._call(record).session or 0)

    # ---- linking --------------------------------------------------------------------------------------------------

    def refusal(self, record: Record) -> str | None:
        """The cause of a refused cast that the record's thread has just met."""
        call = self._calls.get((record.header.pid, record.header.tid))
        return call.refused if call else None

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
        return header.process == SERVICE_PROCESS or self.registry.is_service(header.pid)

    def _link_by_id(self, signal: Signal) -> Link | None:
        text = signal.session_id or ""
        fitting = self.registry.fitting(text)
        client = None if self._from_service(signal) else signal.record.header.pid
        wanted = parse_id(text)
        if wanted is None:
            return None
        if not fitting:
            # the log knows nothing else of this session, but names it
            fitting = [self.registry.new(text)]
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
        session = self.registry.last_owned_by(pid)
        if session is None:
            return Link(client=client)
        sure = Confidence.HIGH if session.alive or signal.code == 6600102 else Confidence.MEDIUM
        return Link(session.key, None, client, sure, Basis.PID)

    def _link_by_thread(self, signal: Signal) -> Link:
        header = signal.record.header
        call = self._calls.get((header.pid, header.tid))
        if (
            call is None
            or call.session not in self.registry.sessions
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
        owned = self.registry.last_owned_by(pid)
        controlled = self.registry.controlled_by(pid)
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
            target = self._targets.get(pid)
            session = self.registry.sessions.get(target[0]) if target else None
            if session is not None and signal.code in (6600102, 6600103, 6600106):
                return Link(session.key, pid, pid, Confidence.MEDIUM, Basis.PID)
            return Link(controller=pid if signal.api in CONTROLLER_APIS else None, client=pid)
        if len(controlled) == 1:
            return Link(controlled[0].key, pid, pid, Confidence.HIGH, Basis.PID)
        candidates = tuple(session.key for session in controlled)
        target = self._targets.get(pid)
        if target is not None and target[0] in candidates and _within(target[1], clock, _RECENT):
            return Link(target[0], pid, pid, Confidence.MEDIUM, Basis.TIME, candidates)
        return Link(None, pid, pid, Confidence.LOW, Basis.NONE, candidates)


_CUT_PROCESS = 30  # phones cut longer process names at the front

# reasonCode of OnDeviceStateChange (cast engine) -> cause inside 6600108
_CAST_REASONS = {
    "10001": "cast-cancelled",
    "10005": "pin-wrong",
    "10006": "cast-cancelled",
    "10007": "sink-distrusted",
    "10008": "user-timeout",
    "10009": "sink-busy",
}
_SESSION_TYPES = {"0": "audio", "1": "video", "2": "voice_call", "3": "video_call", "4": "photo"}


def _within(then: float | None, now: float | None, seconds: float) -> bool:
    return then is None or now is None or abs(now - then) <= seconds


def _int(text: str | None) -> int | None:
    return int(text) if text and text.lstrip("-").isdigit() else None


def _only_session(fact: Fact) -> dict[str, str]:
    """A controller's line tells of its session's id and user; its pid is the controller's."""
    return {name: value for name, value in fact.fields.items() if name in ("session", "user")}


def _tell(session: SessionState, fact: Fact, event: str) -> None:
    record = fact.record
    session.tell(StoryEvent(record.header.time, event, record.source, record.line, record.message))


_LEARN: dict[Learns, Callable[[Context, Fact], None]] = {
    Learns.SERVICE_START: Context._service_start,
    Learns.SERVICE_DIED: Context._service_died,
    Learns.CREATE_BEGIN: Context._create_begin,
    Learns.CREATE: Context._create,
    Learns.CREATED_UID: Context._created_uid,
    Learns.OWNER: Context._owner,
    Learns.SESSION_OF: Context._session_of,
    Learns.PROCESS: Context._process,
    Learns.BUNDLE_UID: Context._bundle_uid,
    Learns.RELEASE: Context._release,
    Learns.RELEASED_PID: Context._released_pid,
    Learns.FULL_ID: Context._full_id,
    Learns.CONTROLLER: Context._controller,
    Learns.CONTROLLER_SELF: Context._controller_self,
    Learns.CONTROLLER_GONE: Context._controller_gone,
    Learns.COMMAND: Context._command,
    Learns.COMMAND_TO: Context._command_to,
    Learns.CAST_BEGIN: Context._cast_begin,
    Learns.CAST: Context._cast,
    Learns.CAST_REFUSED: Context._cast_refused,
}
