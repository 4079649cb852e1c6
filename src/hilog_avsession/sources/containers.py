"""What an input is packed in: recognised by its first bytes, read as a stream."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

Chunks = Callable[[int], bytes]  # give up to that many bytes, b"" at the end


@dataclass(frozen=True, slots=True)
class Container:
    """One way to pack a log."""

    name: str
    magic: bytes
    unpack: Callable[[BinaryIO], Chunks]
    damage: tuple[type[Exception], ...]  # raised after all readable data has been given


def _gunzip(stream: BinaryIO) -> Chunks:
    # hilog writes one complete gzip member per 64 KiB buffer: GzipFile reads them one after another. read1, because
    # it gives what it has before it meets the damage in a truncated file.
    return gzip.GzipFile(fileobj=stream, mode="rb").read1


CONTAINERS: tuple[Container, ...] = (Container("gzip", b"\x1f\x8b", _gunzip, (EOFError, gzip.BadGzipFile, zlib.error)),)
# recognised, but not read: unpack them first
UNREAD = {
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf": "7-zip",
}
MAGIC_LENGTH = max(len(magic) for magic in (*UNREAD, *(container.magic for container in CONTAINERS)))


def recognise(head: bytes) -> Container | None:
    """The container that a stream with this head is, or None for plain data."""
    return next((container for container in CONTAINERS if head.startswith(container.magic)), None)
