"""From a report to the geometry of its charts: incidents over time, codes by frequency, sessions with their incidents.

Widths are in percent, so that a chart fits any screen; heights are in pixels.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..messages.lookup import category, duration, message, share
from ..wording.sessions import owner
from .addresses import code_address, incident_address
from .filters import bar_value, session_value
from .patterns import category_styles
from .selection import LIMITS

if TYPE_CHECKING:
    from ...model.incidents import Incident, Session
    from ...model.report import CodeCount, ReportData
    from .addresses import Addresses
    from .patterns import CategoryStyle
    from .times import Axis, Tick

BINS = 60
_HEIGHT = 160.0  # of the bars over time
_MOST_CODES = 15
_MOST_LANES = 25
_LEVELS = (1, 2, 5)  # steps of the counts on the left, times a power of ten
_CELLS = 100  # of a lane; marks of one category in the same cell are one mark
_NAMED = 5  # codes that a mark names


class Charts(NamedTuple):
    """The charts of a page; without times, it has neither a chart over time nor a timeline."""

    styles: tuple[CategoryStyle, ...]
    frequencies: tuple[Frequency, ...]
    over_time: OverTime | None
    timeline: Timeline | None
    height: float  # of the chart over time
    bin_length: str


def charts_of(report: ReportData, addresses: Addresses, axis: Axis | None) -> Charts:
    """Return the charts of a report."""
    return Charts(
        styles=category_styles(report),
        frequencies=frequencies(report),
        over_time=over_time(report, axis) if axis else None,
        timeline=timeline(report, axis, addresses) if axis else None,
        height=_HEIGHT,
        bin_length=duration(report.lang, axis.bin) if axis else "",
    )


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
    span: str  # from its beginning to its end, as the axis prints it
    value: str  # of the filter by time
    incidents: int
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
    scale: float  # height of an incident
    undrawn: int  # incidents at other times, or without one


def over_time(report: ReportData, axis: Axis) -> OverTime:
    """Return bars of the incidents in each span of time, by category with the most frequent at the bottom."""
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for incident in report.incidents:
        number = axis.bin_of(incident.time)
        if number is not None:
            counts[number][incident.category] += 1
    levels = _levels(max(count.total() for count in counts.values()))
    scale = _HEIGHT / levels[-1]
    order = [counted.category for counted in report.categories]
    bars = []
    for number, count in sorted(counts.items()):
        segments = tuple(_stacked({name: scale * count[name] for name in sorted(count, key=order.index)}))
        span = _span(axis, number, report.lang)
        title = _bar_title(span, {name: count[name] for name in order if count[name]}, report.lang)
        x, width, value = 100 * number / axis.bins(), 100 / axis.bins(), bar_value(axis, number)
        bars.append(Bar(x, width, title, span, value, count.total(), segments))
    drawn = sum(count.total() for count in counts.values())
    lines = tuple(Level(_HEIGHT - scale * level, f"{level:,}") for level in levels)
    return OverTime(tuple(bars), lines, tuple(axis.ticks()), scale, len(report.incidents) - drawn)


def _levels(most: int) -> list[int]:
    """Return at most five round counts from 0 to the first that is at least `most`."""
    steps = (10**power * factor for power in range(19) for factor in _LEVELS)
    every = next(step for step in steps if step * 4 >= most)
    return list(range(0, most + every, every))


def _stacked(heights: Mapping[str, float]) -> Iterator[Segment]:
    """Yield the segments of a bar, the first at the bottom."""
    y = _HEIGHT
    for name, height in heights.items():
        y -= height
        yield Segment(name, y, height)


def _span(axis: Axis, number: int, lang: str) -> str:
    begin, every = axis.start + number * axis.bin, min(axis.bin, 1)
    return message(lang, "times", first=axis.label(begin, every), last=axis.label(begin + axis.bin, every))


def _bar_title(span: str, counts: Mapping[str, int], lang: str) -> str:
    parts = [message(lang, "of-category", count, what=category(lang, name)) for name, count in counts.items()]
    return message(lang, "bar", span=span, what=message(lang, "comma").join(parts))


# ---- codes by frequency ----------------------------------------------------------------------------------------------


class Frequency(NamedTuple):
    """How often a code occurred."""

    code: CodeCount
    href: str
    width: float
    figure: str


def frequencies(report: ReportData) -> tuple[Frequency, ...]:
    """Return the most frequent codes; the first has the full width."""
    shown, total = report.codes[:_MOST_CODES], report.counts.incidents
    return tuple(
        Frequency(
            code,
            f"#{code_address(code.code)}",
            100 * code.incidents / shown[0].incidents,
            message(report.lang, "figure", code.incidents, share=share(code.incidents, total)),
        )
        for code in shown
    )


# ---- sessions --------------------------------------------------------------------------------------------------------


class Mark(NamedTuple):
    """Incidents of one category that are close together in a lane."""

    x: float
    category: str
    title: str
    href: str | None  # of the first incident
    incidents: tuple[int, ...]  # their ids


class Lane(NamedTuple):
    """A session with its incidents; it lived from `x` to `end`, as far as the log shows."""

    name: str
    owner: str
    href: str | None
    value: str  # of the filter by session
    figure: str
    incidents: int
    x: float
    end: float
    begins: bool  # the log shows when it was created
    ends: bool  # the log shows when it was released
    marks: tuple[Mark, ...]


class Timeline(NamedTuple):
    """The chart of sessions with their incidents."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    more: int  # sessions that are not drawn


