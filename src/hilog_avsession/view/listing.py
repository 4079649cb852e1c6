"""A list of rows under a head: it draws only the rows that can be seen, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ..output.safe import visible

_GAP = 1  # cells between columns
_LEAST = 8  # cells of a flexible column
_SELECTED = Style(reverse=True)
_HEAD = Style(dim=True, underline=True)
_SORTED = "▾"  # after the title of the column by which the rows are sorted


class Cell(NamedTuple):
    """A text and its style; any text, never markup."""

    text: str
    style: str = ""


class Column(NamedTuple):
    """A column; those with a share divide what the others leave."""

    title: str
    width: int = 0  # cells
    share: int = 0
    right: bool = False
    needs: int = 0  # cells of the whole list; in fewer, the column is left out
    order: str = ""  # in which a click on its title puts the rows


NEVER = 1_000_000  # cells: what a column needs that is not to be shown


class Item(NamedTuple):
    """A row, by a key that no other row has."""

    key: Hashable
    cells: Callable[[], Sequence[Cell]]  # called only when the row is drawn


class Listing(ScrollView, can_focus=True):
    """A list with a cursor, which stays on its row when rows move."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home,g", "move(-1000000)", show=False),
        Binding("end,G", "move(1000000)", show=False),
    ]

    class Moved(Message):
        """Another row is selected."""

    class Opened(Message):
        """A row is to be opened."""

    class HeadClicked(Message):
        """The head was clicked, at the title of a column with that order, or of one without."""

        def __init__(self, order: str) -> None:
            super().__init__()
            self.order = order

    def __init__(self, columns: Sequence[Column], id: str) -> None:
        super().__init__(id=id)
        self.columns = columns
        self.items: Sequence[Item] = ()
        self.cursor = 0
        self.order = ""  # of the rows
        self._empty = ""
        self._frame: tuple[object, ...] = ()  # what all lines depend on, as it was when the rows were last shown
        self._lines: list[Sequence[Cell] | None] = []  # what was shown then
        self._was_moved = False  # until then, the first row is selected, whichever it is

    @property
    def selected(self) -> Hashable | None:
        """The key of the selected row, or None if there is no row."""
        return self.items[self.cursor].key if self.items else None

    def show(self, items: Sequence[Item], empty: str) -> None:
        """Show other rows; without any, the text `empty`."""
        before, was_in_sight = self.selected, self._is_in_sight
        self.items, self._empty = items, empty
        if self._was_moved:
            keys = {item.key: number for number, item in enumerate(items)}
            self.cursor = keys.get(before, min(self.cursor, max(len(items) - 1, 0)))
        self.virtual_size = Size(self.size.width, len(items) + 1)
        if was_in_sight:  # else the wheel has scrolled it away
            self._keep_in_sight()
        self._refresh_changed()

    # ---- drawing ----

    def _refresh_changed(self) -> None:
        """Draw the lines again that differ from the last ones: a slow terminal gets no more than it needs."""
        frame = (self.size, self.scroll_offset.y, self.cursor, self.order, self._empty, self.columns)
        lines = [self._content(y) for y in range(1, self.size.height)]
        if frame != self._frame or len(lines) != len(self._lines):
            self.refresh()
        else:
            changed = (y for y, pair in enumerate(zip(lines, self._lines, strict=True), 1) if pair[0] != pair[1])
            for y in changed:
                self.refresh(Region(0, y, self.size.width, 1))
        self._frame, self._lines = frame, lines

    def _content(self, y: int) -> Sequence[Cell] | None:
        """Return the cells of a line below the head; None if there is no row."""
        number = y - 1 + self.scroll_offset.y
        return self.items[number].cells() if number < len(self.items) else None

    def render_line(self, y: int) -> Strip:
        """Return a line: the head stays, the rows scroll below it."""
        width = self.size.width
        if y == 0:
            return self._strip(list(map(self._title, self.columns)), _HEAD)
        cells = self._content(y)
        if cells is not None:
            return self._strip(cells, _SELECTED if y - 1 + self.scroll_offset.y == self.cursor else Style())
        text = self._empty if y == 2 and not self.items else ""
        return Strip([Segment(set_cell_size(text and f"  {text}", width), self.rich_style)], width)

    def _title(self, column: Column) -> Cell:
        return Cell(column.title + (_SORTED if column.order and column.order == self.order else ""))

    def _strip(self, cells: Sequence[Cell], style: Style) -> Strip:
        width, base = self.size.width, self.rich_style
        segments: list[Segment] = []
        for cell, column, cells_wide in zip(cells, self.columns, self._widths(), strict=True):
            if cells_wide:
                own = base + (style or Style.parse(cell.style))  # on the selected row, colours would tear it apart
                segments += [Segment(_fitted(visible(cell.text), cells_wide, column), own), Segment(" ", base + style)]
        return Strip(segments).adjust_cell_length(width, base + style)

    def _widths(self) -> list[int]:
        """Return the cells of each column, 0 for one that is left out."""
        width = self.size.width
        shown = [column for column in self.columns if column.needs <= width]
        left = width - sum(column.width + _GAP for column in shown)
        shares = max(sum(column.share for column in shown), 1)
        return [
            (column.width or max(left * column.share // shares, _LEAST)) if column.needs <= width else 0
            for column in self.columns
        ]

    # ---- moving ----

    def action_move(self, by: int) -> None:
        """Select another row."""
        self._select(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Select a row a screen further."""
        self._select(self.cursor + by * max(self.size.height - 2, 1))

    def _select(self, number: int) -> None:
        self._was_moved = True
        number = max(0, min(number, len(self.items) - 1))
        if self.items and number != self.cursor:
            self.cursor = number
            self._keep_in_sight()
            self.refresh()
            self.post_message(self.Moved())

    def _keep_in_sight(self) -> None:
        self.scroll_to_region(Region(0, self.cursor, 1, 2), animate=False, force=True, x_axis=False)

    @property
    def _is_in_sight(self) -> bool:
        return self.scroll_offset.y <= self.cursor < self.scroll_offset.y + max(self.size.height - 1, 1)

    def on_resize(self) -> None:
        """Take the new width."""
        self.virtual_size = Size(self.size.width, len(self.items) + 1)
        self._keep_in_sight()

    def on_click(self, event: events.Click) -> None:
        """Select a row, or open it with a double click."""
        if event.y == 0:
            self.post_message(self.HeadClicked(self._order_at(event.x)))
            return
        number = event.y - 1 + self.scroll_offset.y
        if number < len(self.items):
            self._select(number)
            if event.chain == 2:
                self.post_message(self.Opened())

    def _order_at(self, x: int) -> str:
        """Return the order of the column whose title is at a place."""
        for column, width in zip(self.columns, self._widths(), strict=True):
            if width and x <= width:
                return column.order
            x -= width and width + _GAP
        return ""


def _fitted(text: str, width: int, column: Column) -> str:
    """Return a text of exactly this width; an ellipsis stands for what does not fit."""
    size = cell_len(text)
    if size > width:
        return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)
    return " " * (width - size) + text if column.right else text + " " * (width - size)
