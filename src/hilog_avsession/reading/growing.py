"""A file that grows, as a log that ends only when reading is to stop: read from its beginning, and again if it is new.

A logger may cut its file, or put it aside and start a new one of the same name. Both are read from the beginning, after
the end of the file that was put aside.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Any

from ..errors import UnreadableInput, reason_of

_PAUSE = 0.1  # seconds between two looks at a file that has not grown


def open_growing(path: str, pause: Callable[[float], bool]) -> io.BufferedReader:
    """Open a file that grows; `pause` sleeps and returns False when reading is to stop. Raises UnreadableInput."""
    return io.BufferedReader(_Growing(path, pause))


class _Growing(io.RawIOBase):
    def __init__(self, path: str, pause: Callable[[float], bool]) -> None:
        self.name = path
        self._pause = pause
        try:
            self._file = io.FileIO(path)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            raise UnreadableInput(path, "unreadable", "cannot be read: {error}", error=reason_of(error)) from error
        self._next: io.FileIO | None = None  # has the name by now
        self._last = b"\n"  # the last byte handed out

    def readable(self) -> bool:
        """Return True: this is a stream to read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Wait until the file has grown and read what is new; return 0 if reading is to stop."""
        may_have_more = True
        while self._pause(0.0 if may_have_more else _PAUSE):
            count = self._file.readinto(buffer)
            if count:
                self._last = bytes(buffer[count - 1 : count])
                return count
            is_new = self._begin_again()
            may_have_more = is_new or self._next is not None
            if is_new and self._last != b"\n":  # the new file must not continue a line of the old one
                buffer[:1] = self._last = b"\n"
                return 1
        return 0

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        if self._next is not None:
            self._next.close()
        super().close()

    def _begin_again(self) -> bool:
        """Go to the beginning if the file was cut, or of the next file after the last line; tell whether it is so."""
        if self._next is not None:
            self._file.close()
            self._file, self._next = self._next, None
            return True
        own = os.fstat(self._file.fileno())
        if own.st_size < self._file.tell():
            self._file.seek(0)
            return True
        try:
            if not os.path.samestat(os.stat(self.name), own):
                self._next = io.FileIO(self.name)  # read once more: lines may have come until this one was put aside
        except OSError:  # put aside, and the new one is not there yet
            pass
        return False
