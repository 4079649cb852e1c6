"""From bytes to the containers that hold them, for the corpus and the mutator."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping

import zstandard

import packing

MOMENT = (2026, 11, 20, 9, 41, 50)  # in every header, so that the same content gives the same bytes
PERSISTED = "hilog.003.20261120-094149"

Pack = Callable[[bytes], bytes]


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, MOMENT), content, method)
    return out.getvalue()


def tarred(members: Mapping[str, bytes], form: int = tarfile.USTAR_FORMAT) -> bytes:
    return packing.tarred(members, form)


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def in_members(content: bytes) -> bytes:
    """Pack as hilog does: a gzip member for each full buffer, with empty members between them."""
    pieces = [content[start : start + 500] for start in range(0, len(content), 500)]
    return gzipped(b"").join(map(gzipped, pieces))


def persisted(content: bytes) -> bytes:
    """Pack as hilog's buffer of newest lines: 64 KiB, and the length of the valid part."""
    valid = content[:65_536]
    return valid.ljust(65_536, b"\0") + len(valid).to_bytes(4, "little")


PACKERS: dict[str, Pack] = {
    "gzip": gzipped,
    "members": in_members,
    "zstd": zstandard.ZstdCompressor(level=1).compress,
    "bzip2": bz2.compress,
    "xz": lambda content: lzma.compress(content, preset=0),
    "zip": lambda content: zipped({PERSISTED: content, "faultlog/notes.txt": b"nothing\n"}),
    "zip_stored": lambda content: zipped({"device.log": content}, zipfile.ZIP_STORED),
    "zip_bzip2": lambda content: zipped({"device.log": content}, zipfile.ZIP_BZIP2),
    "zip_lzma": lambda content: zipped({"device.log": content}, zipfile.ZIP_LZMA),
    "tar": lambda content: tarred({f"log/hilog/{PERSISTED}": content, "log/.persisterInfo_1": persisted(content)}),
    "tar_gnu": lambda content: tarred({"long/" * 30 + "device.log": content}, tarfile.GNU_FORMAT),
    "tar_pax": lambda content: tarred({"设备/" * 30 + "device.log": content}, tarfile.PAX_FORMAT),
    "persister": persisted,
}
