"""The page in a real browser: nothing of a log runs, tables sort and filter, addresses unfold, it looks right anywhere.

Where there is no Chromium these tests are skipped; the README says how to get one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from test_reports_html import ATTACKS, evening, hostile, page

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser: the system's, or the one that `playwright install chromium` has fetched."""
    with sync_api.sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
        if found is None and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("no Chromium: install Debian's chromium, or run `python -m playwright install chromium`")
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of pages."""
    folder = tmp_path_factory.mktemp("pages")
    texts = {"evening": page(evening()), "zh": page(evening("zh")), "hostile": page(hostile())}
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in texts}


@pytest.fixture
def visit(chromium: Any, files: dict[str, str]) -> Iterator[Open]:
    """Open a page, and afterwards see that it has asked for nothing and complained of nothing."""
    events: list[str] = []
    contexts = []

    def visit(name: str, address: str = "", **settings: Any) -> Any:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **settings})
        contexts.append(context)
        opened = context.new_page()
        opened.on("dialog", lambda dialog: (events.append(f"dialog {dialog.message}"), dialog.dismiss()))
        opened.on("console", lambda message: events.append(f"console {message.text}"))
        opened.on("pageerror", lambda error: events.append(f"error {error}"))
        opened.on("request", lambda request: events.append(request.url) if "file:" not in request.url else None)
        opened.goto(files[name] + address)
        return opened

    yield visit
    for context in contexts:
        context.close()
    assert events == []


def rows(opened: Any, table: str, column: int) -> list[str]:
    """The texts of a column, of the rows that are shown."""
    cells: list[str] = opened.evaluate(
        """([table, column]) => [...document.querySelectorAll(`#${table} [data-row]`)]
           .filter((row) => !row.hidden)
           .map((row) => (row.rows ? row.rows[0] : row).cells[column].innerText.trim())""",
        [table, column],
    )
    return cells


def test_nothing_of_a_hostile_log_runs(visit: Open) -> None:
    opened = visit("hostile")
    opened.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    opened.wait_for_timeout(200)
    assert opened.evaluate("window.__pwned") is None
    assert opened.evaluate("document.images.length + document.scripts.length") == 1
    assert ATTACKS[0] in opened.inner_text("#incidents")
    assert "{{7*7}}" in opened.inner_text("#incidents")


def test_even_markup_that_slipped_through_could_not_run(chromium: Any, tmp_path: Path) -> None:
    slipped = page(evening()).replace(
        "</main>", "<script>window.__pwned = 1</script><img src=x onerror='__pwned = 1'></main>"
    )
    (tmp_path / "slipped.html").write_text(slipped, "utf-8")
    opened = chromium.new_page()
    blocked: list[str] = []
    opened.on("console", lambda message: blocked.append(message.text))
    opened.goto((tmp_path / "slipped.html").as_uri())
    assert opened.evaluate("window.__pwned") is None
    assert sum("Content Security Policy" in text for text in blocked) >= 2
    opened.close()


def test_tables_sort_by_every_column(visit: Open) -> None:
    opened = visit("evening")
    header = opened.locator("#codes-rows thead button")
    header.nth(0).click()
    codes = rows(opened, "codes-rows", 0)
    assert codes == sorted(codes)
    header.nth(0).click()
    assert rows(opened, "codes-rows", 0) == codes[::-1]
    header.nth(3).click()
    counts = [int(text) for text in rows(opened, "codes-rows", 3)]
    assert counts == sorted(counts, reverse=True)
    assert opened.locator("#codes-rows th[aria-sort]").count() == 1
    opened.locator("#incidents-rows thead button").nth(0).click()
    assert [int(text) for text in rows(opened, "incidents-rows", 0)] == list(range(11, 0, -1))


def test_tables_filter_by_text_and_by_code(visit: Open) -> None:
    opened = visit("evening")
    form = opened.locator("form[data-table=incidents-rows]")
    form.locator("input").fill("cinema 6600102")
    assert rows(opened, "incidents-rows", 0) == ["8", "9", "10"]
    assert form.locator("output").inner_text() == "3 of 11"
    form.locator("input").fill("no such thing")
    assert rows(opened, "incidents-rows", 0) == []
    assert opened.locator(".nothing[data-table=incidents-rows]").is_visible()
    form.locator("input").fill("")
    form.locator("select").select_option("6600101")
    assert rows(opened, "incidents-rows", 0) == ["5", "6"]
    opened.locator("#code-6600107 [data-filter]").click()
    assert rows(opened, "incidents-rows", 0) == ["1", "2", "3", "4"]


def test_an_address_unfolds_what_it_leads_to(visit: Open) -> None:
    opened = visit("evening", "#code-6612004")
    assert opened.locator("#code-6612004 .fields").first.is_visible()
    assert opened.evaluate("scrollY") > 0
    opened.locator("#code-6612004 > summary").click()
    assert not opened.locator("#code-6612004 .fields").first.is_visible()
    opened.evaluate("location.hash = '#code-6600101'; location.hash = '#code-6612004'")
    opened.locator("#code-6612004 .fields").first.wait_for(state="visible")


def test_an_incident_s_address_shows_its_evidence_also_where_a_filter_hid_it(visit: Open) -> None:
    opened = visit("evening", "#incident-7")
    assert opened.locator("#incident-7 .lines").is_visible()
    opened.locator("form[data-table=incidents-rows] input").fill("radio")
    assert not opened.locator("#incident-7").is_visible()
    opened.evaluate("location.hash = ''; location.hash = '#incident-7'")
    opened.locator("#incident-7 .lines").wait_for(state="visible")


def test_without_scripts_all_is_there(visit: Open) -> None:
    opened = visit("evening", java_script_enabled=False)
    assert opened.locator("#code-6600107 .steps").is_visible()
    assert opened.locator("#incidents-rows [data-row]").count() == 11
    assert not opened.locator("form.filter").first.is_visible()
    opened.locator("#incident-3 summary").click()
    assert opened.locator("#incident-3 .lines").is_visible()


@pytest.mark.parametrize("name", ["evening", "zh", "hostile"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_its_window_in_light_and_dark(visit: Open, tmp_path: Path, name: str, scheme: str, width: int) -> None:
    opened = visit(name, viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    lightness = opened.evaluate("parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])")
    assert (lightness > 128) == (scheme == "light")
    picture = tmp_path / f"{name}_{scheme}_{width}.png"
    opened.screenshot(path=str(picture))
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_readable_for_everybody(visit: Open, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    opened = visit("evening", color_scheme=scheme)
    found = axe.Axe().run(opened).response["violations"]
    assert [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found] == []


def test_print_unfolds_the_evidence(visit: Open, tmp_path: Path) -> None:
    opened = visit("evening")
    assert not opened.locator("#incident-3 .lines").is_visible()
    opened.emulate_media(media="print")
    opened.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert opened.locator("#incident-3 .lines").is_visible()
    assert not opened.locator("nav").is_visible()
    opened.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert opened.evaluate("document.querySelector('#incident-3 details').open") is False
    opened.pdf(path=str(tmp_path / "page.pdf"))
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


def test_the_keyboard_reaches_what_unfolds_and_what_sorts(visit: Open) -> None:
    opened = visit("evening")
    opened.locator("#codes-rows thead button").first.focus()
    opened.keyboard.press("Enter")
    assert opened.locator("#codes-rows th[aria-sort=ascending]").count() == 1
    opened.locator("#incident-1 summary").focus()
    opened.keyboard.press("Enter")
    assert opened.locator("#incident-1 .lines").is_visible()
