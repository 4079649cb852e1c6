"""The program as a process of its own: started, limited, watched, and judged by what it left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

COMMAND = (sys.executable, "-m", "hilog_avsession")
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "COLUMNS": "80"}
PATIENCE = 60.0  # seconds after which a run is taken to hang

OWN = b"11-20 10:%02d:%02d.%03d  6120  6131 E C02b91/AVSession: [GetAVMetaData]session not exist\n"
OTHER = b"11-20 10:%02d:%02d.%03d  6120  6131 I A00001/Radio: next song\n"


def log_of(lines: int, every: int = 50) -> bytes:
    """Return a log, of whose lines one in `every` is a failure."""
    moments = ((n // 60_000 % 60, n // 1000 % 60, n % 1000) for n in range(lines))
    return b"".join((OTHER if n % every else OWN) % moment for n, moment in enumerate(moments))


class Ended(NamedTuple):
    """How a run ended."""

    status: int | None  # None: it did not end
    out: bytes
    complaints: str

    def fault(self, *statuses: int) -> str | None:
        """Return what is wrong with any run: it hangs, shows a traceback, or ends with a status that cannot be."""
        if self.status is None:
            return f"hangs for {PATIENCE:.0f} s"
        if "Traceback" in self.complaints:
            return f"traceback: {self.complaints[-300:]}"
        if self.status not in statuses:
            return f"status {self.status}: {self.complaints[-200:]}"
        return None

    def report(self) -> dict[str, Any] | None:
        """Return the JSON report on standard output; None if it is none, or not whole."""
        try:
            return dict(json.loads(self.out))
        except ValueError:
            return None


@contextmanager
def started(
    *arguments: object,
    under: Sequence[str] = (),
    environment: Mapping[str, str] = ENVIRONMENT,
    before: Callable[[], None] | None = None,
    **options: Any,
) -> Iterator[subprocess.Popen[bytes]]:
    """Start the program in a session of its own; `before` runs in the new process. Afterwards nothing is left of it."""

    def prepare() -> None:
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):  # a shell ignores them in the background
            signal.signal(number, signal.SIG_DFL)
        if before is not None:
            before()

    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    command = [*under, *COMMAND, *map(str, arguments)]
    with subprocess.Popen(command, env=environment, preexec_fn=prepare, start_new_session=True, **streams) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(process: subprocess.Popen[bytes], patience: float = PATIENCE) -> Ended:
    """Wait until a run has ended, and return how."""
    try:
        out, complaints = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        out, complaints = process.communicate()
        return Ended(None, out, complaints.decode("utf-8", "replace"))
    return Ended(process.returncode, out or b"", (complaints or b"").decode("utf-8", "replace"))


def run(*arguments: object, **options: Any) -> Ended:
    """Run the program to its end."""
    with started(*arguments, **options) as process:
        return ended(process)


# ---- the processes of a run ------------------------------------------------------------------------------------------


def children_of(process: int) -> list[int]:
    """Return the processes that a process has started and not yet taken leave of."""
    try:
        return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))
    except (OSError, ValueError):
        return []


def is_running(process: int) -> bool:
    """Tell whether a process runs; one that has ended may still be listed until somebody asks for its status."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def left_of(processes: Sequence[int], patience: float = 10.0) -> list[int]:
    """Wait for processes to end, and return those that do not; they are ended."""
    until = time.monotonic() + patience
    while (left := list(filter(is_running, processes))) and time.monotonic() < until:
        time.sleep(0.01)
    for process in left:
        with suppress(ProcessLookupError):
            os.kill(process, 9)
    return left


def wait_for(true: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Wait until something is so; return whether it came."""
    until = time.monotonic() + patience
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.002)
    return True


def write(path: Path, content: bytes) -> Path:
    """Write a file, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def closed(stream: IO[bytes] | None) -> None:
    """Close an end of a pipe."""
    if stream is not None:
        with suppress(OSError):
            stream.close()
