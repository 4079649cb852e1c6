"""The buffer in which hilog keeps its newest lines until they fill a file: `.persisterInfo_<job>`."""

from __future__ import annotations

_TEXT = 65_536  # bytes; hilog's log_persister.cpp maps this much, followed by the length
SIZE = _TEXT + 4


def newest_lines(head: bytes) -> bytes | None:
    """Return the valid text of a buffer, given a whole file of SIZE bytes, or None if it is not a buffer.

    Older lines follow the valid text.
    """
    if len(head) != SIZE:
        return None
    length = int.from_bytes(head[_TEXT:], "little")
    text = head[:length]
    return text if length <= _TEXT and (not text or text.endswith(b"\n")) else None
