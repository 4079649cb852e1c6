"""Read locations once for two diagnoses: the second one gets the records that were kept for it.

The first diagnosis gets each text as it comes. The records of its lines of interest are kept, in memory or in a
temporary file, and given to the second diagnosis when the text has ended. So no file is read twice, and nothing
changes for the first diagnosis.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from typing import IO, Protocol

from ..model.inputs import Input, Remark
from .fastpath import Sieve
from .reader import LogText, Read, Reader
from .sources import Location, Ready

_MANY = 20_000  # records of a text that are kept in memory; further ones go to a temporary file


class Second(Protocol):
    """The second diagnosis: it gets whatever the first one has read."""

    def take(self, location: Location, found: LogText | Input | Remark) -> None:
        """Take a text that has ended, or an input or a remark."""

    def end(self, location: Location, *, stopped: bool) -> None:
        """Take the end of a location; `stopped`: the user has ended the reading."""


class Tee:
    """Reads with another reader, and gives what was read to a second diagnosis, too."""

    def __init__(self, reader: Reader, second: Second) -> None:
        self.stopped = False
        self._reader, self._second = reader, second

    def read(self, location: Location, ready: Ready | None = None) -> Iterator[LogText | Input | Remark]:
        """Yield what a location holds."""
        for found in self._reader.read(location, ready):
            if isinstance(found, Input | Remark):
                self._second.take(location, found)
                yield found
            else:
                yield _KeptText(found, location, self._second)
        self.stopped = self._reader.stopped
        self._second.end(location, stopped=self.stopped)


class _KeptText:
    """A text whose records are kept while they are passed on."""

    def __init__(self, text: LogText, location: Location, second: Second) -> None:
        self.name, self.continues = text.name, text.continues
        self._text, self._location, self._second = text, location, second
        self._spool = _Spool()

    @property
    def lines(self) -> int:
        """How many lines were read so far."""
        return self._text.lines

    def records(self, _sieve: Sieve | None = None) -> Iterator[Read]:
        """Yield what the lines of interest hold: all of it, as the second diagnosis has to read it too."""
        for record in self._text.records():
            self._spool.add(record)
            yield record

    def described(self, *, read_any: bool) -> Input | Remark:
        """Return what the report says about it, after the second diagnosis has read it."""
        found = self._text.described(read_any=read_any)
        self._second.take(self._location, _TextAgain(self._text, self._spool, found))
        return found


class _TextAgain:
    """A text that was read before."""

    def __init__(self, text: LogText, spool: _Spool, found: Input | Remark) -> None:
        self.name, self.continues, self.lines = text.name, text.continues, text.lines
        self._spool, self._found = spool, found

    def records(self, _sieve: Sieve | None = None) -> Iterator[Read]:
        """Yield what the lines of interest hold."""
        return self._spool.take()

    def described(self, *, read_any: bool) -> Input | Remark:
        """Return what the report says about it."""
        return self._found


class _Spool:
    """Keeps the records of one text: many of them in a temporary file."""

    def __init__(self) -> None:
        self._newest: list[Read] = []
        self._file: IO[bytes] | None = None

    def add(self, record: Read) -> None:
        """Keep a record."""
        self._newest.append(record)
        if len(self._newest) == _MANY:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115  (closed when all are taken)
            pickle.dump(self._newest, self._file, pickle.HIGHEST_PROTOCOL)
            self._newest = []

    def take(self) -> Iterator[Read]:
        """Yield the records once, in their order."""
        if self._file is not None:
            with self._file as file:
                end = file.tell()
                file.seek(0)
                while file.tell() < end:
                    yield from pickle.load(file)
        yield from self._newest
        self._newest = []
