"""From a word that stands for no code to the codes that are most like it, each with its title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import UnknownCode

if TYPE_CHECKING:
    from ..knowledge.catalog import Catalog


def nearest(word: str, known: Catalog, lang: str) -> tuple[str, ...]:
    """Return the codes that are most like a word: the one that it stands for, or similar ones."""
    try:
        return (titled(str(known.explain(word).entry.number), known, lang),)
    except UnknownCode as error:
        return tuple(titled(near, known, lang) for near in error.near)


def titled(near: str, known: Catalog, lang: str) -> str:
    """Return the number or symbol of a code with its title."""
    title = known.explain(near).entry.text(lang).title
    return f"{near}（{title}）" if lang == "zh" else f"{near} ({title})"
