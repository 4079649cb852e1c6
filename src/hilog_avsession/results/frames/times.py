"""From the times of a report to columns of dates, seconds and time spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from ..times import Clock, Scale, read_time, scale_of, zeros

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from ...model.report import ReportData

_MOST = 9e9  # seconds, 285 years; pandas counts nanoseconds in 64 bits


class Times(NamedTuple):
    """When some events happened, as far as the log shows."""

    printed: Sequence[str | None]
    clocks: Sequence[float | None]
    epochs: Sequence[float | None] = ()

    def columns(self, report: ReportData, prefix: str = "") -> dict[str, Sequence[Any]]:
        """Return the five columns of a time; `elapsed` is in seconds, and null where no time is printed."""
        import numpy as np

        scales = np.array(list(map(scale_of, self.printed, self.clocks)), dtype=np.int8)
        clocks = np.array(self.clocks, dtype=np.float64)
        zero = np.full(len(Scale), np.nan)
        for scale, first in zeros(report.inputs).items():
            zero[scale] = first
        epochs = np.array(self.epochs or [None] * len(clocks), dtype=np.float64)
        before = f"{prefix}_" if prefix else ""
        return {
            prefix or "time": self.printed,
            f"{before}utc": _dates(np.where(scales == Scale.EPOCH, clocks, epochs)),
            f"{before}local": _dates(np.where(scales == Scale.LOCAL, clocks, np.nan)),
            f"{before}seconds": np.round(clocks - zero[scales], 6),
            f"{before}elapsed": Zeros(report).elapsed(self.printed, self.clocks),
        }


def _dates(seconds: np.ndarray[Any, Any]) -> Any:
    """Return seconds since 1970 as dates, to the microsecond; a date that pandas cannot hold is null."""
    import numpy as np

    known = np.isfinite(seconds) & (np.abs(seconds) < _MOST)
    micros = np.round(np.where(known, seconds, 0) * 1e6).astype("datetime64[us]")
    return np.where(known, micros, np.datetime64("NaT", "us"))


# ---- time spans ------------------------------------------------------------------------------------------------------


class Zeros:
    """The zero of each clock of a report, from which `elapsed` counts.

    It is the earliest first line of an input with that clock, or, if no input begins with it, the earliest time that
    the report shows. Times of old reports, which have no clocks, are read from what is printed.
    """

    def __init__(self, report: ReportData) -> None:
        self._report = report
        self._clocks = dict(zeros(report.inputs))
        self._printed: Mapping[Scale, tuple[Clock, float]] = {}
        self._is_complete = False  # a report whose inputs begin with all its clocks is not walked through

    def elapsed(self, printed: Sequence[str | None], clocks: Sequence[float | None]) -> list[float | None]:
        """Return the seconds from zero to each time; None where no time is printed."""
        return list(map(self._since_zero, printed, clocks))

    def _since_zero(self, printed: str | None, clock: float | None) -> float | None:
        if not printed:
            return None
        if clock is None:
            return self._since_printed_zero(printed)
        scale = scale_of(printed, clock)
        if scale not in self._clocks:
            self._complete()
        return round(clock - self._clocks.get(scale, clock), 6)

    def _since_printed_zero(self, printed: str) -> float | None:
        time = read_time(printed)
        if time is None:
            return None
        self._complete()
        clock, zero = self._printed[time.scale] if time.scale in self._printed else (Clock(time), time.seconds)
        seconds = clock.seconds(printed)
        return None if seconds is None else round(seconds - zero, 6)

    def _complete(self) -> None:
        """Find the zeros of clocks with which no input begins."""
        if self._is_complete:
            return
        self._is_complete = True
        first: dict[Scale, float] = {}
        unclocked: dict[Scale, list[str]] = {}
        for printed, clock in _times_of(self._report):
            if printed and clock is not None:
                scale = scale_of(printed, clock)
                first[scale] = min(clock, first.get(scale, clock))
            elif printed and (time := read_time(printed)) is not None:
                unclocked.setdefault(time.scale, []).append(printed)
        self._clocks = {**first, **self._clocks}
        self._printed = {scale: _zero_of(texts) for scale, texts in unclocked.items()}


def _times_of(report: ReportData) -> Iterator[tuple[str | None, float | None]]:
    """Yield all times that a report shows: those of its inputs, its sessions' stories and its incidents."""
    yield from ((entry.first_time, entry.first_clock) for entry in report.inputs)
    stories = chain.from_iterable(session.story for session in report.sessions)
    yield from ((event.time, event.clock) for event in stories)
    lines = chain.from_iterable(incident.evidence for incident in report.incidents)
    yield from ((line.time, line.clock) for line in lines)


def _zero_of(printed: Sequence[str]) -> tuple[Clock, float]:
    """Return a clock for times of one scale, and its reading at the earliest of them."""
    first = read_time(printed[0])
    assert first is not None  # they were read before
    clock = Clock(first)
    return clock, min(seconds for seconds in map(clock.seconds, printed) if seconds is not None)


def filled(elapsed: Sequence[float | None], sources: Sequence[str]) -> Sequence[float | None]:
    """Return time spans in which a row without one has that of the row before it in its input, or else after it."""
    if None not in elapsed:
        return elapsed
    spans_ = list(elapsed)
    for order in (range(len(spans_)), reversed(range(len(spans_)))):
        nearest: dict[str, float] = {}
        for place in order:
            span = spans_[place]
            if span is None:
                spans_[place] = nearest.get(sources[place])
            else:
                nearest[sources[place]] = span
    return spans_


def spans(seconds: Sequence[float | None]) -> pd.TimedeltaIndex:
    """Return seconds as time spans, to the microsecond; a span that pandas cannot hold is null."""
    import numpy as np
    import pandas as pd

    given = np.array(seconds, dtype=np.float64)
    known = np.isfinite(given) & (np.abs(given) < _MOST)
    micros = np.round(np.where(known, given, 0) * 1e6).astype("timedelta64[us]")
    return pd.TimedeltaIndex(np.where(known, micros, np.timedelta64("NaT", "us"))).as_unit("ns")
