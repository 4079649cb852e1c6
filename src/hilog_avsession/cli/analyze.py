"""The command `analyze`: diagnoses logs and writes the report in the forms that are asked for."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import WrongUsage
from ..output.formats import FORMATS
from ..output.view import View
from .arguments import (
    FAILED,
    OK,
    UNREADABLE,
    Bundles,
    Catalogs,
    Categories,
    Codes,
    Jobs,
    Lang,
    PackedLimits,
    Target,
    Year,
    filters_of,
    language_of,
    lexicon_of,
    limits_of,
)
from .judging import complain_about_gates, complain_about_patterns, judge_of
from .outputs import outputs_of
from .redacting import Redact, RedactKey, redaction_of

if TYPE_CHECKING:
    from ..device.hdc import Hdc
    from ..model.report import ReportData

HELP = """\
Diagnose one or several logs and print one report.

\b
Examples:
  hilog-avsession analyze --hdc
  hdc hilog | hilog-avsession analyze -
  hilog-avsession analyze device.log --bundle com.example.music
  hilog-avsession analyze *.gz --format json --output report.json
  hilog-avsession analyze device.log -f text -f json -o report.json
  hilog-avsession analyze device.log --code 6600107 --since 14:03
  hilog-avsession analyze device.log --fail-on "6600107>10,drm,loss>100"
  hilog-avsession analyze device.log --baseline last.json
  hilog-avsession analyze device.log --redact -o report.json

`-`, or no input with a pipe, is standard input; --hdc reads a device and waits
for it when it is unplugged. The exit status is 0 whatever was found, 1 if more
was found than --fail-on allows, 2 for wrong usage, 3 if an input could not be
read, 130 or 143 after Ctrl-C or SIGTERM.
"""

_FORMATS = [one.name for one in FORMATS]

# ---- the options that it alone has -----------------------------------------------------------------------------------

_Inputs = Annotated[
    list[str] | None, typer.Argument(metavar="INPUT...", help="Logs, archives, folders; `-` is standard input.")
]
_FromDevice = Annotated[bool, typer.Option("--hdc", help="Read the log of a device through hdc.")]
_Forms = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORM",
        help=f"Form of the report: {', '.join(_FORMATS)}; repeatable.",
        autocompletion=lambda: _FORMATS,
    ),
]
_Files = Annotated[
    list[str] | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write it there; one for each form, told by its suffix."),
]
_Top = Annotated[int | None, typer.Option("--top", min=1, metavar="N", help="Only the first N recommendations.")]
_Lines = Annotated[int, typer.Option("--evidence", min=0, metavar="N", help="Evidence lines for each recommendation.")]
_Pids = Annotated[list[int] | None, typer.Option("--pid", metavar="PID", help="Only this process; repeatable.")]
_Sessions = Annotated[list[str] | None, typer.Option("--session", metavar="ID", help="Only this session; repeatable.")]
_Since = Annotated[
    str | None, typer.Option("--since", metavar="TIME", help="From `[[YYYY-]MM-DD ]HH:MM[:SS]` of the log on.")
]
_Until = Annotated[str | None, typer.Option("--until", metavar="TIME", help="Up to that time of the log, included.")]
_Stories = Annotated[bool, typer.Option("--stories", help="Tell what happened to each session.")]
_MaxIncidents = Annotated[
    int,
    typer.Option("--max-incidents", min=0, metavar="N", help="Incidents kept in the report; further ones are counted."),
]
_Gates = Annotated[
    list[str] | None,
    typer.Option("--fail-on", metavar="GATE", help="Status 1 for more of it: `any`, `drm`, `6600107>10`; repeatable."),
]
_Baselines = Annotated[
    list[str] | None,
    typer.Option("--baseline", metavar="FILE", help="Gates count only what this JSON report has not; repeatable."),
]


def analyze(  # noqa: PLR0913, PLR0917  (an option each)
    inputs: _Inputs = None,
    hdc: _FromDevice = False,
    target: Target = None,
    format: _Forms = None,
    output: _Files = None,
    lang: Lang = None,
    top: _Top = None,
    evidence: _Lines = 3,
    code: Codes = None,
    category: Categories = None,
    bundle: Bundles = None,
    pid: _Pids = None,
    session: _Sessions = None,
    since: _Since = None,
    until: _Until = None,
    year: Year = None,
    stories: _Stories = False,
    max_incidents: _MaxIncidents = 5_000,
    jobs: Jobs = 0,
    limit: PackedLimits = None,
    fail_on: _Gates = None,
    baseline: _Baselines = None,
    catalog: Catalogs = None,
    redact: Redact = False,
    redact_key: RedactKey = None,
) -> None:
    """Diagnose logs."""
    from ..device.interrupt import Interrupt  # noqa: PLC0415  (help and completion do without the pipeline)
    from ..options import Options  # noqa: PLC0415
    from .running import diagnose, diagnose_device  # noqa: PLC0415

    ruleset = lexicon_of(catalog)
    redaction = redaction_of(redact, redact_key)
    outputs = outputs_of(format or (), output or ())._replace(redaction=redaction)
    judge = judge_of(fail_on or (), baseline or (), ruleset.catalog, redaction)
    filters = replace(
        filters_of(code, category, bundle, ruleset.catalog),
        pids=frozenset(pid or ()),
        sessions=frozenset(session or ()),
        since=since or None,
        until=until or None,
    )
    if not outputs.whole:
        max_incidents = 0  # none is needed once it is written
    limits = limits_of(limit)
    options = Options(language_of(lang), filters, max_incidents, limits, year=year, jobs=jobs, ruleset=ruleset)
    with Interrupt() as interrupt:  # to the end: Ctrl-C must not cost the report of what was read
        if hdc or target is not None:
            report = diagnose_device(_device(inputs, hdc, target), options, interrupt, outputs, judge)
        else:
            report = diagnose(_inputs(inputs), options, interrupt, outputs, judge)
        outputs.write(report, View(evidence=evidence, top=top, stories=stories))
        complain_about_gates(report)
        complain_about_patterns(report)
        raise typer.Exit(interrupt.status or _status(report))


def _status(report: ReportData) -> int:
    """A gate that failed comes first: what could not be read can only add to what it found."""
    if report.failed:
        return FAILED
    return UNREADABLE if any(one.error is not None for one in report.inputs) else OK


def _inputs(inputs: list[str] | None) -> list[str]:
    if inputs:
        return inputs
    if sys.stdin is None or sys.stdin.isatty():
        raise WrongUsage("no input; name a log file, pipe one in, or read a device: hilog-avsession analyze --hdc")
    return ["-"]


def _device(inputs: list[str] | None, hdc: bool, target: str | None) -> Hdc:
    from ..device.hdc import Hdc  # noqa: PLC0415  (rarely needed)

    if not hdc:
        raise WrongUsage("--target names a device for --hdc, which is missing")
    if inputs:
        raise WrongUsage(f"{inputs[0]}: with --hdc the log comes from the device; leave the input away")
    return Hdc(target)
