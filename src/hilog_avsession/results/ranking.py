"""From what a report counts to the order in which it lists it: most first, then by name or number."""

from __future__ import annotations

from collections.abc import Iterable

from ..knowledge.catalog import ALL_CATEGORIES
from ..model.report import CategoryCount, CodeCount, Recommendation, UnknownLines

MOST_PLACES = 5  # lines and sessions that a recommendation names


def rank_categories(counts: Iterable[CategoryCount]) -> tuple[CategoryCount, ...]:
    """Most incidents first, then in the order of the catalogue."""
    return tuple(sorted(counts, key=lambda one: (-one.incidents, ALL_CATEGORIES.index(one.category))))


def rank_codes(counts: Iterable[CodeCount]) -> tuple[CodeCount, ...]:
    """Most incidents first, then by number."""
    return tuple(sorted(counts, key=lambda one: (-one.incidents, one.code)))


def rank_recommendations(ones: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    """Most incidents first, then by code and cause; each gets its rank, from 1."""
    ranked = sorted(ones, key=lambda one: (-one.incidents, one.code, one.cause or ""))
    return tuple(one._replace(rank=rank) for rank, one in enumerate(ranked, 1))


def rank_unknown(ones: Iterable[UnknownLines]) -> tuple[UnknownLines, ...]:
    """Most lines first, then by shape."""
    return tuple(sorted(ones, key=lambda one: (-one.lines, one.shape)))
