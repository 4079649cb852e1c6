"""The fast path is compiled where it can be, and does the same as in Python."""

from __future__ import annotations

import importlib.util
import json
import random
import re
import shutil
import subprocess
import sys
import sysconfig
from collections import deque
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import LOGS, examples
from hilog_avsession.model.records import Body, Line, Record
from hilog_avsession.pipeline import Diagnosis
from hilog_avsession.reading import fastpath
from hilog_avsession.reading.fastpath import portable
from hilog_avsession.reading.layouts import ANY_DIGIT, head_end
from hilog_avsession.report import Report
from relayout import LAYOUTS

COMPILER = (sysconfig.get_config_var("CC") or "cl").split()[0]
CAN_COMPILE = bool(shutil.which(COMPILER)) and Path(sysconfig.get_path("include"), "Python.h").exists()
needs_compiled = pytest.mark.skipif(
    not fastpath.COMPILED, reason="the fast path was not compiled when this was installed"
)
if fastpath.COMPILED:
    from hilog_avsession.reading.fastpath import compiled
else:
    compiled = portable
BOTH = [pytest.param(portable, id="portable"), pytest.param(compiled, id="compiled", marks=needs_compiled)]


@pytest.mark.skipif(not CAN_COMPILE, reason=f"no C compiler ({COMPILER}) on this machine, or no headers of Python")
def test_the_fast_path_is_compiled_where_there_is_a_compiler() -> None:
    assert fastpath.COMPILED
    assert importlib.util.find_spec("hilog_avsession.reading.fastpath.compiled").origin.endswith((".so", ".pyd"))  # type: ignore[union-attr]


@needs_compiled
def test_both_have_the_same_parts() -> None:
    names = {name for name in fastpath.__all__ if getattr(fastpath, name) is getattr(compiled, name, None)}
    assert names == {"Block", "Cutter", "Hits", "Minute", "Order", "Sieve", "mark_of", "next_unlike"}
    assert all((getattr(portable, name).__doc__ or "").strip() for name in names)  # says what both do


# ---- blocks ----------------------------------------------------------------------------------------------------------

LINES = st.lists(st.sampled_from([b"\n", b"a", b"\0", b"11-20 ", b"11-21 ", b"x" * 300, b"\n" * 300]), max_size=30).map(
    b"".join
)


@given(data=LINES, places=st.lists(st.integers(0, 2000), max_size=5), first=st.integers(1, 10**10))
@pytest.mark.parametrize("path", BOTH)
def test_a_block_counts_its_lines(path: Any, data: bytes, places: list[int], first: int) -> None:
    block = path.Block(data, first)
    for place in sorted(min(place, len(data)) for place in places):
        assert block.number_of(place) == first + data[:place].count(b"\n")
    assert block.number_of(len(data) + 99) == first + data.count(b"\n")
    assert block.lines == len(data.splitlines(keepends=True))
    assert (block.data, block.first_line) == (data, first)


@given(data=LINES, start=st.integers(0, 100), beginning=st.sampled_from([b"\0\0-\0\0 ", b"11-20 ", b"a", b"(.*"]))
@pytest.mark.parametrize("path", BOTH)
def test_the_next_line_that_begins_otherwise_is_found(path: Any, data: bytes, start: int, beginning: bytes) -> None:
    digits = re.compile(b"[0-9]".join(map(re.escape, beginning.split(ANY_DIGIT))))
    wanted = [
        place + 1
        for place in range(start, len(data))
        if data[place : place + 1] == b"\n" and not digits.match(data, place + 1)
    ]
    assert path.next_unlike(data, start, beginning) == (wanted or [-1])[0]


# ---- lines -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BOTH)
def test_a_hit_counts_where_what_must_follow_follows(path: Any) -> None:
    hits = path.Hits(b"code code 66", [None, re.compile(rb"\d+").match])
    for needle, end in ((0, 4), (1, 4), (0, 9), (1, 10)):
        hits(needle, 0, end, 0, None)
    assert hits.found == [(4, 0), (9, 0), (10, 1)]


