"""An incident, and the sessions, processes and lines that belong to it."""

from __future__ import annotations

from typing import NamedTuple

from .events import Basis, Confidence, Form
from .story import StoryEvent

Kind = tuple[int, str | None, str | None]  # code, cause, application; None if the log does not show it
SessionKey = tuple[str | None, str | None, int | None, str | None, str | None]  # the last is the device


class Evidence(NamedTuple):
    """One line of an incident."""

    source: str
    line: int
    time: str
    pid: int | None
    process: str
    level: str
    form: Form
    text: str
    time_epoch: float | None = None  # seconds since 1970, where the log prints year and zone
    clock: float | None = None  # seconds on the scale of its input; only differences mean anything
    # place in the framework's source; "" if no known release prints the line, None if the framework does not print it
    printed_at: str | None = None
    printed_in: str | None = None  # release of that place, None where the line itself names it

    @property
    def place(self) -> str:
        """`file:line`."""
        return f"{self.source}:{self.line}"


class Controller(NamedTuple):
    """A process that controls a session."""

    pid: int
    process: str | None = None


class Session(NamedTuple):
    """What the log shows of one session; None for what it does not show."""

    id: str | None  # the most complete form known
    full_id: str | None = None  # 64 hex digits
    pid: int | None = None  # of the owner
    uid: int | None = None
    user: int | None = None
    bundle: str | None = None
    ability: str | None = None
    tag: str | None = None  # that its owner gave
    type: str | None = None  # `audio`, `video`, ...
    state: str = "alive"  # or `released`
    created: str | None = None  # times as the log prints them
    released: str | None = None
    controllers: tuple[Controller, ...] = ()  # in the order of appearance
    incidents: int = 0  # including those that the report does not keep
    story: tuple[StoryEvent, ...] = ()
    created_clock: float | None = None  # seconds on the scale of its input; only differences mean anything
    released_clock: float | None = None
    device: str | None = None  # that it was on; None if no device was named

    @property
    def key(self) -> SessionKey:
        """What identifies the session in its report; the session of an incident has the same key."""
        return self.id, self.full_id, self.pid, self.created, self.device


class Cast(NamedTuple):
    """The cast that an incident belongs to."""

    device: str | None = None
    handle: str | None = None


class Incident(NamedTuple):
    """One failed call or one error callback, with all lines that report it."""

    id: int  # number in its report, from 1
    code: int  # public code; 0 for a failure to which the framework gives none
    native: int | None  # the framework's own number behind it
    category: str
    cause: str | None  # id of a cause in the catalogue
    api: str | None  # interface that failed, in its public spelling
    time: str  # of its first line, as the log prints it
    session: Session | None
    controller: Controller | None  # through whom the call came
    process: Controller | None  # the application that saw the failure, if its own line says so
    cast: Cast | None
    code_confidence: Confidence  # how sure the code is
    context_confidence: Confidence  # how sure the session is
    basis: Basis  # why it was linked to its session
    candidates: tuple[Session, ...]  # other sessions that it may belong to
    evidence: tuple[Evidence, ...]  # its first lines, in the order of the log; at least one
    signals: int  # number of all its lines
    time_epoch: float | None = None  # seconds since 1970, where the log prints year and zone
    year: int | None = None  # of the time, if known, printed or not
    before: tuple[StoryEvent, ...] = ()  # what happened before and led to it
    device: str | None = None  # that it happened on; None if no device was named

    @property
    def application(self) -> str | None:
        """The application that failed: the bundle of the session's owner, else the process that saw the failure."""
        owner = self.session.bundle if self.session else None
        return owner or (self.process.process if self.process else None)

    @property
    def kind(self) -> Kind:
        """Code, cause and application: what failures of one kind have in common."""
        return self.code, self.cause, self.application

    @property
    def clock(self) -> float | None:
        """Seconds on the scale of its input, or None; only differences mean anything."""
        return self.evidence[0].clock
