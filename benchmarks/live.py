"""From a pipe with lines at a steady rate to the latency of a live diagnosis, and its processor time when idle.

A child process reads the pipe as `analyze -` does. One of its threads polls the number of failures, as the live view
does. This process writes the lines, among them failures, and remembers when it wrote each failure.
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from .noise import noise_lines
from .versions import HERE

if TYPE_CHECKING:
    from collections.abc import Iterator

_RATE = 50_000  # lines a second
_TICK = 0.01  # seconds between writes
_SECONDS = 6.0
_IDLE = 4.0  # seconds of silence

_FAILURE = b" 1184  1421 E C02B91/av_session/AVSession: [SendControlCommand]command send number exceed max\n"

_CHILD = """
import sys, threading, time
from hilog_avsession.device.interrupt import Interrupt
from hilog_avsession.pipeline import Diagnosis
diagnosis = Diagnosis()
seen, over = [], threading.Event()
def watch():
    while not over.is_set():
        total, now = diagnosis.codes_so_far().total(), time.monotonic()
        seen.extend([now] * (total - len(seen)))
        time.sleep(0.002)
watcher = threading.Thread(target=watch)
watcher.start()
with Interrupt() as interrupt:
    for _incident in diagnosis.read("-", interrupt.ready):
        pass
time.sleep(0.1)
over.set()
watcher.join()
print(*seen)
"""


def latencies() -> list[float]:
    """Return for each failure the seconds from writing its line until it is counted."""
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | HERE.env,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    time.sleep(1)  # until it is loaded: the start is not measured here
    written = list(write_lines(child.stdin.fileno()))
    child.stdin.close()
    seen = list(map(float, child.stdout.read().split()))
    child.wait()
    if len(seen) != len(written):
        raise RuntimeError(f"{len(written)} failures were written, {len(seen)} counted")
    return [max(now - then, 0.0) for then, now in zip(written, seen, strict=True)]


def write_lines(pipe: int, seconds: float = _SECONDS) -> Iterator[float]:
    """Write 50,000 lines a second; yield the times at which failures were written, 20 a second."""
    noise = b"".join(noise_lines(1)).splitlines(keepends=True)
    begin, lines = time.monotonic(), 0
    for tick in range(int(seconds / _TICK)):
        moment = tick * _TICK
        stamp = b"11-20 10:%02d:%06.3f " % (int(moment) // 60, moment % 60)
        count = int((moment + _TICK) * _RATE) - lines
        text = b"".join(stamp + noise[(lines + number) % len(noise)] for number in range(count))
        lines += count
        fails = tick % 5 == 2
        if fails:
            text += stamp + _FAILURE
        time.sleep(max(begin + moment - time.monotonic(), 0))
        if fails:
            yield time.monotonic()
        os.write(pipe, text)


def idle_share() -> float:
    """Return the share of a processor that a live diagnosis with its view uses while no lines come."""
    terminal, other_end = pty.openpty()
    child = subprocess.Popen(
        HERE.command("analyze", "-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=other_end,
        env=os.environ | HERE.env,
    )
    assert child.stdin is not None
    child.stdin.write(b"11-20 10:00:00.000  1184  1421 I C02B91/av_session/AVSession: [Test]text\n")
    child.stdin.flush()
    time.sleep(1.5)
    before = processor_time(str(child.pid))
    time.sleep(_IDLE)
    share = (processor_time(str(child.pid)) - before) / _IDLE
    child.stdin.close()
    os.close(other_end)
    child.wait()
    os.close(terminal)
    return share


def processor_time(task: str) -> float:
    """Return the processor time of a process (`PID`) or of a thread (`PID/task/TID`) in seconds, as Linux counts it."""
    with open(f"/proc/{task}/stat", encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
