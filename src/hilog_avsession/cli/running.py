"""From inputs or a device to a report, with a view on a terminal while it is made."""

from __future__ import annotations

import contextlib
import functools
import sys
from typing import TYPE_CHECKING

from ..errors import UnreadableInput
from .console import complain, is_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from io import BufferedReader

    from ..device.hdc import Hdc
    from ..device.interrupt import Interrupt
    from ..model.incidents import Incident
    from ..model.report import ReportData
    from ..options import Options
    from ..pipeline import Diagnosis
    from ..reading.sources import Place
    from .live import LiveView
    from .outputs import Outputs

    Judge = Callable[[ReportData], ReportData]
    Notice = Callable[[str], str]  # a sentence to what of it may be shown


def _found(diagnosis: Diagnosis, places: Iterable[Place], interrupt: Interrupt) -> Iterator[Incident]:
    """Read the places and yield their incidents until somebody ends it, the unfinished ones last."""
    for place in places:
        if interrupt.signal is None:
            yield from diagnosis.incidents_in(place, interrupt.ready)
    diagnosis.interrupted = interrupt.signal is not None
    yield from diagnosis.rest()


def diagnose(inputs: list[str], options: Options, interrupt: Interrupt, outputs: Outputs, judge: Judge) -> ReportData:
    """Read the inputs, with a view on a terminal, and judge what was found."""
    from ..pipeline import Diagnosis, reader_for  # noqa: PLC0415
    from ..reading.sources import expand  # noqa: PLC0415

    places = expand(inputs)
    with reader_for(places, options) as front:
        diagnosis = Diagnosis(options, front)
        report = _once(diagnosis, judge)
        interrupt.before_exit = getattr(front, "kill", None)
        # a file is mostly read before anybody could look
        with _live_view(diagnosis, outputs, delay=0.1 if "-" in inputs else 1.0) or contextlib.nullcontext():
            outputs.take(_found(diagnosis, places, interrupt), report)
        return report()


def diagnose_device(hdc: Hdc, options: Options, interrupt: Interrupt, outputs: Outputs, judge: Judge) -> ReportData:
    """Read the log of a device until somebody ends it, and judge what was found."""
    from ..pipeline import Diagnosis  # noqa: PLC0415

    diagnosis = Diagnosis(options)
    report = _once(diagnosis, judge)
    interrupt.before_exit, hdc.pause = hdc.kill, interrupt.pause
    view = _live_view(diagnosis, outputs, delay=0.1)
    notice = outputs.redaction.notice if outputs.redaction is not None else str
    tell = _teller(view, notice)
    with view or contextlib.nullcontext(), _open(hdc, interrupt, tell, options.lang, notice) as log:
        outputs.take(_found(diagnosis, [log], interrupt), report)
    return report()


def _once(diagnosis: Diagnosis, judge: Judge) -> Callable[[], ReportData]:
    """The judged report, made when it is first asked for."""
    return functools.cache(lambda: judge(diagnosis.report()))


def _open(hdc: Hdc, interrupt: Interrupt, tell: Callable[[str], None], lang: str, notice: Notice) -> BufferedReader:
    """Open the log of a device. Raises UnreadableInput, with pseudonyms for devices where they are asked for."""
    from ..device.hdclog import open_hdc  # noqa: PLC0415

    try:
        return open_hdc(hdc, interrupt.ready, tell, lang)
    except UnreadableInput as error:
        raise UnreadableInput(error.source, error.kind, notice(error.message), error.hint) from None


def _live_view(diagnosis: Diagnosis, outputs: Outputs, delay: float) -> LiveView | None:
    if not is_terminal(sys.stderr):
        return None
    if outputs.streams_to_screen and is_terminal(sys.stdout):  # incidents are written where it would be drawn
        return None
    from .live import LiveView  # noqa: PLC0415

    return LiveView(diagnosis, sys.stderr, diagnosis.options.lang, delay)


def _teller(view: LiveView | None, notice: Notice) -> Callable[[str], None]:
    """Say what happens while the log of a device is read, above the view if there is one."""
    if view is None:
        return lambda text: complain(f"hdc: {notice(text)}")
    from ..output.safe import visible  # noqa: PLC0415

    return lambda text: view.say(visible(f"hdc: {notice(text)}"))
