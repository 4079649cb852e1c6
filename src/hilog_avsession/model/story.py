"""The story of a session: the kinds of events, and an event."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StoryKind(StrEnum):
    """What can happen to a session."""

    CREATED = "created"
    ACTIVATED = "activated"
    DEACTIVATED = "deactivated"
    CONTROLLER_CREATED = "controller-created"
    CONTROLLER_GONE = "controller-gone"
    COMMAND = "command"
    CAST_STARTED = "cast-started"
    FAILURE = "failure"  # with its code: `failure 6600107`
    RELEASED = "released"
    CLIENT_DIED = "client-died"
    SERVICE_DIED = "service-died"
    SERVICE_RESTARTED = "service-restarted"


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """Something that happened to a session; commands in a row are one event with a count."""

    time: str
    event: str
    source: str
    line: int
    text: str
    count: int = 1
    time_epoch: float | None = None  # as in an Evidence
    clock: float | None = None

    def again(self) -> StoryEvent:
        """Return the same event, counted once more."""
        return StoryEvent(
            self.time, self.event, self.source, self.line, self.text, self.count + 1, self.time_epoch, self.clock
        )

    @property
    def kind(self) -> str:
        """What happened: a StoryKind."""
        return self.event.partition(" ")[0]

    @property
    def code(self) -> int | None:
        """The code of a failure."""
        _, _, code = self.event.partition(" ")
        return int(code) if code else None
