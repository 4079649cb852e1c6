"""From what is said of sessions to lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..messages.report import say
from .blocks import LOG_LINES, Look, Paragraph, fields, title
from .layout import Line, join, plain, wrap

if TYPE_CHECKING:
    from ..wording.sessions import Sessions, Told


def sessions(told: Sessions, look: Look) -> Iterator[Line]:
    """Lay out the sessions, with their stories where there are any."""
    if told.shown:
        yield from title(say(look.lang, "sessions-title"))
    for number, one in enumerate(told.shown):
        yield from [()] * bool(number)
        yield from _session(one, look)
    for text in told.more:
        yield from [(), *wrap(plain(text, "dim"), look.width)]


def _session(one: Told, look: Look) -> list[Line]:
    said = {
        "owner": [one.owner],
        "type": [one.type] if one.type else [],
        "state": [one.life],
        "controllers-header": one.controllers,
        "incidents-label": [one.incidents],
    }
    rows = [(say(look.lang, key), [Paragraph(plain(text)) for text in texts]) for key, texts in said.items()]
    rows.append((say(look.lang, "story"), list(_story(one))))
    return [*wrap(plain(one.id, "bold cyan"), look.width), *fields(rows, look.width)]


def _story(one: Told) -> Iterator[Paragraph]:
    for event in one.story:
        parts = [plain(event.time, "dim"), plain(event.what, "bold"), plain(event.place, "cyan")]
        yield Paragraph(join(parts, "  "))
        yield Paragraph(plain(event.text), "  ", LOG_LINES)
    if one.no_story:
        yield Paragraph(plain(one.no_story, "dim"))
