"""From a compressed stream, recognised by its first bytes, to unpacked bytes, member by member.

To read another compression, add a row to COMPRESSIONS: its `member` unpacks one member, as those of `decompressing.py`
do. The tests read the row's example.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ...model.messages.inputs import Problem
from .decompressing import (
    PIECE,
    ZSTD_MAGIC,
    ZSTD_SKIPPABLE,
    Damaged,
    bunzip2,
    gunzip,
    inflate,
    unlzma,
    unxz,
    unzstd,
)
from .limits import Limits, large_window
from .stream import Stream

_GATHERED = 1 << 20  # unpacked bytes that are passed on together
LONGEST_BEGINNING = 16  # bytes that a pattern of `begins` fits, at most


class Compression(NamedTuple):
    """One way to compress a log. `member` takes one member from the stream and yields it; it raises Damaged."""

    name: str
    magics: tuple[bytes, ...]  # none if another format names the compression; then there is one member only
    member: Callable[[Stream, Limits], Iterator[bytes]]
    begins: bytes = b""  # a pattern for a member's first bytes that other bytes hardly ever fit
    suffixes: tuple[str, ...] = ()  # of file names
    example: bytes = b""  # `example.LINE`, packed


DEFLATE = Compression("deflate", (), inflate)  # of a zip's member
BZIP2 = Compression(
    "bzip2",
    (b"BZh",),
    bunzip2,
    rb"BZh[1-9]1AY&SY",
    ("bz2",),
    b"BZh91AY&SY\xec\xb9\x0b*\x00\x00\x10\xdf\x80\x00\x10@\x07\xf9\x10&\x10H\x00/$\x85\x00 \x00Tci\xa10"
    b"\x04\xc0\x8f\xd4\x1a\x93\xd4\xfd)\xe5\x1ah\xd3\xd4h\x03\xb0r'\xa1F\xb5\x99D\x82\xd7259R\x8f\x85P"
    b"\x05\x17I\x92pE\xfb\xc2B\xf9c\xc8,\xbf\xf1\x80\xb5\x98\tAp]\xc9\x14\xe1BC\xb2\xe4,\xa8",
)
COMPRESSIONS: tuple[Compression, ...] = (
    # hilog writes a complete member for each buffer of up to 64 KiB, and empty ones
    Compression(
        "gzip",
        (b"\x1f\x8b",),
        gunzip,
        rb"\x1f\x8b\x08[\x00-\x1f].{4}[\x00\x02\x04].",
        ("gz",),
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x0330\xd450T00\xb0\x02#=\x03\x03\x03\x05\x05C\x04\xe9\xaa"
        b"\xe0h`\xecb`\xa0\xef\x15\xec\x18\x10`\xa5\x90\x98\\\x92Y\x96X\x92\xaa\x90\x96\x98\x99\x93\x9a\xa2"
        b"\xa3\x90\x9c\x9f\x92j\xa5`ff``h`\xc4\x05\x00\x88\x0eEyN\x00\x00\x00",
    ),
    Compression(
        "zstd",
        (ZSTD_MAGIC, *ZSTD_SKIPPABLE),
        unzstd,
        ZSTD_MAGIC.replace(b"(", rb"\("),
        ("zst",),
        b"(\xb5/\xfd$N\r\x02\x00BD\x0e\x12\x80\xdb\x01{\x82S)\xb3J\xe0v\xc4\xde\x1b9J\x8e\x0e\xc0\xbc\xfc"
        b"\x08u\x9a\xf2\xc6\x0er\xda\niO\x0cs\xc5\x11vrN\xbdF\xfeu\xae\x9a\x95\xee\xff\xe3O\x7f\xfa\xbb\\"
        b"\x94\x07\x01\x00\xb3\x15&\xc4\xd6?O",
    ),
    BZIP2,
    Compression(
        "xz",
        (b"\xfd7zXZ\x00",),
        unxz,
        rb"\xfd7zXZ\x00",
        ("xz",),
        b'\xfd7zXZ\x00\x00\x01i"\xde6\x02\x00!\x01\x16\x00\x00\x00t/\xe5\xa3\xe0\x00M\x00C]\x00\x18\x0cA'
        b"\xe9\xf1\xd6\xcd\xae\x92\x19\xc7\xabVo?E\xab>\xad\xc3\xeb\xba\x1d\x01*-D\xc2\x13s\x16\xd9Y\x9e"
        b"\xba:G\xcd\x8fx\xd5\x15]\x17\xbe\xd0\x14\xdd\x10\xdd\x80\xc4\xfax\xf4\x83\xb9\xd2\xae\xa7\xa9\x9d"
        b"*50\xf6\x00\x00\x00\x88\x0eEy\x00\x01[N#]\xad\xe8\x90B\x99\r\x01\x00\x00\x00\x00\x01YZ",
    ),
)
COMPRESSED_SUFFIXES = tuple(suffix for compression in COMPRESSIONS for suffix in compression.suffixes)


def raw_lzma(packed: Stream, unpacked: int, limits: Limits) -> Compression:
    """Return how a zip's LZMA member is packed, from its first bytes. Raises Damaged if they make no sense."""
    import lzma

    head = packed.read_full(4)  # the version of LZMA's own library, and the length of what follows
    settings = packed.read_full(int.from_bytes(head[2:], "little"))
    if len(settings) != 5 or settings[0] >= 9 * 5 * 5:
        raise Damaged(Problem.NO_SETTINGS)
    # the dictionary need not hold more than the member: a header may claim 4 GiB
    dictionary = min(int.from_bytes(settings[1:], "little"), max(unpacked, 4096))
    if dictionary > limits.window:
        raise large_window(limits)
    position, literals = divmod(settings[0], 9)
    settled = {"id": lzma.FILTER_LZMA1, "dict_size": dictionary, "lc": literals}
    filters = [{**settled, "lp": position % 5, "pb": position // 5}]
    return Compression("lzma", (), lambda packed, _limits: unlzma(packed, filters))


def unpack(compression: Compression, packed: Stream, limits: Limits) -> Iterator[bytes]:
    """Yield the unpacked bytes of a stream, member by member. Raises Damaged after the last readable byte.

    After damage, the next member that can be found is read; a line never consists of bytes from both sides of it.
    """
    damage: Damaged | None = None
    first = True
    while True:
        try:
            if not _next_member(compression, packed, is_first=first):
                break
            yield from _gathered(compression.member(packed, limits), packed)
        except Damaged as met:
            damage = damage or met
            if met.problem is not Problem.WRONG_CHECKSUM:  # after which the next member begins where it should
                if not _find_member(compression, packed):
                    break
                yield b"\n"
        first = False
    if damage is not None:
        raise damage


def _gathered(pieces: Iterator[bytes], packed: Stream) -> Iterator[bytes]:
    """Pass pieces on together, but do not wait for more than `PIECE` packed bytes."""
    held, size, before = list[bytes](), 0, packed.given
    try:
        for data in pieces:
            held.append(data)
            size += len(data)
            if size >= _GATHERED or (size and packed.given - before >= PIECE):
                yield b"".join(held)
                held, size, before = [], 0, packed.given
    except Exception:
        if size:
            yield b"".join(held)
        raise
    if size:
        yield b"".join(held)


def _next_member(compression: Compression, packed: Stream, *, is_first: bool) -> bool:
    """Go to the next member, past the NUL padding that some writers leave; return False at the end."""
    if is_first or not compression.magics:
        return is_first
    while packed.peek(1) == b"\0":
        packed.give_back(packed.read(PIECE).lstrip(b"\0"))
    head = packed.peek(max(map(len, compression.magics)))
    if head and not head.startswith(compression.magics):
        raise Damaged(Problem.FOLLOWED)
    return bool(head)


def _find_member(compression: Compression, packed: Stream) -> bool:
    """Go to the next place that looks like the beginning of a member; return False if there is none."""
    if not compression.begins:
        return False
    begins, before = re.compile(compression.begins, re.DOTALL), b""
    while piece := packed.read(PIECE):
        found = begins.search(before + piece)
        if found is not None:
            packed.give_back((before + piece)[found.start() :])
            return True
        before = (before + piece)[-LONGEST_BEGINNING:]
    return False
