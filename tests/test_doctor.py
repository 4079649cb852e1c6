"""The checks of a device: every answer it may give, what it means, and the command that helps."""

from __future__ import annotations

import io
import json
import os
import subprocess
from pathlib import Path

import pytest
import typer

import commands
from hdc_standin import Reply, StandIn
from hilog_avsession.cli.doctor import doctor
from hilog_avsession.device.doctor import CHECKS, Finding, State, examine
from hilog_avsession.device.hdc import Answer, Hdc
from hilog_avsession.output.messages.doctor import MESSAGES
from hilog_avsession.output.terminal.doctor import render_findings

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in for hdc is a script with a launcher for sh")

OWN_LEVEL = "shell param get hilog.loggable.domain.d002b91"
LASTING_OWN_LEVEL = "shell param get persist.sys.hilog.loggable.domain.d002b91"
LEVEL = "shell param get hilog.loggable.global"
LASTING_LEVEL = "shell param get persist.sys.hilog.loggable.global"
PRIVACY = "shell param get hilog.private.on"
BY_PROCESS = "shell param get hilog.flowctrl.proc.on"
BY_DOMAIN = "shell param get hilog.flowctrl.domain.on"
UNSET = 'Get parameter "a.b" fail! errNum is:106!\n'
NO_LOGGER = "socket connect result : -1\nErrno: 111, \nGet  buffer size failed\nSocket client init failed [CODE: -46]\n"
GOOD = {
    "-v": "Ver: 3.1.0e\r\n",
    "list targets -v": "7001\t\tUSB\tConnected\tlocalhost\thdc\r\n",
    "shell hilog -g": "".join(
        f"Log type {name} buffer size is {size}\n"
        for name, size in {"app": "16.0M", "init": "256.0K", "core": "16.0M", "only_prerelease": "16.0M"}.items()
    ),
    OWN_LEVEL: UNSET,
    LASTING_OWN_LEVEL: 'Get parameter "a.b" fail\n',
    LEVEL: UNSET,
    LASTING_LEVEL: "I \n",
    PRIVACY: "false \n",
    BY_PROCESS: "false \n",
    BY_DOMAIN: "false \n",
    "shell hilog -w query": "Persist task query failed\nNo running persistent task [CODE: -63]\n",
}


class ScriptedHdc(Hdc):
    """An hdc with given answers; no program is started."""

    def __init__(self, answers: dict[str, str | None], target: str | None = None) -> None:
        super().__init__(target)
        self.answers = GOOD | answers
        self.asked: list[list[str]] = []

    def ask(self, *arguments: str) -> Answer:
        self.asked.append(self.command(*arguments)[1:])
        text = self.answers[" ".join(arguments)]
        return Answer("", "timeout") if text is None else Answer(text)


def findings(answers: dict[str, str | None], target: str | None = None) -> dict[str, Finding]:
    return {finding.check: finding for finding in examine(ScriptedHdc(answers, target))}


@pytest.fixture
def hdc(tmp_path: Path) -> StandIn:
    return StandIn(tmp_path)


