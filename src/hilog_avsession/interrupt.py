"""Ctrl-C and SIGTERM as the normal end of a live run: stop reading, keep what was read."""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
from types import FrameType
from typing import Self

_SHOW_CURSOR = b"\x1b[?25h"


class Interrupt:
    """While entered, the first SIGINT or SIGTERM only asks the reading to stop; a second one ends at once.

    The terminal's Ctrl-C reaches `hdc` in the same pipe as well: its end of the stream comes by itself.
    """

    def __init__(self) -> None:
        self.signal: int | None = None
        self._wake, self._woken = socket.socketpair()
        self._wake.setblocking(False)
        self._previous: dict[int, object] = {}

    @property
    def status(self) -> int | None:
        """130 or 143 after an interruption, else None."""
        return None if self.signal is None else 128 + self.signal

    def ready(self, descriptor: int) -> bool:
        """Wait until a file descriptor has data; False when the reading shall stop."""
        if self.signal is not None:
            return False
        if sys.platform == "win32":  # select knows sockets only; hdc's own Ctrl-C ends the pipe there
            return True
        select.select([descriptor, self._woken.fileno()], [], [])
        return self.signal is None

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._previous[number] = signal.signal(number, self._take)
        return self

    def __exit__(self, *_: object) -> None:
        for number, previous in self._previous.items():
            signal.signal(number, previous)  # type: ignore[arg-type] # what signal.signal returned
        self._wake.close()
        self._woken.close()

    def _take(self, number: int, _frame: FrameType | None) -> None:
        if self.signal is not None:  # asked twice: at once, whatever is going on
            if sys.stderr is not None and sys.stderr.isatty():
                os.write(sys.stderr.fileno(), _SHOW_CURSOR)  # the live view hides it
            os._exit(128 + number)
        self.signal = number
        self._wake.send(b"\0")  # the waiting read sees it, without a race
