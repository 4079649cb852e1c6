"""The names from the fields of a report, and where a text holds them."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from operator import neg

from . import forms
from .vocabulary import is_known


class LearntNames:
    """Finds names in texts, however many names begin with the same word, as bundles do with `com`."""

    def __init__(self) -> None:
        self._lengths: dict[str, list[int]] = {}  # first word in lower case -> lengths of its names, longest first
        self._names: dict[tuple[int, str], dict[str, str]] = {}  # length and name in lower case -> names -> pseudonyms

    def learn(self, name: str, pseudonym: str) -> bool:
        """Take in a name and return whether it is new; a short number could be any number and is not taken in."""
        first = forms.WORD.search(name)
        if first is None or (name.isdigit() and len(name) < 5):
            return False
        name = name[first.start() :]
        same = self._names.setdefault((len(name), name.casefold()), {})
        if name in same:
            return False
        same[name] = pseudonym
        lengths = self._lengths.setdefault(first[0].casefold(), [])
        if len(name) not in lengths:
            insort(lengths, len(name), key=neg)
        return True

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """Yield where a part of a text holds names, the longest at each place, with their pseudonyms."""
        for word in forms.WORD.finditer(text, start, end):
            if word.start() < start:
                continue
            for length in self._lengths.get(word[0].casefold(), ()):
                last = word.start() + length
                pseudonym = self._name_at(text, word.start(), last) if last <= end else None
                if pseudonym is not None:
                    yield word.start(), last, pseudonym
                    start = last
                    break

    def _name_at(self, text: str, start: int, end: int) -> str | None:
        """Return the pseudonym of the name between two places. A known word is a name only in the same spelling."""
        found = text[start:end]
        for name, pseudonym in self._names.get((end - start, found.casefold()), {}).items():
            if (found == name or not is_known(name)) and _ends_at(text, end, name):
                return pseudonym
        return None


def _ends_at(text: str, end: int, name: str) -> bool:
    """Tell whether a name that ends at a place of a text ends there with a whole word."""
    following = text[end : end + 1]
    return not (following.isascii() and (following.isalnum() or following == "_") and name[-1].isascii())
