"""The signals that end a run: of the terminal, of the system, and of a terminal that is closed."""

from __future__ import annotations

import signal

# Ctrl-C, a request to end, a closed terminal or ssh connection; Windows does not have the last one
ENDING_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