HEADS = [
    "11-20 10:15:00.123  6120  6131",
    "11-20 10:15:00.123456  6120  6131",
    "11-20 10:15:00.123456789 6120 12345678901",
    "11-20 10:15:00.1234  6120  6131",
    "11-20 10:15:00.123 -6120  6131",
    "2026-11-20 10:15:00.123  6120  6131",
    "CST 2026-11-20 10:15:00.123  6120  6131",
    "1795140900.123  6120  6131",
    "11-20 10:15:00.123  6120",
    "11-20 10:15:00,123  6120  6131",
    "11-2\0 10:15:00.123  6120  6131",
    "",
    "    ",
]
TEXT = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(HEADS),
    st.sampled_from([" E ", " X ", " Y ", " E", "", " \u9519 "]),
    st.sampled_from(["C02b91/AVSession: ", "", "[Fun]", " "]),
    st.sampled_from(["alpha", "be ta", "alpha \u9519\u8bef", "nothing", "x" * 600 + "alpha", "beta alpha", "\r"]),
).map(str.encode)


def cut(path: Any, data: bytes) -> list[Line]:
    words = (b"alpha", b"beta", b"\xe9\x94\x99")
    hits = [(match.end(), words.index(match[0])) for match in re.finditer(b"|".join(words), data)]

    def judge(body: bytes, found: list[int]) -> tuple[int, ...]:
        return () if b"be ta" in body else tuple(sorted(set(found)))

    def lead(block: Any, start: int, number: int, body: bytes) -> Line | None:
        assert block.data[start : start + len(body)] == body
        return Line(number - 1, b"", b"lead") if number > 1 else None

    return list(path.Cutter(judge, lead).lines(path.Block(data, 1), hits))


@examples(4)
@given(texts=st.lists(TEXT, max_size=12), ended=st.booleans())
@pytest.mark.parametrize("path", BOTH)
def test_the_lines_around_hits_are_cut_out(path: Any, texts: list[bytes], ended: bool) -> None:
    found = cut(path, b"\n".join([*texts, b""] if ended else texts))
    wanted = [
        (number, text, head_end(text, 0, len(text)))
        for number, text in enumerate(texts, start=1)
        if any(word in text for word in (b"alpha", b"beta", b"\xe9\x94\x99"))
        and b"be ta" not in text[head_end(text, 0, len(text)) :]
    ]
    assert [(line.number, line.text, len(line.head)) for line in found] == wanted
    assert all(type(line) is Line and (line.lead is None) == (line.head != b"" or line.number == 1) for line in found)


@needs_compiled
@examples(4)
@given(texts=st.lists(TEXT, max_size=12))
def test_compiled_lines_are_those_of_python(texts: list[bytes]) -> None:
    data = b"\n".join(texts)
    assert cut(compiled, data) == cut(portable, data)
    assert list(map(hash, cut(compiled, data))) == list(map(hash, cut(portable, data)))


# ---- heads -----------------------------------------------------------------------------------------------------------

TIMES = st.builds(
    "{:02}.{}{}{}{}{}".format,
    st.integers(0, 60),
    st.integers(0, 10**9 - 1).flatmap(lambda n: st.sampled_from([f"{n:09}", f"{n:09}"[:6], f"{n:09}"[:3]])),
    st.sampled_from([" ", "  ", "     "]),
    st.integers(-9_999_999_999, 9_999_999_999),
    st.sampled_from([" ", "   "]),
    st.integers(-9_999_999_999, 9_999_999_999),
)


