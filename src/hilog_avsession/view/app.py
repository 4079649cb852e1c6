"""The application: it shows a run, looks again a few times a second, and ends when the user or a signal says so."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from ..errors import HilogAvsessionError
from ..output.formats import FORMATS
from ..output.safe import visible
from ..phrases import text_in
from .board import Snapshot
from .details import Details
from .drawing import HeadState, head_texts
from .filtering import parse_filters
from .keys import ScreenName
from .messages import say
from .screens.base import Copy, ViewScreen
from .screens.causes import CausesScreen
from .screens.dialogs import CopyDialog, HelpScreen, LineDialog
from .screens.gaps import GapsScreen
from .screens.sessions import SessionsScreen
from .terminal import driver

if TYPE_CHECKING:
    from .run import Run

_TICK = 0.025  # seconds between two looks for news
_AT_LEAST = 1.0  # seconds after which the screen is drawn again even without news: rates fade
_SHARE = 10  # the screen is drawn again only after ten times the processor time that drawing takes
_WEIGHT = 0.1  # of the last drawing in the average
_LOWEST = 2  # screens on the stack: an empty one, and the causes
_TOLD = 3.0  # seconds that a notice stays

_CSS = """
Screen { layout: vertical; }
#head, #foot { height: 1; padding: 0 1; background: $panel; }
#foot { link-style: none; link-color: $foreground; link-background: $panel; }
#body { height: 1fr; layout: vertical; }
#list { height: 1fr; min-height: 4; }
Page { scrollbar-gutter: stable; scrollbar-size-vertical: 1; }
Page Static { padding: 0 1; }
Listing { overflow-x: hidden; scrollbar-size-vertical: 1; }
#details { height: 1fr; border-top: solid $panel; }
#page { height: 1fr; }
.-wide #body { layout: horizontal; }
.-wide #list { width: 3fr; height: 100%; }
.-wide #details { width: 2fr; height: 100%; border-top: none; border-left: solid $panel; }
LineDialog, CopyDialog { align: center bottom; background: $background 40%; }
LineDialog ToastRack, CopyDialog ToastRack { dock: top; align: right top; }
HelpScreen { align: center middle; background: $background 40%; }
#dialog { height: auto; background: $surface; border-top: solid $primary; padding: 0 1; }
#dialog Input { border: none; height: 1; padding: 0; }
#dialog OptionList { border: none; height: auto; padding: 0; }
#help { width: 76; max-width: 100%; height: auto; max-height: 100%; background: $surface; padding: 0 2; }
#help VerticalScroll { height: auto; scrollbar-gutter: stable; scrollbar-size-vertical: 1; }
"""


class ViewApp(App[None]):
    """Shows a run."""

    CSS = _CSS
    ENABLE_COMMAND_PALETTE = False
    SCREENS: ClassVar[dict[str, Callable[[], ViewScreen]]] = {  # type: ignore[assignment] # screens of this application
        ScreenName.CAUSES: CausesScreen,
        ScreenName.SESSIONS: SessionsScreen,
        ScreenName.GAPS: GapsScreen,
    }
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012  (so does the library)
        (0, "-narrow"),
        (160, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("ctrl+q", "leave", show=False, priority=True),
    ]

    def __init__(
        self,
        run: Run,
        *,
        write: Callable[[str], str],
        check: Callable[[str], object] = lambda _path: None,
        interrupt: Callable[[], object] = lambda: None,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take what to show and how to act.

        `write` writes the report to a file and returns the confirmation, after `check` has refused a wrong name. Both
        raise HilogAvsessionError. `interrupt` does what Ctrl-C does elsewhere. The application ends by itself when
        `is_over` returns True.
        """
        super().__init__(driver_class=driver())
        self.animation_level = "none"  # a slow terminal has enough to do
        self.run_ = run
        self.details = Details(run.board.catalog, run.lang)
        self.snapshot = Snapshot()
        self.filter_text = ""
        self.is_paused = False
        self._write, self._check = write, check
        self._interrupt, self._is_over = interrupt, is_over
        self._seen = -1  # changes of the board that the screen shows
        self._drawn_at = 0.0
        self._due_at = 0.0
        self._spent = time.thread_time()  # processor time of this thread when the screen was last drawn
        self._cost = 0.0  # processor time that it takes to draw the screen, on average

    def on_mount(self) -> None:
        """Show the causes and begin to look for news."""
        self._look()
        self.push_screen(ScreenName.CAUSES)
        self.set_interval(_TICK, self._tick)

    # ---- drawing ----

    def _tick(self) -> None:
        """Draw the screen again if there is news, or if nothing was drawn for a while."""
        if not self.is_running:  # while the application closes, its timer still goes on
            return
        if self._is_over():
            self.exit()
            return
        while self.run_.notices:
            self.tell(text_in(self.run_.lang, self.run_.notices.popleft()))
        now = time.monotonic()
        if self.is_paused or now < self._due_at:
            return
        has_news = self.run_.changes != self._seen
        if has_news or now - self._drawn_at >= _AT_LEAST:
            spent = time.thread_time()
            self._cost += (spent - self._spent - self._cost) * _WEIGHT
            self._due_at, self._spent = now + min(_SHARE * self._cost, _AT_LEAST), spent
            self._drawn_at = now
            self._look()
            self.show_head()
            if isinstance(self.screen, ViewScreen) and self.screen.is_ready:
                self.screen.draw(self.snapshot)

    def draw(self) -> None:
        """Draw all of the screen as things are now."""
        self._drawn_at = time.monotonic()
        self._look()
        if isinstance(self.screen, ViewScreen):
            self.screen.draw_at_once()

    def _look(self) -> None:
        changes = self.run_.changes
        self.details.tells_devices = self.run_.tells_devices
        found = self.run_.snapshot()
        if found is not None:  # else the next tick looks again
            self.snapshot, self._seen = found, changes

    def show_head(self) -> None:
        """Show the state in the first line."""
        if isinstance(self.screen, ViewScreen) and self.screen.is_ready:
            run = self.run_
            state = HeadState(run.name, run.progress(), self.snapshot, self.filter_text, self.is_paused)
            self.screen.show_head(head_texts(state, run.lang))

    def tell(self, text: str) -> None:
        """Show a notice for a few seconds; the text is never markup."""
        self.notify(visible(text), timeout=_TOLD, markup=False)

    # ---- keys ----

    def action_press(self, key: str) -> None:
        """Do what a key does: its name in the last line was clicked."""
        self.simulate_key(key)

    def action_look(self, screen: str) -> None:
        """Show one of the lists; that of the causes is below all others."""
        while len(self.screen_stack) > _LOWEST:
            self.pop_screen()
        if screen != ScreenName.CAUSES:
            self.push_screen(screen)

    def action_step_back(self) -> None:
        """Leave a screen; on the lowest one, show all incidents again."""
        if len(self.screen_stack) > _LOWEST:
            self.pop_screen()
        elif self.filter_text:
            self._choose("")

    def action_filter(self) -> None:
        """Ask for a filter."""
        lang = self.run_.lang

        def check(text: str) -> None:
            parse_filters(text, self.run_.board.catalog)

        dialog = LineDialog(say(lang, "filter-title"), say(lang, "filter-hint"), self.filter_text, lang, check)
        self.push_screen(dialog, self._choose)

    def _choose(self, text: str | None) -> None:
        if text is not None:
            self.run_.choose(parse_filters(text, self.run_.board.catalog))
            self.filter_text = text.strip()
            self.draw()

    def action_pause(self) -> None:
        """Pause the screen, or go on."""
        self.is_paused = not self.is_paused
        if self.is_paused:
            self.show_head()
        else:
            self.draw()

    def action_copy(self) -> None:
        """Ask what to copy from this screen."""
        copies = list(self.screen.copies()) if isinstance(self.screen, ViewScreen) else []
        if copies:
            self.push_screen(CopyDialog(copies, self.run_.lang), self._copy)
        else:
            self.tell(say(self.run_.lang, "nothing-to-copy"))

    def _copy(self, copy: Copy | None) -> None:
        if copy is not None:
            # what is pasted must not control a terminal either
            self.copy_to_clipboard("\n".join(map(visible, copy.text.split("\n"))))
            what = say(self.run_.lang, copy.label, text=copy.text)
            self.tell(say(self.run_.lang, "copied", what=what))

    def action_write(self) -> None:
        """Ask for a file and write the report so far."""
        lang = self.run_.lang
        hint = say(lang, "write-hint", suffixes=" ".join(row.suffix for row in FORMATS))
        self.push_screen(LineDialog(say(lang, "write-title"), hint, "report.html", lang, self._check), self._write_to)

    def _write_to(self, path: str | None) -> None:
        if path is not None:
            self.run_worker(lambda: self._write_report(path), thread=True)

    def _write_report(self, path: str) -> None:
        """Write the report; in a thread, so that the screen goes on."""
        try:
            said = self._write(path)
        except HilogAvsessionError as error:
            said = error.text_in(self.run_.lang)
        self.call_from_thread(self.tell, said)

    def action_help(self) -> None:
        """Explain the keys."""
        self.push_screen(HelpScreen(self.run_.lang))

    def action_leave(self) -> None:
        """End the view; the report follows."""
        self.exit()

    def action_interrupt(self) -> None:
        """Do what Ctrl-C does elsewhere: stop reading, end the view; the report follows."""
        self._interrupt()
        self.exit()
