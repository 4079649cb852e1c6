"""The commands `watch` and `view` on a terminal: keys from it, logs from elsewhere; report and status at the end."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commands import COMMAND, ENVIRONMENT
from conftest import LOGS, with_trials
from hdc_standin import Reply, StandIn

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")

GUARD = 60  # seconds, after which a test is taken to hang
EVENING = (LOGS / "evening.log").read_bytes()
LEFT = b"\x1b[?1049l"  # the view has given the terminal back


class Terminal:
    """A terminal with a command on it, whose standard output goes elsewhere."""

    def __init__(
        self, *arguments: object, stdin: int | None = None, cwd: Path | None = None, **environment: str
    ) -> None:
        import fcntl
        import termios

        self._screen, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        self.seen = b""
        self.process = subprocess.Popen(
            [sys.executable, "-c", _AS_LEADER, *COMMAND[1:], *map(str, arguments)],
            stdin=other if stdin is None else stdin,
            stdout=subprocess.PIPE,
            stderr=other,
            env={**ENVIRONMENT, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", **environment},
            cwd=cwd,
            start_new_session=True,
        )
        os.close(other)

    def wait_for(self, pattern: str) -> None:
        """Read the screen until a text was shown."""
        self._until(lambda: re.search(pattern, self.text) is not None)

    @property
    def text(self) -> str:
        """All that was shown, without sequences that move the cursor or choose colours."""
        return re.sub(r"\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b[=>]", "", self.seen.decode("utf-8", "replace"))

    def press(self, keys: str) -> None:
        os.write(self._screen, keys.encode())

    def end(self) -> tuple[int, str]:
        """Wait for the end and return the status and standard output."""
        assert self.process.stdout is not None
        end, out = time.monotonic() + GUARD, b""
        with self.process.stdout as stdout:
            while time.monotonic() < end:
                readable = select.select([stdout, self._screen], [], [], 0.1)[0]
                if self._screen in readable:
                    self._read()
                if stdout in readable:
                    piece = os.read(stdout.fileno(), 1 << 16)
                    out += piece
                    if not piece:
                        return self.process.wait(GUARD), out.decode()
        raise AssertionError(self.text)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._screen)

    def _until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + GUARD
        while not true():
            assert time.monotonic() < end, self.text
            if select.select([self._screen], [], [], 0.1)[0]:
                self._read()

    def _read(self) -> None:
        try:
            self.seen += os.read(self._screen, 1 << 16)
        except OSError:  # Linux says so when the other side is closed
            time.sleep(0.01)


# a session leader takes the terminal of its standard error, as a shell does for what it starts
_AS_LEADER = (
    "import fcntl, os, runpy, sys, termios\n"
    "fcntl.ioctl(2, termios.TIOCSCTTY, 0)\n"
    "sys.argv = ['hilog-avsession', *sys.argv[3:]]\n"
    "runpy.run_module('hilog_avsession', run_name='__main__')\n"
)


@contextmanager
def terminal(
    *arguments: object, stdin: int | None = None, cwd: Path | None = None, **environment: str
) -> Iterator[Terminal]:
    shown = Terminal(*arguments, stdin=stdin, cwd=cwd, **environment)
    try:
        yield shown
    finally:
        shown.close()


def test_a_pipe_is_watched_with_keys_from_the_terminal() -> None:
    read, write = os.pipe()
    with terminal("watch", "-", "--lang", "en", stdin=read) as shown:
        os.close(read)
        os.write(write, EVENING)
        shown.wait_for("11 incidents")
        shown.wait_for("Last seen")  # in 90 columns or more: standard output, which is no terminal, does not count
        shown.press("q")
        status, out = shown.end()
    os.close(write)
    assert status == 0
    assert out.startswith("At least 11 incidents in 2 of 2 sessions\n188 lines of standard input")
    assert "Interrupted: this report covers what had been read by then." in out
    assert LEFT in shown.seen


def test_ctrl_c_ends_with_the_report_its_own_status_and_all_incidents_that_were_streamed(tmp_path: Path) -> None:
    read, write = os.pipe()
    with terminal("watch", "-", "--lang", "en", "-f", "jsonl", "-o", tmp_path / "report.txt", stdin=read) as shown:
        os.close(read)
        shown.wait_for("reading")  # from now on, the view's library has a standard output of its own
        os.write(write, EVENING)
        shown.wait_for("11 incidents")
        shown.press("\x03")
        status, out = shown.end()
    os.close(write)
    assert status == 130
    assert [json.loads(line)["id"] for line in out.splitlines()] == list(range(1, 12))
    assert (tmp_path / "report.txt").read_text("utf-8").startswith("At least 11 incidents")


@pytest.mark.trial
def test_sigterm_ends_with_the_report_too(tmp_path: Path) -> None:
    log = tmp_path / "device.log"
    log.write_bytes(EVENING)
    with terminal("watch", log, "--lang", "en") as shown:
        shown.wait_for("11 incidents")
        shown.process.send_signal(signal.SIGTERM)
        status, out = shown.end()
    assert status == 143
    assert "188 lines of" in out
    assert LEFT in shown.seen


def test_a_file_that_grows_is_watched_and_a_report_written_meanwhile(tmp_path: Path) -> None:
    log, page = tmp_path / "device.log", tmp_path / "report.html"
    log.write_bytes(b"")
    with terminal("watch", log, "--lang", "zh", "-f", "json", cwd=tmp_path) as shown:
        shown.wait_for("读取中")
        with log.open("ab") as out:
            out.write(EVENING)
        shown.wait_for("11 次故障")
        shown.press("w")
        shown.wait_for("report.html")
        shown.press("\r")
        shown.wait_for("已写入")
        shown.press("q")
        status, report = shown.end()
    assert status == 0
    assert '"interrupted": true' in report
    assert "6600107" in page.read_text("utf-8")


def test_a_device_is_watched(tmp_path: Path) -> None:
    hdc = StandIn(tmp_path)
    lines = EVENING.decode().splitlines(keepends=True)
    log = "".join(f"CST 2026-{line[:18]}000{line[18:]}" for line in lines)
    replies = {"list targets": [Reply("7001\n")], "shell hilog -v year -v zone -v usec": [Reply(log, stays=True)]}
    hdc.will(replies)
    with terminal("watch", "--lang", "en", **hdc.environment) as shown:
        shown.wait_for("11 incidents")
        shown.press("q")
        status, out = shown.end()
    assert status == 0
    assert "of hdc:7001" in out


def test_a_device_that_is_connected_later_is_watched_too(tmp_path: Path) -> None:
    hdc = StandIn(tmp_path)
    lines = EVENING.decode().splitlines(keepends=True)
    log = "".join(f"CST 2026-{line[:18]}000{line[18:]}" for line in lines)
    hdc.log("7001", log)
    hdc.log("7002", log)
    hdc.plug("7001")
    with terminal("watch", "--lang", "en", **hdc.environment) as shown:
        shown.wait_for("11 incidents")
        hdc.plug("7002")
        shown.wait_for("22 incidents")
        shown.press("q")
        status, out = shown.end()
    assert status == 0
    assert "7002" in out


@pytest.mark.trial
def test_a_device_that_cannot_be_read_is_an_error() -> None:
    with terminal("watch", "--lang", "en", PATH="/nowhere") as shown:
        status, out = shown.end()
    assert (status, out) == (3, "")
    assert "hdc: not on the PATH" in shown.text


@pytest.mark.parametrize("kind", with_trials(["log"], ["report"]))
def test_what_is_saved_can_be_viewed(kind: str, tmp_path: Path) -> None:
    place = LOGS / "evening.log"
    if kind == "report":
        place = tmp_path / "report.json"
        subprocess.run([*COMMAND, "analyze", str(LOGS / "evening.log"), "-o", str(place)], check=True)
    with terminal("view", place, "--lang", "en", "--fail-on", "any") as shown:
        shown.wait_for("end of log")
        shown.press("q")
        status, out = shown.end()
    assert status == 1
    assert out.startswith("At least 11 incidents")
    assert "Interrupted" not in out


@pytest.mark.trial
@pytest.mark.parametrize("arguments", [("view",), ("watch", "--refresh", "1", "-o", "page.html")])
def test_a_redacted_view_shows_no_names(arguments: tuple[str, ...], tmp_path: Path) -> None:
    log = tmp_path / "anna.log"
    log.write_bytes(EVENING)
    with terminal(*arguments, log, "--redact-key", "secret", "--lang", "en", "-f", "text", cwd=tmp_path) as shown:
        shown.wait_for("11 incidents")
        for key in ("2", "3", "1", "\r"):
            shown.press(key)
            shown.wait_for(r"app-\w+")
        if "--refresh" in arguments:
            shown.wait_for("kept current")
            assert 'id="live"' in (tmp_path / "page.html").read_text("utf-8")
        shown.press("q")
        status, out = shown.end()
    assert status == 0
    page = (tmp_path / "page.html").read_text("utf-8") if "--refresh" in arguments else ""
    assert 'id="live"' not in page
    for private in ("com.example.radio", "com.example.cinema", "anna", "0C4***"):
        assert private not in shown.text + out + page
    assert set(re.findall(r"app-\w+", out)) <= set(re.findall(r"app-\w+", shown.text))


# ---- without a view --------------------------------------------------------------------------------------------------


def test_without_a_terminal_it_reads_as_analyze_does() -> None:
    for arguments in (["watch", "-"], ["view", str(LOGS / "evening.log")]):
        done = subprocess.run([*COMMAND, *arguments], input=EVENING, env=ENVIRONMENT, capture_output=True, check=True)
        assert done.stdout.startswith(b"At least 11 incidents")
        assert done.stderr == b""


def test_without_its_library_it_says_how_to_install_it_and_reads_on(tmp_path: Path) -> None:
    hidden = "import sys\nsys.modules['textual'] = None\n"
    (tmp_path / "sitecustomize.py").write_text(hidden, "utf-8")
    with terminal("view", LOGS / "evening.log", "--lang", "en", PYTHONPATH=str(tmp_path)) as shown:
        status, out = shown.end()
    assert status == 0
    assert out.startswith("At least 11 incidents")
    assert (
        "hilog-avsession: the interactive view is not installed: in the clone, pip install -e '.[view]' or "
        in shown.text
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["watch", "a.log", "--target", "x"], b"--target chooses a device, and the log comes from a.log"),
        (["watch", "no.log"], b"no.log: no such file"),
    ],
)
def test_a_wrong_call_is_refused(arguments: list[str], said: bytes) -> None:
    done = subprocess.run([*COMMAND, *arguments, "--lang", "en"], env=ENVIRONMENT, capture_output=True, check=False)
    assert done.returncode in {2, 3}
    assert said in done.stderr
    assert b"Traceback" not in done.stderr
