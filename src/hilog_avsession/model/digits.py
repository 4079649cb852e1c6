"""Numbers out of a log: only as long as a real one can be."""

from __future__ import annotations

from functools import lru_cache

_LONGEST = 19  # digits of a 64-bit number; a longer run is no number of a device


@lru_cache(maxsize=256)  # a log names few processes, again and again
def int_of(text: str | None) -> int | None:
    """The number that a text spells in plain digits, or None."""
    if text is None:
        return None
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST else None
