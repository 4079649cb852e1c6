"""From categories and levels of confidence to their colours, the same in the page and in the pictures.

A row has a colour for light and one for dark backgrounds. tests/test_colors.py demands a row for every category and
level, a contrast of 3:1 with the page, and colours that can be told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Color(NamedTuple):
    """A colour in hexadecimal digits, `#0072b2`."""

    light: str  # on a light background
    dark: str  # on a dark background


PAGE = Color("#ffffff", "#15181d")  # the background

CATEGORY_COLORS: Mapping[str, Color] = {
    "session": Color("#0072b2", "#56b4e9"),
    "cast-control": Color("#d55e00", "#f58a4b"),
    "io": Color("#00855f", "#2cc79b"),
    "parsing": Color("#aa4499", "#dd8ad0"),
    "decoding": Color("#882255", "#b7688f"),
    "audio-renderer": Color("#8a6d00", "#e0b93c"),
    "drm": Color("#332288", "#a99cf5"),
    "music-template": Color("#d6408f", "#ff9ccb"),
    "universal": Color("#5b6b7b", "#a9b7c6"),
    "media": Color("#5d8a17", "#9ccc5a"),
    "unmapped": Color("#3d3d3d", "#e4e4e4"),
    "own": Color("#0e93a5", "#4fd0de"),
    "unknown": Color("#cc3311", "#ff6f61"),
}

# from strong to faint, without a hue: a hue stands for a category
CONFIDENCE_COLORS: Mapping[str, Color] = {
    "certain": Color("#16202b", "#f2f5f8"),
    "high": Color("#3a4a5c", "#cfd8e1"),
    "medium": Color("#5a6c7f", "#a9b6c3"),
    "low": Color("#73859a", "#8794a3"),
    "unknown": Color("#8a909a", "#6d7885"),
}
