"""From a log or a stored report to the view, and from there to the finished report; without a view, as `analyze`."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import sys
from typing import TYPE_CHECKING, NamedTuple

from ..errors import WrongUsage, how_to_add
from ..output.formats import FORMATS
from ..output.view import View
from ..phrases import Phrase, text_in
from .console import complain, is_terminal, write
from .destinations import destinations_of
from .overwriting import refuse_inputs
from .running import incidents_of, report_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from ..device.interrupt import Interrupt
    from ..model.report import ReportData
    from ..options import Options
    from ..output.formats import Format
    from ..reading.sources import Location
    from ..reading.turns import Pace
    from ..view.run import DiagnosisRun, Run
    from .devices import Several
    from .outputs import Outputs

    Finish = Callable[[ReportData], ReportData]
    Notify = Callable[[str], None]


class Log(NamedTuple):
    """A log to look at."""

    name: str
    is_live: bool  # whether its incidents are counted by the time at which they come
    open: Callable[[Pace, Notify], AbstractContextManager[Sequence[Location]]]
    files: tuple[str, ...] = ()  # that no report may overwrite
    device: str | None = None  # whose log it is, if it was named


# ---- whether there is a view -----------------------------------------------------------------------------------------


def can_view(outputs: Outputs) -> bool:
    """Tell whether the view can be shown; if only its library is missing, say how to install it."""
    if not is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb" or not _has_keyboard():
        return False
    if outputs.streams_to_screen and is_terminal(sys.stdout):  # the incidents would be written across the view
        return False
    if not _has_library():
        complain(Phrase("the interactive view is not installed: {how}", how=how_to_add("view")))
        return False
    return True


def _has_library() -> bool:
    try:
        return importlib.util.find_spec("textual") is not None
    except ValueError:  # a test or a packager has hidden it
        return False


def _has_keyboard() -> bool:
    """Tell whether keys can be read: from standard input, or from the terminal if a log is piped in."""
    if sys.stdin is None:
        return False
    if sys.stdin.isatty():
        return True
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
    except OSError:  # no terminal, or Windows
        return False
    return True


@contextlib.contextmanager
def _keyboard() -> Iterator[None]:
    """Let the library read keys where it expects them, at descriptor 0, and the log be read from another one."""
    if sys.stdin is None or sys.stdin.isatty():
        yield
        return
    piped, terminal = sys.stdin, os.open("/dev/tty", os.O_RDWR)
    with open(os.dup(0)) as moved:
        os.dup2(terminal, 0)
        os.close(terminal)
        sys.stdin = moved
        try:
            yield
        finally:
            sys.stdin = piped
            os.dup2(moved.fileno(), 0)


# ---- with a view -----------------------------------------------------------------------------------------------------


def diagnose_in_view(log: Log, options: Options, interrupt: Interrupt, outputs: Outputs, finish: Finish) -> ReportData:
    """Read a log while it is looked at, until the user leaves; return the finished report."""
    from ..pipeline import Diagnosis
    from ..reading.turns import Turns
    from ..view.run import DiagnosisRun

    diagnosis = Diagnosis(options, device=log.device)
    report = report_once(diagnosis, finish)
    turns = Turns(interrupt)
    run = DiagnosisRun(diagnosis, turns, log.name, is_live=log.is_live, finish=finish, redaction=outputs.redaction)
    with _keyboard(), contextlib.ExitStack() as opened:
        with turns.reading():
            locations = opened.enter_context(log.open(turns, _notifier(run, outputs)))
        found = incidents_of(diagnosis, locations, interrupt, turns.ready)
        out = sys.stdout  # the library of the screen puts a stream of its own in its place
        run.start(lambda: outputs.take(run.counted(map(diagnosis.with_places, found)), report, out))
        _show_until_over(run, interrupt, log.files, outputs)
    return report()


def diagnose_devices_in_view(
    wanted: Several, options: Options, interrupt: Interrupt, outputs: Outputs, finish: Finish
) -> ReportData:
    """Read several devices while they are looked at, until the user leaves; return the finished report."""
    from ..bench import Bench
    from ..reading.turns import AllTurns
    from ..view.run import DiagnosisRun
    from .devices import Readers

    bench, turns = Bench(options, "hdc"), AllTurns()
    report = report_once(bench, finish)
    name = name_of(wanted.names, outputs)
    run = DiagnosisRun(bench, turns, name, is_live=True, finish=finish, redaction=outputs.redaction)

    def told(name: str) -> Notify:
        return _notifier(run, outputs, name)

    def read() -> None:
        with readers:  # left before the screen and the pages, which may wait for the readers' turns
            outputs.take(run.counted(readers.incidents()), report, out)

    out = sys.stdout  # the library of the screen puts a stream of its own in its place
    with _keyboard():
        readers = Readers(bench, wanted, interrupt, turns, told)
        interrupt.before_exit = readers.kill
        run.start(read)
        _show_until_over(run, interrupt, (), outputs)
    return report()


def _show_until_over(run: DiagnosisRun, interrupt: Interrupt, files: Sequence[str], outputs: Outputs) -> None:
    """Show a run that was started until the user leaves, with pages that are kept current; then end it."""
    with outputs.kept_current(run.report, run.notices.append):
        try:
            show(run, interrupt, files, is_over=lambda: run.has_failed)
        finally:
            interrupt.request()
            run.join()


def show(run: Run, interrupt: Interrupt, files: Sequence[str], is_over: Callable[[], bool] = lambda: False) -> None:
    """Show a run until the user leaves, a signal comes, or it `is_over`."""
    from ..view.app import ViewApp

    ViewApp(
        run,
        write=lambda path: _write_report(run, path, files),
        check=lambda path: _target(path, files),
        interrupt=lambda: signal.raise_signal(signal.SIGINT),
        is_over=lambda: interrupt.signal is not None or is_over(),
    ).run()


def _target(path: str, files: Sequence[str]) -> tuple[Format, str]:
    """Return the format and the path of the file that was named.

    Raises WrongUsage for one that is an input or has no suffix of a format.
    """
    targets = destinations_of([], [path or "-"], FORMATS)
    refuse_inputs(targets, files)
    if targets[0].path is None:
        raise WrongUsage("the screen shows the view; name a file")
    return targets[0].format, targets[0].path


def _write_report(run: Run, path: str, files: Sequence[str]) -> str:
    """Write the report so far to a file; return what was written."""
    from ..output.wording.written import contents, written_text

    (format_, target), report = _target(path, files), run.report()
    write(format_.text_parts(report, View()), target)
    return written_text(target, format_, os.path.getsize(target), contents(report, format_, View()), report.lang)


def _notifier(run: DiagnosisRun, outputs: Outputs, name: str = "hdc") -> Notify:
    """Return a function that shows what happens to a device, after its name."""
    return lambda text: run.notices.append(f"{outputs.source(name)}: {outputs.notice(text_in(run.lang, text))}")


def name_of(inputs: Sequence[str], outputs: Outputs) -> str:
    """Return the view's name for the inputs: the first one, and how many more there are."""
    first = "stdin" if inputs[0] == "-" else outputs.source(inputs[0])
    return first if len(inputs) == 1 else f"{first} +{len(inputs) - 1}"
