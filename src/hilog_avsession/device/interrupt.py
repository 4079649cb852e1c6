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


class Stop:
    """Ends a reading from outside: whoever waits for data or for a while is woken."""

    def __init__(self) -> None:
        self.asked = False
        self._woken, self._wake = os.pipe()
        if sys.platform != "win32":
            os.set_blocking(self._wake, False)

    def ask(self) -> None:
        """Ask the reading to stop."""
        self.asked = True
        os.write(self._wake, b"\0")  # the waiting read sees it, without a race

    def ready(self, descriptor: int) -> bool:
        """Wait until a file descriptor has data; below 0, do not wait. False when the reading shall stop."""
        if self.asked:
            return False
        if descriptor < 0 or sys.platform == "win32":  # select knows sockets only; hdc's own Ctrl-C ends the pipe there
            return True
        select.select([descriptor, self._woken], [], [])
        return not self.asked

    def pause(self, seconds: float) -> bool:
        """Wait so many seconds; False as soon as the reading shall stop."""
        end = time.monotonic() + seconds
        while not self.asked and (left := end - time.monotonic()) > 0:
            if sys.platform == "win32":
                time.sleep(min(left, _SLICE))
            else:
                select.select([self._woken], [], [], min(left, _SLICE))
        return not self.asked

    def close(self) -> None:
        """Give back what it holds."""
        os.close(self._wake)
        os.close(self._woken)


class Interrupt(Stop):
    """While entered, the first SIGINT or SIGTERM only asks the reading to stop; a second one ends at once.

    The terminal's Ctrl-C reaches `hdc` in the same pipe as well: its end of the stream comes by itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self.signal: int | None = None
        self._previous: dict[int, object] = {}
        self.at_once: Callable[[], None] | None = None  # what a second signal does before it ends the program

    @property
    def status(self) -> int | None:
        """130 or 143 after an interruption, else None."""
        return None if self.signal is None else 128 + self.signal

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._previous[number] = signal.signal(number, self._take)
        return self

    def __exit__(self, *_: object) -> None:
        for number, previous in self._previous.items():
            signal.signal(number, previous)  # type: ignore[arg-type] # what signal.signal returned
        self.close()

    def _take(self, number: int, _frame: FrameType | None) -> None:
        if self.signal is not None:  # asked twice: at once, whatever is going on
            if sys.stderr is not None and sys.stderr.isatty():
                os.write(sys.stderr.fileno(), _SHOW_CURSOR)  # the live view hides it
            if self.at_once is not None:
                self.at_once()
            os._exit(128 + number)
        self.signal = number
        self.ask()
