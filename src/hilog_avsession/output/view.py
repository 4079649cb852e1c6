"""How a report is shown: the options of the command line that apply to every format."""

from __future__ import annotations

from typing import NamedTuple


class View(NamedTuple):
    """How a report is shown; a format ignores what it cannot show."""

    width: int = 80  # cells of a line in a terminal
    color: bool = False
    evidence: int = 3  # lines of each recommendation
    top: int | None = None  # recommendations
    stories: bool = False
