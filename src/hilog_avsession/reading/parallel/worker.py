"""From locations to messages: a process that opens, unpacks and scans, and sends the lines of interest."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import RawArray, RawValue
from typing import Any, NamedTuple
from zlib import crc32

from ...errors import reason_of
from ...model.inputs import Input, InputError, Remark
from ...model.messages.inputs import Problem
from ...model.records import LONGEST_BODY, MOST_BODIES, Line, fast_new
from ..chunk import Chunk
from ..ending_signals import ENDING_SIGNALS
from ..options import ReadOptions
from ..reader import LocalText, LogReader
from ..sources import NO_WAIT, Budget, Limits
from .chunks import ChunkResult

BATCH = 1024  # lines sent at a time
_LARGEST_BATCH = 128 << 10  # bytes of bodies, roughly
AHEAD = 1 << 20  # bytes queued: after Ctrl-C, those of the current text are still read before the report is made
PATIENCE = 0.2  # seconds between checks whether the other process still runs
_GLANCE = 0.005  # seconds between checks for verdicts that will come soon

# ---- what is sent ----------------------------------------------------------------------------------------------------

_Printed = tuple[bytes, tuple[int, ...]]  # a line's body and its needles


class Portion(NamedTuple):
    """What one process reads in one go."""

    path: str
    discovered: bool = False  # in a folder
    started_at: datetime | None = None  # when hilog started the file before it
    chunk: Chunk | None = None
    turn: int = 0  # of the chunk; all chunks are numbered


class Begin(NamedTuple):
    """A text begins."""

    name: str
    continues: bool
    started_at: datetime | None


class Batch(NamedTuple):
    """Lines of interest, column by column. A long body is sent as it is; any other is sent once, then by number."""

    numbers: list[int]
    heads: bytes  # one per line
    bodies: list[int | _Printed]
    leads: dict[int, Line]  # by the index in the batch of the line that continues them
    fresh: list[_Printed]  # bodies not sent yet, in the order of their numbers
    forgets: bool  # after this batch, both sides forget all bodies
    lines: int  # of the text, read so far

    def unpacked(self, known: list[_Printed], before: int = 0) -> Iterator[Line]:
        """Yield the lines. `known` are the bodies sent before; `before` lines precede the chunk."""
        known += self.fresh
        leads = {index: lead._replace(number=before + lead.number) for index, lead in self.leads.items()}
        heads = self.heads.split(b"\n") if self.numbers else []
        columns = zip(self.numbers, heads, self.bodies, strict=True)
        for index, (number, head, body) in enumerate(columns):
            text, needles = known[body] if isinstance(body, int) else body
            yield fast_new(Line, (before + number, head, text, needles, leads.get(index)))
        if self.forgets:
            known.clear()


class End(NamedTuple):
    """A text ends."""

    read_any: Input | Remark  # what the report says of it if any line of interest could be read
    read_none: Input | Remark  # and if none could


class Done(NamedTuple):
    """A portion is read."""

    stopped: bool


class Failed(NamedTuple):
    """A process has raised an exception."""

    error: BaseException


# ---- what processes share --------------------------------------------------------------------------------------------
# without any lock: a process that is killed while it holds one would stop all others for ever


class Used:
    """What each process has used; each one writes a number of its own."""

    def __init__(self, processes: int) -> None:
        self._numbers: dict[str, Any] = {what: RawArray("q", processes) for what in ("bytes", "files")}

    def add(self, what: str, amount: int, process: int) -> int:
        """Count what a process uses; return what all have used so far."""
        numbers = self._numbers[what]
        numbers[process] += amount
        return sum(numbers)


class SharedBudget(Budget):
    """What all processes together have used, for one of them."""

    def __init__(self, limits: Limits, used: Used, process: int) -> None:
        super().__init__(limits)
        self._shared, self._process = used, process

    def add(self, what: str, amount: int) -> int:
        """Count `bytes` or `files`; return their number so far."""
        return self._shared.add(what, amount, self._process)


class Handover:
    """The verdicts on the lines before a chunk, from the process that merges the chunks to the one that reads it.

    Only the former writes. A message ends with a checksum, so that a half-written one is not read.
    """

    def __init__(self) -> None:
        self._message: Any = RawArray("c", 256)

    def put(self, turn: int, verdicts: Iterable[str]) -> None:
        """Leave the verdicts for the process that reads the chunk with that turn."""
        message = " ".join([str(turn), *verdicts])
        self._message.value = f"{message} {crc32(message.encode())}".encode()

    def get(self, turn: int) -> tuple[str, ...] | None:
        """Return the verdicts, or None until the chunks before are merged."""
        message, _, checksum = self._message.value.decode("ascii", "replace").rpartition(" ")
        current, *verdicts = message.split() or [""]
        is_whole = checksum == str(crc32(message.encode()))
        return tuple(verdicts) if is_whole and current == str(turn) else None


class Stop:
    """The user's wish to end the reading."""

    def __init__(self) -> None:
        self._wished: Any = RawValue("b", 0)

    def set(self) -> None:
        """Ask all processes to end the reading."""
        self._wished.value = 1

    def is_set(self) -> bool:
        """Tell whether the reading is to end."""
        return bool(self._wished.value)


