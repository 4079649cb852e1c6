"""The command, also as `python -m hilog_avsession`: loads the command line and runs it."""

import gc
import signal
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line. Ctrl-C ends the program without a trace even while it is loaded."""
    gc.set_threshold(50_000, 20, 20)  # hardly anything here is garbage in cycles: the search takes a tenth of a start
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where it is ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from .cli import main as run

    run()


if __name__ == "__main__":
    main()
