"""Which form of the report goes where: `--format` and `--output` in all combinations, and one pass for all of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hilog_avsession.cli.outputs import outputs_of
from hilog_avsession.errors import WrongUsage
from hilog_avsession.output.formats import BY_NAME, FORMATS
from test_cli import run


def destinations(formats: list[str], paths: list[str]) -> set[tuple[str, str | None]]:
    outputs = outputs_of(formats, paths)
    every = [*outputs.whole, *([outputs.streamed] if outputs.streamed else [])]
    return {(one.format.name, one.path) for one in every}


@pytest.mark.parametrize(
    ("formats", "paths", "expected"),
    [
        ([], [], {("text", None)}),
        (["json"], [], {("json", None)}),
        ([], ["a.json"], {("json", "a.json")}),
        ([], ["a.out"], {("text", "a.out")}),
        ([], ["-"], {("text", None)}),
        (["json"], ["a.out"], {("json", "a.out")}),
        (["json"], ["a.txt"], {("json", "a.txt")}),  # what was asked for counts more than a suffix
        (["text", "json"], ["a.json"], {("text", None), ("json", "a.json")}),
        (["json", "text"], ["A.JSON"], {("text", None), ("json", "A.JSON")}),
        (["json", "text"], ["a.out", "b.out"], {("json", "a.out"), ("text", "b.out")}),
        (["text"], ["a.txt", "b.json"], {("text", "a.txt"), ("json", "b.json")}),
        (["text", "text"], ["a.txt"], {("text", None), ("text", "a.txt")}),
        (["text", "jsonl"], ["a.jsonl"], {("text", None), ("jsonl", "a.jsonl")}),
    ],
)
def test_formats_find_their_files(formats: list[str], paths: list[str], expected: set[tuple[str, str | None]]) -> None:
    assert destinations(formats, paths) == expected


@pytest.mark.parametrize(
    ("formats", "paths", "said"),
    [
        (["yaml"], [], "'yaml' is not a format; choose from text, json"),
        (["text", "json"], [], "text and json cannot share standard output"),
        (["json"], ["-", "a.txt", "-"], "--output names a file twice"),
        (["jsonl", "jsonl"], ["a.jsonl"], "jsonl is written while the log is read; it can go to one file only"),
    ],
)
def test_what_cannot_be_written_is_refused(formats: list[str], paths: list[str], said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        outputs_of(formats, paths)


def test_each_format_has_a_name_and_a_suffix_of_its_own() -> None:
    assert len(BY_NAME) == len({one.suffix for one in FORMATS}) == len(FORMATS)


def test_one_pass_writes_every_format(evening: Path, tmp_path: Path) -> None:
    paths = [tmp_path / f"report{one.suffix}" for one in FORMATS]
    done = run("analyze", "-", *(word for path in paths for word in ("-o", path)), stdin=evening.read_bytes())
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    lines = (tmp_path / "report.jsonl").read_text("utf-8").splitlines()
    assert len(report["incidents"]) == len(lines) == 11
    assert all(path.read_text("utf-8").strip() for path in paths)


def test_a_file_that_cannot_be_written_costs_no_other(evening: Path, tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    done = run("analyze", evening, "-o", tmp_path / "missing" / "a.json", "-o", good)
    assert done.returncode == 3
    assert b"a.json: cannot be written" in done.stderr
    assert "11 incidents" in good.read_text("utf-8")
