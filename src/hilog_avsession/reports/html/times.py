"""From times as logs print them to places on one axis, and to the ticks along it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ...dates import PRINTED, day_number, is_date, step

if TYPE_CHECKING:
    from ...report import Report

_DAY = 86_400.0
_MOST_SECONDS = 10**11  # the year 5138; beyond, a float could not tell milliseconds apart
_APART = 7 * _DAY  # a longer silence parts what was printed before the clock was set from what was printed after
_TICKS = 8
_FINE = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
_COARSE = (
    *(1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1_800.0),
    *(3_600.0, 7_200.0, 10_800.0, 21_600.0, 43_200.0),
    *(days * _DAY for days in (1, 2, 7, 14, 30, 90, 365)),
)


class Kind(StrEnum):
    """What a log prints as time."""

    DATED = "dated"  # date and time of day
    UNDATED = "undated"  # time of day
    SECONDS = "seconds"  # since 1970 or since the device's start


class Moment(NamedTuple):
    """A printed time, read."""

    kind: Kind
    seconds: float  # since midnight, or as printed
    date: str = ""  # MM-DD
    year: int | None = None


@lru_cache(maxsize=4096)
def read_moment(time: str) -> Moment | None:
    """Read a time as a report shows it; None where it is none."""
    printed = PRINTED.fullmatch(time)
    if printed is None:
        return None
    if printed["seconds"]:
        since_start = float(printed["seconds"])
        return Moment(Kind.SECONDS, since_start) if since_start < _MOST_SECONDS else None
    hours, minutes, seconds = printed["clock"].split(":")
    since_midnight = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    if not printed["date"]:
        return Moment(Kind.UNDATED, since_midnight)
    year = printed["year"]
    return Moment(Kind.DATED, since_midnight, printed["date"], int(year) if year and len(year) == 4 else None)


@dataclass(frozen=True, slots=True)
class Clock:
    """Counts times of one kind in seconds, from midnight of the day of `first` or as they are printed."""

    first: Moment

    def seconds(self, time: str | None) -> float | None:
        """Seconds of a printed time; None where it is of another kind."""
        moment = read_moment(time) if time else None
        if moment is None or moment.kind is not self.first.kind:
            return None
        if moment.kind is Kind.DATED:
            return self._days(moment) * _DAY + moment.seconds
        over_midnight = moment.kind is Kind.UNDATED and moment.seconds < self.first.seconds - _DAY / 2
        return moment.seconds + _DAY * over_midnight

    def _days(self, moment: Moment) -> int:
        if moment.year is not None and self.first.year is not None:
            return day_number(moment.year, moment.date) - day_number(self.first.year, self.first.date)
        return step(self.first.date, moment.date)[1]

    def label(self, seconds: float, every: float) -> str:
        """What to write at a tick; `every` is the distance of the ticks in seconds."""
        digits = max(0, -math.floor(math.log10(every))) if every < 1 else 0
        if self.first.kind is Kind.SECONDS:
            return f"{seconds:.{digits}f}"
        days, rest = divmod(round(seconds, 3), _DAY)
        if self.first.kind is Kind.DATED and (every >= _DAY or not rest):
            return self._date(int(days))
        minutes, second = divmod(rest, 60)
        clock = f"{int(minutes) // 60:02}:{int(minutes) % 60:02}"
        return clock if every >= 60 else f"{clock}:{second:0{3 + digits if digits else 2}.{digits}f}"

    def _date(self, days: int) -> str:
        month, day = int(self.first.date[:2]), int(self.first.date[3:])
        leap = self.first.year is not None and is_date(self.first.year, "02-29")
        begin = date(2028 if leap else 2027, min(max(month, 1), 12), 1)
        return f"{begin + timedelta(day - 1 + days):%m-%d}"


class Tick(NamedTuple):
    """A mark on the axis of time."""

    x: float  # percent of the width
    label: str
    fine: bool  # left out where there is little room


@dataclass(frozen=True, slots=True)
class Axis:
    """A span of time as a width of 100 percent, in bins of `bin` seconds."""

    clock: Clock
    start: float
    end: float
    bin: float

    def x(self, time: str | None) -> float | None:
        """Where a printed time stands, in percent; None where it is of another kind or outside of the span."""
        seconds = self.clock.seconds(time)
        if seconds is None or not self.start <= seconds <= self.end:
            return None
        return self.percent(seconds)

    def percent(self, seconds: float) -> float:
        """Where the clock's seconds stand, in percent."""
        return 100 * (seconds - self.start) / (self.end - self.start)

    def bins(self) -> int:
        """How many bins there are."""
        return round((self.end - self.start) / self.bin)

    def bin_of(self, time: str) -> int | None:
        """The number of the bin that a printed time falls into."""
        seconds = self.clock.seconds(time)
        if seconds is None or not self.start <= seconds <= self.end:
            return None
        return min(math.floor((seconds - self.start) / self.bin), self.bins() - 1)

    def ticks(self) -> Iterator[Tick]:
        """Round times, at most eight or so."""
        every = _round_step((self.end - self.start) / _TICKS, self.clock.first.kind)
        first = math.ceil(round(self.start / every, 6))
        last = math.floor(round(self.end / every, 6))
        for number in range(first, last + 1):
            label = self.clock.label(number * every, every)
            yield Tick(self.percent(number * every), label, fine=(number - first) % 2 == 1)


def axis_of(report: Report, bins: int) -> Axis | None:
    """The axis of a report's incidents, in at most `bins` bins; None where they print no times.

    Of several kinds it takes that of most incidents. It reaches over the whole log, but not over weeks of silence.
    """
    moments = [moment for one in report.incidents if (moment := read_moment(one.time)) is not None]
    if not moments:
        return None
    kind = Counter(moment.kind for moment in moments).most_common(1)[0][0]
    clock = Clock(next(moment for moment in moments if moment.kind is kind))
    at = [seconds for one in report.incidents if (seconds := clock.seconds(one.time)) is not None]
    ends = (time for one in report.inputs for time in (one.first_time, one.last_time))
    first, last = _busiest(at, [seconds for time in ends if (seconds := clock.seconds(time)) is not None])
    width = _round_step(max(last - first, 0.01) / (bins - 1), kind)
    return Axis(clock, math.floor(first / width) * width, (math.floor(last / width) + 1) * width, width)


def _busiest(incidents: Iterable[float], others: Iterable[float]) -> tuple[float, float]:
    """The span without long silence that holds the most incidents."""
    points = sorted([(seconds, 1) for seconds in incidents] + [(seconds, 0) for seconds in others])
    cuts = [number for number, (one, other) in enumerate(pairwise(points), start=1) if other[0] - one[0] > _APART]
    spans = [points[begin:end] for begin, end in pairwise([0, *cuts, len(points)])]
    best = max(spans, key=lambda span: sum(weight for _, weight in span))
    return best[0][0], best[-1][0]


def _round_step(least: float, kind: Kind) -> float:
    """The first round step that is not smaller."""
    if least < 1:
        return next((one for one in _FINE if one >= least), 1.0)
    if kind is Kind.SECONDS:
        power = 10.0 ** math.floor(math.log10(least))
        return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)
    return next((one for one in _COARSE if one >= least), math.ceil(least / _COARSE[-1]) * _COARSE[-1])
