"""From a mistyped word to what resembles it most: codes, each with its title, or a command."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from ..errors import UnknownCode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..knowledge.catalog import Catalog


COMMAND = re.compile(r"[A-Za-z][A-Za-z_-]*")  # as the name of a command; that of a log has a suffix, or it exists


def is_mistyped(word: str, commands: Iterable[str]) -> bool:
    """Tell whether a word is not a file but resembles a command, so that typer suggests the right one."""
    if not COMMAND.fullmatch(word) or os.path.exists(word):
        return False
    from ..model.spelling import most_alike

    return bool(most_alike(word, commands))


def nearest(word: str, known: Catalog, lang: str) -> tuple[str, ...]:
    """Return the code that a word stands for, or the most similar ones."""
    try:
        return (titled(str(known.explain(word).entry.number), known, lang),)
    except UnknownCode as error:
        return tuple(titled(near, known, lang) for near in error.near)


def titled(near: str, known: Catalog, lang: str) -> str:
    """Return the number or symbol of a code with its title."""
    title = known.explain(near).entry.text(lang).title
    return f"{near}（{title}）" if lang == "zh" else f"{near} ({title})"
