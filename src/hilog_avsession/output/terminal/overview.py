"""From the texts of an overview to lines: the answer that fits the first screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..messages.lookup import message
from .blocks import PageStyle, Paragraph, indent
from .layout import Line, join, plain, prose, wrap

if TYPE_CHECKING:
    from ..wording.overview import CauseText, OverviewText

_INDENT = 2
_NARROW = 80  # cells; a narrower page takes another line for a step


def _most_lines(width: int) -> int:
    """Return the lines that a text of the overview may take; what is cut stands in full further below."""
    return 2 if width >= _NARROW else 3


def overview(texts: OverviewText, style: PageStyle) -> Iterator[Line]:
    """Lay out the applications, and the most frequent causes each with its first step."""
    yield from [(), plain(message(style.lang, "overview"), "bold")]
    if texts.applications:
        label = f"{message(style.lang, 'in-applications')}  "
        applications = Paragraph(plain(texts.applications), label, _most_lines(style.width))
        yield from indent(applications.lines(style.width - _INDENT), _INDENT)
    for cause in texts.causes:
        yield from indent(_cause(cause, style), _INDENT)
    if texts.more:
        yield from indent(wrap(plain(texts.more, "dim"), style.width - _INDENT), _INDENT)


def _cause(texts: CauseText, style: PageStyle) -> Iterator[Line]:
    width, marker = style.width - _INDENT, f"{texts.rank}. "
    what = join([plain(texts.code, "bold cyan"), prose(texts.cause, style.color, "bold"), plain(texts.amount)], " ")
    yield from Paragraph(what, marker, _most_lines(style.width)).lines(width)
    if texts.step:
        hang = len(marker)
        step = Paragraph(prose(texts.step, style.color), "→ ", _most_lines(style.width))
        yield from indent(step.lines(width - hang), hang)
