"""The command `diff`: says what is new, gone, more and fewer from one log to another."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import WrongUsage
from ..output.view import View
from .arguments import (
    OK,
    UNREADABLE,
    Bundles,
    Catalogs,
    Categories,
    Codes,
    Jobs,
    Lang,
    PackedLimits,
    TableFormat,
    Year,
    filters_of,
    language_of,
    lexicon_of,
    limits_of,
)
from .console import color, width, write
from .judging import complain_about_patterns
from .outputs import complain_about_inputs
from .redacting import Redact, RedactKey, redaction_of
from .sides import load_side, redacted

if TYPE_CHECKING:
    from ..output.comparisons import ComparisonFormat

HELP = """\
Compare two logs: what is new, gone, more or fewer in B than in A.

\b
Examples:
  hilog-avsession diff before.log after.log
  hilog-avsession diff monday/ tuesday/ --bundle com.example.music
  hilog-avsession diff old.json new.log --by code --by cause
  hilog-avsession diff before.log after.log --format markdown -o diff.md
  hilog-avsession diff before.log after.log --redact

A and B are each a log, an archive, a JSON report that `analyze` has written, or
a folder: of one device's logs, or of several devices' reports. What chance alone
explains is no change. The exit status is 0 whatever changed, 2 for wrong usage,
3 if an input could not be read.
"""

_TABLES = ["code", "cause", "app"]


# ---- the options that it alone has -----------------------------------------------------------------------------------

_A = Annotated[str, typer.Argument(metavar="A", help="What was: a log, an archive, a folder, a JSON report.")]
_B = Annotated[str, typer.Argument(metavar="B", help="What is.")]
_Form = Annotated[TableFormat | None, typer.Option("--format", "-f", help="Form of the comparison; by default text.")]
_File = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write it there.")]
_Level = Annotated[
    float, typer.Option("--level", metavar="P", help="How often noise alone may make anything differ: 0 to 1.")
]
_Tables = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="NAME",
        help=f"Count by {', '.join(_TABLES)}; repeatable, by default all.",
        autocompletion=lambda: _TABLES,
    ),
]


def diff(  # noqa: PLR0913, PLR0917  (an option each)
    a: _A,
    b: _B,
    format: _Form = None,
    output: _File = None,
    lang: Lang = None,
    level: _Level = 0.05,
    by: _Tables = None,
    code: Codes = None,
    category: Categories = None,
    bundle: Bundles = None,
    year: Year = None,
    jobs: Jobs = 0,
    limit: PackedLimits = None,
    catalog: Catalogs = None,
    redact: Redact = False,
    redact_key: RedactKey = None,
) -> None:
    """Compare logs."""
    from ..options import Options  # noqa: PLC0415
    from ..results.comparison.comparing import compare  # noqa: PLC0415  (help and completion do without the pipeline)

    if a == b == "-":
        raise WrongUsage("standard input can be one of the two only")
    ruleset = lexicon_of(catalog)
    filters = filters_of(code, category, bundle, ruleset.catalog)
    form = _form_of(format, output)
    options = Options(language_of(lang), limits=limits_of(limit), year=year, jobs=jobs, ruleset=ruleset)
    redaction = redaction_of(redact, redact_key)
    sides = [load_side(name, options, redaction) for name in (a, b)]
    if redaction is not None:
        sides, filters = redacted(sides, filters, redaction)
    names, reports = zip(*((side.name, side.reports) for side in sides), strict=True)
    found = compare(*reports, level=level, by=by or _TABLES, filters=filters, lang=options.lang, names=names)
    write(form.pieces(found, View(width=width(output), color=color(output))), output)
    for report in (report for side in sides if side.is_log for report in side.reports):
        complain_about_inputs(report)
        complain_about_patterns(report)
    raise typer.Exit(UNREADABLE if any(side.unreadable for side in sides) else OK)


def _form_of(format_: TableFormat | None, output: str | None) -> ComparisonFormat:
    """The form that is asked for, else that of the file's suffix, else text."""
    from ..output.comparisons import FORMATS  # noqa: PLC0415

    suffix = os.path.splitext(output or "")[1].lower()
    by_suffix = next((one for one in FORMATS if one.suffix == suffix), FORMATS[0])
    return next((one for one in FORMATS if one.name == format_), by_suffix)
