"""What two captures share, and what one capture prints again, counts once; what is genuine stays counted."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import LOGS, examples
from hilog_avsession.analysis.deduplicate import Deduplicator
from hilog_avsession.model.events import DumpLine
from hilog_avsession.model.incidents import Incident, Session
from hilog_avsession.model.records import Line, Record
from hilog_avsession.output.terminal.blocks import PageStyle
from hilog_avsession.output.terminal.headline import headline
from hilog_avsession.output.wording.head import head_text
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.header import HeaderReader
from hilog_avsession.reading.layouts import clean
from hilog_avsession.reading.sources import Budget, Limits, Opener, Source
from hilog_avsession.report import Report
from relayout import LAYOUTS
from simulator.story import Options, generate

EVENING = (LOGS / "evening.log").read_text("utf-8").splitlines()
TRACES = [generate(seed, Options(seconds=8, failing=0.7)).lines() for seed in range(60, 66)]
WHOLES = [EVENING, *TRACES]

logs = st.integers(0, len(WHOLES) - 1)
share = st.floats(0, 1)


def analyzed(*captures: Sequence[str]) -> Report:
    return diagnose([Named(f"{number}.log", capture) for number, capture in enumerate(captures)])


class Named(io.BytesIO):
    def __init__(self, name: str, lines: Sequence[str]) -> None:
        super().__init__("".join(f"{line}\n" for line in lines).encode())
        self.name = name


def told(report: Report) -> dict[str, Any]:
    """All that a report tells, except where the lines stand."""
    return {
        "counts": report.counts,
        "categories": report.categories,
        "codes": report.codes,
        "loss": report.loss,
        "unknown": [(one.shape, one.lines, one.example) for one in report.unknown],
        "sessions": [of_session(one) for one in report.sessions],
        "incidents": [of_incident(one) for one in report.incidents],
        "recommendations": [(one.code, one.cause, one.incidents) for one in report.recommendations],
        "blind spots": report.blind_spots,
    }


def of_session(one: Session) -> Any:
    # commands in a row are one event: a failure at the seam may stand between them
    story = sorted((event.time, event.event, event.text) for event in one.story if event.event != "command")
    return one._replace(story=()), story


def of_incident(one: Incident) -> Any:
    evidence = tuple(line._replace(source="", line=0) for line in one.evidence)
    return {
        **one._replace(evidence=evidence, session=None, candidates=(), before=())._asdict(),
        "session": one.session and of_session(one.session)[0],
        "candidates": [of_session(candidate)[0] for candidate in one.candidates],
        "before": [(event.time, event.event) for event in one.before],
    }


def new_lines(report: Report) -> int:
    return report.lines.records - report.lines.repeated


def place(lines: Sequence[str], part: float) -> int:
    return round(part * len(lines))


@cache
def whole(log: int) -> dict[str, Any]:
    return told(analyzed(WHOLES[log]))


@cache
def new(log: int) -> int:
    return new_lines(analyzed(WHOLES[log]))


# ---- several captures ------------------------------------------------------------------------------------------------


@given(log=logs, begin=share, end=share)
@examples(0.5)
def test_two_captures_that_overlap_tell_what_the_whole_tells(log: int, begin: float, end: float) -> None:
    lines = WHOLES[log]
    begin, end = sorted((begin, end))
    report = analyzed(lines[: place(lines, end)], lines[place(lines, begin) :])
    assert told(report) == whole(log)
    assert new_lines(report) == new(log)


@pytest.mark.parametrize("log", range(len(WHOLES)))
def test_the_same_capture_twice_is_that_capture(log: int) -> None:
    report = analyzed(WHOLES[log], WHOLES[log])
    assert told(report) == whole(log)
    first, second = report.inputs
    assert (first.repeated, second.repeated) == (0, new(log))
    assert {line.source for incident in report.incidents for line in incident.evidence} == {first.source}
    assert report.lines.examined == report.lines.records + report.lines.continuations + report.lines.unparsed


@given(log=logs, cuts=st.lists(share, min_size=4, max_size=4), order=st.permutations(range(3)))
@examples(0.5)
def test_no_line_of_three_captures_counts_twice_in_any_order(log: int, cuts: list[float], order: list[int]) -> None:
    lines = WHOLES[log]
    one, two, three, four = (place(lines, cut) for cut in sorted(cuts))
    captures = [lines[:two], lines[one:four], lines[three:]]
    assert new_lines(analyzed(*(captures[index] for index in order))) == new(log)
    assert told(analyzed(*captures)) == whole(log)


FORMS: dict[str, Callable[[str], str]] = {
    name: render for name, (render, _names) in LAYOUTS.items() if name not in ("epoch", "monotonic", "hitrace")
}


@pytest.mark.parametrize("name", [name for name in FORMS if name != "old-functions"])
def test_a_capture_in_another_form_is_the_same_capture(name: str) -> None:
    report = analyzed(EVENING, [FORMS[name](line) for line in EVENING])
    assert report.counts == whole(0)["counts"]
    assert report.inputs[1].repeated == new(0)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_capture_in_another_encoding_is_the_same_capture(encoding: str) -> None:
    text = "\r\n".join(EVENING)
    report = diagnose([LOGS / "evening.log", io.BytesIO(text.encode(encoding))])
    assert told(report) == whole(0)
    assert report.inputs[1].repeated == new(0)


# ---- one capture that prints lines again -----------------------------------------------------------------------------


@given(log=logs, cuts=st.lists(share, min_size=2, max_size=2), times=st.integers(2, 3))
@examples(0.5)
def test_a_ring_printed_again_into_the_same_file_counts_once(log: int, cuts: list[float], times: int) -> None:
    lines = WHOLES[log]
    begin, end = (place(lines, cut) for cut in sorted(cuts))
    again = [*lines[:end], *lines[begin:end] * (times - 2), *lines[begin:]]
    assume(span(lines[begin:end]) > 2.0)  # so that more than one burst is printed again
    report = analyzed(again)
    assert told(report) == whole(log)
    assert new_lines(report) == new(log)


def span(lines: Sequence[str]) -> float:
    if not lines:
        return 9.0  # nothing is printed again
    first, last = (stamp.clock for stamp in (HeaderReader().read(line)[0] for line in (lines[0], lines[-1])))
    return last - first


def test_a_single_failure_printed_again_counts_once() -> None:
    other = "11-06 19:30:00.000   500   500 I C01234/Other: nothing of interest"
    quiet = [other] * 600
    ring = [*quiet, *failures(1), *quiet]
    assert new_lines(analyzed(ring * 3)) == 1
    late = [*quiet, *failures(1), failures(1)[0].replace(".100", ".103"), *quiet[:3]]
    assert new_lines(analyzed([*late, *late])) == 2


def test_a_step_back_to_lines_that_repeat_is_not_a_jump_of_the_clock() -> None:
    late = [line.replace("11-06 19:", "11-06 20:") for line in EVENING]
    kinds = [one.kind for one in analyzed([*EVENING, *late, *EVENING, *late]).blind_spots]
    assert "clock-jumps" not in kinds
    assert "overlap-unsure" not in kinds


# ---- what is genuine -------------------------------------------------------------------------------------------------

FAILURE = "11-06 19:30:0{0}.100  6120  6131 E A03d00/JSAPP: sendControlCommand failed, code: 6600102"


def failures(*seconds: int) -> list[str]:
    return [FAILURE.format(second) for second in seconds]


def test_a_burst_in_one_capture_stays_counted() -> None:
    assert new_lines(analyzed(failures(1, 1, 1, 3, 3))) == 5


@pytest.mark.parametrize(
    ("names", "repeated"), [(("hilog.000.20261106-193000", "hilog.001.20261106-193001"), 0), ("ab", 2)]
)
def test_a_burst_over_the_border_of_two_files_of_hilog_stays_counted(names: Sequence[str], repeated: int) -> None:
    head = "11-06 19:30:00.000  6120  6131 E A03D00/com.example.radio/JSAPP: "
    burst = [head + "createAVSession failed, code: 6600101"] * 2
    report = diagnose([Named(name, burst) for name in names])
    assert report.lines.repeated == repeated


def test_of_two_bursts_the_longer_one_counts() -> None:
    report = analyzed(failures(1, 1, 3), failures(1, 1, 1, 3), failures(1, 3, 3))
    assert new_lines(report) == 5
    assert [one.repeated for one in report.inputs] == [0, 3, 2]


@given(first=st.lists(st.integers(1, 9)), second=st.lists(st.integers(1, 9)))
def test_the_lines_of_two_captures_are_their_union(first: list[int], second: list[int]) -> None:
    both = [max(first.count(second_), second.count(second_)) for second_ in range(1, 10)]
    assert new_lines(analyzed(failures(*sorted(first)), failures(*sorted(second)))) == sum(both)


@pytest.mark.parametrize("shift", ["11-07 ", "11-06 1", "12-06 "])
def test_a_shifted_clock_is_no_repeat(shift: str) -> None:
    later = [
        line.replace("11-06 ", shift, 1) if shift != "11-06 1" else line.replace(":30:", ":31:") for line in EVENING
    ]
    report = analyzed(EVENING, later)
    assert report.lines.repeated == 0
    assert report.counts.incidents == 2 * whole(0)["counts"].incidents


@given(one=logs, other=logs)
@examples(0.2)
def test_two_devices_lose_nothing(one: int, other: int) -> None:
    if one != other:
        assert new_lines(analyzed(WHOLES[one], WHOLES[other])) == new(one) + new(other)


# ---- what cannot be told ---------------------------------------------------------------------------------------------


def unsure(report: Report) -> list[int]:
    return [one.count for one in report.blind_spots if one.kind == "overlap-unsure"]


def trimmed(line: str) -> str:
    return " ".join(line.split()[4:])


def test_lines_without_a_time_are_never_repeats_and_the_report_says_so() -> None:
    lines = [trimmed(line) for line in failures(1, 2, 3)]
    report = analyzed(lines, lines[:2])
    assert report.lines.repeated == 0
    assert unsure(report) == [2]
    assert unsure(analyzed(lines)) == []


@pytest.mark.parametrize("name", ["epoch", "monotonic"])
def test_times_that_cannot_be_compared_are_said(name: str) -> None:
    report = analyzed(EVENING, [LAYOUTS[name][0](line) for line in EVENING])
    assert report.lines.repeated == 0
    assert unsure(report) == [new(0)]


def test_captures_of_one_time_that_hold_different_lines_are_said() -> None:
    report = analyzed([line for line in EVENING if "AVSession:" in line], EVENING)
    assert report.lines.repeated > 0
    assert unsure(report)


# ---- memory ----------------------------------------------------------------------------------------------------------


def record(clock: float, message: str = "text") -> Record:
    minute, second = divmod(clock, 60)
    hour, minute = divmod(int(minute), 60)
    day, hour = divmod(hour, 24)
    return dated(f"11-{1 + day:02d} {hour:02d}:{minute:02d}:{second:06.3f}", message)


def dated(time: str, message: str = "text") -> Record:
    line = f"{time}  6120  6131 E C02b91/AVSession: {message}"
    read = HeaderReader().read(clean(line.encode()))
    assert read is not None
    return Record("log", 1, *read)


def test_memory_is_bounded_and_what_was_forgotten_is_said() -> None:
    overlap = Deduplicator(capacity=100)
    stream = [record(30.0 * number) for number in range(400)]
    assert len(list(overlap.new_records(stream))) == 400
    assert overlap.unsure == 0
    assert overlap.memory.size <= 100
    again = list(overlap.new_records(stream))
    assert overlap.repeated == 400 - len(again) == 100
    assert overlap.unsure == len(again)
    assert overlap.memory.size <= 100


def test_a_log_with_few_lines_in_many_minutes_is_bounded_too() -> None:
    overlap = Deduplicator(spans=50)
    for _line in overlap.new_records(record(60.0 * number) for number in range(1000)):
        pass
    assert overlap.memory.minutes <= 50


def test_a_minute_larger_than_the_memory_is_bounded_too() -> None:
    overlap = Deduplicator(capacity=100)
    assert len(list(overlap.new_records(record(number / 1000) for number in range(1000)))) == 1000
    assert overlap.memory.size <= 100


def test_over_new_year_the_oldest_lines_are_forgotten_first() -> None:
    days = ("12-31 23", "01-01 00")
    stream = [dated(f"{day}:{minute:02d}:00.000") for day in days for minute in range(60)]
    overlap = Deduplicator(capacity=70)
    assert len(list(overlap.new_records(stream))) == 120
    assert not list(overlap.new_records(stream[60:]))
    assert overlap.repeated == 60
    assert overlap.unsure == 0


def test_lines_of_dumps_pass() -> None:
    dump, overlap = DumpLine(1, "pid", "6120"), Deduplicator()
    assert list(overlap.new_records([dump, dump])) == [dump, dump]
    assert list(overlap.new_records([dump])) == [dump]


# ---- how it is said --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_repeats_are_counted_in_the_report(lang: str) -> None:
    report = replace(analyzed(EVENING, EVENING), lang=lang)
    assert report.to_dict()["lines"]["repeated"] == report.to_dict()["inputs"][1]["repeated"] == new(0)
    text = "".join(str(line) for line in headline(head_text(report), PageStyle(lang)))
    assert str(new(0)) in text


# ---- the genuine files ----------------------------------------------------------------------------------------------


def test_the_block_that_a_restarted_job_wrote_again_is_left_out_and_nothing_else(shared: Path) -> None:
    folder = shared / "samples" / "persisted"
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    overlap, repeated = Deduplicator(), {}
    for name in truth["read_order"]:
        opened = Opener(Budget(Limits())).open(str(folder / name))
        found = next(opened)  # which is closed with the iterator
        assert isinstance(found, Source)
        text = b"".join(block.data for block in found.blocks())
        lines = [Line(number, b"", line) for number, line in enumerate(text.split(b"\n"), 1) if line]
        records = [one for one in HeaderReader().read_records(lines, name) if isinstance(one, Record)]
        kept = list(overlap.new_records(records, continues=found.started_at is not None))
        lines_kept = {one.line for one in kept}
        repeated[name] = [one.line for one in records if one.line not in lines_kept]
    block = truth["overlap"]
    numbers = list(range(block["first_repeated_line"], block["last_repeated_line"] + 1))
    assert {name: lines for name, lines in repeated.items() if lines} == {block["file"]: numbers}
