"""A chunk of a large file, which a process reads by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from .probe import Probe

Verdicts = Callable[[], Iterable[str]]  # returns the encodings of the lines in front of a chunk, see ChineseReader


class Chunk(NamedTuple):
    """A part of a file that begins where a line begins."""

    start: int
    size: int | None  # None: to the end of the file
    beginning: bytes  # how the lines of the file begin, see Probe

    def probe(self, year: int | None, started_at: datetime | None) -> Probe:
        """Return a probe for the chunk; the year and the start of the file matter only to the first chunk."""
        return Probe.for_later_chunk(self.beginning) if self.start else Probe(year, started_at, keeps_ends=True)
