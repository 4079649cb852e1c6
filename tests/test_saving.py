"""A report from Python to every form: the suffix selects it, the options are those of the command line."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hilog_avsession import Report, UnreadableInput, UnwritableOutput, WrongUsage, analyze
from hilog_avsession.output.formats import (
    COMPARISON_FORMATS,
    FORMATS,
    Format,
    format_named,
    format_of_file,
    format_of_suffix,
)
from hilog_avsession.output.view import View

WITH_SUFFIX = [row for row in FORMATS if row.suffix]
SUFFIXES = [(suffix, row) for row in FORMATS for suffix in (row.suffix, *row.also) if suffix]


@pytest.fixture(scope="module")
def report() -> Report:
    return analyze(Path(__file__).parent / "fixtures" / "logs" / "evening.log")


# ---- the rule --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("suffix", "row"), SUFFIXES, ids=[suffix for suffix, _ in SUFFIXES])
def test_a_suffix_selects_its_format_in_capitals_too(suffix: str, row: Format) -> None:
    assert format_of_file(f"a{suffix}") == format_of_file(f"A.B{suffix.upper()}") == row
    assert format_of_file(f"a{suffix}", row.name) == row


def test_no_suffix_selects_two_formats() -> None:
    for formats in (FORMATS, COMPARISON_FORMATS):
        suffixes = [suffix for row in formats for suffix in (row.suffix, *row.also) if suffix]
        assert len(set(suffixes)) == len(suffixes)


@pytest.mark.parametrize("path", ["report", "dir.html/report", "json"])
def test_a_file_whose_suffix_selects_nothing_needs_a_name(path: str) -> None:
    assert format_of_suffix(path) is None
    assert format_of_file(path, "json").name == "json"
    with pytest.raises(WrongUsage, match=r'format; use \.txt \(text\), .*, or name the format: format="json"'):
        format_of_file(path)


def test_a_suffix_of_no_format_is_named() -> None:
    for path, suffix in (("report.dat", ".dat"), ("report.html.bak", ".bak")):
        with pytest.raises(WrongUsage, match=rf"{path}: no format has the suffix \{suffix}; use "):
            format_of_file(path)


def test_a_name_counts_more_than_a_suffix() -> None:
    assert format_of_file("r.html", "json").name == "json"


def test_an_unknown_format_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(WrongUsage, match="'yaml' is not a format; choose from text, json"):
        format_of_file("r.yaml", "yaml")
    with pytest.raises(WrongUsage, match="'html' is not a format; choose from text, markdown, json"):
        format_named("html", COMPARISON_FORMATS[:3])


def test_the_longest_suffix_decides() -> None:
    rows = (Format("json", ".json", "json"), Format("sarif", ".sarif", "sarif", also=(".sarif.json",)))
    assert format_of_file("a.sarif.json", formats=rows).name == "sarif"
    assert format_of_file("a.json", formats=rows).name == "json"


# ---- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", WITH_SUFFIX, ids=lambda row: row.name)
def test_a_report_is_saved_in_the_form_of_the_suffix(report: Report, row: Format, tmp_path: Path) -> None:
    saved = report.save(tmp_path / f"r{row.suffix}")
    assert saved == tmp_path / f"r{row.suffix}"
    assert saved.read_bytes().decode() == "".join(row.text_parts(report))
    assert report.save(str(saved)) == saved  # again, over itself
    assert os.listdir(tmp_path) == [saved.name]


def test_a_saved_report_can_be_read_by_others(report: Report, tmp_path: Path) -> None:
    if os.name == "posix":
        mask = os.umask(0o022)
        os.umask(mask)
        assert stat.S_IMODE(report.save(tmp_path / "r.txt").stat().st_mode) == 0o666 & ~mask


def test_a_named_format_is_written_whatever_the_file_is_called(report: Report, tmp_path: Path) -> None:
    assert json.loads(report.save(tmp_path / "r.dat", "json").read_text("utf-8"))["counts"]["incidents"] == 11
    assert report.save(tmp_path / "page", format="html").read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(("name", "format_"), [("r.dat", None), ("r.html", "yaml"), ("", None)])
def test_a_report_that_cannot_be_saved_so_leaves_no_file(
    report: Report, name: str, format_: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WrongUsage):
        report.save(name, format_)
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_missing_is_named(report: Report, tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "gone" / "r.json")
    (tmp_path / "file").touch()
    for name, folder in (("missing/r.html", "missing"), ("file/r.json", "file"), ("link.json", "gone")):
        said = f"there is no folder {tmp_path}/{folder}; create it, or choose another"
        with pytest.raises(UnwritableOutput) as caught:
            report.save(f"{tmp_path}/{name}")
        assert str(caught.value) == f"{tmp_path}/{name}: cannot be written: {said}"
    assert sorted(os.listdir(tmp_path)) == ["file", "link.json"]


@pytest.mark.parametrize("name", [".json/", "nul\0.json", "half\ud800.json", f"{'n' * 256}.json"])
def test_a_file_that_cannot_be_written_is_named(report: Report, name: str, tmp_path: Path) -> None:
    (tmp_path / ".json").mkdir()
    with pytest.raises(UnwritableOutput, match="cannot be written"):
        report.save(f"{tmp_path}/{name}", "html" if "html" in name else "json")
    assert os.listdir(tmp_path) == [".json"]
    assert os.listdir(tmp_path / ".json") == []


def test_a_name_may_be_as_long_as_the_system_allows(report: Report, tmp_path: Path) -> None:
    name = "n" * (os.pathconf(tmp_path, "PC_NAME_MAX") - len(".json")) + ".json"
    report.save(tmp_path / name)
    assert os.listdir(tmp_path) == [name]


def test_an_old_file_stays_when_the_new_one_fails(report: Report, tmp_path: Path) -> None:
    kept = tmp_path / "r.html"
    kept.write_text("old", "utf-8")
    with pytest.raises(
        WrongUsage, match="top cannot be 0; give a whole number from 1 on, or None for the usual number"
    ):
        report.save(kept, top=0)
    assert kept.read_text("utf-8") == "old"
    assert os.listdir(tmp_path) == ["r.html"]


# ---- texts -----------------------------------------------------------------------------------------------------------

TEXTS: dict[str, Callable[..., str]] = {
    "text": Report.to_text,
    "markdown": Report.to_markdown,
    "html": Report.to_html,
    "csv": Report.to_csv,
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_that_of_the_command_line(report: Report, name: str) -> None:
    assert TEXTS[name](report) == "".join(format_named(name).text_parts(report))


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
@pytest.mark.parametrize("options", [{"top": 1}, {"evidence": 0}, {"stories": True}], ids=str)
def test_a_text_takes_the_options_of_the_command_line(
    report: Report, name: str, options: dict[str, int], tmp_path: Path
) -> None:
    text = TEXTS[name](report, **options)
    assert text == "".join(format_named(name).text_parts(report, View(**options)))  # type: ignore[arg-type]
    assert text != TEXTS[name](report)
    saved = report.save(tmp_path / "r", name, **options)  # type: ignore[arg-type]
    assert saved.read_bytes().decode() == text


def test_a_text_is_as_wide_as_asked_and_coloured_on_request(report: Report) -> None:
    narrow, usual = (
        max(len(line) for line in text.splitlines() if "hdc shell" not in line)  # a command is never wrapped
        for text in (report.to_text(width=60), report.to_text())
    )
    assert narrow <= 60 < usual
    assert "\x1b[" in report.to_text(color=True)
    assert "\x1b[" not in report.to_text()


@pytest.mark.parametrize(
    "options",
    [{"top": -1}, {"top": "3"}, {"evidence": -1}, {"evidence": "all"}, {"stories": "no"}, {"width": 0}],
    ids=str,
)
def test_an_option_that_makes_no_sense_is_refused_with_what_does(report: Report, options: dict[str, object]) -> None:
    (name,) = options
    with pytest.raises(WrongUsage, match=f"{name} cannot be .*; give "):
        report.to_text(**options)  # type: ignore[arg-type]


def test_a_report_prints_what_failed_and_what_to_do_and_is_one_line_in_a_list(report: Report) -> None:
    printed = str(report)
    assert "11 incidents" in printed.splitlines()[0]
    assert "Throttle" in printed
    assert len(printed.splitlines()) <= 24
    assert max(map(len, printed.splitlines())) <= 80
    assert repr(report) == "<Report: 11 incidents, 2 sessions, 188 lines of log>"
    assert repr([report]) == f"[{report!r}]"


@pytest.mark.parametrize("name", TEXTS)
def test_a_reworded_report_is_that_of_an_analysis_in_that_language(report: Report, name: str) -> None:
    zh = analyze(Path(__file__).parent / "fixtures" / "logs" / "evening.log", lang="zh")
    assert report.reworded("zh") == zh
    assert TEXTS[name](report.reworded("zh")) == TEXTS[name](zh)
    assert zh.reworded("en") == report
    assert report.reworded("en") is report


def test_a_whole_text_leaves_nothing_out(report: Report) -> None:
    whole = report.to_text(whole=True)
    assert len(whole) > len(report.to_text(top=1))
    assert all(advice.title in " ".join(whole.split()) for advice in report.recommendations)


# ---- and back --------------------------------------------------------------------------------------------------------


def test_a_saved_report_is_loaded_again(report: Report, tmp_path: Path) -> None:
    back = Report.load(report.save(tmp_path / "r.json"))
    assert isinstance(back, Report)
    assert back.to_json() == report.to_json()
    assert Report.load(str(tmp_path / "r.json")) == back


def test_a_file_that_is_not_a_report_is_named(report: Report, tmp_path: Path) -> None:
    page = report.save(tmp_path / "r.html")
    for path, said in ((page, "r.html: "), (tmp_path / "missing.json", "missing.json: no such file")):
        with pytest.raises(UnreadableInput, match=said):
            Report.load(path)
    with pytest.raises(WrongUsage, match="path cannot be None; give the path of a file"):
        Report.load(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_a_name_that_is_not_utf_8_shows_its_bytes_and_is_read_back(
    format_: Format, report: Report, tmp_path: Path
) -> None:
    named = replace(report, inputs=tuple(entry._replace(source="log\udcff.txt") for entry in report.inputs))
    text = "".join(format_.text_parts(named))
    assert named.save(tmp_path / "report", format_.name).read_text("utf-8") == text.replace("\r\n", "\n")
    if format_.name not in ("json", "jsonl"):
        assert r"\udcff" not in text
    if format_.name in ("text", "markdown", "html"):
        assert r"log\xff.txt" in text
    if format_.name == "json":
        assert r"log\\udcff.txt" in text
        assert Report.from_json(text).inputs == named.inputs
        assert json.loads(text)["inputs"] == named.to_dict()["inputs"]
