"""The commands `render` and `merge`: write stored reports in other formats, and several of them as one."""

from __future__ import annotations

import sys
from typing import Annotated, NamedTuple

import typer

from ..errors import WrongUsage
from .analyze import Page, WithinLog
from .arguments import Catalogs, Selection, ruleset_of
from .gates import Gates
from .groups import with_groups
from .language import Language, asked_language
from .outputs import OutputOptions
from .redacting import Redacting
from .stored import Wanted, write_reports

RENDER_HELP = """\
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
MERGE_HELP = """\
Add up the JSON reports of several devices or runs into one report.

\b
Examples:
  hilog-avsession merge phone.json tablet.json -o all.json
  hilog-avsession merge reports/ -o all.json -o all.html
  hilog-avsession merge "reports/*.json" -f text

Without an option for the output, the JSON report goes to standard output. Inputs
that have the same name in two reports get the name of their report in front of
it. Nothing is compared: failures that stand in two reports count twice, so
analyze the logs of one device together instead.
"""

_Reports = Annotated[
    list[str] | None,
    typer.Argument(metavar="REPORT...", help="JSON reports, folders or patterns of them; `-` is standard input."),
]
_Lang = Annotated[Language | None, typer.Option("--lang", help="Language; the default is that of the first report.")]


class _Words(NamedTuple):
    """The options that choose the words of a stored report."""

    lang: _Lang = None
    catalog: Catalogs = None


@with_groups
def render(  # noqa: PLR0913  (a group of options each)
    reports: _Reports = None,
    *,
    output: OutputOptions,
    page: Page,
    selection: Selection,
    within: WithinLog,
    words: _Words,
    gates: Gates,
    redacting: Redacting,
) -> None:
    """Write stored reports in other formats."""
    catalog = ruleset_of(words.catalog).catalog
    redaction = redacting.redaction()
    places = _places(reports, "render")
    outputs = output.outputs(places)._replace(redaction=redaction)
    filters = within.filters(selection, catalog)
    wanted = Wanted(asked_language(words.lang), filters, catalog, gates.finisher(catalog, redaction))
    report = write_reports(places, wanted, outputs, page.view())
    raise typer.Exit(gates.status(report))


@with_groups
def merge(
    reports: _Reports = None,
    *,
    output: OutputOptions,
    page: Page,
    words: _Words,
    redacting: Redacting,
) -> None:
    """Add up stored reports."""
    from ..results.filters import Filters

    catalog = ruleset_of(words.catalog).catalog
    redaction = redacting.redaction()
    places = _places(reports, "merge")
    written = output if output.format or output.output else output._replace(format=["json"])
    outputs = written.outputs(places)._replace(redaction=redaction)
    finish = Gates().finisher(catalog, redaction)
    wanted = Wanted(asked_language(words.lang), Filters(), catalog, finish)
    write_reports(places, wanted, outputs, page.view())


def _places(reports: list[str] | None, command: str) -> list[str]:
    """Return the reports, or standard input if there are none. Raises WrongUsage."""
    if reports:
        return reports
    if sys.stdin is None or sys.stdin.isatty():
        raise WrongUsage("no report; name a JSON report: hilog-avsession {command} report.json", command=command)
    return ["-"]
