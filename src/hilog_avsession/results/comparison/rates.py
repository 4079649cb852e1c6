"""From counts of two sides to how easily chance alone sets them apart: the exact test of rates, Holm's correction.

Where two sides fail at the same rate, and the first was watched for the share `s` of all the time, each failure is the
first one's with the chance `s`: given their sum, its count is binomial. That is exact for any counts; the rate is not
needed. Where the shares differ from part to part, as those of applications do, each part has its own binomial count,
and their sum is tested: a part that was watched longer is no difference, and parts may fail at rates of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import erfc, exp, inf, lgamma, log, log1p, sqrt
from typing import NamedTuple

_TIE = 1e-7  # outcomes that are equally likely differ so much by rounding
_NEGLIGIBLE = 1e-17  # of a sum
_LARGE = 10**10  # incidents from which on the normal distribution is the same, and quicker
_WIDE = 2_500.0  # the same for a variance, where several counts are added up


class Part(NamedTuple):
    """Incidents of both sides that were watched together."""

    first: int
    second: int
    share: float  # the first side's part of the time, between 0 and 1

    @property
    def total(self) -> int:
        """Those of both sides."""
        return self.first + self.second


def p_value(parts: Iterable[Part]) -> float:
    """The chance that equal rates split the incidents of all parts at least as unlikely as this, from 0 to 1.

    The test has two sides: it adds up all sums for the first side that are no more likely than the one found.
    """
    parts = _joined(parts)
    first = sum(one.first for one in parts)
    if len(parts) < 2:
        return _of_one(first, parts[0].total, parts[0].share) if parts else 1.0
    variance = sum(one.total * one.share * (1 - one.share) for one in parts)
    if variance > _WIDE:
        return _normal(first - expected(parts), variance)
    start, chances = _sum_of_counts(parts)
    found = chances[first - start] if start <= first < start + len(chances) else 0.0
    return min(sum(chance for chance in chances if chance <= found * (1 + _TIE)), 1.0)


def least_p_value(parts: Iterable[Part]) -> float:
    """The smallest p-value that so many incidents can have: where all of them fall on the less likely side."""
    parts = _joined(parts)
    all_first = [Part(one.total, 0, one.share) for one in parts]
    all_second = [Part(0, one.total, one.share) for one in parts]
    return min(p_value(all_first), p_value(all_second))


def expected(parts: Iterable[Part]) -> float:
    """How many incidents of all parts equal rates would give to the first side."""
    return sum(one.total * one.share for one in parts)


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted for being several (Holm 1979): by chance alone, any is below a level no more often than that.

    They keep their places, and none becomes smaller.
    """
    adjusted, least = [1.0] * len(p_values), 0.0
    for done, at in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        least = max(least, min((len(p_values) - done) * p_values[at], 1.0))
        adjusted[at] = least
    return adjusted


def _joined(parts: Iterable[Part]) -> list[Part]:
    """Parts with the same share are one."""
    firsts, seconds = Counter[float](), Counter[float]()
    for one in parts:
        firsts[one.share] += one.first
        seconds[one.share] += one.second
    return [Part(firsts[share], seconds[share], share) for share in firsts if firsts[share] or seconds[share]]


def _normal(apart: float, variance: float) -> float:
    """The chance to lie so far from the mean; half a step less, because counts have steps."""
    return erfc(max(abs(apart) - 0.5, 0.0) / sqrt(2 * variance))


# ---- one part --------------------------------------------------------------------------------------------------------


def _of_one(first: int, total: int, share: float) -> float:
    mode = _mode(total, share)
    if total > _LARGE:
        return _normal(first - total * share, total * share * (1 - share))
    limit = _log_chance(first, total, share) + _TIE
    if _log_chance(mode, total, share) <= limit:
        return 1.0
    step = 1 if first > mode else -1  # away from the mode
    other = _unlikely(limit, mode, -step, total, share)
    return min(_tail(first, step, total, share) + _tail(other, -step, total, share), 1.0)


def _mode(total: int, share: float) -> int:
    """The likeliest count."""
    return min(int((total + 1) * share), total)


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
    return sum(_chances(count, step, total, share))


def _chances(count: int, step: int, total: int, share: float) -> list[float]:
    """The chances of a count and of those beyond it, away from the mode, until they do not matter."""
    found: list[float] = []
    if not 0 <= count <= total:
        return found
    odds = share / (1 - share)
    chance, whole = exp(_log_chance(count, total, share)), 0.0
    while chance > whole * _NEGLIGIBLE:
        found.append(chance)
        whole += chance
        chance *= (total - count) / (count + 1) * odds if step > 0 else count / ((total - count + 1) * odds)
        count += step
    return found


# ---- several parts ---------------------------------------------------------------------------------------------------


def _sum_of_counts(parts: Sequence[Part]) -> tuple[int, list[float]]:
    """The distribution of the first side's sum: the first count that matters, and the chances from it on."""
    start, chances = 0, [1.0]
    for one in parts:
        mode = _mode(one.total, one.share)
        below = _chances(mode - 1, -1, one.total, one.share)
        start += mode - len(below)
        chances = _convolved(chances, [*reversed(below), *_chances(mode, 1, one.total, one.share)])
    return start, chances


def _convolved(first: Sequence[float], second: Sequence[float]) -> list[float]:
    """The distribution of the sum of two independent counts."""
    result = [0.0] * (len(first) + len(second) - 1)
    for at, chance in enumerate(first):
        for further, other in enumerate(second, at):
            result[further] += chance * other
    return result
