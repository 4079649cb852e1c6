"""From any text to one that no terminal obeys: what does not print is shown as an escape."""

from __future__ import annotations

_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_SPACES = frozenset("\u00a0\u3000")  # they do not count as printable, but do no harm
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))  # they change the width of what stands before them


def visible(text: str) -> str:
    """Show control, format, bidi and other characters without a picture as escapes: `\\x1b`, `\\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _prints(char) else _escape(char) for char in text)


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
