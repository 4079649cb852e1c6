"""From locations to texts, read by several processes at once.

The meaning of a later input may depend on an earlier one: who owns a session, which lines were read before. So the
processes only find the lines of interest; all these lines go through the rest of the pipe in the order of the inputs,
and the report is the same as with one process. A large file of plain text is split into chunks, which all processes
read.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, Self

from ...errors import HilogAvsessionError
from ...model.inputs import Input, Remark
from ...model.records import Line
from ..ending_signals import ENDING_SIGNALS
from ..fastpath import Sieve
from ..options import ReadOptions
from ..reader import LogReader, LogText, Read, parse_lines
from ..sources import NO_WAIT, Location, Ready
from .chunks import ChunkResult, Merge
from .plan import Chunks, Plan, WholeFile
from .worker import PATIENCE, Batch, Begin, Done, End, Failed, Handover, Shared, SharedBudget, Task, work

_SPARE = 6  # descriptors that the first process needs: the tables, modules, and what it writes
CheckStop = Callable[[], None]  # ends the reading if the user wants that


class ReaderDied(HilogAvsessionError):
    """A process that read inputs has died."""


class ParallelReader:
    """Reads locations in several processes, ahead of the diagnosis that takes them in their order."""

    def __init__(self, locations: Sequence[Location], options: ReadOptions, jobs: int) -> None:
        self.stopped = False
        self._shared = Shared.by(jobs + 1)  # the last one is this process
        self._year = options.year
        self._local = LogReader(options, SharedBudget(options.limits, self._shared.used, jobs))
        self._plan = Plan(self._local, locations, jobs, options.year)
        self._processes = [
            _Process(Task(options, self._shared, number, portions))
            for number, portions in enumerate(self._plan.of_process)
        ]

    def __enter__(self) -> Self:
        try:
            for process in self._processes:
                process.start()
            _check_descriptors()
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

    def read(self, location: Location, ready: Ready | None = None) -> Iterator[LogText | Input | Remark]:
        """Yield what a location holds. `ready` is called again and again; False ends the reading."""

        def check_stop() -> None:
            if ready is not None and not ready(NO_WAIT):
                self._shared.stop.set()

        for part in self._plan.next():
            if isinstance(part, Input | Remark):
                yield part
            elif part is None:
                yield from self._local.read(location, ready)
                self.stopped = self._local.stopped
            elif isinstance(part, WholeFile):
                yield from self._read_whole(self._processes[part.process], check_stop)
            else:
                yield from self._read_chunks(part, check_stop)
            if self.stopped:
                return

    def _read_whole(self, process: _Process, check_stop: CheckStop) -> Iterator[LogText | Input | Remark]:
        while not isinstance(message := process.take(check_stop), Done):
            if isinstance(message, Begin):
                yield _WholeText(message, self._year, process, check_stop)
            else:
                yield message
        self.stopped = message.stopped

    def _read_chunks(self, chunks: Chunks, check_stop: CheckStop) -> Iterator[LogText]:
        text = _SplitText(chunks, self._year, self._processes, self._shared.handover, check_stop)
        yield text
        self.stopped = text.stopped


# ---- the processes ---------------------------------------------------------------------------------------------------


class _Process:
    """One process, and the messages from it."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._process: multiprocessing.Process | None = None
        self._receiver: Connection | None = None
        self._bodies: list[tuple[bytes, tuple[int, ...]]] = []

    def start(self) -> None:
        if not self._task.portions:
            return
        self._receiver, sender = multiprocessing.Pipe(duplex=False)
        # closed here at once: processes that start later must not hold it open after this one has ended
        with sender, _signals_blocked():
            process = multiprocessing.Process(target=work, args=(self._task, sender, self._receiver), daemon=True)
            process.start()
            self._process = process

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None  # gives back its descriptors
        if self._receiver is not None:
            self._receiver.close()

    def lines(
        self, text: _WholeText | _SplitText, check_stop: CheckStop, before: int = 0
    ) -> Generator[Line, None, Any]:
        """Yield the lines of interest of a text; return the message that follows them.

        `before` is the number of lines that precede a chunk in its text.
        """
        while isinstance(batch := self.take(check_stop), Batch):
            text.lines = before + batch.lines
            yield from batch.unpacked(self._bodies, before)
        return batch

    def finish(self, check_stop: CheckStop) -> bool:
        """Take the rest of a portion; return whether the user has ended the reading."""
        while not isinstance(done := self.take(check_stop), Done):
            if isinstance(done, Batch):
                for _line in done.unpacked(self._bodies):  # later lines may share the bodies
                    pass
        return done.stopped

    def take(self, check_stop: CheckStop) -> Any:
        """Wait for the next message. Raises ReaderDied if none will come."""
        assert self._receiver is not None  # it was started
        while True:
            check_stop()
            try:
                if not self._receiver.poll(PATIENCE):
                    continue
                message = pickle.loads(self._receiver.recv_bytes())
            except (EOFError, OSError):  # on Windows, `poll` raises the latter
                raise self._death() from None
            if isinstance(message, Failed):
                raise message.error
            return message

    def _death(self) -> ReaderDied:
        assert self._process is not None  # it was started
        self._process.join()
        return ReaderDied(
            "a process that read inputs has ended with status {status}; try again with --jobs 1",
            status=self._process.exitcode,
        )


