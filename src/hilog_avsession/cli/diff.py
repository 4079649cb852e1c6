"""The command `diff`: shows which failures are new, gone, more or less frequent from one log to another."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import WrongUsage
from ..output.view import View
from .arguments import OK, UNREADABLE, Reading, Selection, TableFormat
from .console import color, width, write
from .gates import complain_about_patterns
from .groups import with_groups
from .outputs import complain_about_inputs
from .redacting import Redacting
from .sides import load_side, redacted

if TYPE_CHECKING:
    from ..output.formats import Format

HELP = """\
Compare two logs: which failures are new, gone, more or less frequent in B.

\b
Examples:
  hilog-avsession diff before.log after.log
  hilog-avsession diff monday/ tuesday/ --bundle com.example.music
  hilog-avsession diff old.json new.log --by code --by cause
  hilog-avsession diff before.log after.log --format markdown -o diff.md
  hilog-avsession diff before.log after.log --redact

A and B can each be a log, an archive, a JSON report of `analyze`, or a folder
with the logs of one device or the reports of several devices. Differences that
chance alone explains are not shown as changes. The exit status is 0 whatever
changed, 2 for wrong usage, 3 if an input could not be read.
"""

_TABLES = ["code", "cause", "app"]


# ---- options of this command only ------------------------------------------------------------------------------------

_A = Annotated[str, typer.Argument(metavar="A", help="The earlier log, archive, folder or JSON report.")]
_B = Annotated[str, typer.Argument(metavar="B", help="The later one.")]
_Format = Annotated[TableFormat | None, typer.Option("--format", "-f", help="Output format; the default is text.")]
_File = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file.")]
_Level = Annotated[
    float, typer.Option("--level", metavar="P", help="Significance level: chance of a false difference, 0 to 1.")
]
_Tables = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="NAME",
        help=f"Count by {', '.join(_TABLES)}; repeatable; the default is all.",
        autocompletion=lambda: _TABLES,
    ),
]


@with_groups
def diff(  # noqa: PLR0913, PLR0917  (an option or a group of options each)
    a: _A,
    b: _B,
    format: _Format = None,
    output: _File = None,
    level: _Level = 0.05,
    by: _Tables = None,
    *,
    selection: Selection,
    reading: Reading,
    redacting: Redacting,
) -> None:
    """Compare logs."""
    from ..results.comparison.comparing import compare

    if a == b == "-":
        raise WrongUsage("only one of A and B can be standard input")
    options = reading.options()
    filters = selection.filters(options.ruleset.catalog)
    chosen = _format_of(format, output)
    redaction = redacting.redaction()
    sides = [load_side(name, options, redaction) for name in (a, b)]
    if redaction is not None:
        sides, filters = redacted(sides, filters, redaction)
    names, reports = zip(*((side.name, side.reports) for side in sides), strict=True)
    found = compare(*reports, level=level, by=by or _TABLES, filters=filters, lang=options.lang, names=names)
    write(chosen.text_parts(found, View(width=width(output), color=color(output))), output)
    for report in (report for side in sides if side.is_log for report in side.reports):
        complain_about_inputs(report)
        complain_about_patterns(report)
    raise typer.Exit(UNREADABLE if any(side.unreadable for side in sides) else OK)


def _format_of(format_: TableFormat | None, output: str | None) -> Format:
    """Return the format that was asked for, else that of the file's suffix, else text."""
    from ..output.formats import COMPARISON_FORMATS

    suffix = os.path.splitext(output or "")[1].lower()
    by_suffix = next((known for known in COMPARISON_FORMATS if known.suffix == suffix), COMPARISON_FORMATS[0])
    return next((known for known in COMPARISON_FORMATS if known.name == format_), by_suffix)
