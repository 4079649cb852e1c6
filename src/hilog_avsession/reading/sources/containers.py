"""What a stream is: compressed, an archive, something that cannot be read here, or plain."""

from __future__ import annotations

from .archives import ARCHIVES, TAR_HEAD, Archive
from .compression import COMPRESSIONS, Compression
from .stream import Stream

# recognised, but not read: unpack them first
UNREAD = {
    b"7z\xbc\xaf\x27\x1c": "7-zip",
    b"Rar!\x1a\x07": "RAR",
    b"\x04\x22\x4d\x18": "LZ4",
    b"PK\x07\x08": "split zip",
}
_MAGIC = 6  # bytes that tell everything but a tar


def recognise(stream: Stream) -> Compression | Archive | str | None:
    """The container that a stream is, the name of one that is not read, or None for plain data.

    Of a live log not more is awaited than its first line, which holds no NUL, as the head of a tar does.
    """
    head = stream.peek(_MAGIC)
    for compression in COMPRESSIONS:
        if head.startswith(compression.magic):
            return compression
    for magic, name in UNREAD.items():
        if head.startswith(magic):
            return name
    head = stream.peek(TAR_HEAD, until=_is_text)
    if _is_text(head):  # however much of it came at once
        head = head[:_MAGIC]
    return next((archive for archive in ARCHIVES if archive.looks(head)), None)


def _is_text(head: bytes) -> bool:
    """Whether a line of text stands at the beginning."""
    line, end, _rest = head.partition(b"\n")
    return bool(end) and b"\0" not in line