class Shared(NamedTuple):
    """What all processes share."""

    used: Used
    stop: Stop
    handover: Handover

    @classmethod
    def by(cls, processes: int) -> Shared:
        """Return what so many processes share."""
        return cls(Used(processes), Stop(), Handover())


# ---- the process -----------------------------------------------------------------------------------------------------


class Task(NamedTuple):
    """What one of the processes has to do."""

    options: ReadOptions
    shared: Shared
    number: int  # of the process
    portions: Sequence[Portion]


def work(task: Task, sender: Connection, receiver: Connection) -> None:
    """Read all portions of a task and send what they hold, until nobody receives it any more.

    `receiver` is the other end of `sender`, which the first process reads. It must be closed here: as long as this
    process holds it open, writing to `sender` never fails, even if no other process reads.
    """
    for number in ENDING_SIGNALS:  # they may reach all processes; the first process decides
        signal.signal(number, signal.SIG_IGN)
    receiver.close()
    outbox = Outbox(sender)
    try:
        options, shared = task.options, task.shared
        reader = LogReader(options, SharedBudget(options.limits, shared.used, task.number))
        _read_all(reader, task.portions, _Sender(outbox, shared.stop), shared.handover)
        outbox.close()
    except ReceiverGone:  # the first process has ended: nobody is left to be told, and nothing to be read for
        pass


def _read_all(reader: LogReader, portions: Sequence[Portion], sender: _Sender, handover: Handover) -> None:
    try:
        for portion in portions:
            _read(portion, reader, sender, handover)
            sender.send(Done(reader.stopped))
    except ReceiverGone:
        raise
    except BaseException as error:  # noqa: BLE001  (raised again in the first process)
        sender.send(Failed(error))


def _read(portion: Portion, reader: LogReader, sender: _Sender, handover: Handover) -> None:
    if portion.chunk is not None:
        _read_chunk(portion, portion.chunk, reader, sender, handover)
        return
    ready = sender.ready
    for text in (
        reader.read_discovered(portion.path, portion.started_at, ready)
        if portion.discovered
        else reader.read(portion.path, ready)
    ):
        if isinstance(text, Input | Remark):
            sender.send(text)
            continue
        sender.send(Begin(text.name, text.continues, text.started_at))
        sender.send_lines(text)
        sender.send(End(text.described(read_any=True), text.described(read_any=False)))


def _read_chunk(portion: Portion, chunk: Chunk, reader: LogReader, sender: _Sender, handover: Handover) -> None:
    def verdicts() -> tuple[str, ...]:
        return sender.wait_for(handover, portion.turn)

    try:
        for text in reader.read_chunk(portion.path, chunk, verdicts, sender.ready):
            sender.send_lines(text)
            sender.send(_result(text, text.described(read_any=True)))
    except OSError as error:
        gone = InputError.of(Problem.NOT_OPENED, error=reason_of(error))
        sender.send(ChunkResult(Input(portion.path, error=gone)))


