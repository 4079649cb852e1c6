"""The screen of sessions: who owns and controls them, what failed in them, and their stories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from functools import partial

from ...model.incidents import Session
from ...output.messages.lookup import state
from ...output.terminal.layout import Line
from ...output.wording.sessions import owner, process_name
from ..board import Snapshot
from ..details import story_text
from ..keys import ScreenName
from ..listing import Cell, Column, Item
from ..messages import say
from .base import Copy, ListScreen, bindings_of, device_cell, time_cell
from .pages import StoryScreen


class SessionsScreen(ListScreen):
    """The sessions, those with incidents first."""

    screen_name = ScreenName.SESSIONS
    BINDINGS = bindings_of(ScreenName.SESSIONS)

    def __init__(self) -> None:
        super().__init__()
        self._sessions: dict[Hashable, Session] = {}

    def columns(self) -> Sequence[Column]:
        """Return the columns of the list."""
        lang, device = self.owner.run_.lang, self.device_column()
        return [
            Column(say(lang, "incidents-column"), 9, right=True),
            Column(say(lang, "session"), 18),
            Column(say(lang, "owner"), share=3),
            device,
            Column(say(lang, "state"), 9),
            Column(say(lang, "controllers"), share=2, needs=100 + device.width),
            Column(say(lang, "created"), 12, needs=80 + device.width),
        ]

    def draw(self, found: Snapshot) -> None:
        """Show the sessions as they are now."""
        known = self.owner.run_.sessions()
        sessions = sorted(self.owner.run_.board.sessions(known), key=lambda session: -session.incidents)
        seen: Counter[Hashable] = Counter()
        self._sessions = {}
        for session in sessions:  # some may not be told apart
            seen[session.key] += 1
            self._sessions[*session.key, seen[session.key]] = session
        items = [Item(key, partial(self._cells, session)) for key, session in self._sessions.items()]
        self.show_items(items, say(self.owner.run_.lang, "none-wanted-sessions" if known else "no-sessions"))

    def _cells(self, session: Session) -> list[Cell]:
        lang = self.owner.run_.lang
        return [
            Cell(f"{session.incidents:,}" if session.incidents else "", "bold"),
            Cell(session.id or say(lang, "unknown"), "cyan"),
            Cell(owner(session, lang) or say(lang, "unknown")),
            device_cell(session.device),
            Cell(state(lang, session.state), "dim" if session.state == "released" else "green"),
            Cell(", ".join(process_name(controller, lang) for controller in session.controllers)),
            time_cell(session.created or ""),
        ]

    def details(self, key: Hashable, width: int) -> list[Line]:
        """Return the story of a session."""
        session = self._sessions[key]
        return self.owner.details.of_session(session, self.owner.run_.board.incidents_of_session(session.key), width)

    def action_open(self) -> None:
        """Open the story of the selected session."""
        session = self._sessions.get(self.listing.selected)
        if session is None:
            self.owner.tell(say(self.owner.run_.lang, "no-such"))
        else:
            self.app.push_screen(StoryScreen(session))

    def copies(self) -> Iterator[Copy]:
        """Yield the story of the selected session."""
        session = self._sessions.get(self.listing.selected)
        if session is not None:
            yield Copy("copy-evidence", story_text(session))
