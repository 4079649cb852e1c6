"""A live page in a real browser: it takes up the next one with all that its reader has chosen.

Where there is no Chromium these tests are skipped; the README says how to get one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from conftest import with_trials
from hilog_avsession.output.files import write_whole
from hilog_avsession.output.view import Live, View
from hilog_avsession.report import Report
from test_reports_html import evening, page

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

EVERY = 5
AFTER = (EVERY + 1) * 1_000  # milliseconds after which a page loads itself again


def first(incidents: int, lang: str = "en") -> Report:
    """The report of the evening when it had so many incidents."""
    base = evening(lang)
    kept = base.incidents[:incidents]
    codes = {(one.code, one.cause) for one in kept}
    advice = tuple(one for one in base.recommendations if (one.code, one.cause) in codes)
    return replace(base, incidents=kept, recommendations=advice, counts=base.counts._replace(incidents=incidents))


class LivePage:
    """A page that is written again while a browser shows it."""

    def __init__(self, browser: Any, folder: Path, address: str, **settings: Any) -> None:
        self._file, self._written = folder / "page.html", 0
        self.events: list[str] = []
        self.write(first(6))
        self._context = browser.new_context(**{"viewport": {"width": 1280, "height": 600}, **settings})
        self.shown = self._context.new_page()
        self.shown.clock.install()
        self.shown.on("pageerror", lambda error: self.events.append(str(error)))
        self.shown.on("console", lambda message: self.events.append(message.text))
        self.shown.goto(address + "/page.html")

    def write(self, report: Report, *, every: int = EVERY) -> None:
        self._written += 1
        live = Live(f"2026-11-06 19:30:{self._written:02}", str(self._written), every)
        write_whole(str(self._file), [page(report, View(live=live))])

    def pass_time(self, milliseconds: int = AFTER) -> None:
        self.shown.clock.fast_forward(milliseconds)
        self.shown.wait_for_timeout(50)
        self.shown.wait_for_load_state()

    def wait_for(self, text: str) -> None:
        self.shown.locator("#live", has_text=text).wait_for()

    @property
    def count(self) -> int:
        found: int = self.shown.locator("#incidents-rows > [data-row]:not([hidden])").count()
        return found

    def close(self) -> None:
        self._context.close()
        assert self.events == []


@pytest.fixture
def served(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Path, str]]:
    """A folder, and its address: of files, or of a web server."""
    if request.param == "file":
        yield tmp_path, tmp_path.as_uri()
        return

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield tmp_path, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def live(chromium: Any, tmp_path: Path) -> Iterator[LivePage]:
    opened = LivePage(chromium, tmp_path, tmp_path.as_uri())
    yield opened
    opened.close()


@pytest.mark.parametrize("served", with_trials(["file"], ["http"]), indirect=True)
def test_it_takes_up_new_incidents_and_keeps_what_its_reader_has_chosen(
    chromium: Any, served: tuple[Path, str]
) -> None:
    live = LivePage(chromium, *served)
    shown = live.shown
    assert live.count == 6
    shown.locator("#filters input").fill("radio")
    shown.locator("#incidents-rows thead button").first.click()  # the latest incident first
    shown.locator("#code-6600107 > summary").click()  # was unfolded
    shown.locator("#incident-2 summary").click()
    shown.locator("#filters input").focus()
    shown.evaluate("document.querySelector('#filters input').setSelectionRange(2, 3)")
    shown.evaluate("document.getElementById('incident-2').scrollIntoView()")
    live.pass_time(1_000)
    before = where(shown)
    assert 0 < before < 200
    live.write(evening())
    live.pass_time()
    live.wait_for("19:30:02")
    assert live.count == 7
    assert shown.evaluate("location.hash") == "#text=radio"
    assert shown.locator("#filters input").input_value() == "radio"
    assert shown.locator("#incidents-rows th[aria-sort=descending]").count() == 1
    assert shown.locator("#incident-2 .lines").is_visible()
    assert not shown.locator("#incident-3 .lines").is_visible()
    assert shown.locator("#code-6600107").get_attribute("open") is None
    assert abs(where(shown) - before) <= 2
    assert shown.evaluate("[document.activeElement.type, document.activeElement.selectionStart]") == ["search", 2]
    live.write(first(11), every=0)  # the last one
    live.pass_time()
    shown.locator("#live").wait_for(state="detached")
    assert shown.locator("#incident-2 .lines").is_visible()
    assert abs(where(shown) - before) <= 2
    live.write(first(3))
    live.pass_time(600_000)
    assert live.count == 7  # of the filter
    live.close()


def where(shown: Any) -> float:
    """Where an unfolded incident is in the window."""
    top: float = shown.locator("#incident-2").bounding_box()["y"]
    return top


def test_a_filter_by_time_stays_when_bars_grow(live: LivePage) -> None:
    bars, chip = live.shown.locator("#over-time .bar .reach"), live.shown.locator("#filters .state li")
    bars.first.click()
    chosen, name = live.count, chip.inner_text()
    assert chosen
    live.pass_time(1_000)
    address = live.shown.evaluate("location.hash")
    later = evening().incidents[-1]._replace(time="11-06 19:47:00.000")
    live.write(replace(evening(), incidents=(*evening().incidents, later)))
    live.pass_time()
    live.wait_for("19:30:02")
    assert live.shown.locator(f'#over-time .bar[data-value="{address.partition("=")[2]}"]').count() == 0
    assert live.shown.evaluate("location.hash") == address
    assert (live.count, chip.inner_text()) == (chosen, name)
    live.shown.locator("#filters select").first.select_option(index=1)
    assert name in chip.all_inner_texts()


def test_it_waits_while_text_is_selected_and_goes_on_afterwards(live: LivePage) -> None:
    live.shown.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    live.write(evening())
    live.pass_time()
    live.wait_for("waits while text is selected")
    assert live.count == 6
    live.shown.evaluate("getSelection().removeAllRanges()")
    live.pass_time(1_000)
    live.wait_for("19:30:02")
    assert live.count == 11


def test_it_pauses_and_goes_on(live: LivePage) -> None:
    live.shown.get_by_role("button", name="Pause").click()
    live.wait_for("Paused, as of 2026-11-06 19:30:01")
    live.write(evening())
    live.pass_time(60_000)
    live.shown.reload()
    live.wait_for("Paused, as of 2026-11-06 19:30:02")  # the browser's own button shows news, and stays paused
    live.write(first(3))
    live.pass_time(60_000)
    assert live.count == 11
    live.shown.get_by_role("button", name="Go on").click()
    live.wait_for("Live, as of 2026-11-06 19:30:03")
    assert live.count == 3


def test_it_says_that_nothing_newer_was_written(live: LivePage) -> None:
    for _ in range(6):
        live.pass_time()
    live.wait_for("nothing newer was written")
    live.write(evening())
    live.pass_time(60_000)
    live.wait_for("Live, as of 2026-11-06 19:30:02")


def test_what_is_opened_anew_begins_anew_and_what_is_loaded_again_does_not(chromium: Any, tmp_path: Path) -> None:
    write_whole(str(tmp_path / "page.html"), [page(evening(), View(live=Live("now", "1", 60)))])
    context = chromium.new_context()
    shown, address = context.new_page(), (tmp_path / "page.html").as_uri()
    lines = shown.locator("#incident-2 .lines")
    shown.goto(address)
    shown.locator("#incident-2 summary").click()
    shown.reload()
    assert lines.is_visible()
    shown.goto(address + "?again")
    shown.goto(address)
    assert not lines.is_visible()
    context.close()


@pytest.mark.trial
def test_without_scripts_it_is_loaded_again_too(chromium: Any, tmp_path: Path) -> None:
    write_whole(str(tmp_path / "page.html"), [page(first(6), View(live=Live("then", "1", 1)))])
    context = chromium.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto((tmp_path / "page.html").as_uri())
    write_whole(str(tmp_path / "page.html"), [page(evening(), View(live=Live("now", "2", 1)))])
    shown.locator("#live", has_text="as of now").wait_for()
    context.close()


@pytest.mark.trial
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_readable_for_everybody_in_any_width(chromium: Any, tmp_path: Path, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    size = {"width": width, "height": 900}
    live = LivePage(chromium, tmp_path, tmp_path.as_uri(), color_scheme=scheme, viewport=size)
    found = axe.Axe().run(live.shown).response["violations"]
    assert [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found] == []
    assert live.shown.evaluate("document.documentElement.scrollWidth") == width
    live.close()
