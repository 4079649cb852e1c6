"""The command, also as `python -m hilog_avsession`: loads the command line and runs it.

Nothing that takes long is loaded before `main` has seen to Ctrl-C.
"""

from __future__ import annotations

import gc
import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """Run the command line. Ctrl-C ends the program without a trace even while it is loaded."""
    occupy_standard_streams()
    gc.set_threshold(50_000, 20, 20)  # hardly anything here is garbage in cycles: the search takes a tenth of a start
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where it is ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from .cli import main as run

    run()


def occupy_standard_streams() -> None:
    """Open the null device where a standard stream is closed, and write complaints to it if that is standard error.

    Else the next file that is opened gets the number of the stream, and Python prints complaints to standard output.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  (until the process ends)


if __name__ == "__main__":
    main()
