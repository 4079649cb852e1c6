"""From facts to what is known: who owns which session, who controls it, what is being cast."""

from __future__ import annotations

from collections.abc import Callable

from ...knowledge.catalog import Catalog, Cause
from ...model.events import DumpLine, Fact, FactKind, Side
from ...model.patterns import int_of
from ...model.records import Record, span
from ...model.session_id import full_id
from ...model.story import StoryEvent, StoryKind, event_text
from .session import SessionState
from .state import SessionFacts

_CREATION_CALL, _RELEASE_CALL = "createAVSession", "destroy"  # whose lines name a session and its owner
_CREATION_LASTS = span(1.0)  # seconds in which all processes have printed that a session is new
_SESSION_TYPES = {"0": "audio", "1": "video", "2": "voice_call", "3": "video_call", "4": "photo"}


class Learner:
    """Adds facts to what is known."""

    def __init__(self, facts: SessionFacts, catalog: Catalog) -> None:
        self._facts, self._registry, self._catalog = facts, facts.registry, catalog
        self._dumped: SessionState | None = None  # of the block of hidumper that is being read
        self._dumped_controller: int | None = None

    def learn(self, fact: Fact) -> None:
        """Add one fact to what is known."""
        _READERS[fact.kind](self, fact)

    def learn_dump(self, dump: DumpLine) -> None:
        """Add a line of the service's own state; a block begins with a session's id or a controller's pid."""
        if dump.label in ("session", "controlled"):
            self._dumped = self._registry.last_fitting(dump.value) or self._registry.new(dump.value)
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
        elif label == "bundle":
            self._registry.learn_bundle(session, value)
        elif label in ("type", "tag", "ability"):
            setattr(session, label, getattr(session, label) or value)

    def _session_of_fact(self, fact: Fact, pid: int | None = None) -> SessionState:
        """Return the session that a fact names by its id, a new one if it is not known."""
        text = fact.fields["session"]
        session = self._registry.last_fitting(text) if pid is None else self._last_fitting_of(pid, text)
        session = session or self._unseen(fact, pid)
        self._registry.learn_id(session, text)
        self._fill(session, fact)
        return session

    def _last_fitting_of(self, pid: int, text: str) -> SessionState | None:
        """Return the last session with that id that a process owns, else the last whose owner is not known for sure."""
        latest_first = self._registry.fitting(text)[::-1]
        mine = (session for session in latest_first if session.pid == pid)
        unsure = (session for session in latest_first if session.pid is None or session.adopted)
        return next(mine, None) or next(unsure, None)

    def _unseen(self, fact: Fact, pid: int | None) -> SessionState:
        """Return a session that no line has shown so far: a new one, or one whose creation is missing in the log."""
        if fact.kind in (FactKind.OWNER, FactKind.CREATE) or "seq" in fact.fields:
            return self._registry.new(fact.fields["session"], pid)
        self._registry.gaps += 1
        nameless = [session for session in self._registry.living_owned_by(pid) if session.id is None]
        return nameless[-1] if nameless else self._registry.new(fact.fields["session"], pid)

    def _fill(self, session: SessionState, fact: Fact) -> None:
        """Copy the fields of a fact that describe a session."""
        fields = fact.fields
        self._registry.learn_bundle(session, fields.get("bundle"))
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

    def _presence(self, fact: Fact) -> None:
        """Do nothing: the tracker reads the header of each fact, and this fact has nothing else."""

    def _create_begin(self, fact: Fact) -> None:
        call = self._facts.call(fact.record)
        call.begin(_CREATION_CALL)
        call.pending = dict(fact.fields)

    def _create(self, fact: Fact) -> None:
        call = self._facts.call(fact.record)
        pending = call.pending if call.begins == _CREATION_CALL and call.lasts(fact.record.stamp.clock) else None
        fitting = [session for session in self._registry.fitting(fact.fields["session"]) if session.alive]
        # the application's line about the session may come first; an older session is of a service that has restarted
        known = [session for session in fitting if _is_just_created(session, fact.record.stamp.clock)]
        session = known[0] if known else self._registry.new(fact.fields["session"])
        self._registry.learn_id(session, fact.fields["session"])
        if pending is not None:
            self._fill(session, fact._replace(fields=pending))
        self._fill(session, fact)
        call.begin(_CREATION_CALL, session)
        self._date_creation(session, fact)

    def _date_creation(self, session: SessionState, fact: Fact) -> None:
        """Date a session's creation by the first of the lines that show it."""
        if session.created is None:
            session.created, session.created_clock = fact.record.stamp.time, fact.record.stamp.clock
            _add_event(session, fact, StoryKind.CREATED)
            self._registry.supersede(session)

    def _created_uid(self, fact: Fact) -> None:
        session = self._facts.session_of_call(fact.record, _CREATION_CALL)
        uid = int_of(fact.fields["uid"])
        if session is not None and uid is not None:
            self._registry.learn_uid(session, uid)

    def _owner(self, fact: Fact) -> None:
        pid = fact.record.stamp.pid
        session = self._session_of_fact(fact, pid)
        if pid is not None:
            self._registry.learn_pid(session, pid)
        self._date_creation(session, fact)

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
        processes = self._registry.processes
        process = processes.get_or_add(pid)
        processes.learn_uid(process, int_of(fact.fields.get("uid")) or process.uid)
        process.bundle = fact.fields.get("bundle") or process.bundle
        self._registry.learn_process(process)

    def _bundle_uid(self, fact: Fact) -> None:
        uid = int_of(fact.fields["uid"])
        if uid is not None:
            self._registry.processes.learn_bundle(uid, fact.fields["bundle"])

    def _active(self, fact: Fact) -> None:
        session = self._registry.last_owned_by(int_of(fact.fields["pid"]))
        if session is not None:
            is_active = fact.fields["state"] == "active"
            _add_event(session, fact, StoryKind.ACTIVATED if is_active else StoryKind.DEACTIVATED)

    def _release(self, fact: Fact) -> None:
        call = self._facts.call(fact.record)
        pending = call.pending if call.begins == _RELEASE_CALL and call.lasts(fact.record.stamp.clock) else None
        session = self._session_of_fact(fact)
        if pending is not None and session.pid in (None, int_of(pending.get("pid"))):
            self._fill(session, fact._replace(fields=pending))
        # the destructor runs last: what the thread prints then is of the next call
        call.begin("" if fact.record.body.function.startswith("~") else _RELEASE_CALL, session)
        self._facts.releases_named = True
        self._registry.end(session, event_of(fact.record, StoryKind.RELEASED))

    def _released_pid(self, fact: Fact) -> None:
        """Learn who owned a session that is being released; a line before or after this one names the session."""
        session = self._facts.session_of_call(fact.record, _RELEASE_CALL)
        if session is None:
            call = self._facts.call(fact.record)
            call.begin(_RELEASE_CALL)
            call.pending = dict(fact.fields)
        elif not session.alive and session.pid in (None, int_of(fact.fields.get("pid"))):
            self._fill(session, fact)

    def _full_id(self, fact: Fact) -> None:
        """Learn a full id from a path or from an application's success line; the latter's process owns the session."""
        if fact.side is Side.APP and fact.record.body.type == "A":
            self._owner_by_application(fact)
            return
        for session in self._registry.fitting(fact.fields["session"]):
            self._registry.learn_id(session, fact.fields["session"])

    def _owner_by_application(self, fact: Fact) -> None:
        session = self._registry.last_fitting(fact.fields["session"])
        words, pid = fact.record.body.message.casefold(), fact.record.stamp.pid
        creates = "create" in words and "controller" not in words  # a controller of a session prints its id, too
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

    def _controller_added(self, fact: Fact) -> None:
        controller, owner = int_of(fact.fields["controller"]), int_of(fact.fields.get("pid"))
        session = self._session_of_controller(fact.record, owner)
        if session is not None and controller is not None:
            self._add_controller(session, controller, fact)

    def _session_of_controller(self, record: Record, owner: int | None) -> SessionState | None:
        """Return the session that gets a controller: named before on the thread, else the one that the owner has."""
        session = self._facts.session_of_call(record, "createController", "getController")
        if session is not None and (owner is None or session.pid in (None, owner)):
            if owner is not None:
                self._registry.learn_pid(session, owner)
            return session
        return self._registry.owned_now(owner) if owner is not None else None

    def _session_call(self, fact: Fact) -> None:
        session = self._session_of_fact(fact)
        self._facts.call(fact.record).begin(fact.fields.get("api", ""), session)

    def _add_controller(self, session: SessionState, pid: int, fact: Fact) -> None:
        if not session.controllers.get(pid):
            self._registry.add_controller(session, pid)
            _add_event(session, fact, StoryKind.CONTROLLER_CREATED)
        self._facts.use(pid, session, fact.record.stamp.clock)

    def _controller_gone(self, fact: Fact) -> None:
        pid = int_of(fact.fields.get("controller")) or fact.record.stamp.pid
        if pid is None:
            return
        named = self._registry.fitting(fact.fields["session"]) if "session" in fact.fields else None
        controlled = self._registry.controlled_by(pid, alive=False)
        self._registry.gaps += not self._registry.has_controlled(pid)
        for session in controlled:
            if (named is None and len(controlled) == 1) or (named is not None and session in named):
                session.controllers[pid] = False
                _add_event(session, fact, StoryKind.CONTROLLER_GONE)

    def _command(self, fact: Fact) -> None:
        controller, owner = int_of(fact.fields["controller"]), int_of(fact.fields["pid"])
        if controller is None or owner is None:
            return
        session = self._registry.last_owned_by(owner)
        self._facts.call(fact.record).begin("command", session, controller)
        if session is not None:
            self._registry.gaps += controller not in session.controllers
            self._registry.add_controller(session, controller)
            self._facts.use(controller, session, fact.record.stamp.clock, by_command=True)
            if not session.count_command():
                _add_event(session, fact, StoryKind.COMMAND)

    def _command_to(self, fact: Fact) -> None:
        session = self._facts.session_of_call(fact.record, "command")
        if session is None:
            return
        call = self._facts.call(fact.record)
        self._registry.learn_bundle(session, fact.fields.get("bundle"))
        uid = int_of(fact.fields.get("controller_uid"))
        if call.controller is not None and uid is not None:
            processes = self._registry.processes
            processes.learn_uid(processes.get_or_add(call.controller), uid)

    def _cast_begin(self, fact: Fact) -> None:
        session = self._session_of_fact(fact)
        call = self._facts.call(fact.record)
        call.begin("startCasting", session)
        call.refused = None
        _add_event(session, fact, StoryKind.CAST_STARTED)

    def _cast(self, fact: Fact) -> None:
        session = self._facts.session_on_thread(fact.record)
        if session is None:
            bundle = fact.fields.get("bundle")
            named = self._registry.living_of(bundle) if bundle else []
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
        """End all sessions: a new service knows nothing of those before it."""
        self._registry.end_all(event_of(fact.record, StoryKind.SERVICE_RESTARTED))
        self._facts.begins_with_service = True

    def _service_died(self, fact: Fact) -> None:
        self._registry.end_all(event_of(fact.record, StoryKind.SERVICE_DIED))

    def _client_died(self, fact: Fact) -> None:
        pid = int_of(fact.fields["pid"])
        if pid is not None:
            self._registry.forget_process(pid, event_of(fact.record, StoryKind.CLIENT_DIED))

    def _destroyed_proxy(self, fact: Fact) -> None:
        self.end_owned(fact.record)

    def end_owned(self, record: Record) -> None:
        """End the session that an application drops, unless the service prints what it releases: old ones do not."""
        session = self._registry.last_owned_by(record.stamp.pid)
        if session is not None and not self._facts.releases_named:
            self._registry.end(session, event_of(record, StoryKind.RELEASED))