@needs_compiled
@examples(4)
@given(
    rest=TIMES,
    minute=st.sampled_from(["11-20 10:15:", "2026-11-20 10:15:", "CST 2026-11-20 10:15:"]),
    other=st.booleans(),
    start=st.integers(0, 10**11),
    zone=st.sampled_from([(None, None), (2026, None), (2026, 28_800), (2026, -3_600)]),
)
def test_a_compiled_head_is_that_of_python(
    rest: str, minute: str, other: bool, start: int, zone: tuple[int | None, int | None]
) -> None:
    printed = "11-20 10:16:" if other else minute
    line = Line(7, (minute + rest).encode(), b" E C02b91/AVSession: x")
    body = Body("E", "C", "02b91", "", "AVSession", "x")
    found, wanted = (path.Minute(printed, start, *zone).stamp(line.head) for path in (compiled, portable))
    assert found == wanted
    assert (found is None) == (printed != minute)
    if found is not None:
        assert list(map(type, found)) == list(map(type, wanted))
        assert (type(found), hash(found)) == (type(wanted), hash(wanted))
    for path in (compiled, portable):
        for known, reading in (({line.body: body}, None), ({}, {line: body}.get)):
            record = path.Sieve().next(iter([line]), path.Minute(printed, start, *zone), known, reading, "log")
            # the compiled sieve leaves heads with a sign before a number to `stamp`
            is_left = found is None or (path is compiled and "-" in rest)
            assert record == (line if is_left else Record("log", 7, found, body))
        assert path.Sieve().next(iter([line]), path.Minute(printed, start, *zone), {}, lambda _: None, "log") is line
        assert path.Minute(minute, start, *zone).stamp(b"") is None


# ---- the order of lines, and lines that tell nothing new -------------------------------------------------------------

TURNS = st.lists(
    st.one_of(
        st.sampled_from(["restart", "continue_input"]),
        st.tuples(st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.5, 5.0, 5.1]), st.integers(1, 3), st.integers(0, 1200)),
    ),
    max_size=30,
)


@needs_compiled
@examples(4)
@given(turns=TURNS)
def test_the_compiled_order_is_that_of_python(turns: list[Any]) -> None:
    orders, line = (compiled.Order(), portable.Order()), 0
    for turn in turns:
        if isinstance(turn, str):
            for order in orders:
                getattr(order, turn)()
        else:
            clock, thread, lines = turn
            line += lines
            first, second = (order.steps_back(clock, (6120, thread or None), line) for order in orders)
            assert first is second


@pytest.mark.parametrize("path", BOTH)
def test_a_mark_depends_on_all_that_distinguishes_a_line(path: Any) -> None:
    lines = [
        (-5, 123, 6120, 6131, 7),
        (5, 123, 6120, 6131, 7),
        (-5, 124, 6120, 6131, 7),
        (-5, 123, 6121, 6131, 7),
        (-5, 123, 6120, None, 7),
        (-5, 123, 6120, 6132, 7),
        (-5, 123, 6131, 6120, 7),
        (-5, 123, 6120, 6131, 8),
    ]
    marks = [path.mark_of(*line) for line in lines]
    assert len(set(marks)) == len(lines)
    assert [path.mark_of(*line) for line in lines] == marks
    assert all(-(2**63) <= mark < 2**63 for mark in marks)


def read(path: Path, text: str) -> Diagnosis:
    path.write_text(text, "utf-8")
    diagnosis = Diagnosis()
    deque(diagnosis.read(str(path)), maxlen=0)
    return diagnosis


def finish(diagnosis: Diagnosis) -> Report:
    deque(diagnosis.finish(), maxlen=0)
    return diagnosis.report()


@needs_compiled
def test_lines_that_tell_nothing_new_end_where_they_are_read(tmp_path: Path, evening: Path) -> None:
    diagnosis = read(tmp_path / "twice.log", evening.read_text("utf-8"))
    assert diagnosis._sieve.held > 0
    report = finish(diagnosis)
    assert report.lines.records > diagnosis._sieve.held  # they are counted


@needs_compiled
def test_a_held_line_is_known_when_it_is_read_again(tmp_path: Path, evening: Path) -> None:
    (tmp_path / "again.log").write_text(evening.read_text("utf-8"), "utf-8")
    diagnosis = Diagnosis()
    for path in (evening, tmp_path / "again.log"):
        deque(diagnosis.read(str(path)), maxlen=0)
    lines = finish(diagnosis).lines
    assert diagnosis._sieve.held > 0
    assert 2 * lines.repeated == lines.records


