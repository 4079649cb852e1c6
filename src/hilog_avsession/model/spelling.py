"""From an unknown word to the known words that are spelt most like it."""

from __future__ import annotations

from collections.abc import Iterable


def most_alike(word: str, known: Iterable[str], most: int = 3, cutoff: float = 0.6) -> tuple[str, ...]:
    """Return the words that are spelt most like a word, the most similar first; `cutoff` is 1 for the word itself."""
    from difflib import get_close_matches  # only a mistake needs it

    return tuple(get_close_matches(word, list(known), most, cutoff))
