"""From a key, or a member of an enum, to its text in a language.

A message that a member of an enum selects has the key `FAMILY-VALUE`, as `basis-pid` for `Basis.PID`.
tests/test_messages.py lists the families, and demands a message for each member in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from . import ci, codes, comparison, filters, fleet, gates, outputs, page, plots, report
from .shape import Message, fill

_TABLES = (report, codes, comparison, fleet, filters, gates, outputs, ci, plots, page)
MESSAGES: Mapping[str, Mapping[str, Message]] = {
    lang: {key: text for table in _TABLES for key, text in table.MESSAGES[lang].items()} for lang in report.MESSAGES
}


def message(lang: str, key: str, n: int | None = None, /, **values: object) -> str:
    """Return a message with its values; `n` chooses between the singular and the plural."""
    return fill(MESSAGES[lang][key], n, **values)


def member_message(lang: str, family: str, member: StrEnum, n: int | None = None, **values: object) -> str:
    """Return the message that a family has for a member of its enum."""
    return message(lang, f"{family}-{member}", n, **values)


def category(lang: str, name: str) -> str:
    """Return the name of a category of codes."""
    return _name(lang, "category", name, name)


def state(lang: str, name: str) -> str:
    """Return the word for the state of a session."""
    return _name(lang, "state", name, name.replace("-", " "))


def session_type(lang: str, name: str) -> str:
    """Return the word for the type of a session."""
    return _name(lang, "type", name, name.replace("-", " "))


def event(lang: str, name: str) -> str:
    """Return the words for an event of a story, `created` or `failure 6600102`; a report read back may hold others."""
    kind, _, code = name.partition(" ")
    if code.isdigit():
        return f"{_name(lang, 'event', kind, kind)} {code}"
    return _name(lang, "event", name, name.replace("-", " "))


def _name(lang: str, family: str, name: str, default: str) -> str:
    known = MESSAGES[lang].get(f"{family}-{name}")
    return known if isinstance(known, str) else default


def share(part: int, whole: int) -> str:
    """Return a share in percent; a part that is not zero is never shown as 0%."""
    percent = round(100 * part / whole) if whole else 0
    return "<1%" if part and not percent else f"{percent}%"


_UNITS = ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min"), (1.0, "s"), (0.001, "ms"))


def duration(lang: str, seconds: float) -> str:
    """Return a span of time in its largest unit: `5 minutes`."""
    size, unit = next((size_and_unit for size_and_unit in _UNITS if seconds >= size_and_unit[0]), _UNITS[-1])
    return message(lang, f"unit-{unit}", round(seconds / size))
