"""From a report to a picture of its codes by frequency."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from ..messages.lookup import share
from .style import axes, color_of, finish, found_by, legend_of_categories, nothing, plain, style_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...model.report import ReportData

_TITLE = 44  # characters of a title


def draw(report: ReportData, ax: Axes | None, most: int) -> Axes:
    """Draw the most frequent codes."""
    shown = report.codes[:most]
    ax = axes(ax, 8.5, 1.2 + 0.34 * max(len(shown), 3))
    style = style_of(report)
    title, what = style.message("plot-codes"), found_by(report, style)
    if not shown:
        return nothing(ax, style, title, what)
    counts = [code.incidents for code in shown]
    ax.barh(range(len(shown)), counts, color=[color_of(code.category) for code in shown], height=0.68)
    for place, count in enumerate(counts):
        ax.text(count, place, f" {count:,} ({share(count, report.counts.incidents)})", va="center", fontsize="small")
    names = [f"{code.code}  {shorten(style.title(report, code.code), _TITLE, placeholder=' …')}" for code in shown]
    ax.set_yticks(range(len(shown)), list(map(plain, names)))
    ax.set(xlim=(0, max(counts) * 1.25), ylim=(len(shown) - 0.4, -0.6), xticks=[])
    drawn = {code.category for code in shown}
    counted = {row.category: row.incidents for row in report.categories if row.category in drawn}
    legend_of_categories(ax, style, counted)
    more = len(report.codes) - len(shown)
    finish(ax, style, title, [what, style.message("plot-more-codes", more) if more else ""])
    ax.spines["bottom"].set_visible(False)
    return ax
