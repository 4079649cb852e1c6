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

from ...errors import reason_of
from ...model.inputs import Input, InputError, Remark, RemarkKind
from ...model.messages.inputs import Problem
from . import folders, persister
from .archives import ARCHIVES, LONGEST_HEAD, UNREAD, Archive
from .compression import COMPRESSIONS, Compression, unpack
from .decompressing import Damaged
from .files import NO_WAIT, Ready, limited, open_at_once, reader_of, seekable_file
from .folders import STANDARD_INPUT, Location
from .limits import Budget, TooMuch, Whole, exceeded
from .members import Member, Unordered
from .names import no_log
from .reading import CHUNK, Source
from .stream import Read, RewoundFile, Stopped, Stream

_SEARCHED = 4  # times as many files as the limit; the first of them in time are read
Found = Source | Input | Remark  # a text to read, a file that cannot be read, a file to skip


def name_of(location: Location) -> str:
    """Return what the report calls a location."""
    if isinstance(location, str | os.PathLike):
        return os.fspath(location)
    name = getattr(location, "name", None)
    return name if isinstance(name, str) else "<stream>"


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a stream comes from: its name, what it is packed in, and the errors met while unpacking."""

    name: str
    container: tuple[str, ...] = ()
    discovered: bool = False  # in a folder or an archive; the user did not name it
    live: bool = False  # the next bytes may take long to come
    whole: Whole | None = None  # the file that holds it, however deep
    errors: list[InputError] = field(default_factory=list)

    def into(self, container: str) -> _Origin:
        return replace(self, container=(*self.container, container))

    def member(self, name: str) -> _Origin:
        return replace(self, name=f"{self.name}!{name}", discovered=True, live=False, errors=[])

    def failed(self, error: InputError) -> Input:
        return Input(self.name, container=self.container, error=error)


class Opener:
    """Opens locations. One opener serves a whole run: the limits hold for all locations together."""

    def __init__(self, budget: Budget, ready: Ready | None = None, chunk: int = CHUNK) -> None:
        self._budget, self._ready, self._chunk = budget, ready, chunk
        self.stopped = False  # by `ready`
        self._started_at: datetime | None = None  # of the last file that hilog wrote

    def open(self, location: Location) -> Iterator[Found]:
        """Yield what a location holds, in the order of time. Read each source before you ask for the next.

        `ready` is called with the file descriptor before each read; False ends the reading.
        """
        with self._ending():
            if not isinstance(location, str | os.PathLike):
                yield from self._stream(location)
            elif os.fspath(location) == STANDARD_INPUT:
                yield from self._standard_input()
            else:
                yield from self._path(os.fspath(location))

    def open_discovered(self, path: str, started_at: datetime | None) -> Iterator[Found]:
        """Yield what a file of a folder holds; `started_at` is that of the file before it, if hilog wrote that one."""
        self._started_at = started_at
        with self._ending():
            yield from self._path(path, discovered=True)

    def open_found(self, file: BinaryIO, started_at: datetime | None) -> Iterator[Found]:
        """Yield what an open file of a folder holds that lies elsewhere; it is named by its `name`."""
        self._started_at = started_at
        origin = _Origin(name_of(file), discovered=True)
        with self._ending():
            if (too_many := self._budget.count_file()) is not None:
                yield origin.failed(too_many)
            else:
                yield from self._file(file, origin, None)

    def open_chunk(
        self, path: str, start: int, size: int | None, before: Callable[[], Iterable[str]]
    ) -> Iterator[Source]:
        """Yield a chunk of a file: `size` bytes, or all for None, from `start`, where a line begins. Raises OSError."""
        with self._ending(), io.FileIO(path, "r") as file:
            file.seek(start)
            stream = Stream(limited(reader_of(file, path, self._ready), size))
            longest = self._budget.limits.line
            yield Source(path, stream, chunk=self._chunk, longest_line=longest, before=before if start else None)

    def list_files(self, folder: str) -> Iterator[str | Found]:
        """Yield the files of a folder in the order of time; a file that is not read comes as a remark or an error."""
        with self._ending():
            yield from self._files(_Origin(folder))

    @contextmanager
    def _ending(self) -> Iterator[None]:
        try:
            yield
        except Stopped:
            self.stopped = True

    # ---- locations ----

    def _stream(self, location: BinaryIO) -> Iterator[Found]:
        yield from self._file(location, _Origin(name_of(location)), None)

    def _standard_input(self) -> Iterator[Found]:
        origin = _Origin(STANDARD_INPUT)
        if sys.stdin is None or getattr(sys.stdin, "closed", False):
            yield origin.failed(InputError.of(Problem.CLOSED))
            return
        try:
            descriptor = sys.stdin.fileno()
        except (AttributeError, OSError, ValueError):  # a test or a notebook has put a stream in its place
            yield from self._file(getattr(sys.stdin, "buffer", sys.stdin), origin, None)
            return
        file = io.FileIO(descriptor, closefd=False)  # unbuffered: a live log is shown as it comes
        yield from self._file(file, origin, self._ready)

    def _path(self, name: str, *, discovered: bool = False) -> Iterator[Found]:
        origin = _Origin(name, discovered=discovered)
        if not discovered and os.path.isdir(name):
            yield from self._folder(origin)
            return
        with ExitStack() as stack:
            try:
                file = stack.enter_context(io.FileIO(name, "r", opener=open_at_once if self._ready else None))
            except FileNotFoundError:
                yield origin.failed(InputError.of(Problem.NOT_FOUND))
                return
            except (OSError, ValueError) as error:  # ValueError: a NUL in the name
                yield origin.failed(InputError.of(Problem.NOT_OPENED, error=reason_of(error)))
                return
            yield from self._file(file, origin, self._ready)

    def _file(self, file: Any, origin: _Origin, ready: Ready | None) -> Iterator[Found]:
        """Yield what an open file holds; a file that cannot seek may be live."""
        seekable = seekable_file(file)
        stream = Stream(reader_of(file, origin.name, ready), seekable)
        size = 0 if seekable is None else _size(seekable)
        whole = Whole(lambda: max(size, stream.given))
        try:
            yield from self._inside(stream, replace(origin, live=seekable is None, whole=whole))
        finally:
            if isinstance(seekable, io.BufferedReader) and seekable is not file:
                seekable.detach()  # the owner closes the file

    def _folder(self, origin: _Origin) -> Iterator[Found]:
        for file in self._files(origin):
            if isinstance(file, str):
                yield from self._path(file, discovered=True)
            else:
                yield file

    def _files(self, origin: _Origin) -> Iterator[str | Found]:
        files = folders.files_in(origin.name, self._finds_enough)
        while True:
            self._check_stopped()
            try:
                path, reason = next(files, (None, None))
            except OSError as error:
                yield origin.failed(InputError.of(Problem.NOT_OPENED, error=reason_of(error)))
                return
            if path is None:
                return
            if (too_many := self._budget.count_file()) is not None:
                yield origin.failed(too_many)
                return
            reason = reason or no_log(path)
            if reason is None:
                yield path
            elif isinstance(reason, RemarkKind):
                yield Remark(path, reason)
            else:
                yield Input(path, error=InputError.of(Problem.NO_PERMISSION))

    def _finds_enough(self, files: int) -> bool:
        """Tell whether a search ends: at a stop, or when far more files were found than may be read."""
        self._check_stopped()
        return files > _SEARCHED * self._budget.limits.files

    # ---- what is in them ----

    def _inside(self, stream: Stream, origin: _Origin) -> Iterator[Found]:
        """Recognise a stream and yield what it holds."""
        container = recognise(stream)
        if container is not None and len(origin.container) >= self._budget.limits.depth:
            depth = self._budget.limits.depth
            yield origin.failed(exceeded(Problem.TOO_DEEP, "depth", depth, depth=depth))
        elif container is None:
            yield self._text(stream, origin)
        elif isinstance(container, str) and origin.discovered:
            yield Remark(origin.name, RemarkKind.PACKED)
        elif isinstance(container, str):
            yield origin.failed(InputError.of(Problem.PACKED_IN, container=container))
        elif isinstance(container, Compression):
            chunks = unpack(container, stream, self._budget.limits)
            read = self._guarded(lambda _size: next(chunks, b""), origin, container.name, lambda: stream.given)
            yield from self._inside(Stream(read), origin.into(container.name))
        elif isinstance(container, Archive):
            yield from self._members(container, stream, origin.into(container.name))
        else:
            assert_never(container)

    def _text(self, stream: Stream, origin: _Origin) -> Source:
        newest = None if origin.live else persister.newest_lines(stream.peek(persister.SIZE + 1))
        if newest is not None:
            stream = Stream(io.BytesIO(newest).read)
        source = Source(
            origin.name,
            stream,
            container=origin.container,
            errors=origin.errors,
            discovered=origin.discovered,
            live=origin.live,
            chunk=self._chunk,
            longest_line=self._budget.limits.line,
        )
        if newest is not None:  # its lines continue that file
            source.started_at = source.started_at or self._started_at
        self._started_at = source.started_at or self._started_at
        return source

    def _members(self, archive: Archive, stream: Stream, origin: _Origin) -> Iterator[Found]:
        error, reading = None, archive.reading()
        try:
            for member in reading.members(stream, self._budget.limits):
                error = self._budget.count_file() or (origin.whole.error if origin.whole is not None else None)
                if error is not None:
                    break
                yield from self._member(archive.name, reading.damage, member, origin.member(member.name))
        except TooMuch as limit:
            error = limit.error
        except Unordered:
            yield Remark(origin.name, RemarkKind.UNORDERED)
        except reading.damage as damage:
            error = _damaged(archive.name, damage)
        if (failure := next(iter(origin.errors), error)) is not None:  # an error further in explains the rest
            yield origin.failed(failure)

    def _member(
        self, container: str, damages: tuple[type[Exception], ...], member: Member, origin: _Origin
    ) -> Iterator[Found]:
        kind = member.remark or no_log(member.name)
        if kind is not None:
            yield Remark(origin.name, kind)
        elif member.open is None or member.error is not None:
            yield origin.failed(member.error or InputError.of(Problem.NOT_OPENED))
        else:
            try:
                with member.open() as file:
                    read_some = getattr(file, "read1", file.read)  # bytes before damage must not be lost
                    taken = member.taken or (lambda: max(member.packed, 1))
                    read = self._guarded(read_some, origin, container, taken, damages)
                    yield from self._inside(self._member_stream(member, read, file), origin)
            except damages as damage:
                yield origin.failed(_damaged(container, damage))

    def _member_stream(self, member: Member, read: Read, file: IO[bytes]) -> Stream:
        """Return a member as a stream, one that can seek unless the member is too large."""
        # by the size that the archive states: an archive inside seeks without a guard
        if Budget(self._budget.limits).spend(0, member.unpacked, member.packed)[1] is not None:
            return Stream(read)
        reopen = member.reopen
        if reopen is None:
            return Stream(read, seekable_file(file))
        return Stream(read, reopen=lambda: cast("BinaryIO", RewoundFile(reopen, self._count_again)))

    def _count_again(self, size: int) -> None:
        """Count bytes that are unpacked once more because an archive inside an archive seeks."""
        self._check_stopped()
        _room, limit = self._budget.spend(size)
        if limit is not None:
            raise TooMuch(limit)

    def _check_stopped(self) -> None:
        """Raise Stopped if the user has ended the reading, because not every read waits for a file."""
        if self._ready is not None and not self._ready(NO_WAIT):
            raise Stopped

    def _guarded(
        self,
        read: Read,
        origin: _Origin,
        container: str,
        packed: Callable[[], int],
        damage: tuple[type[Exception], ...] = (Damaged,),
    ) -> Read:
        """Return a read that ends at damage or at a limit and adds the error to those of the origin."""
        unpacked, ended = 0, False

        def guarded(size: int) -> bytes:
            nonlocal unpacked, ended
            self._check_stopped()
            if ended:
                return b""
            try:
                data = read(size)
            except TooMuch as limit:
                origin.errors.append(limit.error)
                ended = True
                return b""
            except damage as error:
                origin.errors.append(_damaged(container, error))
                ended = True
                return b""
            unpacked += len(data)
            room, over = self._budget.spend(len(data), unpacked, packed(), origin.whole)
            if over is not None:
                origin.errors.append(over)
                ended = True
            return data[:room]

        return guarded


def _size(file: BinaryIO) -> int:
    """Return the size of a file that is at its beginning; 0 if it has no end, as in `/proc`."""
    try:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
    except OSError:
        return 0
    return size


# ---- what a stream is -----------------------------------------------------------------------------------------------

_MAGIC = 6  # bytes by which every container but a tar is recognised


def recognise(stream: Stream) -> Compression | Archive | str | None:
    """Return the container that a stream is, the name of one that is not read, or None for plain data.

    Waits for no more than the first line of a live log, which holds no NUL, whereas the head of a tar does.
    """
    head = stream.peek(_MAGIC)
    for compression in COMPRESSIONS:
        if head.startswith(compression.magics):
            return compression
    for unread in UNREAD:
        if head.startswith(unread.magic):
            return unread.name
    head = stream.peek(LONGEST_HEAD, until=_is_text)
    if _is_text(head):  # however much has arrived at once
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
