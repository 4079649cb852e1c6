"""From a device, a command, a stream or a growing file to a file that holds what came since the tap was opened."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Protocol

from ..device.hdc import Hdc, end
from ..device.interrupt import Stop
from ..errors import UnreadableInput, WrongUsage
from ..reading.sources import NO_WAIT

if TYPE_CHECKING:
    Origin = Hdc | Sequence[str] | str | os.PathLike[str] | BinaryIO

_PIECE = 1 << 16  # bytes read at a time
_PATIENCE = 5.0  # seconds for what is still under way when a tap is closed
_LAST_WORDS = 1.0  # seconds in which a command that was asked to end may still print
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
_TOLD = 300  # characters of a program's complaint that are passed on
_CLOCK = "date '+%F %T.%N'"
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?")


class Tap(Protocol):
    """Fills a file with a log while it is open."""

    since: str | None  # the log's own time when it was opened, where older lines come first
    notes: Sequence[str]  # what happened meanwhile

    @property
    def flows(self) -> bool:
        """Whether more may come."""

    @property
    def trouble(self) -> str | None:
        """Why the log is not whole, or None."""

    def pull(self) -> None:
        """Fetch what does not come by itself."""

    def close(self) -> None:
        """End it, with every process that it has started."""


def open_tap(origin: Origin, path: Path) -> Tap:
    """Open a tap: a device, a command (a list of words), a file that grows (its path), or a stream of bytes.

    Raises UnreadableInput for a device or a command that cannot be started, WrongUsage for what is none of these.
    """
    if isinstance(origin, str | os.PathLike):
        return GrowingFile(Path(origin), path)
    if isinstance(origin, Sequence):
        return Command(origin, path)
    if isinstance(origin, Hdc):
        return Device(origin, path)
    if hasattr(origin, "read"):
        return Stream(origin, path)
    raise WrongUsage(f"{origin!r} gives no log; name a device, a command, a file or a binary stream")


def words_of(command: str) -> list[str]:
    """The words of a command, as a shell would take them; no shell runs it."""
    try:
        words = shlex.split(command, posix=sys.platform != "win32")
    except ValueError as error:
        raise WrongUsage(f"{command!r} is no command: {error}") from None
    if not words:
        raise WrongUsage("the command that gives the log is empty")
    return words


class GrowingFile:
    """What somebody else appends to a file. One that is begun anew is read from its beginning."""

    since: str | None = None
    notes: Sequence[str] = ()
    flows = True
    trouble: str | None = None

    def __init__(self, source: Path, path: Path) -> None:
        self._source, self._path = source, path
        self._identity, self._at = self._look()
        self._in_line = self._at > 0 and not self._ends_line()
        path.touch()

    def pull(self) -> None:
        """Copy what is new; the end of a line that was begun before is older."""
        identity, size = self._look()
        if identity != self._identity or size < self._at:
            self._identity, self._at, self._in_line = identity, 0, False
        if size == self._at:
            return
        with self._source.open("rb") as source, self._path.open("ab") as out:
            source.seek(self._at)
            if self._in_line:
                self._in_line = not source.readline().endswith(b"\n")
            while data := source.read(_PIECE):
                out.write(data)
            self._at = source.tell()

    def close(self) -> None:
        """Fetch the rest."""
        self.pull()

    def _look(self) -> tuple[int | None, int]:
        try:
            state = self._source.stat()
        except FileNotFoundError:  # it may come
            return None, 0
        return state.st_ino, state.st_size

    def _ends_line(self) -> bool:
        with self._source.open("rb") as source:
            source.seek(self._at - 1)
            return source.read(1) == b"\n"


class _Flow:
    """A thread that copies pieces into a file as they come, until there are no more."""

    since: str | None = None
    notes: Sequence[str] = ()

    def __init__(self, pieces: Iterable[bytes], path: Path) -> None:
        self._pieces, self._path = pieces, path
        self._failure: str | None = None
        path.touch()
        self._thread = threading.Thread(target=self._copy, name="avsession-log", daemon=True)
        self._thread.start()

    @property
    def flows(self) -> bool:
        """Whether the thread is still reading."""
        return self._thread.is_alive()

    @property
    def trouble(self) -> str | None:
        """Why the reading failed."""
        return self._failure

    def pull(self) -> None:
        """All comes by itself."""

    def join(self, seconds: float = _PATIENCE) -> None:
        """Wait for what is under way."""
        self._thread.join(seconds)

    def _copy(self) -> None:
        try:
            with self._path.open("ab", buffering=0) as out:
                for piece in self._pieces:
                    out.write(piece)
        except (OSError, ValueError) as error:  # ValueError: the stream was closed
            self._failure = f"the log ended early: {error}"


def _pieces(stream: IO[bytes], stop: Stop) -> Iterator[bytes]:
    """What a stream gives, as it comes, until the reading shall stop."""
    read = getattr(stream, "read1", stream.read)
    descriptor = _descriptor(stream)
    while stop.ready(descriptor) and (data := read(_PIECE)):
        yield data


def _descriptor(stream: IO[bytes]) -> int:
    """The stream's own, or NO_WAIT where it has none that could be waited for."""
    try:
        return stream.fileno()
    except (AttributeError, OSError):
        return NO_WAIT


