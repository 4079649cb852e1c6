"""Tell whether a line repeats a failure that its process has stated before, as a retry quotes the error it follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ..model.records import MOST_BODIES, Record, remember, span
from .opened import Heard

_LATELY = span(60.0)  # seconds from a failure to a line that tells of it again


class Told:
    """Remembers which codes each process has stated, and when."""

    def __init__(self) -> None:
        # process, code, whether the application printed the line (else the framework) -> clock of the last such line
        self._stated: dict[tuple[int | None, int, bool], float | None] = {}

    def note(self, heard: Heard) -> None:
        """Note what a line states."""
        signal = heard.linked.signal
        if signal.code is None or signal.weak or signal.told:
            return
        clock, speaker, client = signal.record.stamp.clock, heard.voice.pid, heard.voice.link.client
        remember(self._stated, (speaker, signal.code, signal.application), clock)
        if client != speaker:
            remember(self._stated, (client, signal.code, signal.application), clock)

    def repeats(self, heard: Heard, *, by_application: bool) -> bool:
        """Tell whether a line tells again what was stated for its process lately.

        `by_application`: in lines of the application; else in those of the framework.
        """
        signal = heard.linked.signal
        key = heard.voice.pid, signal.code, by_application
        if not signal.told or key not in self._stated:
            return False
        before, now = self._stated[key], signal.record.stamp.clock
        return before is None or now is None or 0 <= now - before <= _LATELY


_PASSED_ON = span(0.050)  # seconds from an application's line to that of an outer part of it, which caught the error


def is_passed_on(record: Record, earlier: Sequence[Record]) -> bool:
    """Tell whether an application's line comes soon after others about a call, in other words than each of them.

    A line in the same words tells of another call.
    """
    now, words = record.stamp.clock, _words(record.body.message)
    if now is None or not earlier or any(_words(line.body.message) == words for line in earlier):
        return False
    last = earlier[-1].stamp.clock
    return last is not None and 0 <= now - last <= _PASSED_ON


@lru_cache(maxsize=MOST_BODIES)
def _words(message: str) -> str:
    """Return a message without its numbers."""
    return re.sub(r"\d+", "0", message)
