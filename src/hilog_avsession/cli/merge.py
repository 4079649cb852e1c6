"""The command `merge`: writes several stored reports as one."""

from __future__ import annotations

from .analyze import Page
from .arguments import ruleset_of
from .commands import new_app
from .gates import Gates
from .groups import with_groups
from .language import asked_language
from .outputs import OutputOptions
from .redacting import Redacting
from .render import Reports, Words, locations_of
from .stored import Wanted, write_reports

HELP = """\
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


app = new_app()


@app.command(help=HELP)
@with_groups
def merge(
    reports: Reports = None,
    *,
    output: OutputOptions,
    page: Page,
    words: Words,
    redacting: Redacting,
) -> None:
    """Add up stored reports."""
    from ..results.filters import Filters

    catalog = ruleset_of(words.catalog).catalog
    redaction = redacting.redaction()
    locations = locations_of(reports, "merge")
    written = output if output.format or output.output else output._replace(format=["json"])
    outputs = written.outputs([*locations, *(words.catalog or ())], redaction)
    finish = Gates().finisher(catalog, redaction)
    wanted = Wanted(asked_language(words.lang), Filters(), catalog, finish)
    write_reports(locations, wanted, outputs, page.view(outputs.destinations))
