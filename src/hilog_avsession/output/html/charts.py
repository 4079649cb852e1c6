"""From a report to the geometry of its charts: incidents over time, codes by frequency, sessions with their incidents.

Widths are percent, so that a chart fits any screen without being drawn anew; heights are pixels.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..messages.page import say
from ..messages.report import category, share
from ..wording.sessions import owner
from .addresses import code_address, incident_address

if TYPE_CHECKING:
    from ...model.incidents import Incident, Session
    from ...model.report import CodeCount, ReportData
    from .addresses import Addresses
    from .times import Axis, Tick

BINS = 60
HEIGHT = 160.0  # of the bars over time
MOST_CODES = 15
MOST_LANES = 25
_LEVELS = (1, 2, 5)  # steps of the counts on the left, times a power of ten
_CELLS = 100  # of a lane: marks of one category that share a cell are one mark
_NAMED = 5  # codes that a mark names


# ---- incidents over time ---------------------------------------------------------------------------------------------


class Segment(NamedTuple):
    """The incidents of one category in a bar."""

    category: str
    y: float
    height: float


class Bar(NamedTuple):
    """The incidents of one span of time."""

    x: float
    width: float
    title: str
    segments: tuple[Segment, ...]


class Level(NamedTuple):
    """A line behind the bars, at a count."""

    y: float
    label: str


class OverTime(NamedTuple):
    """The chart of incidents over time."""

    bars: tuple[Bar, ...]
    levels: tuple[Level, ...]
    ticks: tuple[Tick, ...]
    undrawn: int  # incidents at other times, or without one


def over_time(report: ReportData, axis: Axis) -> OverTime:
    """Stack the incidents of each span of time by category, the most frequent category at the bottom."""
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for one in report.incidents:
        number = axis.bin_of(one.time)
        if number is not None:
            counts[number][one.category] += 1
    levels = _levels(max(count.total() for count in counts.values()))
    scale = HEIGHT / levels[-1]
    order = [one.category for one in report.categories]
    bars = []
    for number, count in sorted(counts.items()):
        segments = tuple(_stacked({name: scale * count[name] for name in sorted(count, key=order.index)}))
        title = _bar_title(axis, number, {name: count[name] for name in order if count[name]}, report.lang)
        bars.append(Bar(100 * number / axis.bins(), 100 / axis.bins(), title, segments))
    drawn = sum(count.total() for count in counts.values())
    lines = tuple(Level(HEIGHT - scale * level, f"{level:,}") for level in levels)
    return OverTime(tuple(bars), lines, tuple(axis.ticks()), len(report.incidents) - drawn)


def _levels(most: int) -> list[int]:
    """Round counts from 0 to the first that is not below `most`, at most five of them."""
    steps = (10**power * factor for power in range(19) for factor in _LEVELS)
    every = next(step for step in steps if step * 4 >= most)
    return list(range(0, most + every, every))


def _stacked(heights: Mapping[str, float]) -> Iterator[Segment]:
    """Put the segments of a bar on each other, the first at the bottom."""
    y = HEIGHT
    for name, height in heights.items():
        y -= height
        yield Segment(name, y, height)


def _bar_title(axis: Axis, number: int, counts: Mapping[str, int], lang: str) -> str:
    begin, every = axis.start + number * axis.bin, min(axis.bin, 1)
    first, last = axis.label(begin, every), axis.label(begin + axis.bin, every)
    parts = [say(lang, "of-category", count, what=category(lang, name)) for name, count in counts.items()]
    span = say(lang, "times", first=first, last=last)
    return say(lang, "bar", span=span, what=say(lang, "comma").join(parts))


# ---- codes by frequency ----------------------------------------------------------------------------------------------


class Frequency(NamedTuple):
    """How often a code came."""

    code: CodeCount
    href: str
    width: float
    figure: str


def frequencies(report: ReportData) -> tuple[Frequency, ...]:
    """The most frequent codes, the first as wide as can be."""
    shown, total = report.codes[:MOST_CODES], report.counts.incidents
    return tuple(
        Frequency(
            one,
            f"#{code_address(one.code)}",
            100 * one.incidents / shown[0].incidents,
            say(report.lang, "figure", one.incidents, share=share(one.incidents, total)),
        )
        for one in shown
    )


# ---- sessions --------------------------------------------------------------------------------------------------------


class Mark(NamedTuple):
    """Incidents of one category in a lane, so close together that they are one."""

    x: float
    category: str
    title: str
    href: str | None  # where the first of them is told


class Lane(NamedTuple):
    """A session with its incidents; from `x` to `end` it lived, as far as the log tells."""

    name: str
    owner: str
    href: str | None
    figure: str
    x: float
    end: float
    begins: bool  # the log tells when it was created
    ends: bool  # the log tells when it was released
    marks: tuple[Mark, ...]


class Timeline(NamedTuple):
    """The chart of sessions with their incidents."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    more: int  # sessions that are not drawn


