"""Fisher's exact test, odds ratios and the correction for many tests agree with their definitions."""

from __future__ import annotations

import random
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hilog_avsession.fleet.statistics import Shares, benjamini_hochberg
from hilog_avsession.results.exact import Hypergeometric, chances, two_sided


def enumerated(shares: Shares) -> Fraction:
    """Fisher's p-value by its definition, without any rounding."""
    hit, all_ = shares.hit_with + shares.hit_without, shares.units_with + shares.units_without
    ways = [
        comb(shares.units_with, count) * comb(shares.units_without, hit - count) if hit >= count else 0
        for count in range(shares.units_with + 1)
    ]
    return Fraction(sum(way for way in ways if way <= ways[shares.hit_with]), comb(all_, hit))


@st.composite
def tables(draw: st.DrawFn, most: int = 25) -> Shares:
    units_with, units_without = draw(st.integers(0, most)), draw(st.integers(0, most))
    return Shares(draw(st.integers(0, units_with)), units_with, draw(st.integers(0, units_without)), units_without)


@given(tables())
def test_fishers_test_agrees_with_exact_enumeration(shares: Shares) -> None:
    assert shares.p_value == pytest.approx(float(enumerated(shares)), rel=1e-9)


@pytest.mark.parametrize(
    ("shares", "p"),
    [
        (Shares(3, 4, 1, 4), 0.4857142857),  # Fisher's tea: 34/70
        (Shares(4, 4, 0, 4), 0.0285714286),  # 2/70
        (Shares(1, 10, 11, 14), 0.0027594562),
    ],
)
def test_p_values_are_those_of_textbooks(shares: Shares, p: float) -> None:
    assert shares.p_value == pytest.approx(p, rel=5e-4)


@pytest.mark.parametrize(
    "shares", [Shares(400, 1_000, 300, 1_000), Shares(90, 100, 4_000, 20_000), Shares(0, 500, 700, 9_000)]
)
def test_large_tables_agree_with_exact_enumeration(shares: Shares) -> None:
    assert shares.p_value == pytest.approx(float(enumerated(shares)), rel=1e-7)


@given(tables())
def test_the_test_has_no_preferred_side(shares: Shares) -> None:
    swapped = Shares(shares.hit_without, shares.units_without, shares.hit_with, shares.units_with)
    assert swapped.p_value == pytest.approx(shares.p_value)
    spared = shares._replace(
        hit_with=shares.units_with - shares.hit_with, hit_without=shares.units_without - shares.hit_without
    )
    assert spared.p_value == pytest.approx(shares.p_value)


@given(tables())
def test_no_table_of_so_many_units_has_a_smaller_p_value_than_the_least(shares: Shares) -> None:
    assert shares.least_p_value <= shares.p_value * (1 + 1e-9)


@given(st.integers(0, 60), st.data())
def test_the_chances_of_all_counts_are_one(total: int, data: st.DataObject) -> None:
    counts = Hypergeometric(total, data.draw(st.integers(0, total)), data.draw(st.integers(0, total)))
    all_ = chances(counts, counts.mode, 1) + chances(counts, counts.mode - 1, -1)
    assert sum(all_) == pytest.approx(1)
    assert two_sided(counts, counts.mode) == pytest.approx(1)


def test_it_agrees_with_scipy_on_a_grid() -> None:
    stats = pytest.importorskip("scipy.stats", reason="scipy is a second opinion; exact enumeration is the first")
    for hit_with in (0, 1, 7, 20):
        for hit_without in (0, 3, 40, 200):
            shares = Shares(hit_with, 20, hit_without, 1_000)
            cells = [[hit_with, 20 - hit_with], [hit_without, 1_000 - hit_without]]
            assert shares.p_value == pytest.approx(stats.fisher_exact(cells)[1], rel=1e-6)


# ---- odds ratios -----------------------------------------------------------------------------------------------------


def test_an_odds_ratio_has_the_interval_of_woolf() -> None:
    ratio, low, high = Shares(20, 100, 10, 100).odds_ratio  # 20/80 and 10/90
    assert ratio == pytest.approx(2.25)
    assert (low, high) == pytest.approx((0.9942, 5.0919), rel=1e-4)


def test_an_odds_ratio_of_an_empty_cell_is_finite() -> None:
    ratio, low, high = Shares(9, 9, 0, 30).odds_ratio
    assert 1 < low < ratio < high < float("inf")
    assert ratio == pytest.approx(9.5 * 30.5 / 0.25)


@given(tables().filter(lambda shares: shares.units_with and shares.units_without))
def test_an_odds_ratio_lies_in_its_interval_and_turns_over(shares: Shares) -> None:
    ratio, low, high = shares.odds_ratio
    assert low < ratio < high
    other = Shares(shares.hit_without, shares.units_without, shares.hit_with, shares.units_with).odds_ratio
    assert other == pytest.approx((1 / ratio, 1 / high, 1 / low))


# ---- many tests ------------------------------------------------------------------------------------------------------


def test_the_example_of_benjamini_and_hochberg() -> None:
    """Table 2 of their article of 1995: at a level of 5%, the first four of fifteen hypotheses are rejected."""
    p_values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p_values += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert sum(adjusted < 0.05 for adjusted in benjamini_hochberg(p_values)) == 4


@given(st.lists(st.floats(0, 1), max_size=30))
def test_an_adjusted_value_is_the_least_level_at_which_the_test_is_rejected(p_values: list[float]) -> None:
    number, ordered = len(p_values), sorted(p_values)
    for p, adjusted in zip(p_values, benjamini_hochberg(p_values), strict=True):
        levels = [ordered[at] * number / (at + 1) for at in range(number) if ordered[at] >= p]
        assert adjusted == pytest.approx(min([1.0, *levels]))
        assert adjusted >= p * (1 - 1e-12)


def test_of_what_noise_finds_little_is_left() -> None:
    """In fleets whose models make no difference, at most one in twenty has a finding at a level of 5%."""
    found = 0
    for seed in range(100):
        noise = random.Random(seed)
        hit = [noise.random() < 0.2 for _ in range(200)]
        models = [noise.randrange(8) for _ in hit]
        tests = []
        for model in range(8):
            with_ = [was for was, of in zip(hit, models, strict=True) if of == model]
            tests.append(Shares(sum(with_), len(with_), sum(hit) - sum(with_), 200 - len(with_)).p_value)
        found += min(benjamini_hochberg(tests)) < 0.05
    assert found <= 8
