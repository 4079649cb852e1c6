"""The command `analyze`: diagnoses logs and writes the report in the formats that were asked for."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ..errors import WrongUsage
from ..output.statuses import status_of
from ..output.view import SHORTEST, View
from ..phrases import Phrase
from .arguments import Reading, Selection, Targets
from .commands import new_app
from .each import Each, units_of
from .filtered import complain_about_filters
from .gates import Gates, complain_about_gates, complain_about_patterns
from .groups import with_groups
from .outputs import OutputOptions
from .redacting import Redacting
from .refreshing import Refreshing
from .stored import Wanted, complain_about_piped_report, holds_reports, write_reports

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..device.hdc import Hdc
    from ..knowledge.catalog import Catalog
    from ..model.report import ReportData
    from ..options import Options
    from ..results.filters import Filters
    from .destinations import Destination
    from .devices import Several
    from .each import Units
    from .outputs import Outputs

HELP = """\
Diagnose one or more logs and print one report.

\b
Examples:
  hilog-avsession analyze --hdc
  hilog-avsession analyze --hdc --target all
  hdc hilog | hilog-avsession analyze -
  hilog-avsession analyze device.log --bundle com.example.music
  hilog-avsession analyze *.gz -o report.html -o report.json
  hilog-avsession analyze --hdc -o report.html --refresh 5
  hilog-avsession analyze device.log -f text -o report.json
  hilog-avsession analyze device.log --code 6600107 --since 14:03
  hilog-avsession analyze device.log --fail-on "6600107>10,drm,loss>100"
  hilog-avsession analyze device.log --baseline last.json
  hilog-avsession analyze device.log --redact -o report.json
  hilog-avsession analyze bugreports/ --each reports/

