"""What happens to a log on its way: lines lost or doubled, a start in the middle, another layout."""

from __future__ import annotations

import random
from dataclasses import replace

from .trace import Entry, Trace


def without(trace: Trace, index: int) -> Trace:
    """The trace without one of its lines."""
    return replace(trace, entries=trace.entries[:index] + trace.entries[index + 1 :])


def doubled(trace: Trace, index: int) -> Trace:
    """The trace with one line printed twice."""
    return replace(trace, entries=trace.entries[: index + 1] + trace.entries[index:])


def cut(trace: Trace, first: int, last: int | None = None) -> Trace:
    """A part of the trace, as a capture that begins in the middle."""
    return replace(trace, entries=trace.entries[first:last])


def lossy(trace: Trace, share: float) -> Trace:
    """The trace with some of its lines lost at random."""
    rng = random.Random(trace.seed)
    return replace(trace, entries=[entry for entry in trace.entries if rng.random() >= share])


def interesting(trace: Trace) -> list[int]:
    """Indexes of the lines that AVSession, or an application for it, has printed."""
    return [index for index, entry in enumerate(trace.entries) if is_avsession(trace, entry)]


def is_avsession(trace: Trace, entry: Entry) -> bool:
    """Whether a line is in AVSession's domain, or belongs to an incident."""
    if entry.domain == "C" + trace.release.domain:
        return True
    return any(entry in one.signals or entry in one.support for one in trace.incidents)
