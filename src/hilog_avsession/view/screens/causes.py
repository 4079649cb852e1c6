"""The main screen: what fails, how often, in which application, and what to do about it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import partial

from ...output.messages.lookup import member_message
from ...output.terminal.layout import Line
from ...output.wording.sessions import process_name
from ..board import Order, Row, Snapshot, ordered
from ..keys import ScreenName
from ..listing import Cell, Column, Item, Listing
from ..messages import say
from ..rate import PARTS, sparkline
from ..run import State
from .base import Copy, ListScreen, bindings_of, device_cell, time_cell
from .pages import IncidentScreen

_LEVELS = {"certain": "green", "high": "green", "medium": "yellow", "low": "red", "unknown": "dim"}


class CausesScreen(ListScreen):
    """The causes with their counts."""

    screen_name = ScreenName.CAUSES
    BINDINGS = bindings_of(ScreenName.CAUSES)

    def __init__(self) -> None:
        super().__init__()
        self._order = Order.COUNT
        self._rows: dict[Hashable, Row] = {}
        self._most = 0  # incidents in one part of a rate

    def columns(self) -> Sequence[Column]:
        """Return the columns of the list."""
        lang, device = self.owner.run_.lang, self.device_column()
        more = device.width
        return [
            Column(say(lang, "count"), 7, right=True, order=Order.COUNT),
            Column("", 3),
            Column(say(lang, "last-minute" if self.owner.run_.is_live else "over-log"), PARTS, needs=72 + more),
            Column(say(lang, "last-seen"), 12, needs=90 + more, order=Order.TIME),
            Column(say(lang, "code"), 7),
            Column(say(lang, "cause"), share=4),
            Column(say(lang, "application"), share=3, order=Order.APPLICATION),
            device._replace(order=Order.DEVICE),
            Column(say(lang, "controller"), share=2, needs=100 + more),
            Column(say(lang, "confidence"), 10, needs=112 + more),
        ]

    def draw(self, found: Snapshot) -> None:
        """Show the rows in the order chosen."""
        rows = ordered(found.rows, self._order)
        self._rows = {row.group: row for row in rows}
        self.listing.order = self._order
        self._most = max((number for row in rows for number in row.rate), default=0)
        self.show_items([Item(row.group, partial(self._cells, row)) for row in rows], self._why_empty(found))

    def _why_empty(self, found: Snapshot) -> str:
        lang = self.owner.run_.lang
        if found.incidents:
            return say(lang, "none-wanted")
        is_over = self.owner.run_.progress().state is State.ENDED
        return say(lang, "no-incidents-ended" if is_over else "no-incidents")

    def _cells(self, row: Row) -> list[Cell]:
        lang = self.owner.run_.lang
        controller = process_name(row.controller, lang) if row.controller else ""
        if row.controllers > 1 and controller:
            controller = say(lang, "and-others", row.controllers - 1, name=controller)
        sure = member_message(lang, "confidence", row.confidence) if row.confidence else ""
        return [
            Cell(f"{row.incidents:,}", "bold"),
            Cell(say(lang, "new") if row.is_new else "", "bold magenta"),
            Cell(sparkline(row.rate, self._most), "green"),
            time_cell(row.latest.time if row.latest else ""),
            Cell(str(row.code), "cyan"),
            Cell(self.owner.details.title(row.code, row.cause)),
            Cell(row.application or say(lang, "unknown"), "" if row.application else "dim"),
            device_cell(row.device),
            Cell(controller),
            Cell(sure, _LEVELS.get(row.confidence or "", "")),
        ]

    def details(self, key: Hashable, width: int) -> list[Line]:
        """Return what to do about a row, and its evidence."""
        row = self._rows[key]
        return self.owner.details.of_row(row, self.owner.run_.board.incidents(row), width)

    @property
    def selected(self) -> Row | None:
        """The selected row."""
        return self._rows.get(self.listing.selected)

    def action_sort(self) -> None:
        """Sort by the next of the orders."""
        orders = [order for order in Order if order is not Order.DEVICE or self.owner.run_.tells_devices]
        self._sort(orders[(orders.index(self._order) + 1) % len(orders)])

    def _sort(self, order: Order) -> None:
        self._order = order
        self.draw_at_once()
        self.owner.tell(say(self.owner.run_.lang, f"sorted-{order}"))

    def on_listing_head_clicked(self, event: Listing.HeadClicked) -> None:
        """Sort by the column that was clicked; by the next of the orders if no row can be sorted by it."""
        if event.order:
            self._sort(Order(event.order))
        else:
            self.action_sort()

    def action_open(self) -> None:
        """Open the latest incident of the selected row."""
        if self.selected is None:
            self.owner.tell(say(self.owner.run_.lang, "no-such"))
        elif incidents := self.owner.run_.board.incidents(self.selected):
            self.app.push_screen(IncidentScreen(self.selected, incidents))
        else:
            self.owner.tell(say(self.owner.run_.lang, "not-listed"))

    def copies(self) -> Iterator[Copy]:
        """Yield what to do, the command that explains the code, and the lines of the latest incident."""
        row = self.selected
        if row is not None:
            yield Copy("copy-fix", self.owner.details.fix(row))
            yield Copy("copy-command", f"hilog-avsession explain {row.code}")
            if row.latest is not None:
                yield Copy("copy-evidence", self.owner.details.evidence(row.latest))
