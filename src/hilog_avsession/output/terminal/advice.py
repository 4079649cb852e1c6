"""From what is said of recommendations to lines: why, where, what to do, and the lines of the log that say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..messages.report import say
from .blocks import LOG_LINES, Field, Look, Paragraph, fields, numbered, title
from .layout import Line, cells, join, plain, prose, wrap

if TYPE_CHECKING:
    from ..wording.advice import Advice, Quoted, Spot, Told


def recommendations(advice: Advice, look: Look) -> Iterator[Line]:
    """Lay out what to do."""
    yield from title(say(look.lang, "recommendations"))
    for number, one in enumerate(advice.shown):
        yield from [()] * bool(number)
        yield from recommendation(one, look)
    if advice.more:
        yield from [(), *wrap(plain(advice.more, "dim"), look.width)]


def recommendation(one: Told, look: Look) -> Iterator[Line]:
    """Lay out one recommendation."""
    parts = [plain(one.code, "bold cyan"), plain(one.title, "bold"), plain(one.amount)]
    yield from Paragraph(join(parts, " "), f"{one.rank}. ").lines(look.width)
    yield from fields(_fields(one, look), look.width)


def _fields(one: Told, look: Look) -> list[Field]:
    lang = look.lang
    before = [Paragraph(plain(text, "dim")) for text in one.before]
    return [
        (say(lang, "why"), [Paragraph(prose(one.why, look.color)), *before] if one.why else []),
        (say(lang, "where"), list(_places(one))),
        (say(lang, "to-do"), numbered(prose(step, look.color) for step in one.steps)),
        (say(lang, "note"), [Paragraph(prose(one.note, look.color))] if one.note else []),
        (say(lang, "evidence"), list(_evidence(one))),
        (say(lang, "also"), [Paragraph(plain(", ".join(one.also)))] if one.also else []),
    ]


def _places(one: Told) -> Iterator[Paragraph]:
    for spot in one.where:
        yield from _spot(spot)
    if one.elsewhere:
        yield Paragraph(plain(one.elsewhere, "dim"))


def _spot(spot: Spot) -> Iterator[Paragraph]:
    yield Paragraph(plain(spot.session), spot.amount)
    yield from (Paragraph(plain(text), " " * cells(spot.amount)) for text in spot.others)


def _evidence(one: Told) -> Iterator[Paragraph]:
    for line in one.evidence:
        yield Paragraph(_head_of(line))
        yield Paragraph(plain(line.text), "  ", LOG_LINES)
    if one.more_evidence:
        yield Paragraph(plain(one.more_evidence, "dim"))


def _head_of(line: Quoted) -> Line:
    level = plain(line.level, _LEVELS.get(line.level, "dim"))
    parts = [plain(line.place, "cyan"), plain(line.time, "dim"), level, plain(line.process, "dim")]
    return join([part for part in parts if part[0][0]], "  ")


_LEVELS = {"F": "bold red", "E": "red", "W": "yellow"}