def test_the_command_says_that_it_waits_for_an_answer(
    hdc: StandIn, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hdc.will({"-v": [Reply(stays=True)]})
    monkeypatch.setenv("PATH", str(hdc.path))
    monkeypatch.setattr("hilog_avsession.device.hdc.SLOW", 0.05)
    monkeypatch.setattr("hilog_avsession.device.hdc.TIMEOUT", 0.3)
    with pytest.raises(typer.Exit):
        doctor()
    assert capsys.readouterr().err == "hilog-avsession: waiting for an answer of hdc, at most ten seconds\n"


def run(hdc: StandIn, answers: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    hdc.will({command: [Reply(text)] for command, text in (GOOD | answers).items()})
    done = commands.run("doctor", *arguments, **hdc.environment)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_all_is_well_where_every_answer_is_good() -> None:
    assert {name: finding.verdict.state for name, finding in findings({}).items()} == dict.fromkeys(
        (check.name for check in CHECKS), State.OK
    )


# check, answers, state, sentence, command that helps
ROWS: list[tuple[str, dict[str, str | None], State, str, str | None]] = [
    ("program", {"-v": "HDC 1.0\n"}, State.UNKNOWN, "no-version", None),
    ("device", {"list targets -v": "[Empty]\r\n"}, State.FAILED, "no-device", "hdc start -r"),
    ("device", {"list targets -v": "COM1\t\tUART\tReady\tunknown...\r\n"}, State.FAILED, "no-device", "hdc start -r"),
    ("device", {"list targets -v": None}, State.FAILED, "no-answer", "hdc start -r"),
    ("device", {"list targets -v": "Connect server failed\n"}, State.FAILED, "said", "hdc start -r"),
    ("device", {"list targets -v": "7001\t\tUSB\tUnauthorized\tlocalhost\n"}, State.FAILED, "unauthorized", None),
    ("device", {"list targets -v": "7001\tUnauthorized\n"}, State.FAILED, "unauthorized", None),
    ("device", {"list targets -v": "7001\t\tUSB\tOffline\tlocalhost\n"}, State.FAILED, "offline", "hdc start -r"),
    ("device", {"list targets -v": "a\t\tUSB\tOffline\tx\nb\t\tUSB\tConnected\tx\n"}, State.OK, "device", None),
    (
        "device",
        {"list targets -v": "a\t\tUSB\tConnected\tx\nb\t\tTCP\tConnected\tx\n"},
        State.FAILED,
        "several",
        "hilog-avsession doctor --target a",
    ),
    (
        "buffers",
        {"shell hilog -g": "[Fail][E000002]:The device unauthorized.\r\nThis server's public key is not set.\r\n"},
        State.FAILED,
        "unauthorized",
        None,
    ),
    ("buffers", {"shell hilog -g": "[Fail][E001005] Device not found or connected\r\n"}, State.FAILED, "said", None),
    ("buffers", {"shell hilog -g": NO_LOGGER}, State.FAILED, "no-logger", None),
    ("buffers", {"shell hilog -g": "/bin/sh: hilog: not found\n"}, State.FAILED, "odd-answer", None),
    (
        "buffers",
        {"shell hilog -g": "Log type app buffer size is 16.0M\nLog type core buffer size is 256.0K\n"},
        State.WARNING,
        "buffers-small",
        "hdc shell hilog -G 16M",
    ),
    ("buffers", {"shell hilog -g": "Log type app buffer size is 4.0.1M\n"}, State.UNKNOWN, "odd-answer", None),
    ("avsession-level", {OWN_LEVEL: "D \n", LEVEL: "E \n"}, State.OK, "level", None),
    ("avsession-level", {LASTING_OWN_LEVEL: "3 \n"}, State.OK, "level", None),
    (
        "avsession-level",
        {OWN_LEVEL: "E \n", LASTING_OWN_LEVEL: "D \n"},
        State.WARNING,
        "level-high",
        "hdc shell hilog -b I -D 0xd002b91",
    ),
    ("avsession-level", {LASTING_LEVEL: UNSET}, State.UNKNOWN, "level-not-told", None),
    ("level", {LEVEL: "W \n"}, State.WARNING, "global-level-high", "hdc shell hilog -b I"),
    ("level", {LASTING_LEVEL: UNSET}, State.UNKNOWN, "level-not-told", None),
    ("privacy", {PRIVACY: "true \n"}, State.WARNING, "privacy-on", "hdc shell hilog -p off"),
    ("privacy", {PRIVACY: UNSET}, State.UNKNOWN, "privacy-not-told", "hdc shell hilog -p off"),
    ("flow-control", {BY_PROCESS: "true \n"}, State.WARNING, "flow-on", 'hdc shell "hilog -Q pidoff"'),
    (
        "flow-control",
        {BY_PROCESS: "true \n", BY_DOMAIN: "true \n"},
        State.WARNING,
        "flow-on",
        'hdc shell "hilog -Q pidoff; hilog -Q domainoff"',
    ),
    (
        "flow-control",
        {BY_DOMAIN: UNSET},
        State.UNKNOWN,
        "flow-not-told",
        'hdc shell "hilog -Q pidoff; hilog -Q domainoff"',
    ),
    (
        "files",
        {"shell hilog -w query": "1 init,core,app,only_prerelease zlib /data/log/hilog/hilog 4.0M 10\n"},
        State.OK,
        "files",
        "hdc file recv /data/log/hilog .",
    ),
    ("files", {"shell hilog -w query": "\n"}, State.UNKNOWN, "odd-answer", None),
]


@pytest.mark.parametrize(
    ("check", "answers", "state", "message", "fix"),
    ROWS,
    ids=[f"{row[0]}-{row[3]}-{at}" for at, row in enumerate(ROWS)],
)
def test_an_answer_means_what_it_says(
    check: str, answers: dict[str, str | None], state: State, message: str, fix: str | None
) -> None:
    verdict = findings(answers)[check].verdict
    assert (verdict.state, verdict.message, verdict.fix) == (state, message, fix)


def test_every_check_has_an_answer_that_is_not_good() -> None:
    assert {row[0] for row in ROWS} == {check.name for check in CHECKS}


def test_every_check_and_every_answer_has_a_sentence() -> None:
    assert {f"says-{row[3]}" for row in ROWS} | {check.name for check in CHECKS} <= MESSAGES["en"].keys()


def test_after_a_failure_nothing_more_is_asked() -> None:
    hdc = ScriptedHdc({"list targets -v": "[Empty]\n"})
    assert {finding.verdict.message for finding in list(examine(hdc))[2:]} == {"not-asked"}
    assert hdc.asked == [["-v"], ["list", "targets", "-v"]]


def test_the_target_is_looked_for_asked_and_named_in_every_command() -> None:
    two: dict[str, str | None] = {
        "list targets -v": "a\t\tUSB\tConnected\tx\nb\t\tTCP\tConnected\tx\n",
        PRIVACY: "true\n",
    }
    hdc = ScriptedHdc(two, "b")
    found = {finding.check: finding for finding in examine(hdc)}
    assert found["device"].verdict.values == {"key": "b"}
    assert found["privacy"].verdict.fix == "hdc -t b shell hilog -p off"
    assert all(call[:2] == ["-t", "b"] for call in hdc.asked if "shell" in call)
    other = findings(two, "c")["device"].verdict
    assert (other.state, other.values) == (State.FAILED, {"key": "c", "keys": "a, b"})


# ---- the command -----------------------------------------------------------------------------------------------------


def test_the_page_says_what_is_found_and_what_to_run(hdc: StandIn) -> None:
    done = run(hdc, {PRIVACY: "true\n", "-v": "Ver: 3.1.0e\x1b[2J\n"}, "--lang", "en")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "! Privacy" in done.stdout
    assert "→ hdc shell hilog -p off" in done.stdout
    assert done.stdout.splitlines()[-1] == "Then: hilog-avsession analyze --hdc"
    assert "\x1b" not in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_a_device_that_cannot_be_read_is_status_three(hdc: StandIn) -> None:
    done = run(hdc, {"list targets -v": "[Empty]\n"}, "--lang", "zh")
    assert done.returncode == 3
    assert "未检查" in done.stdout
    (hdc.path / "hdc").unlink()
    done = run(hdc, {})
    assert done.returncode == 3
    assert "toolchains" in done.stdout


def test_the_json_form_holds_state_text_and_command_of_every_check(hdc: StandIn) -> None:
    answer = json.loads(run(hdc, {PRIVACY: "true\n"}, "--format", "json", "--target", "7001").stdout)
    assert answer["schema_version"] == 1
    assert answer["usable"] is True
    assert answer["target"] == "7001"
    assert answer["next"] == "hilog-avsession analyze --hdc --target 7001"
    assert [one["check"] for one in answer["checks"]] == [check.name for check in CHECKS]
    privacy = next(one for one in answer["checks"] if one["check"] == "privacy")
    assert privacy == {
        "check": "privacy",
        "state": "warning",
        "finding": "privacy-on",
        "values": {},
        "text": MESSAGES["en"]["says-privacy-on"],
        "asked": ["hdc -t 7001 shell param get hilog.private.on"],
        "mend": "hdc -t 7001 shell hilog -p off",
    }


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_page_fits_its_width(width: int) -> None:
    warned: dict[str, str | None] = {PRIVACY: "true\n", LEVEL: "F\n"}
    for answers in (warned, {"list targets -v": None}):
        found = list(findings(answers).values())
        for lang in MESSAGES:
            out = io.StringIO()
            render_findings(found, None, out, lang=lang, width=width)
            assert all(len(line) <= width for line in out.getvalue().splitlines() if "hilog" not in line)


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("target", [None, "192.168.100.200:8710"])
def test_each_command_stands_on_one_line_to_copy(width: int, target: str | None) -> None:
    flow = {BY_PROCESS: "true \n", BY_DOMAIN: "true \n", LEVEL: "F\n"}
    answers: dict[str, str | None] = {
        **flow,
        "list targets -v": GOOD["list targets -v"].replace("7001", target or "7001"),
    }
    found = list(findings(answers, target).values())
    out = io.StringIO()
    render_findings(found, target, out, width=width)
    commands = [finding.verdict.fix for finding in found if finding.verdict.fix]
    assert len(commands) > 1
    assert all(f"→ {command}\n" in out.getvalue() for command in commands)
    last = "hilog-avsession analyze --hdc" + (f" --target {target}" if target else "")
    assert out.getvalue().endswith(f": {last}\n")
