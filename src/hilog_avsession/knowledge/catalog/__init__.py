"""The catalogue: every error code that AVSession raises, in English and Chinese, from TOML files checked when loaded.

A `Catalog` may hold a user's own codes besides, which count before ours.

To add a code, put a `[[code]]` block into the file of its category and, where the public interface declares it, a
table into `apis.toml`; the tests find it there.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ...errors import CatalogError, Mistake, UnknownCode
from .entries import LANGUAGES, Apis, Cause, CauseText, CodeEntry, Explanation, NativeCode, Text

__all__ = [
    "ALL_CATEGORIES",
    "CATALOG",
    "CATEGORIES",
    "LANGUAGES",
    "OWN_CATEGORY",
    "UNKNOWN_CATEGORY",
    "Apis",
    "Catalog",
    "Cause",
    "CauseText",
    "CodeEntry",
    "Explanation",
    "NativeCode",
    "Text",
    "cast_number_of",
    "family_of",
]

# ---- where a code is found ----------------------------------------------------------------------------------------

# category -> its file; the order is that of the tables shown to people
CATEGORIES: dict[str, str] = {
    "session": "session.toml",
    "cast-control": "cast_control.toml",
    "io": "io.toml",
    "parsing": "parsing.toml",
    "decoding": "decoding.toml",
    "audio-renderer": "audio_renderer.toml",
    "drm": "drm.toml",
    "universal": "universal.toml",
    "media": "media.toml",
    "unmapped": "unmapped.toml",
}
OWN_CATEGORY = "own"  # a user's codes that belong to no family
UNKNOWN_CATEGORY = "unknown"
ALL_CATEGORIES = (*CATEGORIES, OWN_CATEGORY, UNKNOWN_CATEGORY)  # in the order of the tables
_FAMILIES = {
    66001: "session",
    **{66110 + n: "cast-control" for n in range(10)},
    **{66120 + n: "io" for n in range(10)},
    **{66130 + n: "parsing" for n in range(10)},
    **{66140 + n: "decoding" for n in range(10)},
    **{66150 + n: "audio-renderer" for n in range(10)},
    **{66160 + n: "drm" for n in range(10)},
    54001: "media",
}
_CAST_OFFSET = 6_610_000  # a cast engine number plus this is the public code
_CAST_EXCEPTIONS = {6009: 6616100}  # AVSession's enum counts on, the public number does not
_CAST_NUMBERS = range(1000, 7000)
_SERVICE_EXCEPTION = 6600101
_CAST_DEFAULT = 6611000  # "Can not match error code, use default"
_MEDIA_NUMBERS = range(331350028, 331411457)  # MS_ERR_OFFSET and what belongs to it
_MEDIA_DEFAULT = 5400103
_NUMBER = re.compile(r"-?[0-9]{1,19}")  # no longer than any is
_NEAR = 100  # so far apart, digits were mixed up rather than miscounted


def _family(number: int) -> str:
    if number == 0:
        return "unmapped"
    return _FAMILIES.get(number // 100, "universal")


def family_of(number: int) -> str:
    """The category of the family that a number lies in; `own` for one outside of all."""
    return _FAMILIES.get(number // 100, OWN_CATEGORY)


def cast_number_of(number: int) -> int | None:
    """The number of the cast engine that becomes a public code, or None where none does."""
    exceptions = {public: own for own, public in _CAST_EXCEPTIONS.items()}
    own = exceptions.get(number, number - _CAST_OFFSET)
    return own if own in _CAST_NUMBERS else None


class Catalog:
    """All codes, loaded file by file when one of them is asked for; a user's own count before ours."""

    def __init__(self, own: Mapping[int, CodeEntry] | None = None) -> None:
        self._own = dict(own or {})

    @property
    def own(self) -> tuple[CodeEntry, ...]:
        """The entries of a user: codes that are new, and ours with other words."""
        return tuple(self._own.values())

    def with_own(self, entries: Iterable[CodeEntry]) -> Catalog:
        """The same with more entries of a user, which count before those that are there."""
        return Catalog({**self._own, **{entry.number: entry for entry in entries}})

    def entry(self, number: int) -> CodeEntry | None:
        """The entry of a public code, or None."""
        return self._own.get(number) or _load(_family(number)).get(number)

    def __iter__(self) -> Iterator[CodeEntry]:
        for category in (*CATEGORIES, OWN_CATEGORY):
            yield from self._of(category)

    def _of(self, category: str) -> Iterable[CodeEntry]:
        """The entries of a category, those that a user adds behind ours."""
        entries = dict(_load(category)) if category in CATEGORIES else {}
        entries |= {entry.number: entry for entry in self.own if entry.category == category}
        return entries.values()

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def category(self, number: int) -> str:
        """The category of a public code; `unknown` for a number that the catalogue does not hold."""
        entry = self.entry(number)
        return entry.category if entry else UNKNOWN_CATEGORY

    def cause(self, number: int, cause_id: str | None) -> Cause | None:
        """A cause inside a public code.

        Code 0 and the C API's 6600101 hide what would be another code: they take over the causes of all session codes.
        """
        own = self.entry(number)
        others = self._of("session") if number in (0, _SERVICE_EXCEPTION) else ()
        for entry in ([own] if own else []) + list(others):
            if cause := entry.cause(cause_id):
                return cause
        return None

    def native(self, number: int) -> NativeCode | None:
        """The native number's meaning, or None."""
        return _natives().get(number)

    def natives(self) -> tuple[NativeCode, ...]:
        """All native numbers, from -1 down."""
        return tuple(_natives().values())

    def native_of_symbol(self, symbol: str) -> NativeCode | None:
        """The native number with that symbol (`ERR_SESSION_NOT_EXIST`), or None."""
        return _native_symbols().get(symbol)

    def of_symbol(self, symbol: str) -> CodeEntry | None:
        """The entry with that public symbol (`ERR_CODE_...`, `AV_SESSION_ERR_...` or the cast engine's), or None."""
        own = next((entry for entry in self.own if symbol in entry.symbols), None)
        return own or _symbols().get(symbol)

    def public_of_cast(self, number: int) -> int:
        """The public code that a number of the cast engine or the media service becomes."""
        if number in _MEDIA_NUMBERS:
            entries = [*_load("media").values(), *_load("universal").values()]
            return next((entry.number for entry in entries if number in entry.media_numbers), _MEDIA_DEFAULT)
        public = _CAST_EXCEPTIONS.get(number, number + _CAST_OFFSET)
        entry = self.entry(public)
        return public if entry and entry.cast_number == number else _CAST_DEFAULT

    def apis(self, number: int) -> Apis:
        """The interfaces that declare a code."""
        return _apis().get(number, Apis())

    def explain(self, asked: int | str) -> Explanation:
        """Look a code up by public code, native number, symbol or cast engine number.

        Raises UnknownCode, which names similar ones.
        """
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
        unspecified = self.entry(_CAST_DEFAULT)
        if unspecified is not None and unspecified.cause_of_number(None, number):
            return unspecified
        if number in _MEDIA_NUMBERS:
            return self.entry(self.public_of_cast(number))
        entry = self.entry(_CAST_EXCEPTIONS.get(number, number + _CAST_OFFSET))
        return entry if entry and entry.cast_number == number else None

    def _near(self, wanted: str) -> list[str]:
        if _NUMBER.fullmatch(wanted):
            return self._near_number(wanted)
        names = [*_symbols(), *_native_symbols(), *(symbol for entry in self.own for symbol in entry.symbols)]
        by_short = {name.removeprefix("ERR_CODE_").removeprefix("ERR_"): name for name in names}
        short = wanted.upper().removeprefix("ERR_CODE_").removeprefix("ERR_")
        return [by_short[name] for name in difflib.get_close_matches(short, by_short, n=3, cutoff=0.5)]

    def _near_number(self, wanted: str) -> list[str]:
        asked = int(wanted)
        known = [entry.number for entry in self] + [native.number for native in self.natives()]
        swaps = {wanted[:at] + wanted[at + 1] + wanted[at] + wanted[at + 2 :] for at in range(len(wanted) - 1)}
        swapped = [number for number in known if str(number) in swaps]
        closest = sorted(known, key=lambda number: (number not in swapped, abs(number - asked), number))[:3]
        if swapped or abs(closest[0] - asked) < _NEAR:
            return [str(number) for number in closest]
        return difflib.get_close_matches(wanted, [str(number) for number in known], n=3, cutoff=0.7)


