"""From a line of a log, or its message alone, to the statements that print it and the code that the caller gets."""

from __future__ import annotations

from typing import NamedTuple

from ..knowledge.application_errors import find_errors
from ..knowledge.catalog import CATALOG, Catalog, Explanation
from ..knowledge.catalog.searching import Match, corrected, known_part, search
from ..knowledge.framework.inventory import Row, inventory, printing, similar
from ..knowledge.rules import AVSESSION_DOMAINS, Rule, is_avsession
from ..knowledge.statements import STATEMENTS
from ..model.records import Body
from ..reading.header import HeaderReader, split_message
from .places import place_of
from .release import of_release


class ExplainedStatement(NamedTuple):
    """A statement of the framework: where it stands, and what it means."""

    row: Row
    place: str  # in the newest release that prints it: `avsession_proxy.cpp:551`
    release: str | None  # that release
    explanation: Explanation | None  # of the code that the caller gets


class ExplainedLine(NamedTuple):
    """What is known of a line."""

    asked: str
    statements: tuple[ExplainedStatement, ...]  # that print it
    similar: tuple[ExplainedStatement, ...]  # with a similar text, if none prints the line
    codes: tuple[Explanation, ...]  # that an application states in it, or the only one that matches
    matches: tuple[Match, ...] = ()  # codes whose texts hold all its words, if it is not a line of a log
    corrected: str = ""  # the words that the matches hold, if some of its words are spelt wrongly or no code has all


def explain_line(asked: str, catalog: Catalog = CATALOG) -> ExplainedLine:
    """Explain a line of HiLog in any layout, or its message alone."""
    body = _body_of(asked.strip())
    is_framework = is_avsession(body)
    rows = _rows_of(body) if is_framework else []
    codes: list[Explanation] = []
    if not rows:
        numbers = dict.fromkeys(found.code for found in find_errors(body.message, catalog=catalog))
        codes = [catalog.explain(number) for number in numbers if catalog.entry(number)]
    matches = () if rows or codes else search(catalog, body.message)
    if len(matches) == 1:
        codes = [catalog.explain(matches[0].entry.number)]
    near = [] if rows or codes or not is_framework else similar(body.function, body.text)
    words = "" if rows or codes or matches or near else _findable(body.message, catalog)
    if words:
        matches = search(catalog, words)
    return ExplainedLine(
        asked,
        tuple(_explained(row, catalog, row.cause or _cause_in(body)) for row in rows),
        tuple(_explained(row, catalog) for row in near),
        tuple(codes),
        matches,
        words,
    )


def _findable(text: str, catalog: Catalog) -> str:
    """Return the words of a text as the codes spell them, else those of its words that one code has, else nothing."""
    tries = (corrected(catalog, text), known_part(catalog, text))
    return next((words for words in tries if search(catalog, words)), "")


def _body_of(text: str) -> Body:
    read = HeaderReader().read(text)
    if read is not None:
        return read[1]
    # a message alone: nothing but its text tells who printed it
    return Body("", "C", AVSESSION_DOMAINS[1], "", "AVSession", text, *split_message(text))


def _rows_of(body: Body) -> list[Row]:
    """Return the statements that print a line: of those that match, the ones with the most fixed text."""
    table = inventory()
    rows = table.find(body.function, body.text, body.level) or table.find(body.function, body.text)
    if not rows and not body.function:
        rows = printing(body.text)
    rows = of_release(rows, body)
    return [row for row in rows if row.format == rows[0].format] if body.function else rows


def _cause_in(body: Body) -> str | None:
    """Return the cause that our own statements name for a line."""
    text = body.text.lower()
    likely = (
        Rule(statement) for statement in STATEMENTS if statement.cause is not None and statement.needle.lower() in text
    )
    return next(
        (rule.statement.cause for rule in likely if rule.applies_to(body) and rule.read(body) is not None), None
    )


def _explained(row: Row, catalog: Catalog, cause_id: str | None = None) -> ExplainedStatement:
    place, release = place_of([row])
    explanation = catalog.explain(row.code) if row.code and catalog.entry(row.code) else None
    if explanation is not None:
        native = catalog.native(row.native) if row.native is not None else None
        entry = explanation.entry
        cause = entry.cause(cause_id) or entry.cause_of_number(row.native)
        explanation = explanation._replace(native=native, cause=cause)
    return ExplainedStatement(row, place, release, explanation)
