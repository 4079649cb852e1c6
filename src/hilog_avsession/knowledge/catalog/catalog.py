"""Look a code up by public number, native number, symbol or cast engine number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from operator import index
from typing import TypeGuard

from ...errors import UnknownCode
from ...model.arguments import is_whole, one, one_or_none, refusal, several
from ...model.records import remember
from ...model.spelling import most_alike
from .entries import Apis, Cause, CodeEntry, Explanation, NativeCode
from .families import (
    CAST_DEFAULT,
    CAST_EXCEPTIONS,
    CAST_OFFSET,
    CATEGORIES,
    MEDIA_DEFAULT,
    MEDIA_NUMBERS,
    OWN_CATEGORY,
    SERVICE_EXCEPTION,
    UNKNOWN_CATEGORY,
    family_or_universal,
)
from .loading import load_apis, load_category, load_natives, natives_by_symbol

_NUMBER = re.compile(r"-?[0-9]{1,19}")  # at most as long as a 64-bit number
_LEAST_DIGITS, _MOST_BEGUN = 4, 5  # of a number that is the beginning of codes; how many of these are named
_SYMBOL_LIKE = re.compile(r"_|^[A-Z]+$")
_NEAR = 100  # numbers farther apart, or of different lengths, are compared as texts: digits may have been mistyped


class Catalog:
    """All codes. A category's file is loaded when first needed; a user's entries replace ours."""

    def __init__(self, own: Mapping[int, CodeEntry] | None = None) -> None:
        self._own = dict(own or {})
        self._known: dict[int, CodeEntry | None] = {}  # what was looked up: each failure asks for its code many times

    @property
    def own(self) -> tuple[CodeEntry, ...]:
        """The user's entries: new codes, and our codes with other texts."""
        return tuple(self._own.values())

    def with_own(self, entries: Iterable[CodeEntry]) -> Catalog:
        """Return a catalogue with more entries of a user, which replace those of the same number."""
        added = several("entries", entries, _is_entry, "entries of codes")
        return Catalog({**self._own, **{entry.number: entry for entry in added}})

    def entry(self, number: int) -> CodeEntry | None:
        """Return the entry of a public code, or None."""
        number = _number(number)
        if number in self._known:
            return self._known[number]
        entry = self._own.get(number) or load_category(family_or_universal(number)).get(number)
        return remember(self._known, number, entry)

    def __iter__(self) -> Iterator[CodeEntry]:
        for category in (*CATEGORIES, OWN_CATEGORY):
            yield from self._of(category)

    def _of(self, category: str) -> Iterable[CodeEntry]:
        """Return the entries of a category: ours, then those that a user adds."""
        entries = dict(load_category(category)) if category in CATEGORIES else {}
        entries |= {entry.number: entry for entry in self.own if entry.category == category}
        return entries.values()

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def category(self, number: int) -> str:
        """Return the category of a public code; `unknown` for a number that the catalogue does not hold."""
        entry = self.entry(number)
        return entry.category if entry else UNKNOWN_CATEGORY

    def cause(self, number: int, cause_id: str | None) -> Cause | None:
        """Return a cause inside a public code, or None.

        Code 0 and the 6600101 of the C API stand for failures of any session code, so they may have a cause of any.
        6600101 may also stand for a refused argument, and for what has code 0 in later releases.
        """
        own = self.entry(number)
        if own is not None and (cause := own.cause(cause_id)):
            return cause
        hidden = {0: ("session",), SERVICE_EXCEPTION: ("session", "unmapped", "universal")}.get(number, ())
        entries = (entry for category in hidden for entry in self._of(category))
        return next((cause for entry in entries if (cause := entry.cause(cause_id))), None)

    def cause_of_refusal(self, reason: str | None = None) -> Cause | None:
        """Return the cause of a refused cast, by the cast engine's reason or without one; None if unknown."""
        reason = one_or_none("reason", reason, str, "text, or None")
        causes = (cause for entry in self._of("session") for cause in entry.causes)
        if reason is None:
            return next((cause for cause in causes if cause.cast_refused), None)
        return next((cause for cause in causes if reason in cause.cast_reasons), None)

    def native(self, number: int) -> NativeCode | None:
        """Return what a native number means, or None."""
        return load_natives().get(_number(number))

    def natives(self) -> tuple[NativeCode, ...]:
        """Return all native numbers, from -1 down."""
        return tuple(load_natives().values())

    def native_of_symbol(self, symbol: str) -> NativeCode | None:
        """Return the native number with a symbol (`ERR_SESSION_NOT_EXIST`), or None."""
        return natives_by_symbol().get(_symbol(symbol))

    def of_symbol(self, symbol: str) -> CodeEntry | None:
        """Return the entry with a public symbol (`ERR_CODE_...`, `AV_SESSION_ERR_...`, the cast engine's), or None.

        Of several entries with one symbol it is AVSession's.
        """
        return next(iter(self.entries_of_symbol(symbol)), None)

    def entries_of_symbol(self, symbol: str) -> tuple[CodeEntry, ...]:
        """Return all entries with a public symbol: AVSession and AVMusicTemplate share some."""
        symbol = _symbol(symbol)
        own = tuple(entry for entry in self.own if symbol in entry.symbols)
        return own or _symbols().get(symbol, ())

    def public_of_cast(self, number: int) -> int:
        """Return the public code that a number of the cast engine or the media service becomes."""
        number = _number(number)
        if number in MEDIA_NUMBERS:
            entries = [*load_category("media").values(), *load_category("universal").values()]
            return next((entry.number for entry in entries if number in entry.media_numbers), MEDIA_DEFAULT)
        public = CAST_EXCEPTIONS.get(number, number + CAST_OFFSET)
        entry = self.entry(public)
        return public if entry and entry.cast_number == number else CAST_DEFAULT

    def apis(self, number: int) -> Apis:
        """Return the interfaces that declare a code."""
        return load_apis().get(_number(number), Apis())

    def explain(self, asked: int | str) -> Explanation:
        """Look a code up by public code, native number, symbol or cast engine number.

        Raises UnknownCode, which names similar ones, and WrongUsage for what is neither a number nor text.
        """
        if not is_whole(asked) and not isinstance(asked, str):
            raise refusal("a code", asked, "a number or text such as 6600107, -1018 or ERR_SESSION_NOT_EXIST")
        wanted = str(asked).strip()
        native = self.native_of_symbol(wanted.upper())
        entry = self.of_symbol(wanted.upper())
        number = int(wanted) if _NUMBER.fullmatch(wanted) else None
        if number is not None:
            native = self.native(number)
            entry = self.entry(number) or self._entry_of_cast(number)
        if native is not None:
            entry = self.entry(native.public)
        if entry is None:
            raise UnknownCode(wanted, tuple(self._near(wanted)))
        cause = entry.cause_of_number(native.number if native else None, number)
        return Explanation(wanted, entry, native, cause, self.apis(entry.number))

    def _entry_of_cast(self, number: int) -> CodeEntry | None:
        unspecified = self.entry(CAST_DEFAULT)
        if unspecified is not None and unspecified.cause_of_number(None, number):
            return unspecified
        if number in MEDIA_NUMBERS:
            return self.entry(self.public_of_cast(number))
        entry = self.entry(CAST_EXCEPTIONS.get(number, number + CAST_OFFSET))
        return entry if entry and entry.cast_number == number else None

    def _near(self, wanted: str) -> list[str]:
        if _NUMBER.fullmatch(wanted):
            return self._near_number(wanted)
        if not _SYMBOL_LIKE.search(wanted):
            from .searching import corrected, search

            if found := search(self, wanted) or search(self, corrected(self, wanted)):
                return [str(match.entry.number) for match in found]
        names = [*_symbols(), *natives_by_symbol(), *(symbol for entry in self.own for symbol in entry.symbols)]
        by_short = {name.removeprefix("ERR_CODE_").removeprefix("ERR_"): name for name in names}
        short = wanted.upper().removeprefix("ERR_CODE_").removeprefix("ERR_")
        return [by_short[name] for name in most_alike(short, by_short, cutoff=0.5)]

    def _near_number(self, wanted: str) -> list[str]:
        asked = int(wanted)
        begun = [str(entry.number) for entry in self if str(entry.number).startswith(wanted)]
        if begun and len(wanted) >= _LEAST_DIGITS:
            return begun[:_MOST_BEGUN]
        known = [entry.number for entry in self] + [native.number for native in self.natives()]
        swaps = {wanted[:at] + wanted[at + 1] + wanted[at] + wanted[at + 2 :] for at in range(len(wanted) - 1)}
        farthest = min(_NEAR, 10 ** max(len(wanted.lstrip("-")) - 2, 0))  # of three digits the last one differs
        near = [
            number
            for number in known
            if str(number) in swaps or (len(str(number)) == len(wanted) and abs(number - asked) < farthest)
        ]
        near.sort(key=lambda number: (str(number) not in swaps, abs(number - asked), number))
        opposite = [-asked] if self._is_known(-asked) else []
        if alike := [*opposite, *near] or self._natives_with(wanted):
            return [str(number) for number in alike[:3]]
        return [*most_alike(wanted, map(str, known), cutoff=0.7)]

    def _natives_with(self, wanted: str) -> list[int]:
        """Return the native numbers that begin with a negative number, or else those that end with its digits."""
        if len(wanted) < len("-12") or not wanted.startswith("-"):
            return []
        numbers = [native.number for native in self.natives()]
        begun = [number for number in numbers if str(number).startswith(wanted)]
        return begun or [number for number in numbers if str(number).endswith(wanted[1:])]

    def _is_known(self, number: int) -> bool:
        """Tell whether a number stands for a code."""
        return any((self.native(number), self.entry(number), self._entry_of_cast(number)))


