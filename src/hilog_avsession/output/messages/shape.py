"""The shape of a table of messages, the same in every module of this package."""

from __future__ import annotations

from collections.abc import Mapping

Message = str | tuple[str, str]  # one text for any number, or one for the singular and one for the plural
Messages = Mapping[str, Mapping[str, Message]]  # by language, then by key


def fill(message: Message, n: int | None = None, /, **values: object) -> str:
    """Return a message with its values; `n` chooses between the singular and the plural, and is the value `{n}`."""
    if isinstance(message, tuple):
        message = message[0] if n == 1 else message[1]
    return message.format(n="" if n is None else f"{n:,}", **values)
