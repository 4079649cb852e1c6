"""Take turns with the thread that reads: the screen looks at a diagnosis only between two reads."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Protocol


class Pace(Protocol):
    """What a reader asks before it reads on: `device.interrupt.Interrupt` is one."""

    def ready(self, descriptor: int) -> bool:
        """Wait until a file descriptor has data; return False to stop reading."""

    def pause(self, seconds: float) -> bool:
        """Sleep; return False, at once, if reading is to stop."""


class Turns:
    """A pace that lets another thread look whenever the reader waits, and at least once before each read.

    A thread that waits for its turn holds `_next`, so the reader, which gives way only for a moment, cannot come first.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._next, self._turn = threading.Lock(), threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold the turn while the reader runs."""
        self._take()
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def looking(self, patience: float = -1) -> Iterator[bool]:
        """Hold the turn while another thread looks; False if it did not come within that many seconds."""
        if not self._take(patience):
            yield False
            return
        try:
            yield True
        finally:
            self._turn.release()

    def ready(self, descriptor: int) -> bool:
        """Wait as the pace does; meanwhile the other thread may look."""
        with self._waiting():
            return self._pace.ready(descriptor)

    def pause(self, seconds: float) -> bool:
        """Sleep as the pace does; meanwhile the other thread may look."""
        with self._waiting():
            return self._pace.pause(seconds)

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        """Give the turn up while the reader waits."""
        self._turn.release()
        try:
            yield
        finally:
            self._take()

    def _take(self, patience: float = -1) -> bool:
        if not self._next.acquire(timeout=patience):
            return False
        try:
            return self._turn.acquire(timeout=patience)
        finally:
            self._next.release()


class AllTurns:
    """The turns of several readers as one: whoever looks holds all of them."""

    def __init__(self) -> None:
        self._each: list[Turns] = []
        self._adding = threading.Lock()

    def add(self, pace: Pace) -> Turns:
        """Return the turns of another reader, when nobody looks; the reader holds them while it runs."""
        turns = Turns(pace)
        with self._adding:
            self._each.append(turns)
        return turns

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold nothing: each reader holds its own turn."""
        yield

    @contextmanager
    def looking(self, patience: float = -1) -> Iterator[bool]:
        """Hold the turns of all readers while another thread looks; False if not all came within that many seconds."""
        until = time.monotonic() + patience

        def left() -> float:
            return patience if patience < 0 else max(until - time.monotonic(), 0)

        with ExitStack() as held:
            has_all = self._adding.acquire(timeout=patience)
            if has_all:
                held.callback(self._adding.release)
                has_all = all(held.enter_context(turns.looking(left())) for turns in self._each)
            yield has_all
