"""From a place to the records in it: the front of the pipe, which needs to know nothing of other inputs.

sources -> scanner -> hilog
Block      Line       Record
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from ..knowledge.hidumper import read_dumps
from ..knowledge.needle import Needle
from ..model.calendar import Calendar
from ..model.events import DumpLine
from ..model.inputs import Input, Remark
from ..model.records import Line, Record
from .finders import Finder, best_finder
from .header import HeaderReader, Unparsed, head_end, read_records, starts_record
from .options import ReadOptions
from .outcome import describe
from .probe import Probe
from .scanner import Scanner
from .sources import Budget, Found, Opener, Place, Ready, Source

if TYPE_CHECKING:
    from .chunk import Piece, Verdicts

Read = Record | DumpLine | Unparsed

_MANY = 1024  # lines


class LogText(Protocol):
    """One text of an input, whose records are taken first; then it is described."""

    name: str
    goes_on: bool  # where the text before it ended, if its first time is not earlier

    @property
    def lines(self) -> int:
        """How many lines were read so far."""

    def records(self) -> Iterator[Read]:
        """Yield what the lines of interest hold."""

    def described(self, *, read_any: bool) -> Input | Remark:
        """What the report says of it; `read_any` tells whether anything of it was understood."""


class Reader(Protocol):
    """What gives a diagnosis its texts."""

    stopped: bool  # the user has ended the reading

    def read(self, place: Place, ready: Ready | None = None) -> Iterator[LogText | Input | Remark]:
        """Yield what a place holds. The records of each text have to be taken before the next is asked for."""


class LogReader:
    """Reads in this process, one place after another."""

    def __init__(self, options: ReadOptions, budget: Budget | None = None) -> None:
        self.stopped = False
        self._options = options
        self._budget = budget or Budget(options.limits)
        finder = options.finder or _finder(options.needles)
        self._scanner = Scanner(options.needles, finder, starts_record, head_end)

    def read(self, place: Place, ready: Ready | None = None) -> Iterator[LocalText | Input | Remark]:
        """Yield what a place holds. `ready` is asked before each read with the file descriptor; False ends it."""
        opener = self.opener(ready)
        yield from self._texts(opener, opener.open(place))

    def read_found(self, path: str, made: datetime | None, ready: Ready | None) -> Iterator[LocalText | Input | Remark]:
        """Yield what a file of a folder holds."""
        opener = self.opener(ready)
        yield from self._texts(opener, opener.open_found(path, made))

    def read_piece(self, path: str, piece: Piece, before: Verdicts, ready: Ready | None) -> Iterator[LocalText]:
        """Yield a piece of a file. Raises OSError where the file is gone."""
        opener = self.opener(ready)
        for source in opener.open_piece(path, piece.start, piece.size, before):
            text = LocalText(source, self._scanner, self._options.year, piece.probe)
            text.probe.ends = []
            yield text
            self.stopped = source.stopped  # what stands behind it is not read, though it may be there

    def opener(self, ready: Ready | None) -> Opener:
        """What opens the places; all share the limits."""
        return Opener(self._budget, ready, self._options.chunk)

    def _texts(self, opener: Opener, found: Iterator[Found]) -> Iterator[LocalText | Input | Remark]:
        for one in found:
            yield LocalText(one, self._scanner, self._options.year) if isinstance(one, Source) else one
        self.stopped = opener.stopped


class LocalText:
    """A text that this process reads; one may also take its lines of interest and leave the rest to another process."""

    def __init__(self, source: Source, scanner: Scanner, year: int | None, probe: Probe | None = None) -> None:
        self.name, self.made, self.goes_on = source.name, source.made, source.made is not None
        self.source = source
        self._scanner, self._year = scanner, year
        self.probe = probe or Probe(Calendar(year, source.made))

    @property
    def lines(self) -> int:
        """How many lines were read so far."""
        return self.source.lines

    def found(self) -> Iterator[Line]:
        """Yield the lines of interest."""
        return self._scanner.find(self.probe.watch(self.source.blocks()))

    def records(self) -> Iterator[Read]:
        """Yield what the lines of interest hold."""
        found = self.found() if self.source.live else _many_at_once(self.found())
        return understood(found, self.name, self._year, self.made)

    def described(self, *, read_any: bool) -> Input | Remark:
        """What the report says of it."""
        return describe(self.source, self.probe, read_any=read_any)


def _many_at_once(lines: Iterable[Line]) -> Iterator[Line]:
    """Find many lines, then pass them on: what understands them stays in the processor's caches meanwhile."""
    lines = iter(lines)
    while found := list(islice(lines, _MANY)):
        yield from found


def understood(lines: Iterable[Line], name: str, year: int | None, made: datetime | None) -> Iterator[Read]:
    """Yield what the lines of interest of one text hold; `made` is when its file was begun, if its name tells."""
    return read_records(read_dumps(lines), name, HeaderReader(Calendar(year, made)))


@lru_cache(maxsize=8)
def _finder(needles: tuple[Needle, ...]) -> Finder:
    return best_finder(needles)
