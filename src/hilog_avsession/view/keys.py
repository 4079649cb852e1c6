"""The keys of the screens: what each does, where it works, and in which order the last line names them.

To add a key, add a row here, its action in `app.py` or a screen, its two messages in `messages.py`, and a test.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class ScreenName(StrEnum):
    """A screen."""

    CAUSES = "causes"
    SESSIONS = "sessions"
    GAPS = "gaps"
    INCIDENT = "incident"
    STORY = "story"


_LISTS = frozenset({ScreenName.CAUSES, ScreenName.SESSIONS, ScreenName.GAPS})
_PAGES = frozenset({ScreenName.INCIDENT, ScreenName.STORY})
_ALL = _LISTS | _PAGES


class Key(NamedTuple):
    """A key and its action."""

    name: str  # of the key, as Textual calls it; several with commas
    shown: str  # on the screen
    action: str
    label: str  # its messages are `key-LABEL` and `help-LABEL`
    screens: frozenset[ScreenName]  # where it works
    rank: int  # a narrow screen names only the keys of the lowest ranks


KEYS = (
    Key("1", "1", "app.look('causes')", "causes", _LISTS, 2),
    Key("2", "2", "app.look('sessions')", "sessions", _LISTS, 2),
    Key("3", "3", "app.look('gaps')", "gaps", _LISTS, 2),
    Key("enter", "⏎", "open", "open", frozenset({ScreenName.CAUSES, ScreenName.SESSIONS}), 4),
    Key("left", "←", "earlier", "earlier", frozenset({ScreenName.INCIDENT}), 2),
    Key("right", "→", "later", "later", frozenset({ScreenName.INCIDENT}), 2),
    Key("slash", "/", "app.filter", "filter", _LISTS, 3),
    Key("s", "s", "sort", "sort", frozenset({ScreenName.CAUSES}), 5),
    Key("space", "␣", "app.pause", "pause", _ALL, 5),
    Key("y", "y", "app.copy", "copy", _ALL, 4),
    Key("w", "w", "app.write", "write", _ALL, 5),
    Key("escape", "esc", "app.step_back", "back", _ALL, 6),
    Key("question_mark", "?", "app.help", "help", _ALL, 1),
    Key("q", "q", "app.leave", "quit", _ALL, 1),
)


class Movement(NamedTuple):
    """Keys that the library handles, and the message that explains them."""

    shown: str
    help: str


MOVEMENTS = (
    Movement("↑ ↓ j k", "help-move"),
    Movement("Tab", "help-focus"),
    Movement("Ctrl-C", "help-interrupt"),
)
