"""From a device, a command, a stream or a growing file to a file with the log since the capture was started."""

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
from ..errors import UnreadableInput, WrongUsage, reason_of
from ..phrases import Phrase
from ..reading.growing import FollowedFile
from ..reading.sources import NO_WAIT

if TYPE_CHECKING:
    Origin = Hdc | Sequence[str] | str | os.PathLike[str] | BinaryIO

_CHUNK = 1 << 16  # bytes read at a time
_PATIENCE = 5.0  # seconds to wait for pending data when a capture is closed
_GRACE = 1.0  # seconds in which a terminated command may still print
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
_MAX_COMPLAINT = 300  # bytes quoted of a program's error output
_CLOCK = "date '+%F %T.%N'"
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?")


class Capture(Protocol):
    """A source of log lines that fills a file until it is closed."""

    since: str | None  # the log's own time at the start, if older lines come first
    notes: Sequence[str]  # what happened during the capture

    @property
    def is_running(self) -> bool:
        """Whether more lines may come."""

    @property
    def trouble(self) -> str | None:
        """Why the log is incomplete, or None."""

    def pull(self) -> None:
        """Fetch new lines that do not come by themselves."""

    def close(self) -> None:
        """Stop, and end every process that the capture has started."""


def start_capture(origin: Origin, path: Path) -> Capture:
    """Capture a device, a command (a list of words), a growing file (its path) or a stream of bytes into a file.

    Raises UnreadableInput for a device or a command that cannot be started, WrongUsage for any other origin.
    """
    if isinstance(origin, str | os.PathLike):
        return GrowingFile(Path(origin), path)
    if isinstance(origin, Sequence):
        return Command(origin, path)
    if isinstance(origin, Hdc):
        return Device(origin, path)
    if hasattr(origin, "read"):
        return Stream(origin, path)
    raise WrongUsage(
        "{origin!r} is not a source of logs; give a device, a command, a file or a binary stream", origin=origin
    )


def words_of(command: str) -> list[str]:
    """Split a command into words as a shell would; no shell runs it. On Windows a backslash is part of a path."""
    is_windows = sys.platform == "win32"
    try:
        words = shlex.split(command, posix=not is_windows)
    except ValueError as error:
        raise WrongUsage("{command!r} is not a command: {error}", command=command, error=str(error)) from None
    if not words:
        raise WrongUsage("the command that gives the log is empty")
    return [word.strip('"') for word in words] if is_windows else words


class GrowingFile:
    """A file that another program appends to; a file that is replaced or truncated is read from its beginning."""

    since: str | None = None
    notes: Sequence[str] = ()
    is_running = True

    def __init__(self, source: Path, path: Path) -> None:
        self._name, self._source, self._path = source, FollowedFile(source), path
        self._was_there = False
        self._open()
        self._in_line = self._source.skip()  # the next bytes belong to a line that had begun before the capture
        self._source.release()
        path.touch()

    @property
    def trouble(self) -> str | None:
        """Why nothing was read, if the file has never been there."""
        return None if self._was_there else f"there is no file {self._name}"

    def pull(self) -> None:
        """Copy the new lines, without the rest of a line that had begun before the capture."""
        self._open()
        with self._path.open("ab") as out:
            while data := self._source.read(_CHUNK):
                out.write(self._without_begun_line(data))
        self._source.release()

    def close(self) -> None:
        """Fetch the rest."""
        self.pull()
        self._source.close()

    def _open(self) -> None:
        with suppress(FileNotFoundError):  # it may come later
            self._source.open()
            self._was_there = True

    def _without_begun_line(self, data: bytes) -> bytes:
        if self._in_line:
            _, end, data = data.partition(b"\n")
            self._in_line = not end
        return data


