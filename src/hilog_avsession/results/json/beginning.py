"""From the first bytes of a file to whether they begin a JSON document, such as that of a report."""

from __future__ import annotations

from json import detect_encoding

HEAD = 512  # bytes at the start of a file that contain a report's version


def begins_document(head: bytes) -> bool:
    """Tell whether this is the start of a JSON document; no line of a log and no archive starts so."""
    return text_of(head).lstrip("\ufeff \t\r\n").startswith("{")


def text_of(head: bytes) -> str:
    """Return the first bytes of a file as text, in the encoding of Unicode that they seem to be in."""
    return head.decode(detect_encoding(head), "ignore")
