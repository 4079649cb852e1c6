"""Bombs, lies and endless things: each hits its limit, which is said, costs little memory, and the rest is reported."""

from __future__ import annotations

import bz2
import functools
import gzip
import io
import json
import lzma
import os
import socket
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zstandard

from commands import ENVIRONMENT, run
from conftest import with_trials
from fuzz.packing import gzipped, tarred, zipped
from hilog_avsession import WrongUsage, compare
from hilog_avsession.model.inputs import Input
from hilog_avsession.options import Options
from hilog_avsession.output.formats import BY_NAME, FORMATS
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.sources import Limits
from hilog_avsession.report import Report
from steps import Work, assert_each_costs_the_same

HEADER = "11-06 19:30:00.000  6120  6131 E A03D00/com.example.radio/JSAPP: "
LOG = (HEADER + "setAVMetadata code: 6600102\n").encode()
FOREIGN = (HEADER.replace("A03D00/com.example.radio/JSAPP", "C01560/com.example.radio/Wifi") + "scan ended\n").encode()
GB = 1 << 30
posix = pytest.mark.skipif(sys.platform == "win32", reason="limits, signals and special files are a matter of POSIX")


@pytest.fixture(autouse=True)
def _nothing_is_unpacked(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever an archive names, nothing appears on the disk: not where the program runs, not where others unpack."""
    work, temporary = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("temporary")
    monkeypatch.chdir(work)
    monkeypatch.setenv("TMPDIR", str(temporary))
    yield
    assert list(work.iterdir()) == []
    assert list(temporary.iterdir()) == []


def frugal(*places: Path, limits: tuple[str, ...] = (), peak: int = 400 << 20) -> dict[str, Any]:
    """The report of a process that may not have much memory, and took at most `peak` of it."""
    child = Path(__file__).with_name("hostile_child.py")
    names = json.dumps([list(map(str, places)), limits])
    done = subprocess.run(
        [sys.executable, child, names], capture_output=True, env=ENVIRONMENT, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    answer = json.loads(done.stdout)
    assert answer["peak"] < peak
    report: dict[str, Any] = answer["report"]
    return report


def error_of(report: dict[str, Any], end: str = "") -> str:
    """Kind and limit of the error of the input whose name ends so."""
    (one,) = [one for one in report["inputs"] if one["source"].endswith(end) and one["error"]]
    error = one["error"]
    return f"{error['kind']} {error['hint'].partition('--limit ')[2].partition('=')[0]}".strip()


def codes(report: dict[str, Any]) -> list[int]:
    return [one["code"] for one in report["incidents"]]


def of(content: bytes, *settings: str) -> Report:
    return diagnose([io.BytesIO(content)], Options(limits=Limits.parse(settings)))


def said(one: Input) -> str:
    assert one.error is not None
    return f"{one.error.kind} {one.error.hint.partition('--limit ')[2].partition('=')[0]}".strip()


# ---- bombs -----------------------------------------------------------------------------------------------------------


def deflated_zeros(size: int) -> bytes:
    """Zeros as a deflate stream: each piece is the same bytes after a full flush."""
    piece = bytes(64 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    return packed * (size // len(piece)) + packer.flush()


def zip_of(packed: bytes, name: str, size: int, crc: int, method: int = zipfile.ZIP_DEFLATED) -> tuple[bytes, bytes]:
    """A member's local part and its entry of the directory, whose offset is 0."""
    text = name.encode()
    fields = struct.pack("<HHHHIIIHH", 0, method, 0, 0x21, crc, len(packed), min(size, 0xFFFFFFFF), len(text), 0)
    large = struct.pack("<HHQ", 1, 8, size) if size >= 0xFFFFFFFF else b""
    entry = b"PK\1\2" + struct.pack("<H", 45) + struct.pack("<H", 45) + fields[:-2] + struct.pack("<H", len(large))
    entry += struct.pack("<HHHII", 0, 0, 0, 0, 0) + text + large
    return b"PK\3\4" + struct.pack("<H", 45) + fields + text + packed, entry


def zip_file(*members: tuple[bytes, bytes]) -> bytes:
    content, directory = b"", b""
    for local, entry in members:
        directory += entry[:42] + struct.pack("<I", len(content)) + entry[46:]
        content += local
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(content), 0)
    return content + directory + b"PK\5\6" + end


