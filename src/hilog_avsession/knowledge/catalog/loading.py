"""Load the catalogue's TOML files into its entries, checked key by key."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

from ...errors import CatalogError
from ...model.story import StoryKind
from .entries import LANGUAGES, Apis, Assumed, Cause, CauseText, CodeEntry, Interface, NativeCode, Text
from .families import CATEGORIES, family_or_universal
from .toml_table import Table, read_toml

_FOLDER = Path(__file__).parent


@cache
def load_category(category: str) -> dict[int, CodeEntry]:
    """Return the entries of a category by number. Raises CatalogError, which names file, entry and key."""
    root = _open(CATEGORIES[category])
    if root.text("category", needed=True) != category:
        root.note("category", "must be {category!r}", category=category)
    entries: dict[int, CodeEntry] = {}
    for table in root.tables("code"):
        entry = read_entry(table, category)
        if entry.number in entries:
            table.note("number", "is defined twice")
        if family_or_universal(entry.number) != category:
            table.note("number", "is not a code of the category {category}", category=category)
        entries[entry.number] = entry
    _close(root)
    return entries


@cache
def load_natives() -> dict[int, NativeCode]:
    """Return the native numbers, from -1 down. Raises CatalogError."""
    root = _open("natives.toml")
    natives = {native.number: native for native in map(_native, root.tables("native"))}
    _close(root)
    return natives


@cache
def natives_by_symbol() -> dict[str, NativeCode]:
    """Return the native numbers by symbol."""
    return {native.symbol: native for native in load_natives().values()}


@cache
def load_apis() -> dict[int, Apis]:
    """Return the interfaces that declare each public code. Raises CatalogError."""
    root = _open("apis.toml")
    public, system = _names_by_code(root, "public"), _names_by_code(root, "system")
    _close(root)
    return {number: Apis(tuple(public[number]), tuple(system[number])) for number in {*public, *system}}


# ---- files -----------------------------------------------------------------------------------------------------------


def _open(name: str) -> Table:
    content, mistakes = read_toml(_FOLDER / name)
    if mistakes:
        raise CatalogError(*mistakes)
    return Table(name, "", content, mistakes)


def _close(root: Table) -> None:
    """Raise the mistakes that were noted in a file."""
    root.note_unknown_keys()
    if root.mistakes:
        raise CatalogError(*root.mistakes)


# ---- tables ----------------------------------------------------------------------------------------------------------


def read_entry(table: Table, category: str) -> CodeEntry:
    """Read one `[[code]]` of ours, which has words in every language. Mistakes are noted in the table."""
    number = table.number("number", needed=True) or 0
    table.entry = str(number)
    if "system_only" not in table:
        table.note("system_only", "is missing")
    entry = read_facts(table, number, category)._replace(
        natives=table.numbers("natives"),
        media_numbers=table.numbers("media_numbers"),
        causes=tuple(map(_cause, table.tables("cause"))),
        texts={lang: _text(table.needed_table(lang)) for lang in LANGUAGES},
        via=table.choice("via", Interface),
        gone=table.choice("gone", Interface),
        implies_native=table.flag("implies_native") is not False,
        preceded_by=table.choices("preceded_by", StoryKind),
    )
    table.note_unknown_keys()
    return entry


def read_facts(table: Table, number: int, category: str) -> CodeEntry:
    """Read what a `[[code]]` states besides its words, causes and native numbers."""
    return CodeEntry.bare(number, category)._replace(
        symbol=table.text("symbol") or None,
        c_symbol=table.text("c_symbol") or None,
        cast_number=table.number("cast_number"),
        cast_symbol=table.text("cast_symbol") or None,
        message=table.text("message"),  # code 0 has none of its own
        message_variants=table.texts("message_variants"),
        since_api=table.number("since_api"),
        since_release=table.text("since_release") or None,
        system_only=bool(table.flag("system_only")),
        callback=table.text("callback") or None,
    )


def _text(table: Table) -> Text:
    text = Text(
        table.text("title", needed=True),
        table.text("description", needed=True),
        table.texts("causes", needed=True),
        table.texts("steps", needed=True),
        table.text("note") or None,
    )
    table.note_unknown_keys()
    return text


def _cause(table: Table) -> Cause:
    cause_id = table.text("id", needed=True)
    table.entry += f" {cause_id}"
    texts = {lang: _cause_text(table.needed_table(lang)) for lang in LANGUAGES}
    cause = Cause(
        cause_id,
        table.numbers("natives"),
        table.numbers("cast_numbers"),
        texts,
        assumed=table.choice("assumed", Assumed),
        preceded_by=table.choices("preceded_by", StoryKind),
        cast_reasons=table.texts("cast_reasons"),
        cast_refused=bool(table.flag("cast_refused")),
        from_c_api=bool(table.flag("from_c_api")),
    )
    table.note_unknown_keys()
    return cause


def _cause_text(table: Table) -> CauseText:
    text = CauseText(table.text("title", needed=True), table.texts("steps", needed=True), table.text("note") or None)
    table.note_unknown_keys()
    return text


def _native(table: Table) -> NativeCode:
    number = table.number("number", needed=True) or 0
    table.entry = str(number)
    before = table.table("public_before")
    native = NativeCode(
        number,
        table.text("symbol", needed=True),
        table.number("public", needed=True) or 0,
        table.number("public_static", needed=True) or 0,
        {release: before.number(release) or 0 for release in before.content} if before else {},
        table.text("since_release", needed=True),
        {lang: table.text(lang, needed=True) for lang in LANGUAGES},
    )
    table.note_unknown_keys()
    return native


def _names_by_code(root: Table, kind: str) -> defaultdict[int, list[str]]:
    names = defaultdict[int, list[str]](list)
    table = root.needed_table(kind)
    for name in table.content:
        for number in table.numbers(name):
            names[number].append(name)
    return names
