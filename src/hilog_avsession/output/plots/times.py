"""From the times in a report's tables to one axis: moments where all are known, else seconds since the beginning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from ...results.times import Scale, scale_of, zeros
from .style import Look, plain

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
    """The column of times that fits all rows best: `local`, `utc` or `seconds`."""

    kind: str

    def of(self, frame: pd.DataFrame, prefix: str = "") -> pd.Series[float]:
        """The times of a table as numbers of the axis: days since 1970, or seconds."""
        column = frame[f"{prefix}{self.kind}"]
        if self.kind == "seconds":
            return column.astype("float64")
        from matplotlib import rcParams  # noqa: PLC0415  (see Plots)

        zero = datetime.fromisoformat(rcParams["date.epoch"]).replace(tzinfo=UTC if self.kind == "utc" else None)
        return (column - zero).dt.total_seconds() / _DAY

    def span(self, at: pd.Series[float]) -> tuple[float, float]:
        """From before the first to after the last of some times."""
        low, high = float(at.min()), float(at.max())
        room = (high - low) * _ROOM or (0.5 if self.kind == "seconds" else 0.5 / _DAY)
        return low - room, high + room

    def label(self, ax: Axes, report: ReportData, look: Look) -> None:
        """Label the time axis."""
        if self.kind == "seconds":
            _label_seconds(ax, report, look)
            return
        from matplotlib.dates import AutoDateLocator, ConciseDateFormatter  # noqa: PLC0415  (see Plots)

        locator = AutoDateLocator(minticks=3, maxticks=_MOST_LABELS)
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, **_NUMBERS))
        ax.set_xlabel(look.say(f"plot-{self.kind}"))


def times_of(frame: pd.DataFrame) -> Times | None:
    """The best times that all timed rows of a table have, or None where no row has any."""
    known = {kind: int(frame[kind].notna().sum()) for kind in ("local", "utc", "seconds")}
    most = max(known.values())
    return Times(next(kind for kind, count in known.items() if count == most)) if most else None


def undrawn(report: ReportData, look: Look, untimed: int) -> Iterator[str]:
    """Say which incidents are not in a picture over time."""
    if report.incidents_truncated:
        yield look.say("plot-kept", len(report.incidents), all=f"{report.counts.incidents:,}")
    if untimed:
        yield look.say("plot-undrawn", untimed)


def _label_seconds(ax: Axes, report: ReportData, look: Look) -> None:
    """Label seconds by the device's clock where all logs print it, else as they are."""
    from matplotlib.ticker import FuncFormatter, MultipleLocator  # noqa: PLC0415  (see Plots)

    low, high = ax.get_xlim()
    days = ceil((high - low) / _MOST_LABELS / _DAY)
    step = next((step for step in _STEPS if (high - low) / step <= _MOST_LABELS), float(days * _DAY))
    beginning = _beginning(report)
    by_clock = beginning.scale in (Scale.DATE, Scale.TIME_OF_DAY) and high - low < _DAY
    shift, shown = (beginning.clock % _DAY, _time_of_day) if by_clock else (0.0, _duration)
    key = "plot-time-of-day" if by_clock else "plot-clock" if step >= 60 else "plot-seconds"
    ax.xaxis.set_major_locator(MultipleLocator(step, offset=-(shift % step)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda seconds, _: shown(round(seconds + shift, 1), step)))
    ax.set_xlabel(look.say(key, start=plain(beginning.time or look.say("plot-beginning"))))


class _Beginning(NamedTuple):
    """From when seconds are counted."""

    scale: Scale = Scale.NONE  # none where there are several
    clock: float = 0.0
    time: str | None = None


def _beginning(report: ReportData) -> _Beginning:
    scales = zeros(report.inputs)
    if len(scales) != 1:
        return _Beginning()
    ((scale, zero),) = scales.items()
    first = next(
        one for one in report.inputs if (scale_of(one.first_time, one.first_clock), one.first_clock) == (scale, zero)
    )
    return _Beginning(scale, zero, first.first_time)


def _time_of_day(clock: float, step: float) -> str:
    """`19:30`, with seconds where labels are closer than a minute."""
    hours, minutes, seconds = int(clock // 3600) % 24, int(clock // 60) % 60, clock % 60
    return f"{hours:02d}:{minutes:02d}" + (
        f":{seconds:04.1f}" if step < 1 else f":{seconds:02.0f}" if step < 60 else ""
    )


def _duration(seconds: float, step: float) -> str:
    """`90`; `1:30:00` where labels are a minute apart or more; `12 d` where they are days apart."""
    if step >= _DAY:
        return f"{seconds / _DAY:.0f} d"
    if step < 60:
        return f"{seconds:.1f}" if step < 1 else f"{seconds:.0f}"
    sign, whole = "-" if seconds < 0 else "", round(abs(seconds))
    return f"{sign}{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
