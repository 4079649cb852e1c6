"""From counts of units to what chance explains: Fisher's exact test, odds ratios, and false discoveries.

The question is always whether units that have something, such as one model, are hit more often than all others. Four
counts answer it: of the units with it and of those without it, how many there are and how many are hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, sqrt
from typing import NamedTuple

from ..results.exact import Hypergeometric, two_sided

_SURE = 1.959963984540054  # standard deviations on each side of the mean that hold 95% of a normal distribution


class Shares(NamedTuple):
    """Two groups of units, and how many of each are hit."""

    hit_with: int  # units that have it and are hit
    units_with: int
    hit_without: int
    units_without: int

    @property
    def _distribution(self) -> Hypergeometric:
        """How many units that have it are hit, if to have it makes no difference."""
        return Hypergeometric(self.units_with + self.units_without, self.hit_with + self.hit_without, self.units_with)

    @property
    def p_value(self) -> float:
        """The probability that chance alone splits the hit units in this or a less likely way (Fisher's exact test)."""
        return two_sided(self._distribution, self.hit_with)

    @property
    def least_p_value(self) -> float:
        """The smallest p-value that so many units can have: all hit units are on one side."""
        distribution = self._distribution
        return min(1.0, *(exp(distribution.log_chance(count)) for count in distribution.bounds))

    @property
    def odds_ratio(self) -> OddsRatio:
        """How much higher the odds of being hit are with it than without it."""
        cells = (
            self.hit_with,
            self.units_with - self.hit_with,
            self.hit_without,
            self.units_without - self.hit_without,
        )
        with_, spared_with, without, spared_without = (
            cells if all(cells) else [cell + 0.5 for cell in cells]  # Haldane and Anscombe: else it is 0 or infinite
        )
        ratio = with_ * spared_without / (spared_with * without)
        error = sqrt(1 / with_ + 1 / spared_with + 1 / without + 1 / spared_without)  # of its logarithm (Woolf)
        return OddsRatio(ratio, exp(log(ratio) - _SURE * error), exp(log(ratio) + _SURE * error))


class OddsRatio(NamedTuple):
    """An odds ratio with its confidence interval of 95%."""

    ratio: float
    low: float
    high: float


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values for their number: of all findings below a level, no larger share than the level is false.

    The values keep their places. Benjamini and Hochberg, 1995.
    """
    number = len(p_values)
    adjusted, least = [1.0] * number, 1.0
    by_size = sorted(range(number), key=p_values.__getitem__)
    for rank, at in reversed(list(enumerate(by_size, start=1))):
        least = min(least, p_values[at] * number / rank)
        adjusted[at] = least
    return adjusted
