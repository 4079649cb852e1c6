"""From sessions to their texts: who owns them, how long they lived, what failed in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ..messages.lookup import event, message, session_type, state
from .joining import with_note

if TYPE_CHECKING:
    from ...model.incidents import Controller, Session, SessionKey
    from ...model.report import ReportData
    from ...model.story import StoryEvent
    from .terms import Terms

_MAX_SESSIONS = 10  # shown without stories


class EventText(NamedTuple):
    """One event of a session's story."""

    time: str
    what: str
    place: str
    text: str  # the line of the log


class SessionText(NamedTuple):
    """One session."""

    id: str
    owner: str
    type: str
    life: str
    controllers: tuple[str, ...]
    device: str = ""  # empty where there is one only
    incidents: str = ""  # by code
    story: tuple[EventText, ...] = ()
    no_story: str = ""  # instead of a story that was asked for


class SessionsText(NamedTuple):
    """The sessions that a page shows, and sentences on the others."""

    shown: tuple[SessionText, ...]
    more: tuple[str, ...]


def sessions_text(report: ReportData, terms: Terms) -> SessionsText:
    """Return the texts of the sessions that have incidents, with their stories if the terms ask for them."""
    affected = [session for session in report.sessions if session.incidents or terms.stories]
    groups = [[session] for session in affected] if terms.stories else _alike(affected, terms)
    shown = groups if terms.stories else groups[: terms.first(_MAX_SESSIONS)]
    codes = codes_of_sessions(report)
    more = len(affected) - sum(map(len, shown))
    unlinked = report.counts.incidents - sum(session.incidents for session in affected)
    counts = (("more-sessions", more), ("unlinked", unlinked))
    return SessionsText(
        tuple(_session(group, codes, terms) for group in shown),
        tuple(message(terms.lang, key, count) for key, count in counts if count > 0),
    )


def _alike(sessions: Iterable[Session], terms: Terms) -> list[list[Session]]:
    """Group the sessions that would read alike, such as those without an id; most incidents first."""
    groups: dict[SessionText, list[Session]] = {}
    for session in sessions:
        groups.setdefault(_described(session, terms), []).append(session)
    return sorted(groups.values(), key=lambda group: -sum(session.incidents for session in group))


def codes_of_sessions(report: ReportData) -> dict[SessionKey, Counter[int]]:
    """Count the incidents of each session by code, among the incidents that the report keeps."""
    codes: dict[SessionKey, Counter[int]] = {}
    for incident in report.incidents:
        if incident.session is not None:
            codes.setdefault(incident.session.key, Counter())[incident.code] += 1
    return codes


def _session(group: list[Session], codes: Mapping[SessionKey, Counter[int]], terms: Terms) -> SessionText:
    """Return the texts of one session, or of several that read alike."""
    lang, session = terms.lang, group[0]
    return _described(session, terms)._replace(
        id=session.id or message(lang, "sessions-no-id", len(group)),
        incidents=_incidents_by_code(group, codes, lang),
        story=tuple(_story(session, terms)) if terms.stories else (),
        no_story=message(lang, "no-story") if terms.stories and not session.story else "",
    )


def _described(session: Session, terms: Terms) -> SessionText:
    """Return the texts of a session without its incidents."""
    lang = terms.lang
    return SessionText(
        id=session.id or "",
        owner=owner(session, lang) or message(lang, "owner-unknown"),
        type=session_type(lang, session.type) if session.type else "",
        life=_life(session, lang),
        controllers=tuple(process_name(controller, lang) for controller in session.controllers),
        device=session.device or "" if terms.tells_devices else "",
    )


def _life(session: Session, lang: str) -> str:
    """Return the state of a session, and when it was created and released."""
    parts = [state(lang, session.state)]
    parts += [message(lang, "created-at", time=session.created)] if session.created else []
    parts += [message(lang, "released-at", time=session.released)] if session.released else []
    return message(lang, "comma").join(parts)


def _incidents_by_code(group: list[Session], codes: Mapping[SessionKey, Counter[int]], lang: str) -> str:
    """Return how often each code failed in sessions; `codes` counts the incidents that the report keeps."""
    kept: Counter[int] = Counter()
    for key in {session.key for session in group}:  # of sessions without an id, several may have one key
        kept += codes.get(key, Counter())
    counts = [message(lang, "code-count", count, code=code) for code, count in kept.most_common()]
    more = sum(session.incidents for session in group) - kept.total()
    return message(lang, "comma").join([*counts, message(lang, "not-kept", more)] if more > 0 else counts)


def _story(session: Session, terms: Terms) -> Iterator[EventText]:
    for happening in session.story:
        place = terms.place(f"{happening.source}:{happening.line}")
        yield EventText(happening.time, event_name(happening, terms.lang), place, happening.text)


def event_name(happening: StoryEvent, lang: str) -> str:
    """Return what happened, with its count if it happened several times."""
    return event(lang, happening.event) + (f" × {happening.count}" if happening.count > 1 else "")


def owner(session: Session, lang: str) -> str:
    """Return the bundle and pid that own a session, as far as the log shows them."""
    if session.pid is None:
        return session.bundle or ""
    return _named(session.bundle, session.pid, lang)


def process_name(process: Controller, lang: str) -> str:
    """Return the name and pid of a process."""
    return _named(process.process, process.pid, lang)


def _named(name: str | None, pid: int, lang: str) -> str:
    shown = message(lang, "pid", pid=pid)
    return with_note(name, shown, lang) if name else shown
