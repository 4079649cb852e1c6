"""Bytes on their way from a file or through a decompressor, with a look ahead."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO

Read = Callable[[int], bytes]  # gives what there is, up to about that many bytes; b"" at the end


class Stopped(Exception):
    """The user has ended the reading."""


class Stream:
    """Bytes from front to back. `file` is the seekable file behind them, where there is one, at its beginning."""

    def __init__(self, read: Read, file: BinaryIO | None = None) -> None:
        self.given = 0  # bytes taken from it
        self._read = read
        self._file = file
        self._head = b""
        self._ended = False

    def peek(self, size: int, until: bytes | None = None) -> bytes:
        """The next bytes without taking them: up to `size`, or what there is once `until` stands in it."""
        while len(self._head) < size and not self._ended and not (until is not None and until in self._head):
            self._head += self._more(size - len(self._head))
        return self._head[:size]

    def read(self, size: int) -> bytes:
        """Take up to `size` bytes, b"" at the end."""
        data = self._head or (b"" if self._ended else self._more(size))
        data, self._head = (data, b"") if len(data) <= size else (data[:size], data[size:])
        self.given += len(data)
        return data

    def read_full(self, size: int) -> bytes:
        """Take exactly `size` bytes unless the end comes first."""
        parts, wanted = [], size
        while wanted and (data := self.read(wanted)):
            parts.append(data)
            wanted -= len(data)
        return b"".join(parts)

    def give_back(self, data: bytes) -> None:
        """Put bytes that were taken in front of what comes next."""
        self._head, self.given = data + self._head, self.given - len(data)

    def seekable(self, most: int) -> BinaryIO | None:
        """A seekable file of all the bytes, held in memory if need be; None if they are more than `most`."""
        if self._file is not None:
            self._file.seek(0)
            return self._file
        held = self.read_full(most + 1)
        if len(held) > most:
            self.give_back(held)
            return None
        return io.BytesIO(held)

    def as_file(self) -> BinaryIO:
        """A file to read from front to back, for libraries that ask for one."""
        return io.BufferedReader(_AsFile(self.read))

    def _more(self, size: int) -> bytes:
        data = self._read(size)
        self._ended = not data
        return data


class _AsFile(io.RawIOBase):
    def __init__(self, read: Read) -> None:
        self._read = read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