class _Copying:
    """A thread that copies chunks into a file as they come, until there are no more."""

    since: str | None = None
    notes: Sequence[str] = ()

    def __init__(self, chunks: Iterable[bytes], path: Path) -> None:
        self._chunks, self._path = chunks, path
        self._failure: str | None = None
        path.touch()
        self._thread = threading.Thread(target=self._copy, name="avsession-log", daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether the thread is still reading."""
        return self._thread.is_alive()

    @property
    def trouble(self) -> str | None:
        """Why the reading failed."""
        return self._failure

    def pull(self) -> None:
        """Do nothing: the thread copies by itself."""

    def join(self, seconds: float = _PATIENCE) -> None:
        """Wait for pending data."""
        self._thread.join(seconds)

    def _copy(self) -> None:
        try:
            with self._path.open("ab", buffering=0) as out:
                for chunk in self._chunks:
                    out.write(chunk)
        except (OSError, ValueError) as error:  # ValueError: the stream was closed
            self._failure = f"the log ended early: {error}"


def _chunks(stream: IO[bytes], stop: Stop) -> Iterator[bytes]:
    """Yield the bytes of a stream as they come, until reading is to stop."""
    read = getattr(stream, "read1", stream.read)
    descriptor = _descriptor(stream)
    while stop.ready(descriptor) and (data := read(_CHUNK)):
        yield data


def _descriptor(stream: IO[bytes]) -> int:
    """Return the descriptor of a stream, or NO_WAIT if it has none to wait for."""
    try:
        return stream.fileno()
    except (AttributeError, OSError):
        return NO_WAIT


class Stream(_Copying):
    """A stream of bytes, for example from a test's own device driver; its owner closes it."""

    def __init__(self, stream: BinaryIO, path: Path) -> None:
        self._stop = Stop()
        super().__init__(_chunks(stream, self._stop), path)

    def close(self) -> None:
        """Stop reading."""
        self._stop.request()
        self.join()
        self._stop.close()


class Command(_Copying):
    """The output of a command, from its start to its end."""

    def __init__(self, words: Sequence[str], path: Path) -> None:
        self._name, self._stop, self._terminated = words[0], Stop(), False
        self._errors = path.with_suffix(".stderr")
        try:
            with self._errors.open("wb") as errors:
                self._process = subprocess.Popen(
                    list(words),
                    bufsize=0,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    start_new_session=sys.platform != "win32",  # so that its children end with it
                )
        except OSError as error:
            self._stop.close()
            raise UnreadableInput(self._name, "command", "cannot be run: {error}", error=reason_of(error)) from error
        assert self._process.stdout is not None  # a pipe
        super().__init__(_chunks(self._process.stdout, self._stop), path)

    @property
    def trouble(self) -> str | None:
        """Why the command failed, if it ended by itself."""
        status = None if self._terminated else self._process.poll()
        if not status:
            return super().trouble
        printed = self._errors.read_bytes()[:_MAX_COMPLAINT].decode("utf-8", "backslashreplace").strip()
        return f"{self._name} ended with status {status}" + (f": {printed}" if printed else "")

    def close(self) -> None:
        """End the command and every process that it has started."""
        self._terminated = self._process.poll() is None
        self._signal(signal.SIGTERM)
        self.join(_GRACE)
        self._stop.request()
        self.join()
        end(self._process)
        self._signal(_KILL)
        self._stop.close()

    def _signal(self, number: int) -> None:
        if sys.platform == "win32":
            self._process.terminate()
            return
        with suppress(ProcessLookupError, PermissionError):  # no process of the group is left
            os.killpg(self._process.pid, number)


class Device(_Copying):
    """The log of a device, resumed each time it is reconnected."""

    def __init__(self, hdc: Hdc, path: Path) -> None:
        from ..device.hdclog import open_hdc

        self.notes = notes = list[str]()
        self._stop, self._hdc = Stop(), hdc
        hdc.pause = self._stop.pause
        try:
            self._log = open_hdc(hdc, self._stop.ready, notes.append)
        except UnreadableInput as error:
            self._stop.close()
            hint = Phrase("choose with --hilog-target") if error.kind == "several-devices" else error.hint
            raise UnreadableInput(error.source, error.kind, error.message, hint) from None
        self.since = self._clock()
        if self.since is None:
            notes.append("the device did not report its time: older lines in its buffer also count")
        super().__init__(iter(lambda: self._log.read1(_CHUNK), b""), path)

    def close(self) -> None:
        """End hilog on the device."""
        self._stop.request()
        if sys.platform == "win32":  # Stop does not wake a waiting read there
            self._hdc.kill()
        self.join()
        self._log.close()
        self._stop.close()

    def _clock(self) -> str | None:
        """Return the device's own time: hilog first prints what its buffer still holds, and that is older."""
        found = _TIME.search(self._hdc.ask("shell", _CLOCK).text)
        return found[0] if found else None
