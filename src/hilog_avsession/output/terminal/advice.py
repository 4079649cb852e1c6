"""From the texts of recommendations to lines: why, where, what to do, and the lines of the log that prove it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..messages.lookup import message
from ..wording.joining import listed
from .blocks import Field, PageStyle, Paragraph, TableColumn, fields, numbered, table, title
from .layout import Line, cells, join, plain, prose, wrap

if TYPE_CHECKING:
    from ..wording.advice import AdviceText, Location, LogLine, RecommendationText
    from ..wording.overview import CauseText


def recommendations(texts: AdviceText, style: PageStyle) -> Iterator[Line]:
    """Lay out what to do: some recommendations in full, and a line for each of the others."""
    yield from title(message(style.lang, "recommendations"))
    for number, shown in enumerate(texts.shown):
        if number:
            yield ()
        yield from recommendation(shown, style)
    if texts.rest:
        yield from _index(texts.rest, style)


def _index(causes: Iterable[CauseText], style: PageStyle) -> Iterator[Line]:
    """Lay out a line for each cause, and which options show more of it."""
    lang, colon = style.lang, plain(message(style.lang, "colon"))
    columns = [
        TableColumn("#", right=True),
        TableColumn(message(lang, "count"), right=True),
        TableColumn(message(lang, "code"), right=True),
        TableColumn(message(lang, "index-header"), flexible=True, limit=1),
    ]
    rows = [
        [
            plain(f"{cause.rank}.", "dim"),
            plain(cause.incidents, "bold"),
            plain(cause.code, "cyan"),
            join([prose(cause.cause, style.color, "bold"), colon, prose(cause.step, style.color)]),
        ]
        for cause in causes
    ]
    yield from [*title(message(lang, "index")), *table(columns, rows, style.width)]
    yield from wrap(plain(f"  {message(lang, 'index-more')}", "dim"), style.width)


def recommendation(texts: RecommendationText, style: PageStyle) -> Iterator[Line]:
    """Lay out one recommendation."""
    parts = [plain(texts.code, "bold cyan"), plain(texts.title, "bold"), plain(texts.amount)]
    yield from Paragraph(join(parts, " "), f"{texts.rank}. ").lines(style.width)
    yield from fields(advice_fields(texts, style), style.width)


def advice_fields(texts: RecommendationText, style: PageStyle) -> list[Field]:
    """Return what a recommendation says as labelled fields."""
    lang = style.lang
    before = [Paragraph(plain(text, "dim")) for text in texts.before]
    others = [Paragraph(plain(texts.share_of_code, "dim"))] if texts.share_of_code else []
    return [
        (message(lang, "why"), [Paragraph(prose(texts.why, style.color)), *before] if texts.why else []),
        (message(lang, "where"), [*_locations(texts), *others]),
        (message(lang, "to-do"), numbered(prose(step, style.color) for step in texts.steps)),
        (message(lang, "note"), [Paragraph(prose(texts.note, style.color))] if texts.note else []),
        (message(lang, "evidence"), list(_evidence(texts, style.log_lines))),
        (message(lang, "also"), [Paragraph(plain(listed(texts.also, lang)))] if texts.also else []),
    ]


def _locations(texts: RecommendationText) -> Iterator[Paragraph]:
    for location in texts.where:
        yield from _location(location)
    if texts.elsewhere:
        yield Paragraph(plain(texts.elsewhere, "dim"))


def _location(location: Location) -> Iterator[Paragraph]:
    yield Paragraph(plain(location.session), location.amount)
    yield from (Paragraph(plain(text), " " * cells(location.amount)) for text in location.others)


def _evidence(texts: RecommendationText, limit: int | None) -> Iterator[Paragraph]:
    for line in texts.evidence:
        yield Paragraph(_head_of(line), hang=2)
        yield Paragraph(plain(line.text), "  ", limit)
    if texts.more_evidence:
        yield Paragraph(plain(texts.more_evidence, "dim"))


def _head_of(line: LogLine) -> Line:
    level = plain(line.level, _LEVELS.get(line.level, "dim"))
    parts = [plain(line.place, "cyan"), plain(line.time, "dim"), level, plain(line.process, "dim")]
    parts.append(plain(line.printed_at, "dim"))
    return join([part for part in parts if part[0][0]], "  ")


_LEVELS = {"F": "bold red", "E": "red", "W": "yellow"}
