"""The command `diff`: shows which failures are new, gone, more or less frequent from one log to another."""

from __future__ import annotations

from typing import Annotated

import typer

from ..errors import WrongUsage
from ..output.statuses import OK, UNREADABLE
from .arguments import Reading, Selection
from .commands import new_app
from .comparing import Comparing
from .gates import complain_about_patterns
from .groups import with_groups
from .outputs import complain_about_inputs
from .overwriting import refuse_inputs
from .redacting import Redacting
from .sides import complain_about_pseudonyms, load_side, redacted

HELP = """\
Compare two logs: which failures are new, gone, more or less frequent in B.

\b
Examples:
  hilog-avsession diff before.log after.log
  hilog-avsession diff monday/ tuesday/ --bundle com.example.music
  hilog-avsession diff old.json new.log --by code --by cause
  hilog-avsession diff before.log after.log -f text -o diff.md
  hilog-avsession diff before.log after.log --redact -o diff.html

A and B can each be a log, an archive, a JSON report of `analyze`, or a folder
with the logs of one device or the reports of several devices. Differences that
chance alone explains are not shown as changes. The exit status is 0 whatever
changed, 2 for wrong usage, 3 if an input could not be read.
"""

# ---- options of this command only ------------------------------------------------------------------------------------

_A = Annotated[str, typer.Argument(metavar="A", help="The earlier log, archive, folder or JSON report.")]
_B = Annotated[str, typer.Argument(metavar="B", help="The later one.")]


app = new_app()


@app.command(help=HELP)
@with_groups
def diff(  # noqa: PLR0913  (two sides and a group of options each)
    a: _A,
    b: _B,
    *,
    comparing: Comparing,
    selection: Selection,
    reading: Reading,
    redacting: Redacting,
) -> None:
    """Compare logs."""
    from ..comparison import compare
    from ..results.filters import resolved

    if a == b == "-":
        raise WrongUsage("only one of A and B can be standard input")
    options = reading.options()
    filters = resolved(selection.filters(options.ruleset.catalog), options.ruleset.catalog)
    destinations = comparing.destinations()
    refuse_inputs(destinations, (a, b, *(reading.catalog or ())))
    redaction = redacting.redaction()
    sides = [load_side(name, options, redaction) for name in (a, b)]
    complain_about_pseudonyms(sides, redaction)
    if redaction is not None:
        sides, filters = redacted(sides, filters, redaction)
    names, reports = zip(*((side.name, side.reports) for side in sides), strict=True)
    found = compare(
        *reports, level=comparing.level, by=comparing.tables, filters=filters, lang=options.lang, names=names
    )
    comparing.write(destinations, found)
    for report in (report for side in sides if side.is_log for report in side.reports):
        complain_about_inputs(report)
        complain_about_patterns(report)
    raise typer.Exit(UNREADABLE if any(side.unreadable for side in sides) else OK)
