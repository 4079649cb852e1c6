"""Read a user's TOML files into a ruleset with their codes and statements, and report every mistake at once.

A file is checked against everything known before it: our own tables, and the files given before.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import NamedTuple

from ..errors import CatalogError, Mistake
from ..knowledge.catalog import Catalog
from ..knowledge.catalog.toml_table import Table, read_toml
from ..knowledge.ruleset import RULESET, CustomStatement, Ruleset
from .entries import CustomEntry, Words, read_code
from .statements import read_statement

__all__ = ["CustomEntry", "Loaded", "Words", "load", "load_file"]


class Loaded(NamedTuple):
    """What a file holds. `ruleset` is the ruleset before it, extended by the sound part of the file."""

    file: str
    ruleset: Ruleset
    entries: tuple[CustomEntry, ...]
    statements: tuple[CustomStatement, ...]
    mistakes: tuple[Mistake, ...]


def load(files: Iterable[str | os.PathLike[str]]) -> Ruleset:
    """Read files in order; later ones take precedence, ours come last. Raises CatalogError with all mistakes."""
    ruleset, mistakes = RULESET, list[Mistake]()
    for file in files:
        loaded = load_file(os.fspath(file), ruleset)
        ruleset = loaded.ruleset
        mistakes += loaded.mistakes
    if mistakes:
        raise CatalogError(*mistakes)
    return ruleset


def load_file(file: str, before: Ruleset = RULESET) -> Loaded:
    """Read one file on top of the ruleset before it. Its mistakes are returned, not raised."""
    from .proof import prove  # loads the whole pipeline, which codes alone do not need

    content, mistakes = read_toml(file)
    root = Table(file, "", content, mistakes)
    entries = _read_codes(root, before.catalog)
    catalog = before.catalog.with_own(custom.entry for custom in entries.values())
    names = [custom.statement.name for custom in before.custom]
    candidates = []
    for table in root.tables("statement"):
        candidate = read_statement(table, catalog, names)
        names.append(candidate.custom.statement.name)
        if not table.has_mistakes:
            candidates.append(candidate)
    root.note_unknown_keys()
    if not content and not mistakes:
        root.note("", "holds neither [[code]] nor [[statement]]")
    sound = tuple(candidate.custom for candidate in candidates)
    ruleset = Ruleset(catalog, (*sound, *before.custom))
    if candidates:
        prove(candidates, ruleset, before)
    return Loaded(file, ruleset, tuple(entries.values()), sound, tuple(sorted(mistakes, key=_position)))


def _position(mistake: Mistake) -> list[tuple[str, int]]:
    """Return the sort key of a mistake: by kind of table and its number; within a table as found."""
    table = mistake.key.partition(".")[0]
    return [(word, int(number or 0)) for word, number in re.findall(r"([^\[\d]+)\[?(\d*)", table)]


def _read_codes(root: Table, catalog: Catalog) -> dict[int, CustomEntry]:
    entries: dict[int, CustomEntry] = {}
    for table in root.tables("code"):
        entry = read_code(table, catalog)
        if entry is None:
            continue
        if entry.entry.number in entries:
            table.note("number", "{name} is defined twice", name=entry.entry.number)
        entries[entry.entry.number] = entry
    return entries
