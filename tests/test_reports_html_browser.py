"""The page in a real browser: nothing of a log runs, tables sort, addresses unfold, it looks right anywhere.

Where there is no Chromium these tests are skipped; the README says how to get one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, with_trials
from test_reports_html import ATTACKS, evening, hostile, page

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

Open = Callable[..., Any]
COMPARISONS = ROOT / "tests" / "fixtures" / "comparisons"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of pages."""
    folder = tmp_path_factory.mktemp("pages")
    texts = {"evening": page(evening()), "zh": page(evening("zh")), "hostile": page(hostile())}
    texts["diff"] = (COMPARISONS / "builds.en.html").read_text("utf-8")
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in texts}


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


def test_an_address_unfolds_what_it_leads_to(visit: Open) -> None:
    opened = visit("evening", "#code-6612004")
    assert opened.locator("#code-6612004 .fields").first.is_visible()
    opened.locator("#code-6612004 > summary").click()
    assert not opened.locator("#code-6612004 .fields").first.is_visible()
    opened.evaluate("location.hash = '#code-6600101'; location.hash = '#code-6612004'")
    opened.locator("#code-6612004 .fields").first.wait_for(state="visible")


def test_an_incident_s_address_shows_its_evidence_also_where_a_filter_hid_it(visit: Open) -> None:
    opened = visit("evening", "#incident-7")
    assert opened.locator("#incident-7 .lines").is_visible()
    opened.locator("#filters input").fill("radio")
    opened.locator("#incident-7").wait_for(state="hidden")
    opened.evaluate("location.hash = '#incident-1'")
    opened.evaluate("location.hash = '#incident-7'")
    opened.locator("#incident-7 .lines").wait_for(state="visible")
    assert opened.locator("#filters input").input_value() == ""


def test_without_scripts_all_is_there(visit: Open) -> None:
    opened = visit("evening", java_script_enabled=False)
    assert opened.locator("#code-6600107 .steps").is_visible()
    assert opened.locator("#incidents-rows [data-row]").count() == 11
    assert not opened.locator("#filters").is_visible()
    assert opened.locator(".copy").count() == 0
    opened.locator("#incident-3 summary").click()
    assert opened.locator("#incident-3 .lines").is_visible()


@pytest.mark.parametrize("name", ["evening", "zh", "hostile"])
@pytest.mark.parametrize("scheme", with_trials(["light"], ["dark"]))
@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_its_window_in_light_and_dark(visit: Open, tmp_path: Path, name: str, scheme: str, width: int) -> None:
    opened = visit(name, viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    lightness = opened.evaluate("parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])")
    assert (lightness > 128) == (scheme == "light")
    picture = tmp_path / f"{name}_{scheme}_{width}.png"
    opened.screenshot(path=str(picture))
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("address", with_trials(["#app=com.example.radio&code=6600107"], [""]))
@pytest.mark.parametrize("width", with_trials([1280], [390]))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_readable_for_everybody(visit: Open, scheme: str, width: int, address: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    opened = visit("evening", address, color_scheme=scheme, viewport={"width": width, "height": 900})
    found = axe.Axe().run(opened).response["violations"]
    assert [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found] == []


def test_the_keyboard_reaches_what_unfolds_and_what_sorts(visit: Open) -> None:
    opened = visit("evening")
    opened.locator("#codes-rows thead button").first.focus()
    opened.keyboard.press("Enter")
    assert opened.locator("#codes-rows th[aria-sort=ascending]").count() == 1
    opened.locator("#incident-1 summary").focus()
    opened.keyboard.press("Enter")
    assert opened.locator("#incident-1 .lines").is_visible()


# ---- the page of a comparison ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", with_trials([320, 1280], [390, 700, 1920]))
@pytest.mark.parametrize("scheme", with_trials(["light"], ["dark"]))
def test_the_page_of_a_comparison_fits_the_window(visit: Open, width: int, scheme: str) -> None:
    opened = visit("diff", viewport={"width": width, "height": 900}, color_scheme=scheme)
    opened.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    wide = "[...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)"
    assert opened.evaluate(f"{wide}.map(one => one.outerHTML.slice(0, 80))") == []


def test_rows_without_a_significant_change_unfold(visit: Open) -> None:
    opened = visit("diff")
    row = opened.locator("tr.same").first
    assert not row.is_visible()
    opened.locator("summary").first.click()
    assert row.is_visible()
