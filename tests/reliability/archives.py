"""Archives and odd files: a report or a clear error in bounded time and memory, and nothing is written outside."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import random
import socket
import struct
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

import zstandard

from fuzz import oracle
from fuzz.mutating import PACKED
from fuzz.packing import gzipped, tarred, zipped
from hilog_avsession.errors import HilogAvsessionError
from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.sources import Limits

from .running import ENVIRONMENT, log_of, write
from .trial import Attempt, Trial

SECONDS = 120.0  # that a run may take, on a busy machine
PEAK = 500 << 20  # bytes of memory that a run may take: the window of a packed file may be 256 MiB
CHILD = Path(__file__).parents[1] / "hostile_child.py"
LOG = log_of(200)
SECRET = "outside-of-it"  # in the file that links lead to
OUTSIDE = LOG.replace(b"session not exist", f"{SECRET} session not exist".encode())

Make = Callable[[random.Random], bytes]

# ---- archives --------------------------------------------------------------------------------------------------------


def flat_bomb(luck: random.Random) -> bytes:
    size = luck.choice((100, 300)) << 20
    content = luck.choice((b"\0", b"\n", b" ", b"x\n")) * (size // 2)
    pack = luck.choice((zstandard.ZstdCompressor().compress, lambda one: gzip.compress(one, 1), _as_bzip2, _as_xz))
    return pack(content)


def _as_bzip2(content: bytes) -> bytes:
    return bz2.compress(content[: 8 << 20]) * (len(content) >> 23)


def _as_xz(content: bytes) -> bytes:
    return lzma.compress(content[: 64 << 20], preset=0) * (len(content) >> 26)


def nested_bomb(luck: random.Random) -> bytes:
    content = luck.choice((b"\0", b"\n", b" ")) * (100 << 20)
    for _ in range(luck.randrange(2, 6)):
        content = luck.choice((gzipped, zstandard.ZstdCompressor().compress))(content)
        content = zipped({f"{n}.zip": content for n in range(luck.choice((1, 20)))}) if luck.random() < 0.5 else content
    return content


def overlapping_bomb(luck: random.Random) -> bytes:
    """Return a zip whose members are all the same bytes."""
    piece, size = luck.choice((b" ", b"notes\n", LOG)), luck.choice((1, 50, 4000)) << 10
    text = piece * (size // len(piece))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    whole = io.BytesIO()
    packed = packer.compress(text) + packer.flush()
    head = struct.pack("<HHHHIIIHH", 0, 8, 0, 0x21, zlib.crc32(text), len(packed), len(text), 5, 0)
    whole.write(b"PK\3\4" + struct.pack("<H", 45) + head + b"a.log" + packed)
    members = luck.choice((20, 5000))
    entry = b"PK\1\2" + struct.pack("<HH", 45, 45) + head + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"a.log"
    end = struct.pack("<HHHHIIH", 0, 0, members, members, members * len(entry), whole.tell(), 0)
    return whole.getvalue() + entry * members + b"PK\5\6" + end


def twenty_levels(luck: random.Random) -> bytes:
    content = LOG
    for _ in range(20):
        content = luck.choice((gzipped, _zip, _tar, bz2.compress, lzma.compress))(content)
    return content


def _zip(content: bytes) -> bytes:
    return zipped({"device.log": content})


def _tar(content: bytes) -> bytes:
    return tarred({"device.log": content})


def many_members(luck: random.Random) -> bytes:
    members = {f"{n}.log": LOG[:80] for n in range(10_000)}
    return luck.choice((tarred, zipped))(members)


def huge_windows(luck: random.Random) -> bytes:
    """Return a log packed with a window of up to 3.75 TiB, as the header says, or a dictionary of up to 1.5 GiB."""
    if luck.random() < 0.5:
        return b"\x28\xb5\x2f\xfd\0" + bytes([luck.randrange(256)]) + struct.pack("<I", len(LOG) << 3 | 1)[:3] + LOG
    size = 1 << luck.randrange(12, 31)
    kept = {"mode": lzma.MODE_FAST, "mf": lzma.MF_HC3, "nice_len": 8, "depth": 1}
    return _with_dictionary(lzma.compress(LOG, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 4096, **kept}]), size)


def _with_dictionary(packed: bytes, size: int) -> bytes:
    """Return an xz stream whose first block says that it needs a dictionary of this size, a power of two."""
    head = bytearray(packed[12 : 12 + 4 * (packed[12] + 1)])
    head[4] = 2 * (size.bit_length() - 13)  # after the size, the flags, the filter and the length of its properties
    head[-4:] = zlib.crc32(head[:-4]).to_bytes(4, "little")
    return packed[:12] + bytes(head) + packed[12 + len(head) :]


def sparse(luck: random.Random) -> bytes:
    """Return a tar of a file that is nearly all hole."""
    info = tarfile.TarInfo("device.log")
    info.type, info.size = tarfile.GNUTYPE_SPARSE, 512
    head = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    size = luck.choice((1024, 1 << 26, 1 << 40))
    head[386:410] = b"%011o\0%011o\0" % (luck.choice((0, size - 512)) % (1 << 30), 512)
    head[483:495] = b"\x80" + size.to_bytes(11, "big")
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + LOG[:512].ljust(512, b"\n") + tarred({"other.log": LOG})


def members_of_every_type(luck: random.Random) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=luck.choice((tarfile.GNU_FORMAT, tarfile.PAX_FORMAT))) as archive:
        for number in range(20):
            info = tarfile.TarInfo(luck.choice(("../../up", "/tmp/absolute", "device", "a/b")) + f"{number}.log")
            info.type = luck.choice((b"0", b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"S", b"V", b"M", b"\0"))
            info.linkname = luck.choice(("/etc/passwd", "../outside.log", "device0.log", "."))
            info.size = len(LOG) if info.isreg() and not info.issparse() else 0
            archive.addfile(info, io.BytesIO(LOG))
    return out.getvalue()


def odd_names(luck: random.Random) -> bytes:
    pieces = [
        "\n",
        "\r",
        "\x1b[2J",
        "\u202e",
        "!",
        "..",
        "/",
        "\\",
        "a" * 300,
        "日志",
        "é",
        "\udce9",
        "*",
        "-",
        "\t",
        "C:",
    ]
    names = ["".join(luck.choices(pieces, k=luck.randrange(1, 6))) + f"{n}.log" for n in range(30)]
    if luck.random() < 0.5:
        return tarred(dict.fromkeys(names, LOG), luck.choice((tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)))
    return zipped({name.encode("utf-8", "replace").decode(): LOG for name in names})


def zip64_and_encrypted(luck: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(5):
            with archive.open(f"{number}.log", "w", force_zip64=True) as member:
                member.write(LOG)
    content = bytearray(out.getvalue())
    if luck.random() < 0.5:  # flag bits: encrypted, strongly encrypted, patched data
        for signature, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            content[content.find(signature) + place] |= luck.choice((0x01, 0x41, 0x20))
    return bytes(content)


def damaged(luck: random.Random) -> bytes:
    """Return an archive with any change to its headers."""
    content = luck.choice((twenty_levels, members_of_every_type, odd_names, zip64_and_encrypted, sparse))(luck)
    for _ in range(luck.choice((1, 2, 5))):
        content = luck.choice(PACKED)(luck, content)
    return content


IN_CHILD: dict[str, Make] = {
    "flat bombs": flat_bomb,
    "nested bombs": nested_bomb,
    "overlapping members": overlapping_bomb,
    "huge windows": huge_windows,
}
HERE: dict[str, Make] = {
    "sparse files": sparse,
    "links, devices, paths that lead out": members_of_every_type,
    "odd names": odd_names,
    "zip64, encrypted": zip64_and_encrypted,
    "twenty levels": twenty_levels,
    "damaged archives": damaged,
}

# ---- files -----------------------------------------------------------------------------------------------------------


@contextmanager
def _links(folder: Path) -> Iterator[Sequence[str]]:
    """Make links that form loops and lead out, and files that never end; yield the places that are given."""
    write(folder / "in" / "device.log", LOG)
    for name in ("here", "there", "over"):
        (folder / "in" / name).symlink_to(".")
    (folder / "in" / "itself").symlink_to("itself")
    write(folder / "led" / "device.log", LOG)
    (folder / "led" / "out.log").symlink_to("../../outside.log")
    (folder / "in" / "zero").symlink_to("/dev/zero")
    os.mkfifo(folder / "in" / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        with chdir(folder):  # the name of a socket may not be long
            listening.bind("socket")
        yield [
            f"{folder}/in",
            f"{folder}/led",
            f"{folder}/in/**",
            f"{folder}/in/**/*.log",
            f"{folder}/socket",
            f"{folder}/in/itself",
        ]


@contextmanager
def _of_the_system(_folder: Path) -> Iterator[Sequence[str]]:
    names = ("self/status", "self/maps", "self/environ", "self/mem", "cpuinfo", "self/fd", "self/task", "self/pagemap")
    yield [f"/proc/{name}" for name in names] + ["/dev/null", "/proc/self/attr"]


@contextmanager
def _moving(folder: Path, luck: random.Random) -> Iterator[Sequence[str]]:
    """Change a file while it is read: it grows, shrinks, goes or is replaced."""
    pack = luck.choice((bytes, gzipped, _zip, _tar))
    path = write(folder / "in" / "device.log", pack(LOG * 300))
    stopped = threading.Event()
    seed = luck.random()

    def move() -> None:
        own = random.Random(seed)
        while not stopped.wait(own.random() / 200):
            way = own.randrange(5)
            if way == 0:
                with path.open("ab") as file:
                    file.write(LOG * 20)
            elif way == 1 and path.exists():
                os.truncate(path, own.randrange(path.stat().st_size + 1))
            elif way == 2:
                path.unlink(missing_ok=True)
            else:
                other = path.with_name("other")
                other.write_bytes(pack(LOG * own.choice((1, 100))))
                other.replace(path)

    thread = threading.Thread(target=move)
    thread.start()
    try:
        yield [f"{folder}/in"] * 5 + [str(path)] * 5
    finally:
        stopped.set()
        thread.join()


# ---- what has to hold ------------------------------------------------------------------------------------------------


def attempts(luck: random.Random) -> Iterator[Attempt]:
    with tempfile.TemporaryDirectory(prefix="archives-") as name:
        folder = Path(name)
        while True:
            yield from _all_once(luck, folder)


def _all_once(luck: random.Random, folder: Path) -> Iterator[Attempt]:
    for kind, make in HERE.items():
        for _ in range(5):
            yield Attempt(kind, _read_here([io.BytesIO(make(luck))]))
    yield Attempt("10,000 members", _read_here([io.BytesIO(many_members(luck))]))
    for kind, make in IN_CHILD.items():
        yield Attempt(kind, _read_in_child(write(folder / "bomb", make(luck))))
    ways: dict[str, Any] = {
        "links that form loops, sockets, pipes": _links(_empty(folder / "links")),
        "files of /proc and /dev": _of_the_system(folder),
        "files that grow, shrink, go or are replaced": _moving(_empty(folder / "moving"), luck),
    }
    write(folder / "outside.log", OUTSIDE)
    for kind, way in ways.items():
        with way as places:
            yield Attempt(kind, _read_here(places))


def _empty(folder: Path) -> Path:
    """Make an empty folder in place of what is there."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    folder.mkdir(exist_ok=True)
    return folder


