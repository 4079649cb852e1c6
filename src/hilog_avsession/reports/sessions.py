"""From sessions to paragraphs: whose they were, how long they lived, what failed in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .blocks import LOG_LINES, Look, Paragraph, fields, title
from .layout import Line, join, plain, wrap
from .words import say, state

if TYPE_CHECKING:
    from ..model import Controller, Session
    from ..report import Report

_MAX_SESSIONS = 20  # shown where no stories are asked for


def sessions(report: Report, look: Look) -> Iterator[Line]:
    """Show the sessions that have incidents, with their stories where they are asked for."""
    lang = look.lang
    affected = [session for session in report.sessions if session.incidents or look.stories]
    most = sorted(affected, key=lambda session: -session.incidents)
    shown = affected if look.stories else most[:_MAX_SESSIONS]
    codes = _codes_of_sessions(report)
    if shown:
        yield from title(say(lang, "sessions-title"))
    for number, session in enumerate(shown):
        yield from [()] * bool(number)
        yield from _session(session, codes.get(_key(session), Counter()), look)
    more = len(affected) - len(shown)
    unlinked = report.counts.incidents - sum(session.incidents for session in affected)
    for key, count in (("more-sessions", more), ("unlinked", unlinked)):
        if count > 0:
            yield from [(), *wrap(plain(say(lang, key, count), "dim"), look.width)]


_Key = tuple[str | None, str | None, int | None, str | None]


def _key(session: Session) -> _Key:
    return session.id, session.full_id, session.pid, session.created


def _codes_of_sessions(report: Report) -> dict[_Key, Counter[int]]:
    codes: dict[_Key, Counter[int]] = {}
    for incident in report.incidents:
        if incident.session is not None:
            codes.setdefault(_key(incident.session), Counter())[incident.code] += 1
    return codes


def _session(session: Session, codes: Counter[int], look: Look) -> list[Line]:
    lang = look.lang
    life = [state(lang, session.state)]
    life += [say(lang, "created-at", time=session.created)] if session.created else []
    life += [say(lang, "released-at", time=session.released)] if session.released else []
    counts = [say(lang, "code-count", count, code=code) for code, count in codes.most_common()]
    kept = codes.total()
    counts += [say(lang, "not-kept", session.incidents - kept)] if session.incidents > kept else []
    kind = [state(lang, session.type)] if session.type else []
    rows = [
        (say(lang, "owner"), [Paragraph(plain(owner(session, lang) or say(lang, "owner-unknown")))]),
        (say(lang, "type"), [Paragraph(plain(text)) for text in kind]),
        (say(lang, "state"), [Paragraph(plain(say(lang, "comma").join(life)))]),
        (say(lang, "controllers-header"), [Paragraph(plain(who(one, lang))) for one in session.controllers]),
        (say(lang, "incidents-label"), [Paragraph(plain(say(lang, "comma").join(counts)))]),
        (say(lang, "story"), list(_story(session, look))),
    ]
    name = wrap(plain(session.id or say(lang, "session-no-id"), "bold cyan"), look.width)
    return [*name, *fields(rows, look.width)]


def _story(session: Session, look: Look) -> Iterator[Paragraph]:
    if not look.stories:
        return
    for event in session.story:
        what = state(look.lang, event.event) + (f" × {event.count}" if event.count > 1 else "")
        parts = [plain(event.time, "dim"), plain(what, "bold")]
        parts.append(plain(look.place(f"{event.source}:{event.line}"), "cyan"))
        yield Paragraph(join(parts, "  "))
        yield Paragraph(plain(event.text), "  ", LOG_LINES)
    if not session.story:
        yield Paragraph(plain(say(look.lang, "no-story"), "dim"))


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
