"""From a pipe with lines at a steady rate to what the interactive view costs, and how soon it shows a failure.

A child process runs `watch -` on a pseudo terminal. This process writes the lines, reads the terminal, and notes when
the first line of the screen has counted each failure.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import threading
import time
from typing import NamedTuple

from .live import processor_time, write_lines
from .versions import HERE

_SIZE = (40, 140)  # lines and columns
_COUNTED = re.compile(rb"(\d[\d,]*) incidents?")
_SEQUENCE = re.compile(rb"\x1b\[[0-9;?<>=]*[a-zA-Z]")
_LONGEST = 4096  # bytes in which the first line of the screen is looked for
_SETTLE = 2.0  # seconds until it is loaded and drawn


class ViewCost(NamedTuple):
    """What a run of the view took."""

    latencies: list[float]  # seconds from writing a failure's line until the screen counts it
    drawing: float  # processor time of the thread that draws, as a share of one processor


def view_cost(seconds: float = 6.0) -> ViewCost:
    """Watch a pipe with 50,000 lines a second."""
    terminal, other_end = pty.openpty()
    fcntl.ioctl(other_end, termios.TIOCSWINSZ, struct.pack("HHHH", *_SIZE, 0, 0))
    child = subprocess.Popen(
        HERE.command("watch", "-", "--lang", "en", "-o", os.devnull + ":json"),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=other_end,
        env=os.environ | HERE.env | {"TERM": "xterm-256color"},
        preexec_fn=lambda: _lead(other_end),
    )
    os.close(other_end)
    assert child.stdin is not None
    screen = _Screen(terminal)
    time.sleep(_SETTLE)
    before = _drawing_time(child.pid)
    written = list(write_lines(child.stdin.fileno(), seconds))
    cost = (_drawing_time(child.pid) - before) / seconds
    screen.wait_for(len(written))
    os.write(terminal, b"q")
    child.stdin.close()
    child.wait()
    os.close(terminal)
    return ViewCost([max(screen.seen_at(number) - then, 0.0) for number, then in enumerate(written, start=1)], cost)


class _Screen:
    """What a terminal shows, read by a thread of its own."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._moments: list[tuple[int, float]] = []  # failures counted, and when
        threading.Thread(target=self._read, daemon=True).start()

    def wait_for(self, failures: int) -> None:
        end = time.monotonic() + 10
        while not self._moments or self._moments[-1][0] < failures:
            if time.monotonic() > end:
                raise RuntimeError(f"{failures} failures were written, the screen shows {self._moments[-1:]}")
            time.sleep(0.01)

    def seen_at(self, failures: int) -> float:
        return next(moment for count, moment in self._moments if count >= failures)

    def _read(self) -> None:
        held = b""
        while True:
            try:
                held += os.read(self._terminal, 1 << 16)
            except OSError:  # the other side is closed
                return
            now, text = time.monotonic(), _SEQUENCE.sub(b"", held)
            counts = [int(count.replace(b",", b"")) for count in _COUNTED.findall(text)]
            if counts and (not self._moments or counts[-1] > self._moments[-1][0]):
                self._moments.append((counts[-1], now))
            held = held[-_LONGEST:]


def _lead(terminal: int) -> None:
    """Make the terminal that of this process, from which keys are read."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


def _drawing_time(pid: int) -> float:
    """Return the processor time of a process's first thread in seconds: the one that draws."""
    return processor_time(f"{pid}/task/{pid}")
