"""Bytes: damaged, broken and hostile ones keep all laws of a report, in time that their size explains.

The times are compared with those of a plain log of the same size on the same machine, so the factors are generous.
"""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable, Iterator
from functools import cache

from conftest import LOGS
from fuzz import mutating, oracle
from fuzz.mutating import Input
from hilog_avsession.errors import HilogAvsessionError
from hilog_avsession.knowledge.calls import CHECKS
from hilog_avsession.knowledge.statements import STATEMENTS
from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.layouts import LAYOUTS
from hilog_avsession.reading.prefixes import KINDS
from hilog_avsession.reading.sources import Limits

from .trial import Attempt, Trial

Make = Callable[[random.Random], bytes]

FACTOR = 40  # times as long as a plain log of the same size
START = 1.0  # seconds that any diagnosis may take
SHORT = 16  # bytes of a line, on average, below which a line may take as long as one of this length
LONG_LINE = 100 << 20  # bytes
HEADERS = (
    b"11-06 19:30:00.000  6120  6131 E A03D00/com.example.radio/JSAPP: ",
    b"11-06 19:30:00.000  6120  6131 E C02B91/av_session/AVSession: ",
)

# ---- what is tried ---------------------------------------------------------------------------------------------------


@cache
def plain() -> bytes:
    return (LOGS / "evening.log").read_bytes() * 4


def changed(*changes: mutating.Change) -> Make:
    """Return a maker of logs with several of these changes."""

    def make(luck: random.Random) -> bytes:
        content = plain()[: luck.choice((5_000, 40_000, 200_000))]
        for _ in range(luck.choice((1, 3, 10, 30))):
            content = luck.choice(changes)(luck, content)
        return content[:1_000_000]

    return make


def lone_returns(luck: random.Random) -> bytes:
    share = luck.choice((0.01, 0.5, 1))
    return b"".join(b"\r" if byte == 10 and luck.random() < share else bytes([byte]) for byte in plain()[:100_000])


def mixed_encodings(luck: random.Random) -> bytes:
    """Return lines in several encodings, some of them cut inside of a character."""
    text = "播放失败，会话不存在 ÿé\u202e\u2028 😀 "
    names = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "latin-1", "big5", "shift-jis", "utf-7")
    lines = []
    for line in plain()[: luck.choice((2_000, 100_000))].splitlines(keepends=True):
        piece = (text * luck.choice((1, 1, 3))).encode(luck.choice(names), "ignore")
        lines.append(line[:-1] + piece[: luck.randrange(len(piece) + 1)] + b"\n")
    return b"".join(lines)


def escapes(luck: random.Random) -> bytes:
    """Return lines with sequences that a terminal obeys, or that turn the direction of a text."""
    pieces = [b"\x1b[2J", b"\x1b]0;t\x07", b"\x1b[31m", b"\x9b31m", b"\x1b", b"\x7f", b"\x08" * 20, b"\x0c", b"\x1bP"]
    pieces += [character.encode() for character in "\u202e\u2066\u2028\u0085\ufeff"]
    content = plain()[:50_000]
    for _ in range(luck.choice((5, 500))):
        place = luck.randrange(len(content))
        content = content[:place] + luck.choice(pieces) * luck.choice((1, 1, 50)) + content[place:]
    return content


def tiny_lines(luck: random.Random) -> bytes:
    """Return a million lines of a few bytes."""
    pieces = luck.sample([b"", b"x", b"\r", b" ", b"1", b"\xe9", "播".encode(), b"66", b"[", b"E", b"\t", b"\0"], 3)
    return plain()[:2000] * luck.randrange(2) + b"\n".join(luck.choices(pieces, k=1_000_000))


def pumped(luck: random.Random) -> bytes:
    """Return lines that repeat a piece of a text which a pattern of the knowledge tables matches, again and again."""
    texts = [statement.example for statement in STATEMENTS] + [layout.example for layout in LAYOUTS]
    texts += [example for kind in KINDS for example in kind.examples] + [
        text for check in CHECKS for text in check.example
    ]
    lines = []
    for _ in range(20):
        text = luck.choice(texts)
        start = luck.randrange(len(text))
        piece = text[start : start + luck.choice((1, 1, 2, 3, 8, 20))] or " "
        whole = (
            text[:start] + piece * (16_000 // len(piece.encode()) - 100) + luck.choice(("", text[start:], "\x01", "66"))
        )
        lines.append(luck.choice((*HEADERS, b"")) + whole.replace("\n", " ").encode()[:16_200])
    return b"\n".join(lines * luck.choice((1, 3)))


def long_line(luck: random.Random) -> bytes:
    piece = luck.choice((b"x", b"6600101 ", b" ", b"\xe9", b"\r", b"[", "播".encode(), b"0", b"\0", b"\x1b[31m"))
    return plain()[:2000] + luck.choice(HEADERS) + piece * (LONG_LINE // len(piece)) + b"\n" + plain()[:2000]


SMALL: dict[str, Make] = {
    "bits, bytes and pieces changed": changed(*mutating.ANY),
    "numbers, words and lines changed": changed(*mutating.TEXT),
    "lone carriage returns": lone_returns,
    "mixed encodings": mixed_encodings,
    "escape sequences": escapes,
}
LARGE: dict[str, Make] = {
    "a million tiny lines": tiny_lines,
    "texts made against a pattern": pumped,
}

# ---- what has to hold ------------------------------------------------------------------------------------------------


def attempts(luck: random.Random) -> Iterator[Attempt]:
    seconds_per_byte = _time(plain() * 4) / (4 * len(plain()))
    number = 0
    while True:
        for kind, make in SMALL.items():
            number += 1
            yield Attempt(kind, _laws(Input(number, make(luck), luck.randrange(1 << 16), luck.choice((1000, 70_000)))))
        for kind, make in LARGE.items():
            yield Attempt(kind, _in_time(make(luck), seconds_per_byte))
        if number % 50 == len(SMALL):
            yield Attempt("a line of 100 MB", _in_time(long_line(luck), seconds_per_byte))


def _laws(case: Input) -> str | None:
    try:
        oracle.check(case)
    except Exception as error:  # noqa: BLE001  (any exception is a fault)
        return f"{oracle.name_of(error)}: {str(error)[:200]}"
    return None


def _in_time(content: bytes, seconds_per_byte: float) -> str | None:
    try:
        seconds = _time(content)
    except Exception as error:  # noqa: BLE001  (any exception is a fault)
        return f"{oracle.name_of(error)}: {str(error)[:200]}"
    size = max(len(content), SHORT * content.count(b"\n"))
    allowed = START + FACTOR * seconds_per_byte * size
    return (
        None
        if seconds <= allowed
        else f"{seconds:.1f} s for {len(content):,} bytes {content[-100:]!r}, not {allowed:.1f}"
    )


def _time(content: bytes) -> float:
    """Return the processor time of a diagnosis in seconds, and check its figures."""
    begun = time.process_time()
    try:
        report = diagnose([io.BytesIO(content)], Options(limits=Limits()))
    except HilogAvsessionError:
        return time.process_time() - begun
    seconds = time.process_time() - begun
    oracle.check_counts(report)
    return seconds


TRIALS = (
    Trial(
        "bytes",
        "no crash; each examined line is a record, a continuation or unparsed; the time follows the size",
        attempts,
    ),
)