def _result(text: LocalText, described: Input | Remark) -> ChunkResult:
    source, chinese = text.source, text.source.chinese
    assert isinstance(described, Input)  # the beginning of the file has shown that it is a log
    described = described._replace(nul_bytes=source.nul_bytes, error=source.failure)  # a chunk alone may look binary
    return ChunkResult(described, tuple(chinese.verdicts), frozenset(chinese.seen), tuple(text.probe.ends))


class ReceiverGone(Exception):
    """The first process is gone."""


class Outbox:
    """Sends messages from a background thread; at most AHEAD bytes (or one message) are queued."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._waiting: deque[bytes] = deque()
        self._size = 0  # bytes that are queued
        self._is_closed = self._is_broken = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._send_all, daemon=True)
        self._thread.start()

    def put(self, message: object) -> None:
        """Queue a message; wait while the queue is full. Raises ReceiverGone if nobody receives it."""
        data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        with self._changed:
            self._changed.wait_for(lambda: self._size == 0 or self._size + len(data) <= AHEAD or self._is_broken)
            if self._is_broken:
                raise ReceiverGone
            self._waiting.append(data)
            self._size += len(data)
            self._changed.notify()

    def close(self) -> None:
        """Wait until everything is sent, or nobody receives it."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        self._thread.join()
        self._pipe.close()

    def _send_all(self) -> None:
        try:
            while (data := self._next()) is not None:
                self._pipe.send_bytes(data)
                with self._changed:
                    self._size -= len(data)
                    self._changed.notify()
        except OSError:
            with self._changed:
                self._is_broken = True
                self._changed.notify()

    def _next(self) -> bytes | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_closed)
            return self._waiting.popleft() if self._waiting else None


class _Sender:
    def __init__(self, outbox: Outbox, stop: Stop) -> None:
        self.send, self._stop = outbox.put, stop
        self._numbers: dict[bytes, int] = {}  # of the bodies sent so far
        self._looked = time.monotonic()

    def ready(self, _descriptor: int) -> bool:
        """Tell whether to read on. Raises ReceiverGone."""
        if time.monotonic() > self._looked + PATIENCE:
            self._looked = time.monotonic()
            parent = multiprocessing.parent_process()
            if parent is not None and not parent.is_alive():
                raise ReceiverGone
        return not self._stop.is_set()

    def wait_for(self, handover: Handover, turn: int) -> tuple[str, ...]:
        """Wait until all chunks before are merged, and return the verdicts; () if the user ends the reading."""
        while (verdicts := handover.get(turn)) is None:
            if not self.ready(NO_WAIT):
                return ()
            time.sleep(_GLANCE)
        return verdicts

    def send_lines(self, text: LocalText) -> None:
        batch: list[Line] = []
        size = 0
        for line in text.find_lines():
            batch.append(line)
            size += len(line.body)
            if len(batch) == BATCH or size > _LARGEST_BATCH:
                self.send(self._packed(batch, text.lines))
                batch, size = [], 0
        self.send(self._packed(batch, text.lines))

    def _packed(self, batch: list[Line], lines: int) -> Batch:
        fresh: list[_Printed] = []
        bodies = [self._body(line, fresh) for line in batch]
        forgets = len(self._numbers) > MOST_BODIES
        if forgets:
            self._numbers = {}
        leads = {index: line.lead for index, line in enumerate(batch) if line.lead is not None}
        heads = b"\n".join([line.head for line in batch])
        return Batch([line.number for line in batch], heads, bodies, leads, fresh, forgets, lines)

    def _body(self, line: Line, fresh: list[_Printed]) -> int | _Printed:
        if len(line.body) > LONGEST_BODY:
            return line.body, line.needles
        number = self._numbers.get(line.body)
        if number is None:
            number = self._numbers[line.body] = len(self._numbers)
            fresh.append((line.body, line.needles))
        return number
