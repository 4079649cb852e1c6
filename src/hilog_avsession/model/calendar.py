"""From printed dates to days that can be counted, with the year that most logs do not print."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from .arguments import whole
from .patterns import CLOCK, DATE, lazy

EPOCH_FROM = 1e9  # a smaller number of seconds is an uptime, not a date after 2001
FIRST_YEAR, LAST_YEAR = 1970, 2100  # that a user can give

# a time as a Stamp has it, in any layout: seconds since 1970 or since the start, or a time of day, preceded by whatever
# the log prints of zone, year and date
PRINTED = lazy(
    rf"(?P<seconds>\d+(?:\.\d+)?)"
    rf"|(?:\S+ )??(?:(?P<year>\d{{4,}})-)?(?:(?P<date>{DATE}) )?(?P<clock>{CLOCK}\.\d+)",
    re.ASCII,
)

_FIRST_HILOG = 2019  # the year of the first HarmonyOS; a file with an older date was named before the clock was set
_MONTH = 31  # days; dates without a year that lie closer than this over New Year are neighbours
_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)  # days before each month of an ordinary year
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BEFORE_1970 = 719_163  # days, counted from 0001-01-01 as day 1
_LEAP_DAY = (2, 29)


def check_year(year: int) -> int:
    """Return a year that a log can be from. Raises WrongUsage for any other."""
    return whole("year", year, FIRST_YEAR, LAST_YEAR)


class Calendar:
    """Gives the dates of one input their year, in the order of the input.

    The year is the printed one; else it continues from the date before; else, for the first date, it is the year that
    brings it closest to `started_at`, the local time at which the file was started; else `year`. A file's first lines
    are a little older than the file, and the part that is read may begin much later.
    """

    def __init__(self, year: int | None = None, started_at: datetime | None = None) -> None:
        self.year: int | None = None  # of the last date, if known
        self._first = year
        self._started_at = started_at if started_at is not None and started_at.year >= _FIRST_HILOG else None
        self._date = ""
        self._day = 0

    def day(self, year: str | None, date: str) -> int:
        """Return the number of a day (`MM-DD`): since 1970 if the year is known; else only differences count."""
        years, days = step(self._date, date) if self._date else (0, _day_of_year(date))
        if year:
            self.year = int(year)
        elif not self._date:
            named = _closest(date, self._started_at)
            self.year = self._first if named is None else named
        elif self.year is not None:
            self.year += years
        if self.year is not None and not is_date(self.year, date):
            self.year = None  # 29 February shows that a year which was not printed is wrong
        self._day = self._day + days if self.year is None else day_number(self.year, date)
        self._date = date
        return self._day


def day_number(year: int, date: str) -> int:
    """Return the days since 1970-01-01 of a `MM-DD` in a year; a day too many for a month counts on into the next."""
    before = year - 1
    month, day = _split(date)
    leap = month > 2 and _is_leap(year)
    return before * 365 + before // 4 - before // 100 + before // 400 + _BEFORE[month - 1] + leap + day - _BEFORE_1970


def is_date(year: int, date: str) -> bool:
    """Tell whether the calendar has that `MM-DD` in that year."""
    month, day = int(date[:2]), int(date[3:])
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        return False
    return 1 <= day <= _LENGTHS[month - 1] + ((month, day) == _LEAP_DAY and _is_leap(year))


@lru_cache(maxsize=1024)
def step(old: str, new: str) -> tuple[int, int]:
    """Return the years and days from one `MM-DD` to another, both printed without a year.

    Both are taken to be in the same year, unless they are within a month of each other over New Year: then 01-01 is the
    day after 12-31, and 12-31 the day before 01-01. Any other step stays within a year, forward or back: boards start
    in August 2017 until their clock is set. 02-28 to 03-01 is one day, because a leap year would have printed 02-29.
    """
    leap = _LEAP_DAY in (_split(old), _split(new))
    days = _day_of_year(new, leap) - _day_of_year(old, leap)
    if days + 365 <= _MONTH:
        return 1, days + 365
    if 365 - days <= _MONTH:
        return -1, days - 365
    return 0, days


def _day_of_year(date: str, leap: bool = False) -> int:
    """Return the number of a day in its year."""
    month, day = _split(date)
    return _BEFORE[month - 1] + day + (leap and month > 2)


def _split(date: str) -> tuple[int, int]:
    # some builds of 2022 counted months from 0
    return min(max(int(date[:2]), 1), 12), int(date[3:])


def _closest(date: str, started_at: datetime | None) -> int | None:
    if started_at is None:
        return None
    started = day_number(started_at.year, f"{started_at:%m-%d}")
    years = [year for year in range(started_at.year - 4, started_at.year + 2) if is_date(year, date)]
    return min(years, key=lambda year: abs(day_number(year, date) - started), default=None)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
