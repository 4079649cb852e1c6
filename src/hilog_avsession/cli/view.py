"""The command `view`: look through saved logs and stored reports on the screen; the report follows."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from ..output.statuses import status_of
from .analyze import MaxIncidents, Page, WithinLog, complain_about
from .arguments import Reading, Selection, UnitReading
from .commands import new_app
from .gates import Gates
from .groups import with_groups
from .outputs import OutputOptions
from .stored import Wanted, holds_reports, one_report, read_reports
from .viewing import Log, can_view, diagnose_in_view, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..device.interrupt import Interrupt
    from ..model.report import ReportData
    from ..options import Options
    from ..reading.sources import Place
    from ..reading.turns import Pace
    from .outputs import Outputs

HELP = """\
Look through saved logs or JSON reports, and print the report at the end.

\b
Examples:
  hilog-avsession view device.log            or a .gz, a .zip, a folder
  hilog-avsession view report.json
  hilog-avsession view *.gz --bundle com.example.music --since 14:03

`?` shows the keys, `/` filters, Enter opens an incident with all its lines, `w`
writes a report in any format, `q` prints the report. The interactive view needs
a terminal and the extra `view`: pip install 'hilog-avsession[view]'. Without
it, the report is printed at once. The exit status is that of `analyze`.
"""

_Inputs = Annotated[
    list[str],
    typer.Argument(metavar="INPUT...", help="Logs, archives, folders or JSON reports; `-` is standard input."),
]

app = new_app()


@app.command(help=HELP)
@with_groups
def view(  # noqa: PLR0913  (a group of options each)
    inputs: _Inputs,
    max_incidents: MaxIncidents = 5_000,
    *,
    output: OutputOptions,
    page: Page,
    selection: Selection,
    within: WithinLog,
    reading: UnitReading,
    gates: Gates,
) -> None:
    """Look through logs or reports."""
    from ..device.interrupt import Interrupt

    options, how = reading.options(), page.view()
    catalog = options.ruleset.catalog
    filters = within.filters(selection, catalog)
    outputs = output.outputs([*inputs, *(reading.catalog or ())])
    finish = gates.finisher(catalog, None)
    with Interrupt() as interrupt:
        if holds_reports(inputs):
            lang = Reading(reading.lang, reading.year).language_of_report()
            report = _view_reports(inputs, Wanted(lang, filters, catalog, finish), interrupt, outputs)
            status = gates.status(report)
        else:
            options = replace(options, filters=filters, max_incidents=max_incidents)
            report = _view_logs(inputs, options, interrupt, outputs, finish)
            status = status_of(report)
        outputs.write(report, how)
        complain_about(report, outputs)
        outputs.screen.close(report, how)
        raise typer.Exit(interrupt.status or status)


def _view_reports(inputs: list[str], wanted: Wanted, interrupt: Interrupt, outputs: Outputs) -> ReportData:
    """Show stored reports, added up; return the report that was shown."""
    stored = read_reports(inputs, None)
    report = wanted.finish(one_report(stored, wanted.lang, wanted.filters, wanted.catalog))
    if can_view(outputs):
        from ..view.run import StoredRun

        show(StoredRun(report, _name(inputs), wanted.catalog), interrupt, inputs)
    outputs.take(iter(report.incidents), lambda: report)
    return report


def _view_logs(
    inputs: list[str],
    options: Options,
    interrupt: Interrupt,
    outputs: Outputs,
    finish: Callable[[ReportData], ReportData],
) -> ReportData:
    """Read and show logs; return the finished report."""
    if not can_view(outputs):
        from .running import diagnose

        return diagnose(inputs, options, interrupt, outputs, finish)

    @contextlib.contextmanager
    def opened(_pace: Pace, _notify: Callable[[str], None]) -> Iterator[list[Place]]:
        from ..reading.sources import expand

        yield expand(inputs, lambda _files: interrupt.requested)

    log = Log(_name(inputs), is_live=False, open=opened, files=tuple(inputs))
    return diagnose_in_view(log, options, interrupt, outputs, finish)


def _name(inputs: list[str]) -> str:
    first = "stdin" if inputs[0] == "-" else inputs[0]
    return first if len(inputs) == 1 else f"{first} +{len(inputs) - 1}"
