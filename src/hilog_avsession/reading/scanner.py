"""From blocks of bytes to the few lines that hold a needle: the one search through every byte.

A needle is found in any letter case and never lies across blocks, because a block holds whole lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..knowledge.needle import Needle
from ..model.records import Line, remember
from .fastpath import Block, Cutter
from .finders import Finder
from .layouts import head_end, starts_record

_LEAD_DISTANCE = 200  # how many lines a header may be before its continuation


@dataclass(frozen=True)
class _Condition:
    """What a line must contain besides a needle, all in lower case."""

    near: tuple[bytes, ...]
    within: bytes

    @classmethod
    def of(cls, near: tuple[str, ...], within: str) -> _Condition:
        return cls(tuple(word.lower().encode() for word in near), within.encode())

    @cached_property
    def pattern(self) -> re.Pattern[bytes]:
        return re.compile(self.within)

    def holds(self, lowered: bytes) -> bool:
        """Tell whether a line meets the condition."""
        if self.within and not self.pattern.search(lowered):
            return False
        for word in self.near:  # for most lines it is the first
            if lowered.find(word) >= 0:  # `in` would first raise an error inside, because a word is not a byte
                return True
        return not self.near

    def is_met_by(self, columns: bytes) -> bool:
        """Tell whether each line that begins with some columns meets the condition."""
        return not self.within and self.holds(columns)


class _NeedleMatcher:
    """Finds out which of the needles that were hit in a line really match it."""

    def __init__(self, needles: tuple[Needle, ...]) -> None:
        # most needles share their condition, so each condition is checked only once for a line
        conditions = [(needle.near, needle.within) for needle in needles]
        numbers = {condition: number for number, condition in enumerate(dict.fromkeys(conditions))}
        self._conditions = tuple(_Condition.of(*condition) for condition in numbers)
        self._condition_of = tuple(numbers[condition] for condition in conditions)
        self._literals = tuple(needle.text.lower().encode() for needle in needles)
        self._met: dict[bytes, set[int]] = {}  # conditions that columns meet, whatever the message after them is

    def __call__(self, body: bytes, hits: list[int]) -> tuple[int, ...]:
        """Return the needles that really match a body: the literal occurs in it, and the condition is met."""
        lowered = body.lower()
        columns = lowered[: lowered.find(b": ") + 2]
        met = self._met.get(columns)
        if met is None:
            met = remember(self._met, columns, set())
        verdicts, kept = dict.fromkeys(met, True), []
        for needle in set(hits):
            number = self._condition_of[needle]
            holds = verdicts.get(number)
            if holds is None:
                condition = self._conditions[number]
                holds = verdicts[number] = condition.holds(lowered)
                if holds and condition.is_met_by(columns):
                    met.add(number)
            if holds and lowered.find(self._literals[needle]) >= 0:
                kept.append(needle)
        return tuple(sorted(kept))


class Scanner:
    """Finds the lines that hold a needle, input by input; remembers the last header for lines that continue it."""

    def __init__(self, needles: tuple[Needle, ...], finder: Finder) -> None:
        self._finder = finder
        self._cutter = Cutter(_NeedleMatcher(needles), self._find_lead)
        self._last_header: Line | None = None  # of the blocks before
        self._asked_at = 0  # where the last line stands in the block whose header was searched
        self._answer: Line | None = None  # what was found, so that the next search goes back no further

    def find(self, blocks: Iterable[Block]) -> Iterator[Line]:
        """Yield the lines of interest of the blocks of one input, in order."""
        self._last_header, before = None, None
        for block in blocks:
            if before is not None:  # for the last block of an input it would be in vain
                self._remember_last_header(before)
            self._asked_at, self._answer = 0, self._last_header
            yield from self._cutter.lines(block, self._finder(block.data))
            before = block

    def _find_lead(self, block: Block, start: int, number: int, body: bytes) -> Line | None:
        """Return the line that a line without a head continues; None if it has a header in another layout."""
        return None if starts_record(body) else self._header_before(block, start, number)

    def _header_before(self, block: Block, start: int, number: int) -> Line | None:
        """Return the nearest line with a header before a line, if need be the last one of the blocks before."""
        data, first, asked_at = block.data, max(number - _LEAD_DISTANCE, 1), start
        answer = self._answer
        while start > self._asked_at and number > first:
            end, number = start - 1, number - 1
            start = data.rfind(b"\n", 0, end) + 1
            if starts_record(data[start:end]):
                cut = head_end(data, start, end)
                answer = Line(number, data[start:cut], data[cut:end])
                break
        self._asked_at, self._answer = asked_at, answer
        return answer if answer is not None and answer.number >= first else None

    def _remember_last_header(self, block: Block) -> None:
        end = len(block.data) + (not block.data.endswith(b"\n"))
        header = self._header_before(block, end, block.first_line + block.lines)
        if header is not None:
            self._last_header = header
