"""The log of a device: how hdc is asked for it, what becomes of its messages, and that nothing of it is left over."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import LOGS
from hdc_standin import Reply, StandIn
from hilog_avsession.cli.live import LiveView
from hilog_avsession.device.hdc import Answer, Hdc, Target, messages, read_targets
from hilog_avsession.device.hdclog import open_hdc
from hilog_avsession.device.interrupt import Interrupt
from hilog_avsession.pipeline import Diagnosis

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in for hdc is a script with a launcher for sh")

COMMAND = [sys.executable, "-m", "hilog_avsession", "analyze", "--hdc"]
HILOG = "shell hilog -v year -v zone -v usec"
LINES = (LOGS / "evening.log").read_text().splitlines(keepends=True)
# as hilog prints them with these options
LOG = [f"CST 2026-{line[:18]}000{line[18:]}" for line in LINES]
HALF = next(at for at, line in enumerate(LINES) if line.startswith("11-06 19:30:01"))
ONE = {"list targets": [Reply("7001005458323933\n")]}


@pytest.fixture
def hdc(tmp_path: Path) -> StandIn:
    return StandIn(tmp_path)


def start(hdc: StandIn, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", **hdc.environment}
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )


def finish(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=30)
    return process.returncode, out.decode(), err.decode()


def read_and_stop(
    hdc: StandIn, *arguments: str, number: signal.Signals = signal.SIGINT, runs: int = 1
) -> tuple[int, str, str]:
    process = start(hdc, *arguments)
    hdc.wait_until_read(runs)
    process.send_signal(number)
    return finish(process)


# ---- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_ends_with_the_whole_report_and_without_a_process(
    hdc: StandIn, number: signal.Signals, status: int
) -> None:
    hdc.will({**ONE, HILOG: [Reply("".join(LOG), stays=True)]})
    code, out, err = read_and_stop(hdc, "--format", "json", number=number)
    report = json.loads(out)
    assert code == status
    assert err == ""
    assert report["interrupted"] is True
    assert report["counts"]["incidents"] == 11
    assert report["inputs"][0]["source"] == "hdc"
    assert "devices" not in report  # none was named
    assert report["inputs"][0]["first_time"].endswith("2026-11-06 19:30:00.000000")
    assert hdc.running == []


def test_a_program_that_does_not_end_when_asked_is_ended(hdc: StandIn) -> None:
    hdc.will({**ONE, HILOG: [Reply(LOG[0], stays=True, stubborn=True)]})
    code, _, _ = read_and_stop(hdc)
    assert code == 130
    assert hdc.running == []


def test_a_second_signal_leaves_no_process_either(hdc: StandIn) -> None:
    hdc.will({**ONE, HILOG: [Reply(LOG[0], stays=True, stubborn=True)]})
    process = start(hdc)
    hdc.wait_until_read()
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGINT)
    code, _, _ = finish(process)
    assert code in (130, 143)
    assert hdc.running == []


def test_the_target_is_passed_on_and_names_the_input(hdc: StandIn) -> None:
    hdc.will({"list targets": [Reply("one\ntwo\n")], HILOG: [Reply("".join(LOG), stays=True)]})
    _, out, _ = read_and_stop(hdc, "--target", "two", "--format", "json")
    report = json.loads(out)
    assert report["inputs"][0]["source"] == "hdc:two"
    assert [count["device"] for count in report["devices"]] == ["two"]
    assert {incident["device"] for incident in report["incidents"]} == {"two"}
    assert hdc.calls[-1] == ["-t", "two", *HILOG.split()]


def test_an_unplugged_device_is_waited_for_and_makes_one_report(hdc: StandIn) -> None:
    cut = "".join(LOG[:HALF]) + "CST 2026-11-06 19:30:0"  # in the middle of a line
    hdc.will(
        {
            "list targets": [Reply("key\n"), Reply("[Empty]\r\n"), Reply("key\n")],
            HILOG: [Reply(cut), Reply("".join(LOG[HALF:]), stays=True)],
        }
    )
    code, out, err = read_and_stop(hdc, "--format", "json")
    report = json.loads(out)
    assert code == 130
    assert [line.split(";")[0] for line in err.splitlines()] == [
        "hilog-avsession: hdc: the device is disconnected, or hilog stopped",
        "hilog-avsession: hdc: the device is back",
    ]
    assert report["counts"]["incidents"] == 11
    assert report["lines"]["total"] == len(LOG) + 1
    assert len(report["inputs"]) == 1
    assert hdc.running == []


def test_the_device_that_was_read_is_taken_again_when_another_has_come(hdc: StandIn) -> None:
    hdc.will(
        {
            "list targets": [Reply("one\n"), Reply("one\ntwo\n")],
            HILOG: [Reply("".join(LOG[:HALF])), Reply("".join(LOG[HALF:]), stays=True)],
        }
    )
    read_and_stop(hdc)
    assert hdc.calls[-1][:2] == ["-t", "one"]


def test_what_hdc_says_is_passed_on_once_while_the_device_is_missing(hdc: StandIn) -> None:
    failure = "[Fail]ExecuteCommand need connect-key? please confirm a device by help info\r\n"
    hdc.will(
        {
            "list targets": [Reply("[Empty]\r\n"), Reply("key\n")],
            HILOG: [Reply(failure), Reply(failure), Reply("".join(LOG), stays=True)],
        }
    )
    _, out, err = read_and_stop(hdc, "--format", "json")
    assert err.count("[Fail]ExecuteCommand need connect-key?") == 1
    assert "waiting for it" in err
    assert "the device is connected" in err
    assert json.loads(out)["counts"]["incidents"] == 11


def test_a_wait_for_a_device_ends_at_once_and_says_why_there_is_no_report(hdc: StandIn) -> None:
    hdc.will(
        {"list targets": [Reply("[Empty]\r\n")], HILOG: [Reply("[Fail][E001005] Device not found or connected\r\n")]}
    )
    process = start(hdc)
    assert process.stderr is not None
    lines = [process.stderr.readline().decode() for _ in range(2)]
    process.send_signal(signal.SIGINT)
    code, out, err = finish(process)
    assert "[E001005] Device not found" in lines[0]
    assert "waiting for it" in lines[1]
    assert code == 130
    assert out == ""
    assert "hdc said: [Fail][E001005]" in err
    assert hdc.running == []


def test_messages_between_log_lines_are_passed_on_and_do_no_harm(hdc: StandIn) -> None:
    message = "Unable to receive message from socket [CODE: -49]\x1b[2J\n"
    hdc.will({**ONE, HILOG: [Reply("".join([*LOG[:5], message, *LOG[5:]]), stays=True)]})
    _, out, err = read_and_stop(hdc, "--format", "json")
    report = json.loads(out)
    assert err == ""  # not at the end of its line: this is not how hilog says it
    assert report["lines"]["total"] == len(LOG) + 1

    hdc.will({**ONE, HILOG: [Reply("".join([*LOG[:5], "[Fail]\x1b[2J gone\r\n", *LOG[5:]]), stays=True)]})
    _, _, err = read_and_stop(hdc, runs=2)
    assert err == "hilog-avsession: hdc: [Fail]\\x1b[2J gone\n"


def test_a_hilog_that_does_not_know_the_options_is_read_without_them(hdc: StandIn) -> None:
    hdc.will(
        {**ONE, HILOG: [Reply("Invalid argument [CODE: -38]\n")], "shell hilog": [Reply("".join(LINES), stays=True)]}
    )
    _, out, err = read_and_stop(hdc, "--format", "json")
    assert "Invalid argument [CODE: -38]" in err
    assert "reading without them" in err
    assert json.loads(out)["counts"]["incidents"] == 11


def test_the_words_are_chinese_where_the_report_is(hdc: StandIn) -> None:
    hdc.will({**ONE, HILOG: [Reply(LOG[0]), Reply(LOG[1], stays=True)]})
    _, _, err = read_and_stop(hdc, "--lang", "zh")
    assert "设备已恢复" in err


def test_a_mistake_while_reading_leaves_no_process(hdc: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    hdc.will({**ONE, HILOG: [Reply(LOG[0], stays=True)]})
    monkeypatch.setenv("PATH", str(hdc.path))
    with contextlib.suppress(ZeroDivisionError), open_hdc(Hdc(), lambda _descriptor: True, print) as log:
        assert log.read1(1 << 20) == LOG[0].encode()
        raise ZeroDivisionError
    assert hdc.calls[-1] == HILOG.split()
    assert hdc.running == []


@pytest.mark.parametrize("delay", [0.0, 60.0])
def test_a_notice_is_shown_once_whether_the_view_has_begun_or_not(delay: float) -> None:
    out = io.StringIO()
    with LiveView(Diagnosis(), out, "en", delay) as view:
        view.notify("hdc: [red]:smile: the device is back")
    assert out.getvalue().count("hdc: [red]:smile: the device is back\n") == 1


def test_a_pause_ends_with_the_first_signal() -> None:
    with Interrupt() as interrupt:
        assert interrupt.pause(0.0)
        os.kill(os.getpid(), signal.SIGTERM)
        assert not interrupt.pause(60.0)


# ---- refusals --------------------------------------------------------------------------------------------------------


def test_a_missing_program_is_said_with_where_to_find_it(hdc: StandIn) -> None:
    (hdc.path / "hdc").unlink()
    code, out, err = finish(start(hdc))
    assert code == 3
    assert out == ""
    assert err.startswith("hilog-avsession: hdc: not on the PATH; ")
    assert "toolchains" in err


def test_of_several_devices_one_must_be_chosen(hdc: StandIn) -> None:
    hdc.will({"list targets": [Reply("one\ntwo\n")]})
    code, _, err = finish(start(hdc))
    assert code == 3
    assert "several devices are connected: one, two; choose with --target" in err


def test_keys_of_devices_are_not_said_where_the_report_is_redacted(hdc: StandIn) -> None:
    hdc.will({"list targets": [Reply("7001005458323933328a01bd\n192.168.37.41:8710\n")]})
    code, _, err = finish(start(hdc, "--redact"))
    assert code == 3
    assert "several devices are connected: device1, host1:8710; choose with --target" in err
    assert hdc.calls == [["list", "targets"]]


@pytest.mark.parametrize("arguments", [["device.log"], ["-"]])
def test_a_device_and_an_input_together_are_wrong_usage(hdc: StandIn, arguments: list[str]) -> None:
    code, _, err = finish(start(hdc, *arguments))
    assert code == 2
    assert "with --hdc the log comes from the device" in err


def test_a_target_without_hdc_is_wrong_usage() -> None:
    command = [*COMMAND[:-1], "--target", "key", "a.log"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"--hdc" in done.stderr


# ---- what hdc says ---------------------------------------------------------------------------------------------------

SAID = [
    "[Fail]ExecuteCommand need connect-key? please confirm a device by help info",
    "[Fail]Not match target founded, check connect-key please",
    "[Fail][E001005] Device not found or connected",
    "[Fail]Bind tartget session is dead",
    "[Fail][E000004]:The communication channel is being established.\r\nPlease wait for several seconds and try again.",
    "[Fail][E000002]:The device unauthorized.\r\nThis server's public key is not set.\r\n"
    "Please check for a confirmation dialog on your device.\r\nOtherwise try 'hdc kill' if that seems wrong.",
    "[E000003]:The device unauthorized.",
    "Connect server failed",
    "[Empty]",
    "Invalid argument [CODE: -38]",
    "Socket client init failed [CODE: -46]",
]


@pytest.mark.parametrize("said", SAID, ids=lambda said: said[:20])
def test_a_message_is_distinguished_from_the_log_around_it(said: str) -> None:
    log = LOG[0].encode()
    assert list(messages(log + said.encode() + b"\r\n" + log)) == said.split("\r\n")


@pytest.mark.parametrize(
    "text",
    [
        "request failed [CODE: -38]",
        "[Fail]ExecuteCommand",
        "Connect server failed",
        "Please wait for several seconds",
    ],
)
def test_a_log_line_is_not_a_message_whatever_it_quotes(text: str) -> None:
    assert list(messages(f"CST 2026-11-06 19:30:00.000000  6120  6120 E A00001/App: {text}\n".encode())) == []


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("[Empty]\r\n", []),
        ("", []),
        ("Connect server failed\n", []),
        ("[Fail][E001005] Device not found or connected\r\n", []),
        ("7001\r\n", [Target("7001", "Connected")]),
        ("7001\tUnauthorized\n", [Target("7001", "Unauthorized")]),
        (
            "7001\t\tUSB\tOffline\tlocalhost\thdc\r\n10.0.0.2:8710\t\tTCP\tConnected\tlocalhost\r\n",
            [Target("7001", "Offline"), Target("10.0.0.2:8710", "Connected")],
        ),
    ],
)
def test_targets_are_read_in_their_short_and_long_form(text: str, targets: list[Target]) -> None:
    assert read_targets(Answer(text)) == targets


def test_an_hdc_that_does_not_answer_is_said_and_tried(hdc: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    hdc.will({"list targets": [Reply(stays=True)], HILOG: [Reply(LOG[0], stays=True)]})
    monkeypatch.setenv("PATH", str(hdc.path))
    monkeypatch.setattr("hilog_avsession.device.hdc.TIMEOUT", 0.2)
    notices: list[str] = []
    with open_hdc(Hdc(), lambda _descriptor: True, notices.append) as log:
        assert log.read1(1 << 20) == LOG[0].encode()
    assert [text.split(";")[0] for text in notices] == ["hdc gave no answer within ten seconds"]
    assert hdc.running == []


def test_who_waits_for_an_answer_is_told_so_once(hdc: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    hdc.will({"list targets": [Reply(stays=True)], HILOG: [Reply(LOG[0], stays=True)]})
    monkeypatch.setenv("PATH", str(hdc.path))
    monkeypatch.setattr("hilog_avsession.device.hdc.SLOW", 0.05)
    monkeypatch.setattr("hilog_avsession.device.hdc.TIMEOUT", 0.3)
    notices: list[str] = []
    with open_hdc(slow := Hdc(), lambda _descriptor: True, notices.append):
        slow.targets()
    assert notices[0] == "waiting for an answer of hdc, at most ten seconds"
    assert notices[1].startswith("hdc gave no answer")
    assert len(notices) == 2


def test_ctrl_c_while_hdc_does_not_answer_gives_a_report(hdc: StandIn) -> None:
    hdc.will({"list targets": [Reply(stays=True)]})
    environment = {**os.environ, **hdc.environment}
    command = [sys.executable, "-m", "hilog_avsession", "analyze", "--hdc", "--lang", "en"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert b"waiting for an answer of hdc" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out.startswith(b"Interrupted before a line was read")


def test_a_command_that_takes_too_long_is_ended(hdc: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    hdc.will({"-v": [Reply("Ver", stays=True)]})
    monkeypatch.setenv("PATH", str(hdc.path))
    monkeypatch.setattr("hilog_avsession.device.hdc.TIMEOUT", 0.2)
    assert Hdc().ask("-v").trouble == "timeout"
    monkeypatch.undo()
    assert hdc.running == []


def test_where_no_file_can_be_made_a_command_has_no_answer(hdc: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    assert Hdc().ask("-v") == Answer("No space left on device", "missing")
    assert Hdc().targets() == []
