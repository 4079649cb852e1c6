"""From recommendations to what is said of them: why, where, what to do, and the lines that say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..messages.report import say, share
from .sessions import happened, owner, who
from .terms import Prose

if TYPE_CHECKING:
    from ...model.incidents import Evidence, Session
    from ...model.report import Recommendation, ReportData, Where
    from ...model.story import StoryEvent
    from .terms import Terms


class Quoted(NamedTuple):
    """A line of the log."""

    place: str
    time: str
    level: str
    process: str
    text: str


class Spot(NamedTuple):
    """Where some of the incidents happened."""

    amount: str  # `4 × `; empty where it is the only spot
    session: str
    others: tuple[str, ...]  # the controller, the application that saw it


class Told(NamedTuple):
    """What is said of one recommendation; empty texts are not to be shown."""

    rank: int
    code: int
    title: str
    amount: str  # with its share, in brackets
    why: Prose
    before: tuple[str, ...]  # what led to the first incident
    where: tuple[Spot, ...]
    elsewhere: str
    steps: tuple[Prose, ...]
    note: Prose
    evidence: tuple[Quoted, ...]
    more_evidence: str
    also: tuple[str, ...]  # places of further incidents


class Advice(NamedTuple):
    """The recommendations that a page shows, and what it says of the others."""

    shown: tuple[Told, ...]
    more: str


def advice(report: ReportData, terms: Terms) -> Advice:
    """Say what to do, by frequency, as far as `terms.top` allows."""
    shown = report.recommendations[: terms.top]
    more = len(report.recommendations) - len(shown)
    return Advice(
        tuple(told(one, report, terms) for one in shown),
        say(terms.lang, "more-recommendations", more) if more else "",
    )


def told(one: Recommendation, report: ReportData, terms: Terms) -> Told:
    """What is said of one recommendation of the report."""
    lang = terms.lang
    count = say(lang, "incidents", one.incidents)
    elsewhere = one.incidents - sum(where.incidents for where in one.where)
    hidden = len(one.evidence) - terms.evidence if terms.evidence else 0
    return Told(
        rank=one.rank,
        code=one.code,
        title=next((code.title for code in report.codes if code.code == one.code), one.title),
        amount=say(lang, "count-and-share", count=count, share=share(one.incidents, report.counts.incidents)),
        why=Prose(one.title if one.cause else one.description),
        before=tuple(before(event, terms.place(f"{event.source}:{event.line}"), lang) for event in one.before),
        where=tuple(_spot(where, len(one.where), lang) for where in one.where),
        elsewhere=say(lang, "elsewhere", elsewhere) if elsewhere > 0 else "",
        steps=tuple(map(Prose, one.steps)),
        note=Prose(one.note or ""),
        evidence=tuple(quoted(line, terms) for line in one.evidence[: terms.evidence]),
        more_evidence=say(lang, "more-lines", hidden) if hidden > 0 else "",
        also=tuple(_also(one, terms)),
    )


def before(event: StoryEvent, place: str, lang: str) -> str:
    """What happened before a failure, as its reason."""
    return say(lang, "before", what=happened(event, lang), time=event.time, place=place)


def _spot(where: Where, spots: int, lang: str) -> Spot:
    amount = say(lang, "times-each", where.incidents) if spots > 1 else ""
    session, *others = place_of(where, lang)
    return Spot(amount, session, tuple(others))


def place_of(where: Where, lang: str) -> Iterator[str]:
    """Whose session it was, then through whose controller the call came and who saw it fail."""
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


def quoted(line: Evidence, terms: Terms) -> Quoted:
    """A line of the log with the short name of its input; a process without a name is told by its pid."""
    process = line.process or (say(terms.lang, "pid", pid=line.pid) if line.pid is not None else "")
    return Quoted(terms.place(line.place), line.time, line.level, process, line.text)


def _also(one: Recommendation, terms: Terms) -> Iterator[str]:
    """The places of the first incidents that the evidence does not show, and how many there are beyond."""
    shown = {line.place for line in one.evidence[: terms.evidence]}
    places = [place for place in one.because if place not in shown]
    yield from map(terms.place, places)
    more = one.incidents - len(one.because)
    if places and more > 0:
        yield say(terms.lang, "more-places", more)
