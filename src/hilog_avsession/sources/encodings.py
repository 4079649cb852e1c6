"""In which encoding an input is: recognised by its first bytes, turned into UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass

SNIFF_LENGTH = 64  # bytes that are enough to tell UTF-16 without a mark: the header is ASCII


@dataclass(frozen=True, slots=True)
class Encoding:
    """One encoding of log files, the mark it may begin with, and how its plain ASCII looks."""

    name: str
    mark: bytes = b""
    looks: Callable[[bytes], bool] = lambda _head: False


def _ascii_at(head: bytes, offset: int) -> bool:
    """Tell whether every second byte is ASCII text and the bytes between are zero."""
    letters, zeros = head[offset::2], head[1 - offset :: 2]
    return len(zeros) >= 4 and not any(zeros) and all(0x09 <= letter < 0x7F for letter in letters)


ENCODINGS: tuple[Encoding, ...] = (
    Encoding("utf-8-sig", codecs.BOM_UTF8),
    Encoding("utf-16-le", codecs.BOM_UTF16_LE, lambda head: _ascii_at(head, 0)),  # PowerShell 5.1 `>`
    Encoding("utf-16-be", codecs.BOM_UTF16_BE, lambda head: _ascii_at(head, 1)),
)
UTF_8 = Encoding("utf-8")


def recognise(head: bytes) -> Encoding:
    """The encoding that a text with this head is in; UTF-8 where nothing speaks against it."""
    marked = next((encoding for encoding in ENCODINGS if head.startswith(encoding.mark)), None)
    return marked or next((encoding for encoding in ENCODINGS if encoding.looks(head[:SNIFF_LENGTH])), UTF_8)


def transcoder(encoding: Encoding) -> Callable[[bytes, bool], bytes] | None:
    """A function from a chunk (and whether it is the last) to UTF-8; None where the bytes are UTF-8 already.

    It never cuts a character at a chunk's edge. What is no text in the encoding becomes U+FFFD.
    """
    if not encoding.name.startswith("utf-16"):
        return None
    decoder = codecs.getincrementaldecoder(encoding.name)("replace")
    return lambda chunk, last: decoder.decode(chunk, last).encode("utf-8", "replace")
