"""From a report to a picture of its sessions: a lane for each, with its failures by code and its other events."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any, NamedTuple

from ...results.frames.tables import to_frame
from .style import LEGEND, MUTED, PlotStyle, axes, color_of, finish, found_by, nothing, plain, style_of
from .times import Times, times_of, undrawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    from ...model.report import ReportData

_CELLS = 240  # of a lane; failures of one code in the same cell are one mark
_SIZE = 46  # of the mark of one failure, in square points
_NARROWEST = 1 / 400  # of the picture; a shorter life is drawn that wide
_TITLE = 40  # characters of a title
_OTHERS = -1  # instead of a code
_SHAPES = "o^sDvPX*"  # of the most frequent codes; the colour is that of the category


class _Mark(NamedTuple):
    """How the failures of a code are drawn."""

    shape: str
    color: str


class _Lanes(NamedTuple):
    """The lanes to draw."""

    events: pd.DataFrame  # with `at`, on the axis, and `lane`
    sessions: list[int]  # numbers of sessions; 0, the last, stands for no session
    marks: Mapping[int, _Mark]  # by code
    times: Times
    span: tuple[float, float]


def draw(report: ReportData, ax: Axes | None, most: int) -> Axes:
    """Draw the sessions with the most failures in the order of the log, then a lane without a session."""
    style = style_of(report)
    title, what = style.message("plot-timeline"), found_by(report, style)
    events = to_frame(report, "timeline")
    sessions, times = _sessions(report, events, most), times_of(events)
    ax = axes(ax, 10, 1.9 + 0.46 * max(len(sessions), 2))
    if times is None or not sessions:
        return nothing(ax, style, title, style.message("plot-untimed") if len(events) and times is None else what)
    lanes = _lanes(report, events, sessions, times)
    _draw_lives(ax, report, lanes)
    handles = [*_draw_failures(ax, report, lanes, style), *_draw_others(ax, lanes, style)]
    ax.set(xlim=lanes.span, ylim=(len(sessions) - 0.4, -0.6))
    ax.set_yticks(range(len(sessions)), [_name(report, number, style) for number in sessions], fontsize="small")
    times.label(ax, report, style)
    _legend(ax, handles)
    more = sum(1 for session in report.sessions if session.incidents) - len([number for number in sessions if number])
    untimed = int(events.loc[events["kind"] == "failure", times.kind].isna().sum())
    notes = [what, style.message("plot-more-sessions", more) if more > 0 else "", *undrawn(report, style, untimed)]
    return finish(ax, style, title, notes)


def _sessions(report: ReportData, events: pd.DataFrame, most: int) -> list[int]:
    """Return the numbers of the sessions to draw in the order of the log; 0, the last, stands for no session."""
    numbered = enumerate(report.sessions, 1)
    ranked = sorted(((session.incidents, -number) for number, session in numbered if session.incidents), reverse=True)
    drawn = sorted(-number for _, number in ranked[:most])
    unlinked = ((events["kind"] == "failure") & events["session_number"].isna()).any()
    return [*drawn, 0] if unlinked else drawn


def _lanes(report: ReportData, events: pd.DataFrame, sessions: list[int], times: Times) -> _Lanes:
    lane_of = {number: lane for lane, number in enumerate(sessions)}
    placed = events.assign(at=times.of(events), lane=events["session_number"].fillna(0).map(lane_of))
    drawn = placed.dropna(subset=["at", "lane"])
    frequent = [counted for counted in report.codes if (drawn["code"] == counted.code).any()]
    marks = {code.code: _Mark(shape, color_of(code.category)) for code, shape in zip(frequent, _SHAPES, strict=False)}
    return _Lanes(drawn, sessions, marks, times, times.span(drawn["at"]))


def _name(report: ReportData, number: int, style: PlotStyle) -> str:
    if not number:
        return style.message("plot-no-session")
    session = report.sessions[number - 1]
    owner = session.bundle or (style.message("pid", pid=session.pid) if session.pid is not None else "")
    return "\n".join(filter(None, [plain(owner), plain(session.id or style.message("session-no-id"))]))


def _draw_lives(ax: Axes, report: ReportData, lanes: _Lanes) -> None:
    """Draw a bar from the creation of each session to its release, or to the edge if the log does not show it."""
    low, high = lanes.span
    sessions = to_frame(report, "sessions").set_index("session_number")
    begun = lanes.times.of(sessions, "created_").fillna(low)
    ended = lanes.times.of(sessions, "released_").fillna(high)
    for lane, number in enumerate(lanes.sessions):
        if number:
            width = max(ended[number] - begun[number], (high - low) * _NARROWEST)
            ax.barh(lane, width, left=begun[number], height=0.5, color=MUTED, alpha=0.22, linewidth=0)


def _draw_failures(ax: Axes, report: ReportData, lanes: _Lanes, style: PlotStyle) -> list[Any]:
    """Draw marks whose size grows with the number of their failures; return the handles for the legend."""
    failures = lanes.events[lanes.events["kind"] == "failure"]
    low, high = lanes.span
    cells = failures.assign(
        shown=failures["code"].where(failures["code"].isin(list(lanes.marks)), _OTHERS),
        cell=((failures["at"] - low) // ((high - low) / _CELLS)).astype("int64"),
    )
    marks = cells.groupby(["shown", "lane", "cell"], as_index=False).agg(at=("at", "mean"), count=("at", "size"))
    handles = []
    for code, (shape, color) in {**lanes.marks, _OTHERS: _Mark(".", MUTED)}.items():
        mine = marks[marks["shown"] == code]
        if len(mine):
            size = _SIZE * mine["count"] ** 0.5
            looks: dict[str, Any] = {"marker": shape, "color": color, "edgecolor": "white", "linewidth": 0.7}
            ax.scatter(mine["at"], mine["lane"], s=size, zorder=3, **looks)
            name = f"{_title(report, code, style)} ({int(mine['count'].sum()):,})"
            handles.append(ax.scatter([], [], s=_SIZE, label=name, **looks))  # of one size, whatever it stands for
    return handles


def _title(report: ReportData, code: int, style: PlotStyle) -> str:
    if code == _OTHERS:
        return style.message("plot-other-codes")
    return plain(f"{code} {shorten(style.title(report, code), _TITLE, placeholder=' …')}")


def _draw_others(ax: Axes, lanes: _Lanes, style: PlotStyle) -> list[Any]:
    others = lanes.events[lanes.events["kind"] != "failure"]
    if others.empty:
        return []
    return [
        ax.scatter(others["at"], others["lane"], marker="|", s=70, color=MUTED, label=style.message("plot-other-event"))
    ]


def _legend(ax: Axes, handles: list[Any]) -> None:
    """Draw the legend below the picture: there is room for titles."""
    from matplotlib.transforms import offset_copy

    below = offset_copy(ax.transAxes, ax.get_figure(), y=-44, units="points")  # type: ignore[arg-type]  # a subfigure works, too
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, 0), bbox_transform=below, ncols=2, **LEGEND)
