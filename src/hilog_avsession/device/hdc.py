"""The program `hdc`: its commands, its answers as values, and its own messages among the lines of a log."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

from ..errors import reason_of
from ..model.patterns import CLOCK

PROGRAM = "hdc"
TIMEOUT = 10.0  # seconds that a command may take; the ones used here take well under one
SLOW = 2.0  # seconds after which a user is told what is waited for; hdc may have to start its server
_PATIENCE = 1.0  # seconds between terminate and kill
_POLL = 0.02  # seconds between two checks whether a command has ended

Pause = Callable[[float], bool]  # sleep so many seconds; False: stop waiting at once

# what hdc prints instead of an answer; the further lines of a longer message have no mark of their own
_MESSAGE = re.compile(
    rf"""
      (?:\[Fail\]|\[E\d{{6}}\]|\[Empty\]|Connect[ ]server[ ]failed
        |This[ ]server's[ ]public[ ]key|Please[ ]check[ ]for[ ]a[ ]conf|Otherwise[ ]try[ ]'hdc[ ]kill'
        |Please[ ]wait[ ]for[ ]several[ ]seconds)
    | (?!.*{CLOCK}\.\d).*\[CODE:[ ]-\d+\]\s*$    # the hilog tool's errors, unless a log quotes one
    """.encode(),
    re.VERBOSE,
)
# each such line contains one of these; they are searched first, because nearly all lines are log
_MARKS = (
    b"[Fail]",
    b"[E0",
    b"[Empty]",
    b"Connect server failed",
    b"[CODE: -",
    b"This server's public key",
    b"Please check for a conf",
    b"Otherwise try",
    b"Please wait for",
)
_FAILURE = re.compile(r"\[Fail\]|\[E\d{6}\]|Connect server failed")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command printed, output and errors together; `trouble` says why it gave no answer."""

    text: str
    trouble: str | None = None  # `missing`, `timeout` or `stopped`

    @property
    def lines(self) -> list[str]:
        """The lines that are not blank, without the carriage returns of a Windows console."""
        return [line.strip() for line in self.text.split("\n") if line.strip()]

    @property
    def failure(self) -> str | None:
        """The failure that hdc itself reports, in one line, or None."""
        found = _FAILURE.match(self.text.strip())
        return " ".join(self.lines) if found else None


@dataclass(frozen=True, slots=True)
class Target:
    """A device as `hdc list targets` names it; `state` is `Connected`, `Offline`, `Unauthorized`, ..."""

    key: str
    state: str


def input_name(key: str | None) -> str:
    """Return the name of a device's log as an input: `hdc:KEY`, or `hdc` if no key chooses the device."""
    return PROGRAM if key is None else f"{PROGRAM}:{key}"


class Hdc:
    """Runs `hdc`, for one device if a target is named."""

    def __init__(self, target: str | None = None) -> None:
        self.target = target
        self.path = shutil.which(PROGRAM)
        self.pause: Pause = _sleep  # replaced if a wait can be interrupted
        self.when_slow: Callable[[], None] = _say_nothing  # called once if an answer takes long
        self.connected: Sequence[Target] | None = None  # the devices, if they were just asked for
        self._running: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> list[str]:
        """Return the words of a command as a person would type it; commands to the server name no device."""
        names_device = self.target is not None and arguments[0] not in ("-v", "list")
        return [PROGRAM, *(["-t", str(self.target)] if names_device else []), *arguments]

    def ask(self, *arguments: str) -> Answer:
        """Run a command and return what it printed; kill it after ten seconds."""
        with ExitStack() as opened:
            try:
                # not a pipe: a server that hdc starts would keep it open
                out = opened.enter_context(tempfile.TemporaryFile())
                process = self._start(arguments, out.fileno())
            except OSError as error:
                return Answer(reason_of(error), "missing")
            with ended(process):
                trouble = self._wait(process)
            out.seek(0)
            return Answer(out.read().decode("utf-8", "backslashreplace"), trouble)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command whose output is read while it runs. Raises OSError."""
        return self._start(arguments, subprocess.PIPE)

    def targets(self) -> list[Target]:
        """Return the devices that hdc can talk to."""
        return read_targets(self.ask("list", "targets"))

    def kill(self) -> None:
        """Kill the running command; safe in a signal handler."""
        if self._running is not None:
            self._running.kill()
            with suppress(subprocess.TimeoutExpired):
                self._running.wait(_PATIENCE)

    def _start(self, arguments: tuple[str, ...], out: int) -> subprocess.Popen[bytes]:
        if self.path is None:
            raise FileNotFoundError(2, os.strerror(2), PROGRAM)
        command = [self.path, *self.command(*arguments)[1:]]
        self._running = subprocess.Popen(
            command, bufsize=0, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
        )
        return self._running

    def _wait(self, process: subprocess.Popen[bytes]) -> str | None:
        start = time.monotonic()
        while process.poll() is None:
            waited = time.monotonic() - start
            if waited > TIMEOUT:
                return "timeout"
            if waited > SLOW:
                self.when_slow, tell = _say_nothing, self.when_slow
                tell()
            if not self.pause(_POLL):
                return "stopped"
        return None


def read_targets(answer: Answer) -> list[Target]:
    """Parse the output of `list targets`, short or with `-v`: columns for key, connection type and state."""
    if answer.trouble or answer.failure:
        return []
    rows = [line.split() for line in answer.lines if not line.startswith("[")]
    # the short form lists connected devices only, and marks those that do not trust this computer
    return [Target(row[0], row[2] if len(row) > 2 else (*row, "Connected")[1]) for row in rows]


def messages(lines: bytes) -> Iterator[str]:
    """Yield the messages of hdc and of the hilog tool among the lines of a log."""
    if not any(mark in lines for mark in _MARKS):
        return
    for line in lines.split(b"\n"):
        if _MESSAGE.match(line):
            yield line.strip().decode("utf-8", "backslashreplace")


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """End a program when the block is left: terminate first, then kill."""
    try:
        yield
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program if it still runs, and close its output."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _say_nothing() -> None:
    pass


def _sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return True
