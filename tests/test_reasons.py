"""What happened before a failure is told as its reason, in the report and in the session's story."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from hilog_avsession.model.session_id import full_id
from hilog_avsession.pipeline import diagnose

FULL = full_id(6120, 20020051, 3)
MASKED = f"{FULL[:3]}******{FULL[-3:]}"
INACTIVE = f"""\
11-06 19:30:00.000  1310  1511 I C02b91/AVSession: [AllocSessionId()-avsession_service.cpp:474] 6120-20020051-3
11-06 19:30:00.001  1310  1511 I C02b91/AVSession: [AVSessionItem()-avsession_item.cpp:80] constructor session id={MASKED}, userId=100
11-06 19:30:01.000  1310  1511 I C02b91/AVSession: [Deactivate()-avsession_item.cpp:500] pid=6120
11-06 19:30:01.100  1310  1511 I C02b91/AVSession: [CreateNewControllerForSession()-avsession_service.cpp:700] pid=3311 sessionId={MASKED}
11-06 19:30:02.000  3311  3355 E C02b91/AVSession: [SendControlCommand()-avsession_controller_proxy.cpp:400] session is deactivate
11-06 19:30:02.001  3311  3355 E C02b91/AVSession: [operator()()-napi_avsession_controller.cpp:400] controller SendControlCommand failed:-1013
"""  # noqa: E501


def test_a_deactivation_is_the_reason_of_a_refused_command() -> None:
    (incident,) = diagnose([io.BytesIO(INACTIVE.encode())]).incidents
    assert (incident.code, incident.native) == (6600106, -1013)
    assert incident.session is not None
    assert incident.session.full_id == FULL
    assert [(event.event, event.line) for event in incident.before] == [("deactivated", 3)]


@pytest.mark.parametrize(
    ("cause", "event"), [("command-rate", "command"), ("created-twice", "created"), ("used-after-destroy", "released")]
)
def test_a_cause_names_what_led_to_it(evening: Path, cause: str, event: str) -> None:
    incidents = [one for one in diagnose([evening]).incidents if one.cause == cause]
    assert incidents
    for incident in incidents:
        assert [before.event for before in incident.before] == [event]
        assert incident.before[0].line < incident.evidence[0].line


def test_a_story_tells_life_and_failures_in_the_order_of_the_log(evening: Path) -> None:
    sessions = diagnose([evening]).sessions
    assert sessions
    for session in sessions:
        assert [event.line for event in session.story] == sorted(event.line for event in session.story)
        assert session.story[0].event == "created"
        assert sum(event.event.startswith("failure") for event in session.story) == session.incidents
