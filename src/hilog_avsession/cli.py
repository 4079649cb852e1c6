"""The command line: arguments in, exit status out, nothing else."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from ._version import __version__
from .console import color, complain, is_terminal, json_text, width, write
from .errors import HilogAvsessionError, UnknownCode, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .hdc import Hdc
    from .interrupt import Interrupt
    from .live import LiveView
    from .model import Incident
    from .options import Options
    from .pipeline import Diagnosis
    from .report import Report
    from .sources import Place

    Use = Callable[[Iterator[Incident]], None]

OK, USAGE, UNREADABLE = 0, 2, 3  # 1 is a gate that tripped, 130 and 143 an interruption

_MAX_COMPLAINTS = 20  # about inputs, one by one

EXAMPLES = """\
Tell from a HarmonyOS HiLog what failed in AVSession, and what to do first.

\b
Examples:
  hilog-avsession analyze --hdc              live; Ctrl-C prints the report
  hilog-avsession doctor                     check the device's log settings
  hilog-avsession analyze device.log         also .gz, .zip, a folder
  hilog-avsession analyze a.log --lang zh    the report in Chinese
  hilog-avsession explain 6600101 -1022      what a code means and what helps
"""
ANALYZE = """\
Diagnose one or several logs and print one report.

\b
Examples:
  hilog-avsession analyze --hdc
  hdc hilog | hilog-avsession analyze -
  hilog-avsession analyze device.log --bundle com.example.music
  hilog-avsession analyze *.gz --format json --output report.json
  hilog-avsession analyze device.log --code 6600107 --since 14:03

`-`, or no input with a pipe, is standard input; --hdc reads a device and waits
for it when it is unplugged. The exit status is 0 whatever
was found, 2 for wrong usage, 3 if an input could not be read, 130 or 143 after
Ctrl-C or SIGTERM.
"""
EXPLAIN = """\
Explain error codes: public code, native number, symbol or cast engine number.

\b
Examples:
  hilog-avsession explain 6600107
  hilog-avsession explain -1013 --lang zh
  hilog-avsession explain ERR_SESSION_IS_EXIST 1003
"""
CODES = """\
List the catalogue of error codes.

\b
Examples:
  hilog-avsession codes
  hilog-avsession codes --category drm
  hilog-avsession codes network --format markdown
"""

DOCTOR = """\
Check hdc, the device and how it logs; say what helps.

\b
Examples:
  hilog-avsession doctor
  hilog-avsession doctor --target 192.168.1.5:8710 --format json

Nothing is changed on the device. The exit status is 0 if its log can be read,
3 if not.
"""

app = typer.Typer(
    help=EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


class Language(StrEnum):
    """The languages of titles and advice."""

    EN = "en"
    ZH = "zh"


class ReportFormat(StrEnum):
    """The forms of a report."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


class AnswerFormat(StrEnum):
    """The forms of an answer that is no report."""

    TEXT = "text"
    JSON = "json"


class TableFormat(StrEnum):
    """The forms of the catalogue."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


Target = Annotated[str | None, typer.Option("--target", "-t", metavar="KEY", help="The device, where several are.")]
Lang = Annotated[Language | None, typer.Option("--lang", help="Language; by default that of the locale.")]


def main() -> NoReturn:
    """Run the command line and exit with its status."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:  # `__main__` has set it while this was loaded
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        app()
    except KeyboardInterrupt:  # before there was anything to report
        sys.exit(130)
    except HilogAvsessionError as error:
        if "--debug" in sys.argv:
            raise
        complain(str(error))
        sys.exit(USAGE if isinstance(error, WrongUsage | UnknownCode) else UNREADABLE)
    sys.exit(OK)


# ---- commands --------------------------------------------------------------------------------------------------------


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hilog-avsession {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version_wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    _debug: Annotated[bool, typer.Option("--debug", help="Show the trace of an error.")] = False,
) -> None:
    """Options of all commands."""


