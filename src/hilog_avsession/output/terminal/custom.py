"""From what a user's catalogue holds to a page that says what it adds and what it replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from ..messages.report import say
from .blocks import Column, Paragraph, indent, table
from .layout import plain
from .report import write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...custom import CustomEntry, Loaded, Words
    from ...knowledge.ruleset import CustomStatement
    from .layout import Line

_Row = tuple[str, str, str]  # what it is, its name, what it says


def render_own(loaded: Loaded, out: TextIO, *, lang: str = "en", width: int = 80, color: bool = False) -> None:
    """Write what a file without mistakes holds."""
    write(_page(loaded, lang, width), out, width=width, color=color)


def _page(loaded: Loaded, lang: str, width: int) -> Iterator[Line]:
    yield from Paragraph(plain(say(lang, "own-fine", file=loaded.file), "bold")).lines(width)
    rows = [row for entry in loaded.entries for row in _entry(entry, lang)]
    rows += [_statement(one, lang) for one in loaded.statements]
    columns = [
        Column(say(lang, "own-what")),
        Column(say(lang, "own-name")),
        Column(say(lang, "own-says"), flexible=True),
    ]
    lines = [[plain(what, "dim"), plain(name, "cyan"), plain(says)] for what, name, says in rows]
    yield from indent(table(columns, lines, width - 2, by=0), 2)


def _entry(own: CustomEntry, lang: str) -> Iterator[_Row]:
    """The rows of a code and its causes; new ones show their title, replaced words their keys."""
    entry, number = own.entry, str(own.entry.number)
    if own.is_new:
        yield say(lang, "own-new-code"), number, entry.text(lang).title
    elif own.words:
        yield say(lang, "own-words"), number, _replaced(own.words)
    for cause_id, (is_new, words) in own.causes.items():
        cause = entry.cause(cause_id)
        if is_new and cause is not None:
            yield say(lang, "own-new-cause"), f"{number} {cause_id}", cause.text(lang).title
        else:
            yield say(lang, "own-words"), f"{number} {cause_id}", _replaced(words)


def _replaced(words: Words) -> str:
    return ", ".join(f"{lang}.{key}" for lang, given in words.items() for key in given)


def _statement(own: CustomStatement, lang: str) -> _Row:
    """Whose line it is, what it tells, and what it overrides."""
    statement = own.statement
    whose = "/".join(filter(None, (own.domain, own.bundle, own.tag))) or f"AVSession ({statement.side.value})"
    told = [str(one) for one in (statement.code, statement.native, statement.learns) if one is not None]
    told += [f"({statement.cause})"] * bool(statement.cause)
    what = " ".join(told) or say(lang, "own-number" if statement.fails else "own-nothing")
    over = say(lang, "own-overrides", names=", ".join(own.overrides)) if own.overrides else ""
    return say(lang, "own-statement"), statement.name, f"{whose} → {what}{over}"
