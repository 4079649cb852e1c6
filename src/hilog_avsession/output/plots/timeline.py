"""From a report to a picture of its sessions: a lane for each, with its failures by code and what else happened."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any, NamedTuple

from ...results.frames.tables import to_frame
from .style import LEGEND, MUTED, PALETTE, Look, axes, finish, found_by, look_of, nothing, patches, plain
from .times import Times, times_of, undrawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    from ...model.report import ReportData

_CELLS = 240  # of a lane: failures of one code in the same cell are one mark
_SIZE = 46  # of the mark of one failure, in square points
_NARROWEST = 1 / 400  # of the picture: a life that is shorter is still seen
_TITLE = 40  # characters of a title
_OTHERS = -1  # instead of the code


class _Lanes(NamedTuple):
    """What is drawn."""

    events: pd.DataFrame  # with `at`, on the axis, and `lane`
    sessions: list[int]  # numbers; 0, the last, is no session
    colors: Mapping[int, str]  # by code
    times: Times
    span: tuple[float, float]


def draw(report: ReportData, ax: Axes | None, most: int) -> Axes:
    """Draw the sessions with the most failures, in the order of the log, and below them what belongs to none."""
    look = look_of(report)
    title, what = look.say("plot-timeline"), found_by(report, look)
    events = to_frame(report, "timeline")
    sessions, times = _sessions(report, events, most), times_of(events)
    ax = axes(ax, 10, 1.9 + 0.46 * max(len(sessions), 2))
    if times is None or not sessions:
        return nothing(ax, look, title, look.say("plot-untimed") if len(events) and times is None else what)
    lanes = _lanes(report, events, sessions, times)
    _draw_lives(ax, report, lanes)
    handles = [*_draw_failures(ax, report, lanes, look), *_draw_others(ax, lanes, look)]
    ax.set(xlim=lanes.span, ylim=(len(sessions) - 0.4, -0.6))
    ax.set_yticks(range(len(sessions)), [_name(report, number, look) for number in sessions], fontsize="small")
    times.label(ax, report, look)
    _legend(ax, handles)
    more = sum(1 for one in report.sessions if one.incidents) - len([number for number in sessions if number])
    untimed = int(events.loc[events["kind"] == "failure", times.kind].isna().sum())
    notes = [what, look.say("plot-more-sessions", more) if more > 0 else "", *undrawn(report, look, untimed)]
    return finish(ax, look, title, notes)


def _sessions(report: ReportData, events: pd.DataFrame, most: int) -> list[int]:
    """The numbers of the sessions that are drawn, in the order of the log; 0, the last, is no session."""
    numbered = enumerate(report.sessions, 1)
    ranked = sorted(((one.incidents, -number) for number, one in numbered if one.incidents), reverse=True)
    drawn = sorted(-number for _, number in ranked[:most])
    unlinked = ((events["kind"] == "failure") & events["session_number"].isna()).any()
    return [*drawn, 0] if unlinked else drawn


def _lanes(report: ReportData, events: pd.DataFrame, sessions: list[int], times: Times) -> _Lanes:
    lane_of = {number: lane for lane, number in enumerate(sessions)}
    told = events.assign(at=times.of(events), lane=events["session_number"].fillna(0).map(lane_of))
    drawn = told.dropna(subset=["at", "lane"])
    frequent = [one.code for one in report.codes if (drawn["code"] == one.code).any()][: len(PALETTE)]
    colors = dict(zip(frequent, PALETTE, strict=False))
    return _Lanes(drawn, sessions, colors, times, times.span(drawn["at"]))


def _name(report: ReportData, number: int, look: Look) -> str:
    if not number:
        return look.say("plot-no-session")
    session = report.sessions[number - 1]
    owner = session.bundle or (look.say("pid", pid=session.pid) if session.pid is not None else "")
    return "\n".join(filter(None, [plain(owner), plain(session.id or look.say("session-no-id"))]))


def _draw_lives(ax: Axes, report: ReportData, lanes: _Lanes) -> None:
    """A bar from the creation of each session to its release; where one was not told, to the edge."""
    low, high = lanes.span
    told = to_frame(report, "sessions").set_index("number")
    begun, ended = lanes.times.of(told, "created_").fillna(low), lanes.times.of(told, "released_").fillna(high)
    for lane, number in enumerate(lanes.sessions):
        if number:
            width = max(ended[number] - begun[number], (high - low) * _NARROWEST)
            ax.barh(lane, width, left=begun[number], height=0.5, color=MUTED, alpha=0.22, linewidth=0)


def _draw_failures(ax: Axes, report: ReportData, lanes: _Lanes, look: Look) -> list[Any]:
    """Marks that grow with the number of failures that they stand for; returns what the legend shows."""
    failures = lanes.events[lanes.events["kind"] == "failure"]
    low, high = lanes.span
    cells = failures.assign(
        shown=failures["code"].where(failures["code"].isin(list(lanes.colors)), _OTHERS),
        cell=((failures["at"] - low) // ((high - low) / _CELLS)).astype("int64"),
    )
    marks = cells.groupby(["shown", "lane", "cell"], as_index=False).agg(at=("at", "mean"), count=("at", "size"))
    names = {}
    for code, color in {**lanes.colors, _OTHERS: MUTED}.items():
        mine = marks[marks["shown"] == code]
        if len(mine):
            size = _SIZE * mine["count"] ** 0.5
            ax.scatter(mine["at"], mine["lane"], s=size, color=color, edgecolor="white", linewidth=0.7, zorder=3)
            names[f"{_title(report, code, look)} ({int(mine['count'].sum()):,})"] = color
    return patches(names)


def _title(report: ReportData, code: int, look: Look) -> str:
    if code == _OTHERS:
        return look.say("plot-other-codes")
    return plain(f"{code} {shorten(look.title(report, code), _TITLE, placeholder=' …')}")


def _draw_others(ax: Axes, lanes: _Lanes, look: Look) -> list[Any]:
    others = lanes.events[lanes.events["kind"] != "failure"]
    if others.empty:
        return []
    return [ax.scatter(others["at"], others["lane"], marker="|", s=70, color=MUTED, label=look.say("plot-other-event"))]


def _legend(ax: Axes, handles: list[Any]) -> None:
    """Name the colours below the picture, where there is room for titles."""
    from matplotlib.transforms import offset_copy  # noqa: PLC0415  (see Plots)

    below = offset_copy(ax.transAxes, ax.get_figure(), y=-44, units="points")  # type: ignore[arg-type]  # a part of a figure serves, too
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, 0), bbox_transform=below, ncols=2, **LEGEND)