@app.command(help=ANALYZE)
def analyze(  # noqa: PLR0913, PLR0917  (an option each)
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT", help="Logs, archives, folders; `-` is standard input.")
    ] = None,
    hdc: Annotated[bool, typer.Option("--hdc", help="Read the log of a device through hdc.")] = False,
    target: Target = None,
    format: Annotated[ReportFormat, typer.Option("--format", "-f", help="Form of the report.")] = ReportFormat.TEXT,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write the report there.")
    ] = None,
    lang: Lang = None,
    top: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only the first N recommendations.")] = None,
    evidence: Annotated[int, typer.Option(min=0, metavar="N", help="Evidence lines for each recommendation.")] = 3,
    code: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Only this code; repeatable.")] = None,
    category: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this category; repeatable.")] = None,
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
        int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Processes that read inputs side by side.")
    ] = 1,
    limit: Annotated[
        list[str] | None, typer.Option(metavar="NAME=N", help="Raise a limit on packed files; repeatable.")
    ] = None,
) -> None:
    """Diagnose logs."""
    from .filters import Filters  # noqa: PLC0415  (help and completion do without the pipeline)
    from .interrupt import Interrupt  # noqa: PLC0415
    from .options import Options  # noqa: PLC0415
    from .sources import Limits  # noqa: PLC0415

    filters = Filters(
        codes=frozenset(map(_code, code or ())),
        categories=frozenset(map(_category, category or ())),
        bundles=frozenset(bundle or ()),
        pids=frozenset(pid or ()),
        sessions=frozenset(session or ()),
        since=since or None,
        until=until or None,
    )
    language = _language(lang)
    use: Use = _use_none
    if format is ReportFormat.JSONL:
        use = _use_line_by_line(output)
        max_incidents = 0  # none is needed once it is written
    options = Options(language, filters, max_incidents, Limits.parse(limit or ()), year=year, jobs=jobs)
    with Interrupt() as interrupt:  # to the end: Ctrl-C must not cost the report of what was read
        if hdc or target is not None:
            report = _diagnose_device(_device(inputs, hdc, target), options, interrupt, use)
        else:
            report = _diagnose(_inputs(inputs), options, interrupt, use)
        if format is ReportFormat.JSON or (format is ReportFormat.TEXT and _has_log(report)):
            look = {"evidence": evidence, "top": top, "stories": stories}
            write(_rendered(report, format, output, **look), output)
        if format is not ReportFormat.TEXT or output or not _has_log(report):
            _complain_about_inputs(report)  # the text report on the screen has said it
        unreadable = any(one.error is not None for one in report.inputs)
        raise typer.Exit(interrupt.status or (UNREADABLE if unreadable else OK))


@app.command(help=DOCTOR)
def doctor(
    target: Target = None,
    format: Annotated[AnswerFormat, typer.Option("--format", "-f", help="Form of the answer.")] = AnswerFormat.TEXT,
    lang: Lang = None,
) -> None:
    """Check hdc and the device."""
    from .doctor import examine, is_usable  # noqa: PLC0415
    from .hdc import Hdc  # noqa: PLC0415
    from .reports.doctor import findings_to_dict, render_findings  # noqa: PLC0415

    language = _language(lang)
    findings = list(examine(Hdc(target)))
    if format is AnswerFormat.JSON:
        write([json_text(findings_to_dict(findings, target, language))])
    else:
        out = io.StringIO()
        render_findings(findings, target, out, lang=language, width=width(), color=color())
        write([out.getvalue()])
    raise typer.Exit(OK if is_usable(findings) else UNREADABLE)


