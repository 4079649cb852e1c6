"""What the command line writes to: standard output, a file, and complaints on standard error."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import TYPE_CHECKING, TextIO

from ..errors import UnwritableOutput

if TYPE_CHECKING:
    from collections.abc import Iterable


def complain(text: str) -> None:
    """Say on standard error what is wrong."""
    from ..output.safe import visible  # noqa: PLC0415  (rarely needed)

    print(f"hilog-avsession: {visible(text)}", file=sys.stderr)  # noqa: T201


def write(pieces: Iterable[str], path: str | None = None, *, at_once: bool = False) -> None:
    """Write to standard output, or to a file that appears whole or not at all. Raises UnwritableOutput.

    `at_once` is for pieces that come one by one and are waited for. Where nobody reads any more, no more are taken.
    """
    if path is not None and path != "-":
        from .wholefile import write_whole  # noqa: PLC0415

        write_whole(path, pieces)
        return
    if sys.stdout is None:
        raise UnwritableOutput("standard output is closed")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        _print(pieces, at_once)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing more can be written at the end
        if not isinstance(error, BrokenPipeError):  # `| head` has seen enough
            raise UnwritableOutput(f"standard output cannot be written: {error.strerror}") from error


def _print(pieces: Iterable[str], at_once: bool) -> None:
    raw = getattr(sys.stdout, "buffer", None)
    if not isinstance(raw, io.RawIOBase):
        for piece in pieces:
            print(_with_one_end(piece), end="", flush=at_once)  # noqa: T201
        sys.stdout.flush()
        return
    whole = io.BufferedWriter(raw)  # PYTHONUNBUFFERED: an interrupted write would leave out the rest
    for piece in pieces:
        whole.write(_with_one_end(piece).replace("\n", os.linesep).encode(sys.stdout.encoding, "replace"))
        if at_once:
            whole.flush()
    whole.detach()


def _with_one_end(piece: str) -> str:
    """Leave the carriage returns of CSV to a stream that writes them itself."""
    return piece.replace("\r\n", "\n") if os.linesep == "\r\n" else piece


def width(path: str | None = None) -> int:
    """Columns to write in."""
    import shutil  # noqa: PLC0415

    if path is not None or not is_terminal(sys.stdout):
        return 80
    return max(shutil.get_terminal_size((80, 24)).columns, 40)


def color(path: str | None = None) -> bool:
    """Whether to write in colours."""
    dumb = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return path is None and is_terminal(sys.stdout) and not dumb


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody looks at what is written."""
    return stream is not None and stream.isatty()


def json_text(value: object) -> str:
    """A short document, for people too."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
