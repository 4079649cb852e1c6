"""From a statement of the framework to the texts that explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...knowledge.framework.inventory import RELEASES
from ..messages.lookup import message
from .joining import listed, with_note
from .terms import Prose

if TYPE_CHECKING:
    from ...analysis.explaining import ExplainedStatement

# of the facts of a statement, in their order
STATEMENT_LABELS = ("statement-by", "statement-in", "statement-at", "statement-checks", "meaning", "statement-gives")


class StatementText(NamedTuple):
    """The texts of one statement; empty texts are not shown."""

    name: str  # `[Function]format`
    facts: tuple[str, ...]  # as STATEMENT_LABELS name them
    causes: tuple[Prose, ...]
    steps: tuple[Prose, ...]


def statement_text(statement: ExplainedStatement, lang: str) -> StatementText:
    """Return the texts of a statement."""
    row = statement.row
    place = with_note(statement.place, statement.release or "", lang)
    facts = (
        message(lang, f"statement-side-{row.side}", level=row.level),
        _releases(statement, lang),
        place,
        row.check,
        message(lang, f"statement-kind-{row.kind}"),
        _what_the_caller_gets(statement, lang),
    )
    name = f"[{row.function}]{row.format}" if row.prefix else row.format
    return StatementText(name.rstrip("\n "), facts, *_advice(statement, lang))


def _releases(statement: ExplainedStatement, lang: str) -> str:
    """Return the releases that print a statement, those in a row as a range: `3.2–4.1, 6.0`."""
    numbers = [number for number, release in enumerate(RELEASES) if release in statement.row.sites]
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][-1] == number - 1:
            ranges[-1].append(number)
        else:
            ranges.append([number])
    return listed(("–".join(dict.fromkeys((RELEASES[part[0]], RELEASES[part[-1]]))) for part in ranges), lang)


def _what_the_caller_gets(statement: ExplainedStatement, lang: str) -> str:
    row, explanation = statement.row, statement.explanation
    if explanation is None:
        return ""
    entry = explanation.entry
    parts = [f"{entry.number} {entry.symbol or ''}".rstrip()]
    if row.native is not None:
        symbol = explanation.native.symbol if explanation.native else ""
        parts.append(f"{row.native} {symbol}".rstrip())
    if row.api:
        parts.append(f"{row.api}()")
    return message(lang, "comma").join(parts)


def _advice(statement: ExplainedStatement, lang: str) -> tuple[tuple[Prose, ...], tuple[Prose, ...]]:
    """Return the causes of the failure and what to do; of the one cause if the statement tells which it is."""
    explanation = statement.explanation
    if explanation is None:
        return (), ()
    if explanation.cause is not None:
        text = explanation.cause.text(lang)
        return (Prose(text.title),), tuple(map(Prose, text.steps))
    whole = explanation.entry.text(lang)
    return tuple(map(Prose, whole.causes)), tuple(map(Prose, whole.steps))
