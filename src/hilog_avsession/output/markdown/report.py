"""From a report to Markdown for an issue or a merge request, as GitHub, GitLab and Gitee show it.

Evidence and stories unfold. Text from a log is written as code wherever it could have a meaning in Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from ..._version import TOOL, __version__
from ..messages.lookup import message
from ..wording.advice import advice_text
from ..wording.blindspots import blind_spots
from ..wording.counts import codes
from ..wording.gates import gates_text
from ..wording.head import head_text
from ..wording.sessions import sessions_text
from ..wording.terms import Terms
from ..wording.unknown import unknown_text
from .markup import code, fence, folded, inline, prose, table

if TYPE_CHECKING:
    from ...model.report import ReportData
    from ..view import View
    from ..wording.advice import Location, LogLine, RecommendationText
    from ..wording.blindspots import BlindSpotText
    from ..wording.gates import GatesText
    from ..wording.head import HeadText
    from ..wording.sessions import SessionText

_LONGEST = 1_000  # characters of a line of the log; GitHub takes 65,536 in all


def text_parts(report: ReportData, view: View) -> Iterator[str]:
    """Yield the page, block by block."""
    blocks = _page(report, Terms.of(report, view))
    yield next(blocks)
    yield from (f"\n{block}" for block in blocks)


def _page(report: ReportData, terms: Terms) -> Iterator[str]:
    lang = report.lang
    head = head_text(report)
    yield from _head(head, lang)
    if report.gates:
        yield from _gates(gates_text(report), lang)
    if report.codes:
        yield _title(message(lang, "by-code"))
        yield _codes(report)
    if report.counts.incidents:
        yield from _advice(report, terms)
    yield from _sessions(report, terms)
    yield from _unknown(report, terms)
    if report.blind_spots:
        yield _title(message(lang, "blind-title"))
        yield "".join(map(_blind_spot, blind_spots(report)))
    yield from _release(head, lang)
    yield _lines([f"{TOOL} {__version__}"])


def _lines(lines: Iterable[str]) -> str:
    """Join lines into one block."""
    return "".join(f"{line}\n" for line in lines)


def _items(texts: Iterable[str]) -> str:
    return _lines(f"- {text}" for text in texts)


def _title(text: str) -> str:
    return _lines([f"## {inline(text)}"])


def _labelled(lang: str, key: str, text: str) -> str:
    return f"**{message(lang, 'label', what=message(lang, key))}** {text}"


# ---- what was found --------------------------------------------------------------------------------------------------


def _head(texts: HeadText, lang: str) -> Iterator[str]:
    yield _lines([f"# {inline(texts.found)}"])
    yield _lines([inline(texts.read)])
    yield from (_lines([inline(text)]) for text in (texts.release, texts.redacted, texts.looked_at) if text)
    failed = (f"{code(entry.source)}: {_why(entry.what, entry.hint, lang)}" for entry in texts.failed)
    notes = [*map(inline, texts.warnings), *failed, inline(texts.more_failed), *map(inline, texts.unordered)]
    notes = [note for note in [*notes, inline(texts.passed_over)] if note]
    if notes:
        yield _items(notes)


def _release(texts: HeadText, lang: str) -> Iterator[str]:
    if texts.release_reasons:
        yield _title(message(lang, "release-why"))
        yield _items(map(inline, texts.release_reasons))


def _why(what: str, hint: str, lang: str) -> str:
    return f"{inline(what)}{message(lang, 'semicolon')}{prose(hint)}" if hint else inline(what)


def _gates(texts: GatesText, lang: str) -> Iterator[str]:
    yield _title(texts.verdict)
    keys = ("gates-gate", "gates-found", "gates-limit", "gates-known")[: 4 if texts.has_known else 3]
    rows = (
        ["✗" if outcome.failed else "✓", code(outcome.gate), outcome.found, outcome.limit, outcome.known]
        for outcome in texts.outcomes
    )
    header = ["", *(message(lang, key) for key in keys)]
    yield _lines(table(header, (row[: len(header)] for row in rows), right=(2, 3, 4)))
    yield from (_lines([inline(text)]) for text in texts.reservations)
    if texts.new_kinds:
        yield from _new_kinds(texts, lang)


def _new_kinds(texts: GatesText, lang: str) -> Iterator[str]:
    yield _title(message(lang, "gates-new"))
    rows = (
        [kind.incidents, code(str(kind.code)), inline(kind.cause), inline(kind.application)] for kind in texts.new_kinds
    )
    keys = ("count", "code", "gates-cause", "gates-application")
    yield _lines(table([message(lang, key) for key in keys], rows, right=(0,)))
    if texts.more_new_kinds:
        yield _lines([inline(texts.more_new_kinds)])


def _codes(report: ReportData) -> str:
    keys = ("count", "share", "sessions-header", "code", "title", "category")
    rows = (
        [row.incidents, inline(row.share), row.sessions, code(row.code), prose(row.title), inline(row.category)]
        for row in codes(report)
    )
    return _lines(table([message(report.lang, key) for key in keys], rows, right=(0, 1, 2)))


# ---- what to do ------------------------------------------------------------------------------------------------------


def _advice(report: ReportData, terms: Terms) -> Iterator[str]:
    texts = advice_text(report, terms)
    yield _title(message(terms.lang, "recommendations"))
    for shown in texts.shown:
        yield _lines([f"### {shown.rank}. {code(str(shown.code))} {prose(shown.title)} {inline(shown.amount)}"])
        yield from _recommendation(shown, terms.lang)
    if texts.more:
        yield _lines([inline(texts.more)])


def _recommendation(texts: RecommendationText, lang: str) -> Iterator[str]:
    if texts.why:
        yield _lines([_labelled(lang, "why", prose(texts.why))])
    if texts.before:
        yield _items(map(inline, texts.before))
    where = [_location(location, lang) for location in texts.where]
    yield from _listed(lang, "where", [*where, inline(texts.elsewhere)] if texts.elsewhere else where)
    yield _lines([_labelled(lang, "to-do", "").rstrip()])
    yield _lines(f"{number}. {prose(step)}" for number, step in enumerate(texts.steps, start=1))
    if texts.note:
        yield _lines([_labelled(lang, "note", prose(texts.note))])
    if texts.evidence:
        yield _lines(folded(message(lang, "evidence"), _evidence(texts.evidence, texts.more_evidence)))
    if texts.also:
        yield _lines([_labelled(lang, "also", ", ".join(map(inline, texts.also)))])


def _listed(lang: str, key: str, texts: list[str]) -> Iterator[str]:
    """Yield a label with its only text beside it, or with several texts below it."""
    if len(texts) == 1:
        yield _lines([_labelled(lang, key, texts[0])])
    elif texts:
        yield _lines([_labelled(lang, key, "").rstrip()])
        yield _items(texts)


def _location(location: Location, lang: str) -> str:
    return inline(location.amount + message(lang, "comma").join((location.session, *location.others)))


def _evidence(lines: Iterable[LogLine], more: str) -> Iterator[str]:
    yield from fence(chain.from_iterable(map(_quoted, lines)))
    if more:
        yield from ("", inline(more))


def _quoted(line: LogLine) -> Iterator[str]:
    yield "  ".join(part for part in (line.place, line.time, line.level, line.process, line.printed_at) if part)
    yield f"  {_cut(line.text)}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


# ---- sessions and unknown lines --------------------------------------------------------------------------------------


def _sessions(report: ReportData, terms: Terms) -> Iterator[str]:
    lang, texts = terms.lang, sessions_text(report, terms)
    if texts.shown:
        yield _title(message(lang, "sessions-title"))
        header = ("session", "owner", "type", "state", "controllers-header", "incidents-label")
        yield _lines(
            table([message(lang, key) for key in header], (_session(session, lang) for session in texts.shown))
        )
    for session in texts.shown:
        if session.story:
            story = chain.from_iterable(
                _quoted_event(event.time, event.what, event.place, event.text) for event in session.story
            )
            yield _lines(folded(message(lang, "story"), fence(story), session.id))
    yield from (_lines([inline(text)]) for text in texts.more)


def _session(session: SessionText, lang: str) -> list[str]:
    controllers = message(lang, "comma").join(session.controllers)
    cells = (session.owner, session.type, session.life, controllers, session.incidents)
    return [code(session.id), *map(inline, cells)]


def _quoted_event(time: str, what: str, place: str, text: str) -> Iterator[str]:
    yield f"{time}  {what}  {place}"
    yield f"  {_cut(text)}"


def _unknown(report: ReportData, terms: Terms) -> Iterator[str]:
    texts = unknown_text(report, terms)
    if texts.shown:
        yield _title(message(terms.lang, "unknown-title"))
        lines = chain.from_iterable((shape.amount, f"  {_cut(shape.example)}") for shape in texts.shown)
        yield _lines(fence(lines))
    if texts.more:
        yield _lines([inline(texts.more)])


def _blind_spot(spot: BlindSpotText) -> str:
    block = fence([spot.command], "sh") if spot.command is not None else ()
    return _lines([f"- {inline(spot.text)}", *(f"  {line}" for line in block)])
