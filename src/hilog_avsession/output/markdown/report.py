"""From a report to Markdown for an issue or a merge request, as GitHub, GitLab and Gitee show it.

Evidence and stories unfold. What a log says stands as code, wherever it could mean something to Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from ..._version import TOOL, __version__
from ..messages.report import say
from ..terminal.gates import MAX_NEW, failed_first, is_compared, new_kinds, reservations, verdict
from ..wording.advice import advice
from ..wording.counts import codes
from ..wording.head import head
from ..wording.sessions import sessions
from ..wording.terms import Terms
from ..wording.unknown import unknown
from .markup import code, fence, folded, inline, prose, table

if TYPE_CHECKING:
    from ...model.report import BlindSpot, KindCount, ReportData
    from ..view import View
    from ..wording.advice import Quoted, Spot
    from ..wording.advice import Told as Advised
    from ..wording.head import Head
    from ..wording.sessions import Told as Session

_LONGEST = 1_000  # characters of a line of the log; GitHub takes 65,536 in all


def pieces(report: ReportData, view: View) -> Iterator[str]:
    """The page, a block at a time."""
    blocks = _page(report, Terms.of(report, view))
    yield next(blocks)
    yield from (f"\n{block}" for block in blocks)


def _page(report: ReportData, terms: Terms) -> Iterator[str]:
    lang = report.lang
    yield from _head(head(report), lang)
    if report.gates:
        yield from _gates(report)
    if report.codes:
        yield _title(say(lang, "by-code"))
        yield _codes(report)
    if report.counts.incidents:
        yield from _advice(report, terms)
    yield from _sessions(report, terms)
    yield from _unknown(report, terms)
    if report.blind_spots:
        yield _title(say(lang, "blind-title"))
        yield "".join(map(_blind_spot, report.blind_spots))
    yield _lines([f"{TOOL} {__version__}"])


def _lines(lines: Iterable[str]) -> str:
    """Lines as one block."""
    return "".join(f"{line}\n" for line in lines)


def _items(texts: Iterable[str]) -> str:
    return _lines(f"- {text}" for text in texts)


def _title(text: str) -> str:
    return _lines([f"## {inline(text)}"])


def _labelled(lang: str, key: str, text: str) -> str:
    return f"**{say(lang, 'label', what=say(lang, key))}** {text}"


# ---- what was found --------------------------------------------------------------------------------------------------


def _head(said: Head, lang: str) -> Iterator[str]:
    yield _lines([f"# {inline(said.found)}"])
    yield _lines([inline(said.read)])
    yield from (_lines([inline(text)]) for text in (said.redacted, said.looked_at) if text)
    failed = (f"{code(one.source)}: {_why(one.what, one.hint, lang)}" for one in said.failed)
    notes = [*map(inline, said.warnings), *failed, inline(said.more_failed), *map(inline, said.unordered)]
    notes = [note for note in [*notes, inline(said.passed_over)] if note]
    if notes:
        yield _items(notes)


def _why(what: str, hint: str, lang: str) -> str:
    return f"{inline(what)}{say(lang, 'semicolon')}{prose(hint)}" if hint else inline(what)


def _gates(report: ReportData) -> Iterator[str]:
    lang = report.lang
    yield _title(verdict(report))
    keys = ("gates-gate", "gates-found", "gates-limit", "gates-known")[: 4 if is_compared(report) else 3]
    rows = (
        ["✗" if one.tripped else "✓", code(one.gate), f"{one.found:,}", f"{one.limit:,}", f"{one.known:,}"]
        for one in failed_first(report)
    )
    header = ["", *(say(lang, key) for key in keys)]
    yield _lines(table(header, (row[: len(header)] for row in rows), right=(2, 3, 4)))
    yield from (_lines([inline(text)]) for text in reservations(report))
    if new_kinds(report):
        yield from _new(new_kinds(report), lang)


def _new(kinds: Sequence[KindCount], lang: str) -> Iterator[str]:
    yield _title(say(lang, "gates-new"))
    rows = (
        [f"{one.incidents:,}", code(str(one.code)), inline(one.cause or ""), inline(one.bundle or "")]
        for one in kinds[:MAX_NEW]
    )
    keys = ("count", "code", "gates-cause", "gates-application")
    yield _lines(table([say(lang, key) for key in keys], rows, right=(0,)))
    if len(kinds) > MAX_NEW:
        yield _lines([inline(say(lang, "gates-more-new", len(kinds) - MAX_NEW))])


def _codes(report: ReportData) -> str:
    keys = ("count", "share", "sessions-header", "code", "title", "category")
    rows = (
        [one.incidents, inline(one.share), one.sessions, code(one.code), prose(one.title), inline(one.category)]
        for one in codes(report)
    )
    return _lines(table([say(report.lang, key) for key in keys], rows, right=(0, 1, 2)))


# ---- what to do ------------------------------------------------------------------------------------------------------


def _advice(report: ReportData, terms: Terms) -> Iterator[str]:
    said = advice(report, terms)
    yield _title(say(terms.lang, "recommendations"))
    for one in said.shown:
        yield _lines([f"### {one.rank}. {code(str(one.code))} {prose(one.title)} {inline(one.amount)}"])
        yield from _recommendation(one, terms.lang)
    if said.more:
        yield _lines([inline(said.more)])


def _recommendation(one: Advised, lang: str) -> Iterator[str]:
    if one.why:
        yield _lines([_labelled(lang, "why", prose(one.why))])
    if one.before:
        yield _items(map(inline, one.before))
    spots = [*(_spot(spot, lang) for spot in one.where), *([inline(one.elsewhere)] if one.elsewhere else [])]
    yield from _listed(lang, "where", spots)
    yield _lines([_labelled(lang, "to-do", "").rstrip()])
    yield _lines(f"{number}. {prose(step)}" for number, step in enumerate(one.steps, start=1))
    if one.note:
        yield _lines([_labelled(lang, "note", prose(one.note))])
    if one.evidence:
        yield _lines(folded(say(lang, "evidence"), _evidence(one.evidence, one.more_evidence)))
    if one.also:
        yield _lines([_labelled(lang, "also", ", ".join(map(inline, one.also)))])


def _listed(lang: str, key: str, texts: list[str]) -> Iterator[str]:
    """A label with its text beside it, or with several below it."""
    if len(texts) == 1:
        yield _lines([_labelled(lang, key, texts[0])])
    elif texts:
        yield _lines([_labelled(lang, key, "").rstrip()])
        yield _items(texts)


def _spot(spot: Spot, lang: str) -> str:
    return inline(spot.amount + say(lang, "comma").join((spot.session, *spot.others)))


def _evidence(lines: Iterable[Quoted], more: str) -> Iterator[str]:
    yield from fence(chain.from_iterable(map(_quoted, lines)))
    if more:
        yield from ("", inline(more))


def _quoted(line: Quoted) -> Iterator[str]:
    yield "  ".join(part for part in (line.place, line.time, line.level, line.process) if part)
    yield f"  {_cut(line.text)}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


# ---- sessions and what is not known ----------------------------------------------------------------------------------


def _sessions(report: ReportData, terms: Terms) -> Iterator[str]:
    lang, said = terms.lang, sessions(report, terms)
    if said.shown:
        yield _title(say(lang, "sessions-title"))
        header = ("session", "owner", "type", "state", "controllers-header", "incidents-label")
        yield _lines(table([say(lang, key) for key in header], (_session(one, lang) for one in said.shown)))
    for one in said.shown:
        if one.story:
            story = chain.from_iterable(
                _quoted_event(event.time, event.what, event.place, event.text) for event in one.story
            )
            yield _lines(folded(say(lang, "story"), fence(story), one.id))
    yield from (_lines([inline(text)]) for text in said.more)


def _session(one: Session, lang: str) -> list[str]:
    cells = (one.owner, one.type, one.life, say(lang, "comma").join(one.controllers), one.incidents)
    return [code(one.id), *map(inline, cells)]


def _quoted_event(time: str, what: str, place: str, text: str) -> Iterator[str]:
    yield f"{time}  {what}  {place}"
    yield f"  {_cut(text)}"


def _unknown(report: ReportData, terms: Terms) -> Iterator[str]:
    said = unknown(report, terms)
    if said.shown:
        yield _title(say(terms.lang, "unknown-title"))
        lines = chain.from_iterable((one.amount, f"  {_cut(one.example)}") for one in said.shown)
        yield _lines(fence(lines))
    if said.more:
        yield _lines([inline(said.more)])


def _blind_spot(one: BlindSpot) -> str:
    block = fence([one.command], "sh") if one.command is not None else ()
    return _lines([f"- {inline(one.text)}", *(f"  {line}" for line in block)])
