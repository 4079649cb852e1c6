"""The command `fleet`: diagnoses many captures side by side and stores what failed as tables."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup

from ..errors import WrongUsage
from ..output.statuses import OK, UNREADABLE
from ..reading.parallel import MOST_JOBS
from .arguments import UnitReading
from .commands import new_app
from .fleet_closing import close
from .fleet_progress import MODES, listener_of
from .fleet_report import DIFF_HELP, REPORT_HELP, diff, report
from .groups import with_groups
from .language import Lang
from .redacting import Redacting, redacted_errors
from .suggestions import is_mistyped

if TYPE_CHECKING:
    from ..fleet.cluster import Cluster, Tls
    from ..fleet.process import Limits
    from ..fleet.running import Done

HELP = """\
Diagnose thousands of captures: which failures hit how many devices.

\b
Examples:
  hilog-avsession fleet captures/ -o night
  hilog-avsession fleet s3://lab/night/ -o night --meta devices.csv
  hilog-avsession fleet @list.txt -o night --scheduler tcp://host:8786
  hilog-avsession fleet report night         what failed, also as a page
  hilog-avsession fleet diff monday tuesday  what is new, gone or changed
  hilog-avsession fleet run --help           all options of a run

Without a command, captures are read: `fleet captures/` is `fleet run captures/`.
"""
RUN_HELP = """\
Read the captures that are new or changed, and store what failed in OUT.

\b
Examples:
  hilog-avsession fleet captures/ -o night
  hilog-avsession fleet 'captures/*.zip' -o night --unit archive --workers 8
  hilog-avsession fleet s3://lab/night/ -o night --meta devices.csv --reports
  hilog-avsession fleet @list.txt -o night --scheduler tcp://host:8786
  hilog-avsession fleet captures/ -o night --progress jsonl 2> events.jsonl

A PATH is a file, a folder, a pattern, an address such as s3://bucket/folder, or
@FILE with one of them on each line. A unit is one capture of one device. Units
that are finished are stored at once; the same command later continues, and skips
what is still the same. A unit that cannot be read, or takes too much time or
memory, is recorded with the reason. Ctrl-C stores what is finished. The exit
status is 0, also if some units could not be read, 2 for wrong usage, 3 if no unit
could be read or the run had to end, 130, 143 or 129 after Ctrl-C, SIGTERM or a
closed terminal, 70 after a defect of the program.
"""
_KINDS = ("auto", "archive", "folder")
_SIZE = re.compile(r"(\d{1,12})([KMGT]?)", re.IGNORECASE)
_FACTORS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


class FleetGroup(TyperGroup):
    """The commands of `fleet`; captures without a command are read."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Add the command `run` where paths or its options stand without a command, or one that is mistyped."""
        known = {*self.commands, "-h", "--help"}
        if args and args[0] not in known and not is_mistyped(args[0], self.commands):
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = new_app(cls=FleetGroup, help=HELP, no_args_is_help=True)


@app.callback()
def _options(_lang: Lang = None) -> None:  # taken by Root
    """Take the options of all commands."""


# ---- options ---------------------------------------------------------------------------------------------------------

_Paths = Annotated[
    list[str], typer.Argument(metavar="PATH...", help="Captures: files, folders, patterns, addresses or @FILE.")
]
_Out = Annotated[
    str, typer.Option("--output", "-o", metavar="OUT", help="Folder for the tables; an earlier one is continued.")
]
_Kind = Annotated[
    str,
    typer.Option(
        "--unit",
        metavar="KIND",
        help="What one capture is: archive, folder or auto; auto finds out.",
        autocompletion=lambda: list(_KINDS),
    ),
]
_Meta = Annotated[
    str | None, typer.Option("--meta", metavar="FILE", help="Your own facts: CSV with a column of unit names.")
]
_Reports = Annotated[bool, typer.Option("--reports", help="Also store the JSON report of each unit, compressed.")]
_Resume = Annotated[
    bool, typer.Option("--resume/--no-resume", help="Skip units that are stored and still the same, or start anew.")
]
_RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="Read all units again that failed before.")]
_Progress = Annotated[
    str,
    typer.Option(
        "--progress",
        metavar="FORM",
        help="On standard error: bar, jsonl, none or auto, a bar on terminals.",
        autocompletion=lambda: list(MODES),
    ),
]
_Scheduler = Annotated[
    str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Use this cluster of Dask, e.g. tcp://host:8786.")
]
_Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        max=MOST_JOBS,
        metavar="N",
        help="Units read side by side, 256 at most; without a cluster.",
    ),
]
_Memory = Annotated[str | None, typer.Option("--memory", metavar="SIZE", help="Memory that a unit may take, e.g. 2G.")]
_Seconds = Annotated[float, typer.Option("--time-limit", min=1, metavar="S", help="Seconds that a unit may take.")]
_TlsCa = Annotated[str | None, typer.Option("--tls-ca", metavar="FILE", help="Authority of the certificates.")]
_TlsCert = Annotated[str | None, typer.Option("--tls-cert", metavar="FILE", help="Certificate of this program.")]
_TlsKey = Annotated[str | None, typer.Option("--tls-key", metavar="FILE", help="Key of this certificate.")]


