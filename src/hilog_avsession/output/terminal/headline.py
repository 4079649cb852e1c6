"""From a report's first sentences to lines: what was found, in what, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .blocks import Look, Paragraph
from .layout import Line, join, plain, prose, wrap

if TYPE_CHECKING:
    from ..wording.head import Failed, Head


def headline(head: Head, look: Look) -> Iterator[Line]:
    """Lay out what was found, how much was read, what was lost and which inputs have errors."""
    yield from wrap(plain(head.found, "bold"), look.width)
    yield from wrap(plain(head.read, "dim"), look.width)
    if head.redacted:
        yield from wrap(plain(head.redacted, "dim"), look.width)
    if head.looked_at:
        yield from wrap(plain(head.looked_at), look.width)
    for text in head.warnings:
        yield from Paragraph(plain(text, "yellow"), "! ").lines(look.width)
    for one in head.failed:
        yield from _failed(one, look)
    if head.more_failed:
        yield from Paragraph(plain(head.more_failed, "red"), "✗ ").lines(look.width)
    for text in head.unordered:
        yield from Paragraph(plain(text, "yellow"), "! ").lines(look.width)
    if head.passed_over:
        yield from wrap(plain(head.passed_over, "dim"), look.width)


def _failed(one: Failed, look: Look) -> Iterator[Line]:
    what = join([plain(one.source, "bold"), plain(f": {one.what}", "red")])
    yield from Paragraph(what, "✗ ").lines(look.width)
    if one.hint:
        yield from Paragraph(prose(one.hint, look.color), "  → ").lines(look.width)
