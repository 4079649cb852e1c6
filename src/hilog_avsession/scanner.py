"""From blocks of bytes to the few lines that hold a needle: the one search through every byte.

`hyperscan` searches all needles at once; where it has no wheel, one pattern of the `regex` library finds the same
lines more slowly. A needle is found in any letter case and never lies across blocks, because a block holds whole lines.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

from .loops import Block, Cutter, Hits
from .records import Line

_LEAD_DISTANCE = 200  # how many lines back a header may stand before its continuation


class Needle(NamedTuple):
    """A literal to look for.

    `then` is a pattern that must follow the literal; it is asked first, and costs least. `beside` are literals of which
    one must stand in the same line, or the hit is ignored; `within` is a pattern that the line must hold as well, for a
    literal that is too short to tell much.
    """

    text: str
    beside: tuple[str, ...] = ()
    within: str = ""
    then: str = ""

    @property
    def follows(self) -> re.Pattern[bytes] | None:
        """The compiled `then`."""
        return re.compile(self.then.encode(), re.IGNORECASE) if self.then else None


@dataclass(frozen=True)
class _Condition:
    """What a line must hold beside a needle, all in lower case."""

    beside: tuple[bytes, ...]
    within: bytes

    @classmethod
    def of(cls, needle: Needle) -> _Condition:
        return cls(tuple(word.lower().encode() for word in needle.beside), needle.within.encode())

    @cached_property
    def pattern(self) -> re.Pattern[bytes]:
        return re.compile(self.within)

    def holds(self, lowered: bytes) -> bool:
        if self.within and not self.pattern.search(lowered):
            return False
        if not self.beside:
            return True
        return any(map(lowered.__contains__, self.beside))


Finder = Callable[[bytes], Iterable[tuple[int, int]]]  # bytes to (end offset, needle index), ends ascending


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


# a database has room for one search at a time; a process that is forked meanwhile must not inherit one that is going on
_scanning = Lock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_scanning.acquire, after_in_parent=_scanning.release, after_in_child=_scanning.release)


def hyperscan_finder(needles: tuple[Needle, ...]) -> Finder:
    """Search with hyperscan. Raises ImportError where the library has no wheel."""
    import hyperscan  # noqa: PLC0415  (a native library; other platforms do without)

    database: Any = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[needle.text.encode() for needle in needles],
        ids=list(range(len(needles))),
        elements=len(needles),
        flags=hyperscan.HS_FLAG_CASELESS,
        literal=True,  # patterns in the database would take five times the memory and the time to compile
    )
    follows = [needle.follows and needle.follows.match for needle in needles]

    def find(data: bytes) -> list[tuple[int, int]]:
        hits = Hits(data, follows)
        with _scanning:
            database.scan(data, match_event_handler=hits)
        return hits.found

    return find


def regex_finder(needles: tuple[Needle, ...]) -> Finder:
    """Search with one pattern of the `regex` library, then look which needles the found line holds."""
    import regex  # noqa: PLC0415  (where hyperscan has a wheel it is not needed)

    lowered = [needle.text.lower().encode() for needle in needles]
    any_needle = regex.compile(_tree(lowered))
    each = list(zip(range(len(needles)), lowered, map(_pattern, needles), strict=True))

    def find(data: bytes) -> Iterator[tuple[int, int]]:
        data, position = data.lower(), 0
        while match := any_needle.search(data, position):
            start = data.rfind(b"\n", 0, match.start()) + 1
            position = data.find(b"\n", match.start()) + 1 or len(data)
            line = data[start:position]
            for index, literal, pattern in each:
                if literal in line and (pattern is None or pattern.search(line)):
                    yield start + line.index(literal) + len(literal), index

    return find


def _tree(words: Iterable[bytes]) -> bytes:
    """A pattern for any of some words that tries each letter once: ten times as fast as their alternation.

    Of words that begin alike the shortest is enough: the line is looked at as a whole.
    """
    branches: dict[bytes, list[bytes]] = {}
    for word in words:
        if not word:
            return b""
        branches.setdefault(word[:1], []).append(word[1:])
    parts = [re.escape(letter) + _tree(rest) for letter, rest in branches.items()]
    return parts[0] if len(parts) == 1 else b"(?:" + b"|".join(parts) + b")"


def _pattern(needle: Needle) -> re.Pattern[bytes] | None:
    """The whole of a needle that is more than a literal, for lines in lower case."""
    return re.compile(re.escape(needle.text.lower().encode()) + needle.then.encode()) if needle.then else None


def best_finder(needles: tuple[Needle, ...]) -> Finder:
    """Search with the fastest library that this platform has."""
    try:
        return hyperscan_finder(needles)
    except ImportError:
        return regex_finder(needles)
