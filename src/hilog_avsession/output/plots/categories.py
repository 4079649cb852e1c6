"""From a report to a picture of its incidents over time, by category."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.frames.tables import to_frame
from .style import MUTED, axes, color_of, finish, found_by, legend_of_categories, nothing, style_of
from .times import times_of, undrawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...model.report import ReportData


def draw(report: ReportData, ax: Axes | None, bins: int) -> Axes:
    """Draw the incidents in each span of time, stacked by category with the most frequent at the bottom."""
    ax = axes(ax, 9, 3.2)
    from matplotlib.ticker import MaxNLocator

    style = style_of(report)
    title, what = style.message("plot-categories"), found_by(report, style)
    frame = to_frame(report)
    times = times_of(frame)
    if times is None:
        return nothing(ax, style, title, style.message("plot-untimed") if len(frame) else what)
    at = times.of(frame)
    names = [counted.category for counted in report.categories if (frame["category"] == counted.category).any()]
    parts = [at[frame["category"] == name].dropna() for name in names]
    low, high = times.span(at)
    ax.hist(parts, bins=bins, range=(low, high), stacked=True, color=[color_of(name) for name in names], rwidth=0.92)
    ax.set_xlim(low, high)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    ax.set_ylabel(style.message("plot-incidents"))
    ax.grid(axis="y", color=MUTED, alpha=0.25, linewidth=0.8)
    times.label(ax, report, style)
    legend_of_categories(ax, style, {name: len(part) for name, part in zip(names, parts, strict=True)})
    return finish(ax, style, title, [what, *undrawn(report, style, int(at.isna().sum()))])
