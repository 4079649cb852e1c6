"""Ctrl-C and SIGTERM as the normal end of a live run: stop reading, keep what was read."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Self

_SHOW_CURSOR = b"\x1b[?25h"
_SLICE = 0.2  # seconds; on Windows a signal is taken only between two waits


class Interrupt:
    """While entered, the first SIGINT or SIGTERM only asks the reading to stop; a second one ends at once.

    The terminal's Ctrl-C reaches `hdc` in the same pipe as well: its end of the stream comes by itself.
    """

    def __init__(self) -> None:
        self.signal: int | None = None
        self._woken, self._wake = os.pipe()
        if sys.platform != "win32":
            os.set_blocking(self._wake, False)
        self._previous: dict[int, object] = {}
        self.at_once: Callable[[], None] | None = None  # what a second signal does before it ends the program

    @property
    def status(self) -> int | None:
        """130 or 143 after an interruption, else None."""
        return None if self.signal is None else 128 + self.signal

    def ready(self, descriptor: int) -> bool:
        """Wait until a file descriptor has data; below 0, do not wait. False when the reading shall stop."""
        if self.signal is not None:
            return False
        if descriptor < 0 or sys.platform == "win32":  # select knows sockets only; hdc's own Ctrl-C ends the pipe there
            return True
        select.select([descriptor, self._woken], [], [])
        return self.signal is None

    def pause(self, seconds: float) -> bool:
        """Wait so many seconds; False as soon as the reading shall stop."""
        end = time.monotonic() + seconds
        while self.signal is None and (left := end - time.monotonic()) > 0:
            if sys.platform == "win32":
                time.sleep(min(left, _SLICE))
            else:
                select.select([self._woken], [], [], min(left, _SLICE))
        return self.signal is None

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._previous[number] = signal.signal(number, self._take)
        return self

    def __exit__(self, *_: object) -> None:
        for number, previous in self._previous.items():
            signal.signal(number, previous)  # type: ignore[arg-type] # what signal.signal returned
        os.close(self._wake)
        os.close(self._woken)

    def _take(self, number: int, _frame: FrameType | None) -> None:
        if self.signal is not None:  # asked twice: at once, whatever is going on
            if sys.stderr is not None and sys.stderr.isatty():
                os.write(sys.stderr.fileno(), _SHOW_CURSOR)  # the live view hides it
            if self.at_once is not None:
                self.at_once()
            os._exit(128 + number)
        self.signal = number
        os.write(self._wake, b"\0")  # the waiting read sees it, without a race