# ---- loading -------------------------------------------------------------------------------------------------------


def _read(name: str) -> dict[str, Any]:
    text = Path(__file__).with_name(name).read_text("utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(Mistake(name, "", f"no valid TOML: {error}")) from error


class _Table:
    """One TOML table on its way to a value; a missing or wrong key is reported with file, entry and key."""

    def __init__(self, where: str, table: Mapping[str, Any]) -> None:
        self.where, self.table = where, dict(table)

    def take(self, key: str, kind: type, default: Any = ...) -> Any:
        if key not in self.table:
            if default is ...:
                raise CatalogError(Mistake(self.where, "", f"{key} is missing"))
            return default
        value = self.table.pop(key)
        if not isinstance(value, kind):
            raise CatalogError(Mistake(self.where, "", f"{key} must be {kind.__name__}, not {value!r}"))
        if value in ("", []):
            raise CatalogError(Mistake(self.where, "", f"{key} is empty"))
        return tuple(value) if isinstance(value, list) else value

    def done(self) -> None:
        if self.table:
            raise CatalogError(Mistake(self.where, "", f"unknown key {', '.join(sorted(self.table))}"))


def _text(where: str, table: Mapping[str, Any]) -> Text:
    take = _Table(where, table)
    text = Text(
        take.take("title", str),
        take.take("description", str),
        take.take("causes", list),
        take.take("steps", list),
        take.take("note", str, None),
    )
    take.done()
    return text


def _cause_text(where: str, table: Mapping[str, Any]) -> CauseText:
    take = _Table(where, table)
    text = CauseText(take.take("title", str), take.take("steps", list), take.take("note", str, None))
    take.done()
    return text


def _cause(where: str, table: Mapping[str, Any]) -> Cause:
    take = _Table(where, table)
    cause_id = take.take("id", str)
    where = f"{where} cause {cause_id}"
    texts = {lang: _cause_text(f"{where} {lang}", take.take(lang, dict)) for lang in LANGUAGES}
    cause = Cause(cause_id, take.take("natives", list, ()), take.take("cast_numbers", list, ()), texts)
    take.done()
    return cause


def _entry(name: str, category: str, table: Mapping[str, Any]) -> CodeEntry:
    take = _Table(name, table)
    number = take.take("number", int)
    take.where = f"{name}: {number}"
    causes = tuple(_cause(take.where, cause) for cause in take.take("cause", list, ()))
    entry = CodeEntry(
        number=number,
        category=category,
        symbol=take.take("symbol", str, None),
        c_symbol=take.take("c_symbol", str, None),
        natives=take.take("natives", list, ()),
        cast_number=take.take("cast_number", int, None),
        cast_symbol=take.take("cast_symbol", str, None),
        media_numbers=take.take("media_numbers", list, ()),
        message=take.take("message", str, ""),  # code 0 has none of its own
        message_variants=take.take("message_variants", list, ()),
        since_api=take.take("since_api", int, None),
        since_release=take.take("since_release", str, None),
        system_only=take.take("system_only", bool),
        callback=take.take("callback", str, None),
        causes=causes,
        texts={lang: _text(f"{take.where} {lang}", take.take(lang, dict)) for lang in LANGUAGES},
    )
    take.done()
    return entry


@cache
def _load(category: str) -> dict[int, CodeEntry]:
    name = CATEGORIES[category]
    content = _read(name)
    if content.get("category") != category:
        raise CatalogError(Mistake(name, "", f"category must be {category!r}, not {content.get('category')!r}"))
    entries: dict[int, CodeEntry] = {}
    for table in content["code"]:
        entry = _entry(name, category, table)
        if entry.number in entries:
            raise CatalogError(Mistake(name, "", f"{entry.number} stands there twice"))
        if _family(entry.number) != category:
            raise CatalogError(Mistake(name, "", f"{entry.number} is no code of the category {category}"))
        entries[entry.number] = entry
    return entries


@cache
def _natives() -> dict[int, NativeCode]:
    natives = {}
    for table in _read("natives.toml")["native"]:
        take = _Table("natives.toml", table)
        number = take.take("number", int)
        take.where = f"natives.toml: {number}"
        natives[number] = NativeCode(
            number,
            take.take("symbol", str),
            take.take("public", int),
            take.take("public_static", int),
            take.take("public_before", dict, {}),
            take.take("since_release", str),
            {lang: take.take(lang, str) for lang in LANGUAGES},
        )
        take.done()
    return natives


@cache
def _native_symbols() -> dict[str, NativeCode]:
    return {native.symbol: native for native in _natives().values()}


@cache
def _symbols() -> dict[str, CodeEntry]:
    return {symbol: entry for entry in Catalog() for symbol in entry.symbols}


@cache
def _apis() -> dict[int, Apis]:
    return {
        int(number): Apis(tuple(table["public"]), tuple(table["system"]))
        for number, table in _read("apis.toml").items()
    }


CATALOG = Catalog()
