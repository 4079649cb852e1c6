"""From a compressed stream, recognised by its first bytes, to unpacked bytes, member by member.

To read another compression, add a row to COMPRESSIONS: its decompressor takes bytes and returns at most as many as it
is asked for, as `bz2`'s does. The tests read the row's example.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple, Protocol

from ...model.messages.inputs import Problem, Value
from .stream import Stream

_PIECE = 64 << 10  # packed bytes given to a decompressor at a time
_GIVEN = 1 << 20  # unpacked bytes taken from it at a time: what bounds the memory, whatever the data says
_XZ_MEMORY = 256 << 20  # bytes that a dictionary may take; `xz -9` needs 64 MiB


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


class Compression(NamedTuple):
    """One way to compress a log."""

    name: str
    magic: bytes  # empty if another format names the compression; then there is one member only
    decompressor: Callable[[], Decompressor]
    damage: Callable[[], tuple[type[Exception], ...]]  # what its decompressor raises; called when needed
    suffixes: tuple[str, ...] = ()  # of file names
    example: bytes = b""  # `example.LINE`, packed


class _Inflater:
    """A decompressor of `isal_zlib`, or of zlib if isal has no wheel, with the interface of bz2's."""

    def __init__(self, bits: int) -> None:
        self._decompressor = _isal_or_zlib().decompressobj(bits)
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


class _Zstd:
    """zstandard's decompressor, which has no `max_length`: it gets too few bytes at a time to return many."""

    _LITTLE = 256  # bytes; a block of 128 KiB may take 4 of them

    def __init__(self) -> None:
        import zstandard

        self._decompressor = zstandard.ZstdDecompressor().decompressobj()
        self._waiting = memoryview(b"")

    @property
    def eof(self) -> bool:
        return self._decompressor.eof

    @property
    def needs_input(self) -> bool:
        return not self._waiting

    @property
    def unused_data(self) -> bytes:
        return self._decompressor.unused_data + bytes(self._waiting)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        waiting = memoryview(data) if not self._waiting else memoryview(bytes(self._waiting) + data)
        given, length = [], 0
        while waiting and length < max_length and not self._decompressor.eof:
            little, waiting = waiting[: self._LITTLE], waiting[self._LITTLE :]
            given.append(self._decompressor.decompress(little))
            length += len(given[-1])
        self._waiting = waiting
        return b"".join(given)


_GZIP, _DEFLATE = zlib.MAX_WBITS + 16, -zlib.MAX_WBITS


def _isal_or_zlib() -> Any:
    """Return isal, which inflates several times as fast as zlib, or zlib if isal has no wheel."""
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib
    return isal_zlib


def _inflate_damage() -> tuple[type[Exception], ...]:
    return (_isal_or_zlib().error,)


def _zstd_damage() -> tuple[type[Exception], ...]:
    import zstandard

    return (zstandard.ZstdError,)


def _lzma_damage() -> tuple[type[Exception], ...]:
    return (lzma.LZMAError,)


