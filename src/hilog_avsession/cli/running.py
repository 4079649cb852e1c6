"""From inputs or a device to a report, with a live view on a terminal."""

from __future__ import annotations

import contextlib
import functools
import sys
from typing import TYPE_CHECKING

from ..errors import UnreadableInput
from ..phrases import text_in
from ..reading.turns import Turns
from .console import complain, is_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from io import BufferedReader

    from ..bench import Bench
    from ..device.hdc import Hdc
    from ..device.interrupt import Interrupt, Stop
    from ..model.incidents import Incident
    from ..model.report import ReportData
    from ..options import Options
    from ..pipeline import Diagnosis
    from ..reading.sources import Location, Ready
    from ..reading.turns import AllTurns
    from .each import Units
    from .live import LiveView
    from .outputs import Outputs

    Finish = Callable[[ReportData], ReportData]
    Notice = Callable[[str], str]  # redacts a sentence


def _found(
    diagnosis: Diagnosis, locations: Iterable[Location], interrupt: Interrupt, turns: Turns, outputs: Outputs
) -> Iterator[Incident]:
    """Read the locations and yield their incidents, the unfinished ones last; stop at an interruption."""
    found = incidents_of(diagnosis, locations, interrupt, turns.ready)
    return found if outputs.streamed is None else map(diagnosis.with_places, found)


def incidents_of(diagnosis: Diagnosis, locations: Iterable[Location], stop: Stop, ready: Ready) -> Iterator[Incident]:
    """Read the locations and yield their incidents, the unfinished ones last, until a stop; `ready` waits for data."""
    for location in locations:
        if not stop.requested:
            yield from diagnosis.read(location, ready)
    diagnosis.interrupted = stop.requested
    yield from diagnosis.finish()


def diagnose(  # noqa: PLR0913, PLR0917  (the parts of a run)
    inputs: Sequence[Location],
    options: Options,
    interrupt: Interrupt,
    outputs: Outputs,
    finish: Finish,
    units: Units | None = None,
    turns: Turns | None = None,
) -> ReportData:
    """Read the inputs and return the finished report; `units` get reports of their own.

    `turns` are those by which an open input waits.
    """
    from ..pipeline import Diagnosis, reader_for
    from ..reading.sources import expand

    locations = expand(inputs, lambda _files: interrupt.requested)
    with reader_for(locations, options) as reader:
        diagnosis = Diagnosis(options, reader if units is None else units.reader(reader, locations))
        report = report_once(diagnosis, finish)
        interrupt.before_exit = getattr(reader, "kill", None)
        turns = turns or Turns(interrupt)
        found = _found(diagnosis, locations, interrupt, turns, outputs)
        # most files are read before anybody could look
        view = live_view(diagnosis, outputs, delay=0.1 if "-" in inputs else 1.0)
        pages = kept_current(diagnosis, turns, outputs, finish, view)
        with view or contextlib.nullcontext(), pages, turns.reading():
            outputs.take(found, report)
        finished = report()
        if units is not None:
            units.close(locations, diagnosis)
        return finished


def diagnose_device(hdc: Hdc, options: Options, interrupt: Interrupt, outputs: Outputs, finish: Finish) -> ReportData:
    """Read the log of a device until an interruption and return the finished report."""
    from ..pipeline import Diagnosis

    diagnosis = Diagnosis(options, device=hdc.target)
    report = report_once(diagnosis, finish)
    turns = Turns(interrupt)
    interrupt.before_exit, hdc.pause = hdc.kill, turns.pause
    view = live_view(diagnosis, outputs, delay=0.1)
    notify = notifier(view, outputs.notice, options.lang)
    with view or contextlib.nullcontext(), contextlib.ExitStack() as opened:
        with turns.reading():
            log = opened.enter_context(_open(hdc, turns, notify, outputs.notice))
        found = _found(diagnosis, [log], interrupt, turns, outputs)
        with kept_current(diagnosis, turns, outputs, finish, view), turns.reading():
            outputs.take(found, report)
    return report()


def report_once(diagnosis: Diagnosis | Bench, finish: Finish) -> Callable[[], ReportData]:
    """Return a function that makes the finished report when it is first called."""

    def make() -> ReportData:
        for _incident in diagnosis.finish():  # some are left if their reader has gone: `| head`
            pass
        return finish(diagnosis.report())

    return functools.cache(make)


def _open(hdc: Hdc, turns: Turns, notify: Callable[[str], None], notice: Notice) -> BufferedReader:
    """Open the log of a device. Raises UnreadableInput, redacted if asked."""
    from ..device.hdclog import open_hdc

    try:
        return open_hdc(hdc, turns.ready, notify)
    except UnreadableInput as error:
        raise error.replaced(error.source, lambda _name, value: notice(value)) from None


def live_view(diagnosis: Diagnosis | Bench, outputs: Outputs, delay: float) -> LiveView | None:
    """Return a view of a run if it goes to a terminal that it does not disturb; it begins after a delay."""
    if not is_terminal(sys.stderr):
        return None
    if outputs.streams_to_screen and is_terminal(sys.stdout):  # the view would be drawn among the incidents
        return None
    from .live import LiveView

    return LiveView(diagnosis, sys.stderr, diagnosis.options.lang, delay)


def kept_current(
    diagnosis: Diagnosis | Bench, turns: Turns | AllTurns, outputs: Outputs, finish: Finish, view: LiveView | None
) -> AbstractContextManager[None]:
    """Keep pages current, if that was asked for, until the context is left; what is said goes above the live view."""

    def report() -> ReportData:
        with turns.looking():
            found = diagnosis.report_so_far()
        return finish(found)

    return outputs.kept_current(report, _teller(view, diagnosis.options.lang))


def notifier(view: LiveView | None, notice: Notice, lang: str, name: str = "hdc") -> Callable[[str], None]:
    """Return a function that prints what happens to a device, after its name, above the live view if there is one."""
    tell = _teller(view, lang)
    return lambda text: tell(f"{name}: {notice(text_in(lang, text))}")


def _teller(view: LiveView | None, lang: str) -> Callable[[str], None]:
    """Return a function that prints a text, above the live view if there is one."""
    if view is None:
        return complain
    from ..output.safe import visible

    return lambda text: view.notify(visible(text_in(lang, text)))
