"""A fleet's report says the same in every form, answers on its first screen, and shows hostile text as text."""

from __future__ import annotations

import json
import re
import shlex
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import html5lib
import pytest
from markdown_it import MarkdownIt

import fleets
from bless_fleet import FLEETS, GOLDEN, goldens
from conftest import with_trials
from hilog_avsession.fleet.report import Fleet
from hilog_avsession.fleet.running import _TRANSIENT
from hilog_avsession.fleet.summary import summarize
from hilog_avsession.model.messages.inputs import Problem, kind_of
from hilog_avsession.output.formats import FLEET_FORMATS, format_named
from hilog_avsession.output.messages import fleet as fleet_messages
from hilog_avsession.output.terminal.commands import from_here
from hilog_avsession.output.view import View
from hilog_avsession.output.wording.fleet import fleet_text
from hilog_avsession.output.wording.fleet_tables import CellKind

LANGUAGES = ("en", "zh")
Of = Callable[..., Fleet]
HOSTILE = "=cmd|' /C calc'!A0\x1b[31m`<script>window.__pwned=1</script>`@team ‮#12 | \n# x {{7*7}}"


def shown(fleet: Fleet, form: str = "text", width: int = 80, *, color: bool = False, whole: bool = False) -> str:
    view = View(width=width, color=color, whole=whole)
    return "".join(format_named(form, FLEET_FORMATS).text_parts(fleet, view))


