"""Decide whether a number in a text may stay: by its place and its length, not by its spelling.

A number of the program follows a word of the program, is short, or is a code. Any other may be a telephone, a
card, an account, a verification code or a coordinate, in whatever groups it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ...knowledge.catalog import CATALOG
from . import forms
from .vocabulary import CHINESE_WORDS, is_known

_LONGEST = 9  # digits, as radar's numbers have; longer ones are accounts, times or addresses
_SHORT = 3  # digits; such a short number identifies nobody
_BARE = 5  # digits of a number without a word of the program just before it; pids have as many
_FEWEST_OF_GROUPS = 7  # digits of a telephone number
_EXACT = 4  # decimals that tell a house from its neighbour
_LONG_CODE = 1_000_000  # shorter ones, such as 1003 and 401, stay after a word of the program like any other number
_BEFORE = 48  # characters that are looked at for the key of a number

_KEY = re.compile(
    r"""(?P<key>[A-Za-z_]\w*|[\u4e00-\u9fff]{1,8})(?:\s(?:is|was)(?=\s))?(?P<mark>[\s"'\\=:：(\[{<#]{0,6})
    (?:-?\d{1,9}\s?->\s?)?[-+]?$""",
    re.ASCII | re.VERBOSE,
)
_TIES = frozenset("=:：#")
# words to which a number after a blank may belong; other words stand before any number: `call 6552998`
_COUNTED = re.compile(
    r"(?:pid|tid|code|err(?:or)?|errno|num(?:ber)?|ret(?:urn)?|result|failed|failure|time|position|duration|size|count"
    r"|length|state|status)s?$",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"(?:speed|volume|rate|ratio|progress|duration|position|time|elapsed|seconds?|ms)$", re.IGNORECASE
)
_OF_SOMEBODY = re.compile(r"(?<![ptug])id$", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])")
_DIGITS = re.compile(r"\d+")


class _Key(NamedTuple):
    """The word just before a number."""

    word: str
    is_tied: bool  # by a sign such as `=`, not only by a blank


class Numbers:
    """Decides about the numbers of texts; codes that only a user's catalogue has are taken in."""

    def __init__(self) -> None:
        self._codes: set[str] = set()

    def learn(self, code: int) -> None:
        """Take in a code that may stay."""
        self._codes.add(str(code))

    def is_code(self, number: str) -> bool:
        """Tell whether a number is a public code, or with its sign a native number."""
        return number in self._codes or number in _codes()

    def stays(self, digits: str, text: str, start: int) -> bool:
        """Tell whether a number that stands at a place of a text may stay."""
        if not digits.isascii() or len(digits) > _LONGEST:
            return False
        if len(digits) <= _SHORT or self.is_code(digits):
            return True
        if text[start - 1 : start] == "-" and self.is_code(f"-{digits}"):
            return True
        key = _key_before(text, start)
        if key is None:
            return len(digits) <= _BARE
        if len(digits) <= _BARE:
            return _is_of_program(key.word)
        is_counted = key.is_tied or _COUNTED.search(key.word) is not None
        return is_counted and _is_of_program(key.word) and not _OF_SOMEBODY.search(key.word)

    def stays_after(self, word: str, digits: str) -> bool:
        """Tell whether the number at the end of a word of the program may stay: `player1`."""
        return len(digits) <= _BARE or self.is_code(digits) or bool(_COUNTED.search(word))

    def groups(self, groups: str, text: str, start: int) -> Iterator[tuple[int, int]]:
        """Yield where a row of groups of digits holds what may not stay: all but codes, short rows and dates."""
        for first, last in self._rows(groups):
            row = groups[first:last]
            is_long = sum(map(str.isdigit, row)) >= _FEWEST_OF_GROUPS
            if is_long and not self.is_code(row) and not _is_date(row, text, start + first):
                yield first, last

    def _rows(self, groups: str) -> Iterator[tuple[int, int]]:
        """Yield where a code or a uid stands, and where the groups between them begin and end."""
        first = last = 0
        for group in _DIGITS.finditer(groups):
            if self.is_code(group[0]) or forms.looks_like_uid(group[0]):
                yield first, last
                yield group.span()
                first = last = group.end() + 1
            else:
                last = group.end()
        yield first, last


def decimal_stays(decimal: str, text: str, start: int) -> bool:
    """Tell whether a number with decimals may stay: an exact one could be a coordinate, unless it is a measure."""
    if len(decimal.partition(".")[2]) < _EXACT and len(decimal) <= _FEWEST_OF_GROUPS:
        return True
    key = _key_before(text, start)
    return key is not None and _MEASURED.search(key.word) is not None


def _is_date(groups: str, text: str, start: int) -> bool:
    """Tell whether a row of groups is a day that is not somebody's."""
    key = _key_before(text, start)
    return _DATE.fullmatch(groups) is not None and (key is None or _is_of_program(key.word))


def _key_before(text: str, start: int) -> _Key | None:
    match = _KEY.search(text[max(start - _BEFORE, 0) : start])
    return None if match is None else _Key(match["key"], bool(_TIES.intersection(match["mark"])))


def _is_of_program(word: str) -> bool:
    if not word.isascii():
        return word.endswith(CHINESE_WORDS)
    return is_known(word) and not forms.PERSONAL_KEY.fullmatch(word)


@cache
def _codes() -> frozenset[str]:
    """Return the native numbers with their sign, and the codes that are too long to be a part of any other number."""
    numbers = {str(native.number) for native in CATALOG.natives()}
    for entry in CATALOG:
        numbers |= {str(number) for number in (entry.number, *entry.media_numbers) if number >= _LONG_CODE}
    return frozenset(numbers)
