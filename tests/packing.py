"""From a log to the forms in which people send it: encodings, line ends, compressions, archives, folders."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import zstandard

Dress = Callable[[bytes], bytes]


# ---- encodings and line ends ----------------------------------------------------------------------------------------


def _crlf(text: bytes) -> bytes:
    return text.replace(b"\n", b"\r\n")


def _encoded(encoding: str, mark: bytes = b"", *, windows: bool = False) -> Dress:
    def dress(text: bytes) -> bytes:
        return mark + (_crlf(text) if windows else text).decode().encode(encoding)

    return dress


def _with_gap(text: bytes) -> bytes:
    middle = text.find(b"\n", len(text) // 2) + 1
    return text[:middle] + bytes(70_000) + text[middle:] + bytes(4096)


def _joined(text: bytes) -> bytes:
    middle = text.find(b"\n", len(text) // 3) + 1
    return codecs.BOM_UTF8 + text[:middle] + codecs.BOM_UTF8 + text[middle:]


ENCODINGS: dict[str, Dress] = {
    "utf-8": bytes,
    "utf-8 with a mark": _encoded("utf-8", codecs.BOM_UTF8),
    "joined files with a mark each": _joined,
    "utf-16-le of PowerShell": _encoded("utf-16-le", codecs.BOM_UTF16_LE, windows=True),
    "utf-16-le without a mark": _encoded("utf-16-le"),
    "utf-16-be": _encoded("utf-16-be", codecs.BOM_UTF16_BE),
    "utf-16-be without a mark": _encoded("utf-16-be", windows=True),
    "gb18030": _encoded("gb18030", windows=True),
    "crlf": _crlf,
    "crcrlf": lambda text: text.replace(b"\n", b"\r\r\n"),
    "cr": lambda text: text.replace(b"\n", b"\r"),
    "gaps of NULs": _with_gap,
}


# ---- compressions and archives --------------------------------------------------------------------------------------


def _pieces(data: bytes, number: int = 3) -> list[bytes]:
    size = len(data) // number + 1
    return [data[start : start + size] for start in range(0, len(data), size)] or [b""]


def _hilog_gzip(data: bytes) -> bytes:
    """Members one after another, an empty one among them, as hilog writes its buffers."""
    first, *others = _pieces(data)
    return b"".join(gzip.compress(piece, mtime=0) for piece in (first, b"", *others))


def _zstd_frames(data: bytes) -> bytes:
    one = zstandard.ZstdCompressor(level=1, write_content_size=False)
    return b"".join(one.compress(piece) for piece in _pieces(data))


class _Pipe(io.BytesIO):
    """What cannot be wound: zip writes data descriptors then."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: object) -> int:
        raise io.UnsupportedOperation


def zipped(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED, pipe: bool = False) -> bytes:
    out = _Pipe() if pipe else io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: Mapping[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


NAME = "log/device.log"
CONTAINERS: dict[str, Dress] = {
    "gzip": gzip.compress,
    "gzip of hilog": _hilog_gzip,
    "gzip with NULs behind": lambda data: gzip.compress(data) + bytes(1000),
    "zstd frames": _zstd_frames,
    "bzip2 streams": lambda data: b"".join(map(bz2.compress, _pieces(data, 2))),
    "xz": lzma.compress,
    "zip": lambda data: zipped({NAME: data}),
    "zip, stored": lambda data: zipped({NAME: data}, method=zipfile.ZIP_STORED),
    "zip, bzip2": lambda data: zipped({NAME: data}, method=zipfile.ZIP_BZIP2),
    "zip from a pipe": lambda data: zipped({NAME: data}, pipe=True),
    "tar": lambda data: tarred({NAME: data}),
    "tar of old": lambda data: tarred({NAME: data}, tarfile.USTAR_FORMAT),
}


# ---- files of a folder ----------------------------------------------------------------------------------------------


def split(text: bytes, cuts: list[int]) -> list[bytes]:
    """A log in pieces of whole lines, cut before the given line numbers (from 0)."""
    lines = text.splitlines(keepends=True)
    borders = [0, *sorted(cut % (len(lines) + 1) for cut in cuts), len(lines)]
    return [b"".join(lines[start:end]) for start, end in pairwise(borders)]


def persist(folder: Path, pieces: list[bytes], first_index: int = 0) -> None:
    """Write pieces as hilog does: gzip with index and time in the name, the newest in its buffer."""
    *filed, newest = pieces
    for number, piece in enumerate(filed):
        name = f"hilog.{(first_index + number) % 1000:03d}.20261106-1930{number // 2:02d}.gz"
        (folder / name).write_bytes(_hilog_gzip(piece))
    if len(newest) > 65_536:
        (folder / f"hilog.{(first_index + len(filed)) % 1000:03d}.20261106-193100.gz").write_bytes(_hilog_gzip(newest))
        return
    stale = b"11-06 18:00:00.000  6120  6131 E A03D00/com.example.radio/JSAPP: createAVSession failed, code: 6600101\n"
    filled = (newest + stale * (65_536 // len(stale) + 1))[:65_536]
    (folder / ".persisterInfo_1").write_bytes(filled + len(newest).to_bytes(4, "little"))
    (folder / ".persisterInfo_1.info").write_bytes(bytes(range(256)) * 2 + bytes(123))
