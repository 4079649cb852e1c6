"""A literal that occurs in every line that some rule reads: what the scanner searches for."""

from __future__ import annotations

import re
from typing import NamedTuple


class Needle(NamedTuple):
    """A literal to search for, with the conditions under which a hit counts.

    `followed_by` is a pattern that must follow the literal; it is the cheapest condition and is checked first. `near`
    are literals, at least one of which the same line must contain. `within` is a pattern that the line must contain as
    well, for a literal that is too short to mean much by itself.
    """

    text: str
    near: tuple[str, ...] = ()
    within: str = ""
    followed_by: str = ""

    @property
    def suffix(self) -> re.Pattern[bytes] | None:
        """The compiled `followed_by`."""
        return re.compile(self.followed_by.encode(), re.IGNORECASE) if self.followed_by else None
