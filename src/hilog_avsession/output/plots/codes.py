"""From a report to a picture of its codes by frequency."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from ..messages.report import share
from .style import axes, color_of, finish, found_by, legend_of_categories, look_of, nothing, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...model.report import ReportData

_TITLE = 44  # characters of a title


def draw(report: ReportData, ax: Axes | None, most: int) -> Axes:
    """Draw the most frequent codes."""
    shown = report.codes[:most]
    ax = axes(ax, 8.5, 1.2 + 0.34 * max(len(shown), 3))
    look = look_of(report)
    title, what = look.say("plot-codes"), found_by(report, look)
    if not shown:
        return nothing(ax, look, title, what)
    counts = [one.incidents for one in shown]
    ax.barh(range(len(shown)), counts, color=[color_of(one.category) for one in shown], height=0.68)
    for place, count in enumerate(counts):
        ax.text(count, place, f" {count:,} ({share(count, report.counts.incidents)})", va="center", fontsize="small")
    names = [f"{one.code}  {shorten(look.title(report, one.code), _TITLE, placeholder=' …')}" for one in shown]
    ax.set_yticks(range(len(shown)), list(map(plain, names)))
    ax.set(xlim=(0, max(counts) * 1.25), ylim=(len(shown) - 0.4, -0.6), xticks=[])
    drawn = {one.category for one in shown}
    legend_of_categories(ax, look, {one.category: one.incidents for one in report.categories if one.category in drawn})
    more = len(report.codes) - len(shown)
    finish(ax, look, title, [what, look.say("plot-more-codes", more) if more else ""])
    ax.spines["bottom"].set_visible(False)
    return ax
