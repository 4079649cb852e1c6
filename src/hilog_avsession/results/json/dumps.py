"""From plain values to JSON that is safe on a terminal: every invisible character is an escape.

Control characters of one byte, marks that turn the direction of the text, and separators of lines are valid in a JSON
text, but they change what a terminal or an editor shows. As escapes they are the same values for every program.
"""

from __future__ import annotations

import json

from ...model.characters import encodable, prints

# made once: a document has thousands of parts, and `json.dumps` makes an encoder for each
_encode = json.JSONEncoder(ensure_ascii=False).encode


def dumps(value: object, indent: int | None = None) -> str:
    """Return a JSON text; halves of surrogate pairs, which no encoding holds, become the text of their escape."""
    text = _encode(value) if indent is None else json.dumps(value, ensure_ascii=False, indent=indent)
    if (text.isascii() and "\x7f" not in text) or text.isprintable():  # `json` itself has escaped those below 0x20
        return text
    return "".join(char if char == "\n" or prints(char) else _escape(char) for char in text)


def _escape(char: str) -> str:
    shown = encodable(char)
    return json.dumps(char if shown == char else shown)[1:-1]
