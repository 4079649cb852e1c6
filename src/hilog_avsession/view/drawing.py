"""From laid out lines to what Textual shows, and the two lines at the top and the bottom of every screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style
from rich.text import Text
from textual.widgets import Static

from ..output.terminal.layout import Line, cells, line_cells, plain, wrap
from .board import MOST_KEPT
from .keys import KEYS, Key, ScreenName
from .messages import say
from .run import State

if TYPE_CHECKING:
    from .board import Snapshot
    from .run import Progress

_GAP = "  "


def text_of(lines: Iterable[Line]) -> Text:
    """Return lines as a text; what they hold is never markup."""
    text = Text(no_wrap=True, overflow="ellipsis", end="")
    for number, line in enumerate(lines):
        text.append("\n" if number else "")
        for part, style in line:
            text.append(part, style)
    return text


class Head(Static):
    """The first line: what is read, how much of it, and what was found."""

    def __init__(self) -> None:
        super().__init__("", markup=False, id="head")
        self._texts: tuple[tuple[str, str], ...] = ()

    def show(self, texts: Iterable[tuple[str, str]]) -> None:
        """Show texts with their styles beside each other, the most important first."""
        self._texts = tuple(texts)
        self.on_resize()

    def on_resize(self) -> None:
        """Show as many texts as there is room for."""
        self.update(head_text(self._texts, self.size.width), layout=False)  # its size stays


def head_text(texts: Iterable[tuple[str, str]], width: int) -> Text:
    """Return the first line: a text takes half of it at most, and the texts for which there is no room are left out.

    Half a count would be another count.
    """
    line = Text(no_wrap=True, end="")
    left = width
    for text, style in texts:
        (shown,) = wrap(plain(text, style), max(width // 2, 2), limit=1)
        left -= line_cells(shown) + (len(_GAP) if line else 0)
        if left < 0:
            break
        line.append(_GAP if line else "")
        line.append_text(text_of([shown]))
    return line


class HeadState(NamedTuple):
    """What the first line tells."""

    name: str  # of what is read
    progress: Progress
    found: Snapshot
    filter_text: str = ""
    is_paused: bool = False


def head_texts(state: HeadState, lang: str) -> Iterator[tuple[str, str]]:
    """Yield the texts of the first line, the most important first."""
    name, progress, found, filter_text, is_paused = state
    is_reading = progress.state is State.READING
    if is_paused:
        yield say(lang, "paused"), "bold yellow"
    else:
        yield ("● " if is_reading else "■ ") + say(lang, f"state-{progress.state}"), "bold green" if is_reading else ""
    yield _incidents(lang, found, has_filter=bool(filter_text)), "bold"
    if filter_text:
        yield say(lang, "filter-is", text=filter_text), "cyan"
    if progress.lost:
        yield say(lang, "lost", progress.lost), "bold yellow"
    yield say(lang, "lines", progress.lines), ""
    if is_reading:
        yield say(lang, "per-second", round(progress.per_second)), "dim"
    yield name, "dim"


def _incidents(lang: str, found: Snapshot, *, has_filter: bool) -> str:
    if not has_filter:
        return say(lang, "incidents", found.incidents)
    if found.is_partial:
        return say(lang, "wanted-latest", shown=f"{found.wanted:,}", kept=f"{MOST_KEPT:,}")
    return say(lang, "wanted", found.incidents, shown=f"{found.wanted:,}")


class Foot(Static):
    """The last line: the keys of this screen, which can be clicked."""

    def __init__(self, screen: ScreenName, lang: str) -> None:
        super().__init__("", markup=False, id="foot")
        self._screen, self._lang = screen, lang

    def on_resize(self) -> None:
        """Name as many keys as there is room for."""
        self.update(foot_text(self._screen, self._lang, self.size.width))


def foot_text(screen: ScreenName, lang: str, width: int) -> Text:
    """Return the keys of a screen in their order; if there is too little room, those of the lowest ranks."""
    named: list[Key] = []
    left = width
    for key in sorted((key for key in KEYS if screen in key.screens), key=lambda key: key.rank):
        left -= cells(f"{key.shown} {say(lang, f'key-{key.label}')}{_GAP}")
        if left < -len(_GAP):
            break
        named.append(key)
    text = Text(no_wrap=True, end="")
    for number, key in enumerate(sorted(named, key=KEYS.index)):
        click = Style(meta={"@click": f"app.press('{key.name.partition(',')[0]}')"})
        text.append(_GAP if number else "")
        text.append(f"{key.shown} ", Style(bold=True) + click)
        text.append(say(lang, f"key-{key.label}"), click)
    return text
