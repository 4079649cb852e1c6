"""What is known of one session while the log is read."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache

from ...model.incidents import Controller, Session
from ...model.session_id import SessionId
from ...model.story import StoryEvent, StoryKind, event_text
from .processes import ProcessState

MAX_STORY = 40  # events of one session

# what may be known of one half of a session and not of the other
_SHOWN_BY_HALVES = (
    *("uid", "user", "bundle", "ability", "tag", "type"),
    *("created", "created_clock", "cast_handle", "cast_device"),
)

_UNNAMED = Session(None)
_COMMAND = event_text(StoryKind.COMMAND)


@dataclass(slots=True, eq=False)
class Ref:
    """Refer to a session whose key may change, and which the registry may forget."""

    key: int


@dataclass(slots=True, eq=False)
class SessionState:
    """One session while the log is read."""

    ref: Ref
    turns: Mapping[str, int]  # input -> its place in the order of reading
    device: str | None = None  # that it is on, if it was named
    id: SessionId | None = None
    proven: bool = False  # its id is the hash of its pid and uid
    adopted: bool = False  # its pid is a guess: the only process seen that bears its bundle's name
    superseded: bool = False  # its process has made another one, so it has ended although no line shows it
    tried: tuple[object, ...] = ()  # id, pid and uid that a proof was last tried with
    pid: int | None = None
    uid: int | None = None
    borrowed: tuple[str, ...] = ()  # which of uid and bundle are those of an earlier process of the pid, perhaps
    user: int | None = None
    bundle: str | None = None
    ability: str | None = None
    tag: str | None = None
    type: str | None = None
    created: str | None = None
    created_clock: float | None = None
    released: str | None = None
    released_clock: float | None = None
    controllers: dict[int, bool] = field(default_factory=dict)  # pids, in order of appearance; False: gone
    died: dict[int, Controller] = field(default_factory=dict)  # controllers whose pid another process may have got
    # dicts serve as sets, nearly always small or empty: a `set` takes three times as much room
    callers: dict[int, None] = field(default_factory=dict)  # pids that failed through a controller that no line shows
    failed: dict[tuple[int, int | None], None] = field(default_factory=dict)  # codes, and controllers they came through
    cast_handle: str | None = None
    cast_device: str | None = None
    incidents: int = 0
    suspected: bool = False  # a signal was linked to it, which may become an incident
    story: list[StoryEvent] = field(default_factory=list)
    kinds: frozenset[str] = frozenset()  # of all events so far, those included that the story has no room for
    commands: int = 0  # further ones, if the story's last event is a command; see `whole_story`
    brief: Session = _UNNAMED  # as the last incident shows it
    brief_of: tuple[object, ...] = ()  # what it was made from

    def saved(self) -> dict[str, object]:
        """Return its own fields as they are now."""
        values = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "turns"}
        return {name: copy(value) if isinstance(value, list | dict) else value for name, value in values.items()}

    def restore(self, saved: Mapping[str, object]) -> None:
        """Give it the fields that it had."""
        for name, value in saved.items():
            setattr(self, name, value)

    @property
    def key(self) -> int:
        """The key under which the registry has it."""
        return self.ref.key

    @property
    def alive(self) -> bool:
        """Whether nothing shows its end."""
        return self.released is None and not self.superseded

    def borrow(self, process: ProcessState) -> None:
        """Take what is known of the owner's pid, which may have belonged to another process before."""
        if self.uid is None and process.uid is not None:
            self.uid, self.borrowed = process.uid, (*self.borrowed, "uid")
        if self.bundle is None and process.bundle is not None:
            self.bundle, self.borrowed = process.bundle, (*self.borrowed, "bundle")

    def give_back(self, uid: int | None) -> None:
        """Drop what was borrowed if a line of the session's own shows another uid than the one known so far."""
        if uid is None or self.uid in (None, uid):
            return
        for name in self.borrowed:
            setattr(self, name, None)
        self.borrowed = ()

    def complete(self, half: SessionState) -> None:
        """Take what other lines have shown of it, which were taken for lines of another session."""
        lacking = [name for name in _SHOWN_BY_HALVES if getattr(self, name) is None]
        for name in lacking:
            setattr(self, name, getattr(half, name))
        self.borrowed += tuple(name for name in half.borrowed if name in lacking)

    def describe_briefly(self) -> Session:
        """Return the session as an incident shows it: its owner, but not its story and controllers."""
        known = self.id, self.pid, self.uid, self.bundle, self.alive, self.created, self.released
        if known != self.brief_of:  # thousands of incidents share the value while nothing changes
            self.brief_of = known
            self.brief = Session(
                id=self.id.shown() if self.id else None,
                full_id=self.id.full if self.id else None,
                pid=self.pid,
                uid=self.uid,
                bundle=self.bundle,
                state="alive" if self.alive else "released",
                created=self.created,
                released=self.released,
                created_clock=self.created_clock,
                released_clock=self.released_clock,
                device=self.device,
            )
        return self.brief

    def count_command(self) -> bool:
        """Count a command with the story's last event if that is a command too; tell whether it was."""
        if not self.story or self.story[-1].event != _COMMAND:
            return False
        self.commands += 1
        return True

    def whole_story(self) -> list[StoryEvent]:
        """Return the story after adding the commands counted since its last event to that event."""
        if self.commands:
            last = self.story[-1]
            self.story[-1] = replace(last, count=last.count + self.commands)
            self.commands = 0
        return self.story

    def add_event(self, event: StoryEvent) -> None:
        """Add an event to the story; a long story keeps its beginning and its latest event."""
        self.kinds = _with(self.kinds, event.kind)
        if len(self.whole_story()) == MAX_STORY:
            self.story.pop()
        # a failure is added only after its last echo, when later events may already be in the story
        self.story.insert(self.read_before(event.source, event.line), event)

    def read_before(self, source: str, line: int) -> int:
        """Count the events of the story that were read before a line."""
        place = len(self.story)
        position = self._turn(source), line
        while place and (self._turn(self.story[place - 1].source), self.story[place - 1].line) > position:
            place -= 1
        return place

    def _turn(self, source: str) -> int:
        return self.turns.get(source, len(self.turns))


@lru_cache(maxsize=256)  # of thousands of sessions, which share the few sets there are
def _with(kinds: frozenset[str], kind: str) -> frozenset[str]:
    return kinds | {kind}
