"""From times as logs print them to positions on one axis, and to the ticks along it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ...model.calendar import is_date
from ...results.times import DAY, Clock, Scale, Time, read_time

if TYPE_CHECKING:
    from ...model.report import ReportData

_APART = 7 * DAY  # a longer silence separates lines before the clock was set from lines after it
_TICKS = 8
_FINE = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
_COARSE = (
    *(1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1_800.0),
    *(3_600.0, 7_200.0, 10_800.0, 21_600.0, 43_200.0),
    *(days * DAY for days in (1, 2, 7, 14, 30, 90, 365)),
)


class Tick(NamedTuple):
    """A mark on the axis of time."""

    x: float  # percent of the width
    label: str
    fine: bool  # hidden on a narrow screen


@dataclass(frozen=True, slots=True)
class Axis:
    """A span of time as a width of 100 percent, in bins of `bin` seconds."""

    clock: Clock
    start: float
    end: float
    bin: float

    def x(self, time: str | None) -> float | None:
        """Return the position of a printed time in percent; None for another kind of time, or outside the span."""
        seconds = self.clock.seconds(time)
        if seconds is None or not self.start <= seconds <= self.end:
            return None
        return self.percent(seconds)

    def percent(self, seconds: float) -> float:
        """Return the position of the clock's seconds in percent."""
        return 100 * (seconds - self.start) / (self.end - self.start)

    def bins(self) -> int:
        """Return the number of bins."""
        return round((self.end - self.start) / self.bin)

    def bin_of(self, time: str) -> int | None:
        """Return the number of the bin that a printed time falls into."""
        seconds = self.clock.seconds(time)
        if seconds is None or not self.start <= seconds <= self.end:
            return None
        return min(math.floor((seconds - self.start) / self.bin), self.bins() - 1)

    def label(self, seconds: float, every: float) -> str:
        """Return the label of the clock's seconds; `every` is the distance between labels, in seconds."""
        digits = max(0, -math.floor(math.log10(every))) if every < 1 else 0
        first = self.clock.first
        if first.scale.is_seconds:
            return f"{seconds:.{digits}f}"
        days, rest = divmod(round(seconds, 3), DAY)
        if first.scale is Scale.DATE and (every >= DAY or not rest):
            return _date(first, int(days))
        minutes, second = divmod(rest, 60)
        clock = f"{int(minutes) // 60:02}:{int(minutes) % 60:02}"
        return clock if every >= 60 else f"{clock}:{second:0{3 + digits if digits else 2}.{digits}f}"

    def ticks(self) -> Iterator[Tick]:
        """Yield about eight ticks at round times."""
        every = _round_step((self.end - self.start) / _TICKS, self.clock.first.scale)
        first = math.ceil(round(self.start / every, 6))
        last = math.floor(round(self.end / every, 6))
        for number in range(first, last + 1):
            label = self.label(number * every, every)
            yield Tick(self.percent(number * every), label, fine=(number - first) % 2 == 1)


def _date(first: Time, days: int) -> str:
    """Return the date that is some days after a first date, whose year may be unknown."""
    month, day = int(first.date[:2]), int(first.date[3:])
    leap = first.year is not None and is_date(first.year, "02-29")
    begin = date(2028 if leap else 2027, min(max(month, 1), 12), 1)
    return f"{begin + timedelta(day - 1 + days):%m-%d}"


def axis_of(report: ReportData, bins: int) -> Axis | None:
    """Return the axis of a report's incidents in at most `bins` bins, or None if they have no times.

    Of several kinds of times, it uses the most frequent. It spans the whole log, but no weeks of silence.
    """
    moments = [moment for incident in report.incidents if (moment := read_time(incident.time)) is not None]
    if not moments:
        return None
    scale = Counter(moment.scale for moment in moments).most_common(1)[0][0]
    clock = Clock(next(moment for moment in moments if moment.scale is scale))
    at = [seconds for incident in report.incidents if (seconds := clock.seconds(incident.time)) is not None]
    ends = (time for entry in report.inputs for time in (entry.first_time, entry.last_time))
    first, last = _busiest(at, [seconds for time in ends if (seconds := clock.seconds(time)) is not None])
    width = _round_step(max(last - first, 0.01) / (bins - 1), scale)
    return Axis(clock, math.floor(first / width) * width, (math.floor(last / width) + 1) * width, width)


def _busiest(incidents: Iterable[float], others: Iterable[float]) -> tuple[float, float]:
    """Return the span without a long silence that has the most incidents."""
    points = sorted([(seconds, 1) for seconds in incidents] + [(seconds, 0) for seconds in others])
    cuts = [number for number, (left, right) in enumerate(pairwise(points), start=1) if right[0] - left[0] > _APART]
    spans = [points[begin:end] for begin, end in pairwise([0, *cuts, len(points)])]
    best = max(spans, key=lambda span: sum(weight for _, weight in span))
    return best[0][0], best[-1][0]


def _round_step(least: float, scale: Scale) -> float:
    """Return the smallest round step that is at least `least`."""
    if least < 1:
        return next((step for step in _FINE if step >= least), 1.0)
    if scale.is_seconds:
        power = 10.0 ** math.floor(math.log10(least))
        return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)
    return next((step for step in _COARSE if step >= least), math.ceil(least / _COARSE[-1]) * _COARSE[-1])