@posix
def test_a_zip_of_10_gb_of_zeros_hits_the_ratio(tmp_path: Path) -> None:
    packed = deflated_zeros(10 * GB)
    good = zip_of(zlib.compress(LOG)[2:-4], "z.log", len(LOG), zlib.crc32(LOG))
    path = tmp_path / "bomb.zip"
    path.write_bytes(zip_file(zip_of(packed, "bomb.log", 10 * GB, 0), good))
    assert len(packed) < 16 << 20
    report = frugal(path)
    assert error_of(report, "!bomb.log") == "limit ratio"
    assert codes(report) == [6600102]


BOMBS = {
    "gz": lambda: gzip.compress(bytes(200 << 20), 9),
    "zst": lambda: zstandard.ZstdCompressor(level=3).compress(bytes(200 << 20)),
    "bz2": lambda: bz2.compress(bytes(50 << 20)) * 80,
    "xz": lambda: lzma.compress(bytes(200 << 20), preset=0) * 4,
}


@posix
@pytest.mark.parametrize("name", with_trials(["zst"], [name for name in BOMBS if name != "zst"]))
def test_a_compressed_bomb_hits_the_ratio_and_the_others_are_reported(name: str, tmp_path: Path) -> None:
    bomb, good = tmp_path / f"bomb.{name}", tmp_path / "good.log"
    bomb.write_bytes(BOMBS[name]())
    good.write_bytes(LOG)
    report = frugal(bomb, good)
    assert error_of(report) == "limit ratio"
    assert codes(report) == [6600102]


@posix
@pytest.mark.parametrize("method", with_trials([zipfile.ZIP_BZIP2], [zipfile.ZIP_LZMA]))
def test_a_member_that_zipfile_would_unpack_at_once_is_unpacked_in_pieces(method: int, tmp_path: Path) -> None:
    """A piece of a MiB would become 1.4 GiB at least."""
    size, path = 2 * GB, tmp_path / "bomb.zip"
    if method == zipfile.ZIP_BZIP2:
        packed = bz2_zeros(size)
    else:
        size = 256 << 20
        packed = lzma_zeros(b"", size)
    path.write_bytes(zip_file(zip_of(packed, "bomb.log", size, 0, method)))
    assert error_of(frugal(path), "bomb.log") == "limit ratio"


def lzma_zeros(before: bytes, size: int) -> bytes:
    """Zeros as a zip holds them in LZMA, with other bytes before them."""
    packer = lzma.LZMACompressor(lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA1, "preset": 0}])
    packed = packer.compress(before) + b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20))
    return b"\x09\x14\x05\x00" + b"\x5d" + struct.pack("<I", 1 << 18) + packed + packer.flush()


