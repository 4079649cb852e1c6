"""From inputs or a device to a report, with a view on a terminal while it is made."""

from __future__ import annotations

import contextlib
import functools
import sys
from typing import TYPE_CHECKING

from ..console import complain, is_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..hdc import Hdc
    from ..interrupt import Interrupt
    from ..live import LiveView
    from ..model import Incident
    from ..options import Options
    from ..pipeline import Diagnosis
    from ..report import Report
    from ..sources import Place
    from .outputs import Outputs

    Judge = Callable[[Report], Report]


def _found(diagnosis: Diagnosis, places: Iterable[Place], interrupt: Interrupt) -> Iterator[Incident]:
    """Read the places and yield their incidents until somebody ends it, the unfinished ones last."""
    for place in places:
        if interrupt.signal is None:
            yield from diagnosis.incidents_in(place, interrupt.ready)
    diagnosis.interrupted = interrupt.signal is not None
    yield from diagnosis.rest()


def diagnose(inputs: list[str], options: Options, interrupt: Interrupt, outputs: Outputs, judge: Judge) -> Report:
    """Read the inputs, with a view on a terminal, and judge what was found."""
    from ..pipeline import Diagnosis, front_for  # noqa: PLC0415
    from ..sources import expand  # noqa: PLC0415

    places = expand(inputs)
    with front_for(places, options) as front:
        diagnosis = Diagnosis(options, front)
        report = _once(diagnosis, judge)
        interrupt.at_once = getattr(front, "kill", None)
        # a file is mostly read before anybody could look
        with _live_view(diagnosis, outputs, delay=0.1 if "-" in inputs else 1.0) or contextlib.nullcontext():
            outputs.take(_found(diagnosis, places, interrupt), report)
        return report()


def diagnose_device(hdc: Hdc, options: Options, interrupt: Interrupt, outputs: Outputs, judge: Judge) -> Report:
    """Read the log of a device until somebody ends it, and judge what was found."""
    from ..hdclog import open_hdc  # noqa: PLC0415
    from ..pipeline import Diagnosis  # noqa: PLC0415

    diagnosis = Diagnosis(options)
    report = _once(diagnosis, judge)
    interrupt.at_once, hdc.pause = hdc.kill, interrupt.pause
    view = _live_view(diagnosis, outputs, delay=0.1)
    with view or contextlib.nullcontext(), open_hdc(hdc, interrupt.ready, _teller(view), options.lang) as log:
        outputs.take(_found(diagnosis, [log], interrupt), report)
    return report()


def _once(diagnosis: Diagnosis, judge: Judge) -> Callable[[], Report]:
    """The judged report, made when it is first asked for."""
    return functools.cache(lambda: judge(diagnosis.report()))


def _live_view(diagnosis: Diagnosis, outputs: Outputs, delay: float) -> LiveView | None:
    if not is_terminal(sys.stderr):
        return None
    if outputs.streams_to_screen and is_terminal(sys.stdout):  # incidents are written where it would be drawn
        return None
    from ..live import LiveView  # noqa: PLC0415

    return LiveView(diagnosis, sys.stderr, diagnosis.options.lang, delay)


def _teller(view: LiveView | None) -> Callable[[str], None]:
    """Say what happens while the log of a device is read, above the view if there is one."""
    if view is None:
        return lambda text: complain(f"hdc: {text}")
    from ..reports.safe import visible  # noqa: PLC0415

    return lambda text: view.say(visible(f"hdc: {text}"))
