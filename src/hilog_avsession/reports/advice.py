"""From recommendations to paragraphs: why, where, what to do, and the lines that say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .blocks import LOG_LINES, Field, Look, Paragraph, fields, numbered, title
from .layout import Line, cells, join, plain, prose, wrap
from .sessions import owner, who
from .words import say, share, state

if TYPE_CHECKING:
    from ..model import Evidence, Recommendation, Session, Where
    from ..report import Report


def recommendations(report: Report, look: Look) -> Iterator[Line]:
    """Say what to do, by frequency, as far as `look.top` allows."""
    shown = report.recommendations[: look.top]
    more = len(report.recommendations) - len(shown)
    titles = {one.code: one.title for one in report.codes}
    yield from title(say(look.lang, "recommendations"))
    for number, one in enumerate(shown):
        yield from [()] * bool(number)
        yield from _heading(one, titles.get(one.code, one.title), report.counts.incidents, look)
        yield from fields(_fields(one, look), look.width)
    if more:
        yield from [(), *wrap(plain(say(look.lang, "more-recommendations", more), "dim"), look.width)]


def _heading(one: Recommendation, name: str, total: int, look: Look) -> list[Line]:
    count = say(look.lang, "incidents", one.incidents)
    parts = [plain(one.code, "bold cyan"), plain(name, "bold")]
    parts.append(plain(say(look.lang, "count-and-share", count=count, share=share(one.incidents, total))))
    return Paragraph(join(parts, " "), f"{one.rank}. ").lines(look.width)


def _fields(one: Recommendation, look: Look) -> list[Field]:
    lang = look.lang
    why = prose(one.title if one.cause else one.description, look.color)
    return [
        (say(lang, "why"), [Paragraph(why), *_before(one, look)] if one.cause or one.description else []),
        (say(lang, "where"), list(_places(one, look))),
        (say(lang, "to-do"), numbered(prose(step, look.color) for step in one.steps)),
        (say(lang, "note"), [Paragraph(prose(one.note, look.color))] if one.note else []),
        (say(lang, "evidence"), list(_evidence(one, look))),
        (say(lang, "also"), list(_also(one, look))),
    ]


def _before(one: Recommendation, look: Look) -> Iterator[Paragraph]:
    """What happened before, as the reason of the first incident."""
    for event in one.before:
        what = state(look.lang, event.event) + (f" × {event.count}" if event.count > 1 else "")
        place = look.place(f"{event.source}:{event.line}")
        yield Paragraph(plain(say(look.lang, "before", what=what, time=event.time, place=place), "dim"))


def _places(one: Recommendation, look: Look) -> Iterator[Paragraph]:
    for where in one.where:
        marker = say(look.lang, "times-each", where.incidents) if len(one.where) > 1 else ""
        session, *others = _place(where, look.lang)
        yield Paragraph(plain(session), marker)
        yield from (Paragraph(plain(text), " " * cells(marker)) for text in others)
    more = one.incidents - sum(where.incidents for where in one.where)
    if more > 0:
        yield Paragraph(plain(say(look.lang, "elsewhere", more), "dim"))


def _place(where: Where, lang: str) -> Iterator[str]:
    session, controller, process = where.session, where.controller, where.process
    if session is None:
        yield say(lang, "session-unknown")
    else:
        yield say(lang, f"link-{where.confidence}", what=_session_of(session, lang))
    if controller is not None:
        yield say(lang, "through", who=who(controller, lang))
    elif session is None or process is None or process.pid != session.pid:  # not called by the owner itself
        yield say(lang, "controller-unknown")
    known = {session.pid if session else None, controller.pid if controller else None}
    if process is not None and process.pid not in known:
        yield say(lang, "seen-in", who=who(process, lang))


def _session_of(session: Session, lang: str) -> str:
    name = session.id or say(lang, "session-no-id")
    by = owner(session, lang)
    return say(lang, "session-of", id=name, who=by) if by else say(lang, "session-of-nobody", id=name)


def _evidence(one: Recommendation, look: Look) -> Iterator[Paragraph]:
    for line in one.evidence[: look.evidence]:
        yield Paragraph(_head_of(line, look))
        yield Paragraph(plain(line.text), "  ", LOG_LINES)
    more = len(one.evidence) - look.evidence
    if more > 0 and look.evidence:
        yield Paragraph(plain(say(look.lang, "more-lines", more), "dim"))


def _head_of(line: Evidence, look: Look) -> Line:
    process = line.process or (say(look.lang, "pid", pid=line.pid) if line.pid is not None else "")
    level = plain(line.level, _LEVELS.get(line.level, "dim"))
    parts = [plain(look.place(line.place), "cyan"), plain(line.time, "dim"), level, plain(process, "dim")]
    return join([part for part in parts if part[0][0]], "  ")


_LEVELS = {"F": "bold red", "E": "red", "W": "yellow"}


def _also(one: Recommendation, look: Look) -> Iterator[Paragraph]:
    shown = {line.place for line in one.evidence[: look.evidence]}
    places = [place for place in one.because if place not in shown]
    if not places:
        return
    more = one.incidents - len(one.because)
    ends = [plain(say(look.lang, "more-places", more))] if more > 0 else []
    yield Paragraph(join([*(plain(look.place(place)) for place in places), *ends], ", "))
