"""One input, opened: what it is packed in and encoded as, and its blocks of whole lines."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import UnreadableInput, WrongUsage
from ..model import Block, InputError
from . import containers, encodings
from .names import made_at

CHUNK = 1 << 20  # bytes asked for at a time; a pipe gives what it has
STANDARD_INPUT = "-"
# bytes of a line that are read; hilog prints at most 4,095 and a header, so a longer one is a mistake in the input
LONGEST_LINE = 16 << 10

Ready = Callable[[int], bool]  # wait until the file descriptor has data; False: stop reading


class Source:
    """An input on its way to blocks. Its counters grow while the blocks are taken."""

    def __init__(
        self, name: str, stream: BinaryIO, ready: Ready | None = None, chunk: int = CHUNK, *, owned: bool = True
    ) -> None:
        self.name = name
        self.made = made_at(name)  # local time of the device
        self.bytes = 0  # after decompression
        self.lines = 0
        self.cut_lines = 0  # longer than LONGEST_LINE
        self.encoding = encodings.UTF_8.name
        self.container: tuple[str, ...] = ()
        self.error: InputError | None = None
        self._stream = stream
        self._read = getattr(stream, "read1", stream.read)  # what there is, not all that was asked for
        self._ready = ready
        self._chunk = chunk
        self._owned = owned  # close it at the end

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        if self._owned:
            self._stream.close()

    def blocks(self) -> Iterator[Block]:
        """Yield the input as blocks of whole lines in UTF-8. What is damaged ends early, with `error` set."""
        rest = b""
        try:
            for chunk in self._text():
                end = chunk.rfind(b"\n") + 1
                if end:
                    yield self._block(rest + chunk[:end])
                    rest = chunk[end:]
                elif len(rest) <= LONGEST_LINE:  # of an endless line its beginning is enough
                    rest += chunk
        except OSError as error:
            self.error = InputError("unreadable", f"cannot be read after {self.lines} lines: {error.strerror}")
        if rest:
            yield self._block(rest)

    def _block(self, data: bytes) -> Block:
        block = Block(self._cut(data), self.lines + 1)
        self.lines += data.count(b"\n") + (not data.endswith(b"\n"))
        return block

    def _cut(self, data: bytes) -> bytes:
        """Cut lines that are longer than a line can be."""
        parts, start, kept = [], 0, 0
        while len(data) - start > LONGEST_LINE:
            end = data.rfind(b"\n", start, start + LONGEST_LINE + 1)
            if end >= 0:
                start = end + 1
                continue
            parts.append(data[kept : start + LONGEST_LINE])
            self.cut_lines += 1
            end = data.find(b"\n", start)
            start = kept = end if end >= 0 else len(data)
        return b"".join([*parts, data[kept:]]) if parts else data

    def _text(self) -> Iterator[bytes]:
        """The unpacked bytes, in UTF-8."""
        chunks = self._unpacked()
        head = b""
        for chunk in chunks:
            head += chunk
            if len(head) >= encodings.SNIFF_LENGTH:
                break
        encoding = encodings.recognise(head)
        self.encoding = encoding.name
        to_utf8 = encodings.transcoder(encoding)
        first = head.removeprefix(encoding.mark)
        if to_utf8 is None:
            yield first
            yield from chunks
            return
        yield to_utf8(first, False)
        for chunk in chunks:
            yield to_utf8(chunk, False)
        yield to_utf8(b"", True)

    def _unpacked(self) -> Iterator[bytes]:
        head = b""
        while len(head) < containers.MAGIC_LENGTH and (more := self._raw(self._chunk)):
            head += more
        container = containers.recognise(head)
        unread = next((name for magic, name in containers.UNREAD.items() if head.startswith(magic)), None)
        if unread is not None:
            self.bytes += len(head)
            self.error = InputError("packed", f"is {unread} data, which is not read", "unpack it first")
            return
        if container is None:
            if head:
                self.bytes += len(head)
                yield head
            yield from self._all(self._raw)
            return
        self.container = (container.name,)
        unpack = container.unpack(io.BufferedReader(_Pushback(head, self._raw)))
        try:
            yield from self._all(unpack)
        except container.damage as damage:
            self.error = InputError(
                "damaged",
                f"the {container.name} data is damaged or cut off after {self.lines} lines ({damage})",
                "what could be read is in the report; fetch the file once more for the rest",
            )

    def _all(self, read: Callable[[int], bytes]) -> Iterator[bytes]:
        while chunk := read(self._chunk):
            self.bytes += len(chunk)
            yield chunk

    def _raw(self, size: int) -> bytes:
        if self._ready is not None and not self._ready(self._stream.fileno()):
            return b""
        data = self._read(size)
        while data is None:  # a pipe without a writer, or nothing written yet
            if self._ready is not None and not self._ready(self._stream.fileno()):
                return b""
            data = self._read(size)
        if not isinstance(data, bytes):
            raise WrongUsage(f"{self.name}: gives text, not bytes; open it in binary mode")
        return data


class _Pushback(io.RawIOBase):
    """A stream that begins with bytes which were read already."""

    def __init__(self, head: bytes, read: Callable[[int], bytes]) -> None:
        self._head, self._read = head, read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._head:
            given, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            given = self._read(len(buffer))
        buffer[: len(given)] = given
        return len(given)


def _open_at_once(path: str, flags: int) -> int:
    """Open a named pipe without waiting for its writer: the wait for data can be interrupted, that one cannot."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def open_source(place: str | os.PathLike[str] | BinaryIO, ready: Ready | None = None, chunk: int = CHUNK) -> Source:
    """Open a path, `-` for standard input, or a binary stream.

    `ready` is asked before each read with the file descriptor and may end the reading. Raises UnreadableInput.
    """
    if not isinstance(place, str | os.PathLike):
        name = getattr(place, "name", None)
        return Source(name if isinstance(name, str) else "<stream>", place, None, chunk, owned=False)
    name = os.fspath(place)
    if name == STANDARD_INPUT:
        # unbuffered: a live log is shown as it comes
        if sys.stdin is None:
            raise UnreadableInput(name, "closed", "standard input is closed", "pipe a log in, or name a file")
        return Source(name, io.FileIO(sys.stdin.fileno(), closefd=False), ready, chunk)
    path = Path(name)
    if path.is_dir():
        raise UnreadableInput(name, "folder", "is a folder", "name the log files in it")
    try:
        return Source(name, io.FileIO(path, "r", opener=_open_at_once if ready else None), ready, chunk)
    except FileNotFoundError:
        raise UnreadableInput(name, "not-found", "no such file") from None
    except OSError as error:
        raise UnreadableInput(name, "unreadable", f"cannot be opened: {error.strerror}") from error
