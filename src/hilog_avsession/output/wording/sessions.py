"""From sessions to what is said of them: whose they were, how long they lived, what failed in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..messages.report import say, state

if TYPE_CHECKING:
    from ...model.incidents import Controller, Session
    from ...model.report import ReportData
    from ...model.story import StoryEvent
    from .terms import Terms

_MAX_SESSIONS = 20  # shown where no stories are asked for


class Happened(NamedTuple):
    """One event of a session's story."""

    time: str
    what: str
    place: str
    text: str  # the line of the log


class Told(NamedTuple):
    """What is said of one session."""

    id: str
    owner: str
    type: str
    life: str
    controllers: tuple[str, ...]
    incidents: str  # by code
    story: tuple[Happened, ...] = ()
    no_story: str = ""  # where one was asked for and there is none


class Sessions(NamedTuple):
    """The sessions that a page shows, and what it says of the others."""

    shown: tuple[Told, ...]
    more: tuple[str, ...]


def sessions(report: ReportData, terms: Terms) -> Sessions:
    """Tell of the sessions that have incidents, with their stories where they are asked for."""
    affected = [session for session in report.sessions if session.incidents or terms.stories]
    most = sorted(affected, key=lambda session: -session.incidents)
    shown = affected if terms.stories else most[:_MAX_SESSIONS]
    codes = codes_of_sessions(report)
    more = len(affected) - len(shown)
    unlinked = report.counts.incidents - sum(session.incidents for session in affected)
    counts = (("more-sessions", more), ("unlinked", unlinked))
    return Sessions(
        tuple(_told(session, codes.get(session.key, Counter()), terms) for session in shown),
        tuple(say(terms.lang, key, count) for key, count in counts if count > 0),
    )


Key = tuple[str | None, str | None, int | None, str | None]


def codes_of_sessions(report: ReportData) -> dict[Key, Counter[int]]:
    """How many incidents of which code each session has, among those that the report keeps."""
    codes: dict[Key, Counter[int]] = {}
    for incident in report.incidents:
        if incident.session is not None:
            codes.setdefault(incident.session.key, Counter())[incident.code] += 1
    return codes


def _told(session: Session, codes: Counter[int], terms: Terms) -> Told:
    lang = terms.lang
    return Told(
        id=session.id or say(lang, "session-no-id"),
        owner=owner(session, lang) or say(lang, "owner-unknown"),
        type=state(lang, session.type) if session.type else "",
        life=life(session, lang),
        controllers=tuple(who(one, lang) for one in session.controllers),
        incidents=failed(session, codes, lang),
        story=tuple(_story(session, terms)) if terms.stories else (),
        no_story=say(lang, "no-story") if terms.stories and not session.story else "",
    )


def life(session: Session, lang: str) -> str:
    """Its state, and when it was created and released."""
    parts = [state(lang, session.state)]
    parts += [say(lang, "created-at", time=session.created)] if session.created else []
    parts += [say(lang, "released-at", time=session.released)] if session.released else []
    return say(lang, "comma").join(parts)


def failed(session: Session, codes: Counter[int], lang: str) -> str:
    """How often which code failed in it; `codes` counts the incidents that the report keeps."""
    counts = [say(lang, "code-count", count, code=code) for code, count in codes.most_common()]
    more = session.incidents - codes.total()
    return say(lang, "comma").join([*counts, say(lang, "not-kept", more)] if more > 0 else counts)


def _story(session: Session, terms: Terms) -> Iterator[Happened]:
    for event in session.story:
        place = terms.place(f"{event.source}:{event.line}")
        yield Happened(event.time, happened(event, terms.lang), place, event.text)


def happened(event: StoryEvent, lang: str) -> str:
    """The event in words, with its count where there are several."""
    return state(lang, event.event) + (f" × {event.count}" if event.count > 1 else "")


def owner(session: Session, lang: str) -> str:
    """The bundle and pid that a session belongs to, as far as the log tells; else an empty text."""
    if session.pid is None:
        return session.bundle or ""
    return _named(session.bundle, session.pid, lang)


def who(process: Controller, lang: str) -> str:
    """A process by its name and pid."""
    return _named(process.process, process.pid, lang)


def _named(name: str | None, pid: int, lang: str) -> str:
    """A pid with the name that belongs to it, where it is known."""
    shown = say(lang, "pid", pid=pid)
    return f"{name} ({shown})" if name else shown
