"""From several devices to the incidents of all of them: each is read by a thread of its own."""

from __future__ import annotations

import contextlib
import queue
import threading
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Self

from ..phrases import Phrase
from .running import incidents_of, kept_current, live_view, notifier, report_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..bench import Bench
    from ..device.hdc import Hdc, Target
    from ..device.interrupt import Interrupt, Stop
    from ..model.incidents import Incident
    from ..model.report import ReportData
    from ..options import Options
    from ..pipeline import Diagnosis
    from ..reading.turns import AllTurns, Turns
    from .outputs import Outputs

    Finish = Callable[[ReportData], ReportData]
    Notify = Callable[[str], None]

_ALL = "all"  # the word for every device that is connected, now or later
_HDC = "hdc"  # the name of the input while no device is known
_MOST_WAITING = 1_000  # incidents that were found but not yet taken
_EVERY = 1.0  # seconds between two looks for devices that are new
_SLICE = 0.2  # seconds; Windows handles a signal only between two waits


class Several(NamedTuple):
    """The devices that are to be read side by side."""

    keys: tuple[str, ...]  # empty: all that are connected, now or later
    found: tuple[Target, ...] | None = None  # those that are connected, if that is known

    @property
    def names(self) -> list[str]:
        """The names of the inputs from the devices."""
        from ..device.hdc import input_name

        return [input_name(key) for key in self.keys or (None,)]


def several(targets: Sequence[str] | None) -> Several | None:
    """Return the devices that the options choose; None for one, or none."""
    keys = tuple(dict.fromkeys(targets or ()))
    if _ALL in keys:
        return Several(())
    return Several(keys) if len(keys) > 1 else None


def diagnose_devices(
    wanted: Several, options: Options, interrupt: Interrupt, outputs: Outputs, finish: Finish
) -> ReportData:
    """Read the logs of several devices until an interruption and return the finished report of all."""
    from ..bench import Bench
    from ..reading.turns import AllTurns

    bench = Bench(options, _HDC)
    report = report_once(bench, finish)
    view = live_view(bench, outputs, delay=0.1)

    def told(name: str) -> Notify:
        return notifier(view, outputs.notice, options.lang, outputs.source(name))

    turns = AllTurns()
    pages = kept_current(bench, turns, outputs, finish, view)
    with view or contextlib.nullcontext():
        readers = Readers(bench, wanted, interrupt, turns, told)
        interrupt.before_exit = readers.kill
        with pages, readers:  # the readers end first: the thread that writes pages may wait for their turns
            outputs.take(readers.incidents(), report)
    return report()


class _End(NamedTuple):
    """The end of a thread."""

    failure: BaseException | None


class Readers:
    """The threads that read devices for a bench, until they are asked to stop or the context is left."""

    def __init__(
        self, bench: Bench, wanted: Several, stop: Stop, turns: AllTurns, told: Callable[[str], Notify]
    ) -> None:
        """Prepare to read devices for a bench; `told` returns the receiver of an input's messages, by the input's name.

        Raises UnreadableInput if there is no program `hdc`.
        """
        from ..device.hdc import Hdc
        from ..device.hdclog import find_devices

        self._bench, self._wanted, self._stop, self._turns, self._told = bench, wanted, stop, turns, told
        self._found: queue.Queue[Incident | _End] = queue.Queue(_MOST_WAITING)
        self._running = 0  # threads that have begun, or are about to, and whose end was not yet seen
        self._counting = threading.Lock()
        self._devices: list[Hdc] = []
        self._any = Hdc()
        self._any.pause = stop.pause
        found = find_devices(self._any, told(_HDC)) if wanted.found is None else wanted.found
        self._keys = list(wanted.keys or (target.key for target in found))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.request()
        for _left in self._taken():  # no thread may wait forever to hand over an incident
            pass

    def kill(self) -> None:
        """Kill what runs on the devices; safe in a signal handler."""
        for hdc in [self._any, *self._devices]:
            hdc.kill()

    def incidents(self) -> Iterator[Incident]:
        """Start to read, and yield the incidents of all devices as they come."""
        self._begin(*self._keys)
        if not self._wanted.keys:
            self._run(self._watch)
        for found in self._taken():
            if isinstance(found, _End):
                if found.failure is not None:
                    raise found.failure
            else:
                yield self._bench.numbered(found)

    def _taken(self) -> Iterator[Incident | _End]:
        while self._running:
            try:
                found = self._found.get(timeout=_SLICE)
            except queue.Empty:
                continue
            if isinstance(found, _End):
                with self._counting:
                    self._running -= 1
            yield found

    # ---- the threads ----

    def _run(self, act: Callable[[], None]) -> None:
        def run() -> None:
            failure: BaseException | None = None
            try:
                act()
            except BaseException as error:  # noqa: BLE001  (raised again where the incidents are taken)
                failure = error
            self._found.put(_End(failure))

        with self._counting:
            self._running += 1
        threading.Thread(target=run, name="device", daemon=True).start()

    def _begin(self, *keys: str) -> None:
        """Read devices from now on."""
        # all are added before any is read: adding waits for a thread that looks, which waits for the readers
        added = [partial(self._read, key, self._bench.add(key), self._turns.add(self._stop)) for key in keys]
        for read in added:
            self._run(read)

    def _read(self, key: str, diagnosis: Diagnosis, turns: Turns) -> None:
        from ..device.hdc import Hdc, Target, input_name
        from ..device.hdclog import open_hdc

        hdc = Hdc(key)
        hdc.pause, hdc.connected = turns.pause, [Target(key, "Connected")]
        self._devices.append(hdc)
        with turns.reading(), open_hdc(hdc, turns.ready, self._told(input_name(key))) as log:
            for incident in incidents_of(diagnosis, [log], self._stop, turns.ready):
                self._found.put(diagnosis.with_places(incident))

    def _watch(self) -> None:
        """Look for devices that are new, and read them too."""
        from ..device.hdc import input_name
        from ..device.hdclog import CONNECTED

        known = set(self._keys)
        if not known:
            self._told(_HDC)(Phrase("no device is connected; waiting for one (Ctrl-C stops)"))
        while self._stop.pause(_EVERY):
            for key in (target.key for target in self._any.targets() if target.key not in known):
                known.add(key)
                self._told(input_name(key))(CONNECTED)
                self._begin(key)
