"""From a language and an axes to the look that all pictures share: colours, fonts, what is written safely."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ...knowledge.catalog import ALL_CATEGORIES, CATALOG
from ..messages.report import category, say
from ..safe import visible
from ..wording.head import found

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from ...model.report import ReportData

# told apart by people who do not see all colours, too
PALETTE = ("#0072b2", "#e69f00", "#d55e00", "#cc79a7", "#56b4e9", "#009e73", "#8c6bb1", "#a6761d")
COLORS: Mapping[str, str] = dict(
    zip(ALL_CATEGORIES, (*PALETTE, "#666666", "#bcbd22", "#332288", "#999999"), strict=True)
)
MUTED = "#8a8f98"  # to be seen on white and on black
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
    "Noto Sans CJK JP",  # older releases of matplotlib know only the first face of a collection
)


class Look(NamedTuple):
    """In which language a picture speaks, and in which fonts where those of the user do not do."""

    lang: str
    fonts: tuple[str, ...] = ()

    def say(self, key: str, n: int | None = None, **values: object) -> str:
        """One of the words in the picture."""
        return say(self.lang, key, n, **values)

    def title(self, report: ReportData, code: int) -> str:
        """The title of a code in the language of the picture; where there is none, its symbol."""
        counted = next(one for one in report.codes if one.code == code)
        if self.lang == report.lang:
            return counted.title
        entry = CATALOG.entry(code)
        return entry.text(self.lang).title if entry else counted.name


def look_of(report: ReportData) -> Look:
    """The report's language and the fonts for it; English where there is none for Chinese."""
    if report.lang != "zh":
        return Look(report.lang)
    from matplotlib import rcParams  # noqa: PLC0415  (see Plots)
    from matplotlib.font_manager import fontManager  # noqa: PLC0415  (see Plots)

    known = {font.name for font in fontManager.ttflist}
    chinese = next((name for name in CHINESE_FONTS if name in known), None)
    if chinese is None:
        hint = "no font with Chinese characters is installed, so the picture is in English; Noto Sans CJK is one"
        warnings.warn(hint, stacklevel=5)  # the line that asked for the picture
        return Look("en")
    return Look("zh", (*rcParams["font.family"], chinese))


def axes(ax: Axes | None, width: float, height: float) -> Axes:
    """The axes to draw on: those that are given, or new ones of that size in inches."""
    if ax is not None:
        return ax
    from matplotlib import pyplot  # noqa: PLC0415  (see Plots)

    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]


def plain(text: object) -> str:
    """A text that is drawn as it is: no formula, no control characters."""
    return visible(str(text)).replace("$", r"\$")


def color_of(category: str) -> str:
    """The colour of a category."""
    return COLORS.get(category, MUTED)


def found_by(report: ReportData, look: Look) -> str:
    """What was found, in the language of the picture."""
    return found(replace(report, lang=look.lang))


def finish(ax: Axes, look: Look, title: str, notes: Iterable[str]) -> Axes:
    """Write the title and below it what else is to know, take away what is not needed, choose the fonts."""
    said = " · ".join(filter(None, notes))
    # an empty line makes room for the notes: a pad would be lost when the user sets a title at the right
    ax.set_title(f"{title}\n" if said else title, loc="left", fontweight="bold", pad=10)
    ax.annotate(
        plain(said),
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
    if look.fonts:
        from matplotlib.text import Text  # noqa: PLC0415  (see Plots)

        ax.tick_params(labelfontfamily=look.fonts)
        for text in ax.findobj(Text):
            text.set_fontfamily(look.fonts)
    return ax


def nothing(ax: Axes, look: Look, title: str, why: str) -> Axes:
    """An empty picture that says why it is empty."""
    ax.set(xticks=[], yticks=[])
    ax.text(0.5, 0.5, plain(why), transform=ax.transAxes, ha="center", va="center", color=MUTED, wrap=True)
    finish(ax, look, title, [])
    ax.spines[:].set_visible(False)
    return ax


def patches(colors: Mapping[str, str]) -> list[Artist]:
    """A patch of colour for each name, for a legend."""
    from matplotlib.patches import Patch  # noqa: PLC0415  (see Plots)

    return [Patch(color=color, label=name) for name, color in colors.items()]


def legend_of_categories(ax: Axes, look: Look, counts: Mapping[str, int]) -> None:
    """Name the colours of the categories with their incidents, to the right of the picture."""
    handles = patches({f"{category(look.lang, name)} ({count:,})": color_of(name) for name, count in counts.items()})
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1.0), **LEGEND)
