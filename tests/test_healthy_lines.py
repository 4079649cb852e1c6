"""Lines of error level that the framework prints although no call of an application has failed."""

from __future__ import annotations

import io

import pytest

from hilog_avsession import analyze

SERVICE = "02-14 21:07:11.204   905  2318 E C02B91/av_session/AVSession"
APP = "02-14 21:07:11.204  4410  4425 E C02B91/org.test.podcast/AVSession"
OLD_APP = "02-14 21:07:11.204  4410  4425 E C02B00/org.test.podcast/AVSession"

LINES = (
    # every command to rewind prints its time, in the caller and in the service
    f"{APP}: [SetRewindTime]SetRewindTime with time 15000",
    f"{SERVICE}: [SetRewindTime]SetRewindTime with time 0",
    f"{APP}: [SetRewindTime()-avcontrol_command.cpp:174] SetRewindTime with time 10000",
    f"{APP}: [GetRewindTime]GetRewindTime with time 15000",
    f"{OLD_APP}: [GetForwardTime()-avcontrol_command.cpp:164] GetForwardTime with time 15000",
    # hidumper asks, not an application
    f"{SERVICE}: [Dump]dump fd invalid",
    f"{SERVICE}: [Dump]dumpHelper_ is nullptr!",
    # the service sets the lyrics whether or not their window learns of it
    f"{SERVICE}: [SendDesktopLyricOperationInfo]Send request error: 29189",
    f"{SERVICE}: [SendDesktopLyricOperationInfo]sessionId write failed",
    f"{SERVICE}: [DisconnectAbility]null connect",
    f"{SERVICE}: [DisconnectAbility]Send request error: 32",
    # the sink of a cast opens its player by itself
    f"{SERVICE}: [StartAbilityForegroundByCall]Send request error",
)


@pytest.mark.parametrize("line", LINES)
def test_a_line_that_no_failed_call_prints_gives_no_incident(line: str) -> None:
    report = analyze(io.BytesIO(line.encode()))
    assert report.incidents == ()
    assert report.unknown == ()


def test_a_rewind_command_with_a_bad_time_is_a_refused_argument() -> None:
    lines = (f"{APP}: [SetRewindTime]SetRewindTime with time -5", f"{APP}: [SetRewindTime]SetRewindTime error")
    (incident,) = analyze(io.BytesIO("\n".join(lines).encode())).incidents
    assert incident.code == 401
