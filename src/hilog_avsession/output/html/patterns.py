"""From categories to their style in charts: a colour, a texture for print and a shape, each distinct by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...knowledge.catalog import CATEGORIES, OWN_CATEGORY, UNKNOWN_CATEGORY

if TYPE_CHECKING:
    from ...model.report import ReportData

# strokes in a tile of 8 × 8 pixels; the first is plain
_TEXTURES = (
    "",
    "M-2 2L2 -2M0 8L8 0M6 10L10 6",
    "M2 2h.01M6 6h.01",
    "M0 4H8",
    "M6 -2L10 2M0 0L8 8M-2 6L2 10",
    "M4 0V8",
    "M0 4H8M4 0V8",
)
# around a centre at 0,0, some 10 pixels wide
_SHAPES = (
    "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
    "M0 -6L6 5H-6z",
    "M-4.5 -4.5H4.5V4.5H-4.5z",
    "M0 -6L6 0L0 6L-6 0z",
    "M0 6L6 -5H-6z",
    "M-2 -5.5H2V-2H5.5V2H2V5.5H-2V2H-5.5V-2H-2z",
    "M0 -6L1.6 -2H5.8L2.6 .9L3.7 5.2L0 2.8L-3.7 5.2L-2.6 .9L-5.8 -2H-1.6z",
    "M-5.5 0L-2.8 -5H2.8L5.5 0L2.8 5H-2.8z",
    "M-5.5 -2.5H5.5V2.5H-5.5z",
    "M-2.5 -5.5H2.5V5.5H-2.5z",
    "M-4 -5.5L0 -1.5L4 -5.5L5.5 -4L1.5 0L5.5 4L4 5.5L0 1.5L-4 5.5L-5.5 4L-1.5 0L-5.5 -4z",
)


class CategoryStyle(NamedTuple):
    """The style of a category; its colour is the class `c-NAME` of the style sheet."""

    category: str
    texture: str  # path, or empty for a plain surface
    shape: str  # path around 0,0


def category_styles(report: ReportData) -> tuple[CategoryStyle, ...]:
    """Return the styles of a report's categories, most frequent first; a category has the same in every report."""
    order = [*CATEGORIES, UNKNOWN_CATEGORY, OWN_CATEGORY]
    return tuple(_style(count.category, order.index(count.category)) for count in report.categories)


def _style(category: str, number: int) -> CategoryStyle:
    return CategoryStyle(category, _TEXTURES[number % len(_TEXTURES)], _SHAPES[number % len(_SHAPES)])
