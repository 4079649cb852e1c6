"""A literal that stands in every line that some rule reads: what the search through all bytes looks for."""

from __future__ import annotations

import re
from typing import NamedTuple


class Needle(NamedTuple):
    """A literal to look for.

    `then` is a pattern that must follow the literal; it is asked first, and costs least. `beside` are literals of which
    one must stand in the same line, or the hit is ignored; `within` is a pattern that the line must hold as well, for a
    literal that is too short to tell much.
    """

    text: str
    beside: tuple[str, ...] = ()
    within: str = ""
    then: str = ""

    @property
    def follows(self) -> re.Pattern[bytes] | None:
        """The compiled `then`."""
        return re.compile(self.then.encode(), re.IGNORECASE) if self.then else None
