"""From the text of gates, as a user writes them, to gates.

    gates = gate, { ",", gate }
    gate  = name, [ ">" | ">=", number ]             a name alone means more than 0
    name  = "any"                                    all incidents
          | category | cause | code | code, "/", cause
          | "loss"                                   lines that the log lost
          | "unknown-errors"                         error lines of AVSession that no rule knows
          | "unreadable"                             inputs that could not be read
    code  = public code | native number | symbol | number of the cast engine

Every gate counts upwards, so more log can only trip it: a tripped gate stays tripped, however the log was cut short. A
gate that has not tripped has passed only if the log could show what it counts; otherwise it has no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...errors import UnknownCode, WrongUsage
from ...knowledge.catalog import ALL_CATEGORIES, CATALOG, Catalog, Cause, CodeEntry
from ...model.spelling import most_alike
from ...phrases import Phrase, did_you_mean
from .counting import OF_ANY_LOG, OTHER_COUNTS, Count, Gate, Selection

if TYPE_CHECKING:
    from ...model.report import ReportData

ANY = "any"
EXAMPLE = "6600107>10"  # shown when a gate is refused
_MAX_NEAR = 4  # names that a refusal suggests

_GATE = re.compile(
    r"""
    (?P<name> [^\s<>=]+ )
    (?: \s* (?P<sign> >=? ) \s* (?P<number> [0-9]{1,18} ) )?
    """,
    re.VERBOSE,
)


def parse_gates(texts: Iterable[str], catalog: Catalog = CATALOG) -> tuple[Gate, ...]:
    """Parse gates; a text may hold several, separated by commas, and a repeated gate counts once.

    Raises WrongUsage, which suggests similar names, for a text that is not a gate.
    """
    gates = (_parse(part.strip(), catalog) for text in texts for part in text.split(","))
    return tuple({gate.text: gate for gate in gates}.values())


def selection_of(gate: str, report: ReportData) -> Selection | None:
    """Return the incidents of a report that a gate counts, or None if it counts something else. Raises WrongUsage."""
    name = _match(gate)["name"]
    return None if name.lower() in OTHER_COUNTS else _selection(name, _catalog_of(report))


def _parse(text: str, catalog: Catalog) -> Gate:
    if not text:
        raise WrongUsage("a gate is empty; write any, or name what to count, for example {example!r}", example=EXAMPLE)
    parts = _match(text)
    limit = int(parts["number"] or 0) - (parts["sign"] == ">=")
    if limit < 0:
        raise WrongUsage(
            "{text!r} would always fail; use {name}>0 to fail if there is at least one", text=text, name=parts["name"]
        )
    return Gate(text, limit, _count(parts["name"], catalog), parts["name"].lower() in OF_ANY_LOG)


def _match(text: str) -> re.Match[str]:
    parts = _GATE.fullmatch(text)
    if parts is None:
        raise WrongUsage(
            "{text!r} is not a gate; write NAME, NAME>N or NAME>=N, for example {example!r}", text=text, example=EXAMPLE
        )
    return parts


def _catalog_of(report: ReportData) -> Catalog:
    """Return the catalogue with the codes and causes that the report has from a user's own files."""
    causes: dict[int, dict[str, Cause]] = {}
    for item in report.recommendations:
        if item.cause is not None and CATALOG.cause(item.code, item.cause) is None:
            causes.setdefault(item.code, {})[item.cause] = Cause(item.cause, (), (), {})
    custom = []
    for count in report.codes:
        entry, added = CATALOG.entry(count.code), tuple(causes.get(count.code, {}).values())
        if entry is None or added:
            entry = entry or CodeEntry.bare(count.code, count.category, count.name or None)
            custom.append(entry._replace(causes=(*entry.causes, *added)))
    return CATALOG.with_own(custom)


# ---- names -----------------------------------------------------------------------------------------------------------


def _count(name: str, catalog: Catalog) -> Count:
    return OTHER_COUNTS.get(name.lower()) or _selection(name, catalog).count


def _selection(name: str, catalog: Catalog) -> Selection:
    word = name.lower()
    if word == ANY:
        return Selection()
    if word in ALL_CATEGORIES:
        return Selection(category=word)
    code, slash, cause = name.partition("/")
    if slash:
        return _code_and_cause(code, cause.lower(), catalog)
    if word in _causes(catalog):
        return Selection(cause=word)
    return _code(name, catalog)


def _code_and_cause(code: str, cause: str, catalog: Catalog) -> Selection:
    """Select a cause of a code. Raises WrongUsage if the code has no such cause."""
    number = _code(code, catalog).code
    known = [name for name in _causes(catalog) if number is not None and catalog.cause(number, name)]
    if cause in known:
        return Selection(code=number, cause=cause)
    hint = did_you_mean(most_alike(cause, known)) or (
        Phrase("; it has {known}", known=tuple(known)) if known else Phrase("; name the code alone")
    )
    raise WrongUsage("{code} has no cause {cause!r}{hint}", code=code, cause=cause, hint=hint)


def _code(name: str, catalog: Catalog) -> Selection:
    """Select what a number or symbol stands for: a code, or a cause of a code. Raises WrongUsage."""
    try:
        found = catalog.explain(name)
    except UnknownCode as error:
        words = [ANY, *OTHER_COUNTS, *ALL_CATEGORIES, *_causes(catalog)]
        near = [*most_alike(name.lower(), words), *error.near]
        hint = did_you_mean(tuple(near[:_MAX_NEAR])) or Phrase("; name a code, a category, a cause or any")
        raise WrongUsage("no gate can count {name!r}{hint}", name=name, hint=hint) from None
    return Selection(code=found.entry.number, cause=found.cause.id if found.cause else None)


def _causes(catalog: Catalog) -> list[str]:
    return sorted({cause.id for entry in catalog for cause in entry.causes})
