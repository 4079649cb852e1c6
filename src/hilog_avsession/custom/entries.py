"""Read a `[[code]]` of a user's file as an entry of the catalogue: a new entry, or ours with other texts.

Texts given in a language are used in that language. Texts given in one language only are used in the other as well: a
team's own advice is preferred to ours. Everything else is inherited from our entry, key by key.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, TypeVar

from ..knowledge.catalog import (
    CATEGORIES,
    LANGUAGES,
    OWN_CATEGORY,
    Catalog,
    Cause,
    CauseText,
    CodeEntry,
    Text,
    cast_number_of,
    family_of,
)
from ..knowledge.catalog.loading import read_facts
from ..knowledge.catalog.toml_table import Table, suggestion
from ..phrases import Phrase

_NUMBERS = range(1_000, 1_000_000_000)  # 4 to 9 digits
_NO_NUMBER = -1  # stands in for a wrong number, so that the rest is checked all the same
_CAUSE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SYMBOL = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_FACTS = (
    *("category", "symbol", "c_symbol", "cast_number", "cast_symbol", "message", "message_variants"),
    *("since_api", "since_release", "system_only", "callback"),
)

_CAUSE_NUMBERS = ("natives", "cast_numbers")  # keys of a cause

_NO_TEXT, _NO_CAUSE_TEXT = Text("", "", (), ()), CauseText("", ())

Words = Mapping[str, Mapping[str, Any]]  # language -> key -> what was given


class CustomEntry(NamedTuple):
    """A user's entry, and which part of it is new: `codes lint` lists that."""

    entry: CodeEntry
    is_new: bool
    words: Words
    causes: Mapping[str, tuple[bool, Words]]  # the causes given: whether each is new, and its words


def read_code(table: Table, catalog: Catalog) -> CustomEntry | None:
    """Read one `[[code]]`. Return None if its number is missing or wrong."""
    number = table.number("number", needed=True)
    table.entry = "" if number is None else str(number)
    known = catalog.entry(number) if number is not None else None
    if number is not None and known is None and number not in _NUMBERS:
        table.note("number", "a custom code has 4 to 9 digits")
        number = None
    words = _words(table, causes=True)
    causes, given = _causes(table, number or _NO_NUMBER, known, catalog)
    if known is None:
        _need_words(table, words)
        entry = _new(table, number or _NO_NUMBER, catalog, causes, words)
    else:
        for key in _FACTS:
            if key in table:
                table.note(
                    key,
                    "{code} exists already and keeps its own: only words and causes can be replaced",
                    code=number,
                )
        entry = known._replace(causes=causes, texts=_texts(words, known.texts, _NO_TEXT))
    table.allow(*_FACTS)
    table.note_unknown_keys()
    return CustomEntry(entry, known is None, words, given) if number is not None else None


def _new(table: Table, number: int, catalog: Catalog, causes: tuple[Cause, ...], words: Words) -> CodeEntry:
    category = table.text("category") or family_of(number)
    if category not in (*CATEGORIES, OWN_CATEGORY):
        names = (*CATEGORIES, OWN_CATEGORY)
        table.note(
            "category",
            "{category!r} is none of {names}{guess}",
            category=category,
            names=names,
            guess=suggestion(category, names),
        )
    entry = read_facts(table, number, category)
    if entry.cast_number is not None and cast_number_of(number) != entry.cast_number:
        table.note(
            "cast_number",
            "the cast engine's number of {number} is {known}",
            number=number,
            known=cast_number_of(number) or Phrase("none"),
        )
    for key in ("symbol", "c_symbol", "cast_symbol"):
        _check_symbol(table, key, getattr(entry, key), catalog)
    return entry._replace(causes=causes, texts=_texts(words, {}, _NO_TEXT))


def _check_symbol(table: Table, key: str, symbol: str | None, catalog: Catalog) -> None:
    if symbol is None:
        return
    entry, native = catalog.of_symbol(symbol), catalog.native_of_symbol(symbol)
    if not _SYMBOL.fullmatch(symbol):
        table.note(key, "{symbol!r} is not a name: use letters, digits and underscores", symbol=symbol)
    elif entry or native:
        table.note(
            key,
            "{symbol} already belongs to {code}",
            symbol=symbol,
            code=entry.number if entry else native and native.number,
        )


# ---- causes ----------------------------------------------------------------------------------------------------------


