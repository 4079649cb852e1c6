"""The screen of what the log does not show: lost lines, blind spots, unknown lines, and the commands that show more."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import partial

from ...output.terminal.layout import Line
from ..board import Snapshot
from ..gaps import Gap, GapKind
from ..keys import ScreenName
from ..listing import Cell, Column, Item
from ..messages import say
from .base import Copy, ListScreen, bindings_of

_STYLES = {GapKind.UNREAD: "bold red", GapKind.LOST: "bold yellow", GapKind.HIDDEN: "yellow", GapKind.UNKNOWN: "dim"}


class GapsScreen(ListScreen):
    """The gaps of the log."""

    screen_name = ScreenName.GAPS
    BINDINGS = bindings_of(ScreenName.GAPS)

    def __init__(self) -> None:
        super().__init__()
        self._gaps: dict[Hashable, Gap] = {}

    def columns(self) -> Sequence[Column]:
        """Return the columns of the list."""
        lang = self.owner.run_.lang
        return [
            Column(say(lang, "count"), 7, right=True),
            Column(say(lang, "what"), 18),
            Column(say(lang, "what-is-missing"), share=1),
        ]

    def draw(self, found: Snapshot) -> None:
        """Show the gaps as they are now."""
        self._gaps = {gap.key: gap for gap in self.owner.run_.gaps()}
        items = [Item(key, partial(self._cells, gap)) for key, gap in self._gaps.items()]
        self.show_items(items, say(self.owner.run_.lang, "no-gaps"))

    def _cells(self, gap: Gap) -> list[Cell]:
        kind = say(self.owner.run_.lang, f"gap-{gap.kind}")
        return [Cell(f"{gap.number:,}", "bold"), Cell(kind, _STYLES.get(gap.kind, "")), Cell(gap.text)]

    def details(self, key: Hashable, width: int) -> list[Line]:
        """Return the whole text about a gap, and the command that shows more."""
        return self.owner.details.of_gap(self._gaps[key], width)

    def copies(self) -> Iterator[Copy]:
        """Yield the command that shows more, or the line."""
        gap = self._gaps.get(self.listing.selected)
        if gap is not None and gap.command:
            yield Copy("copy-command", gap.command)
        if gap is not None and gap.place:
            yield Copy("copy-evidence", f"{gap.place}: {gap.text}")