@pytest.mark.parametrize("form", ["epoch", "monotonic"])
def test_lines_in_seconds_belong_to_no_minute_around_them(tmp_path: Path, form: str) -> None:
    lines = [f"11-20 10:15:0{second}.000  6120  6131 E C02b91/AVSession: [Start]line" for second in range(5)]
    lines.insert(2, LAYOUTS[form][0](lines[2]))
    (tmp_path / "again.log").write_text("\n".join([*lines[3:], ""]), "utf-8")
    diagnosis = Diagnosis()
    (tmp_path / "first.log").write_text("\n".join([*lines, ""]), "utf-8")
    for name in ("first.log", "again.log"):
        deque(diagnosis.read(str(tmp_path / name)), maxlen=0)
    deque(diagnosis.finish(), maxlen=0)
    assert diagnosis.report().lines.repeated == len(lines[3:])


@pytest.mark.parametrize("times", [1, 3])
def test_kernel_lines_are_not_remembered(tmp_path: Path, times: int) -> None:
    lines = [f"11-20 10:15:0{second}.000  6120  6131 E C02b91/AVSession: [Start]line {second}" for second in range(5)]
    kernel = "11-20 10:15:05.000  6120  6131 W K00000/HiLog: Slow reader missed log lines: 5"
    diagnosis = read(tmp_path / "kernel.log", "\n".join([*lines, *times * [kernel], ""]))
    assert diagnosis._deduplicator.unsure == 0
    assert diagnosis._deduplicator.memory.size == len(lines)
    assert finish(diagnosis).lines.records == len(lines) + times


# ---- whole reports ---------------------------------------------------------------------------------------------------

_REPORTS = """
import json, sys
if sys.argv[1] == "portable":
    sys.modules["hilog_avsession.reading.fastpath.compiled"] = None
from hilog_avsession.reading import fastpath
from hilog_avsession.pipeline import diagnose
assert fastpath.COMPILED == (sys.argv[1] == "compiled")
for paths in sys.argv[2:]:
    print(diagnose(paths.split("+")).to_json().replace("\\n", ""))
"""


@needs_compiled
def test_reports_are_the_same_where_nothing_is_compiled(tmp_path: Path, evening: Path) -> None:
    for name, (render, _) in LAYOUTS.items():
        lines = map(render, evening.read_text("utf-8").splitlines())
        (tmp_path / f"{name}.log").write_text("\n".join(lines), "utf-8")
    rng = random.Random(1)
    renders = [render for render, _ in LAYOUTS.values()]
    for seed in range(8):  # lines of several forms between one another
        mixed = [rng.choice([str, str, rng.choice(renders)])(line) for line in evening.read_text("utf-8").splitlines()]
        (tmp_path / f"mixed-{seed}.log").write_text("\n".join(mixed), "utf-8")
    fuzzed = Path(__file__).parent / "fuzz" / "corpus"
    paths = [*map(str, sorted([*tmp_path.iterdir(), *LOGS.iterdir(), *fuzzed.iterdir()]))]
    assert len(paths) > 60
    twice = [path for number, path in enumerate(paths) if number % 4 == 0 or "mixed" in path]
    paths += [f"{path}+{path}" for path in twice] + [f"{evening}+{path}+{evening}" for path in paths[:4]]
    compiled_, portable_ = (
        subprocess.run(
            [sys.executable, "-c", _REPORTS, way, *paths], capture_output=True, check=True, encoding="utf-8"
        ).stdout.split("\n")
        for way in ("compiled", "portable")
    )
    assert len(compiled_) == len(paths) + 1
    for path, found, wanted in zip(paths, compiled_, portable_, strict=False):
        assert json.loads(found) == json.loads(wanted), Path(path).name
