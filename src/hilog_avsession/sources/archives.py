"""What holds several files: recognised by its first bytes, its members given in the order of time.

To read another archive, add a row: it lists its members, and each member opens as a stream.
"""

from __future__ import annotations

import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO

from ..model import InputError, RemarkKind
from .limits import Limits, exceeded
from .names import in_time_order, is_persisted
from .stream import Stream

_DIRECTORY_ENTRY = 512  # bytes of a zip's directory that one file takes at most, on average
_ENCRYPTED, _UTF_8 = 0x1, 0x800  # flag bits of a zip's member
_ZIP_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
TAR_HEAD = 512  # bytes


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive. `error` says why it cannot be opened, `remark` why it need not."""

    name: str
    open: Callable[[], IO[bytes]] | None = None
    packed: int = 0  # bytes in the archive
    unpacked: int = 0  # bytes, as the archive says
    error: InputError | None = None
    remark: RemarkKind | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """One way to hold several files. `members` raises `damage` where the archive ends early or makes no sense."""

    name: str
    looks: Callable[[bytes], bool]  # asked with the first TAR_HEAD bytes
    members: Callable[[Stream, Limits], Iterator[Member]]
    damage: tuple[type[Exception], ...]


class Unordered(Exception):
    """The members could not be given in the order of time."""


class TooMuch(Exception):
    """The archive as a whole is beyond a limit."""

    def __init__(self, error: InputError) -> None:
        super().__init__(error.message)
        self.error = error


# ---- zip ------------------------------------------------------------------------------------------------------------


def _zip_members(packed: Stream, limits: Limits) -> Iterator[Member]:
    file = packed.seekable(limits.held)
    if file is None:
        raise TooMuch(_inside(limits, "its directory stands at its end"))
    with zipfile.ZipFile(_SmallDirectory(file, limits)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        for info in in_time_order(infos, _zip_name):
            yield _zip_member(archive, info)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    name = _zip_name(info)
    if info.flag_bits & _ENCRYPTED:
        return Member(name, error=InputError("encrypted", "is encrypted", "unpack it with its password first"))
    if info.compress_type not in _ZIP_METHODS:
        what = f"is packed by a method (number {info.compress_type}) that is not read"
        return Member(name, error=InputError("packed", what, "unpack the archive first"))
    return Member(name, lambda: archive.open(info), info.compress_size, info.file_size)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: zip programs on Chinese Windows write GBK and do not say so."""
    if info.flag_bits & _UTF_8 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


class _SmallDirectory:
    """A file whose directory is not read when it alone would fill the memory: zipfile takes it in one piece."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._file, self._limits = file, limits
        self.seek, self.tell, self.close, self.seekable = file.seek, file.tell, lambda: None, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > max(self._limits.files * _DIRECTORY_ENTRY, 1 << 20):
            raise TooMuch(exceeded("files", f"holds far more files than the {self._limits.files:,} that are read", 2))
        return self._file.read(size)


# ---- tar ------------------------------------------------------------------------------------------------------------


def _is_tar(head: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(head[:TAR_HEAD], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def _tar_members(packed: Stream, limits: Limits) -> Iterator[Member]:
    file = packed.seekable(limits.held)
    if file is None:
        yield from _tar_in_its_order(packed)
        return
    with tarfile.open(fileobj=file, mode="r:") as archive:
        infos, damage = [], None
        try:
            for info in _infos(archive):
                if not info.isdir():
                    infos.append(info)
                if len(infos) > limits.files:
                    break  # the last one is counted, and said to be too many
        except tarfile.TarError as error:
            damage = error  # said when all that stands before it has been given
        for info in in_time_order(infos, _tar_name):
            yield _tar_member(archive, info)
        if damage is not None:
            raise damage


def _tar_in_its_order(packed: Stream) -> Iterator[Member]:
    """The members as they come: what is too large for the memory and cannot be wound back."""
    last, ordered = "", True
    with tarfile.open(fileobj=packed.as_file(), mode="r|") as archive:
        for info in _infos(archive):
            archive.members.clear()  # type: ignore[attr-defined]  # else it keeps a record of each
            if is_persisted(info.name):
                ordered = ordered and in_time_order([last, info.name])[0] == last
                last = info.name
            if not info.isdir():
                yield _tar_member(archive, info)
    if not ordered:
        raise Unordered


def _infos(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while (info := archive.next()) is not None:
        yield info


def _tar_name(info: tarfile.TarInfo) -> str:
    return info.name


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Member:
    if not info.isreg():
        return Member(info.name, remark=RemarkKind.LINK if info.issym() or info.islnk() else RemarkKind.SPECIAL)

    def opened() -> IO[bytes]:
        file = archive.extractfile(info)
        assert file is not None  # a regular file
        return file

    return Member(info.name, opened, info.size, info.size)


def _inside(limits: Limits, why: str) -> InputError:
    what = f"lies inside of what is read from front to back only, while {why}, and is larger than {limits.held:,} bytes"
    hint = "unpack the outer container first, name the file instead of piping it in, or raise --limit held=NUMBER"
    return InputError("limit", what, hint)


ARCHIVES: tuple[Archive, ...] = (
    Archive(
        "zip",
        lambda head: head.startswith((b"PK\x03\x04", b"PK\x05\x06")),
        _zip_members,
        (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, OverflowError, struct.error),
    ),
    Archive("tar", _is_tar, _tar_members, (tarfile.TarError, EOFError, OSError, ValueError, OverflowError)),
)
