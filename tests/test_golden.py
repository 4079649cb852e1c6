"""Every format on the same logs: what it makes of them stands beside this, and no log steers what shows it."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from bless_golden import GOLDEN, LANGUAGES, LOGS, SCENES, Golden, Scene, goldens
from conftest import ROOT
from hilog_avsession.cli.console import write
from hilog_avsession.output.formats import BY_NAME, FORMATS, Format

ALL = list(goldens())
HOSTILE = next(scene for scene in SCENES if scene.name == "hostile")
UNSAFE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f"  # control characters; a line may end
    r"\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"  # direction, joiners, separators
    r"\ud800-\udfff\ufffe\uffff]"  # no characters
)

reported = cache(Scene.report)


@pytest.mark.parametrize("golden", ALL, ids=lambda golden: golden.path.name)
def test_a_report_is_what_it_was(golden: Golden) -> None:
    assert golden.path.exists(), "run python tests/bless_golden.py and read what it adds"
    text = golden.text(reported(golden.scene, golden.lang))
    assert text == golden.path.read_bytes().decode(), "run python tests/bless_golden.py and read the diff"


def test_every_format_has_its_golden_reports_and_nothing_else_lies_there() -> None:
    wanted, found = {golden.path.name for golden in ALL}, {path.name for path in GOLDEN.iterdir()}
    assert wanted - found == set(), "run python tests/bless_golden.py and read what it adds"
    assert found - wanted == set(), "remove what no format writes"
    assert len(ALL) == len(SCENES) * len(LANGUAGES) * len(FORMATS)
    assert {golden.format for golden in ALL} == set(FORMATS)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
@pytest.mark.parametrize("page", ["README.md", "docs/formats.md"])
def test_a_format_is_described(format_: Format, page: str) -> None:
    assert f"| `{format_.name}` |" in (ROOT / page).read_text("utf-8"), f"describe {format_.name} in {page}"


def test_no_two_formats_share_a_name_or_a_suffix() -> None:
    assert len({format_.name for format_ in FORMATS}) == len({format_.suffix for format_ in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hostile_log_leaves_no_character_that_steers(format_: Format, lang: str) -> None:
    text = Golden(HOSTILE, lang, format_).text(reported(HOSTILE, lang))
    text = text.replace("\r\n", "\n") if format_.name == "csv" else text
    assert UNSAFE.findall(text) == []
    # a format may leave out a log's text, but not half of it
    assert "31mred" not in text or "\\x1b[31mred" in text or "\\u001b[31mred" in text
    assert "gnp.exe" not in text or "\\u202egnp.exe" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hostile_log_colours_nothing_in_the_terminal(lang: str) -> None:
    view = HOSTILE.view._replace(color=True)
    text = "".join(BY_NAME["text"].text_parts(reported(HOSTILE, lang), view))
    own, rest = re.findall(r"\x1b\[[0-9;]*m", text), re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert own
    assert UNSAFE.findall(rest) == []


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_gate_stands_in_every_format(format_: Format, lang: str) -> None:
    scene = next(scene for scene in SCENES if scene.gates)
    report = reported(scene, lang)
    assert {gate.tripped for gate in report.gates} == {True, False}
    text = Golden(scene, lang, format_).text(report)
    for gate in report.gates:
        stands = gate.gate in text or gate.gate.replace(">", "&gt;") in text
        assert stands, f"the format {format_.name} does not tell the gate {gate.gate}"


def test_one_pass_writes_every_format(tmp_path: Path) -> None:
    scene = SCENES[0]
    wanted = [
        golden for golden in ALL if golden.scene is scene and golden.lang == "en" and golden.format.name != "jsonl"
    ]
    outputs = [f"--output={tmp_path / golden.path.name}" for golden in wanted]
    command = [sys.executable, "-m", "hilog_avsession", "analyze", *scene.logs, "--lang", "en", *outputs]
    subprocess.run(command, cwd=LOGS, check=True)
    for golden in wanted:
        assert (tmp_path / golden.path.name).read_bytes() == golden.path.read_bytes(), golden.path.name


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_records_of_csv_end_once_wherever_they_are_written(line_end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(os, "linesep", line_end)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="utf-8", newline=line_end))
    write(BY_NAME["csv"].text_parts(reported(SCENES[0], "en")))
    assert raw.getvalue() == (GOLDEN / "evening.en.csv").read_bytes()
