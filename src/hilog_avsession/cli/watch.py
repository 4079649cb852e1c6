"""The command `watch`: an interactive view of a log that is still being written; the report follows."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import WrongUsage
from ..output.statuses import status_of
from .arguments import Targets
from .commands import new_app
from .groups import with_groups
from .looking import Looking
from .redacting import redacted_errors
from .refreshing import Refreshing
from .viewing import Log, can_view, diagnose_devices_in_view, diagnose_in_view, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..device.hdc import Hdc
    from ..device.interrupt import Interrupt
    from ..model.report import ReportData
    from ..options import Options
    from ..reading.sources import Location
    from ..reading.turns import Pace
    from .devices import Several
    from .outputs import Outputs

HELP = """\
Watch a log that is still being written, and print the report at the end.

\b
Examples:
  hilog-avsession watch                  all connected devices, through hdc
  hilog-avsession watch --target 7001005458323933
  hdc hilog | hilog-avsession watch -    a pipe
  hilog-avsession watch device.log       a file that grows
  hilog-avsession watch -o report.html --bundle com.example.music
  hilog-avsession watch -o report.html --refresh 5

`?` shows the keys. `q` prints the report and exits with 0, or 1 if a gate of
--fail-on or --baseline failed; Ctrl-C does the same and exits with 130. The
interactive view needs a terminal and the extra `view`; without it, only counts
are shown. To add it in the clone:

\b
  pip install -e '.[view]'         if `.venv` is active
  pipx install --force '.[view]'   if it was installed by pipx
"""

_Input = Annotated[
    str | None,
    typer.Argument(metavar="[INPUT]", help="A file that grows, or `-` for standard input; by default a device."),
]

app = new_app()


@app.command(help=HELP)
@with_groups
def watch(
    input: _Input = None,
    target: Targets = None,
    *,
    looking: Looking,
    refreshing: Refreshing,
) -> None:
    """Watch a log."""
    from ..device.interrupt import Interrupt
    from .devices import Several, diagnose_devices

    if input is not None and target:
        raise WrongUsage("--target chooses a device, and the log comes from {name}; remove one of them", name=input)
    plan = looking.plan([] if input is None else [input])
    outputs = plan.outputs._replace(live=refreshing.pages(plan.outputs.whole, plan.page))
    plan, options, finish = plan._replace(outputs=outputs), plan.options, plan.finish
    with Interrupt() as interrupt, redacted_errors(outputs.redaction):
        source = input or _devices(target, interrupt, options.lang, outputs.notice)
        if isinstance(source, Several):
            read = diagnose_devices_in_view if can_view(outputs) else diagnose_devices
            report = read(source, options, interrupt, outputs, finish)
        elif can_view(outputs):
            interrupt.before_exit = getattr(source, "kill", None)
            log = _pipe_or_file(source, outputs) if isinstance(source, str) else _device(source, outputs)
            report = diagnose_in_view(log, options, interrupt, outputs, finish)
        else:
            report = _without_view(source, options, interrupt, outputs, finish)
        plan.write(report)
        raise typer.Exit(interrupt.status or status_of(report))


def _devices(
    targets: list[str] | None, interrupt: Interrupt, lang: str, notice: Callable[[str], str] = str
) -> Hdc | Several:
    """Return the devices that were chosen, or all that are connected now or later; `notice` redacts what is said.

    Raises UnreadableInput without a program `hdc`.
    """
    from ..device.hdc import Hdc
    from ..device.hdclog import find_devices
    from .devices import Several, several
    from .running import notifier

    if targets:
        return several(targets) or Hdc(targets[0])
    hdc = Hdc()
    hdc.pause = interrupt.pause
    found = find_devices(hdc, notifier(None, notice, lang))
    return Several((), tuple(found))  # and those that are connected later


def _device(hdc: Hdc, outputs: Outputs) -> Log:
    """Return the log of a connected device."""
    from ..device.hdc import input_name

    @contextlib.contextmanager
    def opened(pace: Pace, notify: Callable[[str], None]) -> Iterator[list[Location]]:
        from ..device.hdclog import open_hdc

        hdc.pause = pace.pause
        with open_hdc(hdc, pace.ready, notify) as log:
            yield [log]

    return Log(name_of([input_name(hdc.target)], outputs), is_live=True, open=opened, device=hdc.target)


def _pipe_or_file(name: str, outputs: Outputs) -> Log:
    """Return standard input, or a file that grows."""

    @contextlib.contextmanager
    def opened(pace: Pace, _notify: Callable[[str], None]) -> Iterator[list[Location]]:
        from ..reading.growing import open_growing

        if name == "-":
            yield [name]
            return
        with open_growing(name, pace.pause) as log:
            yield [log]

    return Log(name_of([name], outputs), is_live=True, open=opened, files=(name,))


def _without_view(
    source: str | Hdc,
    options: Options,
    interrupt: Interrupt,
    outputs: Outputs,
    finish: Callable[[ReportData], ReportData],
) -> ReportData:
    """Read the log as `analyze` does."""
    from ..reading.growing import open_growing
    from ..reading.turns import Turns
    from .running import diagnose, diagnose_device

    if not isinstance(source, str):
        return diagnose_device(source, options, interrupt, outputs, finish)
    if source == "-":
        return diagnose([source], options, interrupt, outputs, finish)
    turns = Turns(interrupt)
    with open_growing(source, turns.pause) as log:
        return diagnose([log], options, interrupt, outputs, finish, turns=turns)