class Workers(NamedTuple):
    """The options that say who reads, and what a unit may take."""

    scheduler: _Scheduler = None
    workers: _Workers = None
    memory: _Memory = None
    time_limit: _Seconds = 3600
    tls_ca: _TlsCa = None
    tls_cert: _TlsCert = None
    tls_key: _TlsKey = None

    def cluster(self) -> Cluster:
        """Return the cluster to use. Raises WrongUsage."""
        from ..fleet.cluster import Cluster, Tls

        if self.scheduler is not None and self.workers is not None:
            raise WrongUsage("--workers sizes the cluster of this machine; with --scheduler leave it out")
        tls = Tls(self.tls_ca, self.tls_cert, self.tls_key)
        _check_tls(tls, self.scheduler)
        return Cluster(self.scheduler, self.workers, tls)

    def limits(self) -> Limits:
        """Return what one unit may take. Raises WrongUsage."""
        from ..fleet.process import Limits

        return Limits(self.time_limit, None if self.memory is None else _size(self.memory))


def _check_tls(tls: Tls, scheduler: str | None) -> None:
    if any(tls) and scheduler is None:
        raise WrongUsage("--tls-ca, --tls-cert and --tls-key concern a cluster; add --scheduler tls://HOST:PORT")
    for path in filter(None, tls):
        if not os.path.isfile(path):
            raise WrongUsage("{path}: there is no such file; --tls-... name PEM files", path=path)
    tls.check()


def _size(text: str) -> int:
    match = _SIZE.fullmatch(text.removesuffix("iB").removesuffix("B"))
    if match is None or not int(match[1]):
        raise WrongUsage("--memory {text!r} is not a size; write a number with K, M, G or T: 2G", text=text)
    return int(match[1]) * _FACTORS[match[2].upper()]


# ---- the run ---------------------------------------------------------------------------------------------------------


@app.command(help=RUN_HELP, short_help="Read captures; the default.")
@with_groups
def run(  # noqa: PLR0913, PLR0917  (an option or a group of options each)
    paths: _Paths,
    output: _Out,
    unit: _Kind = "auto",
    meta: _Meta = None,
    reports: _Reports = False,
    resume: _Resume = True,
    retry_failed: _RetryFailed = False,
    progress: _Progress = "auto",
    *,
    workers: Workers,
    reading: UnitReading,
    redacting: Redacting,
) -> None:
    """Read captures."""
    from ..device.interrupt import Interrupt
    from ..fleet.cluster import require_libraries

    require_libraries()
    from ..fleet.running import FleetOptions, Run, digest_of
    from ..fleet.units import UnitKind
    from ..model.arguments import word

    wanted = FleetOptions(
        options=reading.options(),
        kind=UnitKind(word("a kind of unit", unit, _KINDS)),
        cluster=workers.cluster(),
        limits=workers.limits(),
        with_reports=reports,
        meta=meta,
        key=redacting.key(),
        catalog=digest_of(reading.catalog or ()),
        is_resumed=resume,
        retries_failed=retry_failed,
    )
    with (
        Interrupt() as interrupt,
        redacted_errors(redacting.redaction()),
        listener_of(word("a form of progress", progress, MODES), output) as listener,
    ):
        done = Run(wanted, listener, lambda: interrupt.requested).into(output, paths)
    close(done, output, is_for_programs=progress == "jsonl")
    raise typer.Exit(interrupt.status or _status(done))


def _status(done: Done) -> int:
    progress = done.progress
    return UNREADABLE if progress.failed and not progress.done and not progress.skipped else OK


app.command(help=REPORT_HELP, short_help="Show what failed in a fleet.")(report)
app.command(help=DIFF_HELP, short_help="Compare two fleets.")(diff)
