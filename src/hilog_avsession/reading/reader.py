"""From a location to the records in it: the part of the pipe that does not depend on other inputs.

sources -> scanner -> header
Block      Line       Record
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Protocol

from ..knowledge.needle import Needle
from ..model.calendar import Calendar
from ..model.events import DumpLine
from ..model.inputs import Input, Remark
from ..model.records import Line, Record
from .fastpath import Sieve
from .finders import Finder, best_finder
from .header import HeaderReader, Unparsed
from .options import ReadOptions
from .outcome import describe
from .probe import Probe
from .scanner import Scanner
from .sources import Budget, Found, Location, Opener, Ready, Source

if TYPE_CHECKING:
    from .chunk import Chunk, Verdicts

Read = Record | DumpLine | Unparsed

_MANY = 1024  # lines


class LogText(Protocol):
    """One text of an input. Take its records first, then call `described`."""

    name: str
    continues: bool  # whether it continues the text before it, provided that its first time is not earlier

    @property
    def lines(self) -> int:
        """How many lines were read so far."""

    def records(self, sieve: Sieve | None = None) -> Iterator[Read]:
        """Yield what the lines of interest hold, except the records that `sieve` holds back."""

    def described(self, *, read_any: bool) -> Input | Remark:
        """Return what the report says about it; `read_any` tells whether any line of interest could be read."""


class Reader(Protocol):
    """Gives a diagnosis the texts to read."""

    stopped: bool  # the user has ended the reading

    def read(self, location: Location, ready: Ready | None = None) -> Iterator[LogText | Input | Remark]:
        """Yield what a location holds. Take all records of a text before you ask for the next text."""


class LogReader:
    """Reads in this process, one location after another."""

    def __init__(self, options: ReadOptions, budget: Budget | None = None) -> None:
        self.stopped = False
        self._options = options
        self._budget = budget or Budget(options.limits)
        self._scanner = Scanner(options.needles, options.finder or _finder(options.needles))

    def read(self, location: Location, ready: Ready | None = None) -> Iterator[LocalText | Input | Remark]:
        """Yield what a location holds. `ready` is called with the file descriptor before each read; False ends it."""
        opener = self.opener(ready)
        yield from self._texts(opener, opener.open(location))

    def read_discovered(
        self, path: str, started_at: datetime | None, ready: Ready | None
    ) -> Iterator[LocalText | Input | Remark]:
        """Yield what a file of a folder holds; `started_at` is when hilog started the file before it."""
        opener = self.opener(ready)
        yield from self._texts(opener, opener.open_discovered(path, started_at))

    def read_found(self, file: BinaryIO, started_at: datetime | None) -> Iterator[LocalText | Input | Remark]:
        """Yield what an open file holds, as `read_discovered` does for a path."""
        opener = self.opener(None)
        yield from self._texts(opener, opener.open_found(file, started_at))

    def read_chunk(self, path: str, chunk: Chunk, verdicts: Verdicts, ready: Ready | None) -> Iterator[LocalText]:
        """Yield a chunk of a file. Raises OSError if the file is gone."""
        opener, year = self.opener(ready), self._options.year
        for source in opener.open_chunk(path, chunk.start, chunk.size, verdicts):
            yield LocalText(source, self._scanner, year, chunk.probe(year, source.started_at))
            self.stopped = source.stopped  # then the rest of the file is not read

    def opener(self, ready: Ready | None) -> Opener:
        """Return an opener of locations; all openers share the limits."""
        return Opener(self._budget, ready, self._options.read_size)

    def _texts(self, opener: Opener, found: Iterator[Found]) -> Iterator[LocalText | Input | Remark]:
        for source in found:
            yield LocalText(source, self._scanner, self._options.year) if isinstance(source, Source) else source
        self.stopped = opener.stopped


class LocalText:
    """A text that this process reads. A worker only finds its lines of interest; another process parses them."""

    def __init__(self, source: Source, scanner: Scanner, year: int | None, probe: Probe | None = None) -> None:
        self.name, self.started_at, self.continues = source.name, source.started_at, source.started_at is not None
        self.source = source
        self.probe = probe or Probe(year, source.started_at)
        self._scanner, self._year = scanner, year

    @property
    def lines(self) -> int:
        """How many lines were read so far."""
        return self.source.lines

    def find_lines(self) -> Iterator[Line]:
        """Yield the lines of interest."""
        return self._scanner.find(self.probe.watch(self.source.blocks()))

    def records(self, sieve: Sieve | None = None) -> Iterator[Read]:
        """Yield what the lines of interest hold, except the records that `sieve` holds back."""
        lines = self.find_lines() if self.source.live else _many_at_once(self.find_lines())
        return parse_lines(lines, self.name, self._year, self.started_at, sieve)

    def described(self, *, read_any: bool) -> Input | Remark:
        """Return what the report says about it."""
        return describe(self.source, self.probe, read_any=read_any)


def _many_at_once(lines: Iterable[Line]) -> Iterator[Line]:
    """Find many lines before passing them on, so that the code that parses them stays in the processor's caches."""
    lines = iter(lines)
    while found := list(islice(lines, _MANY)):
        yield from found


def parse_lines(
    lines: Iterable[Line], name: str, year: int | None, started_at: datetime | None, sieve: Sieve | None
) -> Iterator[Read]:
    """Yield what the lines of interest of one text hold; `started_at`: when its file was started, if known."""
    return HeaderReader(Calendar(year, started_at)).read_records(lines, name, sieve)


@lru_cache(maxsize=8)
def _finder(needles: tuple[Needle, ...]) -> Finder:
    return best_finder(needles)
