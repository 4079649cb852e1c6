"""Memory stays flat however long the log is and however many sessions and failures it holds; counts stay exact."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from commands import ENVIRONMENT
from hilog_avsession.analysis.sessions.processes import MAX_PROCESSES
from hilog_avsession.analysis.sessions.registry import MAX_SESSIONS
from hilog_avsession.pipeline import Diagnosis

LIVES = (3 * MAX_SESSIONS, 6 * MAX_SESSIONS)  # sessions of a short and of a long log: both fill the tables
MOST_GROWTH = 6 << 20  # bytes from the one to the other; a session that is kept takes some thousand

_FIRST = datetime(2001, 1, 1)  # the year is never printed; ten million lives take 231 days

_LIFE = """\
S I C02b91/AVSession: [AVSessionItem]constructor session id={id}, userId=100
S I C02b91/AVSession: [UpdateTopSession]updateNewTop uid={uid}|pid={pid}|userId:100|sessionId={id}
S I C02b91/AVSession: [CreateNewControllerForSession]pid={controller} sessionId={id}
C E C02b91/AVSession: [SendControlCommand]session is deactivate
C E C02b91/AVSession: [operator()]controller SendControlCommand failed:-1013
S I C02b91/AVSession: HandleSessionRelease, sessionId={id}, bundleName=com.example.radio
"""


def life(number: int) -> bytes:
    """Return the lines of a session that is created, fails once, and is released; no two are within a second."""
    pid, uid, controller = 5000 + number % 20_011, 20020040 + number % 97, 30_000 + number % 5_003
    full = sha256(f"{pid}-{uid}-{number}".encode()).hexdigest().upper()
    stamp = f"{_FIRST + timedelta(seconds=2 * number):%m-%d %H:%M:%S}.000"
    who = {"S": " 1184  1421", "C": f"{controller} {controller}"}
    text = _LIFE.format(id=f"{full[:3]}******{full[-3:]}", uid=uid, pid=pid, controller=controller)
    return "".join(f"{stamp} {who[line[0]]} {line[2:]}\n" for line in text.splitlines()).encode()


class Lives(io.RawIOBase):
    """A log of this many sessions, made while it is read."""

    def __init__(self, lives: int) -> None:
        self._pieces: Iterator[bytes] = map(life, range(lives))

    def read(self, size: int = -1) -> bytes:
        return b"".join(piece for _, piece in zip(range(100), self._pieces, strict=False))


def diagnosed(lives: int) -> Diagnosis:
    diagnosis = Diagnosis()
    deque(diagnosis.read(Lives(lives)), maxlen=0)  # type: ignore[arg-type]  # a stream that only reads
    deque(diagnosis.finish(), maxlen=0)
    return diagnosis


def main() -> None:
    """Diagnose this many sessions; print the counts and the peak memory in bytes."""
    import resource

    counts = diagnosed(int(sys.argv[1])).report().counts
    unit = 1 if sys.platform == "darwin" else 1024
    print(json.dumps([*counts, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit]))


@pytest.mark.trial
@pytest.mark.skipif(sys.platform == "win32", reason="resource is POSIX")
def test_a_log_of_twice_the_sessions_takes_no_more_memory() -> None:
    peaks = []
    for lives in LIVES:
        done = subprocess.run(
            [sys.executable, __file__, str(lives)],
            env={**ENVIRONMENT, "PYTHONPATH": str(Path(__file__).parent)},
            capture_output=True,
            text=True,
            check=True,
        )
        incidents, signals, sessions, controllers, peak = json.loads(done.stdout)
        assert (incidents, signals, sessions, controllers) == (lives, 2 * lives, lives, lives)
        peaks.append(peak)
    assert peaks[1] - peaks[0] < MOST_GROWTH


def test_the_tables_are_bounded_and_evictions_are_counted() -> None:
    lives = MAX_SESSIONS + 500
    diagnosis = diagnosed(lives)
    registry = diagnosis.tracker.registry
    assert (len(registry.sessions), registry.evicted) == (MAX_SESSIONS, 500)
    assert len(registry.processes) <= MAX_PROCESSES
    assert len(registry._of_pid) + len(registry._of_controller) + len(registry._ids) <= 3 * MAX_SESSIONS
    assert len(registry._ended) + len(registry._without_pid) <= 2 * MAX_SESSIONS
    assert len(registry._living) + len(registry._bundles) <= 2 * MAX_SESSIONS
    report = diagnosis.report()
    assert len(report.sessions) == MAX_SESSIONS
    assert all(one.session is not None for one in report.incidents), "an incident keeps its session"


if __name__ == "__main__":
    main()
