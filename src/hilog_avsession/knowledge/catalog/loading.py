"""From the TOML files of the catalogue to its entries, checked key by key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ...errors import CatalogError, Mistake
from .entries import LANGUAGES, Apis, Cause, CauseText, CodeEntry, NativeCode, Text
from .families import CATEGORIES, family_or_universal


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
def load_category(category: str) -> dict[int, CodeEntry]:
    """Return the entries of a category by number. Raises CatalogError, which names file, entry and key."""
    name = CATEGORIES[category]
    content = _read(name)
    if content.get("category") != category:
        raise CatalogError(Mistake(name, "", f"category must be {category!r}, not {content.get('category')!r}"))
    entries: dict[int, CodeEntry] = {}
    for table in content["code"]:
        entry = _entry(name, category, table)
        if entry.number in entries:
            raise CatalogError(Mistake(name, "", f"{entry.number} stands there twice"))
        if family_or_universal(entry.number) != category:
            raise CatalogError(Mistake(name, "", f"{entry.number} is no code of the category {category}"))
        entries[entry.number] = entry
    return entries


@cache
def load_natives() -> dict[int, NativeCode]:
    """Return the native numbers, from -1 down."""
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
def natives_by_symbol() -> dict[str, NativeCode]:
    """Return the native numbers by symbol."""
    return {native.symbol: native for native in load_natives().values()}


@cache
def load_apis() -> dict[int, Apis]:
    """Return the interfaces that declare each public code."""
    return {
        int(number): Apis(tuple(table["public"]), tuple(table["system"]))
        for number, table in _read("apis.toml").items()
    }