def _is_entry(given: object) -> TypeGuard[CodeEntry]:
    return isinstance(given, CodeEntry)


def _number(given: object) -> int:
    """Return a number that is asked for. Raises WrongUsage for anything but a whole number."""
    if type(given) is int:  # nearly always, and asked for each failure
        return given
    if not is_whole(given):
        raise refusal("a number", given, "a whole number such as 6600107; `explain` also takes text")
    return index(given)


def _symbol(given: object) -> str:
    return one("a symbol", given, str, "text such as ERR_SESSION_NOT_EXIST")


@lru_cache(maxsize=8)
def hidden_by_service_exception(catalog: Catalog) -> tuple[int, ...]:
    """Return the codes that may be behind a 6600101, which the C API and the runtime report for any failure.

    They are the codes that native numbers become, and all session codes.
    """
    numbers = {native.public for native in catalog.natives()}
    numbers |= {entry.number for entry in catalog._of("session")}
    return tuple(sorted(numbers - {SERVICE_EXCEPTION}))


@cache
def _symbols() -> dict[str, tuple[CodeEntry, ...]]:
    found: dict[str, tuple[CodeEntry, ...]] = {}
    for entry in Catalog():
        for symbol in entry.symbols:
            found[symbol] = (*found.get(symbol, ()), entry)
    return found


CATALOG = Catalog()
