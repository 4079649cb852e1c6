"""Inputs read side by side: processes that each run the front of the pipe, and the front that joins what they read.

What a later input tells may hang on an earlier one: who owns a session, which lines were told before. So the processes
only read, and all that they have read goes through the rest of the pipe in the order of the inputs. The report is the
same as without them.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import time
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime
from multiprocessing.queues import Queue
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from typing import Any, NamedTuple, Self, cast

from .errors import HilogAvsessionError
from .front import LocalFront, Read, Text
from .hilog import Unparsed
from .model import DumpLine, Input, Remark
from .options import Options
from .records import Body, Record, Stamp
from .sources import NO_WAIT, STANDARD_INPUT, Budget, Limits, Place, Ready, made_at

_BATCH = 1024  # records sent at a time
_AHEAD = 32  # batches that wait for their turn: Ctrl-C prints the report when those of one text are taken
_MOST_BODIES = 4096  # known on both sides
_PATIENCE = 0.2  # seconds between looks whether the other side is still there


class ReaderDied(HilogAvsessionError):
    """A process that read inputs has ended before its time."""


# ---- what is sent ----------------------------------------------------------------------------------------------------


class _Unit(NamedTuple):
    """What one process reads in one go."""

    path: str
    found: bool = False  # in a folder
    made: datetime | None = None  # when the file before it was begun


class _Begin(NamedTuple):
    name: str
    goes_on: bool


class _Batch(NamedTuple):
    """Records, each with the number of its body. `fresh` are bodies not sent yet, after `anew` all are forgotten."""

    rows: list[tuple[Any, ...] | DumpLine | Unparsed]
    fresh: list[Body]
    anew: bool
    lines: int  # of the text, read so far


class _End(NamedTuple):
    described: Input | Remark
    lines: int


class _Done(NamedTuple):
    """A unit is read."""

    stopped: bool


class _Failed(NamedTuple):
    error: BaseException


# ---- a process that reads --------------------------------------------------------------------------------------------


class _SharedBudget(Budget):
    """What all processes together have used."""

    def __init__(self, limits: Limits, used: dict[str, Synchronized[int]]) -> None:
        super().__init__(limits)
        self._shared = used

    def add(self, what: str, amount: int) -> int:
        with self._shared[what].get_lock():
            self._shared[what].value += amount
            return self._shared[what].value


def _work(
    options: Options,
    used: dict[str, Synchronized[int]],
    units: Sequence[_Unit],
    out: Queue[Any],
    stop: Event,
) -> None:
    """Read units and send what is in them, until all are read or nobody wants more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the first one decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sender = _Sender(out, stop)
    try:
        front = LocalFront(options, _SharedBudget(options.limits, used))
        for unit in units:
            found = (
                front.read_found(unit.path, unit.made, sender.ready)
                if unit.found
                else front.read(unit.path, sender.ready)
            )
            for one in found:
                if isinstance(one, Input | Remark):
                    sender.send(one)
                else:
                    sender.send_text(one)
            sender.send(_Done(front.stopped))
    except _NobodyThere:
        out.cancel_join_thread()
    except BaseException as error:  # noqa: BLE001  (told where somebody can see it)
        sender.send(_Failed(error))


class _NobodyThere(Exception):
    """The first process is gone."""


class _Sender:
    def __init__(self, out: Queue[Any], stop: Event) -> None:
        self._out, self._stop = out, stop
        self._numbers: dict[Body, int] = {}
        self._looked = time.monotonic()

    def ready(self, _descriptor: int) -> bool:
        """Whether to read on."""
        if time.monotonic() > self._looked + _PATIENCE:
            self._looked = time.monotonic()
            parent = multiprocessing.parent_process()
            if parent is not None and not parent.is_alive():
                raise _NobodyThere
        return not self._stop.is_set()

    def send(self, one: object) -> None:
        while True:
            try:
                return self._out.put(one, timeout=_PATIENCE)
            except queue.Full:
                self.ready(NO_WAIT)

    def send_text(self, text: Text) -> None:
        self.send(_Begin(text.name, text.goes_on))
        read_any, rows = False, list[tuple[Any, ...] | DumpLine | Unparsed]()
        fresh: list[Body] = []
        for record in text.records():
            read_any = read_any or not isinstance(record, Unparsed)
            rows.append(self._packed(record, fresh) if isinstance(record, Record) else record)
            if len(rows) == _BATCH:
                self._send_batch(rows, fresh, text.lines)
                rows, fresh = [], []
        self._send_batch(rows, fresh, text.lines)
        self.send(_End(text.described(read_any=read_any), text.lines))

    def _packed(self, record: Record, fresh: list[Body]) -> tuple[Any, ...]:
        number = self._numbers.get(record.body)
        if number is None:
            number = self._numbers[record.body] = len(self._numbers)
            fresh.append(record.body)
        return record.line, number, record.continuation, *record.stamp

    def _send_batch(self, rows: list[tuple[Any, ...] | DumpLine | Unparsed], fresh: list[Body], lines: int) -> None:
        anew = len(self._numbers) > _MOST_BODIES
        self.send(_Batch(rows, fresh, anew, lines))
        if anew:
            self._numbers = {}


