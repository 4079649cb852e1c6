"""Wait for an event in a test, instead of sleeping for as long as it might take."""

from __future__ import annotations

import time
from collections.abc import Callable

GUARD = 60  # seconds, after which a test is taken to hang


def wait_until(is_so: Callable[[], object], seen: Callable[[], object] = str) -> None:
    """Wait until a condition holds; after GUARD seconds fail, and show what was `seen` instead."""
    end = time.monotonic() + GUARD
    while not is_so():
        assert time.monotonic() < end, seen()
        time.sleep(0.01)
