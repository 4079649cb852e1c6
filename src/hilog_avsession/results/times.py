"""The times of a report: on which scale each counts, whether two can be compared, and how far apart they are.

A report keeps times as the logs print them. Some also have a clock, a number of seconds whose scale is shown by the
printed time; JSON reports of older versions have no clocks. All code that compares times uses this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from ..model.calendar import EPOCH_FROM, PRINTED, day_number, is_date, step
from ..model.inputs import Input
from ..model.report import Incomparable

SECOND = 10**9  # nanoseconds, the finest that hilog prints
MINUTE = 60 * SECOND
DAY = 86_400.0  # seconds
_DAY = 1_440 * MINUTE
_FARTHEST = 14  # hours between UTC and a zone
_MOST = 10**11 * SECOND  # the year 5138; beyond, a float could not tell milliseconds apart
_YEARS_FROM = 4 * 366 * DAY  # without a known year, a clock counts from the beginning of one of four years


class Scale(IntEnum):
    """How times count. Two of one scale can be compared."""

    NONE = 0  # no time is printed
    UPTIME = 1  # since the device was started
    TIME_OF_DAY = 2
    DATE = 3  # without a year; for printed times, also with a year
    LOCAL = 4  # since 1970, as the device's clock shows it; only for clocks
    EPOCH = 5  # since 1970, in UTC

    @property
    def is_seconds(self) -> bool:
        """Whether logs print it as a number of seconds."""
        return self in (Scale.UPTIME, Scale.EPOCH)


# ---- printed times ---------------------------------------------------------------------------------------------------


class Time(NamedTuple):
    """A printed time, read."""

    scale: Scale
    nanoseconds: int  # since midnight, or on its scale if seconds are printed
    date: str = ""  # MM-DD
    year: int | None = None

    @property
    def seconds(self) -> float:
        """The same in seconds, as exact as a float is."""
        if self.scale.is_seconds:
            return self.nanoseconds / SECOND
        minutes, rest = divmod(self.nanoseconds, MINUTE)
        return minutes * 60 + rest / SECOND


@lru_cache(maxsize=4096)
def read_time(text: str) -> Time | None:
    """Read a time as a report shows it; return None for another text."""
    printed = PRINTED.fullmatch(text)
    if printed is None:
        return None
    if printed["seconds"]:
        time = time_of_seconds(printed["seconds"])
        return time if time.nanoseconds < _MOST else None
    since_midnight = nanoseconds_of_day(printed["clock"])
    if not printed["date"]:
        return Time(Scale.TIME_OF_DAY, since_midnight)
    year = printed["year"]
    return Time(Scale.DATE, since_midnight, printed["date"], int(year) if year and len(year) == 4 else None)


def time_of_seconds(seconds: str) -> Time:
    """Return the time that is printed as a number of seconds."""
    nanoseconds = _nanoseconds(seconds)
    return Time(Scale.EPOCH if nanoseconds >= EPOCH_FROM * SECOND else Scale.UPTIME, nanoseconds)


def nanoseconds_of_day(clock: str) -> int:
    """Return the nanoseconds from midnight to an `HH:MM` or `HH:MM:SS.fff`."""
    return (int(clock[:2]) * 60 + int(clock[3:5])) * MINUTE + _nanoseconds(clock[6:] or "0")


def _nanoseconds(seconds: str) -> int:
    whole, _, fraction = seconds.partition(".")
    return int(whole) * SECOND + int(fraction.ljust(9, "0")[:9])


def iso_time(text: str | None, year: int | None = None, epoch: float | None = None) -> str | None:
    """Return a printed time as ISO 8601 has it, or None if its date or year is not known.

    `year` is that of a time that prints none. The offset from UTC is added where `epoch`, the same time in seconds
    since 1970, tells it: `2026-11-06T19:30:00.547+08:00`.
    """
    time = read_time(text) if text else None
    if time is None:
        return None
    if time.scale is Scale.EPOCH:
        whole, fraction = divmod(time.nanoseconds, SECOND)
        digits = len((text or "").partition(".")[2])
        moment = datetime.fromtimestamp(whole, UTC).replace(tzinfo=None).isoformat()
        return moment + (f".{fraction:09}"[: digits + 1] if digits else "") + "Z"
    year = time.year or year
    if not time.date or year is None or not is_date(year, time.date):
        return None
    offset = "" if epoch is None else _offset(day_number(year, time.date) * DAY + time.seconds - epoch)
    return f"{year:04}-{time.date}T{(text or '').rpartition(' ')[2]}{offset}"


def _offset(seconds: float) -> str:
    """Return the offset of a zone from UTC, empty if no zone is that far away."""
    hours, minutes = divmod(abs(round(seconds / 60)), 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}:{minutes:02}" if hours <= _FARTHEST else ""


def distance(time: Time | None, start: Time) -> int | Incomparable:
    """Return the nanoseconds from `start` to a time, or why the two cannot be compared.

    A start without a date means that time on every day. A start without a year is taken to be in the same year, or in
    the neighbouring year if that is closer over New Year.
    """
    if time is None:
        return Incomparable.NO_TIME
    if start.scale.is_seconds and time.scale is not start.scale:
        return Incomparable.NO_EPOCH if start.scale is Scale.EPOCH else Incomparable.NO_UPTIME
    if time.scale.is_seconds and time.scale is not start.scale:
        return Incomparable.ONLY_SECONDS
    days = _days(time, start) if start.date else 0
    return days if isinstance(days, Incomparable) else days * _DAY + time.nanoseconds - start.nanoseconds


def _days(time: Time, start: Time) -> int | Incomparable:
    if not time.date:
        return Incomparable.NO_DATE
    if start.year is not None and time.year is None:
        return Incomparable.NO_YEAR
    return _days_between(start, time)


def _days_between(start: Time, end: Time) -> int:
    if start.year is None or end.year is None:
        return step(start.date, end.date)[1]
    return day_number(end.year, end.date) - day_number(start.year, start.date)


@dataclass(frozen=True, slots=True)
class Clock:
    """Counts the times of one scale in seconds, from midnight of the day of `first`, or as they are printed."""

    first: Time

    def seconds(self, text: str | None) -> float | None:
        """Return the seconds of a printed time, or None if it is on another scale."""
        time = read_time(text) if text else None
        if time is None or time.scale is not self.first.scale:
            return None
        if time.scale is Scale.DATE:
            return _days_between(self.first, time) * DAY + time.seconds
        over_midnight = time.scale is Scale.TIME_OF_DAY and time.seconds < self.first.seconds - DAY / 2
        return time.seconds + DAY * over_midnight


# ---- clocks ----------------------------------------------------------------------------------------------------------


def scale_of(time: str | None, clock: float | None) -> Scale:
    """Return the scale of a clock, which is shown by the printed time that belongs to it."""
    if clock is None or not time:
        return Scale.NONE
    if ":" not in time:
        return Scale.EPOCH if clock >= EPOCH_FROM else Scale.UPTIME
    if "-" not in time:
        return Scale.TIME_OF_DAY
    return Scale.LOCAL if clock >= _YEARS_FROM else Scale.DATE


def zeros(inputs: Iterable[Input]) -> Mapping[Scale, float]:
    """Return the first clock of each scale, among those of the first lines of the inputs."""
    found: dict[Scale, float] = {}
    for log in inputs:
        if log.first_clock is not None:
            scale = scale_of(log.first_time, log.first_clock)
            found[scale] = min(log.first_clock, found.get(scale, log.first_clock))
    return found


# ---- the first and the last of several times -------------------------------------------------------------------------


class _Moment(NamedTuple):
    source: object  # the input that prints the time
    time: str
    clock: float | None


@dataclass(slots=True, eq=False)
class FirstAndLast:
    """The first and the last of some times, which are given in the order in which they were read.

    Within an input, that is the order in which they were printed, even if the device's clock was set meanwhile. Inputs
    may be read in any order, so their times decide where they can be compared.
    """

    _first: _Moment | None = None
    _last: _Moment | None = None

    @property
    def first(self) -> str | None:
        """The first time as it was printed; None if there is none."""
        return self._first.time if self._first else None

    @property
    def last(self) -> str | None:
        """The last time as it was printed; None if there is none."""
        return self._last.time if self._last else None

    def add(self, source: object, time: str | None, clock: float | None = None) -> None:
        """Take the next time, as an input prints it; nothing happens without one."""
        if not time:
            return
        moment = _Moment(source, time, clock)
        if self._first is None or (source != self._first.source and _is_before(moment, self._first)):
            self._first = moment
        if self._last is None or source == self._last.source or not _is_before(moment, self._last):
            self._last = moment


def _is_before(moment: _Moment, other: _Moment) -> bool:
    """Tell whether the time of one input lies before that of another, as far as they can be compared.

    Times of day, and times since a device's start, say nothing about the order of inputs.
    """
    scale = scale_of(moment.time, moment.clock)
    if scale in (Scale.LOCAL, Scale.EPOCH) and scale is scale_of(other.time, other.clock):
        return (moment.clock or 0) < (other.clock or 0)
    time, start = read_time(moment.time), read_time(other.time)
    if time is None or start is None or time.scale is not start.scale or time.scale not in (Scale.DATE, Scale.EPOCH):
        return False
    nanoseconds = distance(time, start)
    return isinstance(nanoseconds, int) and nanoseconds < 0
