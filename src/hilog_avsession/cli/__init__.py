"""The command line: arguments in, exit status out, nothing else."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
from typing import Annotated, NoReturn

import typer

from .._version import __version__
from ..errors import CatalogError, HilogAvsessionError, UnknownCode, WrongUsage
from ..output.statuses import DEFECT, OK, UNREADABLE, USAGE
from ..phrases import Phrase
from .console import complain
from .language import Lang
from .root import Root

HELP = """\
Find out from a HarmonyOS HiLog what failed in AVSession and what to do first.

\b
Examples:
  hilog-avsession device.log                 or a .gz, a .zip, a folder
  hilog-avsession device.log --lang zh       the report in Chinese
  hilog-avsession doctor                     check the device's log settings
  hilog-avsession --hdc                      live; Ctrl-C prints the report
  hilog-avsession diff before.log after.log  what is new, gone or changed
  hilog-avsession explain 6600101 -1022      what codes mean, what helps

Without a command, logs are analyzed: `hilog-avsession analyze --help` shows how.
"""

_DEBUG = "--debug"
_INTERRUPTED = 130  # exit status: by SIGINT
_USED_UP = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT)

app = typer.Typer(
    cls=Root,
    help=HELP,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


def main() -> NoReturn:
    """Run the command line and exit with its status."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:  # set by `__main__` while modules were loading
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        app()
    except KeyboardInterrupt:  # before there was a report
        sys.exit(_INTERRUPTED)
    except HilogAvsessionError as error:
        if _DEBUG in sys.argv:
            _show_traceback()
        for part in error.mistakes if isinstance(error, CatalogError) else [error]:
            complain(part)
        sys.exit(USAGE if isinstance(error, WrongUsage | UnknownCode | CatalogError) else UNREADABLE)
    except Exception as error:  # noqa: BLE001  (status 1 says that a gate has failed)
        if _hides_interruption(error):
            sys.exit(_INTERRUPTED)
        if what := _used_up(error):
            _give_up(what)
        _report_defect()
    sys.exit(OK)


def _hides_interruption(error: BaseException | None) -> bool:
    """Tell whether Ctrl-C is behind an error: Python 3.11 raises another where it comes while a class is made."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None


def _give_up(what: str) -> NoReturn:
    """Say which resource the system has run out of, and exit."""
    try:
        if _DEBUG in sys.argv:
            _show_traceback()
        complain(Phrase("{error}: the system gives this program no more; raise the limit, or end others", error=what))
    except (MemoryError, OSError, ImportError):  # there is not even enough to load the words
        with contextlib.suppress(OSError):  # standard error cannot be written: the status says enough
            os.write(2, f"hilog-avsession: {what}\n".encode())
    sys.exit(UNREADABLE)


def _report_defect() -> NoReturn:
    _show_traceback()
    complain(Phrase("this is a defect of the program: please report it with the lines above"))
    sys.exit(DEFECT)


def _show_traceback() -> None:
    """Print the traceback of the exception that is handled; it may quote a log or the name of a file."""
    import traceback

    from ..output.safe import visible

    for line in traceback.format_exc().splitlines():
        typer.echo(visible(line), err=True)


def _used_up(error: Exception) -> str:
    """Return the resource that the system has run out of; empty for any other error."""
    if isinstance(error, MemoryError):
        return os.strerror(errno.ENOMEM)
    if isinstance(error, OSError):
        return os.strerror(error.errno) if error.errno in _USED_UP else ""
    reasons = map(os.strerror, _USED_UP) if isinstance(error, ImportError) else ()  # it holds the words of the system
    return next((reason for reason in reasons if reason in str(error)), "")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hilog-avsession {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version_wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    _debug: Annotated[bool, typer.Option(_DEBUG, help="Show the traceback of an exception that ends the run.")] = False,
    _lang: Lang = None,  # taken by Root
) -> None:
    """Take the options of all commands."""
