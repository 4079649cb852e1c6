"""From what a report counts to the order in which it lists it: most first, then by name or number."""

from __future__ import annotations

from collections.abc import Iterable

from ..knowledge.catalog import ALL_CATEGORIES
from ..model.events import Form
from ..model.incidents import Evidence
from ..model.report import CategoryCount, CodeCount, Recommendation, UnknownLines

MOST_PLACES = 5  # lines and sessions that a recommendation names


def rank_categories(counts: Iterable[CategoryCount]) -> tuple[CategoryCount, ...]:
    """Sort by incidents, most first, then in the order of the catalogue."""
    return tuple(sorted(counts, key=lambda count: (-count.incidents, _position(count.category), count.category)))


def _position(category: str) -> int:
    """Return the position of a category in the catalogue; one that only a later release knows comes last."""
    return ALL_CATEGORIES.index(category) if category in ALL_CATEGORIES else len(ALL_CATEGORIES)


def rank_codes(counts: Iterable[CodeCount]) -> tuple[CodeCount, ...]:
    """Sort by incidents, most first, then by number."""
    return tuple(sorted(counts, key=lambda count: (-count.incidents, count.code)))


def rank_recommendations(recommendations: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    """Sort by incidents, most first, then by code and cause; each gets its rank, from 1."""
    ranked = sorted(recommendations, key=lambda advice: (-advice.incidents, advice.code, advice.cause or ""))
    return tuple(advice._replace(rank=rank) for rank, advice in enumerate(ranked, 1))


def rank_unknown(shapes: Iterable[UnknownLines]) -> tuple[UnknownLines, ...]:
    """Sort by lines, most first, then by shape."""
    return tuple(sorted(shapes, key=lambda unknown: (-unknown.lines, unknown.shape)))


# the most informative first
_FORMS = (Form.CODE, Form.MESSAGE, Form.NATIVE, Form.CAST, Form.SYMBOL, Form.PHRASE)


def by_form(lines: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Sort the lines of an incident: those that name its code first, then in the order of the log."""
    return lines if len(lines) == 1 else tuple(sorted(lines, key=lambda line: _FORMS.index(line.form)))
