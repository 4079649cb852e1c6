"""From a large file of plain text to pieces that processes can read side by side, and back to one input.

A piece begins with a line that begins with a date: it continues no line before. What else the lines of a text share is
known at its beginning (the probe), or asked for where it matters (the verdicts on its encoding).
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from ...model.calendar import Calendar
from ...model.inputs import Input, Remark
from ..chunk import Piece
from ..probe import Probe
from ..sources import Found, Source
from ..sources.encodings import UTF_8, ChineseReader

PIECE = 4 << 20  # bytes: a process that is ahead waits with no more than what it found in so many
LEAST = 2 * PIECE  # bytes of a file that is cut
_SEARCHED = 64 << 10  # bytes behind the place of a cut in which a record has to begin, or there is no cut
_BEGINNING = 256 << 10  # bytes in which the probe has to be settled
_BEGINS = re.compile(rb"\n(?=(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})")


class Told(NamedTuple):
    """What a process tells of a piece that it has read, beside the lines of interest."""

    one: Input  # with the figures of the piece
    verdicts: tuple[str, ...] = ()  # on its last lines beyond ASCII
    seen: frozenset[str] = frozenset()  # the encodings of its lines
    # the first line of each date, and the last of all: their year hangs on the pieces in front
    ends: tuple[str, ...] = ()


class Cut(NamedTuple):
    """A text that is read in pieces."""

    name: str
    made: datetime | None  # when its file was begun, if the name tells
    probe: Probe  # of its beginning
    pieces: list[Piece]


def cut(path: str, found: Iterator[Found], year: int | None) -> Cut | None:
    """Cut a file into pieces, given what it was found to be; None where one process has to read all of it."""
    try:
        size = os.path.getsize(path)
        source = next(found, None) if size >= LEAST else None
        if not isinstance(source, Source) or not source.may_be_cut():
            return None
        probe = _settled(source, year)
        starts = [0, *(start for start in _starts(path, size) if start > source.bytes)]
    except OSError:  # it is gone: who opens it will tell
        return None
    if probe is None or len(starts) == 1:
        return None
    sizes = [*(end - start for start, end in pairwise(starts)), None]
    pieces = [Piece(start, length, probe.beginning) for start, length in zip(starts, sizes, strict=True)]
    return Cut(source.name, source.made, probe, pieces)


def _settled(source: Source, year: int | None) -> Probe | None:
    """A probe to which the rest of a text tells nothing new; None if the beginning is not enough for that."""
    probe = Probe(Calendar(year, source.made))
    for _block in probe.watch(source.blocks()):
        if probe.is_settled:
            return probe
        if source.bytes > _BEGINNING:
            break
    return None


def _starts(path: str, size: int) -> Iterator[int]:
    """Where the pieces after the first begin."""
    with io.FileIO(path) as file:
        for place in range(PIECE, size, PIECE):
            file.seek(place)
            found = _BEGINS.search(file.read(min(_SEARCHED, PIECE)))
            if found is not None:
                yield place + found.end()


class Joined:
    """The input that pieces make together, as they are told in their order."""

    def __init__(self, probe: Probe) -> None:
        self._survey = probe
        probe.rewind()
        self._one: Input | None = None
        self._chinese = ChineseReader()

    @property
    def lines(self) -> int:
        """How many lines the pieces had."""
        return self._one.lines if self._one is not None else 0

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The verdicts on the last lines beyond ASCII."""
        return tuple(self._chinese.verdicts)

    @property
    def is_broken(self) -> bool:
        """Whether reading has ended early: further pieces are not part of it."""
        return self._one is not None and self._one.error is not None

    def add(self, told: Told) -> None:
        """Add the next piece."""
        if self.is_broken:
            return
        self._chinese.follow(told.verdicts, told.seen)
        for line in told.ends:
            self._survey.end_with(line)
        one, next_one = self._one, told.one
        if one is not None:
            next_one = one._replace(
                **{name: getattr(one, name) + getattr(next_one, name) for name in _SUMS},
                error=next_one.error,
            )
        next_one = next_one._replace(last_time=self._survey.last_time, last_clock=self._survey.last_clock)
        if self._chinese.encoding != UTF_8.name:
            next_one = next_one._replace(encoding=self._chinese.encoding)
        self._one = next_one

    def described(self) -> Input | Remark:
        """What the report says of it."""
        assert self._one is not None  # there is a first piece
        return self._one._replace(error=self._one.error and self._one.error.after(self.lines))


_SUMS = ("bytes", "lines", "cut_lines", "foreign_lines", "nul_bytes")
