"""From the times in a report's tables to one axis: dates if all are known, else seconds since the beginning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from ...results.times import Scale, scale_of, zeros
from .style import PlotStyle, plain

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from ...model.report import ReportData

# seconds between labels
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)
_MOST_LABELS = 9
# labels by what changes from one to the next (year, month, day, hour, minute, second), in numbers as the log has them
_NUMBERS = {
    "formats": ["%Y", "%m", "%m-%d", "%H:%M", "%H:%M", "%S.%f"],
    "zero_formats": ["", "%Y", "%m", "%m-%d", "%H:%M", "%H:%M"],
    "offset_formats": ["", "%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%d", "%Y-%m-%d %H:%M"],
}
_ROOM = 0.02  # of the span, at both ends
_DAY = 86_400


class Times(NamedTuple):
    """The column of times that most rows have: `local`, `utc` or `seconds`."""

    kind: str

    def of(self, frame: pd.DataFrame, prefix: str = "") -> pd.Series[float]:
        """Return the times of a table as numbers of the axis: days since 1970, or seconds."""
        column = frame[f"{prefix}{self.kind}"]
        if self.kind == "seconds":
            return column.astype("float64")
        from matplotlib import rcParams

        zero = datetime.fromisoformat(rcParams["date.epoch"]).replace(tzinfo=UTC if self.kind == "utc" else None)
        return (column - zero).dt.total_seconds() / _DAY

    def span(self, at: pd.Series[float]) -> tuple[float, float]:
        """Return the limits of the axis, with room before the first time and after the last."""
        low, high = float(at.min()), float(at.max())
        room = (high - low) * _ROOM or (0.5 if self.kind == "seconds" else 0.5 / _DAY)
        return low - room, high + room

    def label(self, ax: Axes, report: ReportData, style: PlotStyle) -> None:
        """Label the time axis."""
        if self.kind == "seconds":
            _label_seconds(ax, report, style)
            return
        from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

        locator = AutoDateLocator(minticks=3, maxticks=_MOST_LABELS)
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, **_NUMBERS))
        ax.set_xlabel(style.message(f"plot-{self.kind}"))


def times_of(frame: pd.DataFrame) -> Times | None:
    """Return the first column of times that no other column exceeds, or None if no row has a time."""
    known = {kind: int(frame[kind].notna().sum()) for kind in ("local", "utc", "seconds")}
    most = max(known.values())
    return Times(next(kind for kind, count in known.items() if count == most)) if most else None


def undrawn(report: ReportData, style: PlotStyle, untimed: int) -> Iterator[str]:
    """Yield which incidents are not in a picture over time."""
    if report.incidents_truncated:
        yield style.message("plot-kept", len(report.incidents), all=f"{report.counts.incidents:,}")
    if untimed:
        yield style.message("plot-undrawn", untimed)


def _label_seconds(ax: Axes, report: ReportData, style: PlotStyle) -> None:
    """Label seconds by the device's clock if all logs print it, or else as seconds."""
    from matplotlib.ticker import FuncFormatter, MultipleLocator

    low, high = ax.get_xlim()
    days = ceil((high - low) / _MOST_LABELS / _DAY)
    step = next((step for step in _STEPS if (high - low) / step <= _MOST_LABELS), float(days * _DAY))
    beginning = _beginning(report)
    by_clock = beginning.scale in (Scale.DATE, Scale.TIME_OF_DAY) and high - low < _DAY
    shift, shown = (beginning.clock % _DAY, _time_of_day) if by_clock else (0.0, _duration)
    key = "plot-time-of-day" if by_clock else "plot-clock" if step >= 60 else "plot-seconds"
    ax.xaxis.set_major_locator(MultipleLocator(step, offset=-(shift % step)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda seconds, _: shown(round(seconds + shift, 1), step)))
    ax.set_xlabel(style.message(key, start=plain(beginning.time or style.message("plot-beginning"))))


class _Beginning(NamedTuple):
    """The time from which seconds are counted."""

    scale: Scale = Scale.NONE  # NONE if there are several
    clock: float = 0.0
    time: str | None = None


def _beginning(report: ReportData) -> _Beginning:
    scales = zeros(report.inputs)
    if len(scales) != 1:
        return _Beginning()
    ((scale, zero),) = scales.items()
    first = next(
        entry
        for entry in report.inputs
        if (scale_of(entry.first_time, entry.first_clock), entry.first_clock) == (scale, zero)
    )
    return _Beginning(scale, zero, first.first_time)


def _time_of_day(clock: float, step: float) -> str:
    """Return `19:30`, with seconds if labels are less than a minute apart."""
    hours, minutes, seconds = int(clock // 3600) % 24, int(clock // 60) % 60, clock % 60
    return f"{hours:02d}:{minutes:02d}" + (
        f":{seconds:04.1f}" if step < 1 else f":{seconds:02.0f}" if step < 60 else ""
    )


def _duration(seconds: float, step: float) -> str:
    """Return `90`, `1:30:00` if labels are a minute or more apart, or `12 d` if they are days apart."""
    if step >= _DAY:
        return f"{seconds / _DAY:.0f} d"
    if step < 60:
        return f"{seconds:.1f}" if step < 1 else f"{seconds:.0f}"
    sign, whole = "-" if seconds < 0 else "", round(abs(seconds))
    return f"{sign}{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
