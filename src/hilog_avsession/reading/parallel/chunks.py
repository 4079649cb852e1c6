"""From a large file of plain text to chunks that processes can read side by side, and back to one input.

A chunk begins with a line that begins with a date, so it does not continue the line before. Whatever else depends on
earlier lines is known from the beginning of the text (the probe) or is fetched when needed (the verdicts on encoding).
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from ...model.inputs import Input, Remark
from ..chunk import Chunk
from ..layouts import DATE_AFTER_LINE_END
from ..probe import Probe
from ..sources import Found, Source
from ..sources.encodings import UTF_8, ChineseReader

CHUNK_SIZE = 4 << 20  # bytes; a process that is ahead holds no more than the lines of interest in one chunk
LEAST = 2 * CHUNK_SIZE  # bytes; smaller files are not split
_NEAR = 4 << 10  # bytes after an offset in which a record nearly always begins
_SEARCHED = 64 << 10  # bytes in which one must begin, or the file is not split there
_BEGINNING = 256 << 10  # bytes in which the probe must be settled


class ChunkResult(NamedTuple):
    """What a process reports of a chunk that it has read, besides the lines of interest."""

    input: Input  # with the figures of the chunk
    verdicts: tuple[str, ...] = ()  # on its last lines beyond ASCII
    encodings: frozenset[str] = frozenset()  # of its lines
    ends: tuple[str, ...] = ()  # the first line of each date and the last of all: their year depends on earlier chunks


class Split(NamedTuple):
    """A text that is read in chunks."""

    name: str
    started_at: datetime | None  # when its file was started, if the name shows it
    probe: Probe  # of its beginning
    chunks: list[Chunk]


def split(path: str, found: Iterator[Found], year: int | None) -> Split | None:
    """Split a file into chunks, given what it holds; None if one process has to read all of it."""
    try:
        size = os.path.getsize(path)
        source = next(found, None) if size >= LEAST else None
        if not isinstance(source, Source) or not source.may_be_split():
            return None
        probe = _settled_probe(source, year)
        starts = [0, *(start for start in _starts(path, size) if start > source.bytes)]
    except OSError:  # the file is gone, which is reported when it is opened to be read
        return None
    if probe is None or len(starts) == 1:
        return None
    sizes = [*(end - start for start, end in pairwise(starts)), None]
    chunks = [Chunk(start, length, probe.beginning) for start, length in zip(starts, sizes, strict=True)]
    return Split(source.name, source.started_at, probe, chunks)


def _settled_probe(source: Source, year: int | None) -> Probe | None:
    """Return the settled probe of a text; None if its beginning does not settle it."""
    probe = Probe(year, source.started_at)
    for _block in probe.watch(source.blocks()):
        if source.prefixes.kind is not None:
            break
        if probe.is_settled:
            return probe
        if source.bytes > _BEGINNING:
            break
    return None


def _starts(path: str, size: int) -> Iterator[int]:
    """Yield where the chunks after the first begin."""
    dated_line = re.compile(DATE_AFTER_LINE_END)
    with io.FileIO(path) as file:
        for offset in range(CHUNK_SIZE, size, CHUNK_SIZE):
            beginnings = (_read_at(file, offset, length) for length in (_NEAR, _SEARCHED))
            found = next(filter(None, map(dated_line.search, beginnings)), None)
            if found is not None:
                yield offset + found.end()


def _read_at(file: io.FileIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(min(length, CHUNK_SIZE))


class Merge:
    """The input that the chunks form together; their results are added in order."""

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        probe.rewind()
        self._input: Input | None = None
        self._chinese = ChineseReader()

    @property
    def lines(self) -> int:
        """How many lines the chunks so far had."""
        return self._input.lines if self._input is not None else 0

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The verdicts on the last lines beyond ASCII."""
        return tuple(self._chinese.verdicts)

    @property
    def is_broken(self) -> bool:
        """Whether reading has ended early: further chunks are not part of the input."""
        return self._input is not None and self._input.error is not None

    def add(self, result: ChunkResult) -> None:
        """Add the next chunk."""
        if self.is_broken:
            return
        self._chinese.follow(result.verdicts, result.encodings)
        for line in result.ends:
            self._probe.end_with(line)
        merged, new = self._input, result.input
        if merged is not None:
            sums = {name: getattr(merged, name) + getattr(new, name) for name in _SUMS}
            new = merged._replace(**sums, error=new.error)
        new = new._replace(last_time=self._probe.last_time, last_clock=self._probe.last_clock)
        if self._chinese.encoding != UTF_8.name:
            new = new._replace(encoding=self._chinese.encoding)
        self._input = new

    def described(self) -> Input | Remark:
        """Return what the report says about the input."""
        assert self._input is not None  # at least one chunk was added
        return self._input._replace(error=self._input.error and self._input.error.after(self.lines))


_SUMS = ("bytes", "lines", "cut_lines", "foreign_lines", "nul_bytes")