# ---- the process that joins ------------------------------------------------------------------------------------------


class Jobs:
    """Reads places in several processes, ahead of the diagnosis that takes them in their order."""

    def __init__(self, places: Sequence[Place], options: Options) -> None:
        self.stopped = False
        used = {name: multiprocessing.Value("q", 0) for name in ("bytes", "files")}
        budget = _SharedBudget(options.limits, cast("dict[str, Synchronized[int]]", used))
        self._local = LocalFront(options, budget)
        self._stop = multiprocessing.Event()
        self._plan = _Plan(self._local, places, options.jobs)
        self._lines = [_Line(options, used, units, self._stop) for units in self._plan.of_process if units]

    def __enter__(self) -> Self:
        for line in self._lines:
            line.process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        """End the processes at once."""
        for line in self._lines:
            if line.process.pid is not None:
                line.process.kill()
                line.process.join()

    def read(self, place: Place, ready: Ready | None = None) -> Iterator[Text | Input | Remark]:
        """Yield what a place holds. False from `ready`, which is asked again and again, ends the reading."""
        for one in self._plan.next():
            if isinstance(one, Input | Remark):
                yield one
            elif one is None:
                yield from self._local.read(place, ready)
                self.stopped = self._local.stopped
            else:
                yield from self._read_unit(self._lines[one], ready)
            if self.stopped:
                return

    def _read_unit(self, line: _Line, ready: Ready | None) -> Iterator[Text | Input | Remark]:
        def look() -> None:
            if ready is not None and not ready(NO_WAIT):
                self._stop.set()

        while not isinstance(one := line.take(look), _Done):
            if isinstance(one, _Begin):
                text = _RemoteText(one, line, look)
                yield text
            elif isinstance(one, Input | Remark):
                yield one
        self.stopped = one.stopped


_Part = int | Input | Remark | None  # number of the process that reads it; None: this one does


class _Plan:
    """What is to be read: by which process, and in which order."""

    def __init__(self, local: LocalFront, places: Sequence[Place], jobs: int) -> None:
        self.of_process: list[list[_Unit]] = [[] for _ in range(jobs)]
        self._loads = [0] * jobs
        self._of_places = deque([list(self._parts(local, place)) for place in places])

    def next(self) -> list[_Part]:
        """The parts of the next place."""
        return self._of_places.popleft()

    def _parts(self, local: LocalFront, place: Place) -> Iterator[_Part]:
        path = os.fspath(place) if isinstance(place, str | os.PathLike) else STANDARD_INPUT
        if os.path.isfile(path):
            yield self._assign(_Unit(path))
            return
        if path == STANDARD_INPUT or not os.path.isdir(path):
            yield None  # a pipe, or no file at all
            return
        made = None
        for one in local.opener(None).list_files(path):
            if isinstance(one, str):
                yield self._assign(_Unit(one, found=True, made=made))
                made = made_at(one) or made
            elif isinstance(one, Input | Remark):
                yield one

    def _assign(self, unit: _Unit) -> int:
        """Give a unit to the process that has least to do."""
        least = self._loads.index(min(self._loads))
        self._loads[least] += os.path.getsize(unit.path)
        self.of_process[least].append(unit)
        return least


class _Line:
    """One process, and what comes from it."""

    def __init__(self, options: Options, used: Any, units: Sequence[_Unit], stop: Event) -> None:
        self._queue: Queue[Any] = multiprocessing.Queue(_AHEAD)
        self.process = multiprocessing.Process(
            target=_work, args=(options, used, units, self._queue, stop), daemon=True
        )
        self.bodies: list[Body] = []

    def take(self, look: Any) -> Any:
        """Wait for what comes next. Raises ReaderDied where nothing will."""
        while True:
            look()
            try:
                one = self._queue.get(timeout=_PATIENCE)
            except queue.Empty:
                if self.process.is_alive():
                    continue
                one = self._last()
            if isinstance(one, _Failed):
                raise one.error
            return one

    def _last(self) -> Any:
        """What a process sent before it ended."""
        try:
            return self._queue.get(timeout=_PATIENCE)
        except queue.Empty:
            status = self.process.exitcode
            raise ReaderDied(
                f"a process that read inputs has ended with status {status}; try again with --jobs 1"
            ) from None


class _RemoteText:
    def __init__(self, begin: _Begin, line: _Line, look: Any) -> None:
        self.name, self.goes_on = begin
        self.lines = 0
        self._line, self._look = line, look
        self._described: Input | Remark | None = None

    def records(self) -> Iterator[Read]:
        bodies = self._line.bodies
        while isinstance(batch := self._line.take(self._look), _Batch):
            bodies += batch.fresh
            self.lines = batch.lines
            for row in batch.rows:
                if isinstance(row, DumpLine | Unparsed):
                    yield row
                else:
                    line, number, continuation, *stamp = row
                    yield Record(self.name, line, Stamp(*stamp), bodies[number], continuation)
            if batch.anew:
                bodies.clear()
        self._described, self.lines = batch

    def described(self, *, read_any: bool) -> Input | Remark:
        assert self._described is not None, read_any  # the process that has read it knows it all
        return self._described
