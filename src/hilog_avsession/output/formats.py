"""The table of formats: from a name or a file's suffix to the module that writes the report so.

To add one, put a module with `pieces(report, view)` beside this one, and a row with its name here: it is offered by
`--format`, found by the suffix of `--output`, and the tests write their reports in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from .view import View

if TYPE_CHECKING:
    from ..model.report import ReportData


class Format(NamedTuple):
    """One form of a report."""

    name: str
    suffix: str  # of a file in it
    module: str  # beside this one; its `pieces` makes the text, piece by piece

    def pieces(self, report: ReportData, view: View | None = None) -> Iterable[str]:
        """The report in this form; a long one never stands in memory as a whole."""
        pieces: Iterable[str] = import_module(f".{self.module}", __package__).pieces(report, view or View())
        return pieces


FORMATS: tuple[Format, ...] = (
    Format("text", ".txt", "terminal.report"),
    Format("json", ".json", "json"),
    Format("jsonl", ".jsonl", "jsonl"),
    Format("csv", ".csv", "csv"),
    Format("markdown", ".md", "markdown.report"),
    Format("junit", ".xml", "junit"),
    Format("html", ".html", "html"),
)
BY_NAME = {one.name: one for one in FORMATS}
