"""From places to messages: a process that opens, unpacks and scans, and sends the lines of interest to another."""

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
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from typing import Any, NamedTuple

from ...model.inputs import Input, InputError, Remark
from ...model.records import LONGEST_BODY, Line, made
from ..chunk import Piece
from ..options import ReadOptions
from ..reader import LocalText, LogReader
from ..sources import NO_WAIT, Budget, Limits
from .chunks import Told

BATCH = 1024  # lines sent at a time
_LARGEST_BATCH = 128 << 10  # bytes of bodies, about
_AHEAD = 1 << 20  # bytes that wait for their turn: Ctrl-C prints the report when those of one text are taken
_MOST_BODIES = 2048  # known on both sides
PATIENCE = 0.2  # seconds between looks whether the other side is still there
_GLANCE = 0.005  # seconds between looks for what is just being found out

# ---- what is sent ----------------------------------------------------------------------------------------------------

_Printed = tuple[bytes, tuple[int, ...]]  # a line's body and its needles


class Unit(NamedTuple):
    """What one process reads in one go."""

    path: str
    found: bool = False  # in a folder
    made: datetime | None = None  # when the file before it was begun
    piece: Piece | None = None
    turn: int = 0  # pieces are numbered


class Begin(NamedTuple):
    """A text begins."""

    name: str
    goes_on: bool
    made: datetime | None


class Batch(NamedTuple):
    """Lines of interest, column by column. Bodies come by number; rare ones as they are."""

    numbers: list[int]
    heads: bytes  # a line each
    bodies: list[int | _Printed]
    leads: dict[int, Line]  # by place
    fresh: list[_Printed]  # bodies not sent yet, in the order of their numbers
    anew: bool  # after it all bodies are forgotten
    lines: int  # of the text, read so far

    def opened(self, known: list[_Printed], before: int = 0) -> Iterator[Line]:
        """Yield the lines. `known` are the bodies that were sent, `before` the lines in front of the text."""
        known += self.fresh
        leads = {place: lead._replace(number=before + lead.number) for place, lead in self.leads.items()}
        columns = zip(self.numbers, self.heads.split(b"\n"), self.bodies, strict=False)
        for place, (number, head, body) in enumerate(columns):
            text, needles = known[body] if isinstance(body, int) else body
            yield made(Line, (before + number, head, text, needles, leads.get(place)))
        if self.anew:
            known.clear()


class End(NamedTuple):
    """A text ends."""

    read_any: Input | Remark  # what the report says of it if anything of it was understood,
    read_none: Input | Remark  # and if not


class Done(NamedTuple):
    """A unit is read."""

    stopped: bool


class Failed(NamedTuple):
    """A process has met a fault."""

    error: BaseException


# ---- what processes share --------------------------------------------------------------------------------------------


class SharedBudget(Budget):
    """What all processes together have used."""

    def __init__(self, limits: Limits, used: dict[str, Synchronized[int]]) -> None:
        super().__init__(limits)
        self._shared = used

    def add(self, what: str, amount: int) -> int:
        """Count `bytes` or `files`; return how many there are by now."""
        with self._shared[what].get_lock():
            self._shared[what].value += amount
            return self._shared[what].value


class Handover:
    """What the last lines in front of a piece were in, told by the process that joins the pieces."""

    def __init__(self) -> None:
        self._told: Any = multiprocessing.Array("c", 256)

    def tell(self, turn: int, verdicts: Iterable[str]) -> None:
        """Tell it to whoever reads the piece whose turn it is."""
        self._told.value = " ".join([str(turn), *verdicts]).encode()

    def ask(self, turn: int) -> tuple[str, ...] | None:
        """Get it; None as long as the pieces in front are not done."""
        told, *verdicts = self._told.value.decode().split() or [""]
        return tuple(verdicts) if told == str(turn) else None


class Shared(NamedTuple):
    """What all processes share."""

    used: dict[str, Synchronized[int]]
    stop: Event
    handover: Handover


# ---- the process -----------------------------------------------------------------------------------------------------


def work(options: ReadOptions, shared: Shared, units: Sequence[Unit], out: Connection, other_end: Connection) -> None:
    """Read units and send what is in them, until all are read or nobody wants more.

    `other_end` is the receiver's end of `out`, which has to be closed here: a pipe that only its own writer could read
    would never tell that nobody does.
    """
    for number in (signal.SIGINT, signal.SIGTERM):  # they may reach all processes; the first one decides
        signal.signal(number, signal.SIG_IGN)
    other_end.close()
    outbox = Outbox(out)
    try:
        _read_all(options, shared, units, _Sender(outbox, shared.stop))
        outbox.close()
    except NobodyThere:
        pass


