"""From printed times to seconds that can be counted with: those of one kind, from one of them on.

A report keeps times as the logs print them. What is made of a report counts with them here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from ..model.calendar import PRINTED, day_number, step

DAY = 86_400.0  # seconds
_MOST_SECONDS = 10**11  # the year 5138; beyond, a float could not tell milliseconds apart


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
            return self._days(moment) * DAY + moment.seconds
        over_midnight = moment.kind is Kind.UNDATED and moment.seconds < self.first.seconds - DAY / 2
        return moment.seconds + DAY * over_midnight

    def _days(self, moment: Moment) -> int:
        if moment.year is not None and self.first.year is not None:
            return day_number(moment.year, moment.date) - day_number(self.first.year, self.first.date)
        return step(self.first.date, moment.date)[1]
