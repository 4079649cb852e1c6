"""From the texts of recommendations to Markdown: why, where, what to do, and evidence that unfolds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from ..messages.lookup import message
from ..wording import joining
from ..wording.joining import spaced
from .blocks import cut, items, labelled, line, lines, listed, title
from .markup import code, fence, folded, inline, prose, table

if TYPE_CHECKING:
    from ..wording.advice import AdviceText, Location, LogLine, RecommendationText
    from ..wording.overview import CauseText, OverviewText


def overview(texts: OverviewText, lang: str) -> Iterator[str]:
    """Yield what failed in a few lines: the applications, and the most frequent causes each with its first step."""
    yield title(message(lang, "overview"))
    if texts.applications:
        yield line(f"{message(lang, 'in-applications')} {inline(texts.applications)}")
    yield lines(map(_in_brief, texts.causes))
    if texts.more:
        yield line(inline(texts.more))


def _in_brief(cause: CauseText) -> str:
    step = f" → {prose(cause.step)}" if cause.step else ""
    return f"{cause.rank}. {code(str(cause.code))} {spaced(f'**{prose(cause.cause)}**', inline(cause.amount))}{step}"


def advice(texts: AdviceText, lang: str, in_brief: int | None = None) -> Iterator[str]:
    """Yield what to do: some recommendations in full, and a row for each of the others, or for the first `in_brief`."""
    if texts.shown:
        yield title(message(lang, "recommendations"))
    for shown in texts.shown:
        yield line(f"### {shown.rank}. {code(str(shown.code))} {spaced(prose(shown.title), inline(shown.amount))}")
        yield from _recommendation(shown, lang)
    if texts.rest[:in_brief]:
        yield title(message(lang, "index"))
        yield _index(texts.rest[:in_brief], lang)
    left_out = len(texts.rest) - len(texts.rest[:in_brief])
    if left_out:
        yield line(inline(message(lang, "more-recommendations", left_out)))


def _index(causes: Iterable[CauseText], lang: str) -> str:
    header = ["#", *(message(lang, key) for key in ("count", "code", "index-header"))]
    colon = message(lang, "colon")
    rows = (
        [str(cause.rank), cause.incidents, code(str(cause.code)), f"**{prose(cause.cause)}**{colon}{prose(cause.step)}"]
        for cause in causes
    )
    return lines(table(header, rows, right=(0, 1)))


def _recommendation(texts: RecommendationText, lang: str) -> Iterator[str]:
    if texts.why:
        yield line(labelled(lang, "why", prose(texts.why)))
    if texts.before:
        yield items(map(inline, texts.before))
    where = [_location(location, lang) for location in texts.where]
    yield from listed(lang, "where", [*where, inline(texts.elsewhere)] if texts.elsewhere else where)
    if texts.share_of_code:
        yield line(inline(texts.share_of_code))
    yield line(labelled(lang, "to-do"))
    yield lines(f"{number}. {prose(step)}" for number, step in enumerate(texts.steps, start=1))
    if texts.note:
        yield line(labelled(lang, "note", prose(texts.note)))
    if texts.evidence:
        yield lines(folded(message(lang, "evidence"), _evidence(texts.evidence, texts.more_evidence)))
    if texts.also:
        yield line(labelled(lang, "also", joining.listed(map(inline, texts.also), lang)))


def _location(location: Location, lang: str) -> str:
    return inline(location.in_line(lang))


def _evidence(evidence: Iterable[LogLine], more: str) -> Iterator[str]:
    yield from fence(chain.from_iterable(map(_quoted, evidence)))
    if more:
        yield from ("", inline(more))


def _quoted(shown: LogLine) -> Iterator[str]:
    yield shown.header
    yield f"  {cut(shown.text)}"
