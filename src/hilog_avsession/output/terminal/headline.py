"""From a report's first sentences to lines: what was found, in which inputs, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .blocks import PageStyle, Paragraph
from .layout import Line, join, plain, prose, wrap

if TYPE_CHECKING:
    from ..wording.head import FailedInput, HeadText


def headline(texts: HeadText, style: PageStyle) -> Iterator[Line]:
    """Lay out what was found, how much was read, what was lost and which inputs have errors."""
    yield from wrap(plain(texts.found, "bold"), style.width)
    yield from wrap(plain(texts.read, "dim"), style.width)
    for text in filter(None, (texts.release, texts.redacted)):
        yield from wrap(plain(text, "dim"), style.width)
    if texts.looked_at:
        yield from wrap(plain(texts.looked_at), style.width)
    for text in texts.warnings:
        yield from Paragraph(plain(text, "yellow"), "! ").lines(style.width)
    for failed in texts.failed:
        yield from _failed_input(failed, style)
    if texts.more_failed:
        yield from Paragraph(plain(texts.more_failed, "red"), "✗ ").lines(style.width)
    for text in texts.unordered:
        yield from Paragraph(plain(text, "yellow"), "! ").lines(style.width)
    if texts.passed_over:
        yield from wrap(plain(texts.passed_over, "dim"), style.width)


def _failed_input(failed: FailedInput, style: PageStyle) -> Iterator[Line]:
    what = join([plain(failed.source, "bold"), plain(f": {failed.what}", "red")])
    yield from Paragraph(what, "✗ ").lines(style.width)
    if failed.hint:
        yield from Paragraph(prose(failed.hint, style.color), "  → ").lines(style.width)
