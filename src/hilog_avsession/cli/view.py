"""The command `view`: look through saved logs and stored reports on the screen; the report follows."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Annotated

import typer

from ..output.statuses import status_of
from .arguments import Reading
from .commands import new_app
from .groups import with_groups
from .looking import Looking
from .redacting import redacted_errors
from .stored import Wanted, holds_reports, one_report, read_reports
from .viewing import Log, can_view, diagnose_in_view, name_of, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..device.interrupt import Interrupt
    from ..model.report import ReportData
    from ..reading.sources import Location
    from ..reading.turns import Pace
    from .looking import Plan
    from .outputs import Outputs

HELP = """\
Look through saved logs or JSON reports, and print the report at the end.

\b
Examples:
  hilog-avsession view device.log            or a .gz, a .zip, a folder
  hilog-avsession view report.json
  hilog-avsession view *.gz --bundle com.example.music --since 14:03

`?` shows the keys, `/` filters, Enter opens an incident with all its lines, `w`
writes a report in any format, `q` prints the report. The exit status is that
of `analyze`. The interactive view needs a terminal and the extra `view`;
without it, the report is printed at once. To add it in the clone:

\b
  pip install -e '.[view]'         if `.venv` is active
  pipx install --force '.[view]'   if it was installed by pipx
"""

_Inputs = Annotated[
    list[str],
    typer.Argument(metavar="INPUT...", help="Logs, archives, folders or JSON reports; `-` is standard input."),
]

app = new_app()


@app.command(help=HELP)
@with_groups
def view(inputs: _Inputs, *, looking: Looking) -> None:
    """Look through logs or reports."""
    from ..device.interrupt import Interrupt

    plan, reading = looking.plan(inputs), looking.reading
    with Interrupt() as interrupt, redacted_errors(plan.outputs.redaction):
        if holds_reports(inputs):
            lang = Reading(reading.lang, reading.year).language_of_report()
            wanted = Wanted(lang, plan.options.filters, plan.options.ruleset.catalog, plan.finish)
            report = _view_reports(inputs, wanted, interrupt, plan.outputs)
            status = looking.gates.status(report)
        else:
            report = _view_logs(inputs, plan, interrupt)
            status = status_of(report)
        plan.write(report)
        raise typer.Exit(interrupt.status or status)


def _view_reports(inputs: list[str], wanted: Wanted, interrupt: Interrupt, outputs: Outputs) -> ReportData:
    """Show stored reports, added up; return the report that was shown."""
    stored = read_reports(inputs, outputs.redaction)
    report = wanted.finish(one_report(stored, wanted.lang, wanted.filters, wanted.catalog))
    if can_view(outputs):
        from ..view.run import StoredRun

        show(StoredRun(report, name_of(inputs, outputs), wanted.catalog), interrupt, inputs)
    outputs._replace(redaction=None).take(iter(report.incidents), lambda: report)  # the report is redacted as a whole
    return report


def _view_logs(inputs: list[str], plan: Plan, interrupt: Interrupt) -> ReportData:
    """Read and show logs; return the finished report."""
    if not can_view(plan.outputs):
        from .running import diagnose

        return diagnose(inputs, plan.options, interrupt, plan.outputs, plan.finish)

    @contextlib.contextmanager
    def opened(_pace: Pace, _notify: Callable[[str], None]) -> Iterator[list[Location]]:
        from ..reading.sources import expand

        yield expand(inputs, lambda _files: interrupt.requested)

    log = Log(name_of(inputs, plan.outputs), is_live=False, open=opened, files=tuple(inputs))
    return diagnose_in_view(log, plan.options, interrupt, plan.outputs, plan.finish)
