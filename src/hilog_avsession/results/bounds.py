"""From `--since` and `--until` to whether an incident lies between them, as far as its log can tell."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ..errors import WrongUsage
from ..model.calendar import PRINTED, day_number, is_date, step
from ..model.incidents import Incident
from ..model.patterns import lazy
from ..model.report import Incomparable

_SECOND = 10**9  # all spans are whole nanoseconds, the finest that hilog prints
_MINUTE = 60 * _SECOND
_DAY = 86_400 * _SECOND
_EPOCH_FROM = 10**9 * _SECOND  # less is an uptime, as in the log
_SOME_LEAP_YEAR = 2028

_BOUND = lazy(
    r"(?P<seconds>\d{1,19}(?:\.\d{1,9})?)"
    r"|(?:(?P<year>\d{4})-)?(?P<date>\d\d-\d\d)(?:[ T](?P<clock>\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?))?"
    r"|(?P<bare>\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)",
    re.ASCII,
)


class Bound(NamedTuple):
    """A time as it was typed. It stands for a span: `10:15` for that minute, `11-20` for that day."""

    start: int  # nanoseconds since midnight, or since 1970 or the start where only seconds were typed
    length: int  # nanoseconds
    date: str | None = None  # MM-DD
    year: int | None = None
    is_seconds: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether it is a time of any day."""
        return self.date is None and not self.is_seconds


@lru_cache(maxsize=64)
def parse_bound(text: str) -> Bound:
    """Read `HH:MM[:SS[.fff]]`, `[YYYY-]MM-DD[ HH:MM[:SS[.fff]]]`, or seconds. Raises WrongUsage."""
    match = _BOUND.fullmatch(text.strip())
    bound = _bound(match) if match else None
    if bound is None:
        raise WrongUsage(
            f"{text!r} is no time; write HH:MM[:SS], [YYYY-]MM-DD[ HH:MM[:SS]], or seconds as the log prints them"
        )
    return bound


def _bound(match: re.Match[str]) -> Bound | None:
    seconds, clock, date = match["seconds"], match["clock"] or match["bare"], match["date"]
    year = int(match["year"]) if match["year"] else None
    if seconds:
        return Bound(_nanoseconds(seconds), _precision(seconds), is_seconds=True)
    if date and not is_date(_SOME_LEAP_YEAR if year is None else year, date):
        return None
    if clock is None:
        return Bound(0, _DAY, date, year)
    if clock[:2] > "23" or clock[3:5] > "59" or clock[6:8] > "60":  # 60: a leap second
        return None
    return Bound(_of_day(clock), _MINUTE if len(clock) == len("HH:MM") else _precision(clock), date, year)


def _of_day(clock: str) -> int:
    return (int(clock[:2]) * 60 + int(clock[3:5])) * _MINUTE + _nanoseconds(clock[6:] or "0")


def _nanoseconds(seconds: str) -> int:
    whole, _, fraction = seconds.partition(".")
    return int(whole) * _SECOND + int(fraction.ljust(9, "0")[:9])


def _precision(text: str) -> int:
    return int(10 ** (9 - len(text.partition(".")[2])))


# ---- comparing -------------------------------------------------------------------------------------------------------


def is_between(incident: Incident, since: str | None, until: str | None) -> bool:
    """Tell whether an incident lies between two bounds, each included as a whole.

    What cannot be compared excludes nothing. Two bare times that run over midnight (22:00 to 02:00) take both sides.
    """
    after = since is None or _is_after(incident, parse_bound(since))
    before = until is None or _is_before(incident, parse_bound(until))
    return (after or before) if since and until and _over_midnight(since, until) else (after and before)


def why_incomparable(incident: Incident, since: str | None, until: str | None) -> Incomparable | None:
    """Tell why an incident cannot be compared with one of the bounds, or None if it can."""
    distances = [_distance(incident, parse_bound(text)) for text in (since, until) if text]
    return next((one for one in distances if isinstance(one, Incomparable)), None)


def _over_midnight(since: str, until: str) -> bool:
    first, last = parse_bound(since), parse_bound(until)
    return first.is_bare and last.is_bare and first.start >= last.start + last.length


def _is_after(incident: Incident, bound: Bound) -> bool:
    distance = _distance(incident, bound)
    return isinstance(distance, Incomparable) or distance >= 0


def _is_before(incident: Incident, bound: Bound) -> bool:
    distance = _distance(incident, bound)
    return isinstance(distance, Incomparable) or distance < bound.length


def _distance(incident: Incident, bound: Bound) -> int | Incomparable:
    """Nanoseconds from the bound's start to the incident, or why there is no telling."""
    printed = PRINTED.fullmatch(incident.time)
    if printed is None:
        return Incomparable.NO_TIME
    if bound.is_seconds:
        return _by_seconds(incident, printed["seconds"], bound)
    if printed["seconds"]:
        return Incomparable.ONLY_SECONDS
    days = 0 if bound.date is None else _days(incident, printed["date"], bound.date, bound.year)
    return days if isinstance(days, Incomparable) else days * _DAY + _of_day(printed["clock"]) - bound.start


def _by_seconds(incident: Incident, seconds: str | None, bound: Bound) -> int | Incomparable:
    since_1970 = bound.start >= _EPOCH_FROM
    if seconds is not None and (_nanoseconds(seconds) >= _EPOCH_FROM) == since_1970:
        return _nanoseconds(seconds) - bound.start
    if seconds is None and since_1970 and incident.time_epoch is not None:
        return round(incident.time_epoch * 10**6) * 1000 - bound.start  # a float of that size holds microseconds
    return Incomparable.NO_EPOCH if since_1970 else Incomparable.NO_UPTIME


def _days(incident: Incident, date: str | None, bound: str, year: int | None) -> int | Incomparable:
    if date is None:
        return Incomparable.NO_DATE
    if year is None:  # the nearest such day over New Year, else that of the same year
        return step(bound, date)[1]
    if incident.year is None:
        return Incomparable.NO_YEAR
    return day_number(incident.year, date) - day_number(year, bound)
