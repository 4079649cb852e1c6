"""The command `analyze`: diagnoses logs and writes the report in the forms that are asked for."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import WrongUsage
from ..reports.formats import FORMATS
from ..reports.view import View
from .arguments import (
    FAILED,
    OK,
    UNREADABLE,
    Catalogs,
    Categories,
    Lang,
    Target,
    category_of,
    code_of,
    language_of,
    lexicon_of,
)
from .judging import complain_about_gates, complain_about_patterns, judge_of
from .outputs import outputs_of

if TYPE_CHECKING:
    from ..hdc import Hdc
    from ..redaction import Redaction
    from ..report import Report

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

_KEY = "HILOG_AVSESSION_REDACT_KEY"  # the environment's variable; other users of a machine see arguments
_FORMATS = [one.name for one in FORMATS]


def analyze(  # noqa: PLR0913, PLR0917  (an option each)
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT...", help="Logs, archives, folders; `-` is standard input.")
    ] = None,
    hdc: Annotated[bool, typer.Option("--hdc", help="Read the log of a device through hdc.")] = False,
    target: Target = None,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORM",
            help=f"Form of the report: {', '.join(_FORMATS)}; repeatable.",
            autocompletion=lambda: _FORMATS,
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it there; one for each form, told by its suffix."),
    ] = None,
    lang: Lang = None,
    top: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only the first N recommendations.")] = None,
    evidence: Annotated[int, typer.Option(min=0, metavar="N", help="Evidence lines for each recommendation.")] = 3,
    code: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Only this code; repeatable.")] = None,
    category: Categories = None,
    bundle: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this application; repeatable.")] = None,
    pid: Annotated[list[int] | None, typer.Option(metavar="PID", help="Only this process; repeatable.")] = None,
    session: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this session; repeatable.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="TIME", help="From `[[YYYY-]MM-DD ]HH:MM[:SS]` of the log on.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="TIME", help="Up to that time of the log, included.")] = None,
    year: Annotated[
        int | None,
        typer.Option(min=1970, max=2100, metavar="YYYY", help="Year of a log that prints none, at its first line."),
    ] = None,
    stories: Annotated[bool, typer.Option("--stories", help="Tell what happened to each session.")] = False,
    max_incidents: Annotated[
        int, typer.Option(min=0, metavar="N", help="Incidents kept in the report; further ones are counted.")
    ] = 5_000,
    jobs: Annotated[
        int,
        typer.Option("--jobs", "-j", min=0, metavar="N", help="Processes that read inputs; 0 is as many as pay."),
    ] = 0,
    limit: Annotated[
        list[str] | None, typer.Option(metavar="NAME=N", help="Raise a limit on packed files; repeatable.")
    ] = None,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(metavar="GATE", help="Status 1 for more of it: `any`, `drm`, `6600107>10`; repeatable."),
    ] = None,
    baseline: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="Gates count only what this JSON report has not; repeatable."),
    ] = None,
    catalog: Catalogs = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="Pseudonyms for names, ids, addresses, paths and people's words.")
    ] = False,
    redact_key: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help=f"The same with a secret, alike in all reports; or set {_KEY}."),
    ] = None,
) -> None:
    """Diagnose logs."""
    from ..filters import Filters  # noqa: PLC0415  (help and completion do without the pipeline)
    from ..interrupt import Interrupt  # noqa: PLC0415
    from ..options import Options  # noqa: PLC0415
    from ..sources import Limits  # noqa: PLC0415
    from .running import diagnose, diagnose_device  # noqa: PLC0415

    lexicon = lexicon_of(catalog)
    redaction = _redaction(redact, redact_key)
    outputs = outputs_of(format or (), output or ())._replace(redaction=redaction)
    judge = judge_of(fail_on or (), baseline or (), lexicon.catalog, redaction)
    filters = Filters(
        codes=frozenset(code_of(text, lexicon.catalog) for text in code or ()),
        categories=frozenset(map(category_of, category or ())),
        bundles=frozenset(bundle or ()),
        pids=frozenset(pid or ()),
        sessions=frozenset(session or ()),
        since=since or None,
        until=until or None,
    )
    if not outputs.whole:
        max_incidents = 0  # none is needed once it is written
    limits = Limits.parse(limit or ())
    options = Options(language_of(lang), filters, max_incidents, limits, year=year, jobs=jobs, lexicon=lexicon)
    with Interrupt() as interrupt:  # to the end: Ctrl-C must not cost the report of what was read
        if hdc or target is not None:
            report = diagnose_device(_device(inputs, hdc, target), options, interrupt, outputs, judge)
        else:
            report = diagnose(_inputs(inputs), options, interrupt, outputs, judge)
        outputs.write(report, View(evidence=evidence, top=top, stories=stories))
        complain_about_gates(report)
        complain_about_patterns(report)
        raise typer.Exit(interrupt.status or _status(report))


def _status(report: Report) -> int:
    """A gate that failed comes first: what could not be read can only add to what it found."""
    if report.failed:
        return FAILED
    return UNREADABLE if any(one.error is not None for one in report.inputs) else OK


def _redaction(redact: bool, key: str | None) -> Redaction | None:
    """What makes pseudonyms, where they are asked for."""
    if not redact and key is None:
        return None
    from ..redaction import Redaction  # noqa: PLC0415  (rarely needed)

    return Redaction(key if key is not None else os.environ.get(_KEY) or None)


def _inputs(inputs: list[str] | None) -> list[str]:
    if inputs:
        return inputs
    if sys.stdin is None or sys.stdin.isatty():
        raise WrongUsage("no input; name a log file, pipe one in, or read a device: hilog-avsession analyze --hdc")
    return ["-"]


def _device(inputs: list[str] | None, hdc: bool, target: str | None) -> Hdc:
    from ..hdc import Hdc  # noqa: PLC0415  (rarely needed)

    if not hdc:
        raise WrongUsage("--target names a device for --hdc, which is missing")
    if inputs:
        raise WrongUsage(f"{inputs[0]}: with --hdc the log comes from the device; leave the input away")
    return Hdc(target)
