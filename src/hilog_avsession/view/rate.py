"""From the moments of incidents to how many there were in each part of the last minute, and to a sparkline."""

from __future__ import annotations

from collections.abc import Sequence

PARTS = 12  # of the minute
_PART = 60 / PARTS  # seconds
_BARS = "▁▂▃▄▅▆▇█"


class Rate:
    """Counts what happened in each part of the last minute."""

    __slots__ = ("_counts", "_newest")

    def __init__(self) -> None:
        self._counts = [0] * PARTS  # the part with number n stands at n % PARTS
        self._newest = -PARTS

    def add(self, moment: float) -> None:
        """Count one; `moment` is in seconds and never before the last one."""
        part = int(moment // _PART)
        self._forget_until(part)
        self._counts[part % PARTS] += 1

    def counts(self, now: float) -> tuple[int, ...]:
        """Return the counts of the last minute, oldest first; empty if there were none."""
        part = int(now // _PART)
        self._forget_until(part)
        if not any(self._counts):
            return ()
        start = (part + 1) % PARTS
        return (*self._counts[start:], *self._counts[:start])

    def _forget_until(self, part: int) -> None:
        for number in range(max(self._newest + 1, part - PARTS + 1), part + 1):
            self._counts[number % PARTS] = 0
        self._newest = max(self._newest, part)


def sparkline(counts: Sequence[int], most: int) -> str:
    """Return a bar for each count, the highest for `most`; a blank stands for nothing."""
    return "".join(_BARS[(count * len(_BARS) - 1) // most] if count else " " for count in counts)
