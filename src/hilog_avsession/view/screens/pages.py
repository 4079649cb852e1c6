"""The screens of one thing: an incident with its whole chain, and the story of a session."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from ...output.terminal.layout import Line, plain
from ..details import story_text
from ..keys import ScreenName
from ..messages import say
from .base import TELL_EVERY, Copy, Page, ViewScreen, bindings_of

if TYPE_CHECKING:
    from ...model.incidents import Incident, Session
    from ..board import Row, Snapshot


class _PageScreen(ViewScreen):
    """A text that fills the screen."""

    def __init__(self) -> None:
        super().__init__()
        self._told_at = 0.0  # when the text was drawn

    def compose_body(self) -> ComposeResult:
        """Yield the text."""
        yield Page(id="page")

    def on_mount(self) -> None:
        """Give the keys to the text."""
        self.query_one(Page).focus()

    def draw(self, found: Snapshot) -> None:
        """Take in what is new, once a second, and lay the text out."""
        if time.monotonic() - self._told_at >= TELL_EVERY:
            self._told_at = time.monotonic()
            self.take_in(found)
            page = self.query_one(Page)
            page.show(self.lines(page.room))

    def draw_at_once(self) -> None:
        """Draw the text, whenever it was drawn before."""
        self._told_at = 0.0
        super().draw_at_once()

    def on_page_resized(self) -> None:
        """Lay the text out for the new width."""
        self.draw_at_once()

    def take_in(self, found: Snapshot) -> None:
        """Take in what is known now of what the text is about."""
        raise NotImplementedError

    def lines(self, width: int) -> Sequence[Line]:
        """Return the text."""
        raise NotImplementedError


class IncidentScreen(_PageScreen):
    """One incident of a row, and the way to those before and after it."""

    screen_name = ScreenName.INCIDENT
    BINDINGS = bindings_of(ScreenName.INCIDENT)

    def __init__(self, row: Row, incidents: Sequence[Incident]) -> None:
        super().__init__()
        self._row, self._incidents = row, incidents
        self._at = len(incidents) - 1

    @property
    def incident(self) -> Incident:
        """The incident that is shown."""
        return self._incidents[self._at]

    def take_in(self, found: Snapshot) -> None:
        """Take in the incidents that have come meanwhile; the one that is shown stays, even if it is kept no longer."""
        row = next((row for row in found.rows if row.group == self._row.group), self._row)
        if row == self._row:
            return
        incidents, place = self.owner.run_.board.incidents(row), _place_of(self.incident)
        at = next((number for number, one in enumerate(incidents) if _place_of(one) == place), None)
        if at is not None:
            self._row, self._incidents, self._at = row, incidents, at

    def lines(self, width: int) -> Sequence[Line]:
        """Return the chain of the incident, and what happened before."""
        run, all_ = self.owner.run_, self._row.incidents
        before = all_ - len(self._incidents) if run.is_live else 0  # of a live log, the latest are kept
        count = say(run.lang, "incident-of", number=f"{before + self._at + 1:,}", all=f"{all_:,}")
        return [plain(f" {count}", "dim"), *self.owner.details.of_incident(self.incident, width)]

    def action_earlier(self) -> None:
        """Show the incident before this one."""
        self._go(-1)

    def action_later(self) -> None:
        """Show the incident after this one."""
        self._go(1)

    def _go(self, by: int) -> None:
        self.take_in(self.owner.snapshot)
        self._at = max(0, min(self._at + by, len(self._incidents) - 1))
        page = self.query_one(Page)
        page.show(self.lines(page.room), from_top=True)

    def copies(self) -> Iterator[Copy]:
        """Yield what to do, the command that explains the code, and the lines of the incident."""
        yield Copy("copy-fix", self.owner.details.fix(self._row))
        yield Copy("copy-command", f"hilog-avsession explain {self._row.code}")
        yield Copy("copy-evidence", self.owner.details.evidence(self.incident))


def _place_of(incident: Incident) -> tuple[str | None, str]:
    return incident.device, incident.evidence[0].place


class StoryScreen(_PageScreen):
    """A session with its story."""

    screen_name = ScreenName.STORY
    BINDINGS = bindings_of(ScreenName.STORY)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def take_in(self, found: Snapshot) -> None:
        """Take in what has happened in the session meanwhile."""
        known = [session for session in self.owner.run_.sessions() if session.key == self._session.key]
        self._session = next(iter(self.owner.run_.board.sessions(known)), self._session)

    def lines(self, width: int) -> Sequence[Line]:
        """Return the story."""
        incidents = self.owner.run_.board.incidents_of_session(self._session.key)
        return self.owner.details.of_session(self._session, incidents, width)

    def copies(self) -> Iterator[Copy]:
        """Yield the story."""
        yield Copy("copy-evidence", story_text(self._session))
