"""From facts to knowledge: who owns which session, who controls it, what is being cast."""

from __future__ import annotations

from collections.abc import Callable

from ...knowledge.catalog import Catalog, Cause
from ...knowledge.statements.base import Learns
from ...model.events import DumpLine, Fact, Side
from ...model.patterns import int_of
from ...model.records import Record
from ...model.session_id import full_id
from ...model.story import StoryEvent
from .registry import SessionState
from .state import SessionFacts


class Learner:
    """Adds facts to what is known."""

    def __init__(self, facts: SessionFacts, catalog: Catalog) -> None:
        self._facts, self._registry, self._catalog = facts, facts.registry, catalog
        self._dumped: SessionState | None = None  # of the block of hidumper that is being read
        self._dumped_controller: int | None = None

    def learn(self, fact: Fact) -> None:
        """Add one fact to what is known."""
        learn = _LEARN.get(fact.kind)
        if learn is not None:
            learn(self, fact)

    def learn_dump(self, dump: DumpLine) -> None:
        """Add a line of the service's own state; a block begins with a session's id or a controller's pid."""
        if dump.label in ("session", "controlled"):
            fitting = self._registry.fitting(dump.value)
            self._dumped = fitting[-1] if fitting else self._registry.new(dump.value)
            self._registry.learn_id(self._dumped, dump.value)
            if dump.label == "controlled" and self._dumped_controller is not None:
                self._registry.add_controller(self._dumped, self._dumped_controller)
        elif dump.label == "controller":
            self._dumped_controller = int_of(dump.value)
        elif self._dumped is not None:
            self._describe_dumped(self._dumped, dump.label, dump.value)

    def _describe_dumped(self, session: SessionState, label: str, value: str) -> None:
        number = int_of(value)
        if label == "pid" and number is not None:
            self._registry.learn_pid(session, number)
        elif label == "uid" and number is not None:
            self._registry.learn_uid(session, number)
        elif label == "controllers":
            for pid in value.split():
                if (number := int_of(pid)) is not None:
                    self._registry.add_controller(session, number)
        elif label in ("type", "tag", "bundle", "ability"):
            setattr(session, label, getattr(session, label) or value)

    def _session_of_fact(self, fact: Fact, pid: int | None = None) -> SessionState:
        """The session that a fact names by its id, new if it is not known."""
        text = fact.fields["session"]
        fitting = self._registry.fitting(text)
        if pid is not None:
            mine = [session for session in fitting if session.pid == pid]
            fitting = mine or [session for session in fitting if session.pid is None]
        session = fitting[-1] if fitting else self._registry.new(text, pid)
        self._registry.learn_id(session, text)
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
            session.user = int_of(fields["user"])
        pid, uid = int_of(fields.get("pid")), int_of(fields.get("uid"))
        if pid is not None and pid > 0:
            self._registry.learn_pid(session, pid, uid)
        elif uid is not None:
            self._registry.learn_uid(session, uid)

    def _create_begin(self, fact: Fact) -> None:
        call = self._facts.call(fact.record)
        call.begin("createAVSession")
        call.pending = dict(fact.fields)

    def _create(self, fact: Fact) -> None:
        call = self._facts.call(fact.record)
        fitting = [session for session in self._registry.fitting(fact.fields["session"]) if session.alive]
        # the application's line about it may come first; a later one is a new session of a restarted service
        known = [session for session in fitting if _is_just_created(session, fact.record.stamp.clock)]
        session = known[0] if known else self._registry.new(fact.fields["session"])
        self._registry.learn_id(session, fact.fields["session"])
        if call.pending is not None:
            self._fill(session, fact._replace(fields=call.pending))
            call.pending = None
        self._fill(session, fact)
        call.begin("createAVSession", session)
        _tell_creation(session, fact)

    def _created_uid(self, fact: Fact) -> None:
        session = self._facts.session_on_thread(fact.record)
        uid = int_of(fact.fields["uid"])
        if session is not None and uid is not None:
            self._registry.learn_uid(session, uid)

    def _owner(self, fact: Fact) -> None:
        pid = fact.record.stamp.pid
        session = self._session_of_fact(fact, pid)
        if pid is not None:
            self._registry.learn_pid(session, pid)
        _tell_creation(session, fact)

    def _session_of(self, fact: Fact) -> None:
        if "seq" in fact.fields:
            fact = _with_full_id(fact)
        if "session" in fact.fields:
            self._session_of_fact(fact, int_of(fact.fields.get("pid")))
        elif "pid" in fact.fields:
            self._process(fact)

    def _process(self, fact: Fact) -> None:
        pid = int_of(fact.fields.get("pid"))
        if pid is None or pid <= 0:
            return
        process = self._registry.process(pid)
        process.uid = int_of(fact.fields.get("uid")) or process.uid
        process.bundle = fact.fields.get("bundle") or process.bundle
        self._registry.learn_process(process)

    def _bundle_uid(self, fact: Fact) -> None:
        uid = int_of(fact.fields["uid"])
        if uid is not None:
            self._registry.learn_bundle(uid, fact.fields["bundle"])

    def _active(self, fact: Fact) -> None:
        session = self._registry.last_owned_by(int_of(fact.fields["pid"]))
        if session is not None:
            _tell(session, fact, "activated" if fact.fields["state"] == "active" else "deactivated")

    def _release(self, fact: Fact) -> None:
        session = self._session_of_fact(fact)
        self._facts.call(fact.record).begin("destroy", session)
        self._facts.releases_told = True
        self._registry.end(session, event_of(fact.record, "released"))

    def _released_pid(self, fact: Fact) -> None:
        session = self._facts.session_on_thread(fact.record)
        if session is not None and not session.alive:
            self._fill(session, fact)

    def _full_id(self, fact: Fact) -> None:
        """A full id in a path or in an application's success line; the latter names its process as the owner."""
        if fact.side is Side.APP and fact.record.body.type == "A":
            self._owner_by_application(fact)
            return
        for session in self._registry.fitting(fact.fields["session"]):
            self._registry.learn_id(session, fact.fields["session"])

    def _owner_by_application(self, fact: Fact) -> None:
        fitting = self._registry.fitting(fact.fields["session"])
        session = fitting[-1] if fitting else None
        words, pid = fact.record.body.message.casefold(), fact.record.stamp.pid
        creates = "create" in words and "controller" not in words  # who controls a session prints its id, too
        if session is None and creates:
            session = self._registry.new(fact.fields["session"])
        if session is None:
            return
        self._registry.learn_id(session, fact.fields["session"])
        if creates and pid is not None:
            self._registry.learn_pid(session, pid)

    def _controller(self, fact: Fact) -> None:
        pid = int_of(fact.fields.get("controller"))
        session = self._session_of_fact(fact._replace(fields=_only_session(fact)))
        self._facts.call(fact.record).begin("createController", session, pid)
        if pid is not None:
            self._add_controller(session, pid, fact)

    def _controller_self(self, fact: Fact) -> None:
        session = self._session_of_fact(fact._replace(fields=_only_session(fact)))
        if fact.record.stamp.pid is not None:
            self._add_controller(session, fact.record.stamp.pid, fact)

    def _add_controller(self, session: SessionState, pid: int, fact: Fact) -> None:
        if not session.controllers.get(pid):
            self._registry.add_controller(session, pid)
            _tell(session, fact, "controller-created")
        self._facts.aim(pid, session, fact.record.stamp.clock)

    def _controller_gone(self, fact: Fact) -> None:
        pid = int_of(fact.fields.get("controller")) or fact.record.stamp.pid
        if pid is None:
            return
        of_one = self._registry.fitting(fact.fields["session"]) if "session" in fact.fields else None
        controlled = self._registry.controlled_by(pid, alive=False)
        for session in controlled:
            if (of_one is None and len(controlled) == 1) or (of_one is not None and session in of_one):
                session.controllers[pid] = False
                _tell(session, fact, "controller-gone")

    def _command(self, fact: Fact) -> None:
        controller, owner = int_of(fact.fields["controller"]), int_of(fact.fields["pid"])
        if controller is None or owner is None:
            return
        session = self._registry.last_owned_by(owner)
        self._facts.call(fact.record).begin("command", session, controller)
        if session is not None:
            self._registry.add_controller(session, controller)
            self._facts.aim(controller, session, fact.record.stamp.clock)
            if not session.count_command():
                _tell(session, fact, "command")

    def _command_to(self, fact: Fact) -> None:
        call = self._facts.call(fact.record)
        session = self._registry.sessions.get(call.session or 0)
        if session is None or call.begins != "command":
            return
        session.bundle = session.bundle or fact.fields.get("bundle")
        uid = int_of(fact.fields.get("controller_uid"))
        if call.controller is not None and uid is not None:
            self._registry.process(call.controller).uid = uid

    def _cast_begin(self, fact: Fact) -> None:
        session = self._session_of_fact(fact)
        call = self._facts.call(fact.record)
        call.begin("startCasting", session)
        call.refused = None
        _tell(session, fact, "cast-started")

    def _cast(self, fact: Fact) -> None:
        session = self._facts.session_on_thread(fact.record)
        if session is None:
            bundle = fact.fields.get("bundle")
            named = [s for s in self._registry.living() if s.bundle == bundle] if bundle else []
            session = named[0] if len(named) == 1 else None
        if "reason" in fact.fields:
            self._note_refusal(fact.record, self._catalog.cause_of_refusal(fact.fields["reason"]))
        if session is not None:
            session.cast_handle = fact.fields.get("handle") or session.cast_handle
            session.cast_device = fact.fields.get("device") or session.cast_device

    def _cast_refused(self, fact: Fact) -> None:
        self._note_refusal(fact.record, self._catalog.cause_of_refusal())

    def _note_refusal(self, record: Record, cause: Cause | None) -> None:
        if cause is not None:
            self._facts.refuse(record, cause.id)

    def _service_start(self, fact: Fact) -> None:
        """A new service knows nothing of the sessions before it."""
        self._registry.end_all(event_of(fact.record, "service-restarted"))

    def _service_died(self, fact: Fact) -> None:
        self._registry.end_all(event_of(fact.record, "service-died"))

    def _client_died(self, fact: Fact) -> None:
        pid = int_of(fact.fields["pid"])
        if pid is not None:
            self._registry.forget_process(pid, event_of(fact.record, "client-died"))

    def _destroyed_proxy(self, fact: Fact) -> None:
        self.end_owned(fact.record)

    def end_owned(self, record: Record) -> None:
        """The application drops its session: told by old services only by this, by newer ones better."""
        session = self._registry.last_owned_by(record.stamp.pid)
        if session is not None and not self._facts.releases_told:
            self._registry.end(session, event_of(record, "released"))


