"""The lines of one call are one incident, with the code that the application gets; what fails no call is none."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path
from typing import Any

import pytest

from hilog_avsession import analyze
from hilog_avsession.knowledge.calls import CALLS, CHECKS, Call, Check, code_in_call, covering_code, is_check_in

CASES = tomllib.loads((Path(__file__).with_name("fixtures") / "calls.toml").read_text("utf-8"))["case"]
WHO = {
    "S": "  1184  1420 E C02B91/av_session/AVSession",
    "A": "  6120  6131 E C02B91/com.example.radio/AVSession",
    "B": "  6120  6131 E C02B00/com.example.radio/AVSession",
    "AW": "  6120  6131 W C02B91/com.example.radio/AVSession",
    "AI": "  6120  6131 I C02B91/com.example.radio/AVSession",
    "J": "  6120  6120 E A03D00/com.example.radio/JSAPP",
}
OLD = {"S": "  1184  1420 E C02b91/AVSession", "A": "  6120  6131 E C02b91/AVSession"}


def log_of(case: dict[str, Any]) -> bytes:
    heads = OLD if case.get("old") else WHO
    split = (line.split(" ", 1) for line in case["lines"])
    lines = [f"11-20 09:41:39.{120 + at}{heads[who]}: {text}\n" for at, (who, text) in enumerate(split)]
    return "".join(lines).encode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_call_is_one_incident_with_the_code_that_the_application_gets(case: dict[str, Any]) -> None:
    report = analyze(io.BytesIO(log_of(case)))
    found = [(incident.code, incident.native, incident.api) for incident in report.incidents]
    wanted = [
        [same if want == "" else want for want, same in zip(one, has, strict=True)]
        for one, has in zip(case["incidents"], found, strict=False)
    ]
    assert [list(one) for one in found] == wanted
    assert len(found) == len(case["incidents"])
    assert report.unknown == ()
    if "cause" in case:
        assert [incident.cause for incident in report.incidents] == [case["cause"]]


def test_a_check_that_leaves_its_code_open_does_not_give_its_number_to_another_code() -> None:
    lines = ["S [HandleStartAVPlayback]StartAVPlayback: CheckPermission failed", 'J deck: startAVPlayback {"code":%d}']
    numbers = {}
    for code in (201, 202):
        (found,) = analyze(io.BytesIO(log_of({"lines": [lines[0], lines[1] % code]}))).incidents
        numbers[found.code] = found.native
    assert numbers == {201: None, 202: -1012}


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_a_call_turns_its_examples_as_it_says(call: Call) -> None:
    for api, native, code in call.examples:
        assert code_in_call(api, native, c_api=call.c_api) == code


def test_any_other_call_leaves_a_number_its_own_code() -> None:
    assert code_in_call("setAVMetadata", -1009) is None
    assert code_in_call(None, -1009) is None


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.api)
def test_a_check_is_a_step_of_the_calls_that_make_it(check: Check) -> None:
    assert all(is_check_in(check.api, call) for call in check.calls)
    assert not is_check_in(check.api, check.api)
    assert covering_code(check.api) == check.covers
    head = "11-20 09:41:39.120  6120  6131 E C02b91/AVSession: "
    report = analyze(io.BytesIO("".join(f"{head}{line}\n" for line in check.example).encode()))
    assert [incident.code for incident in report.incidents] == [check.covers]


def printed(*lines: tuple[str, str, str]) -> bytes:
    """Lines of given times, within one second."""
    return "".join(f"11-20 09:41:39.{time}{WHO[who]}: {text}\n" for time, who, text in lines).encode()


REFUSED = ("120", "A", "[operator()]test (context->status == napi_ok) failed: get metaData failed")
OPTIONAL = (
    ("301", "A", "[GetValue]test ((status == napi_ok) && (type == napi_string)) failed: invalid type"),
    ("302", "AW", "[CheckAndSetDefaultString]Get value from napi_value failed, use default value"),
)


def test_an_optional_property_does_not_excuse_the_failure_before_it() -> None:
    report = analyze(io.BytesIO(printed(REFUSED, *OPTIONAL)))
    assert [(incident.code, [line.line for line in incident.evidence]) for incident in report.incidents] == [(401, [1])]


def test_a_step_of_the_next_call_is_no_evidence_of_the_last_one() -> None:
    told = ("122", "J", "setAVMetadata failed, code is 401, message is get metaData failed")
    step = ("180", "A", "[GetItemId]test (status == napi_ok) failed: get property failed")
    report = analyze(io.BytesIO(printed(REFUSED, told, step)))
    assert [[line.line for line in incident.evidence] for incident in report.incidents] == [[1, 2]]


def test_what_a_proxy_refused_itself_is_not_what_the_service_refused() -> None:
    service = ("120", "S", "[GetAVCastControllerInner]castControllerProxy_ is null when get avCastController")
    report = analyze(io.BytesIO(printed(service, ("200", "A", "[GetAVCastController]session is destroyed"))))
    assert len(report.incidents) == 2


def test_the_error_thrown_last_leaves_an_earlier_failure_of_the_thread_alone() -> None:
    queue = (
        "120",
        "A",
        "[ThrowError]ThrowError errCode: 6600101, errMsg: SetAVQueueItems failed: item number is out of range",
    )
    last = ("303", "A", "[ThrowError]ThrowError errCode: 6600101, errMsg: add event callback failed")
    step = ("300", "A", "[SetMetaFilter]controller SetMetaFilter failed:-1009")
    report = analyze(io.BytesIO(printed(queue, step, last)))
    assert [[line.line for line in incident.evidence] for incident in report.incidents] == [[1], [2, 3]]
