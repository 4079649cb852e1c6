"""The pictures of a report: they draw what the report counts, in both languages, and touch nothing else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.text import Text

from conftest import with_trials
from hilog_avsession import MissingLibrary, Report, analyze
from hilog_avsession.output.plots.style import CHINESE_FONTS, COLORS
from test_frames import LINES, NOTHING, REPORTS, report_of

mpl.use("Agg")
from matplotlib import pyplot

PICTURES = ("timeline", "codes", "categories")
HOSTILE = "$\\frac{1}$ <b>\x1b[31m\u202egpj & $x_1$"


@pytest.fixture(autouse=True)
def no_figures_left() -> Iterator[None]:
    yield
    pyplot.close("all")


def picture(report: Report, name: str, **options: Any) -> Axes:
    """A picture that has really been drawn: fonts are looked for, formulas read."""
    ax: Axes = getattr(report.plot, name)(**options)
    assert isinstance(ax.figure, Figure)
    ax.figure.set_layout_engine("none")  # it takes most of the time
    ax.figure.draw_without_rendering()
    return ax


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.figure.findobj(Text) if isinstance(text, Text) and text.get_text()]


def legend_of(ax: Axes) -> list[str]:
    legend = ax.get_legend()
    return [text.get_text() for text in legend.get_texts()] if legend else []


@pytest.fixture
def chinese() -> None:
    if not any(font.name in CHINESE_FONTS for font in fontManager.ttflist):
        pytest.skip("no font with Chinese characters is installed")


# ---- every picture of every report -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize(
    "kind", with_trials(list(REPORTS)[:3], [kind for kind in list(REPORTS)[3:] if kind != "Chinese"])
)
def test_every_report_can_be_drawn(kind: str, name: str) -> None:
    ax = picture(REPORTS[kind], name)
    assert ax.get_title(loc="left")
    assert ax.has_data() or len(texts(ax)) == 2  # the title, and why there is nothing


@pytest.mark.parametrize("name", PICTURES)
def test_everything_fits_into_a_picture_of_its_own(name: str, tmp_path: Path) -> None:
    ax = getattr(REPORTS["no year"].plot, name)()
    ax.figure.savefig(tmp_path / "picture.png")
    whole, drawn = ax.figure.bbox, ax.figure.get_tightbbox().transformed(ax.figure.dpi_scale_trans)
    assert whole.x0 - 1 <= drawn.x0 < drawn.x1 <= whole.x1 + 1
    assert whole.y0 - 1 <= drawn.y0 < drawn.y1 <= whole.y1 + 1


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_drawn_on_the_axes_that_are_given(name: str) -> None:
    _, (ax, other) = pyplot.subplots(2)
    assert picture(REPORTS["no year"], name, ax=ax) is ax
    assert pyplot.get_fignums() == [1]
    assert not other.has_data()


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_changes_no_setting_and_shows_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyplot, "show", lambda *_, **__: pytest.fail("shown"))
    before = dict(mpl.rcParams)
    picture(REPORTS["no year"], name)
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("name", PICTURES)
def test_a_report_of_nothing_is_an_empty_picture_that_says_so(name: str) -> None:
    assert "Nothing to analyze: the input is empty" in texts(picture(NOTHING, name))


@pytest.mark.parametrize("name", ["timeline", "categories"])
def test_a_log_without_times_is_not_drawn_over_time(name: str) -> None:
    assert "The log prints no times: nothing can be drawn over time." in texts(picture(REPORTS["no time"], name))


@pytest.mark.parametrize("name", PICTURES)
def test_names_out_of_a_log_are_drawn_as_they_are(name: str, evening: Path) -> None:
    report = analyze(evening)
    sessions = tuple(session._replace(bundle=HOSTILE, id=HOSTILE) for session in report.sessions)
    codes = tuple(code._replace(title=HOSTILE) for code in report.codes)
    ax = picture(replace(report, sessions=sessions, codes=codes), name)
    assert not [text for text in texts(ax) if "\x1b" in text or "\u202e" in text]
    assert not [
        text for text in ax.figure.findobj(Text) if isinstance(text, Text) and text._preprocess_math(text.get_text())[1]
    ]


# ---- what they draw --------------------------------------------------------------------------------------------------


def test_codes_are_bars_as_long_as_their_counts(evening: Path) -> None:
    report = analyze(evening)
    ax = picture(report, "codes")
    assert [bar.get_width() for bar in ax.patches] == [code.incidents for code in report.codes]
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels[0] == "6600107  Too many commands or events"
    assert " 4 (36%)" in texts(ax)
    assert legend_of(ax) == ["Session (10)", "Cast input/output (1)"]


def test_codes_that_are_not_drawn_are_counted() -> None:
    report = REPORTS["no year"]
    ax = picture(report, "codes", codes=2)
    assert len(ax.patches) == 2
    assert any(f"{len(report.codes) - 2} more codes" in text for text in texts(ax))


def test_categories_pile_up_to_all_incidents() -> None:
    report = REPORTS["no year"]
    ax = picture(report, "categories", bins=10)
    assert len(ax.patches) == 10 * len(report.categories)
    assert sum(bar.get_height() for bar in ax.patches) == report.counts.incidents
    assert {mpl.colors.to_hex(bar.get_facecolor()) for bar in ax.patches} == {
        COLORS[category.category] for category in report.categories
    }


def marks_of(ax: Axes) -> list[PathCollection]:
    return [collection for collection in ax.collections if isinstance(collection, PathCollection)]


def test_the_timeline_has_a_lane_for_each_session_that_failed(evening: Path) -> None:
    report = analyze(evening)
    ax = picture(report, "timeline")
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "com.example.radio\n0C4******6E6",
        "com.example.cinema\nAED******F28",
    ]
    radio, cinema = ax.patches
    assert cinema.get_x() == pytest.approx(1.755)
    assert cinema.get_width() == pytest.approx(3.393)
    assert radio.get_x() + radio.get_width() == pytest.approx(ax.get_xlim()[1])  # its release is not told
    assert legend_of(ax)[0] == "6600107 Too many commands or events (4)"


def with_failure_of_no_session(report: Report) -> Report:
    *others, last = report.incidents
    return replace(report, incidents=(*others, last._replace(session=None)))


def test_the_timeline_marks_every_failure() -> None:
    report = with_failure_of_no_session(REPORTS["no year"])
    ax = picture(report, "timeline", sessions=100)
    shown = [
        int(label.rpartition("(")[2].rstrip(")").replace(",", "")) for label in legend_of(ax) if label.endswith(")")
    ]
    assert sum(shown) == report.counts.incidents
    assert ax.get_yticklabels()[-1].get_text() == "no session"
    at = [float(x) for marks in marks_of(ax) for x, _ in marks.get_offsets()]
    assert min(at) > ax.get_xlim()[0]
    assert max(at) < ax.get_xlim()[1]


def test_sessions_that_are_not_drawn_are_counted() -> None:
    report = with_failure_of_no_session(REPORTS["no year"])
    failed = sum(1 for session in report.sessions if session.incidents)
    ax = picture(report, "timeline", sessions=3)
    assert len(ax.get_yticklabels()) == 4  # and one for the failures of no session
    assert any(f"{failed - 3} more sessions with failures" in text for text in texts(ax))


def test_a_picture_of_many_incidents_has_few_marks() -> None:
    report = REPORTS["no year"]
    many = tuple(incident._replace(id=number) for number, incident in enumerate(report.incidents * 400, 1))
    ax = picture(replace(report, incidents=many), "timeline")
    assert sum(len(marks.get_offsets()) for marks in marks_of(ax)) < 300


def test_a_report_that_keeps_few_incidents_says_so_in_the_picture() -> None:
    report = REPORTS["truncated"]
    assert any(f"2 of {report.counts.incidents} incidents" in text for text in texts(picture(report, "categories")))


# ---- the time axis ---------------------------------------------------------------------------------------------------


def ticks_of(ax: Axes) -> list[str]:
    low, high = ax.get_xlim()
    labels = ax.get_xticklabels()
    return [label.get_text() for label in labels if low <= label.get_position()[0] <= high]


@pytest.mark.parametrize(
    ("kind", "label", "tick"),
    [
        ("no year", "time of day; the log begins at 11-11 09:46:57.017", "09:47:00"),
        ("time of day", "time of day; the log begins at 09:46:57.017", "09:47:00"),
        ("since start", "seconds since ", "4"),
        ("since 1970", "time (UTC)", "05"),
        ("year and zone", "time of the device", "05"),
    ],
)
def test_times_are_labelled_as_the_device_counts_them(kind: str, label: str, tick: str) -> None:
    ax = picture(REPORTS[kind], "timeline")
    assert ax.get_xlabel().startswith(label)
    assert tick in ticks_of(ax)


def test_a_long_log_is_labelled_by_hours_and_minutes() -> None:
    later = [line.replace(" 09:", " 14:") for line in LINES]
    assert "12:00" in ticks_of(picture(report_of([*LINES, *later]), "categories"))


@pytest.mark.parametrize("seconds", [0.2, 3, 40, 170, 190, 290, 900, 4_000, 10_000, 50_000, 200_000, 2_000_000, 2e7])
@pytest.mark.parametrize("kind", with_trials(["no year"], ["year", "since start"]))
def test_every_span_of_time_has_a_few_labels(kind: str, seconds: float) -> None:
    report = REPORTS[kind]
    first, second, *_ = report.incidents
    begin = first.clock or 0.0
    at = [
        incident._replace(evidence=(incident.evidence[0]._replace(clock=begin + late),))
        for incident, late in ((first, 0), (second, seconds))
    ]
    ax = picture(replace(report, incidents=tuple(at), sessions=()), "categories")
    assert 2 <= len(ticks_of(ax)) <= 11


def test_logs_whose_clocks_count_differently_begin_together() -> None:
    both = Report.merge(REPORTS["no year"], REPORTS["since start"])
    assert picture(both, "timeline").get_xlabel() == "seconds since the beginning of each log"


@pytest.mark.parametrize("name", PICTURES)
def test_a_title_of_the_users_own_moves_nothing_onto_the_notes(name: str) -> None:
    ax = picture(REPORTS["no year"], name)
    ax.set_title("before", loc="right")
    ax.figure.draw_without_rendering()
    title = next(text for text in ax.findobj(Text) if text.get_text() == ax.get_title(loc="left")).get_window_extent()
    (notes,) = [text.get_window_extent() for text in ax.texts if "incidents in" in text.get_text()]
    assert notes.y1 <= title.y1 - title.height / 2  # the title's second line is empty
    assert notes.y0 > ax.get_window_extent().y1


# ---- languages and libraries -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("name", PICTURES)
def test_a_chinese_report_has_chinese_pictures(name: str) -> None:
    ax = picture(REPORTS["Chinese"], name)  # a character without a glyph is a warning, which fails
    assert ax.get_title(loc="left").rstrip() in ("会话及其故障", "各错误码的故障次数", "故障随时间的分布")
    assert "个会话" in "".join(texts(ax))


@pytest.mark.parametrize("name", PICTURES)
def test_without_a_chinese_font_a_picture_is_in_english_and_says_why(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        fontManager, "ttflist", [font for font in fontManager.ttflist if font.name.startswith("DejaVu")]
    )
    with pytest.warns(UserWarning, match="no font with Chinese characters is installed") as warned:
        ax = getattr(REPORTS["Chinese"].plot, name)()
    assert warned[0].filename == __file__  # the line that asked for the picture
    assert all(text.isascii() or "…" in text or "·" in text for text in texts(ax)), texts(ax)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("kind", ["no year", "Chinese"])
def test_without_matplotlib_the_error_says_how_to_get_it(kind: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(
        MissingLibrary,
        match=r"plots need matplotlib, which is not installed: in the clone, pip install -e '\.\[plot\]'",
    ):
        getattr(REPORTS[kind].plot, name)()


def test_colours_can_be_told_apart() -> None:
    assert len(set(COLORS.values())) == len(COLORS)
