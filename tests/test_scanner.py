"""The scanner loses nothing, however it searches and however the input is cut."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import LOGS, examples
from hilog_avsession.knowledge.needle import Needle
from hilog_avsession.knowledge.rules import needle_rules
from hilog_avsession.knowledge.statements import STATEMENTS
from hilog_avsession.model.records import Line
from hilog_avsession.options import Options
from hilog_avsession.pipeline import Diagnosis, diagnose
from hilog_avsession.reading import reader as front
from hilog_avsession.reading.fastpath import Block
from hilog_avsession.reading.finders import Finder, best_finder, hyperscan_finder, regex_finder
from hilog_avsession.reading.layouts import head_end, starts_record
from hilog_avsession.reading.scanner import Scanner
from hilog_avsession.report import Report

NEEDLES = needle_rules()[0]
FIXTURES = sorted(LOGS.glob("*.log"))


def every_line(data: bytes) -> Iterator[tuple[int, int]]:
    """Find like no scanner at all: look for every needle in every line."""
    start = 0
    for line in data.splitlines(keepends=True) if b"\r" not in data else data.split(b"\n"):
        end = start + len(line) + (b"\r" in data)
        lowered = line.lower()
        for index, needle in enumerate(NEEDLES):
            place = lowered.find(needle.text.lower().encode())
            if place >= 0:
                yield start + place + len(needle.text.encode()), index
        start = end


def comparable(report: Report) -> dict[str, object]:
    return report.to_dict()


def find(data: bytes, finder: Finder, needles: tuple[Needle, ...], cuts: list[int] | None = None) -> list[Line]:
    blocks, line = [], 1
    for piece in pieces(data, cuts or []):
        blocks.append(Block(piece, line))
        line += piece.count(b"\n")
    return list(Scanner(needles, finder).find(blocks))


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    """Cut data into blocks of whole lines near the wanted places."""
    ends = [*sorted({data.find(b"\n", cut) + 1 for cut in cuts} - {0}), len(data)]
    starts = [0, *ends[:-1]]
    return [data[start:end] for start, end in zip(starts, ends, strict=True) if end > start]


def test_there_are_fixture_logs() -> None:
    assert FIXTURES


@pytest.mark.parametrize("log", FIXTURES, ids=lambda log: log.name)
def test_the_scanner_loses_nothing(log: Path) -> None:
    data = log.read_bytes()
    slow = diagnose([io.BytesIO(data)], Options(finder=every_line))
    assert comparable(diagnose([io.BytesIO(data)])) == comparable(slow)


@pytest.mark.parametrize("log", FIXTURES, ids=lambda log: log.name)
def test_examining_every_line_finds_no_other_incident(log: Path) -> None:
    """The needles are no weaker than the patterns: with every row tried on every line, nothing new turns up."""
    everything = tuple(range(len(NEEDLES)))

    class Everything(Scanner):
        def find(self, blocks):  # type: ignore[no-untyped-def]
            for block in blocks:
                lead = None
                for number, text in enumerate(block.data.split(b"\n"), start=block.first_line):
                    if text and starts_record(text):
                        lead = Line(number, b"", text)
                        yield lead._replace(needles=everything)
                    elif text:
                        yield Line(number, b"", text, everything, lead)

    data = log.read_bytes()
    wanted = diagnose([io.BytesIO(data)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(front, "Scanner", Everything)
        all_lines = diagnose([io.BytesIO(data)])
    assert [one.evidence for one in all_lines.incidents] == [one.evidence for one in wanted.incidents]
    assert all_lines.sessions == wanted.sessions


@pytest.mark.parametrize("log", FIXTURES, ids=lambda log: log.name)
def test_hyperscan_and_regex_find_the_same_lines(log: Path) -> None:
    pytest.importorskip("hyperscan", reason="no wheel of hyperscan for this platform")
    data = log.read_bytes()
    assert find(data, hyperscan_finder(NEEDLES), NEEDLES) == find(data, regex_finder(NEEDLES), NEEDLES)


WORDS = (Needle("alpha"), Needle("be ta", ("gamma",)), Needle("错误"), Needle("phalan"))
BYTES = st.lists(
    st.sampled_from(
        b"ALPHA|alphalan|Be Ta|gamma|\n|\r\n| |\xff|\x00|11-20 10:00:00.000  1  1 I A00000/t: ".split(b"|")
        + ["错误".encode(), b"x" * 90, b" " * 95]
    ),
    max_size=40,
).map(b"".join)


@examples(4)
@given(data=BYTES, cuts=st.lists(st.integers(0, 400), max_size=6))
def test_any_cut_into_blocks_gives_the_same_lines(data: bytes, cuts: list[int]) -> None:
    whole = find(data, regex_finder(WORDS), WORDS)
    assert find(data, regex_finder(WORDS), WORDS, cuts) == whole
    assert find(data, best_finder(WORDS), WORDS, cuts) == whole


@examples(4)
@given(data=BYTES)
def test_every_line_with_a_needle_is_found_and_no_other(data: bytes) -> None:
    found = find(data, best_finder(WORDS), WORDS)
    lines = data.split(b"\n")
    wanted = []
    for number, text in enumerate(lines, start=1):
        lowered = text[head_end(text, 0, len(text)) :].lower()  # time, process and thread tell nothing
        hits = tuple(
            index
            for index, needle in enumerate(WORDS)
            if needle.text.encode() in lowered
            and (not needle.near or any(word.encode() in lowered for word in needle.near))
        )
        if hits:
            wanted.append((number, text, hits))
    assert [(line.number, line.text, line.needles) for line in found] == wanted


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64, 100, 4096])
def test_any_size_of_reads_gives_the_same_report(evening: Path, chunk: int) -> None:
    wanted = diagnose([evening]).to_dict()
    assert diagnose([evening], Options(read_size=chunk)).to_dict() == wanted


def test_a_continuation_finds_its_header_across_blocks() -> None:
    header = b"11-20 10:00:00.000   12-12     A03D00/JSAPP    com.example.radio     E     the call failed"
    data = header + b"\n" + b" " * 95 + b"plain\n" + b" " * 95 + b"alpha\n"
    for cut in range(len(data)):
        (line,) = find(data, best_finder(WORDS), WORDS, [cut])
        assert line.number == 3
        assert line.lead is not None
        assert line.lead.text == header
        assert line.lead.number == 1


def test_a_random_half_of_a_log_is_examined_line_by_line_the_same(evening: Path) -> None:
    lines = evening.read_bytes().split(b"\n")
    rng = random.Random(5)
    for _ in range(20):
        data = b"\n".join(line for line in lines if rng.random() < 0.5)
        assert comparable(diagnose([io.BytesIO(data)])) == comparable(
            diagnose([io.BytesIO(data)], Options(finder=every_line))
        )


def test_the_needle_table_is_made_of_all_rows() -> None:
    rows = [row for rows in needle_rules()[1].values() for row in rows]
    assert {row.statement.name for row in rows} == {statement.name for statement in STATEMENTS}
    assert isinstance(Diagnosis(), Diagnosis)


def test_threads_may_read_side_by_side(evening: Path) -> None:
    """They share the compiled needles, which search for one at a time."""
    data = evening.read_bytes() * 20
    wanted = diagnose([io.BytesIO(data)]).to_json()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: diagnose([io.BytesIO(data)], Options(read_size=7_000)).to_json(), range(8)))
    assert set(found) == {wanted}
