"""The command line in a process of its own, for tests that want its status and its streams.

Loading the program takes longer than most of what tests ask of it. So it is loaded once in a process that forks itself
for each command. What Python reads only when it starts needs a start of its own.
"""

from __future__ import annotations

import atexit
import os
import pickle
import runpy
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

COMMAND = [sys.executable, "-m", "hilog_avsession"]
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "COLUMNS": "80"}
_READ_AT_THE_START = ("PYTHON", "LC_", "LANG")
_PATIENCE = 60.0  # seconds
_LOG = Path(__file__).parent / "fixtures" / "logs" / "evening.log"


class _Wanted(NamedTuple):
    """A command that is to run."""

    words: tuple[str, ...]
    environment: dict[str, str]
    folder: str


def run(
    *arguments: object, stdin: bytes | None = None, folder: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line to its end; without `stdin`, its standard input is the null device."""
    wanted = _Wanted(tuple(map(str, arguments)), {**ENVIRONMENT, **environment}, str(folder or Path.cwd()))
    if sys.platform == "win32" or any(name.startswith(_READ_AT_THE_START) for name in environment):
        return _start(wanted, stdin)
    return _fork(wanted, stdin)


def _start(wanted: _Wanted, stdin: bytes | None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *wanted.words],
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        cwd=wanted.folder,
        env=wanted.environment,
        timeout=_PATIENCE,
        check=False,
    )


def _fork(wanted: _Wanted, stdin: bytes | None) -> subprocess.CompletedProcess[bytes]:
    source, feed = os.pipe()
    if stdin is None:
        os.close(source)
        source = os.open(os.devnull, os.O_RDONLY)
    (out, out_end), (err, err_end) = os.pipe(), os.pipe()
    request, request_end = os.pipe()
    _fill(request_end, pickle.dumps(wanted))
    theirs = (request, source, out_end, err_end)
    loaded = _loaded()
    socket.send_fds(loaded.requests, [b"."], theirs)
    for end in theirs:
        os.close(end)
    with ThreadPoolExecutor(3) as pool:
        pool.submit(_fill, feed, stdin or b"")
        written = [pool.submit(_drain, end) for end in (out, err)]
        status = loaded.status()
        return subprocess.CompletedProcess(wanted.words, status, *(each.result() for each in written))


def _fill(end: int, data: bytes) -> None:
    """Write all data into a pipe and close it, also if nobody reads it to its end."""
    with suppress(BrokenPipeError), open(end, "wb") as pipe:
        pipe.write(data)


def _drain(end: int) -> bytes:
    with open(end, "rb") as pipe:
        return pipe.read()


# ---- the process that has loaded the program -------------------------------------------------------------------------


class _Loaded(NamedTuple):
    """The process, and the socket on which it takes requests."""

    process: subprocess.Popen[bytes]
    requests: socket.socket

    def status(self) -> int:
        """Return the exit status of the command that was requested last; end one that takes too long."""
        try:
            return int(self.requests.recv(16))
        except TimeoutError:
            os.killpg(self.process.pid, signal.SIGKILL)
            _loaded.cache_clear()
            raise


@cache
def _loaded() -> _Loaded:
    """Start the process; it ends with this one."""
    ours, theirs = socket.socketpair()
    ours.settimeout(_PATIENCE)
    with theirs:
        command = [sys.executable, __file__, str(theirs.fileno())]
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=ENVIRONMENT, process_group=0)
    atexit.register(process.wait)
    atexit.register(ours.close)  # first, so that the process ends
    return _Loaded(process, ours)


def _serve(requests: socket.socket) -> None:
    """Fork for each request and send the exit status; the fork runs its command as `__main__` and returns."""
    while True:
        data, descriptors, _, _ = socket.recv_fds(requests, 1, 4)
        if not data:
            return
        child = os.fork()
        if not child:
            requests.close()
            _become(*descriptors)
            return
        for descriptor in descriptors:
            os.close(descriptor)
        requests.send(b"%d" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _become(request: int, *streams: int) -> None:
    wanted: _Wanted = pickle.loads(_drain(request))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = _stream("<stdin>", os.fdopen(0, errors="surrogateescape"))
    sys.stdout = _stream("<stdout>", os.fdopen(1, "w", errors="surrogateescape"))
    sys.stderr = _stream("<stderr>", os.fdopen(2, "w", errors="backslashreplace", buffering=1))
    os.environ.clear()
    os.environ.update(wanted.environment)
    os.chdir(wanted.folder)
    sys.argv[1:] = wanted.words
    runpy.run_module("hilog_avsession", run_name="__main__", alter_sys=True)


def _stream(name: str, stream: Any) -> Any:
    """Return the stream with the name that Python gives it when it starts."""
    stream.buffer.raw.name = name
    return stream


if __name__ == "__main__":
    import hilog_avsession
    import hilog_avsession.cli.analyze

    hilog_avsession.analyze(_LOG).to_text()
    with closing(socket.socket(fileno=int(sys.argv[1]))) as requests:
        _serve(requests)