def _read_here(places: Sequence[Any]) -> str | None:
    begun = time.monotonic()
    try:
        report = diagnose(places, Options(limits=Limits(total=1 << 30)))
        oracle.check_counts(report)
    except HilogAvsessionError:
        return None
    except Exception as error:  # noqa: BLE001  (any exception is a fault)
        return f"{oracle.name_of(error)}: {str(error)[:200]}"
    if SECRET in report.to_json():
        return "a link was followed"
    seconds = time.monotonic() - begun
    return f"{seconds:.0f} s" if seconds > SECONDS else None


def _read_in_child(path: Path) -> str | None:
    """Read a file in a process that may not have much memory and starts in an empty folder."""
    with tempfile.TemporaryDirectory(prefix="empty-") as empty:
        command = [sys.executable, str(CHILD), json.dumps([[str(path)], []])]
        environment = {**ENVIRONMENT, "TMPDIR": empty}
        try:
            done = subprocess.run(
                command, capture_output=True, cwd=empty, env=environment, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return f"more than {SECONDS:.0f} s for {path.stat().st_size:,} bytes"
        if done.returncode != 0:
            return f"status {done.returncode}: {done.stderr[-300:].decode('utf-8', 'replace')}"
        if list(Path(empty).iterdir()):
            return "something was written"
    answer = json.loads(done.stdout)
    if answer["peak"] > PEAK:
        return f"{answer['peak'] >> 20} MiB of memory"
    errors = [one["error"] for one in answer["report"]["inputs"] if one["error"]]
    return None if all(error["message"] for error in errors) else "an error without words"


TRIALS = (
    Trial(
        "archives",
        "a report or a clear error in bounded time and memory; nothing is written, no link is followed",
        attempts,
    ),
)
