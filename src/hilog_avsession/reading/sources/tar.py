"""From a tar to its members, whatever its headers say: Python's `tarfile` believes them.

What it reads and remembers for a member is bounded, and each way to say something impossible is damage.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any, BinaryIO, Self, cast

from ...model.inputs import RemarkKind
from .limits import Limits, TooMuch, too_many_files
from .members import Member, Unordered
from .names import in_time_order, is_persisted
from .stream import Stream

_NOTES = 256 << 10  # bytes before a member: long names, pax records, the maps of sparse files
_NAME = 16 << 10  # characters; Linux allows 4,096
_DIGITS = re.compile(rb"\d{256}")  # in a row; a search of some versions of `tarfile` takes time for their square
_PIECE = 1 << 20  # bytes
_HOLE = 128  # bytes of memory that a part of a sparse file takes

TAR_DAMAGE = (
    tarfile.TarError, EOFError, OSError, ValueError, OverflowError,
    RecursionError,  # notes before notes before notes
)  # fmt: skip


def is_tar(head: bytes) -> bool:
    """Tell whether data begins with a valid header."""
    try:
        tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def tar_members(packed: Stream, limits: Limits) -> Iterator[Member]:
    """Yield the members in the order of time."""
    file = packed.seekable(limits.held)
    if file is None:
        yield from _in_their_order(packed)
        return
    damage: Exception | None = None
    with _opened(_File(file)) as archive:
        infos: list[tarfile.TarInfo] = []
        try:
            for info in islice(_bounded(_infos(archive), limits.held), limits.files + 1):
                infos.append(info)  # noqa: PERF402  (keeps those before damage)
        except TAR_DAMAGE as error:
            damage = error
        wanted = [info for info in infos[: limits.files] if not info.isdir()]
        for info in in_time_order(wanted, _name):
            yield _member(archive, info)
    if damage is not None:
        raise damage
    if len(infos) > limits.files:
        raise TooMuch(too_many_files(limits))


def _in_their_order(packed: Stream) -> Iterator[Member]:
    """Yield the members in the order in which they are stored: the archive is too large to hold and cannot seek."""
    last, ordered = "", True
    with _opened(_ForwardFile(packed)) as archive:
        for info in _infos(archive):
            if is_persisted(info.name):
                ordered = ordered and in_time_order([last, info.name])[0] == last
                last = info.name
            if not info.isdir():
                yield _member(archive, info)
    if not ordered:
        raise Unordered


# ---- headers ---------------------------------------------------------------------------------------------------------


class _Head(tarfile.TarInfo):
    """A header that is valid or raises: `tarfile` takes an invalid header for the end."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        try:
            return super().frombuf(buf, encoding, errors)
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError) as error:  # type: ignore[attr-defined]
            raise tarfile.ReadError(str(error)) from error


def _opened(file: _File) -> tarfile.TarFile:
    file.left = _NOTES  # the first header is read at once
    return tarfile.open(fileobj=cast("BinaryIO", file), mode="r:", tarinfo=_Head)


def _infos(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Yield the headers, each without its notes."""
    file: Any = archive.fileobj
    while True:
        file.left = _NOTES
        try:
            info = archive.next()
        finally:
            file.left = None
        if info is None:
            return
        archive.members.clear()  # type: ignore[attr-defined]  # which would keep every record
        if sum(map(len, archive.pax_headers.values())) > _NOTES:
            raise tarfile.ReadError("notes for all members that are too long")
        if len(info.name) > _NAME:
            raise tarfile.ReadError(f"a name of {len(info.name):,} characters")
        if info.size < 0:  # reading would go back and forth for ever
            raise tarfile.ReadError("a size below 0")
        info.pax_headers, info.linkname = {}, ""
        yield info


def _bounded(infos: Iterator[tarfile.TarInfo], most: int) -> Iterator[tarfile.TarInfo]:
    """Pass headers on as long as they take no more than `most` bytes together."""
    size = 0
    for info in infos:
        size += len(info.name) + _HOLE * len(_parts(info))
        if size > most:
            raise tarfile.ReadError("the headers are too long to be held")
        yield info


def _name(info: tarfile.TarInfo) -> str:
    return info.name


def _parts(info: tarfile.TarInfo) -> list[tuple[int, int]]:
    """Return the parts of a sparse file that are stored; none for other files."""
    return cast("list[tuple[int, int]] | None", info.sparse) or []  # typeshed declares the wrong type


# ---- files -----------------------------------------------------------------------------------------------------------


class _File:
    """The file of an archive; while `left` is a number, no more bytes than that may be read from it."""

    def __init__(self, file: BinaryIO) -> None:
        self.left: int | None = None
        self._file = file

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def read(self, size: int) -> bytes:
        if self.left is None:
            return self._read(size)
        if size < 0 or size > self.left:
            raise tarfile.ReadError(f"notes of more than {_NOTES:,} bytes before a member")
        data = self._read(size)
        self.left -= len(data)
        if _DIGITS.search(data):
            raise tarfile.ReadError("a number of more than 255 digits")
        return data

    def _read(self, size: int) -> bytes:
        return self._file.read(size)


class _ForwardFile(_File):
    """An archive that is read from front to back."""

    def __init__(self, packed: Stream) -> None:
        super().__init__(packed.as_file())
        self._at = 0

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or offset < self._at:
            raise tarfile.ReadError("the headers lead back")
        while self._at < offset and self._read(min(offset - self._at, _PIECE)):
            pass
        return self._at

    def _read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._at += len(data)
        return data


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Member:
    if not info.isreg():
        return Member(info.name, remark=RemarkKind.LINK if info.issym() or info.islnk() else RemarkKind.SPECIAL)

    def opened() -> IO[bytes]:
        if info.sparse is None:
            return io.BufferedReader(_Part(archive.fileobj, info))
        file = archive.extractfile(info)
        assert file is not None  # a regular file
        return file

    # the holes of a sparse file take no bytes in the archive
    packed = info.size if info.sparse is None else sum(size for _offset, size in _parts(info))
    return Member(info.name, opened, packed, info.size)


class _Part(io.RawIOBase):
    """A member without holes, read up to where the archive is cut off: `tarfile` drops the last, incomplete read."""

    def __init__(self, file: Any, info: tarfile.TarInfo) -> None:
        self._file, self._start, self._size, self._at = file, info.offset_data, info.size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._file.seekable())

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(offset + (0, self._at, self._size)[whence], 0)
        return self._at

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._size - self._at)
        if wanted <= 0:
            return 0
        self._file.seek(self._start + self._at)
        data: bytes = self._file.read(wanted)
        if not data:
            raise tarfile.ReadError("unexpected end of data")
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
