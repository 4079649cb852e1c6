"""From a `[[code]]` of a user's file to an entry of the catalogue: a new one, or ours with other words.

What is given in a language counts in that language. What is given in one language only counts in the other, too: a
team's own advice comes before our words. The rest is inherited from our entry, key by key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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
from ..knowledge.catalog.toml_table import Table, near

_NUMBERS = range(1_000, 1_000_000_000)  # 4 to 9 digits
_NO_NUMBER = -1  # where it is wrong, the rest is checked all the same
_CAUSE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SYMBOL = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_FACTS = (
    *("category", "symbol", "c_symbol", "cast_number", "cast_symbol", "message", "message_variants"),
    *("since_api", "since_release", "system_only", "callback"),
)

_NO_TEXT, _NO_CAUSE_TEXT = Text("", "", (), ()), CauseText("", ())

Words = Mapping[str, Mapping[str, Any]]  # language -> key -> what was given


class CustomEntry(NamedTuple):
    """An entry of a user: what of it is new, for those who ask."""

    entry: CodeEntry
    is_new: bool
    words: Words
    causes: Mapping[str, tuple[bool, Words]]  # those that were given: whether each is new, and its words


def read_code(table: Table, catalog: Catalog) -> CustomEntry | None:
    """Read one `[[code]]`; None where its number tells nothing."""
    number = table.number("number", needed=True)
    table.entry = "" if number is None else str(number)
    known = catalog.entry(number) if number is not None else None
    if number is not None and known is None and number not in _NUMBERS:
        table.note("number", "a code of one's own has 4 to 9 digits")
        number = None
    words = _words(table, causes=True)
    causes, given = _causes(table, number or _NO_NUMBER, known, catalog)
    if known is None:
        _need_words(table, words)
        entry = _new(table, number or _NO_NUMBER, catalog, causes, words)
    else:
        for key in _FACTS:
            if key in table:
                table.note(key, f"{number} exists, and keeps it: only words and causes can be replaced")
        entry = known._replace(causes=causes, texts=_texts(words, known.texts, _NO_TEXT))
    table.allow(*_FACTS)
    table.done()
    return CustomEntry(entry, known is None, words, given) if number is not None else None


def _new(table: Table, number: int, catalog: Catalog, causes: tuple[Cause, ...], words: Words) -> CodeEntry:
    category = table.text("category") or family_of(number)
    if category not in (*CATEGORIES, OWN_CATEGORY):
        names = (*CATEGORIES, OWN_CATEGORY)
        table.note("category", f"{category!r} is none of {', '.join(names)}{near(category, names)}")
    cast_number = table.number("cast_number")
    if cast_number is not None and cast_number_of(number) != cast_number:
        table.note("cast_number", f"the cast engine's number of {number} is {cast_number_of(number) or 'none'}")
    return CodeEntry.bare(number, category, _symbol(table, "symbol", catalog))._replace(
        c_symbol=_symbol(table, "c_symbol", catalog),
        cast_number=cast_number,
        cast_symbol=_symbol(table, "cast_symbol", catalog),
        message=table.text("message"),
        message_variants=table.texts("message_variants"),
        since_api=table.number("since_api"),
        since_release=table.text("since_release") or None,
        system_only=bool(table.flag("system_only")),
        callback=table.text("callback") or None,
        causes=causes,
        texts=_texts(words, {}, _NO_TEXT),
    )


def _symbol(table: Table, key: str, catalog: Catalog) -> str | None:
    symbol = table.text(key)
    if not symbol:
        return None
    entry, native = catalog.of_symbol(symbol), catalog.native_of_symbol(symbol)
    if not _SYMBOL.fullmatch(symbol):
        table.note(key, f"{symbol!r} is no name: letters, digits and underscores make one")
    elif entry or native:
        table.note(key, f"{symbol} is that of {entry.number if entry else native and native.number} already")
    return symbol


# ---- causes ----------------------------------------------------------------------------------------------------------


def _causes(
    table: Table, number: int, known: CodeEntry | None, catalog: Catalog
) -> tuple[tuple[Cause, ...], dict[str, tuple[bool, Words]]]:
    """The causes of a code, ours with the user's words, the user's behind them; and which were given."""
    causes = {cause.id: cause for cause in known.causes} if known else {}
    given: dict[str, tuple[bool, Words]] = {}
    for one in table.tables("cause"):
        cause_id = one.text("id", needed=True)
        one.entry = f"{table.entry} {cause_id}".rstrip()
        if cause_id and not _CAUSE_ID.fullmatch(cause_id):
            one.note("id", f"{cause_id!r} is no name in kebab case: `bind-failed`")
        if cause_id in given:
            one.note("id", f"{cause_id} stands there twice")
        words = _words(one, causes=False)
        given[cause_id] = cause_id not in causes, words
        causes[cause_id] = _cause(one, cause_id, words, number, catalog, causes)
        one.done()
    return tuple(causes.values()), given


def _cause(  # noqa: PLR0913, PLR0917  (the cause and all that it must agree with)
    table: Table, cause_id: str, words: Words, number: int, catalog: Catalog, others: Mapping[str, Cause]
) -> Cause:
    known = others.get(cause_id)
    natives, cast_numbers = table.numbers("natives"), table.numbers("cast_numbers")
    if known is not None:
        for key in ("natives", "cast_numbers"):
            if key in table:
                table.note(key, f"{cause_id} exists, and keeps them: only words can be replaced")
        return known._replace(texts=_texts(words, known.texts, _NO_CAUSE_TEXT))
    _need_words(table, words)
    for native in natives:
        meaning = catalog.native(native)
        if meaning is None or meaning.public != number:
            table.note("natives", f"{native} is no native number of {number}")
    for key, taken in (("natives", natives), ("cast_numbers", cast_numbers)):
        for other in others.values():
            if shared := {*taken} & {*getattr(other, key)}:
                table.note(key, f"{min(shared)} is that of the cause {other.id} already")
    return Cause(cause_id, natives, cast_numbers, _texts(words, {}, _NO_CAUSE_TEXT))


# ---- words -----------------------------------------------------------------------------------------------------------


def _words(table: Table, *, causes: bool) -> Words:
    """What a table gives in each language. `causes`: the words are a code's, which have sentences about causes."""
    words: dict[str, dict[str, Any]] = {}
    for lang in LANGUAGES:
        inside = table.table(lang)
        if inside is None:
            continue
        given: dict[str, Any] = {"title": inside.text("title"), "steps": inside.texts("steps")}
        given["note"] = inside.text("note", empty=True)  # an empty one takes ours away
        if causes:
            given |= {"description": inside.text("description"), "causes": inside.texts("causes")}
        inside.done()
        words[lang] = {key: value for key, value in given.items() if key in inside}
    return words


def _need_words(table: Table, words: Words) -> None:
    """A code or cause that is new needs a title and steps, in one language at least."""
    place = next(iter(words), LANGUAGES[0])
    for key in ("title", "steps"):
        if not any(key in given for given in words.values()):
            table.note(f"{place}.{key}", "is missing: what is new needs it, in one language at least")


def _chosen(words: Words, lang: str, key: str, inherited: Any) -> Any:
    """What a key says in a language: the user's words in it, the user's in the other, ours."""
    order = [lang, *(other for other in LANGUAGES if other != lang)]
    return next((words[one][key] for one in order if key in words.get(one, {})), inherited)


Said = TypeVar("Said", Text, CauseText)


def _texts(words: Words, known: Mapping[str, Said], nothing: Said) -> dict[str, Said]:
    texts = {}
    for lang in LANGUAGES:
        inherited = known.get(lang, nothing)
        chosen = {key: _chosen(words, lang, key, ours) for key, ours in inherited._asdict().items()}
        texts[lang] = inherited._replace(**chosen | {"note": chosen["note"] or None})
    return texts
