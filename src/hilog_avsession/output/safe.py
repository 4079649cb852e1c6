"""From any text to text that is safe to show: characters that do not print become escapes, and long text is cut."""

from __future__ import annotations

_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_SPACES = frozenset("\u00a0\u3000")  # not printable for Python, but harmless
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))  # change the width of the character before them


def visible(text: str) -> str:
    """Return a text with control, format, bidi and other invisible characters as escapes: `\\x1b`, `\\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _prints(char) else _escape(char) for char in text)


def cut(text: str, most: int) -> str:
    """Return a text of at most `most` characters; the last one is an ellipsis if the text was longer."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _prints(char: str) -> bool:
    if char in _SPACES:
        return True
    return char.isprintable() and not any(ord(char) in selectors for selectors in _SELECTORS)


def _escape(char: str) -> str:
    number = ord(char)
    if char in _NAMED:
        return _NAMED[char]
    if number <= 0xFF:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
