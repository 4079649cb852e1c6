"""From an open file, pipe or socket to a function that reads what it has now, until the user ends the reading."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable
from typing import Any, BinaryIO

from ...errors import WrongUsage
from .stream import Read, Stopped

# wait until the file descriptor has data (there is none to wait for if it is NO_WAIT); False: stop reading
Ready = Callable[[int], bool]
NO_WAIT = -1


def reader_of(file: Any, name: str, ready: Ready | None) -> Read:
    """Return a function that reads what a file has now. It raises Stopped when the user has ended the reading."""
    read_some = getattr(file, "read1", file.read)  # what there is, not all that was asked for

    def read(size: int) -> bytes:
        data = None
        while data is None:  # nothing yet: a pipe without a writer, or nothing written
            if ready is not None and not ready(file.fileno()):
                raise Stopped
            data = read_some(size)
        if not isinstance(data, bytes):
            raise WrongUsage("{name}: gives text, not bytes; open it in binary mode", name=name)
        return data

    return read


def limited(read: Read, size: int | None) -> Read:
    """Return a function that reads only the first `size` bytes, or all for None."""
    if size is None:
        return read
    left = size

    def read_some(wanted: int) -> bytes:
        nonlocal left
        data = read(min(wanted, left)) if left else b""
        left -= len(data)
        return data

    return read_some


def seekable_file(file: Any) -> BinaryIO | None:
    """Return the file if it can seek and is at its beginning, else None."""
    try:
        if not file.seekable() or file.tell() != 0 or not _is_file(file):
            return None
    except (AttributeError, OSError, ValueError):
        return None
    return io.BufferedReader(file) if isinstance(file, io.RawIOBase) else file


def _is_file(file: Any) -> bool:
    """Tell whether a file that claims to be seekable is not a pipe: on Windows, pipes claim it too."""
    try:
        return stat.S_ISREG(os.fstat(file.fileno()).st_mode)
    except (AttributeError, OSError):  # not a file of the operating system
        return True


def open_at_once(path: str, flags: int) -> int:
    """Open a named pipe without waiting for its writer: only the later wait for data can be interrupted."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
