"""The test of two rates is exact, has two sides, and calls no noise news more often than its level says."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hilog_avsession.results.comparison.rates import Part, expected, holm
from hilog_avsession.results.comparison.rates import least_p_value as least_p_value_of
from hilog_avsession.results.comparison.rates import p_value as p_value_of

counts = st.integers(0, 400)
shares = st.floats(0.001, 0.999)


parts = st.lists(
    st.builds(Part, st.integers(0, 9), st.integers(0, 9), st.sampled_from([0.1, 0.25, 0.5, 0.8])), max_size=4
)


def p_value(first: int, second: int, share: float) -> float:
    return p_value_of([Part(first, second, share)])


def least_p_value(total: int, share: float) -> float:
    return least_p_value_of([Part(total, 0, share)])


def enumerated(first: int, second: int, share: Fraction) -> Fraction:
    """The p-value by its definition, without any rounding."""
    total = first + second
    chances = [math.comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    return sum((chance for chance in chances if chance <= chances[first]), Fraction(0))


@pytest.mark.parametrize("share", [Fraction(1, 2), Fraction(1, 3), Fraction(9, 10), Fraction(1, 1000)], ids=str)
def test_small_counts_agree_with_exact_enumeration(share: Fraction) -> None:
    for first in range(16):
        for second in range(16):
            wanted = float(enumerated(first, second, share))
            assert p_value(first, second, float(share)) == pytest.approx(wanted, rel=1e-9), (first, second)


@pytest.mark.parametrize(("first", "second"), [(40, 90), (200, 150), (0, 300), (1, 260), (123, 123)])
def test_large_counts_agree_with_exact_enumeration(first: int, second: int) -> None:
    for share in (Fraction(1, 2), Fraction(2, 7)):
        wanted = float(enumerated(first, second, share))
        assert p_value(first, second, float(share)) == pytest.approx(wanted, rel=1e-8)


def test_it_agrees_with_scipy_on_a_grid() -> None:
    stats = pytest.importorskip("scipy.stats", reason="scipy is a second opinion; exact enumeration is the first")
    for share in (0.02, 0.31, 0.5, 0.77, 0.999):
        for first in (0, 1, 2, 5, 17, 60, 333, 4_000):
            for second in (0, 1, 3, 8, 25, 90, 1_000):
                if first + second:
                    wanted = stats.binomtest(first, first + second, share).pvalue
                    assert p_value(first, second, share) == pytest.approx(wanted, rel=1e-6, abs=1e-290)


@given(counts, counts, shares)
def test_it_is_a_probability_and_does_not_care_which_is_first(first: int, second: int, share: float) -> None:
    value = p_value(first, second, share)
    assert 0 <= value <= 1
    assert value == pytest.approx(p_value(second, first, 1 - share), rel=1e-6)
    assert value >= least_p_value(first + second, share) * (1 - 1e-6)


@given(counts, shares)
def test_none_at_all_and_the_expected_split_are_no_news(count: int, share: float) -> None:
    assert p_value(0, 0, share) == 1
    assert p_value(count, count, 0.5) == 1


@given(st.integers(10**6, 2**63), st.integers(10**6, 2**63))
def test_any_counts_are_done_with(first: int, second: int) -> None:
    assert 0 <= p_value(first, second, 0.5) <= 1


@pytest.mark.trial
def test_large_counts_go_over_into_the_normal_distribution() -> None:
    half = 5 * 10**9
    for apart in (10_000, 100_000, 250_000):
        exact, normal = p_value(half - apart, half + apart, 0.5), p_value(half - apart, half + apart + 2, 0.5)
        assert exact == pytest.approx(normal, rel=1e-3)


def test_too_few_incidents_can_never_be_news() -> None:
    assert [least_p_value(n, 0.5) for n in range(1, 7)] == pytest.approx([1, 0.5, 0.25, 0.125, 0.0625, 0.03125])
    assert least_p_value(2, 0.9) == pytest.approx(0.01)


# ---- parts -----------------------------------------------------------------------------------------------------------


def added_up(parts: list[Part]) -> float:
    """The p-value of several parts by its definition; what differs by the rounding of a share alone is as likely."""
    chances = {0: Fraction(1)}
    for one in parts:
        share = Fraction(one.share)
        counts = {k: math.comb(one.total, k) * share**k * (1 - share) ** (one.total - k) for k in range(one.total + 1)}
        sums: dict[int, Fraction] = {}
        for before, chance in chances.items():
            for count, other in counts.items():
                sums[before + count] = sums.get(before + count, Fraction(0)) + chance * other
        chances = sums
    found = chances[sum(one.first for one in parts)]
    as_likely = found * (1 + Fraction(1, 10**7))  # 0.8 is not four fifths to the last digit
    return float(sum((chance for chance in chances.values() if chance <= as_likely), Fraction(0)))


@given(parts)
@example([Part(7, 2, 0.8)])  # seven of nine and eight of nine are equally likely
def test_several_parts_agree_with_exact_enumeration(parts: list[Part]) -> None:
    assert p_value_of(parts) == pytest.approx(added_up(parts), rel=1e-6)


@given(parts)
def test_parts_may_be_split_and_turned_round(parts: list[Part]) -> None:
    split = [piece for a, b, share in parts for piece in (Part(a, 0, share), Part(0, b, share))]
    assert p_value_of(split) == p_value_of(parts)
    swapped = [Part(b, a, 1 - share) for a, b, share in parts]
    assert p_value_of(swapped) == pytest.approx(p_value_of(parts), rel=1e-6)
    assert p_value_of(parts) >= least_p_value_of(parts) * (1 - 1e-6)


def test_a_part_that_was_watched_longer_is_no_difference() -> None:
    longer = [Part(9, 91, 0.1), Part(50, 50, 0.5)]
    assert expected(longer) == pytest.approx(60)
    assert p_value_of(longer) > 0.8
    assert p_value(59, 141, 0.4) < 0.01  # as one, with the share of all the time


def test_large_parts_go_over_into_the_normal_distribution() -> None:
    few, many = [Part(2_300, 2_400, 0.5), Part(900, 2_600, 0.26)], [Part(2_900, 3_000, 0.5), Part(1_000, 2_900, 0.26)]
    for parts in (few, many):
        variance = sum(one.total * one.share * (1 - one.share) for one in parts)
        apart = abs(sum(one.first for one in parts) - expected(parts)) - 0.5
        assert p_value_of(parts) == pytest.approx(math.erfc(apart / math.sqrt(2 * variance)), rel=0.02)


# ---- several at once -------------------------------------------------------------------------------------------------


def test_holm_multiplies_step_by_step_and_keeps_the_order() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
    assert holm([0.5, 0.9]) == [1, 1]


@given(st.lists(st.floats(0, 1)))
def test_holm_makes_no_value_smaller_and_changes_no_ranks(values: list[float]) -> None:
    adjusted = holm(values)
    assert all(0 <= old <= new <= 1 for old, new in zip(values, adjusted, strict=True))
    ranked = sorted(zip(values, adjusted, strict=True))
    assert [new for _, new in ranked] == sorted(adjusted)


@pytest.mark.parametrize("exposures", [(1.0, 1.0), (3.0, 1.0), (0.5, 8.0)])
def test_equal_rates_are_called_different_no_more_often_than_the_level(exposures: tuple[float, float]) -> None:
    """Ten codes whose rates do not change: a comparison with any news at all is a mistake."""
    rng, level, runs = random.Random(20261120), 0.05, 2_000
    share = exposures[0] / sum(exposures)
    mistakes = 0
    for _run in range(runs):
        pairs = [[_poisson(rng, rate * one) for one in exposures] for rate in (0.3, 1, 2, 3, 5, 8, 12, 20, 30, 40)]
        mistakes += min(holm([p_value(first, second, share) for first, second in pairs])) < level
    assert mistakes / runs < level


def _poisson(rng: random.Random, mean: float) -> int:
    """Arrivals at this rate in a unit of time."""
    count, time = 0, rng.expovariate(mean)
    while time < 1:
        count, time = count + 1, time + rng.expovariate(mean)
    return count


def test_a_real_difference_is_found() -> None:
    assert p_value(0, 12, 0.5) < 0.001
    assert p_value(100, 160, 0.5) < 0.001
    assert p_value(10, 30, 0.25) > 0.9
