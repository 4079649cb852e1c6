"""The command, also as `python -m hilog_avsession`: loads the command line and runs it.

Nothing that takes long is loaded before `main` has dealt with Ctrl-C.
"""

from __future__ import annotations

import gc
import io
import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from _typeshed import ReadableBuffer


def main() -> NoReturn:
    """Run the command line. Ctrl-C ends the program without a trace even while it is loaded."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where it is ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    occupy_standard_streams()
    tolerate_unwritable_complaints()
    gc.set_threshold(50_000, 20, 20)  # hardly any garbage is cyclic: looking for it takes a tenth of the start
    from .cli import main as run

    run()


def occupy_standard_streams() -> None:
    """Open the null device where a standard stream is closed, and write complaints to it if that is standard error.

    Otherwise the next file that is opened would get the descriptor of the stream, and Python would print complaints to
    standard output.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  (until the process ends)


class Complaints(io.RawIOBase):
    """Standard error that never fails: what a full disk or a closed pipe does not take is dropped."""

    name = "<stderr>"

    def __init__(self, stream: io.TextIOWrapper, raw: io.RawIOBase) -> None:
        super().__init__()
        self._raw = raw
        self._stream = stream  # closes `raw` when nobody holds it

    def writable(self) -> bool:
        """Return True."""
        return True

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._raw.fileno()

    def isatty(self) -> bool:
        """Tell whether complaints go to a terminal."""
        return self._raw.isatty()

    def write(self, data: ReadableBuffer, /) -> int:
        """Write bytes, or drop them if that fails; return their number."""
        try:
            written = self._raw.write(data)
        except OSError:
            written = None
        return memoryview(data).nbytes if written is None else written


def tolerate_unwritable_complaints() -> None:
    """Keep the exit status where standard error cannot be written, whoever writes: typer, warnings, Python at its end.

    Otherwise the OSError would end the run, or Python would end with a status of its own.
    """
    stream = sys.stderr
    if not isinstance(stream, io.TextIOWrapper):
        return
    raw = getattr(stream.buffer, "raw", stream.buffer)  # the buffer itself is raw with PYTHONUNBUFFERED
    if not isinstance(raw, io.RawIOBase):
        return
    complaints = Complaints(stream, raw)
    sys.stderr = io.TextIOWrapper(
        complaints if stream.write_through else io.BufferedWriter(complaints),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


if __name__ == "__main__":
    main()
