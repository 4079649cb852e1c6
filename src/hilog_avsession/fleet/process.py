"""A process that reads units for a worker, and is ended if one of them takes too much time or memory.

A worker of Dask does not read units itself. So a unit can neither end the worker nor take the units beside it with it,
each thread of a worker has a whole processor, and the reason of a failure is known.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, Any, NamedTuple

_LOOK_EVERY = 0.1  # seconds between two looks at the memory of the process
_READY = b""  # what a process gives before its first outcome
_START = 60.0  # seconds that a process may take until it is ready
_RENEWED_FROM = 0.5  # share of the memory limit from which the process is replaced after a unit


class Limits(NamedTuple):
    """What one unit may take."""

    seconds: float = 3600.0
    memory: int | None = None  # bytes of the process that reads it


class NoOutcome(Exception):
    """A unit has no outcome, because its process has ended: a word for the reason, and a sentence."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


class ReadingProcess:
    """A process that applies a function to one unit after another. It is started when it is needed."""

    def __init__(self, diagnose: Callable[[Any], Any], limits: Limits) -> None:
        self._diagnose, self._limits = diagnose, limits
        self._process: subprocess.Popen[bytes] | None = None
        self._outcomes: queue.Queue[bytes | None] = queue.Queue()
        self._closed = False

    def run(self, assignment: Any) -> Any:
        """Return the outcome of a unit. Raises NoOutcome if the process ended before."""
        process = self._process
        if process is None or process.poll() is not None:
            process = self._start()
        if not self._send(process, assignment):  # it has just ended, because it was idle
            process = self._start()
            self._send(process, assignment)
        outcome = self._wait(process)
        if outcome is None:
            raise self._ended(process)
        self._renew(process)
        return pickle.loads(outcome)

    def close(self) -> None:
        """End the process, whatever it does."""
        self._closed = True
        self._kill()

    # ---- its life ----

    def _start(self) -> subprocess.Popen[bytes]:
        self._kill()
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", "from hilog_avsession.fleet.child import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            start_new_session=True,  # so that a terminal's Ctrl-C does not reach it
        )
        self._process, self._outcomes = process, queue.Queue()
        assert process.stdout is not None  # a pipe
        threading.Thread(target=_receive, args=(process.stdout, self._outcomes), daemon=True).start()
        self._send(process, sys.path)
        self._send(process, self._diagnose)
        if self._closed:  # meanwhile
            self._kill()
        with contextlib.suppress(queue.Empty):  # its start is not the unit's time
            if self._outcomes.get(timeout=_START) is None:
                self._outcomes.put(None)
        return process

    def _send(self, process: subprocess.Popen[bytes], value: Any) -> bool:
        assert process.stdin is not None  # a pipe
        try:
            process.stdin.write(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
            process.stdin.flush()
        except (OSError, ValueError):  # ValueError: it was closed meanwhile
            return False
        return True

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            process.kill()
        process.wait()
        with contextlib.suppress(OSError):
            if process.stdin is not None:
                process.stdin.close()

    def _renew(self, process: subprocess.Popen[bytes]) -> None:
        """End a process that keeps much memory: the next unit shall have all of the limit."""
        limit = self._limits.memory
        if limit is not None and _memory_of(process.pid) > limit * _RENEWED_FROM:
            self._kill()

    # ---- one unit ----

    def _wait(self, process: subprocess.Popen[bytes]) -> bytes | None:
        """Wait for the outcome; None if the process has ended without. Raises NoOutcome."""
        end = time.monotonic() + self._limits.seconds
        while True:
            with contextlib.suppress(queue.Empty):
                outcome = self._outcomes.get(timeout=_LOOK_EVERY)
                if outcome != _READY:  # which may come late
                    return outcome
            if time.monotonic() > end:
                self._kill()
                raise NoOutcome("time", f"it takes more than {self._limits.seconds:,.0f} seconds")
            limit = self._limits.memory
            if limit is not None and _memory_of(process.pid) > limit:
                self._kill()
                raise NoOutcome("memory", f"it takes more than {limit / (1 << 20):,.0f} MiB of memory")

    def _ended(self, process: subprocess.Popen[bytes]) -> NoOutcome:
        """Return why a process has ended that was not told to."""
        status = process.wait()
        self._kill()
        if self._closed:
            return NoOutcome("stopped", "the run was ended")
        if status < 0:
            with contextlib.suppress(ValueError):
                return NoOutcome("worker-lost", f"its process was ended by {signal.Signals(-status).name}")
        return NoOutcome("worker-lost", f"its process ended with status {status}")


def _receive(stream: IO[bytes], outcomes: queue.Queue[bytes | None]) -> None:
    """Pass on the outcomes that a process gives, and its end as None."""
    with contextlib.suppress(OSError), stream:
        while len(head := stream.read(8)) == 8:
            length = int.from_bytes(head)
            outcome = stream.read(length)
            if len(outcome) < length:
                break
            outcomes.put(outcome)
    outcomes.put(None)


def _memory_of(pid: int) -> int:
    """Return the bytes of memory that a process takes; 0 if it has ended."""
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
