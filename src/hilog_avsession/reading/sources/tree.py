"""From a path, a folder, standard input or a stream to the texts in it, however they are packed."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import IO, Any, BinaryIO, assert_never, cast

from ...model.inputs import Input, InputError, Remark, RemarkKind
from ...model.messages.inputs import Problem
from . import folders, persister
from .archives import ARCHIVES, TAR_HEAD, UNREAD, Archive, Member, TooMuch, Unordered
from .compression import COMPRESSIONS, Compression, Damaged, unpack
from .files import NO_WAIT, Ready, limited, open_at_once, reader_of, seekable_file
from .folders import STANDARD_INPUT, Place
from .limits import Budget, exceeded
from .names import no_log
from .reading import CHUNK, Source
from .stream import Read, Stopped, Stream, Winding

Found = Source | Input | Remark  # a text to read, a file that cannot be read, a file that need not be read


def name_of(place: Place) -> str:
    """How the report calls a place."""
    if isinstance(place, str | os.PathLike):
        return os.fspath(place)
    name = getattr(place, "name", None)
    return name if isinstance(name, str) else "<stream>"


@dataclass(frozen=True, slots=True)
class _Way:
    """The way to a stream: its name, what it is packed in, and what went wrong in the unpacking."""

    name: str
    container: tuple[str, ...] = ()
    found: bool = False
    live: bool = False  # what comes next may be long in coming
    errors: list[InputError] = field(default_factory=list)

    def into(self, container: str) -> _Way:
        return replace(self, container=(*self.container, container))

    def member(self, name: str) -> _Way:
        return replace(self, name=f"{self.name}!{name}", found=True, live=False, errors=[])

    def failed(self, error: InputError) -> Input:
        return Input(self.name, container=self.container, error=error)


class Opener:
    """Opens places. One opener serves a whole run: its limits are for all places together."""

    def __init__(self, budget: Budget, ready: Ready | None = None, chunk: int = CHUNK) -> None:
        self._budget, self._ready, self._chunk = budget, ready, chunk
        self.stopped = False  # by `ready`
        self._made: datetime | None = None  # when the last file that hilog wrote was begun

    def open(self, place: Place) -> Iterator[Found]:
        """Yield what a place holds, in the order of time. Each source has to be read before the next is asked for.

        `ready` is asked before each read with the file descriptor and may end the reading.
        """
        with self._ending():
            if not isinstance(place, str | os.PathLike):
                yield from self._stream(place)
            elif os.fspath(place) == STANDARD_INPUT:
                yield from self._standard_input()
            else:
                yield from self._path(os.fspath(place))

    def open_found(self, path: str, made: datetime | None) -> Iterator[Found]:
        """Yield what a file of a folder holds; `made` is when the file before it was begun, if hilog wrote that."""
        self._made = made
        with self._ending():
            yield from self._path(path, found=True)

    def open_piece(
        self, path: str, start: int, size: int | None, before: Callable[[], Iterable[str]]
    ) -> Iterator[Source]:
        """Yield a piece of a file that may be cut: `size` bytes, or all, from a line's `start` on. Raises OSError."""
        with self._ending(), io.FileIO(path, "r") as file:
            file.seek(start)
            stream = Stream(limited(reader_of(file, path, self._ready), size))
            longest = self._budget.limits.line
            yield Source(path, stream, chunk=self._chunk, longest_line=longest, before=before if start else None)

    def list_files(self, folder: str) -> Iterator[str | Found]:
        """Yield the files of a folder in the order of time, or what they are instead of a file to be read."""
        with self._ending():
            yield from self._files(_Way(folder))

    @contextmanager
    def _ending(self) -> Iterator[None]:
        try:
            yield
        except Stopped:
            self.stopped = True

    # ---- places ----

    def _stream(self, place: BinaryIO) -> Iterator[Found]:
        yield from self._file(place, _Way(name_of(place)), None)

    def _standard_input(self) -> Iterator[Found]:
        way = _Way(STANDARD_INPUT)
        if sys.stdin is None:
            yield way.failed(InputError.of(Problem.CLOSED))
            return
        file = io.FileIO(sys.stdin.fileno(), closefd=False)  # unbuffered: a live log is shown as it comes
        yield from self._file(file, way, self._ready)

    def _path(self, name: str, *, found: bool = False) -> Iterator[Found]:
        way = _Way(name, found=found)
        if not found and os.path.isdir(name):
            yield from self._folder(way)
            return
        with ExitStack() as stack:
            try:
                file = stack.enter_context(io.FileIO(name, "r", opener=open_at_once if self._ready else None))
            except FileNotFoundError:
                yield way.failed(InputError.of(Problem.NOT_FOUND))
                return
            except (OSError, ValueError) as error:  # ValueError: a NUL in the name
                reason = error.strerror if isinstance(error, OSError) else error
                yield way.failed(InputError.of(Problem.NOT_OPENED, error=str(reason)))
                return
            yield from self._file(file, way, self._ready)

    def _file(self, file: Any, way: _Way, ready: Ready | None) -> Iterator[Found]:
        """Look into an open file; one that cannot be wound may be long in giving what comes next."""
        seekable = seekable_file(file)
        stream = Stream(reader_of(file, way.name, ready), seekable)
        try:
            yield from self._inside(stream, replace(way, live=seekable is None))
        finally:
            if isinstance(seekable, io.BufferedReader) and seekable is not file:
                seekable.detach()  # whose file it is, closes it

    def _folder(self, way: _Way) -> Iterator[Found]:
        for one in self._files(way):
            if isinstance(one, str):
                yield from self._path(one, found=True)
            else:
                yield one

    def _files(self, way: _Way) -> Iterator[str | Found]:
        files = folders.files_in(way.name)
        while True:
            self._ask()
            try:
                path, bar = next(files, (None, None))
            except OSError as error:
                yield way.failed(InputError.of(Problem.NOT_OPENED, error=str(error.strerror)))
                return
            if path is None:
                return
            if (too_many := self._budget.file()) is not None:
                yield way.failed(too_many)
                return
            bar = bar or no_log(path)
            if bar is None:
                yield path
            elif isinstance(bar, RemarkKind):
                yield Remark(path, bar)
            else:
                yield Input(path, error=InputError.of(Problem.NO_PERMISSION))

    # ---- what is in them ----

    def _inside(self, stream: Stream, way: _Way) -> Iterator[Found]:
        """Look what a stream is, and go on to what it holds."""
        container = recognise(stream)
        if container is not None and len(way.container) >= self._budget.limits.depth:
            depth = self._budget.limits.depth
            yield way.failed(exceeded(Problem.TOO_DEEP, "depth", depth, depth=depth))
        elif container is None:
            yield self._text(stream, way)
        elif isinstance(container, str) and way.found:
            yield Remark(way.name, RemarkKind.PACKED)
        elif isinstance(container, str):
            yield way.failed(InputError.of(Problem.PACKED_IN, container=container))
        elif isinstance(container, Compression):
            chunks = unpack(container, stream)
            read = self._guarded(lambda _size: next(chunks, b""), way, container.name, lambda: stream.given)
            yield from self._inside(Stream(read), way.into(container.name))
        elif isinstance(container, Archive):
            yield from self._members(container, stream, way.into(container.name))
        else:
            assert_never(container)

    def _text(self, stream: Stream, way: _Way) -> Source:
        newest = None if way.live else persister.newest_lines(stream.peek(persister.SIZE + 1))
        if newest is not None:
            stream = Stream(io.BytesIO(newest).read)
        source = Source(
            way.name,
            stream,
            container=way.container,
            errors=way.errors,
            found=way.found,
            live=way.live,
            chunk=self._chunk,
            longest_line=self._budget.limits.line,
        )
        if newest is not None:  # its lines go on from that file
            source.made = source.made or self._made
        self._made = source.made or self._made
        return source

    def _members(self, archive: Archive, stream: Stream, way: _Way) -> Iterator[Found]:
        error = None
        try:
            for member in archive.members(stream, self._budget.limits):
                if (error := self._budget.file()) is not None:
                    break
                yield from self._member(archive, member, way.member(member.name))
        except TooMuch as limit:
            error = limit.error
        except Unordered:
            yield Remark(way.name, RemarkKind.UNORDERED)
        except archive.damage as damage:
            error = _damaged(archive.name, damage)
        if (failure := next(iter(way.errors), error)) is not None:  # what went wrong below explains the rest
            yield way.failed(failure)

    def _member(self, archive: Archive, member: Member, way: _Way) -> Iterator[Found]:
        kind = member.remark or no_log(member.name)
        if kind is not None:
            yield Remark(way.name, kind)
        elif member.open is None or member.error is not None:
            yield way.failed(member.error or InputError.of(Problem.NOT_OPENED))
        else:
            try:
                with member.open() as file:
                    some = getattr(file, "read1", file.read)  # what is in front of damage must not be lost with it
                    taken = member.taken or (lambda: max(member.packed, 1))
                    read = self._guarded(some, way, archive.name, taken, archive.damage)
                    yield from self._inside(self._member_stream(member, read, file), way)
            except archive.damage as damage:
                yield way.failed(_damaged(archive.name, damage))

    def _member_stream(self, member: Member, read: Read, file: IO[bytes]) -> Stream:
        """A member as a stream, with a way to go to and fro in it unless it is too large for that."""
        # as much as the archive says it is: an archive inside is wound to and fro without a guard
        if Budget(self._budget.limits).spend(0, member.unpacked, member.packed)[1] is not None:
            return Stream(read)
        opened = member.wind
        if opened is None:
            return Stream(read, seekable_file(file))
        return Stream(read, wind=lambda: cast("BinaryIO", Winding(opened(), self._wind)))

    def _wind(self, size: int) -> None:
        """Count bytes that are unpacked once more, because an archive inside of an archive is wound to and fro."""
        self._ask()
        _room, limit = self._budget.spend(size)
        if limit is not None:
            raise TooMuch(limit)

    def _ask(self) -> None:
        """Stop if the user has asked for it: not every read waits for a file."""
        if self._ready is not None and not self._ready(NO_WAIT):
            raise Stopped

    def _guarded(
        self,
        read: Read,
        way: _Way,
        container: str,
        packed: Callable[[], int],
        damage: tuple[type[Exception], ...] = (Damaged,),
    ) -> Read:
        """Reading that ends where the data is damaged or goes beyond a limit, and says so on the way's errors."""
        unpacked, ended = 0, False

        def guarded(size: int) -> bytes:
            nonlocal unpacked, ended
            self._ask()
            if ended:
                return b""
            try:
                data = read(size)
            except TooMuch as limit:
                way.errors.append(limit.error)
                ended = True
                return b""
            except damage as error:
                way.errors.append(_damaged(container, error))
                ended = True
                return b""
            unpacked += len(data)
            room, over = self._budget.spend(len(data), unpacked, packed())
            if over is not None:
                way.errors.append(over)
                ended = True
            return data[:room]

        return guarded


# ---- what a stream is -----------------------------------------------------------------------------------------------

_MAGIC = 6  # bytes that tell every container but a tar


def recognise(stream: Stream) -> Compression | Archive | str | None:
    """Return the container that a stream is, the name of one that is not read, or None for plain data.

    Waits for no more than the first line of a live log: it holds no NUL, as the head of a tar does.
    """
    head = stream.peek(_MAGIC)
    for compression in COMPRESSIONS:
        if head.startswith(compression.magic):
            return compression
    for unread in UNREAD:
        if head.startswith(unread.magic):
            return unread.name
    head = stream.peek(TAR_HEAD, until=_is_text)
    if _is_text(head):  # however much of it came at once
        head = head[:_MAGIC]
    return next((archive for archive in ARCHIVES if archive.looks(head)), None)


def _is_text(head: bytes) -> bool:
    """Tell whether the bytes begin with a line of text."""
    line, end, _rest = head.partition(b"\n")
    return bool(end) and b"\0" not in line


def _damaged(container: str, damage: Exception) -> InputError:
    if isinstance(damage, Damaged):
        return InputError.of(damage.problem, container=container, **damage.values)
    return InputError.of(Problem.DAMAGED, container=container, reason=str(damage) or type(damage).__name__)
