"""Read a `[[statement]]` of a user's file as a statement, with the samples that it is checked against."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ..knowledge.apis import public_name
from ..knowledge.catalog import Catalog
from ..knowledge.catalog.toml_table import Table, suggestion
from ..knowledge.rules import AVSESSION_DOMAINS, AVSESSION_TAG
from ..knowledge.ruleset import CustomStatement, Ruleset
from ..knowledge.statements import STATEMENTS
from ..knowledge.statements.base import FACT_FIELDS, Statement
from ..knowledge.statements.messages import MESSAGES
from ..model.events import Confidence, FactKind, Side
from ..phrases import Phrase
from .patterns import groups_of, pattern_mistake

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# what lines that no rule reads have as the name of their statement
_RESERVED = ("application", "application-session", "framework-message")
_LONGEST_NEEDLE = 200  # characters; the finders of needles refuse longer ones
_SHORTEST_NEEDLE = 4
_DOMAIN = re.compile(r"[0-9A-Fa-f]{5}")
_NUMBER_GROUPS = frozenset({"native", "cast", "code", "radar", "symbol"})
_FAILURE_GROUPS = _NUMBER_GROUPS | {"session", "pid", "uid", "api"}
_FACT_GROUPS = FACT_FIELDS - {"cast_id", "command", "seq"}  # which only the framework's own lines hold
_ONLY_FAILURES = ("code", "native", "also", "cause", "api", "confidence", "weak", "callback")


class Candidate(NamedTuple):
    """A statement that has yet to be checked against its samples, and the table in which mistakes are noted."""

    custom: CustomStatement
    examples: tuple[str, ...]
    decoys: tuple[str, ...]
    table: Table


def read_statement(table: Table, catalog: Catalog, names: Iterable[str]) -> Candidate:
    """Read one `[[statement]]`. `names` are the names of the statements before it."""
    statement, fails = _statement(table, names), table.flag("fails")
    groups = groups_of(statement.pattern) if statement.pattern else frozenset()
    _check_meaning(table, statement, groups, fails)
    statement = statement._replace(fails=statement.learns is None and fails is not False)
    if statement.fails:
        _check_failure(table, statement, groups, catalog)
    custom = _printed_by(table, statement)
    examples, decoys = table.texts("example", needed=True), table.texts("decoy", needed=True)
    custom = custom._replace(overrides=table.texts("overrides"), examples=examples)
    table.note_unknown_keys()
    return Candidate(custom, examples, decoys, table)


def _statement(table: Table, names: Iterable[str]) -> Statement:
    """Read the keys of a statement; whether they agree is checked later."""
    return Statement(
        name=_name(table, names),
        needle=_needle(table),
        pattern=_pattern(table),
        side=table.choice("side", Side) or Side.APP,
        since="",
        example="",
        functions=table.texts("functions"),
        not_functions=table.texts("not_functions"),
        native=table.number("native"),
        code=table.number("code"),
        also=table.numbers("also"),
        cause=table.text("cause") or None,
        api=table.text("api") or None,
        confidence=table.choice("confidence", Confidence) or Confidence.HIGH,
        weak=bool(table.flag("weak")),
        callback=bool(table.flag("callback")),
        learns=table.choice("learns", FactKind),
        values=_values(table),
    )


def _name(table: Table, names: Iterable[str]) -> str:
    name = table.text("name", needed=True)
    table.entry = name
    taken = {*_RESERVED, *(statement.name for statement in STATEMENTS), *(message.name for message in MESSAGES)}
    if name and not _NAME.fullmatch(name):
        table.note("name", "{name!r} is not a name in kebab case: `bind-failed`", name=name)
    elif name in taken:
        table.note(
            "name",
            "{name} is one of ours; to take over its lines, choose another name and set overrides = {name!r}",
            name=name,
        )
    elif name in names:
        table.note("name", "{name} is defined twice", name=name)
    return name


def _needle(table: Table) -> str:
    needle = table.text("needle", needed=True)
    if needle and len(needle.strip()) < _SHORTEST_NEEDLE:
        table.note("needle", "{needle!r} is too short: it would occur in nearly every line", needle=needle)
    _check_findable(table, "needle", needle)
    return needle


def _check_findable(table: Table, key: str, text: str) -> None:
    if len(text) > _LONGEST_NEEDLE:
        table.note(key, "is longer than {most} characters: give the part that no other line has", most=_LONGEST_NEEDLE)
    if not text.isprintable():
        table.note(key, "{text!r} has unprintable characters: leave them out", text=text)
    # letters are compared without regard to case, byte by byte
    if text.lower().encode() != text.encode().lower():
        table.note(
            key,
            "{text!r} has capital letters beyond A to Z, which are only found in this case: leave them out",
            text=text,
        )


def _pattern(table: Table) -> str:
    """Read the pattern; return "" if it is not valid."""
    pattern = table.text("pattern", needed=True)
    reason = pattern_mistake(pattern) if pattern else None
    if reason is not None:
        table.note("pattern", reason)
    return pattern if reason is None else ""


def _values(table: Table) -> dict[str, str]:
    inside = table.table("values")
    if inside is None:
        return {}
    values = {key: inside.text(key) for key in inside.content if key in _FACT_GROUPS}
    inside.allow(*_FACT_GROUPS)
    inside.note_unknown_keys()
    return values


# ---- what it states --------------------------------------------------------------------------------------------------


def _check_meaning(table: Table, statement: Statement, groups: frozenset[str], fails: bool | None) -> None:
    """Check that a statement states either a failure or a fact, or is declared to state nothing."""
    learns, failing = statement.learns, [key for key in _ONLY_FAILURES if key in table]
    known = _FACT_GROUPS if learns else frozenset[str]() if fails is False else _FAILURE_GROUPS
    for group in sorted(groups - known):
        table.note(
            "pattern",
            "the group {group!r} is not used; the groups are {names}{guess}",
            group=group,
            names=tuple(sorted(known)) or Phrase("none"),
            guess=suggestion(group, known),
        )
    if learns and fails:
        table.note("fails", "a statement states a failure or a fact: leave out `fails` or `learns`")
    elif learns or fails is False:
        for key in failing:
            table.note(key, "belongs to a failure, and this statement states none")
    if learns is None and statement.values:
        table.note("values", "belong to a fact: say which with `learns`")
    if learns is not None and table.content.get("pattern"):
        for field in sorted(learns.required - groups - set(statement.values)):
            table.note("pattern", "{learns} needs the group {field!r}", learns=learns, field=field)


def _check_failure(table: Table, statement: Statement, groups: frozenset[str], catalog: Catalog) -> None:
    stated = [*sorted(groups & _NUMBER_GROUPS), *(key for key in ("code", "native") if key in table)]
    if len(stated) > 1:
        table.note(stated[-1], "the code is given more than once: {stated}", stated=tuple(stated))
    elif not stated and not statement.weak and statement.pattern:
        table.note(
            "code",
            "is missing: give `code`, `native` or a group for one, or `learns`; "
            "`fails = false` declares that the line states nothing",
        )
    for key, code in (("code", statement.code), *(("also", code) for code in statement.also)):
        if code is not None and catalog.entry(code) is None:
            table.note(key, "{code} is not a known code: add it with [[code]]", code=code)
    native = catalog.native(statement.native) if statement.native is not None else None
    if statement.native is not None and native is None:
        table.note("native", "{native} is not a native number of AVSession", native=statement.native)
    code = native.public if native else statement.code
    if statement.cause and code is not None and catalog.entry(code) and catalog.cause(code, statement.cause) is None:
        table.note("cause", "{code} has no cause {cause}: add it with [[code.cause]]", code=code, cause=statement.cause)
    if statement.api and public_name(statement.api) is None:
        table.note("api", "{api!r} is not an interface of AVSession", api=statement.api)


# ---- who prints it ---------------------------------------------------------------------------------------------------


def _printed_by(table: Table, statement: Statement) -> CustomStatement:
    """Read who prints the line: an application, by its tag or domain, or else AVSession, on a side."""
    tag, domain, bundle = table.text("tag"), table.text("domain").lower(), table.text("bundle")
    if domain and not _DOMAIN.fullmatch(domain):
        table.note(
            "domain",
            "{domain!r} is not a domain: give five hex digits, as HiLog prints them after the letter A or C",
            domain=domain,
        )
    _check_findable(table, "tag", tag)
    if domain in AVSESSION_DOMAINS and tag.casefold() in ("", AVSESSION_TAG):
        table.note("domain", "is AVSession's own: leave tag and domain out, and give `side`")
    if tag or domain:
        for key in ("side", "functions", "not_functions"):
            if key in table:
                table.note(
                    key, "distinguishes lines of AVSession; `tag` or `domain` means that an application prints it"
                )
    elif "side" not in table:
        table.note("side", "is missing: `tag` or `domain` for a line of an application, `side` for one of AVSession")
    elif bundle:
        table.note("bundle", "distinguishes applications and needs `tag` or `domain`")
    return CustomStatement(statement, f"{table.file}: {table.place}.pattern ({table.entry})", tag, domain, bundle)


def known_names(ruleset: Ruleset) -> set[str]:
    """Return the names that `overrides` may list."""
    ours = {statement.name for statement in STATEMENTS} | {message.name for message in MESSAGES}
    return ours | {custom.statement.name for custom in ruleset.custom}
