"""Lines with equal headers: each failure counts, a message of several lines counts once, a copied line does not."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest

from hilog_avsession.analysis.continued import continues
from hilog_avsession.pipeline import diagnose
from hilog_avsession.report import Report
from test_deduplicate import Named

AT = "09-21 14:03:00.100  1184  1421 E "
APP, SERVICE = "A03D00/com.example.radio/JSAPP: ", "C02B91/av_session/AVSession: "
OVERLOAD = "[SendControlCommand]command send number exceed max"


def report_of(lines: Sequence[str]) -> Report:
    return diagnose([io.BytesIO("".join(f"{line}\n" for line in lines).encode())])


def doubled(report: Report) -> list[int]:
    return [spot.count for spot in report.blind_spots if spot.kind == "doubled-lines"]


BURSTS = {
    "numbered": [f"{APP}attempt {number} failed, code: 6600107" for number in range(20)],
    "numbered at the end": [f"{APP}code: 6600107 at attempt {number}" for number in range(20)],
    "equal": [f"{APP}sendControlCommand failed, code: 6600107"] * 20,
    "of the framework": [f"{SERVICE}{OVERLOAD}"] * 20,
    "several calls": [f"{APP}{call} failed, code: 6600107" for call in ("play", "pause", "seek", "stop")] * 5,
    "two lines each": [f"{SERVICE}{OVERLOAD}", f"{APP}sendControlCommand failed, code: 6600107"] * 20,
    "a message of two lines each": [f"{APP}play failed, code: 6600107", f"{APP}    code: 6600107"] * 20,
}


@pytest.mark.parametrize("header", [AT, "E "], ids=["in one millisecond", "without times"])
@pytest.mark.parametrize("burst", BURSTS.values(), ids=BURSTS)
def test_every_failure_of_a_burst_counts(burst: list[str], header: str) -> None:
    report = report_of([header + line for line in burst])
    assert (report.counts.incidents, {incident.code for incident in report.incidents}) == (20, {6600107})
    assert not doubled(report)


def test_no_gate_is_passed_because_lines_are_alike() -> None:
    report = report_of([f"E {APP}attempt {number} failed, code: 6600107" for number in range(50)])
    (gate,) = report.judged("6600107>10").gates
    assert gate.tripped


@pytest.mark.parametrize("line", [f"{AT}{APP}play failed, code: 6600107", f"{AT}{SERVICE}{OVERLOAD}"])
def test_a_line_that_stands_twice_in_a_row_counts_once_and_the_report_says_so(line: str) -> None:
    report = report_of([line] * 2)
    assert report.counts.incidents == 1
    assert doubled(report) == [1]
    assert report_of([line] * 3).counts.incidents == 3


def test_a_step_that_stands_twice_is_not_mentioned() -> None:
    assert not doubled(report_of([f"{AT}{SERVICE}[Destroy]session is destroyed"] * 2))


@pytest.mark.parametrize("cut", range(1, 5))
def test_a_burst_counts_alike_in_one_file_and_over_the_border_of_two(cut: int) -> None:
    names = "hilog.000.20260921-140300", "hilog.001.20260921-140301"
    for times in range(2, 6):
        lines = [f"{AT}{APP}play failed, code: 6600107"] * times
        split = diagnose([Named(name, part) for name, part in zip(names, (lines[:cut], lines[cut:]), strict=True)])
        assert split.counts.incidents == report_of(lines).counts.incidents


def test_files_without_times_that_hold_one_equal_line_each_are_two_failures() -> None:
    line = [f"E {APP}play failed, code: 6600107"]
    assert diagnose([Named("a.log", line), Named("b.log", line)]).counts.incidents == 2


# ---- messages of several lines ---------------------------------------------------------------------------------------

FIRST = "createAVSession failed, code: 6600101, message: CreateAVSession failed : session is existed"
RESTS = [
    "    code: 6600101",
    "\tat createAVSession, code: 6600101",
    '"code": 6600101,',
    "}, code: 6600101",
    "code: 6600101",
    "Error code:6600101",
    "errCode = 6600101",
    "error code is 6600101",
    "Error: CreateAVSession failed : session is existed",
    "BusinessError: code 6600101",
    "Caused by: error 6600101",
    "错误码：6600101",
]
WHOLE = [
    "createAVSession failed, code: 6600101",
    "setAVMetadata failed: 6600101",
    "[Player] error code: 6600101",
    '{"code":6600101}',
    "SetAVMetaData BusinessError: code: 6600101",
    "errors: code: 6600101",
    "播放失败，错误码：6600101",
]


@pytest.mark.parametrize("rest", RESTS)
def test_the_rest_of_a_message_is_no_failure_of_its_own(rest: str) -> None:
    assert continues(rest, [FIRST])
    report = report_of([AT + APP + FIRST, AT + APP + rest])
    assert [(incident.code, incident.signals) for incident in report.incidents] == [(6600101, 2)]


@pytest.mark.parametrize("whole", WHOLE)
def test_a_whole_statement_continues_no_message(whole: str) -> None:
    assert not continues(whole, [FIRST])


@pytest.mark.parametrize("rest", RESTS)
def test_a_message_has_a_field_only_once(rest: str) -> None:
    assert not continues(rest.replace("6600101", "6600102"), [FIRST, rest])


def test_a_line_without_a_header_continues_whatever_it_says() -> None:
    report = report_of([AT + APP + FIRST, f"createAVSession failed, code: {6600101}", "createAVSession: error 6600101"])
    assert report.counts.incidents == 1
