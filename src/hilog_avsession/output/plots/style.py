"""From a language and axes to the style that all pictures share: colours, fonts, safe text."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ...knowledge.catalog import CATALOG
from ..colors import CATEGORY_COLORS
from ..messages.lookup import category, message
from ..safe import visible
from ..wording.head import found

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from ...model.report import ReportData

COLORS: Mapping[str, str] = {name: color.light for name, color in CATEGORY_COLORS.items()}
MUTED = "#8a8f98"  # visible on white and on black
LEGEND: Mapping[str, Any] = {
    "frameon": False,
    "borderaxespad": 0,
    "fontsize": "small",
    "handlelength": 1,
    "handleheight": 1,
}
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "HarmonyOS Sans SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Heiti SC",
    "SimHei",
    "Arial Unicode MS",
    "Noto Sans CJK JP",  # older releases of matplotlib load only the first font of a collection
)


class PlotStyle(NamedTuple):
    """The language of a picture, and its fonts if the user's fonts lack characters."""

    lang: str
    fonts: tuple[str, ...] = ()

    def message(self, key: str, n: int | None = None, /, **values: object) -> str:
        """Return a message in the language of the picture."""
        return message(self.lang, key, n, **values)

    def title(self, report: ReportData, code: int) -> str:
        """Return the title of a code in the language of the picture, or its symbol."""
        counted = next(counted for counted in report.codes if counted.code == code)
        if self.lang == report.lang:
            return counted.title
        entry = CATALOG.entry(code)
        return entry.text(self.lang).title if entry else counted.name


def style_of(report: ReportData) -> PlotStyle:
    """Return the report's language and its fonts, or English if no font has Chinese characters."""
    if report.lang != "zh":
        return PlotStyle(report.lang)
    from matplotlib import rcParams
    from matplotlib.font_manager import fontManager

    known = {font.name for font in fontManager.ttflist}
    chinese = next((name for name in CHINESE_FONTS if name in known), None)
    if chinese is None:
        hint = "no font with Chinese characters is installed, so the picture is in English; Noto Sans CJK is one"
        warnings.warn(hint, stacklevel=5)  # the line that called for the picture
        return PlotStyle("en")
    return PlotStyle("zh", (*rcParams["font.family"], chinese))


def axes(ax: Axes | None, width: float, height: float) -> Axes:
    """Return the given axes, or new axes of a size in inches."""
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]


def plain(text: object) -> str:
    """Return a text that matplotlib draws unchanged: without formulas or control characters."""
    return visible(str(text)).replace("$", r"\$")


def color_of(category: str) -> str:
    """Return the colour of a category."""
    return COLORS.get(category, MUTED)


def found_by(report: ReportData, style: PlotStyle) -> str:
    """Return what was found, in the language of the picture."""
    return found(replace(report, lang=style.lang))


def finish(ax: Axes, style: PlotStyle, title: str, notes: Iterable[str]) -> Axes:
    """Write the title with the notes below it, remove unused lines and ticks, and set the fonts."""
    line = " · ".join(filter(None, notes))
    # an empty line makes room for the notes: a pad would be lost when the user sets a title at the right
    ax.set_title(f"{title}\n" if line else title, loc="left", fontweight="bold", pad=10)
    ax.annotate(
        plain(line),
        xy=(0, 1),
        xytext=(0, 6),
        xycoords="axes fraction",
        textcoords="offset points",
        va="bottom",
        color=MUTED,
        fontsize="small",
    )
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(length=0)
    ax.set_axisbelow(True)
    if style.fonts:
        from matplotlib.text import Text

        ax.tick_params(labelfontfamily=style.fonts)
        for text in ax.findobj(Text):
            text.set_fontfamily(style.fonts)
    return ax


def nothing(ax: Axes, style: PlotStyle, title: str, why: str) -> Axes:
    """Draw an empty picture that says why it is empty."""
    ax.set(xticks=[], yticks=[])
    ax.text(0.5, 0.5, plain(why), transform=ax.transAxes, ha="center", va="center", color=MUTED, wrap=True)
    finish(ax, style, title, [])
    ax.spines[:].set_visible(False)
    return ax


def patches(colors: Mapping[str, str]) -> list[Artist]:
    """Return a patch of colour for each name, for a legend."""
    from matplotlib.patches import Patch

    return [Patch(color=color, label=name) for name, color in colors.items()]


def legend_of_categories(ax: Axes, style: PlotStyle, counts: Mapping[str, int]) -> None:
    """Draw a legend of the categories with their incidents, to the right of the picture."""
    handles = patches({f"{category(style.lang, name)} ({count:,})": color_of(name) for name, count in counts.items()})
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1.0), **LEGEND)
