"""From a user's catalogue to a page that shows what it adds and what it replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from ..messages.lookup import message
from ..wording.joining import listed, with_note
from .blocks import Paragraph, TableColumn, indent, table
from .layout import plain
from .printing import write_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...custom import CustomEntry, Loaded, Words
    from ...knowledge.ruleset import CustomStatement
    from .layout import Line

_EntryTexts = tuple[str, str, str]  # what kind of entry it is, its name, its content


def render_own(loaded: Loaded, out: TextIO, *, lang: str = "en", width: int = 80, color: bool = False) -> None:
    """Write what a valid file holds."""
    write_lines(_page(loaded, lang, width), out, width=width, color=color)


def _page(loaded: Loaded, lang: str, width: int) -> Iterator[Line]:
    yield from Paragraph(plain(message(lang, "own-fine", file=loaded.file), "bold")).lines(width)
    rows = [row for entry in loaded.entries for row in _entry(entry, lang)]
    rows += [_statement(statement, lang) for statement in loaded.statements]
    columns = [
        TableColumn(message(lang, "own-what")),
        TableColumn(message(lang, "own-name")),
        TableColumn(message(lang, "own-says"), flexible=True),
    ]
    lines = [[plain(kind, "dim"), plain(name, "cyan"), plain(content)] for kind, name, content in rows]
    yield from indent(table(columns, lines, width - 2, by=0), 2)


def _entry(own: CustomEntry, lang: str) -> Iterator[_EntryTexts]:
    """Yield the rows of a code and its causes: new entries with their title, others with the keys they replace."""
    entry, number = own.entry, str(own.entry.number)
    if own.is_new:
        yield message(lang, "own-new-code"), number, entry.text(lang).title
    elif own.words:
        yield message(lang, "own-words"), number, _replaced(own.words, lang)
    for cause_id, (is_new, words) in own.causes.items():
        cause = entry.cause(cause_id)
        if is_new and cause is not None:
            yield message(lang, "own-new-cause"), f"{number} {cause_id}", cause.text(lang).title
        else:
            yield message(lang, "own-words"), f"{number} {cause_id}", _replaced(words, lang)


def _replaced(words: Words, lang: str) -> str:
    return listed((f"{given_in}.{key}" for given_in, given in words.items() for key in given), lang)


def _statement(own: CustomStatement, lang: str) -> _EntryTexts:
    """Return who prints the line of a statement, its meaning, and the statements that it overrides."""
    statement = own.statement
    whose = "/".join(filter(None, (own.domain, own.bundle, own.tag))) or with_note(
        "AVSession", statement.side.value, lang
    )
    meanings = [str(part) for part in (statement.code, statement.native, statement.learns) if part is not None]
    what = " ".join(meanings) or message(lang, "own-number" if statement.fails else "own-nothing")
    what = with_note(what, statement.cause or "", lang)
    over = message(lang, "own-overrides", names=listed(own.overrides, lang)) if own.overrides else ""
    return message(lang, "own-statement"), statement.name, f"{whose} → {what}{over}"