def bz2_zeros(size: int) -> bytes:
    """One bzip2 stream cannot be repeated by the byte: many members are as bad, and each is a stream of its own."""
    one = bz2.compress(bytes(64 << 20))
    return one * (size // (64 << 20))


def test_a_dictionary_as_large_as_all_memory_is_not_made() -> None:
    content = bytearray(zipped({"device.log": LOG}, zipfile.ZIP_LZMA))
    place = content.find(b"\x05\x00\x5d") + 3
    content[place : place + 4] = b"\xff\xff\xff\xff"
    assert of(bytes(content)).counts.incidents == 1


def nested(content: bytes, levels: int, name: str = "inner.zip") -> bytes:
    for _ in range(levels):
        content = zipped({name: content})
    return content


def test_zips_in_zips_end_at_the_depth_and_what_lies_beside_is_reported() -> None:
    bomb = nested(zipped({"device.log": LOG}), 8)
    report = of(zipped({"a.zip": bomb, "b.log": LOG}))
    (deep,) = [one for one in report.inputs if one.error]
    assert said(deep) == "limit depth"
    assert report.counts.incidents == 1
    assert of(bomb, "depth=10").counts.incidents == 1


def test_42_zips_in_each_of_42_zips_are_counted_as_files() -> None:
    content = zipped({f"{n}.log": LOG for n in range(42)})
    for _ in range(2):
        content = zipped({f"{n}.zip": content for n in range(42)})
    report = of(content, "files=500")
    errors = {said(one) for one in report.inputs if one.error}
    assert errors == {"limit files"}
    assert 400 < sum(one.error is None for one in report.inputs) <= 500


def test_the_sum_of_all_that_is_unpacked_has_a_limit() -> None:
    content = zipped({f"{n}.log": LOG * 100 for n in range(10)})
    report = of(content, "total=30K")
    assert {said(one) for one in report.inputs if one.error} == {"limit total"}
    assert 300 < report.lines.total < 700
    assert not [one for one in of(content, "total=1M").inputs if one.error]


def test_one_file_has_a_limit() -> None:
    content = zipped({"a.log": LOG * 3000, "b.log": LOG})
    report = of(content, "member=100K")
    assert [said(one) for one in report.inputs if one.error] == ["limit member"]
    assert report.inputs[-1].lines == 1
    assert not [one for one in of(content, "member=1M").inputs if one.error]


@pytest.mark.trial
@posix
def test_a_ratio_that_is_meant_is_no_limit(tmp_path: Path) -> None:
    path = tmp_path / "padded.log.gz"
    path.write_bytes(gzip.compress(LOG + bytes(80 << 20), 9))
    assert error_of(frugal(path)) == "limit ratio"
    raised = frugal(path, limits=("ratio=2000",))
    assert [one["error"] for one in raised["inputs"]] == [None]


@pytest.mark.parametrize("setting", ["", "ratio", "ratio=", "ratio=0", "ratio=-1", "ratio=1.5", "ratio=1X", "size=1",
                                     "=1", "ratio=1 ", "ratio=9999999999999999", "RATIO=5"])  # fmt: skip
def test_a_limit_that_makes_no_sense_is_wrong_usage(setting: str) -> None:
    with pytest.raises(WrongUsage, match="is not a limit"):
        Limits.parse([setting])


def test_a_limit_on_the_command_line_is_named_by_the_report(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    path.write_bytes(zipped({"a.log": LOG, "b.log": LOG}))
    done = run("analyze", path, "--limit", "files=1", "--format", "json")
    assert done.returncode == 3
    assert b"--limit files=" in done.stderr
    assert run("analyze", path, "--limit", "files=2").returncode == 0
    assert run("analyze", path, "--limit", "files=none").returncode == 2


def overlapping_zip(packed: bytes, size: int, crc: int, members: int) -> bytes:
    """A zip whose members are all the same bytes."""
    local, entry = zip_of(packed, "a.log", size, crc)
    end = struct.pack("<HHHHIIH", 0, 0, members, members, members * len(entry), len(local), 0)
    return local + members * entry + b"PK\5\6" + end


@pytest.mark.parametrize("nested_in", [None, zipped, gzipped], ids=["alone", "zip", "gzip"])
def test_an_archive_as_a_whole_has_a_ratio(nested_in: Any) -> None:
    """Each member may have its ratio, but together they are a hundred times that."""
    text = b" " * (8 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = overlapping_zip(packer.compress(text) + packer.flush(), len(text), zlib.crc32(text), 500)
    assert len(content) < 64 << 10
    if nested_in is not None:
        content = zipped({"inner.zip": content}) if nested_in is zipped else gzipped(content)
    report = of(content)
    assert {said(one) for one in report.inputs if one.error} == {"limit ratio"}
    assert [one.error.problem for one in report.inputs if one.error][-1] == "large-whole"
    assert sum(one.bytes for one in report.inputs) <= 64 << 20
    assert len(report.inputs) < 20


# ---- too many members ------------------------------------------------------------------------------------------------


def crowded_zip(members: int) -> bytes:
    """A zip whose directory names one empty file again and again."""
    local, entry = zip_of(b"", "000000.log", 0, 0, zipfile.ZIP_STORED)
    directory = b"".join(entry.replace(b"000000", b"%06d" % number) for number in range(members))
    count = min(members, 0xFFFF)
    return local + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(local), 0)


@posix
@pytest.mark.parametrize("members", [120_000, 400_000, 1_000_000])
def test_a_zip_with_a_million_members_is_refused_as_a_whole(members: int, tmp_path: Path) -> None:
    path, good = tmp_path / "crowd.zip", tmp_path / "good.log"
    path.write_bytes(crowded_zip(members))
    good.write_bytes(LOG)
    report = frugal(path, good, peak=250 << 20)
    assert error_of(report) == "limit files"
    assert codes(report) == [6600102]


@posix
@pytest.mark.parametrize("kind", with_trials([tarfile.REGTYPE], [tarfile.DIRTYPE]))
def test_a_tar_with_very_many_members_is_read_up_to_the_limit(kind: bytes, tmp_path: Path) -> None:
    info = tarfile.TarInfo("member")
    info.type = kind
    head = info.tobuf(tarfile.USTAR_FORMAT)
    path, packed = tmp_path / "crowd.tar", tmp_path / "crowd.tar.gz"
    path.write_bytes(tarred({"a.log": LOG})[:1024] + head * 60_000)
    packed.write_bytes(gzip.compress(path.read_bytes(), 1))
    for place, settings in ((path, ("files=500",)), (packed, ("files=500", "held=1M", "ratio=9999"))):
        report = frugal(place, limits=settings, peak=250 << 20)  # the second is read in its own order
        assert codes(report) == [6600102]
        if place == path or kind == tarfile.REGTYPE:
            assert error_of(report) == "limit files"


# ---- lies ------------------------------------------------------------------------------------------------------------


def lying_zip(**fields: int) -> bytes:
    """A zip of two logs whose directory lies about the first."""
    formats = {"version": (6, "H"), "flags": (8, "H"), "method": (10, "H"), "crc": (16, "I"), "packed": (20, "I"),
               "size": (24, "I"), "name": (28, "H"), "extra": (30, "H"), "offset": (42, "I")}  # fmt: skip
    content = bytearray(zipped({"a.log": LOG * 50, "b.log": LOG}))
    entry = content.find(b"PK\1\2")
    for name, value in fields.items():
        place, form = formats[name]
        struct.pack_into("<" + form, content, entry + place, value)
    return bytes(content)


@pytest.mark.parametrize(
    "fields",
    [
        {"size": 10},
        {"packed": 1},
        {"packed": 0xFFFFFFF0},
        {"packed": 0xFFFFFFFF, "size": 0xFFFFFFFF},
        {"crc": 1},
        {"offset": 0x7FFFFFFF},
        {"offset": 0xFFFFFFFF},
        {"offset": 3},
        {"name": 0xFFFF},
        {"extra": 0xFFFF},
        {"method": 12},
        {"method": 14},
        {"method": 99},
        {"version": 99},
        {"flags": 0x20},
        {"flags": 0x40},
        {"flags": 0x1},
    ],
    ids=str,
)
def test_a_zip_whose_directory_lies_is_damaged_and_no_more(fields: dict[str, int]) -> None:
    report = of(lying_zip(**fields))
    wrong = [one.error.kind for one in report.inputs if one.error]
    assert wrong
    assert set(wrong) <= {"damaged", "limit", "packed", "encrypted"}
    if len(report.inputs) == 2:  # the directory could be read
        assert report.inputs[1].error is None


def test_members_that_overlap_are_read_within_the_limits() -> None:
    local, entry = zip_of(zlib.compress(LOG * 1000)[2:-4], "a.log", len(LOG) * 1000, zlib.crc32(LOG * 1000))
    content = bytearray(zip_file((local, entry), (b"", entry), (b"", entry)))
    place = content.find(b"PK\1\2")
    for _ in range(3):
        struct.pack_into("<I", content, place + 42, 0)
        place = content.find(b"PK\1\2", place + 1)
    report = of(bytes(content), "total=200K")
    assert {said(one) for one in report.inputs if one.error} <= {"limit total", "damaged"}
    assert [one for one in report.inputs if one.error]


def tar_head(**fields: Any) -> bytes:
    """A header of a tar that says anything, with a right checksum."""
    info = tarfile.TarInfo("device.log")
    for name, value in fields.items():
        setattr(info, name, value)
    return info.tobuf(tarfile.GNU_FORMAT)


LIES = {
    "a size beyond all": tar_head(size=1 << 62),
    "a size below 0": tar_head(size=-(1 << 40)),
    "a long name of EiB": tar_head(type=tarfile.GNUTYPE_LONGNAME, size=1 << 60),
    "a pax note of EiB": tar_head(type=tarfile.XHDTYPE, size=1 << 60),
    "a pax note of 800 MB": tar_head(type=tarfile.XHDTYPE, size=800 << 20),
    "names in front of names": (tar_head(type=tarfile.GNUTYPE_LONGNAME, size=3) + b"a".ljust(512, b"\0")) * 3000,
    "a pax size below 0": (
        tar_head(type=tarfile.XHDTYPE, size=18) + b"18 size=-1000000\n\n".ljust(512, b"\0") + tar_head(size=0)
    ),
    "an unknown type": tar_head(type=b"Q", size=1 << 50),
    "a wrong checksum": tar_head(size=0)[:-400] + b"X" * 400,
}  # fmt: skip


@posix
@pytest.mark.parametrize("way", ["plain", "gz", "large gz"])
@pytest.mark.parametrize("lie", LIES)
def test_a_tar_whose_header_lies_is_damaged_and_no_more(lie: str, way: str, tmp_path: Path) -> None:
    content = tarred({"a.log": LOG, "b.log": LOG})[:2048] + LIES[lie] + tar_head(size=0) * 2
    path = tmp_path / "lie.tar"
    settings: tuple[str, ...] = ()
    if way != "plain":
        content = gzipped(content)
    if way == "large gz":
        settings = ("held=1K",)  # too large to be held: read from front to back
    path.write_bytes(content)
    report = diagnose([str(path)], Options(limits=Limits.parse(settings)))
    assert {one.error.kind for one in report.inputs if one.error} == {"damaged"}
    assert report.lines.records == 2


@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_what_stands_in_front_of_damage_is_read(pack: Any) -> None:
    content = bytearray(pack({"a.log": FOREIGN * 5000}))
    if pack is tarred:
        del content[512 + 4321 * len(FOREIGN) :]
    else:
        place = content.find(b"PK\1\2") + 16
        content[place : place + 4] = b"\0\0\0\0"  # the checksum
    report = of(bytes(content))
    assert {one.error.kind for one in report.inputs if one.error} == {"damaged"}
    assert report.lines.total == (4321 if pack is tarred else 5000)


def test_a_tar_of_holes_hits_the_ratio() -> None:
    size = 12 << 30
    head = bytearray(tar_head(type=tarfile.GNUTYPE_SPARSE, size=512))
    head[386:410] = b"%011o\0%011o\0" % (0, 512)
    head[483:495] = b"\x80" + size.to_bytes(11, "big")
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    report = of(bytes(head) + LOG.ljust(512, b"\n") + bytes(1024))
    assert [said(one) for one in report.inputs if one.error] == ["limit ratio"]


NAMES = ["../../etc/passwd", "/etc/passwd", "..\\..\\windows\\system.ini", "C:\\windows\\system.ini", "a!b.log", "!",
         "\x1b[2Jcleared.log", "new\nline.log", "\u202egol.exe", "5\u00b23.log", "a/" * 2000 + "deep.log", "con", "~",
         "-", "--help", "*.log", "$(reboot)"]  # fmt: skip


@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_names_in_archives_are_only_names(pack: Any, tmp_path: Path) -> None:
    form = {"form": tarfile.PAX_FORMAT} if pack is tarred else {}
    path = tmp_path / "names"
    path.write_bytes(pack(dict.fromkeys(NAMES, LOG), **form))
    report = diagnose([str(path)])
    assert {one.source.removeprefix(f"{path}!") for one in report.inputs} == set(NAMES)
    assert [one.error for one in report.inputs] == [None] * len(NAMES)
    for form_ in ("text", "json"):
        done = run("analyze", path, "--format", form_)
        assert done.returncode == 0
        assert b"\x1b" not in done.stdout
        assert b"\x1b" not in done.stderr


def test_links_in_a_tar_are_only_counted() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo(f"device-{kind.decode()}.log")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("device.log")
        info.size = len(LOG)
        archive.addfile(info, io.BytesIO(LOG))
    report = of(out.getvalue())
    assert sorted(one.kind.value for one in report.remarks) == ["link", "link", "special", "special"]
    assert report.counts.incidents == 1


@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_an_archive_inside_of_an_archive_is_not_unpacked_again_for_each_member(pack: Any) -> None:
    """Its members lie in the wrong order, so that each would make the outer archive begin anew."""
    members = {f"hilog.{n:03d}.20261120-0941{59 - n // 10:02d}": LOG + FOREIGN * 400 for n in range(60)}
    inner = pack(dict(sorted(members.items(), reverse=True)))
    report = of(zipped({"inner": inner}), "total=6M")  # twice what there is
    assert [one.error for one in report.inputs] == [None] * 60


def test_winding_in_what_is_too_large_to_be_held_ends_at_a_limit() -> None:
    members = {f"hilog.{n:03d}.20261120-094110": os.urandom(8000) for n in range(100)}
    inner = zipped(dict(sorted(members.items(), reverse=True)))
    report = of(zipped({"inner.zip": inner, "z.log": LOG}), "held=1K", "total=20M")
    assert "limit total" in {said(one) for one in report.inputs if one.error}


@pytest.mark.trial
@posix
def test_a_zip_inside_of_a_zip_is_unpacked_in_pieces_while_it_seeks(tmp_path: Path) -> None:
    """The inner one is too large to be held, and the outer one lies about its size."""
    path = tmp_path / "outer.zip"
    path.write_bytes(zip_file(zip_of(lzma_zeros(b"PK\3\4", 600 << 20), "inner.zip", 60 << 20, 0, zipfile.ZIP_LZMA)))
    assert error_of(frugal(path, limits=("held=1M",), peak=250 << 20), "!inner.zip") == "damaged"


# ---- folders ---------------------------------------------------------------------------------------------------------


@posix
def test_links_in_folders_are_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.log").write_bytes(LOG)
    (folder / "device.log").write_bytes(LOG)
    (folder / "to-file").symlink_to(outside / "secret.log")
    (folder / "to-folder").symlink_to(outside)
    (folder / "sub" / "loop").symlink_to(folder)
    (folder / "itself").symlink_to(folder / "itself")
    (folder / "inside").symlink_to(folder / "device.log")
    (folder / "nowhere").symlink_to(folder / "gone")
    report = diagnose([str(folder)])
    assert [one.source for one in report.inputs] == [str(folder / "device.log")]
    assert sorted((Path(one.source).name, one.kind.value) for one in report.remarks) == [
        (name, "link") for name in ("inside", "itself", "loop", "nowhere", "to-file", "to-folder")
    ]


@posix
def test_pipes_sockets_and_devices_in_folders_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device.log").write_bytes(LOG)
    with socket.socket(socket.AF_UNIX) as listening, monkeypatch.context() as there:
        there.chdir(tmp_path)  # a socket's name may not be long
        listening.bind("socket")
        there.undo()
        report = diagnose([str(tmp_path)])
    assert [one.kind.value for one in report.remarks] == ["special", "special"]
    assert report.counts.incidents == 1


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_unreadable_files_are_named_and_the_others_read(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(LOG)
    (tmp_path / "a.log").chmod(0)
    (tmp_path / "b.log").write_bytes(LOG)
    report = diagnose([str(tmp_path)])
    assert [one.error and one.error.kind for one in report.inputs] == ["unreadable", None]


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file whose first read fails is Linux's")
def test_a_file_whose_first_read_fails_is_named(evening: Path) -> None:
    report = diagnose(["/proc/self/mem", str(evening)])
    assert [one.error and one.error.kind for one in report.inputs] == ["unreadable", None]


def test_a_folder_of_many_files_is_read_up_to_the_limit(tmp_path: Path) -> None:
    for number in range(600):
        (tmp_path / f"{number}.log").write_bytes(LOG)
    report = diagnose([str(tmp_path)], Options(limits=Limits(files=400)))
    assert [said(one) for one in report.inputs if one.error] == ["limit files"]
    assert report.lines.records == 400
    assert [one.error for one in diagnose([str(tmp_path)]).inputs] == [None] * 600


# ---- lines -----------------------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("pack", [gzipped, zipped, tarred], ids=["gzip", "zip", "tar"])
def test_a_line_of_50_mb_in_a_packed_file_is_cut_and_counted(pack: Any, tmp_path: Path) -> None:
    content = LOG + HEADER.encode() + b"6600101 " * (50 << 17) + b"\n" + LOG
    path = tmp_path / "long"
    path.write_bytes(pack(content) if pack is gzipped else pack({"long.log": content, "z.log": LOG}))
    report = frugal(path, limits=("ratio=100000",))
    assert report["inputs"][0]["cut_lines"] == 1
    assert report["inputs"][0]["lines"] == 3
    assert report["lines"]["total"] == (3 if pack is gzipped else 4)


def test_a_longer_line_is_read_whole_when_it_is_meant() -> None:
    line = (HEADER + "x" * 20_000 + " createAVSession code: 6600101\n").encode()
    assert of(line).inputs[0].cut_lines == 1
    report = of(line, "line=32K")
    assert (report.inputs[0].cut_lines, report.counts.incidents) == (0, 1)


SLOW: Mapping[str, bytes] = {
    "one byte beyond ASCII": b"\xe9\n" + (HEADER.encode() + b"a" * 16_000 + b"\n") * 100 + b"\xe9\n",
    "blanks in a dump": (b"pid                          : a" + b" " * 16_000 + b"b\n") * 200,
}


@pytest.mark.parametrize("name", SLOW)
def test_no_line_takes_the_square_of_its_length(name: str) -> None:
    """Minutes where it does."""
    assert of(SLOW[name]).lines.total >= 100


# ---- notes of a tar --------------------------------------------------------------------------------------------------


def tar_note(content: bytes, kind: bytes = tarfile.XHDTYPE) -> bytes:
    return tar_head(type=kind, size=len(content)) + content + bytes(-len(content) % 512)


def pax(key: bytes, value: bytes) -> bytes:
    length = len(key) + len(value) + 3
    while len(record := b"%d %s=%s\n" % (length, key, value)) != length:
        length = len(record)
    return record


EMPTY, KB = tar_head(size=0), 1 << 10
ENDLESS = {
    "a long note": tar_note(pax(b"comment", b"x" * 300 * KB)) + EMPTY,
    "many notes": tar_note(pax(b"comment", b"x" * 50 * KB)) * 10 + EMPTY,
    "notes for all": b"".join(
        tar_note(pax(b"%d" % n, b"x" * 50 * KB), tarfile.XGLTYPE) + EMPTY for n in range(10)
    ),
    "a long name": tar_note(b"n" * 20 * KB, tarfile.GNUTYPE_LONGNAME) + EMPTY,
    "a long number": tar_note(b"1" * 200 * KB) + EMPTY,
    "a long map": tar_note(
        pax(b"GNU.sparse.major", b"1") + pax(b"GNU.sparse.minor", b"0") + pax(b"GNU.sparse.realsize", b"9")
    ) + tar_head(size=400 * KB) + (b"99999\n" + b"1\n" * 200 * KB)[: 400 * KB],
}  # fmt: skip


@pytest.mark.parametrize("held", ["64M", "1K"])  # seeking, and from front to back
@pytest.mark.parametrize("name", ENDLESS)
def test_what_is_remembered_of_the_headers_of_a_tar_is_bounded(name: str, held: str) -> None:
    content = tarred({"a.log": LOG})[:1024] + ENDLESS[name] + tarred({"b.log": LOG})
    report = of(gzipped(content), f"held={held}")
    assert [said(one) for one in report.inputs if one.error] == ["damaged"]
    assert report.lines.records == 1


def test_the_names_of_a_tar_are_held_only_up_to_a_limit() -> None:
    named = tar_note(b"n" * 10 * KB, tarfile.GNUTYPE_LONGNAME) + EMPTY
    report = of(tarred({"a.log": LOG})[:1024] + named * 20 + bytes(1024), "held=100K")
    assert [said(one) for one in report.inputs if one.error] == ["damaged"]
    assert report.lines.records == 1


# ---- many codes and many inputs --------------------------------------------------------------------------------------


@functools.cache
def report_of_many_codes(codes: int) -> Report:
    lines = []
    for at in range(codes):
        seconds, tick = divmod(at, 20)
        time_ = f"11-06 {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{tick * 50:03}"
        lines.append(f"{time_}{HEADER[len(time_) :]}activate failed, code: {6600000 + at}\n")
    return of("".join(lines).encode()).judged(["any", "session", "6600107>10"])


@pytest.mark.parametrize("name", [row.name for row in FORMATS])
def test_a_code_costs_no_more_where_a_report_has_many(name: str) -> None:
    def write(codes: int) -> Work:
        report = report_of_many_codes(codes)
        assert len(report.codes) == codes
        return lambda: sum(map(len, BY_NAME[name].text_parts(report)))

    assert_each_costs_the_same(write, 100)


def test_a_code_costs_no_more_where_a_comparison_has_many() -> None:
    def compare_them(codes: int) -> Work:
        report = report_of_many_codes(codes)
        assert len(compare(report, report, by="code").rows) == codes
        return lambda: compare(report, report, by="code")

    assert_each_costs_the_same(compare_them, 100)


def test_an_annotation_costs_no_more_where_there_are_many_inputs() -> None:
    entry = of(b"no log").inputs[0]

    def annotate(inputs: int) -> Work:
        report = replace(of(LOG), inputs=tuple(entry._replace(source=f"{number}.log") for number in range(inputs)))
        return lambda: sum(map(len, BY_NAME["github"].text_parts(report)))

    assert_each_costs_the_same(annotate, 100)
