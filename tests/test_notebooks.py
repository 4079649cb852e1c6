"""The notebooks run from start to end and are kept with their outputs."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_says_what_it_shows(path: Path) -> None:
    kept = nbformat.read(path, as_version=4)
    fresh = nbformat.read(path, as_version=4)
    NotebookClient(fresh, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    for before, now in zip(kept.cells, fresh.cells, strict=True):
        if before.cell_type == "code":
            assert texts(now) == texts(before), before.source


def texts(cell: nbformat.NotebookNode) -> list[str]:
    """The plain text of a cell's outputs; pictures differ between versions of the plotting library."""
    texts = []
    for output in cell.outputs:
        pictured = "image/png" in output.get("data", {})
        if not pictured:
            texts.append(output.get("text", "") or output.get("data", {}).get("text/plain", ""))
    return texts
