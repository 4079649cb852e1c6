"""From a user's TOML files to the ruleset that holds their codes and statements, with every mistake told at once.

A file is checked against all that was known before it: ours, and the files given before.
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
    """What a file holds. `ruleset` is what was known before it, with what of the file is in order."""

    file: str
    ruleset: Ruleset
    entries: tuple[CustomEntry, ...]
    statements: tuple[CustomStatement, ...]
    mistakes: tuple[Mistake, ...]


def load(files: Iterable[str | os.PathLike[str]]) -> Ruleset:
    """Read files in their order, later ones before earlier ones before ours. Raises CatalogError with all mistakes."""
    ruleset, mistakes = RULESET, list[Mistake]()
    for file in files:
        loaded = load_file(os.fspath(file), ruleset)
        ruleset = loaded.ruleset
        mistakes += loaded.mistakes
    if mistakes:
        raise CatalogError(*mistakes)
    return ruleset


def load_file(file: str, before: Ruleset = RULESET) -> Loaded:
    """Read one file, on top of what is known before it; its mistakes are values."""
    from .proof import prove  # noqa: PLC0415  (the pipe, which the catalogue alone does without)

    content, mistakes = read_toml(file)
    root = Table(file, "", content, mistakes)
    entries = _read_codes(root, before.catalog)
    catalog = before.catalog.with_own(one.entry for one in entries.values())
    names = [own.statement.name for own in before.own]
    candidates = []
    for table in root.tables("statement"):
        candidate = read_statement(table, catalog, names)
        names.append(candidate.own.statement.name)
        if not table.mistaken:
            candidates.append(candidate)
    root.done()
    if not content and not mistakes:
        root.note("", "holds neither [[code]] nor [[statement]]")
    sound = tuple(candidate.own for candidate in candidates)
    ruleset = Ruleset(catalog, (*sound, *before.own))
    if candidates:
        prove(candidates, ruleset, before)
    return Loaded(file, ruleset, tuple(entries.values()), sound, tuple(sorted(mistakes, key=_position)))


def _position(mistake: Mistake) -> list[tuple[str, int]]:
    """Where a mistake stands: the tables of one kind in their order, what is found in one as it was found."""
    table = mistake.key.partition(".")[0]
    return [(word, int(number or 0)) for word, number in re.findall(r"([^\[\d]+)\[?(\d*)", table)]


def _read_codes(root: Table, catalog: Catalog) -> dict[int, CustomEntry]:
    entries: dict[int, CustomEntry] = {}
    for table in root.tables("code"):
        entry = read_code(table, catalog)
        if entry is None:
            continue
        if entry.entry.number in entries:
            table.note("number", f"{entry.entry.number} stands there twice")
        entries[entry.entry.number] = entry
    return entries