@app.command(help=EXPLAIN, context_settings={"ignore_unknown_options": True})
def explain(
    codes: Annotated[list[str], typer.Argument(metavar="CODE...", help="What to explain.")],
    lang: Lang = None,
    format: Annotated[AnswerFormat, typer.Option("--format", "-f", help="Form of the answer.")] = AnswerFormat.TEXT,
) -> None:
    """Explain codes."""
    from .codes import CATALOG  # noqa: PLC0415
    from .reports.codes import explanation_to_dict, render_explanation  # noqa: PLC0415

    typo = next((code for code in codes if code.startswith("-") and not code[1:].isdigit()), None)
    if typo is not None:  # unknown options are let through, because native numbers look like them
        raise WrongUsage(f"{typo}: no such option; see hilog-avsession explain --help")
    language = _language(lang)
    explanations = [CATALOG.explain(code) for code in codes]
    if format is AnswerFormat.JSON:
        write([json_text([explanation_to_dict(one, language) for one in explanations])])
        return
    out = io.StringIO()
    for one in explanations:
        render_explanation(one, out, lang=language, width=width(), color=color())
    write([out.getvalue()])


@app.command(help=CODES)
def codes(
    word: Annotated[str | None, typer.Argument(help="Only codes with this word in number, symbol or title.")] = None,
    category: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this category; repeatable.")] = None,
    lang: Lang = None,
    format: Annotated[TableFormat, typer.Option("--format", "-f", help="Form of the list.")] = TableFormat.TEXT,
) -> None:
    """List the catalogue."""
    from .codes import CATALOG  # noqa: PLC0415
    from .reports.codes import entries_to_dicts, render_table, table_to_markdown  # noqa: PLC0415

    language = _language(lang)
    categories = set(map(_category, category or ()))
    entries = [
        entry
        for entry in CATALOG
        if (not categories or entry.category in categories) and (word is None or entry.mentions(word))
    ]
    out = io.StringIO()
    if format is TableFormat.JSON:
        out.write(json_text(entries_to_dicts(entries, language)))
    elif format is TableFormat.MARKDOWN:
        out.write(table_to_markdown(entries, language))
    else:
        render_table(entries, out, lang=language, width=width(), color=color())
    write([out.getvalue()])


# ---- arguments -------------------------------------------------------------------------------------------------------


def _inputs(inputs: list[str] | None) -> list[str]:
    if inputs:
        return inputs
    if sys.stdin is None or sys.stdin.isatty():
        raise WrongUsage("no input; name a log file, pipe one in, or read a device: hilog-avsession analyze --hdc")
    return ["-"]


def _device(inputs: list[str] | None, hdc: bool, target: str | None) -> Hdc:
    from .hdc import Hdc  # noqa: PLC0415  (rarely needed)

    if not hdc:
        raise WrongUsage("--target names a device for --hdc, which is missing")
    if inputs:
        raise WrongUsage(f"{inputs[0]}: with --hdc the log comes from the device; leave the input away")
    return Hdc(target)


def _code(text: str) -> int:
    if text.isdigit() and len(text) == 7:
        return int(text)  # also one that the catalogue does not hold
    from .codes import CATALOG  # noqa: PLC0415

    return CATALOG.explain(text).entry.number


def _category(text: str) -> str:
    from .codes import CATEGORIES, UNKNOWN_CATEGORY  # noqa: PLC0415

    names = [*CATEGORIES, UNKNOWN_CATEGORY]
    if text not in names:
        raise WrongUsage(f"{text!r} is no category; choose one of {', '.join(names)}")
    return text


def _language(lang: Language | None) -> str:
    """The language asked for, else that of the locale, else English."""
    if lang is not None:
        return lang.value
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    locale = next((name for name in names if name), "")
    if not locale and sys.platform == "win32":
        import locale as locale_  # noqa: PLC0415

        locale = locale_.getlocale()[0] or ""
    chosen = locale.lower().replace("chinese", "zh")[:2]
    return chosen if chosen in list(Language) else "en"


# ---- running ---------------------------------------------------------------------------------------------------------


def _use_none(found: Iterable[Incident]) -> None:
    """Read to the end: the report holds all incidents."""
    for _ in found:
        pass


