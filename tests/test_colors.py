"""The colours of categories and of confidence: one for each, visible, distinct, and the same in page and pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations

import pytest

from hilog_avsession.knowledge.catalog import ALL_CATEGORIES
from hilog_avsession.model.events import Confidence
from hilog_avsession.output.colors import CATEGORY_COLORS, CONFIDENCE_COLORS, PAGE, Color
from hilog_avsession.output.html.template import load_template
from hilog_avsession.output.plots.style import COLORS

TABLES = {"categories": CATEGORY_COLORS, "confidence": CONFIDENCE_COLORS}
GROUNDS = PAGE._asdict()


def linear(color: str) -> list[float]:
    """Red, green and blue of a colour, as parts of the light."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(color: str) -> float:
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As WCAG defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(color: str) -> tuple[float, float, float]:
    """A colour in CIELAB, in which distances are differences that people see."""
    red, green, blue = linear(color)
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: str, other: str) -> float:
    return sum((here - there) ** 2 for here, there in zip(lab(one), lab(other), strict=True)) ** 0.5


def test_every_category_and_every_level_has_a_colour() -> None:
    assert set(CATEGORY_COLORS) == set(ALL_CATEGORIES)
    assert list(CONFIDENCE_COLORS) == list(Confidence)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("table", TABLES)
def test_every_colour_is_visible(table: str, ground: str) -> None:
    faint = {
        name: color for name, color in TABLES[table].items() if contrast(getattr(color, ground), GROUNDS[ground]) < 3
    }
    assert faint == {}


@pytest.mark.parametrize("ground", GROUNDS)
def test_no_two_categories_look_alike(ground: str) -> None:
    pairs = combinations(CATEGORY_COLORS.items(), 2)
    alike = [(a, b) for (a, one), (b, other) in pairs if difference(getattr(one, ground), getattr(other, ground)) < 15]
    assert alike == []


def test_a_colour_that_is_hardly_visible_is_noticed() -> None:
    assert contrast("#f0e442", PAGE.light) < 3
    assert difference("#882255", "#802050") < 15


def test_confidence_grows_fainter_level_by_level() -> None:
    for ground, page in GROUNDS.items():
        steps = [contrast(getattr(color, ground), page) for color in CONFIDENCE_COLORS.values()]
        assert steps == sorted(steps, reverse=True)


def rules(css: str, media: str) -> dict[str, str]:
    """The colours by name that a part of the page's style sheet sets."""
    part = css[css.index(media) :]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part[: part.index("}")]))


@pytest.mark.parametrize(
    ("media", "ground"),
    [(":root", "light"), ("@media (prefers-color-scheme: dark)", "dark"), ("@media print", "light")],
)
def test_the_page_takes_its_colours_from_the_table(media: str, ground: str) -> None:
    css = str(load_template().environment.globals["colors"])
    expected: Mapping[str, Color] = {
        "page": PAGE,
        **CATEGORY_COLORS,
        **{f"sure-{name}": color for name, color in CONFIDENCE_COLORS.items()},
    }
    assert rules(css, media) == {name: getattr(color, ground) for name, color in expected.items()}
    assert all(f".c-{name} {{ fill: var(--{name}); }}" in css for name in CATEGORY_COLORS)


def test_pictures_take_their_colours_from_the_table() -> None:
    assert {name: color.light for name, color in CATEGORY_COLORS.items()} == COLORS
