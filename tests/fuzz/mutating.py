"""From a seed and a number to an input: a saved text, changed, perhaps packed, perhaps changed again.

To add a kind of damage, write a function from a `Random` and bytes to bytes, and add it to TEXT or PACKED.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from .packing import PACKERS
from .seeds import saved

Change = Callable[[random.Random, bytes], bytes]

LARGEST = 400_000  # bytes of an input: larger ones only make it slow
CHUNKS = (1, 7, 100, 1000, 5000, 70_000)  # bytes read at a time


@dataclass(frozen=True, slots=True)
class Input:
    """An input: its number in the run, and the way in which the program reads it."""

    number: int
    content: bytes
    way: int  # any number; the oracle takes it modulo its ways
    chunk: int  # bytes read at a time on a second reading


def make_input(seed: int, number: int) -> Input:
    rng = random.Random(f"{seed}:{number}")
    content = rng.choice(list(saved().values()))
    if rng.random() < 0.2:
        content = _both(rng, content, rng.choice(list(saved().values())))
    content = _changed(rng, content, TEXT)
    while rng.random() < 0.35 and len(content) < LARGEST:
        content = PACKERS[rng.choice(list(PACKERS))](content)
        if rng.random() < 0.5:
            content = _changed(rng, content, PACKED)
    return Input(number, content[:LARGEST], rng.randrange(1 << 16), rng.choice(CHUNKS))


def _changed(rng: random.Random, content: bytes, changes: tuple[Change, ...]) -> bytes:
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3, 6))):
        content = rng.choice(changes)(rng, content)
    return content


# ---- any bytes -------------------------------------------------------------------------------------------------------

ODD_BYTES = (
    b"\0", b"\0" * 100, b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf0\x9f\x8e\xb5"[:2], b"\r", b"\r\r\n", b"\n", b"\n\n",
    b"\x1b[31m", b"\x1b[", b"\x1b]0;title\x07", b"\x85", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\xff\xfe",
    b"\xfe\xff", b"\x1f\x8b", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"BZh9", b"\xfd7zXZ\0", b"PK\3\4", b"PK\5\6",
    b"PK\7\x08", b"Rar!\x1a\7", b"7z\xbc\xaf\x27\x1c", b"ustar\0" + b"00", b"\x1a", b"\x7f", b" " * 5000,
)  # fmt: skip


def _both(rng: random.Random, first: bytes, other: bytes) -> bytes:
    """Return the beginning of one input and the end of another."""
    return first[: rng.randrange(len(first) + 1)] + other[rng.randrange(len(other) + 1) :]


def flip_bits(rng: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 5, 20)) if changed else 0):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def set_bytes(rng: random.Random, content: bytes) -> bytes:
    if not content:
        return content
    size = rng.choice((1, 2, 4, 8))
    value = rng.choice((0, 1, (1 << 8 * size) - 1, 1 << 8 * size - 1, rng.randrange(1 << 8 * size)))
    place = rng.randrange(len(content))
    return content[:place] + value.to_bytes(size, rng.choice(("little", "big"))) + content[place + size :]


def insert_odd(rng: random.Random, content: bytes) -> bytes:
    place = rng.choice((0, len(content), rng.randrange(len(content) + 1)))
    return content[:place] + rng.choice(ODD_BYTES) + content[place:]


def insert_junk(rng: random.Random, content: bytes) -> bytes:
    place = rng.randrange(len(content) + 1)
    return content[:place] + rng.randbytes(rng.choice((1, 10, 200, 5000))) + content[place:]


def cut_off(rng: random.Random, content: bytes) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def cut_out(rng: random.Random, content: bytes) -> bytes:
    start = rng.randrange(len(content) + 1)
    return content[:start] + content[start + rng.choice((1, 2, 10, 100, 1000)) :]


def repeat(rng: random.Random, content: bytes) -> bytes:
    start = rng.randrange(len(content) + 1)
    piece = content[start : start + rng.choice((1, 4, 50, 500))]
    return content[:start] + piece * rng.choice((2, 10, 300)) + content[start:]


# ---- text ------------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(rb"\d+")
ODD_NUMBERS = (
    b"0", b"-1", b"00", b"99", b"1e9", b"65535", b"2147483648", b"9" * 19, b"9" * 5000, b"6600101", b"6600107",
    b"6611000", b"-1013", "\u0661\u0662".encode(), "\u00b2".encode(), b"0x7f", b"",
)  # fmt: skip
ODD_WORDS = (
    b"createAVSession", b"code: ", b"BusinessError", b"sendControlCommand", b"failed", b"66", b"6600102", b"session",
    b"<private>", b"AVSession: ", b"[", b"]", b": ", b"/", b"==LOGS OVER PROC QUOTA, 9 DROPPED==",
    b"11-06 19:30:00.000  6120  6131 E C02B91/AVSession: ", b"11-06 19:30:00.000   6120-6131   ",
)  # fmt: skip


def odd_number(rng: random.Random, content: bytes) -> bytes:
    numbers = list(_NUMBER.finditer(content))
    if not numbers:
        return content
    number = rng.choice(numbers)
    return content[: number.start()] + rng.choice(ODD_NUMBERS) + content[number.end() :]


def near_number(rng: random.Random, content: bytes) -> bytes:
    numbers = list(_NUMBER.finditer(content))
    if not numbers:
        return content
    number = rng.choice(numbers)
    digits = bytes(rng.choice(b"0123456789") for _ in number[0])
    return content[: number.start()] + digits + content[number.end() :]


def insert_word(rng: random.Random, content: bytes) -> bytes:
    place = rng.randrange(len(content) + 1)
    return content[:place] + rng.choice(ODD_WORDS) * rng.choice((1, 1, 3, 400)) + content[place:]


def huge_line(rng: random.Random, content: bytes) -> bytes:
    place = content.rfind(b"\n", 0, rng.randrange(len(content) + 1)) + 1
    piece = rng.choice((b"x", b" ", b"6600101 ", b": ", b"[", b"\xe6\x92\xad", b"fail ", b"\xe9", b"\t", b"0"))
    return content[:place] + piece * rng.choice((3000, 17_000, 40_000)) + content[place:]


def shuffle_lines(rng: random.Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    rng.shuffle(lines)
    return b"".join(lines)


# ---- containers ------------------------------------------------------------------------------------------------------

_ZIP_RECORD = re.compile(rb"PK(?:\x01\x02|\x03\x04|\x05\x06|\x06\x06|\x06\x07)")
_ODD_FIELDS = (0, 1, 2, 9, 12, 14, 0x7F, 0x80, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 45, 63, 99, 0x0801)


def zip_field(rng: random.Random, content: bytes) -> bytes:
    """Change a field in a record of a zip."""
    records = list(_ZIP_RECORD.finditer(content))
    if not records:
        return set_bytes(rng, content)
    place = rng.choice(records).start() + 4 + 2 * rng.randrange(21)
    size = rng.choice((2, 4))
    value = rng.choice(_ODD_FIELDS) & ((1 << 8 * size) - 1)
    return content[:place] + value.to_bytes(size, "little") + content[place + size :]


# name, offset and size of a tar header's fields that decide something
_TAR_FIELDS = ((0, 100), (124, 12), (136, 12), (156, 1), (257, 8), (345, 155), (386, 24), (483, 12))
_TAR_VALUES = (
    b"\0", b"7" * 11 + b"\0", b"\x80" + b"\xff" * 11, b"\xff" * 12, b"\x80" + b"\0" * 3 + b"\x40" + b"\0" * 7,
    b"L", b"x", b"g", b"S", b"2", b"5", b"K", b"\x01", b"../../etc/passwd\0", b"a!b\n\0", b"00000000010\0", b"-1\0",
)  # fmt: skip


def tar_field(rng: random.Random, content: bytes) -> bytes:
    """Change a field in a header of a tar, and correct the checksum."""
    heads = [start for start in range(0, len(content) - 511, 512) if content[start + 257 : start + 262] == b"ustar"]
    if not heads:
        return set_bytes(rng, content)
    start = rng.choice(heads)
    head = bytearray(content[start : start + 512])
    offset, size = rng.choice(_TAR_FIELDS)
    value = rng.choice(_TAR_VALUES)[:size]
    head[offset : offset + len(value)] = value
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return content[:start] + bytes(head) + content[start + 512 :]


def head_field(rng: random.Random, content: bytes) -> bytes:
    """Change one of the first bytes: flags, methods and sizes of a compressed stream."""
    place = rng.randrange(min(20, len(content)) or 1)
    return content[:place] + bytes([rng.choice((0, 1, 4, 8, 0x1F, 0x60, 0x7F, 0x80, 0xFF))]) + content[place + 1 :]


ANY: tuple[Change, ...] = (flip_bits, set_bytes, insert_odd, insert_junk, cut_off, cut_out, repeat)
TEXT: tuple[Change, ...] = (
    *ANY, odd_number, odd_number, near_number, near_number, insert_word, insert_word, huge_line, shuffle_lines
)  # fmt: skip
PACKED: tuple[Change, ...] = (*ANY, zip_field, zip_field, tar_field, tar_field, head_field)