JSON reports of earlier runs are read back and added up; see `render`.
`-` reads standard input, and so does a pipe without an INPUT. --hdc reads a
connected device and waits for it if it is disconnected. The exit status is 0
whatever the log contains, 1 if a gate of --fail-on or --baseline failed, 2 for
wrong usage, 3 if an input could not be read or a gate has no verdict because no
line of AVSession was read, 130, 143 or 129 after Ctrl-C, SIGTERM or a closed
terminal, 70 after a defect of the program.
"""

# ---- options of this command only ------------------------------------------------------------------------------------

_Inputs = Annotated[
    list[str] | None,
    typer.Argument(metavar="INPUT...", help="Logs, archives, folders or JSON reports; `-` is standard input."),
]
_FromDevice = Annotated[bool, typer.Option("--hdc", help="Read the log of a connected device through hdc.")]
_Top = Annotated[
    int | None,
    typer.Option("--top", min=1, metavar="N", help="Show the first N recommendations in full; text shows 5."),
]
_All = Annotated[
    bool,
    typer.Option(
        "--all", help="Leave nothing out of the text: all recommendations, evidence lines and rows, none shortened."
    ),
]
_Lines = Annotated[
    int | None,
    typer.Option(
        "--evidence",
        min=0,
        metavar="N",
        help="Evidence lines for each recommendation; the default is 3, with --all all.",
    ),
]
_Stories = Annotated[bool, typer.Option("--stories", help="Show what happened in each session.")]
_MaxLength = Annotated[
    int | None,
    typer.Option(
        "--max-length",
        min=SHORTEST,
        metavar="N",
        help="Shorten Markdown to N characters; an issue on GitHub takes 65,536.",
    ),
]
MaxIncidents = Annotated[
    int,
    typer.Option("--max-incidents", min=0, metavar="N", help="Keep the first N incidents and only count the rest."),
]
_Pids = Annotated[list[str] | None, typer.Option("--pid", metavar="PID", help="Only this process; repeatable.")]
_Sessions = Annotated[
    list[str] | None,
    typer.Option("--session", metavar="ID", help="Only this session: its id or part of it; repeatable."),
]
_Apis = Annotated[
    list[str] | None,
    typer.Option(
        "--api", metavar="NAME", help="Only this interface, e.g. sendControlCommand, set* or queue; repeatable."
    ),
]
_Devices = Annotated[
    list[str] | None,
    typer.Option("--device", metavar="KEY", help="Only this device: its key or part of it; repeatable."),
]
_Since = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="From this log time on, e.g. 14:03, 11-20 or 2026-11-20 14:03:05."),
]
_Until = Annotated[str | None, typer.Option("--until", metavar="TIME", help="Up to and including this log time.")]


class _Source(NamedTuple):
    """The options that say where the log comes from."""

    inputs: _Inputs = None
    hdc: _FromDevice = False
    target: Targets = None

    def device(self) -> Hdc | Several | None:
        """Return the device to read, or several, or None to read the inputs. Raises WrongUsage."""
        if not self.hdc and not self.target:
            return None
        from ..device.hdc import Hdc
        from .devices import several

        if not self.hdc:
            raise WrongUsage("--target chooses a device for --hdc; add --hdc")
        if self.inputs:
            raise WrongUsage("{name}: with --hdc the log comes from the device; remove the input", name=self.inputs[0])
        return several(self.target) or Hdc(self.target[0] if self.target else None)

    def files(self) -> list[str]:
        """Return what no output may overwrite."""
        return [] if self.hdc else self.inputs or ["-"]

    def locations(self) -> list[str]:
        """Return the inputs, or standard input if there are none. Raises WrongUsage."""
        if self.inputs:
            return self.inputs
        if sys.stdin is None or sys.stdin.isatty():
            raise WrongUsage("no input; name a log file, pipe one in, or read a device: hilog-avsession analyze --hdc")
        return ["-"]

    def refuse_saved(self, each: str | None) -> None:
        """Raise WrongUsage if what is read is not still being written, or has reports of its own."""
        if each is not None:
            raise WrongUsage("--each and --refresh exclude each other; remove one of them")
        from .loading import is_pipe

        for name in [] if self.hdc else self.locations():
            if name != "-" and not is_pipe(name):
                raise WrongUsage(
                    "{name}: is read to its end at once, and --refresh is for a log that is still being written; for a "
                    "file that grows: hilog-avsession watch {name!q}",
                    name=name,
                )

    def holds_reports(self) -> bool:
        """Tell whether the inputs are stored reports. Raises WrongUsage if only some of them are."""
        return not self.hdc and not self.target and holds_reports(self.locations())


class Page(NamedTuple):
    """The options that say what a report shows."""

    top: _Top = None
    all: _All = False
    evidence: _Lines = None
    stories: _Stories = False
    max_length: _MaxLength = None

    def view(self, destinations: Sequence[Destination] | None = None) -> View:
        """Return the view of the report. Raises WrongUsage, also for a length that no given destination has."""
        if self.max_length is not None and destinations is not None and not any(map(_is_markdown, destinations)):
            raise WrongUsage("--max-length concerns Markdown; add --output report.md")
        if self.all and self.top is not None:
            raise WrongUsage("--all and --top exclude each other; remove one of them")
        return View(
            evidence=self.evidence,
            top=self.top,
            stories=self.stories,
            whole=self.all,
            max_length=self.max_length,
        )


def _is_markdown(target: Destination) -> bool:
    return target.format.name == "markdown"


class WithinLog(NamedTuple):
    """The options that select incidents by values that only one log has."""

    pid: _Pids = None
    session: _Sessions = None
    api: _Apis = None
    device: _Devices = None
    since: _Since = None
    until: _Until = None

    def filters(self, selection: Selection, catalog: Catalog) -> Filters:
        """Return the filters, including those of the other selection. Raises UnknownCode and WrongUsage."""
        return replace(
            selection.filters(catalog),
            pids=frozenset(self.pid or ()),
            sessions=frozenset(self.session or ()),
            apis=frozenset(self.api or ()),
            devices=frozenset(self.device or ()),
            since=self.since or None,
            until=self.until or None,
        )


app = new_app()


@app.command(help=HELP)
@with_groups
def analyze(  # noqa: PLR0913  (a group of options each)
    source: _Source,
    output: OutputOptions,
    page: Page,
    max_incidents: MaxIncidents = 5_000,
    each: Each = None,
    *,
    selection: Selection,
    within: WithinLog,
    reading: Reading,
    gates: Gates,
    redacting: Redacting,
    refreshing: Refreshing,
) -> None:
    """Diagnose logs."""
    from ..device.interrupt import Interrupt
    from .devices import Several, diagnose_devices
    from .running import diagnose, diagnose_device

    options, redaction = reading.options(), redacting.redaction()
    outputs = output.outputs([*source.files(), *(reading.catalog or ())], redaction)
    view = page.view(outputs.destinations)
    outputs = outputs._replace(live=refreshing.pages(outputs.whole, view))
    finish = gates.finisher(options.ruleset.catalog, redaction)
    filters = within.filters(selection, options.ruleset.catalog)
    if outputs.live is not None:
        source.refuse_saved(each)
    if source.holds_reports():
        _refuse_each(each, Phrase("the inputs are reports already"))
        wanted = Wanted(reading.language_of_report(), filters, options.ruleset.catalog, finish)
        report = write_reports(source.locations(), wanted, outputs, view)
        raise typer.Exit(gates.status(report))
    # streamed incidents need not be kept
    options = replace(options, filters=filters, max_incidents=max_incidents if outputs.whole or each else 0)
    with Interrupt() as interrupt:  # to the end: Ctrl-C must not cost the report of what was read
        device, units = source.device(), _units_of(source, each, options, redacting)
        if isinstance(device, Several):
            report = diagnose_devices(device, options, interrupt, outputs, finish)
        elif device is not None:
            report = diagnose_device(device, options, interrupt, outputs, finish)
        else:
            report = diagnose(source.locations(), options, interrupt, outputs, finish, units)
        outputs.write(report, view)
        complain_about(report, outputs)
        if units is not None:
            units.confirm()
        outputs.screen.close(report, view)
        raise typer.Exit(interrupt.status or status_of(report))


def _units_of(source: _Source, folder: str | None, options: Options, redacting: Redacting) -> Units | None:
    """Return the units of `--each`, or None without this option. Raises WrongUsage for a device."""
    if folder is None:
        return None
    if source.hdc:
        _refuse_each(folder, Phrase("a device is one input"))
    return units_of(folder, source.locations(), options, redacting.redaction())


def complain_about(report: ReportData, outputs: Outputs) -> None:
    """Say on standard error what not every format shows."""
    complain_about_filters(report, outputs)
    complain_about_gates(report)
    complain_about_patterns(report)
    complain_about_piped_report(report)


def _refuse_each(folder: str | None, why: Phrase) -> None:
    if folder is not None:
        raise WrongUsage("--each {folder}: {why}; use --output instead", folder=folder, why=why)
