"""A long report on a terminal: through the pager, whole and in colour, with what to do first beside the prompt."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from commands import COMMAND, ENVIRONMENT, run
from conftest import LOGS
from hilog_avsession.cli.pager import pager

if sys.platform == "win32":
    pytest.skip("terminals of POSIX", allow_module_level=True)

import fcntl
import pty
import select
import struct
import termios

EVENING = LOGS / "evening.log"
GUARD = 60  # seconds, after which a test is taken to hang
CAUSE = "Controller sent more than ten commands in a second"
_UNSET = ("PAGER", "LESS", "NO_COLOR", "COLUMNS", "LINES")  # the terminal's own size applies
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, process: subprocess.Popen[bytes], descriptor: int) -> None:
        self.process, self._descriptor, self._seen = process, descriptor, b""

    def press(self, keys: bytes) -> None:
        os.write(self._descriptor, keys)

    def seen(self) -> str:
        """What the terminal has shown so far."""
        while select.select([self._descriptor], [], [], 0.02)[0]:
            try:
                part = os.read(self._descriptor, 65_536)
            except OSError:  # the last process has gone
                part = b""
            if not part:
                break
            self._seen += part
        return self._seen.decode("utf-8", "replace").replace("\r\n", "\n")

    def wait_for(self, text: str) -> None:
        end = time.monotonic() + GUARD
        while text not in self.seen():
            assert time.monotonic() < end, self.seen()
            assert self.process.poll() is None or text in self.seen(), self.seen()

    def end(self) -> tuple[int, str]:
        """Wait for the command; return its status and what the terminal has shown."""
        end = time.monotonic() + GUARD
        while self.process.poll() is None:
            self.seen()
            assert time.monotonic() < end, self._seen
        return self.process.returncode, self.seen()


@contextmanager
def terminal(
    *arguments: object, rows: int = 24, columns: int = 80, stdin: int | None = None, **variables: str
) -> Iterator[Terminal]:
    controller, descriptor = pty.openpty()
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    environment = {key: value for key, value in ENVIRONMENT.items() if key not in _UNSET}
    process = subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdin=descriptor if stdin is None else stdin,
        stdout=descriptor,
        stderr=descriptor,
        env={**environment, "TERM": "xterm", **variables},
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(1, termios.TIOCSCTTY, 0),  # so that Ctrl-C reaches it
    )
    os.close(descriptor)
    try:
        yield Terminal(process, controller)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(controller)


def script(path: Path, text: str) -> str:
    """Write a pager and return its name."""
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def keeper(tmp_path: Path) -> tuple[str, Path]:
    """A pager that keeps what it is given, and the file that it writes."""
    kept = tmp_path / "kept.txt"
    return script(tmp_path / "keeper", f'cat > "{kept}"'), kept


def plain(text: str) -> str:
    return ESCAPE.sub("", text)


def closing(text: str) -> str:
    """The last words, which begin with what was found."""
    shown = plain(text).rstrip("\n")
    return shown[shown.rindex("At least 11 incidents") :]


def test_a_long_report_goes_through_the_pager_in_colour_and_the_answer_stands_last(keeper: tuple[str, Path]) -> None:
    pager, kept = keeper
    with terminal("analyze", EVENING, PAGER=pager) as screen:
        status, text = screen.end()
    assert status == 0
    report = kept.read_text("utf-8")
    assert "\x1b[1m" in report
    assert "Sessions with incidents" in report
    assert "Sessions with incidents" not in text
    last = closing(text).splitlines()
    assert last[0] == "At least 11 incidents in 2 of 2 sessions"
    assert last[1].startswith(f"→ 6600107 {CAUSE}: Throttle")
    assert "-o report.html" in last[-1]
    assert len(last) <= 4


@pytest.mark.parametrize("columns", [60, 80, 140])
def test_the_pager_gets_lines_that_fit_the_terminal(columns: int, keeper: tuple[str, Path]) -> None:
    pager, kept = keeper
    with terminal("analyze", EVENING, columns=columns, PAGER=pager) as screen:
        assert screen.end()[0] == 0
    lines = plain(kept.read_text("utf-8")).splitlines()
    longest = max(len(line) for line in lines if "hdc shell" not in line)  # a command is never wrapped
    assert columns - 20 < longest <= columns


def test_no_color_reaches_the_pager_where_none_is_wanted(keeper: tuple[str, Path]) -> None:
    pager, kept = keeper
    with terminal("analyze", EVENING, PAGER=pager, NO_COLOR="1") as screen:
        _, text = screen.end()
    assert "\x1b" not in kept.read_text("utf-8")
    assert "\x1b[1m" not in text


def test_a_report_that_fits_the_terminal_needs_no_pager_and_no_last_words(keeper: tuple[str, Path]) -> None:
    pager, kept = keeper
    with terminal("analyze", EVENING, rows=400, PAGER=pager) as screen:
        _, text = screen.end()
    assert not kept.exists()
    assert "Sessions with incidents" in text
    assert text.count("At least 11 incidents") == 1


@pytest.mark.parametrize(
    ("option", "variables"),
    [
        ("--no-pager", {}),
        (None, {"PAGER": ""}),
        pytest.param(None, {"PAGER": "cat"}, marks=pytest.mark.trial),
        (None, {"PAGER": "/no/such/pager"}),
        pytest.param(None, {"PAGER": "no-such-pager $FLAGS"}, marks=pytest.mark.trial),
        pytest.param(None, {"PAGER": "'"}, marks=pytest.mark.trial),
        pytest.param(None, {"PAGER": "false"}, marks=pytest.mark.trial),
        (None, {"TERM": "dumb"}),
    ],
)
def test_without_a_pager_that_works_the_report_is_printed(
    option: str | None, variables: dict[str, str], keeper: tuple[str, Path]
) -> None:
    pager, kept = keeper
    with terminal("analyze", EVENING, *([option] if option else []), **{"PAGER": pager, **variables}) as screen:
        status, text = screen.end()
    assert status == 0
    assert not kept.exists()
    assert "Sessions with incidents" in text
    assert "-o report.html" in closing(text).splitlines()[-1]
    assert len(closing(text).splitlines()) <= 4
    assert "Traceback" not in text


def test_leaving_the_pager_early_is_no_error(tmp_path: Path) -> None:
    pager = script(tmp_path / "hasty", "exit 0")
    with terminal("analyze", EVENING, "--all", PAGER=pager) as screen:
        status, text = screen.end()
    assert status == 0
    assert "Sessions with incidents" not in text
    assert plain(text).strip() == closing(text)


@pytest.mark.parametrize("arguments", [(), ("-o", "report.txt")])
def test_the_pager_is_for_terminals_only(
    arguments: tuple[str, ...], keeper: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pager, kept = keeper
    monkeypatch.setitem(ENVIRONMENT, "PAGER", pager)
    monkeypatch.chdir(tmp_path)
    done = run("analyze", EVENING, *arguments)
    assert done.returncode == 0
    assert not kept.exists()
    text = done.stdout.decode() if not arguments else Path("report.txt").read_text("utf-8")
    assert text.count("At least 11 incidents") == 1


def test_ctrl_c_stays_with_the_pager(tmp_path: Path) -> None:
    pager = script(
        tmp_path / "patient",
        "trap 'echo pressed' INT\necho ready\ncat > /dev/null\nuntil read key < /dev/tty; do :; done",
    )
    with terminal("analyze", EVENING, PAGER=pager) as screen:
        screen.wait_for("ready")
        for _ in range(3):  # a second one ends the program where no pager is open
            screen.press(b"\x03")
            time.sleep(0.2)
        assert screen.process.poll() is None
        screen.press(b"\n")
        status, text = screen.end()
    assert status == 0
    assert len(closing(text).splitlines()) <= 4


def test_ctrl_c_in_a_live_log_opens_the_pager_and_the_status_stays(keeper: tuple[str, Path]) -> None:
    pager, kept = keeper
    reading, writing = os.pipe()
    with terminal("analyze", "-", stdin=reading, PAGER=pager) as screen:
        os.close(reading)
        os.write(writing, EVENING.read_bytes())
        screen.wait_for("incidents so far")
        screen.press(b"\x03")
        status, text = screen.end()
        os.close(writing)
    assert status == 130
    assert "Interrupted" in kept.read_text("utf-8")
    assert "-o report.html" in closing(text).splitlines()[-1]


def test_a_termination_ends_the_pager_too(tmp_path: Path) -> None:
    pager = script(tmp_path / "patient", "echo ready\ncat > /dev/null\nread key < /dev/tty")
    with terminal("analyze", EVENING, PAGER=pager) as screen:
        screen.wait_for("ready")
        screen.process.send_signal(signal.SIGTERM)
        assert screen.end()[0] == 143


def test_all_and_top_exclude_each_other() -> None:
    done = run("analyze", EVENING, "--all", "--top", "3")
    assert done.returncode == 2
    assert b"--all" in done.stderr


def test_all_leaves_nothing_out() -> None:
    done = run("analyze", EVENING, "--all", "--lang", "en")
    assert b"in brief" not in done.stdout
    assert b"--all" not in done.stdout


# ---- codes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [("explain", "6600107"), ("codes",)])
def test_what_is_known_of_codes_goes_through_the_pager_too(
    arguments: tuple[str, ...], keeper: tuple[str, Path]
) -> None:
    pager, kept = keeper
    with terminal(*arguments, PAGER=pager) as screen:
        screen.end()
    assert "6600107" in kept.read_text("utf-8")
    kept.unlink()
    with terminal(*arguments, "--no-pager", PAGER=pager) as screen:
        assert "6600107" in screen.end()[1]
    assert not kept.exists()


def test_the_pager_of_windows_may_have_quoted_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", r'"C:\Program Files\pager.exe" "-p two words" -F')
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(shutil, "which", lambda program: program)
    monkeypatch.setattr(sys, "platform", "win32")
    command = pager()
    monkeypatch.undo()
    assert command == [r"C:\Program Files\pager.exe", "-p two words", "-F"]
