"""Regular expressions that several rooms look for in a line, each compiled when it is first used."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any, Protocol

# ---- fragments that more than one pattern holds ----------------------------------------------------------------------

YEAR = r"\d{4,6}"
DATE = r"\d\d-\d\d"
CLOCK = r"\d\d:\d\d:\d\d"
COLOUR = r"\x1b\[[0-9;]*m"  # SGR: colour, or its reset


def any_word(words: Iterable[str]) -> str:
    """Return a pattern for any of some words, the longest that fits.

    Words that begin alike share their beginning: an alternation of a hundred words takes ten times as long, because
    `re` tries each of them wherever a word may begin.
    """
    branches: dict[str, list[str]] = {}
    for word in dict.fromkeys(words):
        branches.setdefault(word[:1], []).append(word)
    may_end = branches.pop("", None) is not None
    parts = []
    for alike in branches.values():
        beginning = os.path.commonprefix(alike)  # noqa: RUF071  (character by character, as it should)
        rest = any_word(word[len(beginning) :] for word in alike) if len(alike) > 1 else ""
        parts.append(re.escape(beginning) + rest)
    pattern = parts[0] if len(parts) == 1 and not may_end else f"(?:{'|'.join(parts)})"
    return f"{pattern}?" if may_end else pattern


# ---- patterns --------------------------------------------------------------------------------------------------------


class _Search(Protocol):
    def __call__(self, string: str, pos: int = ..., endpos: int = ..., /) -> re.Match[str] | None: ...


class _FindAll(Protocol):
    def __call__(self, string: str, pos: int = ..., endpos: int = ..., /) -> Iterator[re.Match[str]]: ...


class LazyPattern:
    """A regular expression that is compiled when it is first used: a run needs few of the many that there are.

    Its methods are those of the compiled pattern, looked up once.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern, self.flags = pattern, flags

    def __repr__(self) -> str:
        return f"lazy({self.pattern!r}, {self.flags!r})"

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.pattern, self.flags)

    @cached_property
    def search(self) -> _Search:
        """Look for a match anywhere."""
        return self.compiled.search

    @cached_property
    def match(self) -> _Search:
        """Look for a match at the beginning."""
        return self.compiled.match

    @cached_property
    def fullmatch(self) -> _Search:
        """Match the whole text."""
        return self.compiled.fullmatch

    @cached_property
    def finditer(self) -> _FindAll:
        """Yield all matches."""
        return self.compiled.finditer

    @cached_property
    def findall(self) -> Callable[[str], list[Any]]:
        """Return the texts of all matches."""
        return self.compiled.findall

    @cached_property
    def sub(self) -> Callable[[str | Callable[[re.Match[str]], str], str], str]:
        """Replace all matches."""
        return self.compiled.sub


def lazy(pattern: str, flags: int = 0) -> LazyPattern:
    """Return a pattern that is compiled when it is first used."""
    return LazyPattern(pattern, flags)


# ---- numbers ---------------------------------------------------------------------------------------------------------

_LONGEST = 19  # digits of a 64-bit number; no device prints a longer number


@lru_cache(maxsize=1024)  # the same pids come again and again
def int_of(text: str | None) -> int | None:
    """Return the number that a text spells in plain digits, or None."""
    if text is None:
        return None
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST else None
