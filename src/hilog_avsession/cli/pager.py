"""A text report on a terminal: a long one goes through the user's pager, and a summary follows beside the prompt."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from .console import color, is_terminal, width, write

if TYPE_CHECKING:
    from ..model.report import ReportData
    from ..output.view import View

_SHELL_SIGNS = frozenset("|&;<>()$`")
# as git sets it: end with the last page of a short text, pass on colours, leave the text on the screen
_LESS = "FRX"


class Screen:
    """Standard output of a text report."""

    def __init__(self, *, uses_pager: bool = True) -> None:
        self._uses_pager = uses_pager
        self._is_scrolled = False  # whether the beginning of the report has left the screen

    def show(self, parts: Iterable[str]) -> None:
        """Print a text; on a terminal that it does not fit, through the pager. Raises UnwritableOutput."""
        if not is_terminal(sys.stdout):
            write(parts)
            return
        text = "".join(parts)
        self._is_scrolled = text.count("\n") >= shutil.get_terminal_size((80, 24)).lines
        command = pager() if self._is_scrolled and self._uses_pager and _is_in_foreground() else None
        if command is None or not _page(command, text):
            write([text])

    def close(self, report: ReportData, view: View) -> None:
        """Print what failed and what to do first, if the beginning of the report has left the screen."""
        if self._is_scrolled:
            from ..output.terminal.closing import closing_parts

            write(closing_parts(report, view._replace(width=width(), color=color())))


def pager() -> list[str] | None:
    """Return the command of the pager that the user has set, by default `less`; None if there is none."""
    chosen = os.environ.get("PAGER", "less").strip()
    if os.environ.get("TERM") == "dumb":
        return None
    if sys.platform != "win32" and _SHELL_SIGNS.intersection(chosen):
        return ["sh", "-c", chosen]
    try:
        words = _words(chosen)
    except ValueError:  # a quotation mark is missing
        return None
    program = shutil.which(words[0]) if words else None
    if program is None or words == ["cat"]:
        return None
    # a user's own LESS may lack the option that passes on colours
    is_less = os.path.splitext(os.path.basename(program))[0] == "less"
    return [program, *words[1:], *(["-R"] if is_less else [])]


def _words(command: str) -> list[str]:
    """Split a command as a shell would. On Windows a backslash is part of a path. Raises ValueError."""
    if sys.platform != "win32":
        return shlex.split(command)
    return [word.strip('"') for word in shlex.split(command, posix=False)]


def _is_in_foreground() -> bool:
    """Tell whether a pager could read the keyboard; one that is started in the background would only be stopped."""
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(sys.stdout.fileno()) == os.getpgrp()
    except OSError:  # the terminal does not control this process
        return False


def _page(command: list[str], text: str) -> bool:
    """Show a text through a pager until the user leaves it; return False if the pager has failed."""
    environment = {"LESS": _LESS, "LV": "-c", **os.environ}
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    except OSError:
        return False
    with _left_to(process) as interrupted:
        with contextlib.suppress(OSError):  # left before it has read all
            process.communicate(text.encode(sys.stdout.encoding or "utf-8", "replace"))
        status = process.wait()
    return status <= 0 or bool(interrupted)


@contextlib.contextmanager
def _left_to(process: subprocess.Popen[bytes]) -> Iterator[list[int]]:
    """Leave Ctrl-C to a pager, which stays; SIGTERM ends it. Yields the signals that came."""
    came: list[int] = []
    previous: dict[int, Any] = {}

    def handle(number: int, frame: Any) -> None:
        came.append(number)
        if number == signal.SIGTERM:
            process.terminate()
            if callable(previous[number]):
                previous[number](number, frame)

    try:
        for caught in (signal.SIGINT, signal.SIGTERM):
            previous[caught] = signal.signal(caught, handle)
        yield came
    finally:
        for restored, handler in previous.items():
            signal.signal(restored, handler)
