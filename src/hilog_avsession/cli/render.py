"""The command `render`: writes stored reports in other formats. `merge` takes the same reports and words."""

from __future__ import annotations

import sys
from typing import Annotated, NamedTuple

import typer

from ..errors import WrongUsage
from .analyze import Page, WithinLog
from .arguments import Catalogs, Selection, ruleset_of
from .commands import new_app
from .gates import Gates
from .groups import with_groups
from .language import Language, asked_language
from .outputs import OutputOptions
from .redacting import Redacting
from .stored import Wanted, write_reports

HELP = """\
Write a JSON report of an earlier run in any format, without the log.

\b
Examples:
  hilog-avsession render report.json
  hilog-avsession render report.json -o page.html -o summary.md
  hilog-avsession render report.json --lang zh -o page.html
  hilog-avsession render report.json --bundle com.example.music -f csv
  hilog-avsession render report.json --redact -o shared.json
  hilog-avsession analyze device.log -f json | hilog-avsession render -

The report keeps its language unless --lang names another one. Several reports
are added up, as `merge` does. The exit status is 0, 1 if a gate of --fail-on or
--baseline failed, 2 for wrong usage, 3 if an input is not a report.
"""
Reports = Annotated[
    list[str] | None,
    typer.Argument(metavar="REPORT...", help="JSON reports, folders or patterns of them; `-` is standard input."),
]
_Lang = Annotated[Language | None, typer.Option("--lang", help="Language; the default is that of the first report.")]


class Words(NamedTuple):
    """The options that choose the words of a stored report."""

    lang: _Lang = None
    catalog: Catalogs = None


app = new_app()


@app.command(help=HELP)
@with_groups
def render(  # noqa: PLR0913  (a group of options each)
    reports: Reports = None,
    *,
    output: OutputOptions,
    page: Page,
    selection: Selection,
    within: WithinLog,
    words: Words,
    gates: Gates,
    redacting: Redacting,
) -> None:
    """Write stored reports in other formats."""
    catalog = ruleset_of(words.catalog).catalog
    redaction = redacting.redaction()
    locations = locations_of(reports, "render")
    outputs = output.outputs([*locations, *(words.catalog or ())], redaction)
    filters = within.filters(selection, catalog)
    wanted = Wanted(asked_language(words.lang), filters, catalog, gates.finisher(catalog, redaction))
    report = write_reports(locations, wanted, outputs, page.view(outputs.destinations))
    raise typer.Exit(gates.status(report))


def locations_of(reports: list[str] | None, command: str) -> list[str]:
    """Return the reports, or standard input if there are none. Raises WrongUsage."""
    if reports:
        return reports
    if sys.stdin is None or sys.stdin.isatty():
        raise WrongUsage("no report; name a JSON report: hilog-avsession {command} report.json", command=command)
    return ["-"]
