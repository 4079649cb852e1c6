"""Output of the command line: to standard output, to a file that appears whole, and complaints to standard error."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

from ..errors import HilogAvsessionError, Mistake, UnwritableOutput, reason_of
from ..phrases import Phrase
from .language import language_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def complain(what: str | HilogAvsessionError | Mistake) -> None:
    """Print a complaint to standard error; a phrase or an error in the language of the run."""
    from ..output.safe import visible

    text = what.text_in(language_of()) if isinstance(what, Phrase | HilogAvsessionError | Mistake) else what
    print(f"hilog-avsession: {visible(text)}", file=sys.stderr)  # noqa: T201


def write(
    pieces: Iterable[str],
    path: str | None = None,
    *,
    at_once: bool = False,
    encoding: str | None = None,
    out: TextIO | None = None,
) -> None:
    """Write to standard output, or to a file that appears whole or not at all. Raises UnwritableOutput.

    `at_once` flushes after each piece; `encoding` is that of standard output, by default the terminal's. `out` is
    standard output, if another stream may stand in its place by now. Takes no more pieces after the reader of a pipe
    has closed it.
    """
    if path is not None and path != "-":
        from ..output.files import write_whole

        write_whole(path, pieces)
        return
    out = out or sys.stdout
    if out is None:
        raise UnwritableOutput("standard output is closed")
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(encoding=encoding, errors="replace")
    try:
        _print(pieces, out, at_once)
    except OSError as error:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, out.fileno())  # so that the exit of Python writes nothing more
        os.close(nowhere)
        if not _is_closed_by_reader(error):
            raise UnwritableOutput("standard output cannot be written: {error}", error=reason_of(error)) from error


def _is_closed_by_reader(error: OSError) -> bool:
    """Tell whether a reader such as `head` has closed the pipe, which Windows calls an invalid argument."""
    return isinstance(error, BrokenPipeError) or (sys.platform == "win32" and error.errno == errno.EINVAL)


def _print(pieces: Iterable[str], out: TextIO, at_once: bool) -> None:
    raw = getattr(out, "buffer", None)
    if not isinstance(raw, io.RawIOBase):
        for piece in pieces:
            print(_without_doubled_ends(piece), end="", flush=at_once, file=out)
        out.flush()
        return
    whole = io.BufferedWriter(raw)  # PYTHONUNBUFFERED: an interrupted write would lose the rest
    for piece in pieces:
        whole.write(_without_doubled_ends(piece).replace("\n", os.linesep).encode(out.encoding, "replace"))
        if at_once:
            whole.flush()
    whole.detach()


def _without_doubled_ends(piece: str) -> str:
    """Drop the carriage returns of CSV if the stream adds them itself."""
    return piece.replace("\r\n", "\n") if os.linesep == "\r\n" else piece


# ---- the terminal ----------------------------------------------------------------------------------------------------


def width(path: str | None = None) -> int:
    """Return the number of columns to write in."""
    import shutil

    if path is not None or not is_terminal(sys.stdout):
        return 80
    return max(shutil.get_terminal_size((80, 24)).columns, 40)


def color(path: str | None = None) -> bool:
    """Tell whether to write in colour."""
    dumb = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return path is None and is_terminal(sys.stdout) and not dumb and _obeys_escapes()


_STANDARD_OUTPUT, _OBEYS_ESCAPES = -11, 0x4  # STD_OUTPUT_HANDLE, ENABLE_VIRTUAL_TERMINAL_PROCESSING


def _obeys_escapes() -> bool:
    """Tell whether the terminal obeys escape sequences: the old console of Windows does so if it is asked to."""
    if sys.platform != "win32":
        return True
    import ctypes

    system, mode = ctypes.windll.kernel32, ctypes.c_ulong()
    handle = system.GetStdHandle(_STANDARD_OUTPUT)
    return bool(
        system.GetConsoleMode(handle, ctypes.byref(mode)) and system.SetConsoleMode(handle, mode.value | _OBEYS_ESCAPES)
    )


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a stream is a terminal."""
    return stream is not None and stream.isatty()


def json_text(value: object) -> str:
    """Return a short JSON document, indented for people."""
    from ..results.json.dumps import dumps

    return dumps(value, indent=2) + "\n"
