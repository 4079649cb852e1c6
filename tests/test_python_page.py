"""docs/python.md: its examples run as they stand, one after the other, and it names every method of a report."""

from __future__ import annotations

import inspect
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import hilog_avsession
from conftest import ROOT

PAGE = ROOT / "docs" / "python.md"
TEXT = PAGE.read_text("utf-8")


def test_the_examples_run_as_they_stand(
    evening: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(evening, tmp_path / "device.log")
    shutil.copy(evening.with_name("before.log"), tmp_path / "older.log")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    blocks = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 8
    for block in blocks:
        exec(block, names)  # the page's own lines
    printed = capsys.readouterr().out
    assert "11 incidents in 2 sessions" in printed
    assert "com.example.radio" in printed
    saved = {path.name for path in tmp_path.iterdir()}
    assert {"report.html", "report.md", "report.dat", "monday.json", "to-share.html", "report.zh.html"} <= saved
    assert names["both"].counts.incidents == 11 + names["analyze"]("older.log").counts.incidents
    assert not names["changes"].news
    assert names["per_second"].sum() == 11


def test_every_method_of_a_report_is_described() -> None:
    methods = {name for name, _ in inspect.getmembers(hilog_avsession.Report) if not name.startswith("_")}
    fields = set(hilog_avsession.Report.__dataclass_fields__)
    assert [name for name in sorted(methods - fields) if not re.search(rf"\b{name}\b", TEXT)] == []


@pytest.mark.parametrize("name", ["analyze", "iter_incidents"])
def test_every_option_is_described(name: str) -> None:
    parameters = inspect.signature(getattr(hilog_avsession, name)).parameters.values()
    options = [one.name for one in parameters if one.kind is one.KEYWORD_ONLY]
    assert options
    assert [option for option in options if f"| `{option}` |" not in TEXT] == []


def test_every_filter_and_every_error_is_described() -> None:
    filters = inspect.signature(hilog_avsession.Filters).parameters
    assert [name for name in filters if f"`{name}`" not in TEXT] == []
    errors = [name for name in hilog_avsession.__all__ if name.endswith(("Error", "Usage", "Input", "Output", "Code"))]
    kinds = [name for name in errors if issubclass(getattr(hilog_avsession, name), hilog_avsession.HilogAvsessionError)]
    assert len(kinds) >= 6
    assert [name for name in kinds if f"`{name}`" not in TEXT] == []


def test_the_page_links_to_pages_that_are_there() -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[\w-]+)?\)", TEXT)
    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
