"""How a report is shown: what the options of the command line ask of every format alike."""

from __future__ import annotations

from typing import NamedTuple


class View(NamedTuple):
    """How a report is shown; each format takes from it what it can show."""

    width: int = 80  # cells of a terminal's line
    color: bool = False
    evidence: int = 3  # lines of each recommendation
    top: int | None = None  # recommendations
    stories: bool = False
