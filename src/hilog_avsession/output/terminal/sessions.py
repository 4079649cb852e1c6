"""From the texts of sessions to lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..messages.lookup import message
from .blocks import PageStyle, Paragraph, fields, title
from .layout import Line, join, plain, wrap

if TYPE_CHECKING:
    from ..wording.sessions import SessionsText, SessionText


def sessions(texts: SessionsText, style: PageStyle) -> Iterator[Line]:
    """Lay out the sessions, with the stories that they have."""
    if texts.shown:
        yield from title(message(style.lang, "sessions-title"))
    for number, session in enumerate(texts.shown):
        if number:
            yield ()
        yield from _session(session, style)
    for text in texts.more:
        yield from [(), *wrap(plain(text, "dim"), style.width)]


def _session(session: SessionText, style: PageStyle) -> list[Line]:
    texts_by_label = {
        "owner": [session.owner],
        "device": [session.device] if session.device else [],
        "type": [session.type] if session.type else [],
        "state": [session.life],
        "controllers-header": session.controllers,
        "incidents-label": [session.incidents],
    }
    rows = [
        (message(style.lang, label), [Paragraph(plain(text)) for text in texts])
        for label, texts in texts_by_label.items()
    ]
    rows.append((message(style.lang, "story"), list(_story(session, style.log_lines))))
    return [*wrap(plain(session.id, "bold cyan"), style.width), *fields(rows, style.width)]


def _story(session: SessionText, limit: int | None) -> Iterator[Paragraph]:
    for event in session.story:
        parts = [plain(event.time, "dim"), plain(event.what, "bold"), plain(event.place, "cyan")]
        yield Paragraph(join(parts, "  "), hang=2)
        yield Paragraph(plain(event.text), "  ", limit)
    if session.no_story:
        yield Paragraph(plain(session.no_story, "dim"))
