"""What all screens share: the first and the last line, a text that scrolls, and when they are drawn again."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from ...output.terminal.layout import Line
from ..drawing import Foot, Head, text_of
from ..keys import KEYS, ScreenName
from ..listing import NEVER, Cell, Column, Item, Listing
from ..messages import say

if TYPE_CHECKING:
    from ..board import Snapshot
    from ..details import Details
    from ..run import Run


TELL_EVERY = 1.0  # seconds
_LOWEST = 4  # lines of a list: its head, and why there is no row
_DEVICE = 12  # cells
_TIME = 12  # characters of a time of day with its milliseconds


class Owner(Protocol):
    """What the screens ask the application for."""

    run_: Run
    details: Details
    snapshot: Snapshot

    def show_head(self) -> None:
        """Show the state in the first line."""

    def tell(self, text: str) -> None:
        """Show a notice."""


class Copy(NamedTuple):
    """Something to copy: what it is, and its text."""

    label: str  # a key of the messages
    text: str


def bindings_of(screen: ScreenName) -> list[BindingType]:
    """Return the keys of a screen."""
    return [Binding(key.name, key.action, show=False) for key in KEYS if screen in key.screens]


class Page(VerticalScroll):
    """A text that scrolls, laid out for its width."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "scroll_up", show=False),
        Binding("j", "scroll_down", show=False),
        Binding("g", "scroll_home", show=False),
        Binding("G", "scroll_end", show=False),
    ]

    class Resized(Message):
        """There is more or less room for the text."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._text = Static("", markup=False)
        self._shown: tuple[Line, ...] | None = None

    def compose(self) -> ComposeResult:
        """Hold the text."""
        yield self._text

    def on_resize(self) -> None:
        """Ask for the text to be laid out for the new width."""
        self.post_message(self.Resized())

    @property
    def room(self) -> int:
        """How many cells a line may take."""
        return max(self.scrollable_content_region.width - 2, 20)

    def show(self, lines: Iterable[Line], *, from_top: bool = False) -> None:
        """Show other lines, from the top if they are about something else."""
        shown = tuple(lines)
        if shown != self._shown:
            self._shown = shown
            self._text.styles.height = len(shown)  # else the height of an earlier text may stay
            self._text.update(text_of(shown))
        if from_top:
            self.scroll_home(animate=False)


class ViewScreen(Screen[None]):
    """A screen between a first line that tells the state and a last line that names the keys."""

    screen_name: ClassVar[ScreenName]

    @property
    def owner(self) -> Owner:
        """The application."""
        return cast("Owner", self.app)

    def compose(self) -> ComposeResult:
        """Lay out the lines and the body between them."""
        yield Head()
        yield from self.compose_body()
        yield Foot(self.screen_name, self.owner.run_.lang)

    def compose_body(self) -> ComposeResult:
        """Yield what is between the first and the last line."""
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        """Draw what has changed while another screen was shown."""
        self.call_after_refresh(self.draw_at_once)

    def on_resize(self) -> None:
        """Lay the texts out for the new width."""
        self.call_after_refresh(self.draw_at_once)

    def draw_at_once(self) -> None:
        """Draw all parts of the screen if they are there."""
        self.owner.show_head()
        if self.is_ready:
            self.draw(self.owner.snapshot)

    @property
    def is_ready(self) -> bool:
        """Whether all parts of the screen are there."""
        return bool(self.query(Head)) and bool(self.query(Page))

    def draw(self, found: Snapshot) -> None:
        """Draw the incidents, or whatever else the screen shows, as they are now."""
        raise NotImplementedError

    def show_head(self, texts: Iterable[tuple[str, str]]) -> None:
        """Show the state in the first line."""
        self.query_one(Head).show(texts)

    def copies(self) -> Iterator[Copy]:
        """Yield what can be copied here."""
        return iter(())


def device_cell(device: str | None) -> Cell:
    """Return the device of a row; what tells one key from another is mostly its end."""
    key = device or ""
    return Cell(key if len(key) <= _DEVICE else "…" + key[1 - _DEVICE :])


def time_cell(time: str) -> Cell:
    """Return the time of day of a printed time, to milliseconds; the date stands in the text about the row."""
    return Cell(time.rpartition(" ")[2][:_TIME], "dim")


class ListScreen(ViewScreen):
    """A list, and the text about its selected row below it or, on a wide screen, beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._about: Hashable | None = None  # the row that the text is about
        self._told_at = 0.0  # when the text was drawn

    def device_column(self) -> Column:
        """Return the column for the device; of one device it has no width."""
        title = say(self.owner.run_.lang, "device")
        return Column(title, _DEVICE) if self.owner.run_.tells_devices else Column(title, needs=NEVER)

    def columns(self) -> Sequence[Column]:
        """Return the columns of the list."""
        raise NotImplementedError

    def details(self, key: Hashable, width: int) -> list[Line]:
        """Return the lines about a row."""
        raise NotImplementedError

    def compose_body(self) -> ComposeResult:
        """Yield the list and the text."""
        with Container(id="body"):
            yield Listing(self.columns(), id="list")
            yield Page(id="details")

    def on_mount(self) -> None:
        """Give the keys to the list."""
        self.listing.focus()

    @property
    def listing(self) -> Listing:
        """The list."""
        return self.query_one(Listing)

    def show_items(self, items: Sequence[Item], empty: str) -> None:
        """Show other rows, and the text about the selected one, which is drawn again once a second."""
        self.listing.columns = self.columns()  # a device that is connected makes a column
        # below the list, the text takes what the list leaves; beside it, both are as high as the screen
        self.listing.styles.max_height = None if self.has_class("-wide") else max(len(items) + 1, _LOWEST)
        self.listing.show(items, empty)
        if self.listing.selected != self._about or time.monotonic() - self._told_at >= TELL_EVERY:
            self.show_details()

    def draw_at_once(self) -> None:
        """Draw the rows and the text, whenever that was drawn before."""
        self._told_at = 0.0
        super().draw_at_once()

    def show_details(self) -> None:
        """Show the text about the selected row."""
        page, key = self.query_one("#details", Page), self.listing.selected
        lines = [] if key is None else self.details(key, page.room)
        page.show(lines, from_top=key != self._about)
        self._about, self._told_at = key, time.monotonic()

    def on_page_resized(self) -> None:
        """Lay the text out for the new width."""
        self.show_details()

    def on_listing_moved(self) -> None:
        """Show the text about the row that is selected now."""
        self.show_details()

    def on_listing_opened(self) -> None:
        """Open the row that was clicked twice."""
        self.action_open()

    def action_open(self) -> None:
        """Open the selected row, where there is more to show than its text."""