def width_of(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folders of fleets by name; one of them holds hostile names."""
    folder = tmp_path_factory.mktemp("fleets")
    return {name: tables.write(folder / name) for name, tables in {**FLEETS, "hostile": hostile()}.items()}


@pytest.fixture(scope="module")
def of(written: dict[str, Path]) -> Of:
    """The report of a fleet by name and language, made once."""
    return cache(lambda name, lang="en": summarize(written[name], lang=lang))


def hostile() -> fleets.Tables:
    """A fleet in which everything that is a text has a hostile one."""
    tables = fleets.made(60)
    new: dict[str, str] = {}
    for row in tables.units:
        new[row["unit"]] = f"{HOSTILE}{row['unit']}"
        row |= {"unit": new[row["unit"]], "address": f"{HOSTILE}{row['address']}"}
        row |= {"meta_lab": HOSTILE, f"meta_{HOSTILE}": f"{HOSTILE}{len(row['address']) % 3}"}
        for name in ("device_model", "software_version", "framework_release", "detail"):
            if row.get(name):
                row[name] = f"{HOSTILE}{row[name]}"
    for row in (*tables.kinds, *tables.applications):
        row["unit"] = new[row["unit"]]
        row["bundle"] = row["bundle"] and f"{HOSTILE}{row['bundle']}"
    for row in tables.kinds:
        row["cause"] = row["cause"] and f"{HOSTILE}{row['cause']}"
    for row in tables.applications:
        row["version"] = f"{HOSTILE}{row['version']}"
    return tables


# ---- golden reports --------------------------------------------------------------------------------------------------


def test_the_reports_are_as_they_were_blessed() -> None:
    made_now = dict(goldens())
    assert {path.name for path in GOLDEN.iterdir()} == {path.name for path in made_now}
    for path, text in made_now.items():
        assert path.read_bytes().decode() == text, f"{path.name}: run python tests/bless_fleet.py and read the diff"
    assert len(made_now) == 28


# ---- the first screen ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_screen_answers(of: Of, lang: str) -> None:
    """What hits how many units, since when, whether it gets worse, what to do first, and which unit shows it best."""
    fleet = of("weeks", lang)
    screen = shown(fleet).splitlines()[:24]
    assert screen[-1] == "" or screen.index("") < 23
    text = "\n".join(screen)
    for cause in fleet.causes[:3]:
        assert f"{cause.code} {cause.title}" in text
        assert str(cause.units) in text
        assert cause.step[:20] in text
        assert cause.examples[0].command in text
        assert "11-02" in text
    assert re.search("more: \\d+% → \\d+%|增多：\\d+% → \\d+%", text)
    assert text.count("█") >= 3


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("name", [*FLEETS, "hostile"])
def test_the_page_keeps_its_width(of: Of, name: str, width: int, lang: str) -> None:
    page = shown(of(name, lang), width=width)
    assert page.strip()
    assert max(width_of(line) for line in page.splitlines() if "hilog-avsession analyze" not in line) <= width


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [40, 50, 60, 80])
def test_a_narrow_page_loses_no_figure_of_a_table(of: Of, width: int, lang: str) -> None:
    fleet = of("weeks", lang)
    page = shown(fleet, width=width, whole=True)
    for table in fleet_text(fleet).tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                assert column.kind is not CellKind.NUMBER or cell in page, f"{table.title}: {column.header}"
    assert "…" not in "".join(page.split()).replace("playNext',…)", "")


def test_a_fleet_of_one_unit_and_one_device_is_counted_in_the_singular(tmp_path: Path) -> None:
    tables = fleets.made(60)
    hit = {row["unit"] for row in tables.kinds}
    tables.units = [next(row for row in tables.units if row["unit"] in hit)]
    tables.units[0]["meta_device"] = "one"
    tables.kinds = [row for row in tables.kinds if row["unit"] == tables.units[0]["unit"]]
    page = shown(summarize(tables.write(tmp_path / "one")))
    assert "in 1 of 1 unit (100%)" in page
    assert "1 of 1 device," in page
    assert "1 of 1 units" not in page
    assert "1 of 1 devices" not in page


# ---- commands to copy ------------------------------------------------------------------------------------------------


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    """A fleet of captures that lie deep below the folder `w`, whose name has a blank."""
    tables = fleets.made(40)
    for row in tables.units:
        row["address"] = str(tmp_path / "w" / "a folder of captures" / "of a laboratory" / row["unit"])
    return tables.write(tmp_path / "out")


@pytest.mark.parametrize("width", [40, 80])
def test_commands_are_never_broken(deep: Path, width: int) -> None:
    fleet = summarize(deep)
    text = shown(fleet, width=width, whole=True)
    lines = [line.strip().removeprefix("$ ") for line in text.splitlines()]
    commands = [example.command for cause in fleet.causes for example in cause.examples]
    assert all(commands)
    assert commands
    for command in commands:
        assert any(line.endswith(command) for line in lines), command


def test_the_text_names_captures_from_the_current_folder(
    deep: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet = summarize(deep)
    best = fleet.causes[0].examples[0]
    monkeypatch.chdir(deep)
    assert best.command in fleet.to_text()  # there is no such capture
    capture = Path(best.address)
    capture.parent.mkdir(parents=True)
    capture.touch()
    assert f"../w/a folder of captures/of a laboratory/{best.unit}" in fleet.to_text()
    monkeypatch.chdir(tmp_path / "w")
    near = f"analyze --code {fleet.causes[0].code} 'a folder of captures/of a laboratory/{best.unit}'"
    assert fleet.to_text().count(near) == 2
    assert near in str(fleet)
    monkeypatch.chdir(capture.parent)
    assert f"analyze --code {fleet.causes[0].code} {capture.name}" in str(fleet)
    assert best.command in fleet.to_json()
    assert best.command in fleet.to_markdown()
    assert best.command in fleet.save("report.txt").read_text("utf-8")


@pytest.mark.parametrize("name", ["-o.zip", "it's.zip", "$(reboot).zip"])
def test_a_path_from_the_current_folder_stays_one_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    command = shlex.join(["hilog-avsession", "analyze", str(tmp_path / name)])
    near = shlex.split(from_here(command))
    assert near[:2] == ["hilog-avsession", "analyze"]
    assert near[2:] == [f"./{name}" if name.startswith("-") else name]


def test_what_is_cut_is_said_and_shown_on_request(tmp_path: Path) -> None:
    tables = fleets.made(300)
    for number, row in enumerate(tables.units):
        row["device_model"] = f"MODEL-{number % 40}"
    fleet = summarize(tables.write(tmp_path))
    models = shown(fleet).partition("By model")[2].partition("By build")[0]
    assert models.count("MODEL-") == 15
    assert "25 more rows are not shown; --all shows them." in models
    assert shown(fleet, whole=True).partition("By model")[2].partition("By build")[0].count("MODEL-") == 40
    assert "20 more rows are not shown; `--all` shows them." in shown(fleet, "markdown")
    assert shown(fleet, "html").count("MODEL-") >= 40


def test_a_folded_report_says_how_many_causes_there_are(tmp_path: Path) -> None:
    tables = fleets.made(300)
    for number, row in enumerate(tables.kinds):
        row |= {"code": 6600101 + number % 150, "cause": None}
    page = shown(summarize(tables.write(tmp_path)))
    assert re.match(r"150 causes of failures in \d+ of 287 units", page)
    assert re.search(r"50 more causes \([\d,]+ incidents\) are not listed", page)
    assert re.search(r"147 more causes \([\d,]+ incidents\)\.", page)


def test_columns_of_what_nothing_tells_are_left_out(tmp_path: Path) -> None:
    tables = fleets.made(60)
    for row in tables.units:
        row |= {"day": None, "session_minutes": None}
    for row in tables.applications:
        row["session_minutes"] = None
    fleet = summarize(tables.write(tmp_path))
    for form in ("text", "markdown", "html"):
        page = shown(fleet, form)
        for header in ("First", "Last", "Change", "/h"):
            assert not re.search(rf"(?:\||>|  )`? ?{header} ?`?(?:\||<|  )", page), header
    assert re.search(r"Hit  Share  Incidents  Code +Cause", shown(fleet))


def test_colours_are_there_only_where_they_are_asked_for(of: Of) -> None:
    fleet = of("weeks")
    assert "\x1b[" not in shown(fleet)
    assert "\x1b[31mmore" in shown(fleet, color=True)


def test_devices_stand_beside_units(tmp_path: Path) -> None:
    tables = fleets.made(300)
    for number, row in enumerate(tables.units):
        row["meta_device"] = f"device {number % 25}"
    page = shown(summarize(tables.write(tmp_path)), width=120)
    assert re.search(r"300 units, 25 of 25 devices, ", page)
    assert re.search(r"\d+ of 287 units \(\d+%\), \d+ of 25 devices, ", page)


# ---- in every form ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [*FLEETS, "hostile"])
def test_the_page_for_the_browser_is_strict_and_loads_nothing(of: Of, name: str, lang: str) -> None:
    page = shown(of(name, lang), "html")
    html5lib.HTMLParser(strict=True).parse(page)
    assert page.count("<script") == 1
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_row_of_every_table_is_in_every_form(of: Of, lang: str) -> None:
    fleet = of("weeks", lang)
    tables = fleet_text(fleet).tables
    markdown, page = shown(fleet, "markdown", whole=True), shown(fleet, "html")
    assert page.count("<tr data-row") == sum(len(table.rows) for table in tables)
    for table in tables:
        assert f"\n## {table.title}\n" in markdown.replace("`", "")
        assert table.title in page
    rendered = MarkdownIt("commonmark").enable("table").render(markdown)
    assert rendered.count("<tr>") == sum(len(table.rows) + 1 for table in tables)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_text_is_shown_as_text(of: Of, lang: str) -> None:
    fleet = of("hostile", lang)
    text, markdown, page = (shown(fleet, form, width=2_000, whole=True) for form in ("text", "markdown", "html"))
    for form in (text, markdown, page):
        assert "\x1b" not in form
        assert "\u202e" not in form
        assert "\n# x" not in form
    assert "<script>window" not in page
    assert "&lt;script&gt;window" in page
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    assert "<script>" not in rendered
    for tag in html5lib.parse(rendered, namespaceHTMLElements=False).iter():
        assert tag.tag not in {"script", "a", "img"}
    assert json.loads(shown(fleet, "json"))["groupings"][0]["groups"][0]["value"].startswith(HOSTILE)


# ---- in a browser ----------------------------------------------------------------------------------------------------

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def files(of: Of, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of pages."""
    folder = tmp_path_factory.mktemp("pages")
    large = fleets.made(2_000).write(folder / "large")
    wanted = {
        "large": summarize(large),
        "zh": summarize(large, lang="zh"),
        "hostile": of("hostile"),
        "failed": of("failed"),
    }
    for name, fleet in wanted.items():
        (folder / f"{name}.html").write_text(shown(fleet, "html"), "utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in wanted}


def test_nothing_of_a_hostile_fleet_runs(visit: Open) -> None:
    opened = visit("hostile")
    assert opened.evaluate("window.__pwned") is None
    assert opened.evaluate("document.images.length + document.scripts.length") == 1
    assert "<script>window.__pwned=1</script>" in opened.inner_text("#examples")


@pytest.mark.parametrize("name", ["large", "zh", "hostile", "failed"])
@pytest.mark.parametrize("width", with_trials([400, 1280], [320, 768, 1920]))
def test_no_page_is_wider_than_its_window(visit: Open, name: str, width: int) -> None:
    opened = visit(name, viewport={"width": width, "height": 800})
    opened.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_tables_sort_by_numbers(visit: Open) -> None:
    opened = visit("large")
    cells = "(name) => [...document.querySelectorAll(`#${name} tbody tr`)].map((row) => row.cells[4].innerText)"
    opened.locator("#by-device_model thead button").nth(4).click()
    figures = [int(text.replace(",", "")) for text in opened.evaluate(cells, "by-device_model")]
    assert figures == sorted(figures, reverse=True)
    assert len(set(figures)) > 2
    opened.locator("#common thead button").nth(4).click()
    ratios = opened.evaluate(
        "() => [...document.querySelectorAll('#common tbody tr')].map((row) => row.cells[4].innerText)"
    )
    numbers = [float(text.split(" ")[0].replace(",", "")) for text in ratios]
    assert numbers == sorted(numbers, reverse=True)


def test_commands_can_be_copied(visit: Open) -> None:
    opened = visit("large")
    assert opened.locator(".causes .copy").count() == 3


@pytest.mark.parametrize("name", with_trials(["large"], ["zh", "failed"]))
@pytest.mark.parametrize("scheme", with_trials(["light"], ["dark"]))
def test_the_page_is_accessible(visit: Open, name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    opened = visit(name, color_scheme=scheme)
    found = axe.run(opened)
    assert found.violations_count == 0, found.generate_report()


# `hdc` and standard input are no units, and an empty file is no failure
_NO_REASONS = {kind_of(Problem.HDC), kind_of(Problem.CLOSED)}


@pytest.mark.parametrize("kind", sorted({*map(kind_of, Problem)} - _NO_REASONS))
def test_a_unit_that_cannot_be_read_has_its_reason_in_words(kind: str) -> None:
    assert all(f"fleet-reason-{kind}" in messages for messages in fleet_messages.MESSAGES.values())


def test_a_file_that_this_machine_cannot_read_is_read_again() -> None:
    of_machine = {kind_of(problem) for problem in (Problem.NOT_FOUND, Problem.NOT_OPENED, Problem.NO_PERMISSION)}
    assert of_machine <= _TRANSIENT
