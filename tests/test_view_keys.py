"""Every key of the view, the mouse, all sizes, both languages; what a log says is never markup."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.events import MouseScrollDown
from textual.pilot import Pilot
from textual.widgets import Input

from conftest import LOGS, ROOT, with_trials
from hilog_avsession import analyze
from hilog_avsession.errors import UnwritableOutput, WrongUsage
from hilog_avsession.knowledge.catalog import CATALOG
from hilog_avsession.output.terminal.layout import cells
from hilog_avsession.view.app import ViewApp
from hilog_avsession.view.board import Board
from hilog_avsession.view.drawing import head_text
from hilog_avsession.view.keys import KEYS, ScreenName
from hilog_avsession.view.listing import Listing
from hilog_avsession.view.run import Progress, State, StoredRun
from hilog_avsession.view.screens.base import Page
from hilog_avsession.view.screens.causes import CausesScreen
from hilog_avsession.view.screens.gaps import GapsScreen
from hilog_avsession.view.screens.pages import IncidentScreen, StoryScreen
from hilog_avsession.view.screens.sessions import SessionsScreen
from screens import Written, lines_of, on_screen, press, reported, sees, settled, stored, text_of, until

Check = Callable[[ViewApp, Pilot[None]], Awaitable[None]]
CHECKS: dict[str, Check] = {}


def checks(name: str) -> Callable[[Check], Check]:
    """Register the check of a key; `test_a_key` demands one for each."""

    def registered(check: Check) -> Check:
        CHECKS[name] = check
        return check

    return registered


class LiveRun(StoredRun):
    """A run that is still read, by hand."""

    is_live = True

    def __init__(self) -> None:
        super().__init__(reported("en"), "hdc", CATALOG)
        self.board: Any = Board()

    def progress(self) -> Progress:
        return Progress(State.READING, 5_000_000, 50_000, 12)

    def add(self, first: int, last: int) -> None:
        for incident in reported("en").incidents[first:last]:
            self.board.add(incident)


async def submit(app: ViewApp, pilot: Pilot[None], text: str) -> None:
    """Put a text into the line that a dialog asks for."""
    app.screen.query_one(Input).value = text
    await press(pilot, "enter")


def copied(app: ViewApp) -> str:
    return app.clipboard


# ---- keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", with_trials([key.name for key in KEYS[::2]], [key.name for key in KEYS[1::2]]))
def test_each_key_does_what_it_says(name: str) -> None:
    on_screen(CHECKS[name])


@checks("1")
async def _causes(app: ViewApp, pilot: Pilot[None]) -> None:
    await press(pilot, "2", "1")
    await until(pilot, lambda: isinstance(app.screen, CausesScreen))
    assert re.search(r"4 .*6600107 .*com\.example\.radio", text_of(app))


@checks("2")
async def _sessions(app: ViewApp, pilot: Pilot[None]) -> None:
    await press(pilot, "2")
    await until(pilot, lambda: isinstance(app.screen, SessionsScreen))
    assert re.search(r"7 0C4\*{6}6E6 +com\.example\.radio .* alive", text_of(app))
    await sees(pilot, "controller created")


@checks("3")
async def _gaps(app: ViewApp, pilot: Pilot[None]) -> None:
    await press(pilot, "3")
    await until(pilot, lambda: isinstance(app.screen, GapsScreen))
    await sees(pilot, "lost lines")
    await sees(pilot, 'hdc shell "hilog -Q pidoff')


@checks("enter")
async def _open(app: ViewApp, pilot: Pilot[None]) -> None:
    await press(pilot, "enter")
    await until(pilot, lambda: isinstance(app.screen, IncidentScreen))
    await sees(pilot, "Incident 4 of 4")
    await sees(pilot, "before it: command × 10")
    await press(pilot, "end")
    assert text_of(app).count("evening.log:9") == 3  # the whole chain
    await press(pilot, "escape", "2", "enter")
    await until(pilot, lambda: isinstance(app.screen, StoryScreen))
    assert "released" not in lines_of(app)[1]


@checks("left")
async def _earlier(app: ViewApp, pilot: Pilot[None]) -> None:
    await press(pilot, "enter", "left", "left")
    await sees(pilot, "Incident 2 of 4")
    await press(pilot, "left", "left", "left")
    await sees(pilot, "Incident 1 of 4")


@checks("right")
async def _later(app: ViewApp, pilot: Pilot[None]) -> None:
    await press(pilot, "enter", "left", "left", "right")
    await sees(pilot, "Incident 3 of 4")
    await press(pilot, "right", "right")
    await sees(pilot, "Incident 4 of 4")


@checks("slash")
async def _filter(app: ViewApp, pilot: Pilot[None]) -> None:
    await press(pilot, "slash", *"cinema", "enter")
    await sees(pilot, "4 of 11 incidents  filter: cinema")
    assert "com.example.radio" not in text_of(app)
    await press(pilot, "slash")
    await submit(app, pilot, "bundle=cinema code=6600106")
    await until(pilot, lambda: isinstance(app.screen, CausesScreen))
    await sees(pilot, "No incident matches the filter.")


def test_a_filter_chooses_sessions_too() -> None:
    async def chooses(app: ViewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "slash", *"code=6600101", "enter", "2")
        await sees(pilot, "2 0C4******6E6", "Incidents    2 × 6600101", "filter: code=6600101")
        assert "AED******F28" not in text_of(app)
        await press(pilot, "enter")
        await sees(pilot, "Incidents    2 × 6600101", "  controller created")
        await press(pilot, "escape", "1", "slash")
        await submit(app, pilot, "code=6600105")
        await press(pilot, "2")
        await sees(pilot, "No session matches the filter.")
        await press(pilot, "1", "escape", "2")
        await sees(pilot, "7 0C4******6E6", "4 AED******F28")

    on_screen(chooses)


@checks("s")
async def _sort(app: ViewApp, pilot: Pilot[None]) -> None:
    seen = []
    for _ in range(4):
        seen.append([re.findall(r"66\d{5}", line)[0] for line in lines_of(app)[2:7]])
        await press(pilot, "s")
    assert seen[0] == seen[3] == ["6600107", "6600102", "6600101", "6600106", "6612004"]
    assert seen[1] == ["6600106", "6600102", "6612004", "6600101", "6600107"]  # by time
    assert seen[2] == ["6600102", "6612004", "6600107", "6600101", "6600106"]  # by application


@checks("space")
async def _pause(app: ViewApp, pilot: Pilot[None]) -> None:
    await press(pilot, "space")
    await sees(pilot, "screen paused")
    await press(pilot, "space")
    assert "screen paused" not in lines_of(app)[0]


@checks("y")
async def _copy(app: ViewApp, pilot: Pilot[None]) -> None:
    await press(pilot, "y", "1")
    assert copied(app).startswith("1. Throttle")
    await press(pilot, "y", "down", "enter")
    assert copied(app) == "hilog-avsession explain 6600107"
    await press(pilot, "y", "3")
    assert copied(app).splitlines()[0].startswith("evening.log:90: [SendControlCommand]")
    await press(pilot, "3", "y", "1")
    assert copied(app).startswith("hdc shell")
    await press(pilot, "2", "y", "1")
    assert "created  evening.log:12" in copied(app)
    await press(pilot, "enter", "y", "escape")
    await until(pilot, lambda: isinstance(app.screen, StoryScreen))


def test_what_is_copied_controls_no_terminal_where_it_is_pasted() -> None:
    run = LiveRun()
    incident = reported("en").incidents[0]
    line = incident.evidence[0]._replace(text="\x1b]0;title\a and \u202e")
    run.board.add(incident._replace(evidence=(line,)))

    async def copies(app: ViewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "y", "3")
        await until(pilot, lambda: copied(app).endswith(": \\x1b]0;title\\x07 and \\u202e"))

    on_screen(copies, run)


@checks("w")
async def _write(app: ViewApp, pilot: Pilot[None]) -> None:
    await press(pilot, "w", "enter")
    await app.workers.wait_for_complete()
    assert app._write.paths == ["report.html"]  # type: ignore[attr-defined] # what the test gave it
    await sees(pilot, "wrote report.html")


@checks("escape")
async def _back(app: ViewApp, pilot: Pilot[None]) -> None:
    await press(pilot, "2", "enter", "escape")
    await until(pilot, lambda: isinstance(app.screen, SessionsScreen))
    await press(pilot, "escape", "slash")
    await submit(app, pilot, "cinema")
    assert app.filter_text == "cinema"
    await press(pilot, "escape")
    await until(pilot, lambda: isinstance(app.screen, CausesScreen))
    assert app.filter_text == ""
    await press(pilot, "slash", "x", "escape")
    assert app.filter_text == ""


@checks("question_mark")
async def _help(app: ViewApp, pilot: Pilot[None]) -> None:
    await press(pilot, "question_mark")
    shown = text_of(app)
    await press(pilot, "end")
    shown += text_of(app)
    for key in KEYS:
        assert re.search(rf" {re.escape(key.shown)}  +\S", shown), key
    assert "the exit status is" in shown
    assert "Esc closes" in shown
    await press(pilot, "question_mark")
    await until(pilot, lambda: isinstance(app.screen, CausesScreen))


@checks("q")
async def _quit(app: ViewApp, pilot: Pilot[None]) -> None:
    await press(pilot, "q")
    assert not app.is_running or app._exit


async def ends(app: ViewApp, pilot: Pilot[None]) -> None:
    await press(pilot, "ctrl+c")
    assert app._exit


def test_ctrl_c_stops_the_reading_and_ends_the_view() -> None:
    stopped: list[bool] = []
    on_screen(ends, interrupt=lambda: stopped.append(True))
    assert stopped == [True]


def test_the_view_ends_when_a_signal_or_an_error_ends_the_reading() -> None:
    async def waits(app: ViewApp, pilot: Pilot[None]) -> None:
        await pilot.pause(0.15)
        assert app._exit

    on_screen(waits, is_over=lambda: True)


def test_a_view_that_has_closed_is_not_drawn_again() -> None:
    async def looks(app: ViewApp, pilot: Pilot[None]) -> None:
        await pilot.pause()

    app = on_screen(looks)
    app._seen, app._due_at = -1, 0.0
    app._tick()  # its timer may still go on while the application closes
    assert app._seen == -1


# ---- moving ----------------------------------------------------------------------------------------------------------


def test_the_cursor_moves_and_the_details_follow() -> None:
    async def moves(app: ViewApp, pilot: Pilot[None]) -> None:
        listing = app.screen.query_one(Listing)
        for keys, number in ((["down"], 1), (["j"], 2), (["up"], 1), (["k"], 0), (["end"], 4), (["home"], 0)):
            await press(pilot, *keys)
            assert listing.cursor == number
        await press(pilot, "pagedown")
        assert listing.cursor == 4
        await press(pilot, "pageup", "down")
        await sees(pilot, "6600102 Session does not exist")

    on_screen(moves)


def test_tab_goes_to_the_details_which_scroll() -> None:
    async def scrolls(app: ViewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "tab")
        page = app.screen.query_one(Page)
        await until(pilot, lambda: page.has_focus and page.max_scroll_y > 0)  # the text is laid out
        for _ in range(20):  # what was laid out last may come after the key
            await press(pilot, "end")
            if "Also at" in text_of(app):
                break
        await sees(pilot, "Also at")
        await press(pilot, "tab", "down")
        assert app.screen.query_one(Listing).cursor == 1

    on_screen(scrolls, size=(80, 24))


def test_no_count_in_the_first_line_is_cut() -> None:
    texts = ("■ end of log", "5 of 11 incidents", f"filter: bundle={'x' * 40}", "38 lines lost", "188 lines", "a.log")
    for width in range(36, 200):
        line = head_text([(text, "") for text in texts], width)
        shown = line.plain.split("  ")
        assert line.cell_len <= width
        assert shown[:2] == list(texts[:2])
        assert all(text.startswith("filter") or text in texts for text in shown)
    assert shown == list(texts)


def test_the_first_line_follows_the_width() -> None:
    async def resizes(app: ViewApp, pilot: Pilot[None]) -> None:
        assert lines_of(app)[0].endswith("  188 lines  evening.log")
        await pilot.resize_terminal(48, 24)
        await settled(pilot)
        assert lines_of(app)[0].endswith("  38 lines lost")

    on_screen(resizes)


def test_the_mouse_selects_opens_sorts_and_presses_keys() -> None:
    async def clicks(app: ViewApp, pilot: Pilot[None]) -> None:
        await pilot.click(Listing, offset=(30, 2))
        await settled(pilot)
        assert app.screen.query_one(Listing).cursor == 1
        await pilot.click(Listing, offset=(30, 0))
        await settled(pilot)
        assert re.search("6600106", lines_of(app)[2])  # by time
        assert "Last seen▾" in lines_of(app)[1]
        await pilot.click(Listing, offset=(lines_of(app)[1].index("Application") + 3, 0))
        await settled(pilot)
        assert re.search("6600102.* com.example.cine", lines_of(app)[2])
        assert "Application▾" in lines_of(app)[1]
        await pilot.click("#foot", offset=(lines_of(app)[-1].index("2 sessions") + 3, 0))
        await settled(pilot)
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen))
        await press(pilot, "1")
        await pilot.double_click(Listing, offset=(30, 3))
        await until(pilot, lambda: isinstance(app.screen, IncidentScreen))

    on_screen(clicks)


# ---- a live log ------------------------------------------------------------------------------------------------------


def test_a_live_screen_shows_news_and_the_cursor_stays_on_its_row() -> None:
    run = LiveRun()

    async def lives(app: ViewApp, pilot: Pilot[None]) -> None:
        await sees(pilot, "No incident so far.")
        run.add(0, 4)
        app.draw()
        await settled(pilot)
        await sees(pilot, "● reading  4 incidents  12 lines lost  5,000,000 lines  50,000 lines/s")
        run.add(4, 6)
        app.draw()
        await press(pilot, "down")
        selected = app.screen.query_one(Listing).selected
        run.add(6, 11)
        run.add(6, 11)
        app.draw()
        await settled(pilot)
        listing = app.screen.query_one(Listing)
        assert listing.selected == selected
        assert listing.cursor != 1

    on_screen(lives, run)


def test_a_paused_screen_shows_no_news_until_it_goes_on() -> None:
    run = LiveRun()

    async def pauses(app: ViewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "space")
        run.add(0, 4)
        await pilot.pause(0.2)
        await sees(pilot, "No incident so far.")
        await press(pilot, "space")
        await sees(pilot, "4 incidents")

    on_screen(pauses, run)


def test_the_screen_looks_for_news_by_itself() -> None:
    run = LiveRun()

    async def waits(app: ViewApp, pilot: Pilot[None]) -> None:
        run.add(0, 4)
        await sees(pilot, "4 incidents")

    on_screen(waits, run)


def test_what_happens_to_a_device_is_shown() -> None:
    run = LiveRun()
    run.notices.append("hdc: [b]gone[/b] \x1b[31m")

    async def waits(app: ViewApp, pilot: Pilot[None]) -> None:
        await sees(pilot, "hdc: [b]gone[/b] \\x1b[31m")

    on_screen(waits, run)


def test_an_incident_that_is_open_stays_while_others_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hilog_avsession.view.screens.pages.TELL_EVERY", 0)
    run = LiveRun()
    run.add(0, 2)

    async def opens(app: ViewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "enter")
        await sees(pilot, "Incident 2 of 2")
        run.add(2, 4)
        await sees(pilot, "Incident 2 of 4")
        await press(pilot, "right")
        await sees(pilot, "Incident 3 of 4", reported("en").incidents[2].time)

    on_screen(opens, run)


def test_a_story_that_is_open_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hilog_avsession.view.screens.pages.TELL_EVERY", 0)
    run, sessions = LiveRun(), list(reported("en").sessions)
    monkeypatch.setattr(run, "sessions", lambda: tuple(sessions))
    whole = sessions[0]
    sessions[0] = whole._replace(story=whole.story[:1])

    async def opens(app: ViewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "2", "enter")
        await sees(pilot, "created")
        assert "controller created" not in text_of(app)
        sessions[0] = whole
        run.add(0, 1)
        await sees(pilot, "controller created")

    on_screen(opens, run)


def test_the_cursor_stays_on_its_session_when_sessions_change_places() -> None:
    run, sessions = LiveRun(), [one._replace(incidents=number) for number, one in enumerate(reported("en").sessions)]
    run.sessions = lambda: tuple(sessions)  # type: ignore[method-assign] # as they are now

    async def moves(app: ViewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "2", "down")
        listing = app.screen.query_one(Listing)
        selected = listing.selected
        sessions[0] = sessions[0]._replace(incidents=9)
        app.draw()
        await until(pilot, lambda: listing.cursor == 0)
        assert listing.selected == selected

    on_screen(moves, run)


# ---- dialogs ---------------------------------------------------------------------------------------------------------


def test_a_wrong_filter_can_be_corrected() -> None:
    async def corrects(app: ViewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "slash")
        await submit(app, pilot, "[b]=1")
        await sees(pilot, "[b] is not a filter; the filters are code, category")
        await submit(app, pilot, "bundle=cinema")
        await sees(pilot, "4 of 11 incidents")
        assert app.filter_text == "bundle=cinema"

    on_screen(corrects)


def test_a_notice_covers_no_dialog() -> None:
    async def check(app: ViewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "slash")
        app.tell("the device is back " * 8)
        await sees(pilot, "the device is")
        said = [number for number, line in enumerate(lines_of(app)) if "the device is" in line]
        assert max(said) < app.screen.query_one("#dialog").region.y

    on_screen(check, size=(60, 15))


def test_a_wrong_file_is_refused_before_and_a_full_disk_after_writing() -> None:
    def check(path: str) -> None:
        if path.endswith("l"):
            raise WrongUsage("standard output is closed")

    def write(_path: str) -> str:
        raise UnwritableOutput("{path}: cannot be written: {error}", path="[r]", error="full")

    async def tries(app: ViewApp, pilot: Pilot[None]) -> None:
        await press(pilot, "w", "enter")
        await sees(pilot, "standard output is closed")
        await press(pilot, "x", "enter")
        await app.workers.wait_for_complete()
        await sees(pilot, "[r]: cannot be written: full")

    on_screen(tries, check=check, write=write)


def test_a_copy_goes_through_the_terminal() -> None:
    """By OSC 52, which also works through ssh."""

    async def copies(app: ViewApp, pilot: Pilot[None]) -> None:
        written = io.StringIO()
        assert app._driver is not None
        app._driver.write = written.write  # type: ignore[method-assign,assignment] # what the terminal would get
        await press(pilot, "y", "2")
        text = base64.b64encode(b"hilog-avsession explain 6600107").decode()
        assert f"\x1b]52;c;{text}\a" in written.getvalue()

    on_screen(copies)


# ---- every terminal --------------------------------------------------------------------------------------------------


SMALL, LARGE = (60, 15), (200, 60)


@pytest.mark.parametrize("where", with_trials([(SMALL, "zh"), (LARGE, "en")], [(SMALL, "en"), (LARGE, "zh")]))
def test_each_screen_fits_its_terminal(where: tuple[tuple[int, int], str]) -> None:
    size, lang = where

    async def fits(app: ViewApp, pilot: Pilot[None]) -> None:
        for keys in ("2", "enter", "escape", "3", "1", "enter", "escape", "slash", "escape", "question_mark"):
            await press(pilot, keys)
            lines = lines_of(app)
            assert len(lines) == size[1]
            assert max(map(cells, lines)) <= size[0]
            if keys in "123":
                foot = lines[-1]
                assert all(f"{number} " in foot for number in "123")
                assert foot.rstrip()[-1] not in "…"

    on_screen(fits, stored(lang), size=size)


def test_a_list_that_does_not_fit_scrolls_down_only() -> None:
    run = StoredRun(analyze(ROOT / "tests" / "fixtures" / "bugreport.zip"), "bugreport.zip", CATALOG)

    async def scrolls(app: ViewApp, pilot: Pilot[None]) -> None:
        listing = app.screen.query_one(Listing)
        rows = listing.size.height - 1
        assert not listing.show_horizontal_scrollbar
        assert len(listing.items) > rows
        await press(pilot, "end")
        last = lines_of(app)[1 + rows]
        assert f" {app.screen.query_one(Listing).items[-1].cells()[4].text} " in last
        assert "Count" in lines_of(app)[1]  # the head stays

    on_screen(scrolls, run, size=SMALL)


def test_the_wheel_scrolls_a_list_that_is_drawn_again_meanwhile() -> None:
    run = StoredRun(analyze(ROOT / "tests" / "fixtures" / "bugreport.zip"), "bugreport.zip", CATALOG)

    async def scrolls(app: ViewApp, pilot: Pilot[None]) -> None:
        listing = app.screen.query_one(Listing)
        for _ in range(5):
            await pilot._post_mouse_events([MouseScrollDown], listing, offset=(5, 3))
        await settled(pilot)
        scrolled = listing.scroll_offset.y
        assert scrolled > 0
        app.draw()
        await settled(pilot)
        assert (listing.cursor, listing.scroll_offset.y) == (0, scrolled)
        await press(pilot, "down")
        assert (listing.cursor, listing.scroll_offset.y) == (1, 1)
        await press(pilot, "G")
        assert listing.cursor == len(listing.items) - 1
        await press(pilot, "g")
        assert (listing.cursor, listing.scroll_offset.y) == (0, 0)

    on_screen(scrolls, run, size=SMALL)


def test_a_screen_that_changes_its_size_lays_its_texts_out_again() -> None:
    async def resizes(app: ViewApp, pilot: Pilot[None]) -> None:
        await pilot.resize_terminal(60, 15)
        await pilot.pause(0.1)
        assert len(lines_of(app)) == 15
        await pilot.resize_terminal(180, 50)
        await pilot.pause(0.1)
        lines = lines_of(app)
        assert len(lines) == 50
        assert "6600107 Too many commands or events" in lines[1]  # beside the list
        assert "Controller" in lines[1]

    on_screen(resizes)


def test_without_colours_all_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    from textual.filter import Monochrome

    async def shows(app: ViewApp, pilot: Pilot[None]) -> None:
        assert any(isinstance(filter_, Monochrome) for filter_ in app._filters)
        await sees(pilot, "6600107")

    on_screen(shows)


def test_nothing_in_a_log_is_markup_or_controls_the_terminal() -> None:
    report = analyze(LOGS / "hostile.log")
    run = StoredRun(report, "[bold]hostile.log[/]\x1b[2J", CATALOG)

    async def looks(app: ViewApp, pilot: Pilot[None]) -> None:
        await sees(pilot, "[bold]hostile.log[/]\\x1b[2J")
        seen = ""
        for keys in ("1", "enter", "end", "escape", "2", "enter", "escape", "3", "y", "escape"):
            await press(pilot, keys)
            seen += text_of(app)
        assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", seen) is None

    on_screen(looks, run, size=(160, 50))


def test_a_report_without_incidents_can_be_looked_at() -> None:
    run = StoredRun(analyze(LOGS / "quiet.log"), "quiet.log", CATALOG)

    async def looks(app: ViewApp, pilot: Pilot[None]) -> None:
        await sees(pilot, "No incident.")
        await press(pilot, "enter", "y", "s", "2", "enter", "3", "y", "escape")

    on_screen(looks, run)


def test_every_screen_has_its_keys() -> None:
    for screen in ScreenName:
        assert {key.label for key in KEYS if screen in key.screens} >= {"quit", "help", "back", "copy", "write"}


def test_the_files_written_are_those_asked_for() -> None:
    written = Written()
    assert written("a.html") == "wrote a.html"