def _check_descriptors() -> None:
    """Raise OSError unless this process can still open some files: the pipes may have taken the last descriptors."""
    opened: list[int] = []
    try:
        while len(opened) < _SPARE:
            opened.append(os.open(os.devnull, os.O_RDONLY))
    finally:
        for descriptor in opened:
            os.close(descriptor)


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Hold back the signals that end a run: a new process is not yet ignoring them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# ---- the texts -------------------------------------------------------------------------------------------------------


class _WholeText:
    """A text that one process reads."""

    def __init__(self, begin: Begin, year: int | None, process: _Process, check_stop: CheckStop) -> None:
        self.name, self.continues, self._started_at = begin
        self.lines = 0
        self._year, self._process, self._check_stop = year, process, check_stop
        self._end: End | None = None

    def records(self, sieve: Sieve | None = None) -> Iterator[Read]:
        return parse_lines(self._lines(), self.name, self._year, self._started_at, sieve)

    def _lines(self) -> Iterator[Line]:
        self._end = yield from self._process.lines(self, self._check_stop)

    def described(self, *, read_any: bool) -> Input | Remark:
        assert self._end is not None  # its records were taken
        return self._end.read_any if read_any else self._end.read_none


class _SplitText:
    """A text whose chunks are read by several processes."""

    def __init__(
        self, chunks: Chunks, year: int | None, processes: Sequence[_Process], handover: Handover, check_stop: CheckStop
    ) -> None:
        self.name, self.continues, self._started_at = chunks.begin
        self.lines = 0
        self.stopped = False
        self._chunks, self._year, self._processes = chunks, year, processes
        self._handover, self._check_stop = handover, check_stop
        self._merge = Merge(chunks.probe)

    def records(self, sieve: Sieve | None = None) -> Iterator[Read]:
        return parse_lines(self._lines(), self.name, self._year, self._started_at, sieve)

    def _lines(self) -> Iterator[Line]:
        for number, turn in zip(self._chunks.processes, self._chunks.turns, strict=True):
            self._handover.put(turn, self._merge.verdicts)
            process = self._processes[number]
            if not self._merge.is_broken:
                result: ChunkResult = yield from process.lines(self, self._check_stop, self._merge.lines)
                self._merge.add(result)
            self.stopped = process.finish(self._check_stop)
            if self.stopped:
                break
        self.lines = self._merge.lines

    def described(self, *, read_any: bool) -> Input | Remark:
        return self._merge.described()