def _read_all(options: ReadOptions, shared: Shared, units: Sequence[Unit], sender: _Sender) -> None:
    try:
        front = LogReader(options, SharedBudget(options.limits, shared.used))
        for unit in units:
            _read(unit, front, sender, shared.handover)
            sender.send(Done(front.stopped))
    except NobodyThere:
        raise
    except BaseException as error:  # noqa: BLE001  (told where somebody can see it)
        sender.send(Failed(error))


def _read(unit: Unit, front: LogReader, sender: _Sender, handover: Handover) -> None:
    if unit.piece is not None:
        _read_piece(unit, unit.piece, front, sender, handover)
        return
    ready = sender.ready
    for one in front.read_found(unit.path, unit.made, ready) if unit.found else front.read(unit.path, ready):
        if isinstance(one, Input | Remark):
            sender.send(one)
            continue
        sender.send(Begin(one.name, one.goes_on, one.made))
        sender.send_lines(one)
        sender.send(End(one.described(read_any=True), one.described(read_any=False)))


def _read_piece(unit: Unit, piece: Piece, front: LogReader, sender: _Sender, handover: Handover) -> None:
    def before() -> tuple[str, ...]:
        return sender.wait_for(handover, unit.turn)

    try:
        for text in front.read_piece(unit.path, piece, before, sender.ready):
            sender.send_lines(text)
            sender.send(_told(text, text.described(read_any=True)))
    except OSError as error:
        gone = InputError("unreadable", f"cannot be opened: {error.strerror or error}")
        sender.send(Told(Input(unit.path, error=gone)))


def _told(text: LocalText, one: Input | Remark) -> Told:
    """What is told of a piece."""
    source = text.source
    assert isinstance(one, Input)  # the beginning of the file has shown that it is a log
    one = one._replace(nul_bytes=source.nul_bytes, error=source.failure)  # a piece may look like no text
    chinese = source.chinese
    return Told(one, tuple(chinese.verdicts), frozenset(chinese.seen), tuple(text.probe.ends or ()))


class NobodyThere(Exception):
    """The first process is gone."""


class Outbox:
    """Sends messages through a pipe while its process goes on; so many bytes wait at most, or one message."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._waiting: deque[bytes] = deque()
        self._size = 0  # bytes that wait
        self._is_closed = self._is_broken = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._send_all, daemon=True)
        self._thread.start()

    def put(self, one: object) -> None:
        """Leave a message, and wait while too much does. Raises NobodyThere where nobody takes it."""
        data = pickle.dumps(one, pickle.HIGHEST_PROTOCOL)
        with self._changed:
            self._changed.wait_for(lambda: self._size == 0 or self._size + len(data) <= _AHEAD or self._is_broken)
            if self._is_broken:
                raise NobodyThere
            self._waiting.append(data)
            self._size += len(data)
            self._changed.notify()

    def close(self) -> None:
        """Wait until all is sent, or nobody takes it."""
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
    def __init__(self, outbox: Outbox, stop: Event) -> None:
        self.send, self._stop = outbox.put, stop
        self._numbers: dict[bytes, int] = {}  # of the bodies that were sent
        self._looked = time.monotonic()

    def ready(self, _descriptor: int) -> bool:
        """Whether to read on."""
        if time.monotonic() > self._looked + PATIENCE:
            self._looked = time.monotonic()
            parent = multiprocessing.parent_process()
            if parent is not None and not parent.is_alive():
                raise NobodyThere
        return not self._stop.is_set()

    def wait_for(self, handover: Handover, turn: int) -> tuple[str, ...]:
        """Wait until all pieces in front are done, for what they were in; nothing where the user has ended it."""
        while (verdicts := handover.ask(turn)) is None:
            if not self.ready(NO_WAIT):
                return ()
            time.sleep(_GLANCE)
        return verdicts

    def send_lines(self, text: LocalText) -> None:
        batch: list[Line] = []
        size = 0
        for line in text.found():
            batch.append(line)
            size += len(line.body)
            if len(batch) == BATCH or size > _LARGEST_BATCH:
                self.send(self._packed(batch, text.lines))
                batch, size = [], 0
        self.send(self._packed(batch, text.lines))

    def _packed(self, batch: list[Line], lines: int) -> Batch:
        fresh: list[_Printed] = []
        bodies = [self._body(line, fresh) for line in batch]
        anew = len(self._numbers) > _MOST_BODIES
        if anew:
            self._numbers = {}
        leads = {place: line.lead for place, line in enumerate(batch) if line.lead is not None}
        heads = b"\n".join([line.head for line in batch])
        return Batch([line.number for line in batch], heads, bodies, leads, fresh, anew, lines)

    def _body(self, line: Line, fresh: list[_Printed]) -> int | _Printed:
        if len(line.body) > LONGEST_BODY:
            return line.body, line.needles
        number = self._numbers.get(line.body)
        if number is None:
            number = self._numbers[line.body] = len(self._numbers)
            fresh.append((line.body, line.needles))
        return number
