"""Bytes from a file or a decompressor that can be looked at before they are taken."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import IO, Any, BinaryIO

_PIECE = 1 << 20  # bytes asked for at a time: a length in a header must not allocate memory
_LEAST = 64 << 10  # bytes asked for at a time, even if fewer are wanted
_PAST_END = 8  # reads at the end that a library may need to notice it

Read = Callable[[int], bytes]  # returns the bytes there are, up to about that many; b"" at the end


class Stopped(Exception):
    """The user has ended the reading."""


class Stream:
    """Bytes from front to back. `file` is the seekable file that they come from, at its beginning, if there is one.

    `reopen` opens a file that seeks back by starting again, as a packed one does.
    """

    def __init__(self, read: Read, file: BinaryIO | None = None, reopen: Callable[[], BinaryIO] | None = None) -> None:
        self.given = 0  # bytes taken from it
        self._read = read
        self._file = file
        self._reopen = reopen
        self._head, self._at = b"", 0  # bytes that were read ahead, and how many of them were taken
        self._ended = False
        self._failure: OSError | Stopped | None = None

    def peek(self, size: int, until: Callable[[bytes], bool] = lambda _head: False) -> bytes:
        """Return the next bytes without taking them: up to `size`, or fewer once `until` is true of them.

        A failure is raised only after the bytes before it have been read.
        """
        if len(self._head) - self._at >= size:
            return self._head[self._at : self._at + size]
        self._head, self._at = self._head[self._at :], 0
        try:
            while len(self._head) < size and not self._ended and not until(self._head):
                self._head += self._more(size - len(self._head))
        except OSError as failure:
            self._failure, self._ended = failure, True
        return self._head[:size]

    def read(self, size: int) -> bytes:
        """Take up to `size` bytes; b"" at the end."""
        if self._head:
            data, self._at = self._head[self._at : self._at + size], self._at + size
            if self._at >= len(self._head):
                self._head, self._at = b"", 0
        else:
            if self._failure is not None:
                raise self._failure
            data = b"" if self._ended else self._more(max(size, _LEAST))
            if len(data) > size:
                data, self._head, self._at = data[:size], data, size
        self.given += len(data)
        return data

    def read_full(self, size: int) -> bytes:
        """Take exactly `size` bytes unless the end or a failure comes first; the next read raises the failure."""
        if len(self._head) - self._at >= size:  # nearly always where little is asked for
            return self.read(size)
        parts, wanted = list[bytes](), size
        try:
            while wanted and (data := self.read(min(wanted, _PIECE))):
                parts.append(data)
                wanted -= len(data)
        except (OSError, Stopped) as failure:
            if not parts:
                raise
            self._failure, self._ended = failure, True
        return b"".join(parts)

    def give_back(self, data: bytes) -> None:
        """Put bytes that were taken back in front of the rest."""
        self.given -= len(data)
        start = self._at - len(data)
        if start >= 0 and self._head[start : self._at] == data:  # they are still there
            self._at = start
        else:
            self._head, self._at = data + self._head[self._at :], 0

    def seekable(self, most: int, *, reopen: bool = False) -> BinaryIO | None:
        """Return a seekable file of all the bytes, held in memory if need be; None if they are more than `most`.

        With `reopen`, more than that may be a file that seeks back by starting again.
        """
        if self._file is not None:
            self._file.seek(0)
            return self._file
        held = self.read_full(most + 1)
        if len(held) <= most:
            return io.BytesIO(held)
        if reopen and self._reopen is not None:
            return self._reopen()
        self.give_back(held)
        return None

    def as_file(self) -> BinaryIO:
        """Return a file to read from front to back, for libraries that need one."""
        return io.BufferedReader(_AsFile(self.read))

    def _more(self, size: int) -> bytes:
        data = self._read(size)
        self._ended = not data
        return data


class _AsFile(io.RawIOBase):
    def __init__(self, read: Read) -> None:
        self._read = read
        self._past = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._read(len(buffer))
        self._past += not data
        if self._past > _PAST_END:  # `tarfile` would read on to where a header places the next one
            raise EOFError("the end comes too early")
        buffer[: len(data)] = data
        return len(data)


class RewoundFile:
    """A file that seeks back by opening a packed one again; `spend` gets the bytes that each step unpacks."""

    def __init__(self, open_again: Callable[[], IO[bytes]], spend: Callable[[int], None]) -> None:
        self._open_again, self._spend = open_again, spend
        self._file, self._at = open_again(), 0

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the offset in the file."""
        return self._at

    def close(self) -> None:
        """Close the packed file."""
        self._file.close()

    def read(self, size: int = -1) -> bytes:
        """Read up to `size` bytes, or all that are left."""
        parts, left = list[bytes](), size
        while left and (data := self._more(left)):
            parts.append(data)
            left -= len(data) if left > 0 else 0
        return b"".join(parts)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Seek in the file."""
        if whence == io.SEEK_END:
            while self._more(-1):
                pass
        target = offset if whence == io.SEEK_SET else self._at + offset
        if target < self._at:
            self._file.close()
            self._file, self._at = self._open_again(), 0
        while self._at < target and self._more(target - self._at):
            pass
        return self._at

    def _more(self, size: int) -> bytes:
        data = self._file.read(_PIECE if size < 0 else min(size, _PIECE))
        self._spend(len(data))
        self._at += len(data)
        return data
