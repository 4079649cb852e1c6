"""Inputs read side by side: the front that joins what several processes have read.

What a later input tells may hang on an earlier one: who owns a session, which lines were told before. So the processes
only find the lines of interest, and all of them go through the rest of the pipe in the order of the inputs. The report
is the same as without them. A large file of plain text is read in pieces by all processes.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.sharedctypes import Synchronized
from typing import Any, Self, cast

from ...errors import HilogAvsessionError
from ...model.inputs import Input, Remark
from ...model.records import Line
from ..options import ReadOptions
from ..reader import LogReader, LogText, Read, understood
from ..sources import NO_WAIT, Place, Ready
from .chunks import Joined, Told
from .plan import Pieces, Plan, Whole
from .worker import PATIENCE, Batch, Begin, Done, End, Failed, Handover, Shared, SharedBudget, Unit, work

Look = Callable[[], None]  # whether the user wants to end it


class ReaderDied(HilogAvsessionError):
    """A process that read inputs has ended before its time."""


class Jobs:
    """Reads places in several processes, ahead of the diagnosis that takes them in their order."""

    def __init__(self, places: Sequence[Place], options: ReadOptions, jobs: int) -> None:
        self.stopped = False
        used = {name: multiprocessing.Value("q", 0) for name in ("bytes", "files")}
        used = cast("dict[str, Synchronized[int]]", used)
        self._shared = Shared(used, multiprocessing.Event(), Handover())
        self._year = options.year
        self._local = LogReader(options, SharedBudget(options.limits, self._shared.used))
        self._plan = Plan(self._local, places, jobs, options.year)
        self._processes = [_Process(options, self._shared, units) for units in self._plan.of_process]

    def __enter__(self) -> Self:
        try:
            for process in self._processes:
                process.start()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        """End the processes at once."""
        for process in self._processes:
            process.kill()

    def read(self, place: Place, ready: Ready | None = None) -> Iterator[LogText | Input | Remark]:
        """Yield what a place holds. False from `ready`, which is asked again and again, ends the reading."""

        def look() -> None:
            if ready is not None and not ready(NO_WAIT):
                self._shared.stop.set()

        for one in self._plan.next():
            if isinstance(one, Input | Remark):
                yield one
            elif one is None:
                yield from self._local.read(place, ready)
                self.stopped = self._local.stopped
            elif isinstance(one, Whole):
                yield from self._read_whole(self._processes[one.process], look)
            else:
                yield from self._read_pieces(one, look)
            if self.stopped:
                return

    def _read_whole(self, process: _Process, look: Look) -> Iterator[LogText | Input | Remark]:
        while not isinstance(one := process.take(look), Done):
            if isinstance(one, Begin):
                yield _WholeText(one, self._year, process, look)
            else:
                yield one
        self.stopped = one.stopped

    def _read_pieces(self, pieces: Pieces, look: Look) -> Iterator[LogText]:
        text = _CutText(pieces, self._year, self._processes, self._shared.handover, look)
        yield text
        self.stopped = text.stopped


# ---- what was read ---------------------------------------------------------------------------------------------------


class _Process:
    """One process, and what comes from it."""

    def __init__(self, options: ReadOptions, shared: Shared, units: Sequence[Unit]) -> None:
        self._args = options, shared, units
        self._process: multiprocessing.Process | None = None
        self._bodies: list[tuple[bytes, tuple[int, ...]]] = []

    def start(self) -> None:
        *_, units = self._args
        if not units:
            return
        self._pipe, other_end = multiprocessing.Pipe(duplex=False)
        # closed here at once: what is started later must not hold it open when this process has ended
        with other_end, _signals_wait():
            process = multiprocessing.Process(target=work, args=(*self._args, other_end, self._pipe), daemon=True)
            process.start()
            self._process = process

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._pipe.close()

    def lines(self, text: _WholeText | _CutText, look: Look, before: int = 0) -> Generator[Line, None, Any]:
        """Yield the lines of interest of a text, behind so many lines of it; return what comes after them."""
        while isinstance(batch := self.take(look), Batch):
            text.lines = before + batch.lines
            yield from batch.opened(self._bodies, before)
        return batch

    def finish(self, look: Look) -> bool:
        """Take what is left of a unit; return whether the user has ended it."""
        while not isinstance(done := self.take(look), Done):
            if isinstance(done, Batch):
                for _line in done.opened(self._bodies):  # later lines may share the bodies
                    pass
        return done.stopped

    def take(self, look: Look) -> Any:
        """Wait for what comes next. Raises ReaderDied where nothing will."""
        while True:
            look()
            if not self._pipe.poll(PATIENCE):
                continue
            try:
                one = pickle.loads(self._pipe.recv_bytes())
            except (EOFError, OSError):
                raise ReaderDied(self._death()) from None
            if isinstance(one, Failed):
                raise one.error
            return one

    def _death(self) -> str:
        assert self._process is not None  # something was to come from it
        self._process.join()
        return f"a process that read inputs has ended with status {self._process.exitcode}; try again with --jobs 1"


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Keep Ctrl-C and SIGTERM waiting: a process that begins has not yet said that it does not care."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _WholeText:
    """A text that one process reads."""

    def __init__(self, begin: Begin, year: int | None, process: _Process, look: Look) -> None:
        self.name, self.goes_on, self._made = begin
        self.lines = 0
        self._year, self._process, self._look = year, process, look
        self._end: End | None = None

    def records(self) -> Iterator[Read]:
        return understood(self._found(), self.name, self._year, self._made)

    def _found(self) -> Iterator[Line]:
        self._end = yield from self._process.lines(self, self._look)

    def described(self, *, read_any: bool) -> Input | Remark:
        assert self._end is not None  # its records were taken
        return self._end.read_any if read_any else self._end.read_none


class _CutText:
    """A text of which several processes read the pieces."""

    def __init__(
        self, pieces: Pieces, year: int | None, processes: Sequence[_Process], handover: Handover, look: Look
    ) -> None:
        self.name, self.goes_on, self._made = pieces.begin
        self.lines = 0
        self.stopped = False
        self._pieces, self._year, self._processes = pieces, year, processes
        self._handover, self._look = handover, look
        self._joined = Joined(pieces.probe)

    def records(self) -> Iterator[Read]:
        return understood(self._found(), self.name, self._year, self._made)

    def _found(self) -> Iterator[Line]:
        for number, turn in zip(self._pieces.processes, self._pieces.turns, strict=True):
            self._handover.tell(turn, self._joined.verdicts)
            process = self._processes[number]
            if not self._joined.is_broken:
                told: Told = yield from process.lines(self, self._look, self._joined.lines)
                self._joined.add(told)
            self.stopped = process.finish(self._look)
            if self.stopped:
                break
        self.lines = self._joined.lines

    def described(self, *, read_any: bool) -> Input | Remark:
        return self._joined.described()
