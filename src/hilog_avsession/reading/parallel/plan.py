"""From locations to what is to be read: which process reads which file or chunk, and in which order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from ...model.inputs import Input, Remark
from ..probe import Probe
from ..reader import LogReader
from ..sources import STANDARD_INPUT, Location, started_at
from .chunks import Split, split
from .worker import Begin, Portion


class WholeFile(NamedTuple):
    """A file that one process reads."""

    process: int


class Chunks(NamedTuple):
    """A file that several processes read: which one reads which chunk."""

    begin: Begin
    probe: Probe
    processes: list[int]
    turns: range


Part = WholeFile | Chunks | Input | Remark | None  # None: the first process reads it itself


class Plan:
    """What is to be read: by which process, and in which order.

    Making a plan lists every folder, and opens each large file to see whether it can be split into chunks.
    """

    def __init__(self, local: LogReader, locations: Sequence[Location], jobs: int, year: int | None) -> None:
        self.of_process: list[list[Portion]] = [[] for _ in range(jobs)]
        self._local, self._year = local, year
        self._loads = [0] * jobs
        self._turns = 0
        self._of_locations = deque([list(self._parts(location)) for location in locations])

    def next(self) -> list[Part]:
        """Return the parts of the next location."""
        return self._of_locations.popleft()

    def _parts(self, location: Location) -> Iterator[Part]:
        path = os.fspath(location) if isinstance(location, str | os.PathLike) else STANDARD_INPUT
        if path != STANDARD_INPUT and os.path.isfile(path):
            yield self._file(Portion(path))
            return
        if path == STANDARD_INPUT or not os.path.isdir(path):
            yield None  # a stream, a pipe, or no file at all
            return
        started: datetime | None = None  # of the last file that hilog wrote
        for found in self._local.opener(None).list_files(path):
            if isinstance(found, str):
                yield self._file(Portion(found, discovered=True, started_at=started))
                started = started_at(found) or started
            elif isinstance(found, Input | Remark):
                yield found

    def _file(self, portion: Portion) -> Part:
        opener = self._local.opener(None)
        found = (
            opener.open_discovered(portion.path, portion.started_at)
            if portion.discovered
            else opener.open(portion.path)
        )
        text = split(portion.path, found, self._year)
        if text is None:
            return WholeFile(self._assign(portion, _size(portion.path)))
        return self._chunks(portion, text)

    def _chunks(self, portion: Portion, text: Split) -> Chunks:
        first, self._turns = self._turns + 1, self._turns + len(text.chunks)
        turns = range(first, self._turns + 1)
        processes = [
            self._assign(portion._replace(chunk=chunk, turn=turn), chunk.size or 0)
            for chunk, turn in zip(text.chunks, turns, strict=True)
        ]
        return Chunks(Begin(text.name, text.started_at is not None, text.started_at), text.probe, processes, turns)

    def _assign(self, portion: Portion, size: int) -> int:
        """Give a portion to the process with the least to do, and return that process."""
        least = self._loads.index(min(self._loads))
        self._loads[least] += size
        self.of_process[least].append(portion)
        return least


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:  # the file is gone, which is reported when it is opened to be read
        return 0
