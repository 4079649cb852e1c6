"""The command `diff`: takes whatever holds two sides, says it in every form, and refuses what it cannot compare."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import unicodedata
from pathlib import Path

import html5lib
import pytest
from jsonschema import Draft202012Validator

from bless_comparisons import GOLDEN, goldens
from commands import run
from conftest import LOGS, ROOT
from hilog_avsession import Comparison, Filters, Report, analyze, compare
from hilog_avsession.cli.loading import load
from hilog_avsession.output.formats import COMPARISON_FORMATS
from hilog_avsession.output.schema import load_comparison_schema
from hilog_avsession.output.view import View
from hilog_avsession.output.wording.comparison import comparison_text
from test_comparing import CINEMA, MUSIC, RADIO, Kinds, made

BEFORE, AFTER = str(LOGS / "before.log"), str(LOGS / "after.log")


def diff(*arguments: str, data: bytes | None = None, status: int = 0) -> subprocess.CompletedProcess[bytes]:
    done = run("diff", *arguments, stdin=data, folder=ROOT)
    assert done.returncode == status, done.stderr.decode()
    return done


def rows_of(*arguments: str, data: bytes | None = None) -> list[tuple[object, ...]]:
    """Code, counts and verdict, by code."""
    document = json.loads(diff(*arguments, "--format", "json", data=data).stdout)
    Draft202012Validator(load_comparison_schema()).validate(document)
    return [(row["code"], row["a"], row["b"], row["verdict"]) for row in document["rows"] if row["by"] == "code"]


FIXED = [(6600105, 0, 11, "new"), (6600107, 16, 0, "gone"), (6600101, 3, 4, "same")]


def shown(comparison: Comparison, form: str = "text", width: int = 80, *, color: bool = False) -> str:
    format_ = next(one for one in COMPARISON_FORMATS if one.name == form)
    return "".join(format_.text_parts(comparison, View(width=width, color=color)))


def cells(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


# ---- what it takes ---------------------------------------------------------------------------------------------------


def test_two_logs_differ_in_what_the_fix_has_changed() -> None:
    assert rows_of(BEFORE, AFTER) == FIXED


@pytest.fixture
def reports(tmp_path: Path) -> tuple[str, str]:
    """The JSON reports of both builds, without a suffix: only the content tells."""
    paths = []
    for name in ("before", "after"):
        paths.append(tmp_path / name)
        paths[-1].write_text(analyze(LOGS / f"{name}.log").to_json(), "utf-8")
    return str(paths[0]), str(paths[1])


def test_json_reports_on_either_side(reports: tuple[str, str]) -> None:
    before, after = reports
    assert rows_of(before, after) == rows_of(before, AFTER) == rows_of(BEFORE, after) == FIXED


def test_a_report_that_powershell_has_written(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(analyze(BEFORE).to_json(), "utf-16")
    assert rows_of(str(tmp_path / "report.json"), AFTER) == FIXED


def test_archives_are_recognised_by_their_content(tmp_path: Path) -> None:
    (tmp_path / "before.bin").write_bytes(gzip.compress(Path(BEFORE).read_bytes()))
    with tarfile.open(tmp_path / "after.bin", "w:xz") as tar:
        tar.add(AFTER, "log/hilog.001")
    assert rows_of(str(tmp_path / "before.bin"), str(tmp_path / "after.bin")) == FIXED


def test_a_folder_of_logs_is_one_device(tmp_path: Path) -> None:
    lines = Path(BEFORE).read_text("utf-8").splitlines(keepends=True)
    for number, part in enumerate((lines[:200], lines[200:])):
        (tmp_path / f"{number}.log").write_text("".join(part), "utf-8")
    assert rows_of(str(tmp_path), AFTER) == FIXED
    document = json.loads(diff(str(tmp_path), BEFORE, "--format", "json").stdout)
    assert (document["a"]["inputs"], document["news"]) == (2, 0)


def test_a_folder_of_reports_is_several_devices(tmp_path: Path, reports: tuple[str, str]) -> None:
    folder = tmp_path / "devices"
    folder.mkdir()
    for number in range(3):
        shutil.copy(reports[0], folder / f"device{number}.json")
    (folder / ".DS_Store").write_bytes(b"\0\1")
    document = json.loads(diff(str(folder), BEFORE, "--format", "json").stdout)
    assert (document["a"]["incidents"], document["b"]["incidents"]) == (57, 19)
    assert document["a"]["minutes"] == pytest.approx(3 * document["b"]["minutes"], rel=1e-4)
    assert document["news"] == 0  # three times as many in three times the time
    assert rows_of(str(folder / "*.json"), AFTER)[1] == (6600107, 48, 0, "gone")


def test_standard_input_may_be_a_log_or_a_report() -> None:
    assert rows_of("-", AFTER, data=Path(BEFORE).read_bytes()) == FIXED
    assert rows_of(BEFORE, "-", data=analyze(AFTER).to_json().encode()) == FIXED


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_may_be_logs_or_reports(tmp_path: Path) -> None:
    contents = {"log": Path(BEFORE).read_bytes(), "report": analyze(AFTER).to_json().encode()}
    writers = []
    for name, content in contents.items():
        os.mkfifo(tmp_path / name)
        code = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
        writer = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / name)], stdin=subprocess.PIPE)
        assert writer.stdin is not None
        writer.stdin.write(content)
        writer.stdin.close()
        writers.append(writer)
    assert rows_of(str(tmp_path / "log"), str(tmp_path / "report")) == FIXED
    assert [writer.wait() for writer in writers] == [0, 0]


# ---- what it refuses -------------------------------------------------------------------------------------------------


def refusal(*arguments: str, status: int, data: bytes | None = None) -> str:
    done = diff(*arguments, status=status, data=data)
    assert done.stdout == b""
    return done.stderr.decode()


def test_a_folder_of_logs_and_reports_is_refused(tmp_path: Path, reports: tuple[str, str]) -> None:
    shutil.copy(BEFORE, tmp_path / "device.log")
    said = refusal(str(tmp_path), AFTER, status=3)
    assert "holds JSON reports (after) and other files (device.log); name either reports or logs" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"mood": "good"}', "not a JSON report of hilog-avsession; make the report again"),
        (
            '{"schema_version": 2, "tool": {"name": "hilog-avsession"}}',
            "a report of schema version 2, and 1 is the one",
        ),
        ("{", "not a JSON document: line 1, column 2 cannot be read"),
        ("a shopping list\nwith milk\n", "no HiLog"),
        (compare(made({}), made({})).to_json(), "is a comparison, not a report"),
    ],
    ids=["other", "version", "broken", "text", "comparison"],
)
def test_what_is_neither_log_nor_report_is_refused(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "a").write_text(content, "utf-8")
    assert said in refusal(AFTER, str(tmp_path / "a"), status=3)


def test_a_pipe_that_holds_no_report_is_refused() -> None:
    said = refusal("-", AFTER, status=3, data=b'{"mood": "good"}')
    assert "standard input: not a JSON report of hilog-avsession" in said
    assert "standard input: holds no HiLog line" in refusal("-", AFTER, status=3, data=b"good mood")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(str(tmp_path / "none"), AFTER, status=3)
    assert "no such file" in refusal(AFTER, str(tmp_path / "no*ne"), status=3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-", "-"), "only one of A and B can be standard input"),
        ((BEFORE, AFTER, "--by", "mood"), "cannot count by 'mood'; choose from code, cause, app"),
        ((BEFORE, AFTER, "--level", "2"), "2.0 is not a significance level"),
        ((BEFORE, AFTER, "--category", "mood"), "'mood' is not a category"),
        ((BEFORE, AFTER, "--code", "mood"), "'mood' is not an AVSession error code"),
    ],
)
def test_wrong_usage_is_refused(arguments: tuple[str, ...], said: str) -> None:
    assert said in refusal(*arguments, status=2)


def test_what_is_damaged_is_compared_as_far_as_it_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "cut.gz").write_bytes(gzip.compress(Path(BEFORE).read_bytes())[:-400])
    done = diff(str(tmp_path / "cut.gz"), AFTER, status=3)
    assert b"6600107" in done.stdout
    assert b"cut.gz: " in done.stderr


def test_reports_are_recognised_by_content_and_logs_are_left_to_be_diagnosed(tmp_path: Path) -> None:
    asked: list[object] = []

    def diagnose(place: object) -> Report:
        asked.append(place)
        return made({})

    (tmp_path / "log").write_text("[1] {not JSON}", "utf-8")
    (tmp_path / "empty").write_bytes(b"")
    for name in ("log", "empty", "missing"):
        load(str(tmp_path / name), diagnose)
    assert asked == [str(tmp_path / name) for name in ("log", "empty", "missing")]


# ---- options ---------------------------------------------------------------------------------------------------------


def test_a_file_is_written_in_the_form_of_its_suffix(tmp_path: Path) -> None:
    for suffix, begins in ((".json", "{"), (".md", "# "), (".txt", "2 codes"), (".html", "<!doctype html>")):
        path = tmp_path / f"diff{suffix}"
        assert diff(BEFORE, AFTER, "--output", str(path)).stdout == b""
        assert path.read_text("utf-8").startswith(begins)
    shown = diff(BEFORE, AFTER, "--output", str(tmp_path / "x.json"), "--format", "markdown").stdout
    assert shown.startswith(b"# ")
    assert (tmp_path / "x.json").read_text("utf-8").startswith("{")


def test_tables_and_filters_can_be_chosen() -> None:
    assert rows_of(BEFORE, AFTER, "--by", "code", "--code", "6600107", "--code", "-1010") == FIXED[:2]
    assert rows_of(BEFORE, AFTER, "--bundle", "com.example.radio") == FIXED[:1]
    page = diff(BEFORE, AFTER, "--by", "app", "--category", "session", "--level", "0.0001").stdout.decode()
    assert "By code" not in page
    assert "Filters: category Session." in page
    assert "com.example.radio" not in page  # 0.002 is not below the level
    assert "com.example.musicdemo" in page


def test_the_language_can_be_chosen_and_the_status_is_0_whatever_changed() -> None:
    assert "消失" in diff(BEFORE, AFTER, "--lang", "zh").stdout.decode()
    assert diff(BEFORE, BEFORE).stdout.decode().startswith("Nothing changed by more than chance explains")


# ---- what is said ----------------------------------------------------------------------------------------------------


def test_comparisons_are_what_they_were() -> None:
    made_now = {path.name: text for path, text in goldens()}
    assert made_now == {path.name: path.read_bytes().decode() for path in GOLDEN.iterdir()}
    assert len(made_now) == 24


SIDES: dict[str, tuple[Report, Report]] = {
    "builds": (analyze(BEFORE), analyze(AFTER)),
    "lossy": (analyze(LOGS / "evening.log"), analyze(AFTER)),
    "nothing": (made({}), made({})),
    "untimed": (made({(6600101, None, None): 9}, log=0), made({(6600101, None, None): 90}, log=0)),
    "by log": (made({(6600101, None, None): 9}), made({(6600101, None, None): 90})),
    "many": (
        made({(6600101 + n, "created-twice", f"com.example.rather.long.name.of.an.app{n}"): 12_345 for n in range(9)}),
        made({(6600103 + n, None, None): 100_000 + n for n in range(9)}),
    ),
    "alone": (
        made({(6600101, "created-twice", f"com.example.app{n}"): 8 for n in range(9)},
             {f"com.example.app{n}": 5.0 for n in range(9)}),
        made({(6600102, None, RADIO): 30}, {RADIO: 5.0}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("name", SIDES)
def test_the_page_keeps_its_width(name: str, width: int, lang: str) -> None:
    page = shown(compare(*SIDES[name], lang=lang), width=width)
    assert page.strip()
    assert max(map(cells, page.splitlines())) <= width


def test_the_news_come_first_and_the_rest_is_folded_into_a_line() -> None:
    page = shown(compare(*SIDES["builds"]))
    table = page[page.index("By code") : page.index("By cause")]
    assert table.index(" new ") < table.index(" gone ") < table.index("Not significant: 1 (incidents: 3 in A, 4 in B).")
    assert "6600101" not in table


def test_all_rows_are_listed_on_request() -> None:
    found = compare(*SIDES["builds"])
    whole = "".join(COMPARISON_FORMATS[0].text_parts(found, View(whole=True)))
    table = whole[whole.index("By code") : whole.index("By cause")]
    assert (
        table.index(" gone ") < table.index(" chance ") < table.index("6600101") < table.index("Not significant: 1 (")
    )
    assert "--all" in shown(found)
    assert "--all" not in whole
    markdown = "".join(COMPARISON_FORMATS[1].text_parts(found, View(whole=True)))
    assert "| chance | 3 | 4 | 0.25 | 0.34 | 1.000 | `6600101` |" in markdown
    assert "6600101" not in shown(found, "markdown")
    assert shown(found, "json") == "".join(COMPARISON_FORMATS[2].text_parts(found, View(whole=True)))
    assert b" chance " in diff(BEFORE, AFTER, "--all").stdout


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("name", SIDES)
def test_the_page_with_all_rows_keeps_its_width_and_lists_every_row(name: str, width: int, lang: str) -> None:
    found = compare(*SIDES[name], lang=lang)
    page = "".join(COMPARISON_FORMATS[0].text_parts(found, View(width=width, whole=True)))
    assert max(map(cells, page.splitlines())) <= width
    listed = sum(len(section.shown) for section in comparison_text(found, whole=True).sections)
    assert listed == len(found.rows)


def test_the_counts_of_both_sides_stand_where_nothing_has_changed() -> None:
    page = shown(compare(SIDES["builds"][0], SIDES["builds"][0]))
    assert "Nothing changed" in page
    assert page.count("Not significant: 2 (incidents: 19 in A, 19 in B).") == 3
    untested = shown(compare(made({(6600101, None, None): 1}), made({(6600101, None, None): 2})), width=120)
    assert "Not significant: 1 (incidents: 1 in A, 2 in B). Too few incidents for any significance: 1." in untested


def test_the_page_for_the_browser_is_strict_and_holds_every_row() -> None:
    for name, pair in SIDES.items():
        for lang in ("en", "zh"):
            found = compare(*pair, lang=lang)
            page = shown(found, "html")
            html5lib.HTMLParser(strict=True).parse(page)
            assert page.count('<tr class="') == len(found.rows), name
            assert "<script" not in page
            assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert " open" not in re.findall(r"<details[^>]*>", shown(compare(*SIDES["builds"]), "html"))[0]
    whole = "".join(COMPARISON_FORMATS[3].text_parts(compare(*SIDES["builds"]), View(whole=True)))
    assert set(re.findall(r"<details[^>]*>", whole)) == {'<details class="fold" open>'}


def test_the_bars_of_a_table_have_one_scale() -> None:
    page = shown(compare(*SIDES["builds"], by=["code"]), "html")
    widths = [float(width) for width in re.findall(r'class="side-[ab]"[^>]* width="([0-9.]+)%"', page)]
    assert len(widths) == 6
    assert max(widths) == 100
    assert sorted(widths)[:2] == [0, 0]


def test_what_limits_the_figures_is_said() -> None:
    lossy = shown(compare(*SIDES["lossy"]))
    assert "! A lost lines, so its counts are lower bounds" in lossy
    assert "B lost lines" in shown(compare(*reversed(SIDES["lossy"])))
    assert "B lost lines" not in lossy
    assert "How much time each log covers is not known" in shown(compare(*SIDES["untimed"]))
    assert "A/min" not in shown(compare(*SIDES["untimed"]))
    assert "per minute of log" in shown(compare(*SIDES["by log"]))
    filtered = analyze(BEFORE, filters=Filters(codes=frozenset({6600107})))
    assert "The report of A leaves out 3 incidents" in shown(compare(filtered, filtered), width=200)
    assert "Neither A nor B has an incident" in shown(compare(*SIDES["nothing"]))


def test_what_ran_on_one_side_only_is_named_and_not_compared() -> None:
    page = shown(compare(*SIDES["alone"]), width=300)
    assert "only one side had sessions of the application: com.example.radio (B), com.example.app0 (A)," in page
    assert "com.example.app3 (A), 5 more." in page
    assert "of the application: 6600101 (A), 6600102 (B)." in page
    assert "6600101 created-twice (A)." in page
    assert "Nothing changed" in page


def test_rates_of_all_sessions_are_marked_among_those_of_an_applications_own() -> None:
    a = made({(1, None, RADIO): 2, (1, None, CINEMA): 40}, {RADIO: 10.0, CINEMA: 10.0})
    b = made({(1, None, RADIO): 40, (1, None, CINEMA): 5, (1, None, MUSIC): 40}, {RADIO: 10.0, CINEMA: 10.0})
    for form in ("text", "markdown"):
        page = shown(compare(a, b), form)
        assert "own sessions" in page
        assert "per minute of all sessions" in page
    table = page[page.index("## By application") :]
    assert "| **new** | 0 | 40 | 0\\* | 2.00\\* |" in table
    assert "| **more** | 2 | 40 | 0.20 | 4.00 |" in table


HOSTILE = "evil\x1b[31m|`<script>alert(1)</script>`@team ‮#12\n# x"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_stands_in_a_log_shows_as_text(lang: str) -> None:
    kinds: Kinds = {(6600101, HOSTILE, HOSTILE): 40, (6699999, None, "com.example.x"): 3}
    found = compare(made(kinds), made({}), lang=lang, names=(HOSTILE, HOSTILE))
    page, markdown = shown(found, width=300), shown(found, "markdown")
    browser = shown(found, "html")
    html5lib.HTMLParser(strict=True).parse(browser)
    assert "<script" not in browser
    for text in (page, markdown, browser):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "\n# x" not in text
    assert "<script>" not in "".join(markdown.split("`")[::2]).replace("<code>", "")
    assert json.loads(shown(found, "json"))["a"]["name"] == HOSTILE


def test_colours_are_there_only_where_they_are_asked_for() -> None:
    found = compare(*SIDES["builds"])
    assert "\x1b[" not in shown(found)
    assert "\x1b[1;31mnew" in shown(found, color=True)


# ---- what it loads ---------------------------------------------------------------------------------------------------


def test_a_comparison_loads_no_heavy_library() -> None:
    code = (
        f"import sys; sys.argv = ['hilog-avsession', 'diff', {BEFORE!r}, {AFTER!r}]\n"
        "from hilog_avsession.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert not loaded & {"pandas", "numpy", "scipy", "matplotlib", "jinja2"}


# ---- filters and logs that leave nothing to compare ------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_filters_that_leave_nothing_say_what_there_is(form: str) -> None:
    a, b = analyze(BEFORE), analyze(AFTER)
    page = shown(compare(a, b, filters=Filters(bundles="exampel", codes=6600107)), form, width=300).replace("`", "")
    assert "No incident of A or B matches the filters" in page
    assert "Filters: code 6600107; application exampel." in page
    assert "16 incidents match --code 6600107, but none of them" in page
    assert "No incident matches --bundle exampel. Did you mean com.example.lessons?" in page
    assert "com.example.radio (11)" in page


def test_filters_that_leave_nothing_stand_in_the_json_document_too() -> None:
    a, b = analyze(BEFORE), analyze(AFTER)
    (item,) = compare(a, b, filters=Filters(categories="drm")).to_dict()["unmatched_filters"]
    assert (item["filter"], item["incidents"]) == ("category", 0)
    assert item["present"] == [{"value": "session", "incidents": 34, "owner": None}]
    for filters in (Filters(), Filters(codes=6600105)):  # the second fits one side
        assert compare(a, b, filters=filters).to_dict()["unmatched_filters"] == []


def test_no_pseudonym_is_offered_as_a_similar_spelling() -> None:
    page = diff(BEFORE, AFTER, "--bundle", "exampel", "--redact").stdout.decode()
    assert "No incident of A or B matches the filters" in page
    assert "app1 (16)" in page
    assert "Did you mean" not in page
    assert "example" not in page


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "B holds no line."),
        ("11-06 19:30:00.100  1310  1344 I C01234/Other: hello\n", "B holds no line of AVSession."),
    ],
)
def test_a_log_without_avsession_makes_nothing_new_or_gone(tmp_path: Path, line: str, said: str) -> None:
    other = tmp_path / "other.log"
    other.write_text(line)
    found = compare(analyze(BEFORE), analyze(other))
    assert not found.news
    assert not found.is_comparable
    page = shown(found, width=300)
    assert page.startswith("No comparison: a log shows nothing of AVSession\n")
    assert said in page
    assert "Not compared: 6600107 (A), 6600101 (A)." in page
    assert found.to_dict()["b"]["shows_avsession"] is False
