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