def _only_session(fact: Fact) -> dict[str, str]:
    """Return what a controller's line says of its session; its pid is the controller's."""
    return {name: value for name, value in fact.fields.items() if name in ("session", "user")}


def _is_just_created(session: SessionState, now: float | None) -> bool:
    created = session.created_clock
    return session.created is None or created is None or now is None or abs(now - created) <= _CREATION_LASTS


def _with_full_id(fact: Fact) -> Fact:
    """Add the id that is the hash of `pid-uid-sequence`, which the line prints in clear text."""
    pid, uid, sequence = (int_of(fact.fields[name]) for name in ("pid", "uid", "seq"))
    if pid is None or uid is None or sequence is None:
        return fact
    return fact._replace(fields={**fact.fields, "session": full_id(pid, uid, sequence)})


def event_of(record: Record, kind: StoryKind) -> StoryEvent:
    """Return a record as an event of a session's story."""
    stamp = record.stamp
    return StoryEvent(
        stamp.time,
        event_text(kind),
        record.source,
        record.line,
        record.body.message,
        time_epoch=stamp.epoch,
        clock=stamp.clock,
    )


def _add_event(session: SessionState, fact: Fact, kind: StoryKind) -> None:
    session.add_event(event_of(fact.record, kind))


# the reader of each kind of fact
_READERS: dict[FactKind, Callable[[Learner, Fact], None]] = {
    FactKind.PRESENCE: Learner._presence,
    FactKind.SERVICE_START: Learner._service_start,
    FactKind.SERVICE_DIED: Learner._service_died,
    FactKind.CLIENT_DIED: Learner._client_died,
    FactKind.DESTROYED_PROXY: Learner._destroyed_proxy,
    FactKind.CREATE_BEGIN: Learner._create_begin,
    FactKind.CREATE: Learner._create,
    FactKind.CREATED_UID: Learner._created_uid,
    FactKind.OWNER: Learner._owner,
    FactKind.SESSION_OF: Learner._session_of,
    FactKind.PROCESS: Learner._process,
    FactKind.BUNDLE_UID: Learner._bundle_uid,
    FactKind.ACTIVE: Learner._active,
    FactKind.RELEASE: Learner._release,
    FactKind.RELEASED_PID: Learner._released_pid,
    FactKind.FULL_ID: Learner._full_id,
    FactKind.CONTROLLER: Learner._controller,
    FactKind.CONTROLLER_SELF: Learner._controller_self,
    FactKind.CONTROLLER_ADDED: Learner._controller_added,
    FactKind.SESSION_CALL: Learner._session_call,
    FactKind.CONTROLLER_GONE: Learner._controller_gone,
    FactKind.COMMAND: Learner._command,
    FactKind.COMMAND_TO: Learner._command_to,
    FactKind.CAST_BEGIN: Learner._cast_begin,
    FactKind.CAST: Learner._cast,
    FactKind.CAST_REFUSED: Learner._cast_refused,
}

if unread := set(FactKind) - _READERS.keys():
    raise NotImplementedError(f"no reader in _READERS of these kinds of facts: {', '.join(sorted(unread))}")
