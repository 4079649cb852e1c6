"""The formats of a report, of a comparison and of a fleet: a name, a suffix, and the module that writes the text.

To add a format, write a module with `text_parts(report, view)` next to this one and add its row to `FORMATS`, or to
`COMPARISON_FORMATS` or `FLEET_FORMATS` if it writes one of these. `--format` then offers it, and the suffix of
`--output` selects it. The tests write their reports in it and demand that it tells the outcome of each gate, and that
text of a log passes `visible` or is escaped. `tests/bless_golden.py`, `tests/bless_comparisons.py` or
`tests/bless_fleet.py` adds its golden files. Describe it in README.md and docs/formats.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from ..errors import WrongUsage
from ..phrases import Phrase
from .view import View

if TYPE_CHECKING:
    from ..model.report import ReportData
    from ..results.comparison.values import ComparisonData
    from ..results.fleet.values import FleetData


class Format(NamedTuple):
    """A format in which a report or a comparison is written."""

    name: str
    suffix: str  # of its files; empty: `--output` takes it only as `FILE:NAME`
    module: str = ""  # relative to this package; has `text_parts`. Empty: the command writes the text itself
    title: str = ""  # the name that people know, where it is not `name` in capitals
    also: tuple[str, ...] = ()  # other suffixes of its files
    longest: int | None = None  # characters that its readers take

    @property
    def encoding(self) -> str | None:
        """The encoding on standard output: UTF-8 for programs, None for that of the terminal."""
        return None if self.name == "text" else "utf-8"

    def text_parts(self, subject: ReportData | ComparisonData | FleetData, view: View | None = None) -> Iterable[str]:
        """Yield the text in parts, so that a long one is never in memory as a whole."""
        parts: Iterable[str] = import_module(f".{self.module}", __package__).text_parts(subject, view or View())
        return parts


FORMATS = (
    Format("text", ".txt", "terminal.report"),
    Format("json", ".json", "json"),
    Format("jsonl", ".jsonl", "jsonl", "JSON Lines", (".ndjson",)),
    Format("csv", ".csv", "csv"),
    Format("markdown", ".md", "markdown.report", "Markdown", (".markdown",), longest=65_536),  # an issue on GitHub
    Format("junit", ".xml", "junit", "JUnit XML"),
    Format("sarif", ".sarif", "sarif.document", also=(".sarif.json",)),
    Format("github", ".github", "github", "GitHub annotations"),
    Format("html", ".html", "html", also=(".htm",)),
)
COMPARISON_FORMATS = (
    Format("text", ".txt", "terminal.comparison"),
    Format("markdown", ".md", "markdown.comparison", "Markdown", (".markdown",)),
    Format("json", ".json", "comparison_json"),
    Format("html", ".html", "html.comparison", also=(".htm",)),
)
FLEET_FORMATS = (
    Format("text", ".txt", "terminal.fleet"),
    Format("markdown", ".md", "markdown.fleet", "Markdown", (".markdown",), longest=65_536),
    Format("json", ".json", "fleet_json"),
    Format("html", ".html", "html.fleet", also=(".htm",)),
)
ANSWER_FORMATS = (Format("text", ".txt"), Format("json", ".json"))
TABLE_FORMATS = (*ANSWER_FORMATS, Format("markdown", ".md", title="Markdown", also=(".markdown",)))
BY_NAME = {row.name: row for row in FORMATS}


def format_named(name: str, formats: Sequence[Format] = FORMATS) -> Format:
    """Return the format with a name. Raises WrongUsage, which lists the names."""
    from ..model.arguments import word

    rows = {row.name: row for row in formats}
    return rows[word("a format", name, tuple(rows))]


def format_of_suffix(path: str, formats: Sequence[Format] = FORMATS) -> Format | None:
    """Return the format that the suffix of a file selects, or None. The longest suffix that fits decides."""
    name = os.path.basename(path).lower()
    suffixes = ((suffix, row) for row in formats for suffix in (row.suffix, *row.also) if suffix)
    fitting = [(len(suffix), row) for suffix, row in suffixes if name.endswith(suffix)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def format_of_file(path: str, named: str | None = None, formats: Sequence[Format] = FORMATS) -> Format:
    """Return the format in which a file is written: the named one, or else that of its suffix.

    Raises WrongUsage for an unknown name, and for a suffix of no format if none is named.
    """
    if named is not None:
        return format_named(named, formats)
    found = format_of_suffix(path, formats)
    if found is None:
        example = next(row.name for row in formats if row.name != formats[0].name)
        raise WrongUsage(
            '{complaint}, or name the format: format="{example}"',
            complaint=no_format_of(path, formats),
            example=example,
        )
    return found


def no_format_of(path: str, formats: Sequence[Format] = FORMATS) -> Phrase:
    """Return the complaint about a file whose suffix selects no format, with the suffixes that do."""
    suffix = os.path.splitext(path)[1]
    what = (
        Phrase("no format has the suffix {suffix}", suffix=suffix)
        if suffix
        else Phrase("has no suffix that tells the format")
    )
    suffixes = tuple(
        row.suffix
        if row.suffix == f".{row.name}"  # says it all
        else Phrase("{suffix} ({name})", suffix=row.suffix, name=row.name)
        for row in formats
        if row.suffix
    )
    return Phrase("{path}: {what}; use {suffixes}", path=path, what=what, suffixes=suffixes)
