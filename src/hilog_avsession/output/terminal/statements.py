"""From an explained line to the lines of a page: who prints it, what it checks, what the caller gets, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from ..messages.lookup import message
from ..wording.statements import STATEMENT_LABELS, statement_text
from .blocks import Field, PageStyle, Paragraph, bullets, fields, numbered, title
from .layout import join, plain, prose, wrap
from .printing import write_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...analysis.explaining import ExplainedLine, ExplainedStatement
    from .layout import Line


def render_line(line: ExplainedLine, out: TextIO, *, lang: str = "en", width: int = 80, color: bool = False) -> None:
    """Write what is known of a line."""
    write_lines(_page(line, PageStyle(lang, width, color)), out, width=width, color=color)


def _page(line: ExplainedLine, style: PageStyle) -> Iterator[Line]:
    lang, width = style.lang, style.width
    shown = line.statements or line.similar
    if line.matches:
        yield from _matches(line, lang, width)
    if not line.statements and (shown or not line.matches):
        key = "search-similar" if line.matches else "statement-similar" if shown else "statement-none"
        yield from wrap(plain(message(lang, key, text=line.asked.strip())), width)
    for number, statement in enumerate(shown):
        if number or not line.statements:
            yield ()
        yield from _statement(statement, style)


def _matches(line: ExplainedLine, lang: str, width: int) -> Iterator[Line]:
    """Lay out the codes that a search has found, each with the text that holds the words."""
    asked, alone = line.asked.strip(), bool(line.codes)
    key = "search-corrected" if line.corrected else "search-one" if alone else "search-found"
    yield from wrap(plain(message(lang, key, text=asked, words=line.corrected)), width)
    yield ()
    if alone:
        return
    for match in line.matches:
        entry = match.entry
        head = join([plain(str(entry.number), "cyan"), plain(f"  {entry.text(lang).title}", "bold")])
        yield from Paragraph(head, "  ").lines(width)
        if match.text:
            yield from Paragraph(plain(match.text, "dim"), " " * (4 + len(str(entry.number)))).lines(width)
    yield ()
    yield from wrap(plain(message(lang, "search-next", code=line.matches[0].entry.number), "dim"), width)


def _statement(statement: ExplainedStatement, style: PageStyle) -> Iterator[Line]:
    lang, width = style.lang, style.width
    texts = statement_text(statement, lang)
    yield from wrap(plain(texts.name, "bold"), width)
    rows: list[Field] = [
        (message(lang, label), [Paragraph(plain(text))])
        for label, text in zip(STATEMENT_LABELS, texts.facts, strict=True)
        if text
    ]
    yield from fields(rows, width)
    if texts.causes:
        yield from title(message(lang, "causes"))
        yield from _indented(bullets(prose(cause, style.color) for cause in texts.causes), width)
    if texts.steps:
        yield from title(message(lang, "steps"))
        yield from _indented(numbered(prose(step, style.color) for step in texts.steps), width)


def _indented(paragraphs: list[Paragraph], width: int) -> list[Line]:
    return [(("  ", ""), *line) for paragraph in paragraphs for line in paragraph.lines(width - 2)]
