"""The formats of a report and of a comparison: a name, the suffix of a file, and the module that writes the text.

To add a format, write a module with `text_parts(report, view)` next to this one and add its row to `FORMATS`, or to
`COMPARISON_FORMATS` if it writes a comparison. `--format` then offers it, and the suffix of `--output` selects it.
The tests write their reports in it: it tells the outcome of each gate, and shows text of a log through `visible` or
escapes it itself. `tests/bless_golden.py` or `tests/bless_comparisons.py` adds its golden files. Describe it in
README.md and docs/formats.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from .view import View

if TYPE_CHECKING:
    from ..model.report import ReportData
    from ..results.comparison.values import Comparison


class Format(NamedTuple):
    """A format in which a report or a comparison is written."""

    name: str
    suffix: str  # of its files
    module: str  # relative to this package; has the function `text_parts`

    def text_parts(self, subject: ReportData | Comparison, view: View | None = None) -> Iterable[str]:
        """Yield the text in parts, so that a long one is never in memory as a whole."""
        parts: Iterable[str] = import_module(f".{self.module}", __package__).text_parts(subject, view or View())
        return parts


FORMATS = (
    Format("text", ".txt", "terminal.report"),
    Format("json", ".json", "json"),
    Format("jsonl", ".jsonl", "jsonl"),
    Format("csv", ".csv", "csv"),
    Format("markdown", ".md", "markdown.report"),
    Format("junit", ".xml", "junit"),
    Format("html", ".html", "html"),
)
COMPARISON_FORMATS = (
    Format("text", ".txt", "terminal.comparison"),
    Format("markdown", ".md", "markdown.comparison"),
    Format("json", ".json", "comparison_json"),
)
BY_NAME = {row.name: row for row in FORMATS}
