"""From the packed bytes of one member to its unpacked bytes: of those before damage, hardly any are lost.

A decompressor that meets damage raises an exception, and what the same call had unpacked before is lost. So each one
gets, or gives, only a little at a time; the beginning of a gzip member, which can be unpacked again, is tried at once.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, Protocol

from ...model.messages.inputs import Problem, Value
from .limits import Limits, large_window
from .stream import Stream

PIECE = 64 << 10  # packed bytes taken at a time, where nothing is lost with them
_GIVEN = 1 << 20  # unpacked bytes that one call may return: what bounds the memory, whatever the data says
_TAKEN, _LITTLE = 4 << 10, 512  # bytes that bzip2 and LZMA take and return in one call
_DEFLATED = 1 << 10  # bytes that deflate takes in one call: isal unpacks 64 KiB ahead of what it returns
_BEGINNING = 24 << 10  # bytes of deflated data that are tried at once: members of hilog are hardly ever longer


class Damaged(Exception):
    """Packed data that ends early or makes no sense; raised after all bytes that could be unpacked."""

    def __init__(self, problem: Problem, **values: Value) -> None:
        super().__init__(problem)
        self.problem, self.values = problem, values


class Decompressor(Protocol):
    """A decompressor of one member, as `bz2.BZ2Decompressor` is."""

    @property
    def eof(self) -> bool:
        """Whether the member is complete."""

    @property
    def needs_input(self) -> bool:
        """Whether it gives nothing more without more packed bytes."""

    @property
    def unused_data(self) -> bytes:
        """The bytes after the member that were taken with it."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Take packed bytes; return up to `max_length` unpacked ones."""


def _unpacked(
    decompressor: Decompressor, packed: Stream, damage: type[Exception], *, taken: int = _TAKEN, given: int = _LITTLE
) -> Iterator[bytes]:
    """Yield what a decompressor gives; it takes up to `taken` packed bytes and returns up to `given` in one call.

    After damage, the last piece is looked through once more for the beginning of another member.
    """
    while not decompressor.eof:
        # full pieces: where damaged data ends must not depend on how it arrived
        held, end = packed.read_full(PIECE), 0
        if not held:
            raise Damaged(Problem.CUT_OFF)
        while end < len(held) and not decompressor.eof:
            start, end = end, end + taken
            try:
                yield decompressor.decompress(held[start:end], given)
                while not (decompressor.needs_input or decompressor.eof):
                    yield decompressor.decompress(b"", given)
            except damage as error:
                packed.give_back(held[start + 1 :])
                raise Damaged(Problem.DAMAGED_DATA, error=str(error)) from error
        packed.give_back(held[end:])
    packed.give_back(decompressor.unused_data)


# ---- bzip2, xz ------------------------------------------------------------------------------------------------------


def bunzip2(packed: Stream, _limits: Limits) -> Iterator[bytes]:
    """Unpack a bzip2 stream."""
    import bz2

    yield from _unpacked(bz2.BZ2Decompressor(), packed, OSError)


_XZ_BESIDE = 1 << 20  # bytes that xz takes besides the window
_XZ_LIMIT = "Memory usage limit exceeded"  # as the `lzma` module says it


def unxz(packed: Stream, limits: Limits) -> Iterator[bytes]:
    """Unpack an xz stream."""
    import lzma

    decompressor = lzma.LZMADecompressor(lzma.FORMAT_XZ, limits.window + _XZ_BESIDE)
    try:
        yield from _unpacked(decompressor, packed, lzma.LZMAError)
    except Damaged as damage:
        if damage.values.get("error") == _XZ_LIMIT:
            raise large_window(limits) from damage
        raise


def unlzma(packed: Stream, filters: list[dict[str, int]]) -> Iterator[bytes]:
    """Unpack raw LZMA data, as a zip holds it."""
    import lzma

    yield from _unpacked(lzma.LZMADecompressor(lzma.FORMAT_RAW, None, filters), packed, lzma.LZMAError)


# ---- deflate, gzip ---------------------------------------------------------------------------------------------------


class _Inflater:
    """A decompressor of raw deflate data with the interface of bz2's."""

    def __init__(self, library: Any) -> None:
        self._decompressor = library.decompressobj(-zlib.MAX_WBITS)
        self._may_hold_more = False  # whether data that was taken unpacks to more than was wanted

    @property
    def eof(self) -> bool:
        return bool(self._decompressor.eof)

    @property
    def needs_input(self) -> bool:
        return not self._may_hold_more and not self._decompressor.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        unused: bytes = self._decompressor.unused_data
        return unused

    def decompress(self, data: bytes, max_length: int) -> bytes:
        given: bytes = self._decompressor.decompress(self._decompressor.unconsumed_tail + data, max_length)
        self._may_hold_more = len(given) == max_length
        return given


def _isal_or_zlib() -> Any:
    """Return isal, which inflates several times as fast as zlib, or zlib if isal has no wheel."""
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib
    return isal_zlib


