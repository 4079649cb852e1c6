"""From two counts to how easily chance alone sets them apart: the exact test of two Poisson rates, Holm's correction.

Where two things fail at the same rate, and the first was watched for the share `s` of all the time, each failure is the
first one's with the chance `s`: given their sum, its count is binomial. That is exact for any counts; the rate is not
needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, exp, inf, lgamma, log, log1p, sqrt

_TIE = 1e-7  # outcomes that are equally likely differ so much by rounding
_NEGLIGIBLE = 1e-17  # of a sum
_LARGE = 10**10  # incidents from which on the normal distribution is the same, and quicker


def p_value(first: int, second: int, share: float) -> float:
    """The chance that equal rates split the sum of two counts at least as unlikely as this, from 0 to 1.

    `share` is the first one's part of the time in which both were watched, between 0 and 1. The test has two sides:
    it adds up all splits that are no more likely than the one found.
    """
    total = first + second
    mode = min(int((total + 1) * share), total)  # the likeliest split
    if total > _LARGE:
        return erfc(abs(first - total * share) / sqrt(2 * total * share * (1 - share)))
    limit = _log_chance(first, total, share) + _TIE
    if _log_chance(mode, total, share) <= limit:
        return 1.0
    step = 1 if first > mode else -1  # away from the mode
    other = _unlikely(limit, mode, -step, total, share)
    return min(_tail(first, step, total, share) + _tail(other, -step, total, share), 1.0)


def least_p_value(total: int, share: float) -> float:
    """The smallest p-value that so many incidents can have: where all of them fall on the less likely side."""
    return p_value(0, total, share) if share > 0.5 else p_value(total, 0, share)


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted for being several (Holm 1979): by chance alone, any is below a level no more often than that.

    They keep their places, and none becomes smaller.
    """
    adjusted, least = [1.0] * len(p_values), 0.0
    for done, at in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        least = max(least, min((len(p_values) - done) * p_values[at], 1.0))
        adjusted[at] = least
    return adjusted


def _log_chance(count: int, total: int, share: float) -> float:
    """The logarithm of the binomial chance of a count."""
    if not 0 <= count <= total:
        return -inf
    ways = lgamma(total + 1) - lgamma(count + 1) - lgamma(total - count + 1)
    return ways + count * log(share) + (total - count) * log1p(-share)


def _unlikely(limit: float, mode: int, step: int, total: int, share: float) -> int:
    """The count nearest to the mode, in one direction, that is no likelier than the limit; else one beyond the last."""
    near, far = 0, (total - mode if step > 0 else mode) + 1  # steps from the mode: likelier at `near`, not at `far`
    while far - near > 1:
        middle = (near + far) // 2
        if _log_chance(mode + step * middle, total, share) <= limit:
            far = middle
        else:
            near = middle
    return mode + step * far


def _tail(count: int, step: int, total: int, share: float) -> float:
    """The chance of a count and of all beyond it, away from the mode."""
    if not 0 <= count <= total:
        return 0.0
    odds = share / (1 - share)
    chance = exp(_log_chance(count, total, share))
    whole = 0.0
    while chance > whole * _NEGLIGIBLE:
        whole += chance
        if step > 0:
            chance *= (total - count) / (count + 1) * odds
        else:
            chance *= count / ((total - count + 1) * odds)
        count += step
    return whole
