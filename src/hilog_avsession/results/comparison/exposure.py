"""From a report to the time that it covers: minutes of its logs, and minutes of sessions in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ..times import Clock, Scale, read_time

if TYPE_CHECKING:
    from ...model.incidents import Session
    from ...model.report import ReportData

_FOREVER = float("inf")

_Span = tuple[float, float]  # seconds of times of one scale


class Exposure(NamedTuple):
    """How long failures could be observed; None if the report does not show it."""

    log: float | None = None  # minutes that the logs cover; overlaps count once
    sessions: float | None = None  # minutes of life of all sessions within the logs
    applications: Mapping[str, float] = MappingProxyType({})  # the same by application


def join_exposures(exposures: Sequence[Exposure]) -> Exposure:
    """Add up the exposures of several devices; a value that one of them lacks is unknown."""
    applications: Counter[str] = Counter()  # adds up floats, too
    for exposure in exposures:
        applications.update(exposure.applications)
    return Exposure(_sum(each.log for each in exposures), _sum(each.sessions for each in exposures), applications)


def _sum(minutes: Iterable[float | None]) -> float | None:
    known = list(minutes)
    return None if None in known else sum(value for value in known if value is not None)


def exposure_of(report: ReportData) -> Exposure:
    """Return how long the logs of one device cover it and its sessions."""
    clocks = _Clocks()
    windows = _windows(report, clocks)
    log = sum(end - start for spans in windows.values() for start, end in spans) / 60
    if not log:
        return Exposure()
    if not report.sessions or report.counts.sessions > len(report.sessions):  # some were not kept
        return Exposure(log)
    applications: dict[str, float] = {}
    sessions = 0.0
    for session in report.sessions:
        minutes = _lived(session, windows, clocks) / 60
        sessions += minutes
        if session.bundle is not None:
            applications[session.bundle] = applications.get(session.bundle, 0.0) + minutes
    return Exposure(log, sessions or None, applications)


class _Clocks:
    """A clock for each scale of printed times: only times of one scale can be compared."""

    def __init__(self) -> None:
        self._known: dict[Scale, Clock] = {}

    def read(self, time: str | None) -> tuple[Scale, float] | None:
        """Return the scale of a time and its seconds, or None for no time."""
        read = read_time(time) if time else None
        if read is None:
            return None
        seconds = self._known.setdefault(read.scale, Clock(read)).seconds(time)
        return None if seconds is None else (read.scale, seconds)


# ---- spans -----------------------------------------------------------------------------------------------------------


def _windows(report: ReportData, clocks: _Clocks) -> dict[Scale, list[_Span]]:
    """Return what the logs cover, by the scale of their times: spans in order, without overlaps."""
    found: dict[Scale, list[_Span]] = {}
    for source in report.inputs:
        first, last = clocks.read(source.first_time), clocks.read(source.last_time)
        if first is not None and last is not None and first[0] == last[0] and first[1] < last[1]:
            found.setdefault(first[0], []).append((first[1], last[1]))
    return {scale: _union(spans) for scale, spans in found.items()}


def _union(spans: Iterable[_Span]) -> list[_Span]:
    joined: list[_Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _lived(session: Session, windows: dict[Scale, list[_Span]], clocks: _Clocks) -> float:
    """Return how many seconds a session lived within the logs; an unknown start or end is that of the logs."""
    created, released = clocks.read(session.created), clocks.read(session.released)
    scales = {time[0] for time in (created, released) if time is not None} or set(windows)
    start = created[1] if created else -_FOREVER
    end = released[1] if released else _FOREVER
    return max((_overlap(windows.get(scale, ()), start, end) for scale in scales), default=0.0)


def _overlap(spans: Sequence[_Span], start: float, end: float) -> float:
    return sum(max(min(last, end) - max(first, start), 0.0) for first, last in spans)