def timeline(report: ReportData, axis: Axis, addresses: Addresses) -> Timeline:
    """Draw the sessions with the most incidents in the order of the log, and below them what belongs to none."""
    by_session: defaultdict[object, list[Incident]] = defaultdict(list)
    for incident in report.incidents:
        if axis.x(incident.time) is not None:
            by_session[incident.session.key if incident.session else None].append(incident)
    with_marks = [session for session in report.sessions if by_session.get(session.key)]
    most = sorted(with_marks, key=lambda session: -session.incidents)[:MOST_LANES]
    drawn = [session for session in with_marks if session in most] if len(with_marks) > len(most) else with_marks
    lanes = [_lane(one, by_session[one.key], axis, addresses, report.lang) for one in drawn]
    if by_session.get(None):
        lanes.append(_lane_of_nobody(by_session[None], axis, addresses, report.lang))
    return Timeline(tuple(lanes), tuple(axis.ticks()), len(with_marks) - len(drawn))


def _lane(session: Session, incidents: Sequence[Incident], axis: Axis, addresses: Addresses, lang: str) -> Lane:
    marks = tuple(_marks(incidents, axis, addresses, lang))
    begin, end = axis.x(session.created), axis.x(session.released)
    left = min([0.0 if begin is None else begin, *(mark.x for mark in marks)])
    right = 100.0 if end is None else end
    address = addresses.sessions.get(session.key)
    return Lane(
        name=session.id or say(lang, "session-no-id"),
        owner=owner(session, lang) or say(lang, "owner-unknown"),
        href=f"#{address}" if address else None,
        figure=say(lang, "incidents", session.incidents),
        x=left,
        end=max(right, left),
        begins=begin is not None,
        ends=end is not None,
        marks=marks,
    )


def _lane_of_nobody(incidents: Sequence[Incident], axis: Axis, addresses: Addresses, lang: str) -> Lane:
    return Lane(
        name=say(lang, "no-session"),
        owner="",
        href=None,
        figure=say(lang, "incidents", len(incidents)),
        x=0.0,
        end=0.0,
        begins=False,
        ends=False,
        marks=tuple(_marks(incidents, axis, addresses, lang)),
    )


def _marks(incidents: Iterable[Incident], axis: Axis, addresses: Addresses, lang: str) -> Iterator[Mark]:
    cells: defaultdict[tuple[int, str], list[Incident]] = defaultdict(list)
    for one in incidents:
        x = axis.x(one.time)
        if x is not None:
            cells[round(x * _CELLS / 100), one.category].append(one)
    for (_, name), there in cells.items():
        first = there[0]
        told = next((incident_address(one) for one in there if one.id in addresses.incidents), None)
        yield Mark(axis.x(first.time) or 0.0, name, _mark_title(there, lang), f"#{told}" if told else None)


def _mark_title(incidents: Sequence[Incident], lang: str) -> str:
    counts = Counter(one.code for one in incidents)
    parts = [say(lang, "code-count", count, code=code) for code, count in counts.most_common(_NAMED)]
    more = counts.total() - sum(count for _, count in counts.most_common(_NAMED))
    parts += [say(lang, "more-places", more)] if more else []
    return say(lang, "mark", time=incidents[0].time, what=say(lang, "comma").join(parts))
