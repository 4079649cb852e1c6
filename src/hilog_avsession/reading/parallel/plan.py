"""From places to what is to be read: which process reads which file or piece, and in which order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from ...model.inputs import Input, Remark
from ..probe import Probe
from ..reader import LogReader
from ..sources import STANDARD_INPUT, Place, made_at
from .chunks import Cut, cut
from .worker import Begin, Unit


class Whole(NamedTuple):
    """A file that one process reads."""

    process: int


class Pieces(NamedTuple):
    """A file that several processes read: which one reads which piece."""

    begin: Begin
    probe: Probe
    processes: list[int]
    turns: range


Part = Whole | Pieces | Input | Remark | None  # None: this process reads it


class Plan:
    """What is to be read: by which process, and in which order."""

    def __init__(self, local: LogReader, places: Sequence[Place], jobs: int, year: int | None) -> None:
        self.of_process: list[list[Unit]] = [[] for _ in range(jobs)]
        self._local, self._year = local, year
        self._loads = [0] * jobs
        self._turns = 0
        self._of_places = deque([list(self._parts(place)) for place in places])

    def next(self) -> list[Part]:
        """The parts of the next place."""
        return self._of_places.popleft()

    def _parts(self, place: Place) -> Iterator[Part]:
        path = os.fspath(place) if isinstance(place, str | os.PathLike) else STANDARD_INPUT
        if path != STANDARD_INPUT and os.path.isfile(path):
            yield self._file(Unit(path))
            return
        if path == STANDARD_INPUT or not os.path.isdir(path):
            yield None  # a stream, a pipe, or no file at all
            return
        made: datetime | None = None
        for one in self._local.opener(None).list_files(path):
            if isinstance(one, str):
                yield self._file(Unit(one, found=True, made=made))
                made = made_at(one) or made
            elif isinstance(one, Input | Remark):
                yield one

    def _file(self, unit: Unit) -> Part:
        opener = self._local.opener(None)
        found = opener.open_found(unit.path, unit.made) if unit.found else opener.open(unit.path)
        one = cut(unit.path, found, self._year)
        if one is None:
            return Whole(self._assign(unit, _size(unit.path)))
        return self._cut(unit, one)

    def _cut(self, unit: Unit, one: Cut) -> Pieces:
        first, self._turns = self._turns + 1, self._turns + len(one.pieces)
        turns = range(first, self._turns + 1)
        processes = [
            self._assign(unit._replace(piece=piece, turn=turn), piece.size or 0)
            for piece, turn in zip(one.pieces, turns, strict=True)
        ]
        return Pieces(Begin(one.name, one.made is not None, one.made), one.probe, processes, turns)

    def _assign(self, unit: Unit, size: int) -> int:
        """Give a unit to the process that has least to do."""
        least = self._loads.index(min(self._loads))
        self._loads[least] += size
        self.of_process[least].append(unit)
        return least


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:  # it is gone; who opens it will tell
        return 0
