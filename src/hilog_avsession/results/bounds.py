"""Whether an incident lies between two times, as a user types them and as logs print them."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from math import inf
from operator import index
from typing import Any, NamedTuple

from ..errors import WrongUsage
from ..model.arguments import is_whole, refusal
from ..model.calendar import is_date
from ..model.incidents import Incident
from ..model.patterns import lazy
from ..model.report import Incomparable
from .times import MINUTE, Scale, Time, distance, nanoseconds_of_day, read_time, time_of_seconds

_DAY = 1_440 * MINUTE
_SOME_LEAP_YEAR = 2028

_BOUND = lazy(
    r"(?P<seconds>\d{1,19}(?:\.\d{1,9})?)"
    r"|(?:(?P<year>\d{4})-)?(?P<date>\d\d-\d\d)(?:[ T](?P<clock>\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?))?"
    r"|(?P<bare>\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)",
    re.ASCII,
)


class Bound(NamedTuple):
    """A time as it was typed. It stands for a span: `10:15` for that minute, `11-20` for that day."""

    start: Time
    length: int  # nanoseconds

    @property
    def is_bare(self) -> bool:
        """Whether it is a time of any day."""
        return self.start.scale is Scale.TIME_OF_DAY


def bound_text(name: str, given: Any) -> str:
    """Return a bound as text: a datetime with a zone becomes seconds since 1970. Raises WrongUsage.

    A datetime names its second, or its microsecond if it has one; a date names its day.
    """
    text = given if isinstance(given, str) else _date_text(given) or _number_text(given)
    if text is None:
        raise refusal(
            name,
            given,
            "text such as '10:15' or '11-20 10:15', a datetime, date or time, or seconds as the log prints them",
        )
    return text


def _date_text(given: Any) -> str | None:
    if isinstance(given, datetime.datetime):
        if str(given) == "NaT":  # pandas' own word for no time
            return None
        return given.isoformat(" ") if given.tzinfo is None else _seconds_text(given.timestamp())
    if isinstance(given, datetime.date) or (isinstance(given, datetime.time) and given.tzinfo is None):
        return given.isoformat()
    return None


def _number_text(given: Any) -> str | None:
    if is_whole(given):
        return str(index(given)) if index(given) >= 0 else None
    return _seconds_text(given) if isinstance(given, float) and 0 <= given < inf else None


def _seconds_text(seconds: float) -> str:
    return f"{seconds:.6f}".rstrip("0").rstrip(".")


def parse_bound(text: str) -> Bound:
    """Read `HH:MM[:SS[.fff]]`, `[YYYY-]MM-DD[ HH:MM[:SS[.fff]]]`, or seconds. Raises WrongUsage."""
    bound = _read_bound(text)
    if bound is None:
        raise WrongUsage(
            "{text!r} is not a time; write HH:MM[:SS], [YYYY-]MM-DD[ HH:MM[:SS]], or seconds as the log prints them",
            text=text,
        )
    return bound


@lru_cache(maxsize=64)
def _read_bound(text: str) -> Bound | None:
    match = _BOUND.fullmatch(text.strip())
    return _bound(match) if match else None


def _bound(match: re.Match[str]) -> Bound | None:
    seconds, clock, date = match["seconds"], match["clock"] or match["bare"], match["date"]
    year = int(match["year"]) if match["year"] else None
    if seconds:
        return Bound(time_of_seconds(seconds), _precision(seconds))
    if date and not is_date(_SOME_LEAP_YEAR if year is None else year, date):
        return None
    if clock is None:
        return Bound(Time(Scale.DATE, 0, date, year), _DAY)
    if clock[:2] > "23" or clock[3:5] > "59" or clock[6:8] > "60":  # 60: a leap second
        return None
    scale = Scale.DATE if date else Scale.TIME_OF_DAY
    length = MINUTE if len(clock) == len("HH:MM") else _precision(clock)
    return Bound(Time(scale, nanoseconds_of_day(clock), date or "", year), length)


def _precision(text: str) -> int:
    """Return the length of the span that seconds with so many digits stand for."""
    return int(10 ** (9 - len(text.partition(".")[2])))


def check_order(since: str, until: str) -> None:
    """Raise WrongUsage if the first bound of the wanted time is later than the second.

    Two times of day are in any order, because they may span midnight, and so is a date with a year and one without.
    """
    first, last = parse_bound(since), parse_bound(until)
    if first.is_bare or (first.start.year is None) != (last.start.year is None):
        return
    between = distance(last.start, first.start)
    if isinstance(between, Incomparable) or between + last.length > 0:
        return
    if first.start.scale is Scale.DATE and first.start.year is None:
        raise WrongUsage(
            "since {since} is later than until {until}; exchange the two, or write both with their year",
            since=since,
            until=until,
        )
    raise WrongUsage("since {since} is later than until {until}; exchange the two", since=since, until=until)


def spans_midnight(since: str, until: str) -> bool:
    """Tell whether two bounds are times of day, the second of which is on the next day."""
    first, last = _read_bound(since), _read_bound(until)
    if first is None or last is None:  # in a stored report, anything may stand
        return False
    return first.is_bare and last.is_bare and first.start.nanoseconds >= last.start.nanoseconds + last.length


def is_between(incident: Incident, since: str | None, until: str | None) -> bool:
    """Return whether an incident lies between two bounds, each included as a whole.

    An incident that cannot be compared is kept. Two times of day over midnight (22:00 to 02:00) include both sides.
    """
    after = since is None or _is_after(incident, parse_bound(since))
    before = until is None or _is_before(incident, parse_bound(until))
    return (after or before) if since and until and spans_midnight(since, until) else (after and before)


def why_incomparable(incident: Incident, since: str | None, until: str | None) -> Incomparable | None:
    """Return why an incident cannot be compared with one of the bounds, or None if it can."""
    distances = [_distance(incident, parse_bound(text)) for text in (since, until) if text]
    return next((reason for reason in distances if isinstance(reason, Incomparable)), None)


def _is_after(incident: Incident, bound: Bound) -> bool:
    since = _distance(incident, bound)
    return isinstance(since, Incomparable) or since >= 0


def _is_before(incident: Incident, bound: Bound) -> bool:
    since = _distance(incident, bound)
    return isinstance(since, Incomparable) or since < bound.length


def _distance(incident: Incident, bound: Bound) -> int | Incomparable:
    """Return the nanoseconds from the bound's start to the incident, or why the two cannot be compared."""
    time = read_time(incident.time)
    if time is not None and not time.scale.is_seconds:
        if bound.start.scale is Scale.EPOCH and incident.time_epoch is not None:
            since_1970 = round(incident.time_epoch * 10**6) * 1000  # a float of that size holds microseconds
            time = Time(Scale.EPOCH, since_1970)
        else:
            time = time._replace(year=incident.year)
    return distance(time, bound.start)
