"""From a trace to a damaged one: lines lost or doubled, or a part of it."""

from __future__ import annotations

import random
from dataclasses import replace

from .trace import Entry, Trace


def without(trace: Trace, index: int) -> Trace:
    """Return the trace without one of its lines."""
    return replace(trace, entries=trace.entries[:index] + trace.entries[index + 1 :])


def doubled(trace: Trace, index: int) -> Trace:
    """Return the trace with one line printed twice."""
    return replace(trace, entries=trace.entries[: index + 1] + trace.entries[index:])


def cut(trace: Trace, first: int, last: int | None = None) -> Trace:
    """Return a part of the trace, as a capture that begins in the middle."""
    return replace(trace, entries=trace.entries[first:last])


def lossy(trace: Trace, share: float) -> Trace:
    """Return the trace with some lines lost at random."""
    rng = random.Random(trace.seed)
    return replace(trace, entries=[entry for entry in trace.entries if rng.random() >= share])


def interesting(trace: Trace) -> list[int]:
    """Return the indexes of the lines that AVSession, or an application because of it, has printed."""
    return [index for index, entry in enumerate(trace.entries) if is_avsession(trace, entry)]


def is_avsession(trace: Trace, entry: Entry) -> bool:
    """Return whether a line is in AVSession's domain or belongs to an incident."""
    if entry.domain == "C" + trace.release.domain:
        return True
    return any(entry in incident.signals or entry in incident.support for incident in trace.incidents)
