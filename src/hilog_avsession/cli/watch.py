"""The command `watch`: an interactive view of a log that is still being written; the report follows."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import WrongUsage
from ..output.statuses import status_of
from .analyze import MaxIncidents, Page, WithinLog, complain_about
from .arguments import Selection, Target, UnitReading
from .commands import new_app
from .gates import Gates
from .groups import with_groups
from .outputs import OutputOptions
from .viewing import Log, can_view, diagnose_in_view, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..device.interrupt import Interrupt
    from ..model.report import ReportData
    from ..options import Options
    from ..reading.sources import Place
    from ..view.turns import Pace
    from .outputs import Outputs

HELP = """\
Watch a log that is still being written, and print the report at the end.

\b
Examples:
  hilog-avsession watch                      a connected device, through hdc
  hilog-avsession watch --target 7001005458323933
  hdc hilog | hilog-avsession watch -        a pipe
  hilog-avsession watch device.log           a file that grows
  hilog-avsession watch -o report.html --bundle com.example.music

`?` shows the keys. `q` prints the report and exits with 0, or 1 if a gate of
--fail-on or --baseline failed; Ctrl-C does the same and exits with 130. The
interactive view needs a terminal and the extra `view`:
pip install 'hilog-avsession[view]'. Without it, only counts are shown.
"""

_Input = Annotated[
    str | None,
    typer.Argument(metavar="[INPUT]", help="A file that grows, or `-` for standard input; by default a device."),
]

app = new_app()


@app.command(help=HELP)
@with_groups
def watch(  # noqa: PLR0913  (a group of options each)
    input: _Input = None,
    target: Target = None,
    max_incidents: MaxIncidents = 5_000,
    *,
    output: OutputOptions,
    page: Page,
    selection: Selection,
    within: WithinLog,
    reading: UnitReading,
    gates: Gates,
) -> None:
    """Watch a log."""
    from ..device.interrupt import Interrupt

    if input is not None and target is not None:
        raise WrongUsage("--target chooses a device, and the log comes from {name}; remove one of them", name=input)
    options, view = reading.options(), page.view()
    filters = within.filters(selection, options.ruleset.catalog)
    options = replace(options, filters=filters, max_incidents=max_incidents)
    outputs = output.outputs([*([] if input is None else [input]), *(reading.catalog or ())])
    finish = gates.finisher(options.ruleset.catalog, None)
    with Interrupt() as interrupt:
        if can_view(outputs):
            log = _device(target, options.lang) if input is None else _pipe_or_file(input)
            report = diagnose_in_view(log, options, interrupt, outputs, finish)
        else:
            report = _without_view(input, target, options, interrupt, outputs, finish)
        outputs.write(report, view)
        complain_about(report, outputs)
        outputs.screen.close(report, view)
        raise typer.Exit(interrupt.status or status_of(report))


def _device(target: str | None, lang: str) -> Log:
    """Return the log of a connected device."""

    @contextlib.contextmanager
    def opened(pace: Pace, notify: Callable[[str], None]) -> Iterator[list[Place]]:
        from ..device.hdc import Hdc
        from ..device.hdclog import open_hdc

        hdc = Hdc(target)
        hdc.pause = pace.pause
        with open_hdc(hdc, pace.ready, lambda text: notify(said(lang, text))) as log:
            yield [log]

    return Log("hdc" if target is None else f"hdc {target}", is_live=True, open=opened)


def _pipe_or_file(name: str) -> Log:
    """Return standard input, or a file that grows."""

    @contextlib.contextmanager
    def opened(pace: Pace, _notify: Callable[[str], None]) -> Iterator[list[Place]]:
        from ..reading.growing import open_growing

        if name == "-":
            yield [name]
            return
        with open_growing(name, pace.pause) as log:
            yield [log]

    return Log("stdin" if name == "-" else name, is_live=True, open=opened, files=(name,))


def _without_view(  # noqa: PLR0913, PLR0917  (the parts of a run)
    name: str | None,
    target: str | None,
    options: Options,
    interrupt: Interrupt,
    outputs: Outputs,
    finish: Callable[[ReportData], ReportData],
) -> ReportData:
    """Read the log as `analyze` does."""
    from ..device.hdc import Hdc
    from ..reading.growing import open_growing
    from .running import diagnose, diagnose_device

    if name is None:
        return diagnose_device(Hdc(target), options, interrupt, outputs, finish)
    if name == "-":
        return diagnose([name], options, interrupt, outputs, finish)
    with open_growing(name, interrupt.pause) as log:
        return diagnose([log], options, interrupt, outputs, finish)
