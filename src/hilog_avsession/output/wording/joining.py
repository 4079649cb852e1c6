"""From several texts to one, as each language joins them."""

from __future__ import annotations

from collections.abc import Iterable

from ..messages.lookup import message

_NO_SPACE_BEFORE = "（，。；：、"  # full-width: they bring their own space


def listed(names: Iterable[object], lang: str) -> str:
    """Return names as a list."""
    return message(lang, "list").join(map(str, names))


def with_note(text: str, note: str, lang: str) -> str:
    """Return a text with a note in brackets; without one, the text alone."""
    return message(lang, "note-in-brackets", text=text, note=note) if note else text


def separator_before(text: str) -> str:
    """Return what stands between a text and the text before it."""
    return "" if text[:1] in _NO_SPACE_BEFORE else " "


def spaced(*texts: str) -> str:
    """Return texts with a space between them, except before full-width punctuation."""
    said = [text for text in texts if text]
    return "".join((separator_before(text) if number else "") + text for number, text in enumerate(said))
