"""Note incidents in their sessions: how many there were, and which codes came through which controller."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from ...model.incidents import Incident
from ...model.story import StoryEvent, StoryKind, event_text
from .registry import Registry
from .session import SessionState

_MAX_STRANGERS = 100_000  # callers of unknown sessions; a device has fewer pids


class Novelty(NamedTuple):
    """What is new about a failure."""

    session: bool  # the code, in this session
    controller: bool  # the code, through this controller of the session


class Failures:
    """Notes failures in the sessions in which they happened."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._strangers: set[tuple[int, int | None]] = set()  # codes and callers of failures in unknown sessions
        self._before: dict[int, tuple[SessionState, dict[str, object]]] = {}  # sessions, and their fields as they were
        self._is_trial = False

    @property
    def strangers(self) -> int:
        """How many processes failed through a controller of a session that is not known."""
        return len({pid for _, pid in self._strangers})

    def note(self, incident: Incident, session: SessionState | None) -> Novelty:
        """Note a failure in its session and return what is new about it."""
        code, controller = incident.code, incident.controller.pid if incident.controller else None
        if session is None:
            return Novelty(session=False, controller=self._note_stranger(code, controller))
        if self._is_trial and session.key not in self._before:
            self._before[session.key] = session, session.saved()
        session.incidents += 1
        session.add_event(_event_of(incident))
        novelty = Novelty(
            session=(code, None) not in session.failed,
            controller=controller is not None and (code, controller) not in session.failed,
        )
        session.failed |= dict.fromkeys(((code, None), (code, controller)))
        if controller is not None:
            self._registry.add_caller(session, controller)
        return novelty

    @contextmanager
    def on_trial(self) -> Iterator[None]:
        """Undo at the end of the context what was noted in it."""
        strangers, controllers = self._strangers.copy(), self._registry.controllers_seen
        self._is_trial = True
        try:
            yield
        finally:
            for session, saved in self._before.values():
                session.restore(saved)
            self._is_trial, self._before = False, {}
            self._strangers, self._registry.controllers_seen = strangers, controllers

    def _note_stranger(self, code: int, controller: int | None) -> bool:
        if controller is None or (code, controller) in self._strangers:
            return False
        if len(self._strangers) < _MAX_STRANGERS:
            self._strangers.add((code, controller))
        return True


def _event_of(incident: Incident) -> StoryEvent:
    """Return a failure as an event of its session's story."""
    line = incident.evidence[0]
    return StoryEvent(
        incident.time,
        event_text(StoryKind.FAILURE, incident.code),
        line.source,
        line.line,
        line.text,
        time_epoch=line.time_epoch,
        clock=line.clock,
    )