DEFLATE = Compression("deflate", b"", partial(_Inflater, _DEFLATE), _inflate_damage)  # of a zip's member
BZIP2 = Compression(
    "bzip2",
    b"BZh",
    bz2.BZ2Decompressor,
    lambda: (OSError,),
    ("bz2",),
    b"BZh91AY&SY\xec\xb9\x0b*\x00\x00\x10\xdf\x80\x00\x10@\x07\xf9\x10&\x10H\x00/$\x85\x00 \x00Tci\xa10"
    b"\x04\xc0\x8f\xd4\x1a\x93\xd4\xfd)\xe5\x1ah\xd3\xd4h\x03\xb0r'\xa1F\xb5\x99D\x82\xd7259R\x8f\x85P"
    b"\x05\x17I\x92pE\xfb\xc2B\xf9c\xc8,\xbf\xf1\x80\xb5\x98\tAp]\xc9\x14\xe1BC\xb2\xe4,\xa8",
)
COMPRESSIONS: tuple[Compression, ...] = (
    # hilog writes a complete member for each buffer of up to 64 KiB, and empty ones
    Compression(
        "gzip",
        b"\x1f\x8b",
        partial(_Inflater, _GZIP),
        _inflate_damage,
        ("gz",),
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x0330\xd450T00\xb0\x02#=\x03\x03\x03\x05\x05C\x04\xe9\xaa"
        b"\xe0h`\xecb`\xa0\xef\x15\xec\x18\x10`\xa5\x90\x98\\\x92Y\x96X\x92\xaa\x90\x96\x98\x99\x93\x9a\xa2"
        b"\xa3\x90\x9c\x9f\x92j\xa5`ff``h`\xc4\x05\x00\x88\x0eEyN\x00\x00\x00",
    ),
    Compression(
        "zstd",
        b"\x28\xb5\x2f\xfd",
        _Zstd,
        _zstd_damage,
        ("zst",),
        b"(\xb5/\xfd$N\r\x02\x00BD\x0e\x12\x80\xdb\x01{\x82S)\xb3J\xe0v\xc4\xde\x1b9J\x8e\x0e\xc0\xbc\xfc"
        b"\x08u\x9a\xf2\xc6\x0er\xda\niO\x0cs\xc5\x11vrN\xbdF\xfeu\xae\x9a\x95\xee\xff\xe3O\x7f\xfa\xbb\\"
        b"\x94\x07\x01\x00\xb3\x15&\xc4\xd6?O",
    ),
    BZIP2,
    Compression(
        "xz",
        b"\xfd7zXZ\x00",
        lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY),
        _lzma_damage,
        ("xz",),
        b'\xfd7zXZ\x00\x00\x01i"\xde6\x02\x00!\x01\x16\x00\x00\x00t/\xe5\xa3\xe0\x00M\x00C]\x00\x18\x0cA'
        b"\xe9\xf1\xd6\xcd\xae\x92\x19\xc7\xabVo?E\xab>\xad\xc3\xeb\xba\x1d\x01*-D\xc2\x13s\x16\xd9Y\x9e"
        b"\xba:G\xcd\x8fx\xd5\x15]\x17\xbe\xd0\x14\xdd\x10\xdd\x80\xc4\xfax\xf4\x83\xb9\xd2\xae\xa7\xa9\x9d"
        b"*50\xf6\x00\x00\x00\x88\x0eEy\x00\x01[N#]\xad\xe8\x90B\x99\r\x01\x00\x00\x00\x00\x01YZ",
    ),
)
SUFFIXES = tuple(suffix for compression in COMPRESSIONS for suffix in compression.suffixes)


def raw_lzma(packed: Stream, unpacked: int) -> Compression:
    """Return how a zip's LZMA member is packed, from its first bytes. Raises Damaged if they make no sense."""
    head = packed.read_full(4)  # the version of LZMA's own library, and the length of what follows
    settings = packed.read_full(int.from_bytes(head[2:], "little"))
    if len(settings) != 5 or settings[0] >= 9 * 5 * 5:
        raise Damaged(Problem.NO_SETTINGS)
    # the dictionary need not hold more than the member: a header may claim 4 GiB
    dictionary = min(int.from_bytes(settings[1:], "little"), max(unpacked, 4096))
    if dictionary > _XZ_MEMORY:
        raise Damaged(Problem.LARGE_DICTIONARY, bytes=dictionary)
    position, literals = divmod(settings[0], 9)
    settled = {"id": lzma.FILTER_LZMA1, "dict_size": dictionary, "lc": literals}
    filters = [{**settled, "lp": position % 5, "pb": position // 5}]
    return Compression("lzma", b"", lambda: lzma.LZMADecompressor(lzma.FORMAT_RAW, None, filters), _lzma_damage)


class Damaged(Exception):
    """Packed data that ends early or makes no sense; raised after all bytes that could be unpacked."""

    def __init__(self, problem: Problem, **values: Value) -> None:
        super().__init__(problem)
        self.problem, self.values = problem, values


def unpack(compression: Compression, packed: Stream) -> Iterator[bytes]:
    """Yield the unpacked bytes of a stream, member by member. Raises Damaged after the last readable byte."""
    damage = compression.damage()
    first = True
    while _next_member(compression, packed, first):
        first = False
        member = compression.decompressor()
        while not member.eof:
            data = b""
            # full pieces: where damaged data ends must not depend on how it arrived
            if member.needs_input and not (data := packed.read_full(_PIECE)):
                raise Damaged(Problem.CUT_OFF)
            try:
                data = member.decompress(data, _GIVEN)
            except damage as error:
                raise Damaged(Problem.DAMAGED_DATA, error=str(error)) from error
            if data:
                yield data
        packed.give_back(member.unused_data)


def _next_member(compression: Compression, packed: Stream, first: bool) -> bool:
    """Go to the next member, past the NUL padding that some writers leave; return False at the end."""
    if first or not compression.magic:
        return first
    while piece := packed.read(_PIECE):
        if rest := piece.lstrip(b"\0"):
            packed.give_back(rest)
            break
    head = packed.peek(len(compression.magic))
    if head and not head.startswith(compression.magic):
        raise Damaged(Problem.FOLLOWED)
    return bool(head)
