"""From a report's first sentences to lines: what was found, in which inputs, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..messages.lookup import message
from .blocks import PageStyle, Paragraph, title
from .layout import Line, join, plain, prose, wrap

if TYPE_CHECKING:
    from ..wording.head import FailedInput, HeadText

_BRIEF = 2  # reasons why inputs could not be read, in a brief headline


def headline(texts: HeadText, style: PageStyle, *, brief: bool = False) -> Iterator[Line]:
    """Lay out what was found, how much was read, what was lost and which inputs have errors.

    A brief headline takes one line for each of the first inputs with errors; `failed_inputs` has all of it.
    """
    yield from wrap(plain(texts.found, "bold"), style.width)
    yield from wrap(plain(texts.read, "dim"), style.width)
    for text in filter(None, (texts.release, texts.redacted)):
        yield from wrap(plain(text, "dim"), style.width)
    if texts.looked_at:
        yield from wrap(plain(texts.looked_at), style.width)
    for text in texts.warnings:
        yield from Paragraph(plain(text, "yellow"), "! ").lines(style.width)
    if brief:
        yield from _failed_briefly(texts, style)
        return
    yield from _failed(texts, style)
    yield from _files(texts, style)


def failed_inputs(texts: HeadText, style: PageStyle) -> Iterator[Line]:
    """Lay out what a brief headline leaves out: inputs that could not be read, or not in the order of time."""
    if texts.failed:
        yield from [*title(message(style.lang, "failed-title")), *_failed(texts, style)]
    rest = list(_files(texts, style))
    if rest:
        yield from [(), *rest]


def _failed(texts: HeadText, style: PageStyle) -> Iterator[Line]:
    for failed in texts.failed:
        yield from _named(failed, style.lang).lines(style.width)
        for paragraph in _hint(failed, style):
            yield from paragraph.lines(style.width)
    if texts.more_failed:
        yield from Paragraph(plain(texts.more_failed, "red"), "✗ ").lines(style.width)


def _hint(failed: FailedInput, style: PageStyle) -> Iterator[Paragraph]:
    """Yield what to do; a command stands on a line of its own, so that it can be copied."""
    code = f"`{failed.command}`"
    before, command, after = failed.hint.partition(code if code in failed.hint else failed.command or code)
    if before:
        yield Paragraph(prose(before.rstrip(), style.color), "  → ")
    if command:
        yield Paragraph(plain(failed.command, "cyan"), "    ", whole=True)
    if rest := after.lstrip("；;，, "):
        yield Paragraph(prose(rest, style.color), "    ")


def _failed_briefly(texts: HeadText, style: PageStyle) -> Iterator[Line]:
    more = sum(failed.inputs for failed in texts.failed[_BRIEF:])
    for failed in texts.failed[:_BRIEF]:
        yield from _named(failed, style.lang, limit=1).lines(style.width)
    if more or texts.more_failed:
        yield from Paragraph(plain(message(style.lang, "more-failed-below"), "red"), "✗ ", 1).lines(style.width)


def _named(failed: FailedInput, lang: str, limit: int | None = None) -> Paragraph:
    what = plain(f"{message(lang, 'colon')}{failed.what}", "red")
    return Paragraph(join([plain(failed.source, "bold"), what]), "✗ ", limit)


def _files(texts: HeadText, style: PageStyle) -> Iterator[Line]:
    for text in texts.unordered:
        yield from Paragraph(plain(text, "yellow"), "! ").lines(style.width)
    if texts.passed_over:
        yield from wrap(plain(texts.passed_over, "dim"), style.width)
