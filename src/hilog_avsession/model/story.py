"""The events of a session's story, and their kinds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

_LONGEST_CODE = 9  # digits


class StoryKind(StrEnum):
    """What can happen to a session."""

    CREATED = "created"
    ACTIVATED = "activated"
    DEACTIVATED = "deactivated"
    CONTROLLER_CREATED = "controller-created"
    CONTROLLER_GONE = "controller-gone"
    COMMAND = "command"
    CAST_STARTED = "cast-started"
    FAILURE = "failure"  # written with its code: `failure 6600107`
    RELEASED = "released"
    CLIENT_DIED = "client-died"
    SERVICE_DIED = "service-died"
    SERVICE_RESTARTED = "service-restarted"


@cache  # thousands of events are alike
def event_text(kind: StoryKind, code: int | None = None) -> str:
    """Write a kind, for a failure with its code, as a StoryEvent holds it: `created`, `failure 6600107`."""
    return str(kind.value if code is None else f"{kind} {code}")


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """Something that happened to a session; commands in a row are one event with a count.

    `event` is what `event_text` writes; a report that a later version has stored may hold kinds not known here.
    """

    time: str
    event: str
    source: str
    line: int
    text: str
    count: int = 1
    time_epoch: float | None = None  # as those of an Evidence
    clock: float | None = None

    @property
    def kind(self) -> str:
        """What happened: the value of a StoryKind."""
        return self.event.partition(" ")[0]

    @property
    def code(self) -> int | None:
        """The code of a failure, or None."""
        _, _, code = self.event.partition(" ")
        return int(code) if code.isascii() and code.isdigit() and len(code) <= _LONGEST_CODE else None
