"""Damaged packed data: what can be unpacked before and behind the damage is read, and the damage is said."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
import zipfile
from collections.abc import Callable
from itertools import takewhile

import pytest
import zstandard

from fuzz.packing import zipped
from hilog_avsession.model.inputs import Input
from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.sources import Budget, Limits, Opener, Source

Pack = Callable[[bytes], bytes]

PACKS: dict[str, Pack] = {
    "gzip": lambda content: gzip.compress(content, mtime=0),
    "zstd": zstandard.ZstdCompressor(write_checksum=True).compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}


def lines(first: int, count: int) -> bytes:
    """Lines that do not pack well, each with its number."""
    luck = random.Random(first)
    head = b"11-06 19:30:00.000  6120  6131 I A03D00/com.example.radio/JSAPP: "
    return b"".join(b"%sline %d %s\n" % (head, first + n, luck.randbytes(30).hex().encode()) for n in range(count))


def read(content: bytes, *settings: str) -> tuple[list[bytes], Input]:
    """Return the lines that the scanner gets, and what the report says about the input."""
    limits = Limits.parse(settings)
    (source,) = Opener(Budget(limits)).open(io.BytesIO(content))
    assert isinstance(source, Source)
    given = b"".join(block.data for block in source.blocks())
    (said,) = diagnose([io.BytesIO(content)], Options(limits=limits)).inputs
    return given.splitlines(keepends=True), said


def flipped(content: bytes, place: int) -> bytes:
    changed = bytearray(content)
    changed[place] ^= 0x10
    return bytes(changed)


def problem_of(one: Input) -> str | None:
    return one.error and one.error.problem


@pytest.mark.parametrize(("name", "place"), [("gzip", -8), ("gzip", -1), ("zstd", -2)])
def test_a_wrong_checksum_costs_no_line(name: str, place: int) -> None:
    log = lines(0, 200)
    given, said = read(flipped(PACKS[name](log), place))
    assert b"".join(given) == log
    assert problem_of(said) == "wrong-checksum"


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_what_follows_a_wrong_checksum_is_read(name: str) -> None:
    pack = PACKS[name]
    first = pack(lines(0, 100))
    given, said = read(flipped(first + pack(lines(100, 100)), len(first) - 2))
    assert b"".join(given) == lines(0, 100) + lines(100, 100)
    assert problem_of(said) == "wrong-checksum"


@pytest.mark.parametrize("name", ["bzip2", "xz"])
def test_what_a_decoder_gives_before_it_meets_damage_is_read(name: str) -> None:
    log = lines(0, 200)
    given, said = read(flipped(PACKS[name](log), -3))  # in the checksum of the whole, or in the index
    assert b"".join(given)[:-1024] == log[: len(b"".join(given)) - 1024]
    assert len(given) > 190
    assert said.error is not None
    assert said.error.kind == "damaged"


@pytest.mark.parametrize("name", PACKS)
def test_after_a_damaged_member_the_next_one_is_read(name: str) -> None:
    pack, luck = PACKS[name], random.Random(1)
    before, hit, behind = (pack(lines(n * 500, 500)) for n in range(3))
    damaged = hit[: len(hit) // 2] + luck.randbytes(200) + hit[len(hit) // 2 + 200 :]
    given, said = read(before + damaged + behind)
    whole = lines(0, 500).splitlines(keepends=True) + lines(1000, 500).splitlines(keepends=True)
    assert len(set(whole) & set(given)) == 1000
    assert said.error is not None
    assert said.error.kind == "damaged"
    assert not [line for line in given if line.count(b"JSAPP") > 1 and line in whole]


@pytest.mark.parametrize("count", [100, 1500, 5000], ids="{} lines".format)
def test_damage_costs_few_of_the_lines_before_it(count: int) -> None:
    """Wherever it is: a short member, and the beginning of a long one, are unpacked at once."""
    log = lines(0, count).splitlines(keepends=True)
    packed = PACKS["gzip"](b"".join(log))
    for place in range(len(packed) // 8, len(packed), len(packed) // 4):
        given, said = read(packed[:place] + b"\xff" * 40 + packed[place + 40 :])
        kept = sum(1 for _same in takewhile(lambda two: two[0] == two[1], zip(log, given, strict=False)))
        assert kept > count * place / len(packed) - 25
        assert said.error is not None
        assert said.error.kind == "damaged"


@pytest.mark.parametrize("name", PACKS)
def test_a_member_behind_other_data_is_read(name: str) -> None:
    pack = PACKS[name]
    given, said = read(pack(lines(0, 100)) + b"something else" * 20_000 + pack(lines(100, 100)))
    assert b"".join(given) == lines(0, 100) + b"\n" + lines(100, 100)
    assert problem_of(said) == "followed"


def test_frames_of_zstd_that_hold_no_data_are_skipped() -> None:
    pack = PACKS["zstd"]
    skipped = b"\x5a\x2a\x4d\x18" + struct.pack("<I", 100_000) + bytes(100_000)
    given, said = read(skipped + pack(lines(0, 100)) + skipped + pack(lines(100, 100)) + skipped)
    assert b"".join(given) == lines(0, 100) + lines(100, 100)
    assert said.error is None
    _given, cut = read(pack(lines(0, 100)) + skipped[:-1])
    assert problem_of(cut) == "cut-off"


@pytest.mark.parametrize("content", [lines(0, 5000), lines(0, 1), b"", bytes(300_000) + lines(0, 1)], ids=range(4))
@pytest.mark.parametrize("sized", [False, True])
@pytest.mark.parametrize("level", [-5, 1, 19])
def test_every_frame_of_zstd_is_read(content: bytes, sized: bool, level: int) -> None:
    settings = zstandard.ZstdCompressionParameters.from_level(level, write_content_size=sized, write_checksum=sized)
    packer = zstandard.ZstdCompressor(compression_params=settings).compressobj(len(content) if sized else -1)
    packed = packer.compress(content) + packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK) + packer.flush()
    given, said = read(packed)
    assert b"".join(given) == content.replace(b"\0", b"")
    assert problem_of(said) is None


def test_the_header_of_gzip_may_have_any_length() -> None:
    packed = PACKS["gzip"](lines(0, 10))
    extra, name = struct.pack("<H", 60_000) + bytes(60_000), b"n" * 200_000 + b"\0"
    head = packed[:3] + b"\x1e" + packed[4:10] + extra + name + name + b"\0\0"
    given, said = read(head + packed[10:])
    assert b"".join(given) == lines(0, 10)
    assert said.error is None
    _given, cut = read(head[:-100_000])
    assert problem_of(cut) == "cut-off"


WIDE: dict[str, Callable[[], bytes]] = {  # made where they are needed: a window takes time and memory
    "zstd": lambda: (
        b"\x28\xb5\x2f\xfd\x00" + bytes([21 << 3]) + struct.pack("<I", len(lines(0, 1)) << 3 | 1)[:3] + lines(0, 1)
    ),
    "xz": lambda: lzma.compress(lines(0, 1), filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}]),
}


@pytest.mark.parametrize("name", WIDE)
def test_a_window_that_is_too_large_is_named_as_a_limit(name: str) -> None:
    packed = WIDE[name]()
    _given, said = read(packed)
    assert said.error is not None
    assert said.error.kind == "limit"
    assert "--limit window=" in said.error.hint
    for setting in ("window=2G", "window=9T"):
        given, raised = read(packed, setting)
        assert b"".join(given) == lines(0, 1)
        assert raised.error is None


def test_a_window_in_a_zip_is_named_as_a_limit_and_the_others_are_read() -> None:
    content = zipped({"a.log": lines(0, 100), "b.log": b""}, zipfile.ZIP_LZMA)
    report = diagnose([io.BytesIO(content)], Options(limits=Limits.parse("window=5K")))
    assert [problem_of(one) for one in report.inputs] == ["large-window"]
