"""From a report to a picture of its incidents over time, by category."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.frames.tables import to_frame
from .style import MUTED, axes, color_of, finish, found_by, legend_of_categories, look_of, nothing
from .times import times_of, undrawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...model.report import ReportData


def draw(report: ReportData, ax: Axes | None, bins: int) -> Axes:
    """Stack the incidents of each span of time by category, the most frequent at the bottom."""
    ax = axes(ax, 9, 3.2)
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415  (see Plots)

    look = look_of(report)
    title, what = look.say("plot-categories"), found_by(report, look)
    frame = to_frame(report)
    times = times_of(frame)
    if times is None:
        return nothing(ax, look, title, look.say("plot-untimed") if len(frame) else what)
    at = times.of(frame)
    names = [one.category for one in report.categories if (frame["category"] == one.category).any()]
    parts = [at[frame["category"] == name].dropna() for name in names]
    low, high = times.span(at)
    ax.hist(parts, bins=bins, range=(low, high), stacked=True, color=[color_of(name) for name in names], rwidth=0.92)
    ax.set_xlim(low, high)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    ax.set_ylabel(look.say("plot-incidents"))
    ax.grid(axis="y", color=MUTED, alpha=0.25, linewidth=0.8)
    times.label(ax, report, look)
    legend_of_categories(ax, look, {name: len(part) for name, part in zip(names, parts, strict=True)})
    return finish(ax, look, title, [what, *undrawn(report, look, int(at.isna().sum()))])
