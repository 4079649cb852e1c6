"""From an input that breaks a law to a smaller one that breaks the same law."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from . import oracle
from .mutating import Input


def minimised(case: Input, name: str, seconds: float) -> bytes:
    """Return the input without all parts that the finding does not need, from large parts to small ones."""
    end, content = time.monotonic() + seconds, case.content
    size = max(len(content) // 2, 1)
    while size and time.monotonic() < end:
        smaller = next((tried for tried in _without(content, size, end) if _breaks(case, tried, name)), None)
        if smaller is None:
            size //= 2
        else:
            content = smaller
    return content


def _without(content: bytes, size: int, end: float) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        if time.monotonic() > end:
            return
        yield content[:start] + content[start + size :]


def _breaks(case: Input, content: bytes, name: str) -> bool:
    try:
        oracle.check(replace(case, content=content))
    except Exception as error:  # noqa: BLE001  (the same as before, or another)
        return oracle.name_of(error) == name
    return False
