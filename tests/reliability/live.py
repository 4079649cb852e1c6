"""Logs that do not end: 50,000 lines a second with the view on, and a device that is unplugged again and again."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import random
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from hdc_standin import StandIn

from .running import COMMAND, ENVIRONMENT, OTHER, OWN, closed, ended, started, wait_for
from .trial import Attempt, Trial

# ---- the view --------------------------------------------------------------------------------------------------------

_RATE, _FAILURES = 50_000, 20  # a second
_TICKS = 20  # writes a second
_LENGTHS = (5, 15, 60, 600)  # seconds of one run after the other
_LOADED = 3  # seconds after which memory must not grow any more
_GROWTH = 48 << 20  # bytes: the first 5,000 incidents are kept with their evidence
_COUNTED = re.compile(rb"(\d[\d,]*) incidents?")
_SEQUENCE = re.compile(rb"\x1b\[[0-9;?<>=]*[a-zA-Z]")


def watched(luck: random.Random) -> Iterator[Attempt]:
    """Watch a pipe with many lines a second, for longer and longer."""
    for number in range(1_000):
        seconds = _LENGTHS[min(number, len(_LENGTHS) - 1)]
        folder = Path(tempfile.mkdtemp(prefix="hilog-avsession-trial-"))
        view = _View(folder / "report.json")
        try:
            for second in range(seconds):
                yield Attempt("a second of 50,000 lines with the view on", view.feed(second))
            yield Attempt(f"the report after {seconds} s", view.finish(seconds))
        finally:
            view.close()
            shutil.rmtree(folder, ignore_errors=True)


class _View:
    """The view on a terminal of its own, the log that it reads, and what it shows."""

    def __init__(self, report: Path) -> None:
        self._report = report
        self._terminal, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
        self._process = subprocess.Popen(
            [*COMMAND, "watch", "-", "--lang", "en", "-o", str(report)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=other,
            env={**ENVIRONMENT, "TERM": "xterm-256color"},
            preexec_fn=lambda: _lead(other),
        )
        os.close(other)
        self._shown = 0  # incidents
        self._memory = 0
        threading.Thread(target=self._watch, daemon=True).start()

    def feed(self, second: int) -> str | None:
        """Write the lines of a second, and return what is wrong with the view afterwards."""
        assert self._process.stdin is not None
        begun = time.monotonic()
        for tick in range(_TICKS):
            self._process.stdin.write(_lines(second, tick))
            time.sleep(max(begun + (tick + 1) / _TICKS - time.monotonic(), 0))
        if self._process.poll() is not None:
            return f"the view has ended with status {self._process.returncode}"
        memory = _memory(self._process.pid)
        if second == _LOADED:
            self._memory = memory
        grown = memory - self._memory if second > _LOADED else 0
        return f"memory has grown by {grown >> 20} MB in {second - _LOADED} s" if grown > _GROWTH else None

    def finish(self, seconds: int) -> str | None:
        """End the view, and return what is wrong with what it has shown and written."""
        failures = seconds * _FAILURES
        self._process.stdin.flush()  # type: ignore[union-attr]  # it is a pipe
        if not wait_for(lambda: self._shown >= failures):
            return f"{self._shown} of {failures} incidents are shown"
        os.write(self._terminal, b"q")
        try:
            status = self._process.wait(60)
        except subprocess.TimeoutExpired:
            return "the view does not end"
        report = json.loads(self._report.read_bytes())
        found = (status, report["counts"]["incidents"], report["lines"]["total"])
        return None if found == (0, failures, seconds * _RATE) else f"status, incidents and lines are {found}"

    def close(self) -> None:
        """Leave nothing behind."""
        self._process.kill()
        self._process.wait()
        closed(self._process.stdin)
        os.close(self._terminal)

    def _watch(self) -> None:
        held = b""
        while True:
            try:
                held += os.read(self._terminal, 1 << 16)
            except OSError:  # it is closed
                return
            counts = [int(count.replace(b",", b"")) for count in _COUNTED.findall(_SEQUENCE.sub(b"", held))]
            self._shown = max([self._shown, *counts])
            held = held[-4096:]


def _lines(second: int, tick: int) -> bytes:
    """Return the lines of a part of a second, the first of which is a failure."""
    minute, second = divmod(second, 60)
    count = _RATE // _TICKS
    first = tick * 1000 // _TICKS
    moments = (first + number * 1000 // _TICKS // count for number in range(1, count))
    return OWN % (minute, second, first) + b"".join([OTHER % (minute, second, moment) for moment in moments])


def _lead(terminal: int) -> None:
    """Make the terminal that of this process, from which keys are read."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


def _memory(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


# ---- a device that is unplugged --------------------------------------------------------------------------------------

_TIMES = 20


def unplugged(luck: random.Random) -> Iterator[Attempt]:
    """Unplug a device twenty times, and compare the report with what it has logged."""
    while True:
        with tempfile.TemporaryDirectory() as folder:
            device = StandIn(Path(folder))
            device.plug("one")
            environment = {**ENVIRONMENT, **device.environment}
            with started("analyze", "--hdc", "--target", "one", "-f", "json", environment=environment) as process:
                logged = 0
                for _ in range(_TIMES):
                    count = luck.randrange(1, 40)
                    fault = _unplug(device, luck, logged, count)
                    logged += count
                    yield Attempt("a device that is unplugged and comes back", fault)
                process.send_signal(signal.SIGINT)
                done = ended(process)
            fault = done.fault(130)
            if fault is None:
                report = done.report() or {"counts": {}, "lines": {}}
                found = report["counts"].get("incidents"), report["lines"].get("total")
                fault = None if found == (logged, logged) else f"{found} incidents and lines of {logged}"
            yield Attempt("the report of a device that was unplugged twenty times", fault)


def _unplug(device: StandIn, luck: random.Random, first: int, count: int) -> str | None:
    """Log something, some of it while the device is away, and wait until all was read."""
    lines = [OWN % (number // 60 % 60, number % 60, 0) for number in range(first, first + count)]
    away = luck.randrange(count)
    try:
        device.log("one", b"".join(lines[:away]).decode())
        device.unplug("one")
        device.log("one", b"".join(lines[away:]).decode())
        time.sleep(luck.random() * 0.2)
        device.plug("one")
        device.wait_for("one")
    except AssertionError as error:
        return str(error)
    return None


TRIALS = (
    Trial("live", "the view shows every failure, memory is flat, and the report has each line", watched),
    Trial("unplugged", "everything that the device logs is in one report", unplugged),
)
