"""Look for codes by words: of their symbols, titles, messages, causes, advice and interfaces, in both languages.

A word weighs more if few codes have it. Its weight is multiplied by that of the text that it stands in, such as 4 for a
title. Chinese is searched by pairs of characters, because it has no blanks between words.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache
from math import log
from typing import NamedTuple, Protocol

from ...model.spelling import most_alike
from .entries import LANGUAGES, Apis, CodeEntry, NativeCode

_WORD = re.compile(r"[a-z]+|\d+|[\u4e00-\u9fff]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")  # in `sendControlCommand`
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_STOPS = frozenset(
    ("a", "an", "and", "are", "be", "but", "by", "for", "if", "in", "is", "it", "its", "no", "not", "of", "on",
     "the", "to")
)  # fmt: skip
_MOST = 5
_ALL = 0.999  # share of the words' weight that a match must have
_MOST_OF = 0.6  # the same in Chinese, where pairs of characters cross the ends of words
_GOOD = 0.35  # share of the best score below which a match is left out
_SHORTEST_STEM = 4  # letters
_ENDINGS = ("s", "es", "d", "ed", "ing", "er")  # `sessions` and `session`, `destroyed` and `destroy`
_ALIKE = 0.75  # cutoff: how alike two spellings must be
_LONGEST_QUESTION = 6  # words: a longer text is a line of a log, whose single words mean nothing
_SHORTEST = 5  # letters of a word whose spelling is corrected: shorter ones are like too many others


class Codes(Hashable, Protocol):
    """What a search needs of a catalogue."""

    def __iter__(self) -> Iterator[CodeEntry]:
        """Yield all entries."""

    def native(self, number: int) -> NativeCode | None:
        """Return what a native number means, or None."""

    def apis(self, number: int) -> Apis:
        """Return the interfaces that declare a code."""


class Match(NamedTuple):
    """A code that a search has found."""

    entry: CodeEntry
    text: str  # that holds most of the words; empty where the title does
    score: float


class _Document(NamedTuple):
    """The texts of one code, with their weights."""

    entry: CodeEntry
    texts: tuple[tuple[str, float, frozenset[str]], ...]
    words: frozenset[str]


def search(catalog: Codes, text: str) -> tuple[Match, ...]:
    """Return the codes whose texts hold all words, the best first; empty if the text has no word to look for."""
    documents = _documents(catalog)
    weights = _weights(words_of(text), documents)
    least = (_MOST_OF if _CHINESE.search(text) else _ALL) * sum(weights.values())
    found = [match for document in documents if (match := _match(document, weights, least)) is not None]
    ranked = sorted(found, key=lambda match: (-match.score, match.entry.number))[:_MOST]
    return tuple(match for match in ranked if match.score >= _GOOD * ranked[0].score)


def corrected(catalog: Codes, text: str) -> str:
    """Return the words of a text; a word that no code has is replaced by the one spelt most alike, if there is one."""
    known = frozenset().union(*(document.words for document in _documents(catalog)))

    def correct(word: str) -> str:
        if len(word) < _SHORTEST or word.isdigit() or _holds(known, word):
            return word
        return next(iter(most_alike(word, known, 1, _ALIKE)), word)

    return " ".join(map(correct, words_of(text)))


def known_part(catalog: Codes, text: str) -> str:
    """Return the words of a short question that the best-fitting code has; empty if they are less than half."""
    words = words_of(text)
    if not words or len(words) > _LONGEST_QUESTION or _CHINESE.search(text):
        return ""
    documents = _documents(catalog)
    weights = _weights(words, documents)
    held = [[word for word in words if _holds(document.words, word)] for document in documents]
    best = max(held, key=lambda some: sum(weights[word] for word in some))
    return " ".join(best) if 2 * len(best) >= len(words) else ""


def _weights(words: tuple[str, ...], documents: tuple[_Document, ...]) -> dict[str, float]:
    """Return the weight of each word. Up to half of the Chinese pairs may span two words; they have none."""
    counts = {word: sum(_holds(document.words, word) for document in documents) for word in words}
    pairs = [word for word in words if _CHINESE.match(word)]
    missing = [word for word in pairs if not counts[word]]
    if 2 * len(missing) <= len(pairs):
        counts = {word: count for word, count in counts.items() if word not in missing}
    return {word: log(1 + len(documents) / max(count, 1)) for word, count in counts.items()}


def words_of(text: str) -> tuple[str, ...]:
    """Return the different words of a text in lower case, without those that say nothing."""
    return tuple(dict.fromkeys(word for word in _words(text) if word not in _STOPS))


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(_HUMP.sub(" ", text).casefold()):
        if _CHINESE.match(word) and len(word) > 1:
            yield from (word[at : at + 2] for at in range(len(word) - 1))
        else:
            yield word


def _match(document: _Document, weights: dict[str, float], least: float) -> Match | None:
    held = {word: weight for word, weight in weights.items() if _holds(document.words, word)}
    if not held or sum(held.values()) < least:
        return None
    scores = [
        (share * sum(weight for word, weight in held.items() if _holds(words, word)), -at)
        for at, (_, share, words) in enumerate(document.texts)
    ]
    best, place = max(scores)
    text = document.texts[-place][0]
    titles = {document.entry.text(lang).title for lang in LANGUAGES}
    return Match(document.entry, "" if text in titles else text, best + sum(score for score, _ in scores) / 10)


def _holds(words: frozenset[str], wanted: str) -> bool:
    """Tell whether a text has a word, or one with the same stem."""
    if wanted in words:
        return True
    return len(wanted) >= _SHORTEST_STEM and any(_same_stem(word, wanted) for word in words)


def _same_stem(a: str, b: str) -> bool:
    """Tell whether one of two words is the other with an English ending."""
    short, long = sorted((a, b), key=len)
    return len(short) >= _SHORTEST_STEM and long.startswith(short) and long[len(short) :] in _ENDINGS


@lru_cache(maxsize=4)
def _documents(catalog: Codes) -> tuple[_Document, ...]:
    return tuple(_document(entry, catalog) for entry in catalog)


def _document(entry: CodeEntry, catalog: Codes) -> _Document:
    texts = tuple((text, weight, frozenset(_words(text))) for text, weight in _texts(entry, catalog) if text)
    return _Document(entry, texts, frozenset().union(*(words for _, _, words in texts)))


def _texts(entry: CodeEntry, catalog: Codes) -> Iterable[tuple[str, float]]:
    """Yield the texts of a code, each with how much a word in it counts."""
    for lang in LANGUAGES:
        if lang in entry.texts:
            text = entry.text(lang)
            yield text.title, 4
            yield text.description, 1.5
            yield from ((cause, 1.5) for cause in text.causes)
            yield from ((step, 0.5) for step in (*text.steps, text.note or ""))
        for cause in entry.causes:
            yield cause.text(lang).title, 2.5
    yield from ((symbol, 4) for symbol in entry.symbols)
    yield from ((message, 3) for message in (entry.message, *entry.message_variants))
    for native in filter(None, map(catalog.native, entry.natives)):
        yield f"{native.number} {native.symbol}", 2
        yield from ((native.meaning(lang), 2) for lang in LANGUAGES)
    yield from ((api, 1) for api in (*catalog.apis(entry.number).public, *catalog.apis(entry.number).system))
