"""From an archive, recognised by its first bytes, to its members in the order of time.

To read another archive, add a row to ARCHIVES, with a module that lists its members, each of which opens as a stream.
The module is loaded with the first archive of its kind. The tests read the row's example.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from .compression import COMPRESSED_SUFFIXES, COMPRESSIONS
from .example import LINE
from .limits import Limits
from .members import Member
from .stream import Stream

LONGEST_HEAD = 512  # bytes by which an archive is recognised


class Reading(NamedTuple):
    """How an archive is read. `members` raises `damage` if the archive ends early or makes no sense."""

    members: Callable[[Stream, Limits], Iterator[Member]]
    damage: tuple[type[Exception], ...]


class Archive(NamedTuple):
    """One way to hold several files."""

    name: str
    looks: Callable[[bytes], bool]  # called with the first bytes, LONGEST_HEAD at most
    reading: Callable[[], Reading]  # loads what reads it
    suffixes: tuple[str, ...]  # of file names
    example: bytes  # a file that holds `example.LINE`


class Unread(NamedTuple):
    """A container that is recognised but not read."""

    name: str
    magic: bytes
    suffixes: tuple[str, ...] = ()


def _zip() -> Reading:
    from .zip import ZIP_DAMAGE, zip_members

    return Reading(zip_members, ZIP_DAMAGE)


def _is_tar(head: bytes) -> bool:
    if len(head) < LONGEST_HEAD:  # of text, less is shown, so `tarfile` is not loaded for it
        return False
    from .tar import is_tar

    return is_tar(head)


def _tar() -> Reading:
    from .tar import TAR_DAMAGE, tar_members

    return Reading(tar_members, TAR_DAMAGE)


ARCHIVES: tuple[Archive, ...] = (
    Archive(
        "zip",
        lambda head: head.startswith((b"PK\x03\x04", b"PK\x05\x06")),
        _zip,
        ("zip",),
        b"PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00!\x00\x88\x0eEyN\x00\x00\x00N\x00\x00\x00\x05\x00\x00"
        b"\x00a.log01-01 00:00:00.000  1000  1000 E A03D00/JSAPP: activate failed, code: 6600102\nPK\x01"
        b"\x02\x14\x03\x14\x00\x00\x00\x00\x00\x00\x00!\x00\x88\x0eEyN\x00\x00\x00N\x00\x00\x00\x05\x00\x00"
        b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x01\x00\x00\x00\x00a.logPK\x05\x06\x00\x00\x00\x00\x01"
        b"\x00\x01\x003\x00\x00\x00q\x00\x00\x00\x00\x00",
    ),
    Archive(
        "tar",
        _is_tar,
        _tar,
        ("tar", "tgz"),
        b"a.log".ljust(100, b"\0")
        + b"0000644\0"
        + 2 * b"0000000\0"
        + b"00000000116\0"
        + b"00000000000\x00006666\x00 0"
        + b"ustar\x0000".rjust(108, b"\0").ljust(355, b"\0")
        + LINE.encode().ljust(512, b"\0")
        + bytes(1024),
    ),
)
# recognised, but not read, unless a row reads them
UNREAD: tuple[Unread, ...] = tuple(
    unread
    for unread in (
        Unread("7-zip", b"7z\xbc\xaf\x27\x1c", ("7z",)),
        Unread("RAR", b"Rar!\x1a\x07", ("rar",)),
        Unread("LZ4", b"\x04\x22\x4d\x18", ("lz4",)),
        Unread("split zip", b"PK\x07\x08"),
    )
    if not any(unread.magic.startswith(compression.magics) for compression in COMPRESSIONS)
    and not any(archive.looks(unread.magic) for archive in ARCHIVES)
)
PACKED_SUFFIXES = (  # of the names of archives and of compressed files, in lower case
    *(suffix for archive in ARCHIVES for suffix in archive.suffixes),
    *(suffix for unread in UNREAD for suffix in unread.suffixes),
    *COMPRESSED_SUFFIXES,
)
