"""A part of a large file, which a process reads by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from .probe import Probe

Verdicts = Callable[[], Iterable[str]]  # asks what the lines in front of a piece were in, see ChineseReader


class Piece(NamedTuple):
    """A part of a file."""

    start: int  # where a line begins
    size: int | None  # None: to the end of the file
    beginning: bytes  # how the lines of the file begin, see Probe

    @property
    def probe(self) -> Probe | None:
        """What is to watch a piece that is not the first."""
        return Probe.further_on(self.beginning) if self.start else None
