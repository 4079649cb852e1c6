"""docs/fleet.md: its examples run one after the other, its sample is a real report, its columns are those there are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bless_fleet import GOLDEN, PAGE, page
from simulator import captures

TEXT = PAGE.read_text("utf-8")


def test_the_columns_are_those_of_the_tables() -> None:
    assert page() == TEXT, "run python tests/bless_fleet.py and read the diff"


def test_the_sample_is_the_beginning_of_a_report() -> None:
    (sample,) = re.findall(r"^```text\n(\d+ causes of .*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    assert (GOLDEN / "weeks.en.txt").read_text("utf-8").startswith(sample)


def test_the_examples_run_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    captures.write(tmp_path / "captures", 24)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    program, query = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    exec(program, names)  # the page's own lines
    assert "causes of failures in" in capsys.readouterr().out
    assert (tmp_path / "night.html").stat().st_size
    assert names["hit"].sum() == sum(cause.units for cause in names["report"].causes)
    assert names["by_api"].sum() == names["report"].counts.incidents
    pytest.importorskip("duckdb", reason="duckdb is not installed")
    exec(query, names)
    assert names["top"]["units"].tolist() == [cause.units for cause in names["report"].causes]
