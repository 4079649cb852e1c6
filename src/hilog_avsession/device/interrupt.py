"""Ctrl-C, SIGTERM and a closed terminal as the normal end of a live run: stop reading and keep what was read."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Self

from ..reading.ending_signals import ENDING_SIGNALS
from ..reading.sources import NO_WAIT

_SHOW_CURSOR = b"\x1b[?25h"
_SLICE = 0.2  # seconds; Windows handles a signal only between two waits


class Stop:
    """A request to stop reading: it wakes a thread that waits for data or sleeps."""

    def __init__(self) -> None:
        self.requested = False
        self._woken, self._wake = os.pipe()
        if sys.platform != "win32":
            os.set_blocking(self._wake, False)

    def request(self) -> None:
        """Ask the reader to stop."""
        self.requested = True
        os.write(self._wake, b"\0")  # wakes a waiting read without a race

    def ready(self, descriptor: int) -> bool:
        """Wait until a file descriptor has data (not for NO_WAIT); return False to stop reading."""
        if self.requested:
            return False
        if descriptor == NO_WAIT or sys.platform == "win32":  # there select takes sockets only; Ctrl-C ends hdc's pipe
            return True
        select.select([descriptor, self._woken], [], [])
        return not self.requested

    def pause(self, seconds: float) -> bool:
        """Sleep; return False, at once, if reading is to stop."""
        end = time.monotonic() + seconds
        while not self.requested and (left := end - time.monotonic()) > 0:
            if sys.platform == "win32":
                time.sleep(min(left, _SLICE))
            else:
                select.select([self._woken], [], [], min(left, _SLICE))
        return not self.requested

    def close(self) -> None:
        """Close the pipe."""
        os.close(self._wake)
        os.close(self._woken)


class Interrupt(Stop):
    """Signal handlers: the first signal asks the reader to stop, a second one ends the program at once.

    A SIGHUP that is ignored stays ignored: `nohup` lets a run outlive its terminal.
    The terminal's Ctrl-C also reaches an `hdc` in the same pipeline, so its end of the stream comes by itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self.signal: int | None = None
        self._previous: dict[int, object] = {}
        self.before_exit: Callable[[], None] | None = None  # what a second signal does before it ends the program

    @property
    def status(self) -> int | None:
        """The exit status after an interruption: 130 for Ctrl-C, 143 for SIGTERM, 129 for SIGHUP; else None."""
        return None if self.signal is None else 128 + self.signal

    def __enter__(self) -> Self:
        for number in ENDING_SIGNALS:
            if number == getattr(signal, "SIGHUP", None) and signal.getsignal(number) is signal.SIG_IGN:
                continue
            self._previous[number] = signal.signal(number, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        for number, previous in self._previous.items():
            signal.signal(number, previous)  # type: ignore[arg-type] # what signal.signal returned
        self.close()

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        if self.signal is not None:
            if sys.stderr is not None and sys.stderr.isatty():
                with contextlib.suppress(OSError):  # the terminal is gone
                    os.write(sys.stderr.fileno(), _SHOW_CURSOR)  # the live view hides it
            if self.before_exit is not None:
                self.before_exit()
            os._exit(128 + number)
        self.signal = number
        self.request()
