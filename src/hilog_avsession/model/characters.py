"""Which characters of a text are safe to show, and texts that any encoding of Unicode can hold."""

from __future__ import annotations

_SPACES = frozenset("\u00a0\u3000")  # not printable for Python, but harmless


def prints(char: str) -> bool:
    """Tell whether a character is visible: not a control, format or bidi character, nor half of a surrogate pair."""
    return char.isprintable() or char in _SPACES


def encodable(text: str) -> str:
    """Return a text with halves of surrogate pairs, as names of files have them, as escapes: `\\udcff`."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