def timeline(report: ReportData, axis: Axis, addresses: Addresses) -> Timeline:
    """Return lanes of the sessions with the most incidents in the order of the log, and a lane without a session."""
    by_session: defaultdict[object, list[Incident]] = defaultdict(list)
    for incident in report.incidents:
        if axis.x(incident.time) is not None:
            by_session[incident.session.key if incident.session else None].append(incident)
    with_marks = [session for session in report.sessions if by_session.get(session.key)]
    most = sorted(range(len(with_marks)), key=lambda at: -with_marks[at].incidents)[:_MOST_LANES]
    drawn = [with_marks[at] for at in sorted(most)]
    lanes = [_lane(session, by_session[session.key], axis, addresses, report.lang) for session in drawn]
    if len(report.devices) > 1:
        lanes = [lane._replace(owner=f"{lane.owner} · {one.device}") for lane, one in zip(lanes, drawn, strict=True)]
    if by_session.get(None):
        lanes.append(_lane_without_session(by_session[None], axis, addresses, report.lang))
    return Timeline(tuple(lanes), tuple(axis.ticks()), len(with_marks) - len(drawn))


def _lane(session: Session, incidents: Sequence[Incident], axis: Axis, addresses: Addresses, lang: str) -> Lane:
    marks = tuple(_marks(incidents, axis, addresses, lang))
    begin, end = axis.x(session.created), axis.x(session.released)
    left = min([0.0 if begin is None else begin, *(mark.x for mark in marks)])
    right = 100.0 if end is None else end
    address = addresses.sessions.get(session.key)
    return Lane(
        name=session.id or message(lang, "session-no-id"),
        owner=owner(session, lang) or message(lang, "owner-unknown"),
        href=f"#{address}" if address else None,
        value=session_value(session, addresses),
        figure=message(lang, "incidents", session.incidents),
        incidents=session.incidents,
        x=left,
        end=max(right, left),
        begins=begin is not None,
        ends=end is not None,
        marks=marks,
    )


def _lane_without_session(incidents: Sequence[Incident], axis: Axis, addresses: Addresses, lang: str) -> Lane:
    return Lane(
        name=message(lang, "no-session"),
        owner="",
        href=None,
        value=session_value(None, addresses),
        figure=message(lang, "incidents", len(incidents)),
        incidents=len(incidents),
        x=0.0,
        end=0.0,
        begins=False,
        ends=False,
        marks=tuple(_marks(incidents, axis, addresses, lang)),
    )


def _marks(incidents: Iterable[Incident], axis: Axis, addresses: Addresses, lang: str) -> Iterator[Mark]:
    cells: defaultdict[tuple[int, str], list[Incident]] = defaultdict(list)
    for incident in incidents:
        x = axis.x(incident.time)
        if x is not None:
            cells[round(x * _CELLS / 100), incident.category].append(incident)
    for (_, name), marked in cells.items():
        shown = (incident_address(incident) for incident in marked if incident.id in addresses.incidents)
        address = next(shown, None)
        x = axis.x(marked[0].time) or 0.0
        ids = tuple(incident.id for incident in marked[: LIMITS.incidents])  # a page with more counts nothing again
        yield Mark(x, name, _mark_title(marked, lang), f"#{address}" if address else None, ids)


def _mark_title(incidents: Sequence[Incident], lang: str) -> str:
    counts = Counter(incident.code for incident in incidents)
    parts = [message(lang, "code-count", count, code=code) for code, count in counts.most_common(_NAMED)]
    more = counts.total() - sum(count for _, count in counts.most_common(_NAMED))
    parts += [message(lang, "more-places", more)] if more else []
    return message(lang, "mark", time=incidents[0].time, what=message(lang, "comma").join(parts))
