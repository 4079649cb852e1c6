"""From blocks of bytes to the few lines that hold a needle: the one search through every byte.

A needle is found in any letter case and never lies across blocks, because a block holds whole lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..knowledge.needle import Needle
from ..model.records import Line
from .fastpath import Block, Cutter
from .finders import Finder

_LEAD_DISTANCE = 200  # how many lines back a header may stand before its continuation


@dataclass(frozen=True)
class _Condition:
    """What a line must hold beside a needle, all in lower case."""

    beside: tuple[bytes, ...]
    within: bytes

    @classmethod
    def of(cls, needle: Needle) -> _Condition:
        return cls(tuple(word.lower().encode() for word in needle.near), needle.within.encode())

    @cached_property
    def pattern(self) -> re.Pattern[bytes]:
        return re.compile(self.within)

    def holds(self, lowered: bytes) -> bool:
        if self.within and not self.pattern.search(lowered):
            return False
        if not self.beside:
            return True
        return any(map(lowered.__contains__, self.beside))


class Scanner:
    """Finds the lines that hold a needle, input by input; remembers the last header for lines that continue it.

    `head_end` says where the head of a line ends. What stands behind it comes again and again: whether it is of
    interest is asked once.
    """

    def __init__(
        self,
        needles: tuple[Needle, ...],
        finder: Finder,
        starts_record: Callable[[bytes], bool],
        head_end: Callable[[bytes, int, int], int],
    ) -> None:
        # most needles share what has to stand beside them: it is looked for once a line
        conditions = dict.fromkeys(_Condition.of(needle) for needle in needles)
        numbers = {condition: number for number, condition in enumerate(conditions)}
        self._conditions = tuple(conditions)
        self._condition_of = tuple(numbers[_Condition.of(needle)] for needle in needles)
        self._literals = tuple(needle.text.lower().encode() for needle in needles)
        self._finder = finder
        self._starts_record = starts_record
        self._head_end = head_end
        self._cutter = Cutter(head_end, self._that_count, self._lead_of)
        self._last_header: Line | None = None

    def find(self, blocks: Iterable[Block]) -> Iterator[Line]:
        """Yield the lines of interest of the blocks of one input, in order."""
        self._last_header = None
        for block in blocks:
            yield from self._cutter.lines(block, self._finder(block.data))
            self._remember_last_header(block)

    def _that_count(self, body: bytes, found: list[int]) -> tuple[int, ...]:
        """Those of the needles that stand in the body, and beside which it holds what they ask for."""
        lowered = body.lower()
        verdicts: dict[int, bool] = {}
        kept = set()
        for needle in found:
            condition = self._condition_of[needle]
            if condition not in verdicts:
                verdicts[condition] = self._conditions[condition].holds(lowered)
            if verdicts[condition] and self._literals[needle] in lowered:
                kept.add(needle)
        return tuple(sorted(kept))

    def _lead_of(self, block: Block, start: int, number: int, body: bytes) -> Line | None:
        """The line that one continues whose head could not be told apart."""
        return None if self._starts_record(body) else self._lead(block, start, number)

    def _lead(self, block: Block, start: int, number: int) -> Line | None:
        """Walk back to the nearest line with a header, over the block's beginning if need be."""
        data, first = block.data, max(number - _LEAD_DISTANCE, 1)
        while start > 0 and number > first:
            end, number = start - 1, number - 1
            start = data.rfind(b"\n", 0, end) + 1
            if self._starts_record(data[start:end]):
                cut = self._head_end(data, start, end)
                return Line(number, data[start:cut], data[cut:end])
        if self._last_header is not None and self._last_header.number >= first:
            return self._last_header
        return None

    def _remember_last_header(self, block: Block) -> None:
        end = len(block.data) + (not block.data.endswith(b"\n"))
        header = self._lead(block, end, block.first_line + block.lines)
        if header is not None:
            self._last_header = header
