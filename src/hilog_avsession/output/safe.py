"""From any text to text that is safe to show: characters that do not print become escapes, and long text is cut."""

from __future__ import annotations

from ..model.characters import BYTES, prints

_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))  # change the width of the character before them


def visible(text: str) -> str:
    """Return a text with control, format, bidi and other invisible characters as escapes: `\\x1b`, `\\u202e`.

    A byte of a file name that is not UTF-8 is one, too: `\\xff`.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _shows(char) else _escape(char) for char in text)


def cut(text: str, most: int) -> str:
    """Return a text of at most `most` characters; the last one is an ellipsis if the text was longer."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _shows(char: str) -> bool:
    return prints(char) and not any(ord(char) in selectors for selectors in _SELECTORS)


def _escape(char: str) -> str:
    number = ord(char)
    if char in _NAMED:
        return _NAMED[char]
    if number <= 0xFF or number in BYTES:
        return f"\\x{number & 0xFF:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