def _use_line_by_line(output: str | None) -> Use:
    """Write each incident as soon as it is complete."""
    from .report import incident_to_json  # noqa: PLC0415

    return lambda found: write(map(incident_to_json, found), output, at_once=True)


def _found(diagnosis: Diagnosis, places: Iterable[Place], interrupt: Interrupt) -> Iterator[Incident]:
    """Read the places and yield their incidents until somebody ends it, the unfinished ones last."""
    for place in places:
        if interrupt.signal is None:
            yield from diagnosis.incidents_in(place, interrupt.ready)
    diagnosis.interrupted = interrupt.signal is not None
    yield from diagnosis.rest()


def _diagnose(inputs: list[str], options: Options, interrupt: Interrupt, use: Use) -> Report:
    """Read the inputs, with a view on a terminal."""
    from .pipeline import Diagnosis, front_for  # noqa: PLC0415
    from .sources import expand  # noqa: PLC0415

    places = expand(inputs)
    with front_for(places, options) as front:
        diagnosis = Diagnosis(options, front)
        interrupt.at_once = getattr(front, "kill", None)
        # a file is mostly read before anybody could look
        with _live_view(diagnosis, use, delay=0.1 if "-" in inputs else 1.0) or contextlib.nullcontext():
            use(_found(diagnosis, places, interrupt))
        return diagnosis.report()


def _diagnose_device(hdc: Hdc, options: Options, interrupt: Interrupt, use: Use) -> Report:
    """Read the log of a device until somebody ends it."""
    from .hdclog import open_hdc  # noqa: PLC0415
    from .pipeline import Diagnosis  # noqa: PLC0415

    diagnosis = Diagnosis(options)
    interrupt.at_once, hdc.pause = hdc.kill, interrupt.pause
    view = _live_view(diagnosis, use, delay=0.1)
    with view or contextlib.nullcontext(), open_hdc(hdc, interrupt.ready, _teller(view), options.lang) as log:
        use(_found(diagnosis, [log], interrupt))
    return diagnosis.report()


def _live_view(diagnosis: Diagnosis, use: Use, delay: float) -> LiveView | None:
    if not is_terminal(sys.stderr):
        return None
    if use is not _use_none and is_terminal(sys.stdout):  # incidents are written where it would be drawn
        return None
    from .live import LiveView  # noqa: PLC0415

    return LiveView(diagnosis, sys.stderr, diagnosis.options.lang, delay)


def _teller(view: LiveView | None) -> Callable[[str], None]:
    """Say what happens while the log of a device is read, above the view if there is one."""
    if view is None:
        return lambda text: complain(f"hdc: {text}")
    from .reports.safe import visible  # noqa: PLC0415

    return lambda text: view.say(visible(f"hdc: {text}"))


# ---- printing --------------------------------------------------------------------------------------------------------


def _rendered(report: Report, format_: ReportFormat, path: str | None, **look: Any) -> Iterable[str]:
    """The report in pieces: a long JSON document never stands in memory as a whole."""
    if format_ is ReportFormat.JSON:
        return report.iter_json()
    from .reports import text  # noqa: PLC0415

    out = io.StringIO()
    text.render(report, out, width=width(path), color=color(path), **look)
    return [out.getvalue()]


def _has_log(report: Report) -> bool:
    """Tell whether any input was a log, whole or damaged: without one there is nothing to report."""
    return any(one.error is None or one.layout is not None for one in report.inputs)


def _complain_about_inputs(report: Report) -> None:
    failed = [one for one in report.inputs if one.error is not None]
    for one in failed[:_MAX_COMPLAINTS]:
        assert one.error is not None  # chosen so
        complain(f"{one.source}: {one.error.message}" + (f"; {one.error.hint}" if one.error.hint else ""))
    if len(failed) > _MAX_COMPLAINTS:
        complain(f"{len(failed) - _MAX_COMPLAINTS:,} more inputs could not be read; the JSON report names them all")
