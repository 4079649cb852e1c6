"""The notebooks run from start to end and are kept with their outputs."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from conftest import ROOT, with_trials

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "01_first_look",
        "02_bug_report_triage",
        "03_compare_two_builds",
        "04_fleet",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_with_what_it_shows(path: Path) -> None:
    kept = nbformat.read(path, as_version=4)
    nbformat.validate(kept)
    cells = [cell for cell in kept.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))  # once, from start to end
    assert all(cell.outputs for cell in cells)
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    assert any("image/png" in output.get("data", {}) for output in outputs)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_names_files_that_are_there(path: Path) -> None:
    text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
    named = re.findall(r"""["(](\.\./[\w./-]+|\d\d_\w+\.ipynb)[")]""", text)
    assert named
    assert [name for name in named if not (path.parent / name).exists()] == []


FLEET = [path for path in NOTEBOOKS if path.stem.endswith("fleet")]  # diagnoses 200 captures


@pytest.mark.parametrize(
    "path", with_trials([path for path in NOTEBOOKS if path not in FLEET], FLEET), ids=lambda path: path.stem
)
def test_a_notebook_runs_and_says_what_it_shows(path: Path) -> None:
    kept = nbformat.read(path, as_version=4)
    fresh = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(path.parent)}}
    # a slow kernel sends what a cell prints in several parts
    NotebookClient(fresh, timeout=120, resources=where, coalesce_streams=True).execute()
    for before, now in zip(kept.cells, fresh.cells, strict=True):
        if before.cell_type == "code":
            assert texts(now) == texts(before), before.source


def texts(cell: nbformat.NotebookNode) -> list[str]:
    """The text of a cell's outputs; pictures and tables in HTML differ between versions of the libraries."""
    texts = []
    for output in cell.outputs:
        pictured = "image/png" in output.get("data", {})
        if not pictured:
            shown = output.get("data", {})
            texts.append(output.get("text", "") or shown.get("text/plain", ""))
            texts += [shown["text/html"]] if shown.get("text/plain", "").startswith("<Report") else []
    return texts