_SESSION_TYPES = {"0": "audio", "1": "video", "2": "voice_call", "3": "video_call", "4": "photo"}


def _only_session(fact: Fact) -> dict[str, str]:
    """A controller's line tells of its session's id and user; its pid is the controller's."""
    return {name: value for name, value in fact.fields.items() if name in ("session", "user")}


_CREATION = 1.0  # seconds within which all processes have told of a new session


def _is_just_created(session: SessionState, now: float | None) -> bool:
    then = session.created_clock
    return session.created is None or then is None or now is None or abs(now - then) <= _CREATION


def _with_full_id(fact: Fact) -> Fact:
    """`pid-uid-sequence` in clear text is what the id is the hash of."""
    pid, uid, sequence = (int_of(fact.fields[name]) for name in ("pid", "uid", "seq"))
    if pid is None or uid is None or sequence is None:
        return fact
    return fact._replace(fields={**fact.fields, "session": full_id(pid, uid, sequence)})


def event_of(record: Record, event: str) -> StoryEvent:
    """A record as an event of a session's story."""
    stamp = record.stamp
    return StoryEvent(
        stamp.time,
        event,
        record.source,
        record.line,
        record.body.message,
        time_epoch=stamp.epoch,
        clock=stamp.clock,
    )


def _tell_creation(session: SessionState, fact: Fact) -> None:
    """The first of the lines that tell of a creation dates it."""
    if session.created is None:
        session.created, session.created_clock = fact.record.stamp.time, fact.record.stamp.clock
        _tell(session, fact, "created")


