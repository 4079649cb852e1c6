"""The terminal that the view is drawn on: that of standard error, because a report may go elsewhere."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.driver import Driver


def driver() -> type[Driver] | None:
    """Return how the terminal is driven; None stands for the library's own way."""
    if sys.platform == "win32":
        return None
    from textual.drivers.linux_driver import LinuxDriver

    class StandardError(LinuxDriver):
        """Draws on standard error, as its base does, and asks it for the size, where its base asks standard output."""

        def _get_terminal_size(self) -> tuple[int, int]:
            try:
                size = os.get_terminal_size(sys.__stderr__.fileno())  # type: ignore[union-attr] # None raises, too
                return size.columns, size.lines
            except (AttributeError, OSError, ValueError):
                return super()._get_terminal_size()

    return StandardError
