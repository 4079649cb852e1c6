"""From a count and its distribution to its exact, two-sided p-value.

The test adds up the chances of all counts that are no likelier than the one found, on both sides of the most likely
count. Binomial counts compare rates; hypergeometric counts compare shares, as Fisher's exact test does.
"""

from __future__ import annotations

from math import exp, inf, lgamma, log, log1p
from typing import NamedTuple, Protocol

TIE = 1e-7  # rounding may set equally likely outcomes so far apart
_NEGLIGIBLE = 1e-17  # of a sum


class Distribution(Protocol):
    """The distribution of a count: its chances rise up to the mode and fall after it."""

    @property
    def mode(self) -> int:
        """The most likely count."""

    def log_chance(self, count: int) -> float:
        """Return the logarithm of the chance of a count, minus infinity for an impossible count."""

    def weights(self, count: int) -> tuple[float, float]:
        """Return the chances of the count below and of a count, both divided by the same number."""


class Binomial(NamedTuple):
    """How many of `total` events fall into a share of the time, between 0 and 1."""

    total: int
    share: float

    @property
    def mode(self) -> int:
        """The most likely count."""
        return min(int((self.total + 1) * self.share), self.total)

    def log_chance(self, count: int) -> float:
        """Return the logarithm of the chance of a count."""
        if not 0 <= count <= self.total:
            return -inf
        return _log_ways(self.total, count) + count * log(self.share) + (self.total - count) * log1p(-self.share)

    def weights(self, count: int) -> tuple[float, float]:
        """Return the chances of the count below and of a count, both divided by the same number."""
        return count * (1 - self.share), (self.total - count + 1) * self.share


class Hypergeometric(NamedTuple):
    """How many of `drawn` things are marked, if `marked` of all `total` things are."""

    total: int
    marked: int
    drawn: int

    @property
    def mode(self) -> int:
        """The most likely count."""
        return (self.drawn + 1) * (self.marked + 1) // (self.total + 2)

    @property
    def bounds(self) -> tuple[int, int]:
        """The smallest and the largest possible count."""
        return max(self.drawn + self.marked - self.total, 0), min(self.drawn, self.marked)

    def log_chance(self, count: int) -> float:
        """Return the logarithm of the chance of a count."""
        least, most = self.bounds
        if not least <= count <= most:
            return -inf
        others = _log_ways(self.total - self.marked, self.drawn - count)
        return _log_ways(self.marked, count) + others - _log_ways(self.total, self.drawn)

    def weights(self, count: int) -> tuple[float, float]:
        """Return the chances of the count below and of a count, both divided by the same number."""
        unmarked = self.total - self.marked
        return count * (unmarked - self.drawn + count), (self.marked - count + 1) * (self.drawn - count + 1)


def two_sided(distribution: Distribution, found: int) -> float:
    """Return the probability of the count found and of all counts that are no likelier, from 0 to 1."""
    mode = distribution.mode
    limit = distribution.log_chance(found) + TIE
    if distribution.log_chance(mode) <= limit:
        return 1.0
    step = 1 if found > mode else -1  # away from the mode
    other = _unlikely(distribution, limit, -step)
    return min(sum(chances(distribution, found, step)) + sum(chances(distribution, other, -step)), 1.0)


def chances(distribution: Distribution, count: int, step: int) -> list[float]:
    """Return the chances of a count and of those beyond it, away from the mode, until they are negligible."""
    found: list[float] = []
    chance, whole = exp(distribution.log_chance(count)), 0.0
    while chance > whole * _NEGLIGIBLE:
        found.append(chance)
        whole += chance
        if step > 0:
            before, after = distribution.weights(count + 1)
        else:
            after, before = distribution.weights(count)
        chance *= after / before
        count += step
    return found


def _unlikely(distribution: Distribution, limit: float, step: int) -> int:
    """Return the first count, going from the mode in one direction, that is no likelier than the limit, or the end."""
    near, far = 0, 1  # steps from the mode: likelier at `near`, not at `far`
    while distribution.log_chance(distribution.mode + step * far) > limit:
        near, far = far, 2 * far
    while far - near > 1:
        middle = (near + far) // 2
        if distribution.log_chance(distribution.mode + step * middle) <= limit:
            far = middle
        else:
            near = middle
    return distribution.mode + step * far


def _log_ways(total: int, chosen: int) -> float:
    """Return the logarithm of the number of ways to choose."""
    return lgamma(total + 1) - lgamma(chosen + 1) - lgamma(total - chosen + 1)