def inflate(packed: Stream, _limits: Limits) -> Iterator[bytes]:
    """Unpack raw deflate data, as a zip holds it."""
    library = _isal_or_zlib()
    inflater, beginning = _Inflater(library), packed.read_full(_BEGINNING)
    try:
        data = inflater.decompress(beginning, _GIVEN)
        all_given = inflater.eof or inflater.needs_input
    except library.error:
        all_given = False
    if all_given:
        yield data
    else:  # it is damaged, or holds too much: again, little by little
        packed.give_back(beginning)
        inflater = _Inflater(library)
    yield from _unpacked(inflater, packed, library.error, taken=_DEFLATED, given=_GIVEN)


_HEADER_CHECKSUM, _EXTRA, _NAME, _COMMENT, _RESERVED = 0x02, 0x04, 0x08, 0x10, 0xE0  # flag bits
_DEFLATE_METHOD = 8


def gunzip(packed: Stream, limits: Limits) -> Iterator[bytes]:
    """Unpack a gzip member. If only the checksum is wrong, Damaged comes when the member is complete."""
    _skip_gzip_header(packed)
    checksum, size, crc32 = 0, 0, _isal_or_zlib().crc32
    for data in inflate(packed, limits):
        checksum, size = crc32(data, checksum), size + len(data)
        yield data
    stated = _take(packed, 8)
    if stated != checksum.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little"):
        raise Damaged(Problem.WRONG_CHECKSUM)


def _skip_gzip_header(packed: Stream) -> None:
    """Take the header of a member; its names may have any length, and are not held."""
    head = _take(packed, 10)
    method, flags = head[2], head[3]
    if method != _DEFLATE_METHOD or flags & _RESERVED:
        raise Damaged(Problem.DAMAGED_DATA, error="unknown header flags")
    if flags & _EXTRA:
        _take(packed, int.from_bytes(_take(packed, 2), "little"))
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            _skip_text(packed)
    if flags & _HEADER_CHECKSUM:
        _take(packed, 2)


def _skip_text(packed: Stream) -> None:
    """Take bytes up to the first NUL, and that NUL."""
    while data := packed.read(PIECE):
        _text, end, rest = data.partition(b"\0")
        if end:
            packed.give_back(rest)
            return
    raise Damaged(Problem.CUT_OFF)


def _take(packed: Stream, size: int) -> bytes:
    """Take exactly so many bytes. Raises Damaged if the end comes first."""
    data = packed.read_full(size)
    if len(data) < size:
        raise Damaged(Problem.CUT_OFF)
    return data


# ---- zstd ------------------------------------------------------------------------------------------------------------

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
ZSTD_SKIPPABLE = tuple(bytes([number]) + b"\x2a\x4d\x18" for number in range(0x50, 0x60))
_SINGLE_SEGMENT, _CHECKSUM = 0x20, 0x04  # bits of a frame's descriptor
_RUN = 1  # the type of a block that holds one byte, to be repeated


def unzstd(packed: Stream, limits: Limits) -> Iterator[bytes]:
    """Unpack a zstd frame block by block: a call that met damage would lose the blocks before it."""
    import zstandard

    magic = _take(packed, 4)
    if magic in ZSTD_SKIPPABLE:
        _skip(packed, int.from_bytes(_take(packed, 4), "little"))
        return
    header, window = _zstd_header(packed)
    if window > limits.window:
        raise large_window(limits)
    # the library checks the window, too, and takes only limits from 1 KiB to 2 GiB
    frame = zstandard.ZstdDecompressor(max_window_size=min(max(limits.window, 1 << 10), 1 << 31)).decompressobj()
    try:
        frame.decompress(magic + header)
        last = False
        while not last:
            head = _take(packed, 3)
            last, kind, size = bool(head[0] & 1), head[0] >> 1 & 3, int.from_bytes(head, "little") >> 3
            content = packed.read_full(1 if kind == _RUN else size)
            yield frame.decompress(head + content)
            if not frame.eof and kind != _RUN and len(content) < size:
                raise Damaged(Problem.CUT_OFF)
    except zstandard.ZstdError as error:
        raise Damaged(Problem.DAMAGED_DATA, error=str(error)) from error
    if header[0] & _CHECKSUM:
        try:
            frame.decompress(_take(packed, 4))
        except zstandard.ZstdError as error:
            raise Damaged(Problem.WRONG_CHECKSUM) from error


def _zstd_header(packed: Stream) -> tuple[bytes, int]:
    """Return the header of a frame after its magic, and the window that it needs."""
    descriptor = _take(packed, 1)
    bits = descriptor[0]
    single = bool(bits & _SINGLE_SEGMENT)
    window_head = b"" if single else _take(packed, 1)
    dictionary = _take(packed, (0, 1, 2, 4)[bits & 3])
    size = _take(packed, (1 if single else 0, 2, 4, 8)[bits >> 6])
    if single:
        window = int.from_bytes(size, "little") + (256 if len(size) == 2 else 0)
    else:
        base = 1 << (10 + (window_head[0] >> 3))
        window = base + base // 8 * (window_head[0] & 7)
    return descriptor + window_head + dictionary + size, window


def _skip(packed: Stream, size: int) -> None:
    """Take so many bytes without holding them. Raises Damaged if the end comes first."""
    while size:
        data = packed.read(min(size, PIECE))
        if not data:
            raise Damaged(Problem.CUT_OFF)
        size -= len(data)