class Stream(_Flow):
    """A stream of bytes that the test's own device driver gives; whose it is closes it."""

    def __init__(self, stream: BinaryIO, path: Path) -> None:
        self._stop = Stop()
        super().__init__(_pieces(stream, self._stop), path)

    def close(self) -> None:
        """Read no more."""
        self._stop.request()
        self.join()
        self._stop.close()


class Command(_Flow):
    """What a command prints, from its start to its end."""

    def __init__(self, words: Sequence[str], path: Path) -> None:
        self._name, self._stop, self._asked = words[0], Stop(), False
        self._complaints = path.with_suffix(".stderr")
        try:
            with self._complaints.open("wb") as complaints:
                self._process = subprocess.Popen(
                    list(words),
                    bufsize=0,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=complaints,
                    start_new_session=sys.platform != "win32",  # so that its own children end with it
                )
        except OSError as error:
            self._stop.close()
            raise UnreadableInput(self._name, "command", f"cannot be run: {error.strerror or error}") from error
        assert self._process.stdout is not None  # a pipe
        super().__init__(_pieces(self._process.stdout, self._stop), path)

    @property
    def trouble(self) -> str | None:
        """How the command failed, if it ended by itself."""
        status = None if self._asked else self._process.poll()
        if not status:
            return super().trouble
        said = self._complaints.read_bytes()[:_TOLD].decode("utf-8", "backslashreplace").strip()
        return f"{self._name} ended with status {status}" + (f": {said}" if said else "")

    def close(self) -> None:
        """End the command and what it has started."""
        self._asked = self._process.poll() is None
        self._signal(signal.SIGTERM)
        self.join(_LAST_WORDS)
        self._stop.request()
        self.join()
        end(self._process)
        self._signal(_KILL)
        self._stop.close()

    def _signal(self, number: int) -> None:
        if sys.platform == "win32":
            self._process.terminate()
            return
        with suppress(ProcessLookupError, PermissionError):  # nobody of the group is left
            os.killpg(self._process.pid, number)


class Device(_Flow):
    """The log of a device, through every time it is unplugged."""

    def __init__(self, hdc: Hdc, path: Path) -> None:
        from ..device.hdclog import open_hdc  # noqa: PLC0415  (only where there is a device)

        self.notes = notes = list[str]()
        self._stop, self._hdc = Stop(), hdc
        hdc.pause = self._stop.pause
        try:
            self._log = open_hdc(hdc, self._stop.ready, notes.append)
        except UnreadableInput as error:
            self._stop.close()
            hint = "choose with --hilog-target" if error.kind == "several-devices" else error.hint
            raise UnreadableInput(error.source, error.kind, error.message, hint) from None
        self.since = self._clock()
        if self.since is None:
            notes.append("the device does not tell its time: older lines of its buffer count as well")
        super().__init__(iter(lambda: self._log.read1(_PIECE), b""), path)

    def close(self) -> None:
        """End hilog on the device."""
        self._stop.request()
        if sys.platform == "win32":  # where a waiting read is not woken
            self._hdc.kill()
        self.join()
        self._log.close()
        self._stop.close()

    def _clock(self) -> str | None:
        """The device's own time: hilog prints what its buffer still holds first, and that is older."""
        found = _TIME.search(self._hdc.ask("shell", _CLOCK).text)
        return found[0] if found else None
