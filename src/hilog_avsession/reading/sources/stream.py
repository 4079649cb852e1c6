"""Bytes from a file or a decompressor that can be looked at before they are taken."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import IO, Any, BinaryIO

_PIECE = 1 << 20  # bytes asked for at a time: a length in a header must not allocate memory
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
        self._failure: OSError | None = None

    def peek(self, size: int, until: Callable[[bytes], bool] = lambda _head: False) -> bytes:
        """Return the next bytes without taking them: up to `size`, or fewer once `until` is true of them.

        A failure is raised only after the bytes before it have been read.
        """
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
            data = b"" if self._ended else self._more(size)
            if len(data) > size:
                data, self._head, self._at = data[:size], data, size
        self.given += len(data)
        return data

    def read_full(self, size: int) -> bytes:
        """Take exactly `size` bytes unless the end comes first."""
        parts, wanted = [], size
        while wanted and (data := self.read(min(wanted, _PIECE))):
            parts.append(data)
            wanted -= len(data)
        return b"".join(parts)

    def give_back(self, data: bytes) -> None:
        """Put bytes that were taken back in front of the rest."""
        self._head, self._at, self.given = data + self._head[self._at :], 0, self.given - len(data)

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


class CountedFile:
    """A file that seeks back by starting again; `spend` gets the bytes that each step unpacks."""

    def __init__(self, file: IO[bytes], spend: Callable[[int], None]) -> None:
        self._file, self._spend = file, spend
        self.tell, self.seekable, self.close = file.tell, file.seekable, file.close

    def read(self, size: int = -1) -> bytes:
        """Read from the file."""
        data = self._file.read(size)
        self._spend(len(data))
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Seek in the file."""
        before = self._file.tell()
        now = self._file.seek(offset, whence)
        self._spend(now - before if now >= before else now)
        return now
