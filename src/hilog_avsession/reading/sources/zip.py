"""From a zip to its members; Python's `zipfile` finds them, and they are unpacked here, a piece at a time."""

from __future__ import annotations

import copy
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import IO, BinaryIO

from ...model.inputs import InputError
from ...model.messages.inputs import Problem
from .compression import BZIP2, DEFLATE, Compression, raw_lzma, unpack
from .decompressing import PIECE, Damaged
from .limits import Limits, TooMuch, exceeded
from .members import Member
from .names import in_time_order
from .stream import Stream

_DIRECTORY_ENTRY = 512  # bytes of a zip's directory that one file takes at most, on average
_ENTRY_MAGIC = b"PK\x01\x02"
_ENCRYPTED, _UTF_8 = 0x1, 0x800  # flag bits of a zip's member
_METHODS: dict[int, Callable[[Stream, int, Limits], Compression | None]] = {
    zipfile.ZIP_STORED: lambda _packed, _size, _limits: None,
    zipfile.ZIP_DEFLATED: lambda _packed, _size, _limits: DEFLATE,
    zipfile.ZIP_BZIP2: lambda _packed, _size, _limits: BZIP2,
    zipfile.ZIP_LZMA: raw_lzma,
}
ZIP_DAMAGE = (
    Damaged,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    struct.error,
    NotImplementedError,  # `zipfile` raises it for a version that a header names
)


def zip_members(packed: Stream, limits: Limits) -> Iterator[Member]:
    """Yield the members in the order of time."""
    file = packed.seekable(limits.held, reopen=True)
    if file is None:
        raise TooMuch(_not_held(limits))
    with zipfile.ZipFile(_SmallDirectory(file, limits)) as archive:
        infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
        for info in in_time_order(infos, _name):
            yield _member(archive, info, limits)


def _not_held(limits: Limits) -> InputError:
    return InputError.of(Problem.TOO_LARGE_TO_HOLD, held=limits.held)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> Member:
    name = _name(info)
    if info.flag_bits & _ENCRYPTED:
        return Member(name, error=InputError.of(Problem.ENCRYPTED))
    if info.compress_type not in _METHODS:
        return Member(name, error=InputError.of(Problem.PACKED_BY_METHOD, method=info.compress_type))
    taken: list[int] = []
    opened = partial(_opened, archive, info, limits, taken)
    return Member(
        name,
        opened,
        info.compress_size,
        info.file_size,
        taken=lambda: taken[-1] if taken else 0,
        reopen=opened,
    )


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, taken: list[int]) -> IO[bytes]:
    """Open a member so that it takes little memory and no data before a damaged place is lost.

    `zipfile` unpacks bzip2 and LZMA without a bound, a piece of 1 MiB to tens of GiB, and returns no byte of the last
    piece if the checksum is wrong.
    """
    left, crc, chunks = info.file_size, 0, _unpacked(archive, info, limits, taken)

    def read(_size: int) -> bytes:
        nonlocal left, crc
        data = next(chunks, b"")[:left] if left else b""
        left, crc = left - len(data), zlib.crc32(data, crc)
        if not data and crc != info.CRC:
            raise zipfile.BadZipFile("wrong checksum")
        return data

    return Stream(read).as_file()


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, taken: list[int]) -> Iterator[bytes]:
    """Yield the unpacked bytes; `taken` holds the number of packed bytes read for them."""
    stored = copy.copy(info)
    stored.compress_type, stored.file_size = zipfile.ZIP_STORED, info.compress_size
    del stored.CRC  # of the unpacked bytes
    with archive.open(stored) as file:
        packed = Stream(file.read)
        compression = _METHODS[info.compress_type](packed, info.file_size, limits)
        whole = iter(partial(packed.read_full, PIECE), b"")
        for data in unpack(compression, packed, limits) if compression else whole:
            taken[:] = [packed.given]
            yield data


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name as it was meant: many programs write UTF-8 without a flag, those of Chinese Windows GBK."""
    if info.flag_bits & _UTF_8 or info.filename.isascii():
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeError):
            return info.filename.encode("cp437").decode(encoding)
    return info.filename


class _SmallDirectory:
    """A zip file whose directory is refused if it alone would fill the memory: `zipfile` reads it in one piece."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._file, self._limits = file, limits
        self.seek, self.tell, self.close, self.seekable = file.seek, file.tell, lambda: None, file.seekable

    def read(self, size: int = -1) -> bytes:
        files = self._limits.files
        if size <= max(files * _DIRECTORY_ENTRY, 1 << 20):
            data = self._file.read(size)
            # once read, each entry takes ten times as much memory
            if data.count(_ENTRY_MAGIC) <= max(2 * files, 1000):
                return data
        raise TooMuch(exceeded(Problem.FAR_TOO_MANY_FILES, "files", files, files=files))