def _tell(session: SessionState, fact: Fact, event: str) -> None:
    session.add_event(event_of(fact.record, event))


_LEARN: dict[str, Callable[[Learner, Fact], None]] = {
    Learns.SERVICE_START: Learner._service_start,
    Learns.SERVICE_DIED: Learner._service_died,
    Learns.CLIENT_DIED: Learner._client_died,
    Learns.DESTROYED_PROXY: Learner._destroyed_proxy,
    Learns.CREATE_BEGIN: Learner._create_begin,
    Learns.CREATE: Learner._create,
    Learns.CREATED_UID: Learner._created_uid,
    Learns.OWNER: Learner._owner,
    Learns.SESSION_OF: Learner._session_of,
    Learns.PROCESS: Learner._process,
    Learns.BUNDLE_UID: Learner._bundle_uid,
    Learns.ACTIVE: Learner._active,
    Learns.RELEASE: Learner._release,
    Learns.RELEASED_PID: Learner._released_pid,
    Learns.FULL_ID: Learner._full_id,
    Learns.CONTROLLER: Learner._controller,
    Learns.CONTROLLER_SELF: Learner._controller_self,
    Learns.CONTROLLER_GONE: Learner._controller_gone,
    Learns.COMMAND: Learner._command,
    Learns.COMMAND_TO: Learner._command_to,
    Learns.CAST_BEGIN: Learner._cast_begin,
    Learns.CAST: Learner._cast,
    Learns.CAST_REFUSED: Learner._cast_refused,
}
