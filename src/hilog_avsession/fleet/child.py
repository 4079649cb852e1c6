"""The process that reads units: it takes them from its standard input and gives the outcomes to its standard output.

It ends when its standard input ends, even while it reads, because then nobody waits for the outcome.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable
from typing import IO, Any

from .listing import said
from .outcomes import Assignment, Outcome, failure

_IDLE = 600.0  # seconds after which a process ends that gets nothing to do


def main() -> None:
    """Read one unit after another. The first value is a function that takes each of those that follow."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for the run, which ends its processes
    requests, outcomes = _own_streams()
    sys.path[:] = pickle.load(requests)
    diagnose = pickle.load(requests)
    waiting: queue.Queue[Any] = queue.Queue()
    _give(outcomes, b"")  # ready
    threading.Thread(target=_receive, args=(requests, waiting), daemon=True).start()
    while True:
        try:
            assignment = waiting.get(timeout=_IDLE)
        except queue.Empty:
            os._exit(0)
        _give(outcomes, _outcome(diagnose, assignment))


def _outcome(diagnose: Callable[[Any], Outcome], assignment: Assignment) -> bytes:
    """Return the pickled outcome of a unit; an exception is one, too."""
    try:
        return pickle.dumps(diagnose(assignment), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001  (one unit must not end a run)
        return pickle.dumps(failure(assignment, "error", f"{type(error).__name__}: {said(error)}"))


def _give(outcomes: IO[bytes], outcome: bytes) -> None:
    outcomes.write(len(outcome).to_bytes(8) + outcome)
    outcomes.flush()


def _own_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Return standard input and output, and put the null device in their places: nothing else may use them."""
    requests, outcomes = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    return requests, outcomes


def _receive(requests: IO[bytes], waiting: queue.Queue[Any]) -> None:
    try:
        while True:
            waiting.put(pickle.load(requests))
    except (EOFError, OSError):
        os._exit(0)


if __name__ == "__main__":
    main()
