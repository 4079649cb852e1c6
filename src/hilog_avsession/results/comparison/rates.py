"""From counts of two sides to the probability that chance alone sets them so far apart, with Holm's correction.

If both sides fail at the same rate, and the first was observed for the share `s` of the time, each failure belongs to
the first with probability `s`, so its count is binomial given the sum. That is exact for any counts and needs no rate.
If the shares differ between parts, as they do between applications, each part has a binomial count of its own, and
their sum is tested: observing one part longer makes no difference, and each part may have its own rate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import erfc, sqrt
from typing import NamedTuple

from ..exact import TIE, Binomial, chances, two_sided

_LARGE = 10**10  # incidents above which the normal distribution is as good, and faster
_WIDE = 2_500.0  # the same, as a variance, for a sum of several counts


class Part(NamedTuple):
    """Incidents of both sides that share an observation time."""

    first: int
    second: int
    share: float  # the first side's share of the time, between 0 and 1

    @property
    def total(self) -> int:
        """The incidents of both sides."""
        return self.first + self.second


def p_value(parts: Iterable[Part]) -> float:
    """Return the probability that equal rates split the incidents in this or a less likely way, from 0 to 1.

    The test is two-sided: it adds up all sums for the first side that are no more likely than the one found.
    """
    parts = _joined(parts)
    first = sum(part.first for part in parts)
    if len(parts) < 2:
        return _of_one(first, parts[0].total, parts[0].share) if parts else 1.0
    variance = sum(part.total * part.share * (1 - part.share) for part in parts)
    if variance > _WIDE:
        return _normal(first - expected(parts), variance)
    start, known = _sum_of_counts(parts)
    found = known[first - start] if start <= first < start + len(known) else 0.0
    return min(sum(chance for chance in known if chance <= found * (1 + TIE)), 1.0)


def least_p_value(parts: Iterable[Part]) -> float:
    """Return the smallest p-value that so many incidents can have: all of them are on the less likely side."""
    parts = _joined(parts)
    all_first = [Part(part.total, 0, part.share) for part in parts]
    all_second = [Part(0, part.total, part.share) for part in parts]
    return min(p_value(all_first), p_value(all_second))


def expected(parts: Iterable[Part]) -> float:
    """Return how many incidents equal rates would give to the first side."""
    return sum(part.total * part.share for part in parts)


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values for their number (Holm 1979): chance puts any below a level with at most that probability.

    The values keep their places, and none becomes smaller.
    """
    adjusted, least = [1.0] * len(p_values), 0.0
    for done, at in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        least = max(least, min((len(p_values) - done) * p_values[at], 1.0))
        adjusted[at] = least
    return adjusted


def _joined(parts: Iterable[Part]) -> list[Part]:
    """Join parts with the same share."""
    firsts, seconds = Counter[float](), Counter[float]()
    for part in parts:
        firsts[part.share] += part.first
        seconds[part.share] += part.second
    return [Part(firsts[share], seconds[share], share) for share in firsts if firsts[share] or seconds[share]]


def _of_one(first: int, total: int, share: float) -> float:
    if total > _LARGE:
        return _normal(first - total * share, total * share * (1 - share))
    return two_sided(Binomial(total, share), first)


def _normal(apart: float, variance: float) -> float:
    """Return the probability of a value that far from the mean, less half a step, because counts are whole numbers."""
    return erfc(max(abs(apart) - 0.5, 0.0) / sqrt(2 * variance))


# ---- several parts ---------------------------------------------------------------------------------------------------


def _sum_of_counts(parts: Sequence[Part]) -> tuple[int, list[float]]:
    """Return the distribution of the first side's sum: the first count that matters, and the probabilities from it."""
    start, known = 0, [1.0]
    for part in parts:
        counts = Binomial(part.total, part.share)
        below = chances(counts, counts.mode - 1, -1)
        start += counts.mode - len(below)
        known = _convolved(known, [*reversed(below), *chances(counts, counts.mode, 1)])
    return start, known


def _convolved(first: Sequence[float], second: Sequence[float]) -> list[float]:
    """Return the distribution of the sum of two independent counts."""
    result = [0.0] * (len(first) + len(second) - 1)
    for at, chance in enumerate(first):
        for further, other in enumerate(second, at):
            result[further] += chance * other
    return result
