"""A file that grows, as a log that ends only when reading is to stop: read from its beginning, and again if it is new.

A logger may cut its file, or put it aside and start a new one of the same name. Both are read from the beginning, after
the end of the file that was put aside.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from ..errors import UnreadableInput, reason_of

_PAUSE = 0.1  # seconds between two looks at a file that has not grown
_KEEPS_OPEN = sys.platform != "win32"  # where an open file cannot be renamed


def open_growing(path: str, pause: Callable[[float], bool]) -> io.BufferedReader:
    """Open a file that grows; `pause` sleeps and returns False when reading is to stop. Raises UnreadableInput."""
    return io.BufferedReader(_Growing(path, pause))


class _Growing(io.RawIOBase):
    def __init__(self, path: str, pause: Callable[[float], bool]) -> None:
        self.name = path
        self._pause = pause
        self._file = FollowedFile(path)
        try:
            self._file.open()
        except FileNotFoundError:
            raise UnreadableInput(path, "not-found", "no such file") from None
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            raise UnreadableInput(path, "unreadable", "cannot be read: {error}", error=reason_of(error)) from error

    def readable(self) -> bool:
        """Return True: this is a stream to read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Wait until the file has grown and read what is new; return 0 if reading is to stop."""
        seconds = 0.0
        while self._pause(seconds):
            with suppress(OSError):  # put aside, and the new one is not there yet
                self._file.open()
            if count := self._file.readinto(buffer):
                return count
            self._file.release()
            seconds = _PAUSE
        return 0

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


class FollowedFile:
    """Follows a file by its name, as `tail -F` does: `open` it, then read again and again what is new.

    A file that is put aside is first read to its end. On Windows, `release` it between two reads: it could not be put
    aside while it is open, and what is written after the last read before that is lost.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = path
        self._file: io.FileIO | None = None
        self._released: tuple[os.stat_result, int] | None = None  # a file that was closed, and how far it was read
        self._last = b"\n"  # the last byte read

    def open(self) -> None:
        """Open the file if it is not open, at the place where it was released. Raises OSError."""
        if self._file is None:
            self._file = io.FileIO(os.fspath(self._path))
            if self._released is not None and os.path.samestat(self._released[0], os.fstat(self._file.fileno())):
                self._file.seek(self._released[1])

    def release(self) -> None:
        """Close the file until the next `open` if it could not be renamed otherwise."""
        if self._file is not None and not _KEEPS_OPEN:
            self._released = os.fstat(self._file.fileno()), self._file.tell()
            self.close()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def skip(self) -> bool:
        """Pass over what the file holds; return whether it ends within a line."""
        if self._file is not None and self._file.seek(0, os.SEEK_END):
            self._file.seek(-1, os.SEEK_END)
            self._last = self._file.read(1)
        return self._last != b"\n"

    def read(self, size: int) -> bytes:
        """Return what is new, so many bytes at most; nothing if there is nothing new, or the file is not open."""
        buffer = bytearray(size)
        return bytes(buffer[: self.readinto(buffer)])

    def readinto(self, buffer: Any) -> int:
        """Read what is new, as `read` does, and return how many bytes it is."""
        is_put_aside = False
        while self._file is not None:
            if self._file.tell() == 0 and self._last != b"\n":  # a new file must not continue a line of the old one
                buffer[:1] = self._last = b"\n"
                return 1
            if count := self._file.readinto(buffer):
                self._last = bytes(buffer[count - 1 : count])
                return count
            if self._is_cut(self._file):
                self._file.seek(0)
            elif is_put_aside:
                self.close()
                with suppress(OSError):  # it is gone again
                    self.open()
                is_put_aside = False
            elif self._is_put_aside(self._file):
                is_put_aside = True  # and read once more: lines may have come until then
            else:
                break
        return 0

    @staticmethod
    def _is_cut(file: io.FileIO) -> bool:
        return os.fstat(file.fileno()).st_size < file.tell()

    def _is_put_aside(self, file: io.FileIO) -> bool:
        """Tell whether another file has the name by now."""
        try:
            return not os.path.samestat(os.stat(self._path), os.fstat(file.fileno()))
        except OSError:  # put aside, and the new one is not there yet
            return False
