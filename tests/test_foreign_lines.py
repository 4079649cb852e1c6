"""Lines that are not HiLog are counted many at once, as if each were looked at by itself."""

from __future__ import annotations

import random
from itertools import accumulate, pairwise

import pytest

from conftest import with_trials
from hilog_avsession.reading.fastpath import Block
from hilog_avsession.reading.probe import Probe

HEADER = b"11-06 19:30:00.000  6120  6131 E A03D00/com.example.radio/JSAPP: fine"
PIECES = {  # a line -> whether it counts as foreign once a header was read
    HEADER: False,
    b"11-07 00:00:00.000  6120  6131 E A03D00/com.example.radio/JSAPP: fine": False,
    b"\x1b[31m" + HEADER + b"\x1b[0m": False,
    b"   " + HEADER: False,
    b"\xef\xbb\xbf" + HEADER: False,
    b"": False,
    b" \t\r": False,
    b" " * 30: False,
    b" " * 20 + b"continued": False,
    b"11-06 and no time": False,
    b"x": True,
    b"\xe9\xff": True,
    b" " * 19 + b"text": True,
    b"  see A03D00/ for more": True,
    b"19:30:00": True,
    b"\r": False,
}


def counted(text: bytes, cuts: list[int]) -> tuple[int, str | None]:
    """Return the number of foreign lines and the last time of a text in blocks that end after these lines."""
    probe, lines = Probe(), _lines(text)
    starts = [0, *cuts, len(lines)]
    blocks = [b"".join(lines[a:b]) for a, b in pairwise(starts)]
    numbers = accumulate((block.count(b"\n") for block in blocks), initial=1)
    for _block in probe.watch(Block(block, number) for block, number in zip(blocks, numbers, strict=False) if block):
        pass
    return probe.foreign_lines, probe.last_time


def _lines(text: bytes) -> list[bytes]:
    return [line + b"\n" for line in text.split(b"\n")[:-1]] + [text.rpartition(b"\n")[2]]


@pytest.mark.parametrize("seed", with_trials(range(20), range(20, 300)))
def test_however_many_lines_are_looked_at_together_the_count_is_the_same(seed: int) -> None:
    luck = random.Random(seed)
    kinds = luck.sample(list(PIECES), 4)
    lines = [HEADER, *luck.choices(kinds, k=luck.choice((3, 50, 3000)))]
    text = b"\n".join(lines) + luck.choice((b"", b"\n"))
    cuts = sorted(luck.sample(range(len(lines)), min(len(lines) - 1, 5)))
    expected = sum(PIECES[line] for line in lines)
    assert counted(text, [])[0] == expected
    assert counted(text, cuts) == counted(text, [])
    # a header behind blanks is read, but it does not move the end of the input
    last = next(line for line in reversed(lines) if b".000  6120" in line and not line.startswith(b" "))
    assert counted(text, [])[1] == ("11-07 00:00:00.000" if b"11-07" in last else "11-06 19:30:00.000")


def test_without_a_header_all_lines_with_text_are_foreign() -> None:
    assert counted(b"\n\n\n" * 5000 + b"text\n" * 3 + b"  text", []) == (4, None)


@pytest.mark.parametrize("cuts", [[], [1], [2], [3], [1, 2, 3]], ids=str)
def test_a_log_that_changes_its_layout_has_the_same_foreign_lines_however_it_is_cut(cuts: list[int]) -> None:
    lines = [
        b"00.508  1310  1512 I C02B91/av_session/AVSession: fine",
        HEADER,
        b"11-mm foreign",
        b"11-06 begins like the line with the last date",
    ]
    assert counted(b"\n".join(lines) + b"\n", cuts)[0] == 1
