"""Which characters of a text are safe to show, and texts that any encoding of Unicode can hold."""

from __future__ import annotations

import re

BYTES = range(0xDC80, 0xDD00)  # halves of surrogate pairs by which Python stands for bytes that are not UTF-8
_BYTE = re.compile(r"\\udc[89a-f][0-9a-f]")
_SPACES = frozenset("\u00a0\u3000")  # not printable for Python, but harmless


def prints(char: str) -> bool:
    """Tell whether a character is visible: not a control, format or bidi character, nor half of a surrogate pair."""
    return char.isprintable() or char in _SPACES


def encodable(text: str) -> str:
    """Return a text with halves of surrogate pairs, as names of files have them, as escapes: `\\udcff`."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def with_bytes(name: str) -> str:
    """Return the name of a file as the system has it, of which `encodable` has written bytes as escapes: `\\udcff`."""
    return _BYTE.sub(lambda found: chr(int(found[0][2:], 16)), name) if "\\udc" in name else name