def _causes(
    table: Table, number: int, known: CodeEntry | None, catalog: Catalog
) -> tuple[tuple[Cause, ...], dict[str, tuple[bool, Words]]]:
    """Return the causes of a code (ours with the user's words, then the user's) and which of them were given."""
    causes = {cause.id: cause for cause in known.causes} if known else {}
    given: dict[str, tuple[bool, Words]] = {}
    for inside in table.tables("cause"):
        cause_id = inside.text("id", needed=True)
        inside.entry = f"{table.entry} {cause_id}".rstrip()
        if cause_id and not _CAUSE_ID.fullmatch(cause_id):
            inside.note("id", "{name!r} is not a name in kebab case: `bind-failed`", name=cause_id)
        if cause_id in given:
            inside.note("id", "{name} is defined twice", name=cause_id)
        words = _words(inside, causes=False)
        known_cause = causes.get(cause_id)
        given[cause_id] = known_cause is None, words
        if known_cause is None:
            cause = _new_cause(inside, cause_id, words)
            _check_numbers(inside, cause, number, catalog, causes.values())
        else:
            cause = _reworded_cause(inside, known_cause, words)
        causes[cause_id] = cause
        inside.note_unknown_keys()
    return tuple(causes.values()), given


def _reworded_cause(table: Table, known: Cause, words: Words) -> Cause:
    """Return one of our causes with the user's words."""
    for key in _CAUSE_NUMBERS:
        table.numbers(key)  # checks them
    for key in _CAUSE_NUMBERS:
        if key in table:
            table.note(key, "{name} exists already and keeps its own: only words can be replaced", name=known.id)
    return known._replace(texts=_texts(words, known.texts, _NO_CAUSE_TEXT))


def _new_cause(table: Table, cause_id: str, words: Words) -> Cause:
    natives, cast_numbers = map(table.numbers, _CAUSE_NUMBERS)
    _need_words(table, words)
    return Cause(cause_id, natives, cast_numbers, _texts(words, {}, _NO_CAUSE_TEXT))


def _check_numbers(table: Table, cause: Cause, code: int, catalog: Catalog, others: Collection[Cause]) -> None:
    """Note the numbers of a new cause that are not those of its code, or that belong to another cause."""
    for native in cause.natives:
        meaning = catalog.native(native)
        if meaning is None or meaning.public != code:
            table.note("natives", "{native} is not a native number of {code}", native=native, code=code)
    for key in _CAUSE_NUMBERS:
        for other in others:
            if shared := {*getattr(cause, key)} & {*getattr(other, key)}:
                table.note(key, "{number} already belongs to the cause {cause}", number=min(shared), cause=other.id)


# ---- words -----------------------------------------------------------------------------------------------------------


def _words(table: Table, *, causes: bool) -> Words:
    """Return what a table gives in each language. `causes`: it is a code's table, which also describes causes."""
    words: dict[str, dict[str, Any]] = {}
    for lang in LANGUAGES:
        inside = table.table(lang)
        if inside is None:
            continue
        given: dict[str, Any] = {"title": inside.text("title"), "steps": inside.texts("steps")}
        given["note"] = inside.text("note", empty=True)  # an empty one removes ours
        if causes:
            given |= {"description": inside.text("description"), "causes": inside.texts("causes")}
        inside.note_unknown_keys()
        words[lang] = {key: value for key, value in given.items() if key in inside}
    return words


def _need_words(table: Table, words: Words) -> None:
    """Note a new code or cause that lacks a title or steps; one language is enough."""
    place = next(iter(words), LANGUAGES[0])
    for key in ("title", "steps"):
        if not any(key in given for given in words.values()):
            table.note(f"{place}.{key}", "is missing: a new code or cause needs it in at least one language")


def _chosen(words: Words, lang: str, key: str, inherited: Any) -> Any:
    """Return the value of a key in a language: the user's, else the user's in the other language, else ours."""
    order = [lang, *(other for other in LANGUAGES if other != lang)]
    return next((words[given][key] for given in order if key in words.get(given, {})), inherited)


AnyText = TypeVar("AnyText", Text, CauseText)


def _texts(words: Words, known: Mapping[str, AnyText], nothing: AnyText) -> dict[str, AnyText]:
    texts = {}
    for lang in LANGUAGES:
        inherited = known.get(lang, nothing)
        chosen = {key: _chosen(words, lang, key, ours) for key, ours in inherited._asdict().items()}
        texts[lang] = inherited._replace(**chosen | {"note": chosen["note"] or None})
    return texts
