"""From comparisons on the corpora to the targets: speed beside others and beside the version before, memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .contenders import BEFORE, GREP, TOOL
from .corpus import Kind
from .measure import Target, figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .publish import Comparison

_GB = 1_000_000_000
_MOST_MEMORY = 64  # MB

WORK = {
    Kind.SPARSE: "whole-device log",
    Kind.DENSE: "log of AVSession alone",
    Kind.VARIED: "log of AVSession alone, varied",
    Kind.GZIP: "gzip of the whole-device log",
    Kind.STRESS: "endless sessions",
    Kind.STORM: "storm of one kind",
    Kind.STORMS: "storm of twenty kinds",
}


@dataclass(frozen=True, slots=True)
class Ratio:
    """A goal: the tool's speed on one corpus, divided by that of another contender."""

    kind: Kind
    other: str
    wanted: float
    called: str  # the other contender, in the table
    large: bool | None = None  # holds only for a corpus of at least a gigabyte, or only for a smaller one


RATIOS = (
    Ratio(Kind.SPARSE, GREP, 0.6, "grep's pipeline", large=False),
    Ratio(Kind.SPARSE, GREP, 0.8, "grep's pipeline", large=True),
    Ratio(Kind.SPARSE, "lnav", 6, "lnav", large=True),
    Ratio(Kind.DENSE, BEFORE, 4, "before"),
    Ratio(Kind.DENSE, "lnav", 0.5, "lnav"),
    Ratio(Kind.VARIED, BEFORE, 4, "before"),
    Ratio(Kind.VARIED, "lnav", 0.5, "lnav"),
    Ratio(Kind.GZIP, GREP, 2, "gzip and grep"),
    Ratio(Kind.GZIP, "igzip -d", 0.45, "igzip"),
    Ratio(Kind.STRESS, BEFORE, 4, "before"),
    Ratio(Kind.STORM, BEFORE, 6, "before"),
    Ratio(Kind.STORMS, BEFORE, 6, "before"),
)


def beside_others(comparison: Comparison) -> Iterator[Target]:
    """Yield the targets of one corpus; a ratio to a contender that did not run is left out."""
    results = {result.contender.name: result for result in comparison.results}
    work = f"{WORK[comparison.kind]}, {figure(comparison.truth.bytes / 1e6)} MB"
    tool = results[TOOL]
    for ratio in RATIOS:
        other = results.get(ratio.other)
        if other is None or ratio.kind is not comparison.kind:
            continue
        if ratio.large in (None, comparison.truth.bytes >= _GB):
            speed, processor = other.median / tool.median, other.processor / tool.processor
            measured = f"{speed:.2g} × (processor time: {processor:.2g} ×)"
            yield Target(work, f"≥ {ratio.wanted:g} × {ratio.called}", measured, speed >= ratio.wanted)
    yield memory(work, tool.peak)


def memory(work: str, peak: int) -> Target:
    """Return the target of a peak memory in bytes."""
    return Target(f"peak memory: {work}", f"≤ {_MOST_MEMORY} MB", f"{peak / 1e6:.0f} MB", peak <= _MOST_MEMORY * 1e6)
