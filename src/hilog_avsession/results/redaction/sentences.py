"""From a sentence about an input to the same without its names: why it could not be read, and what to do."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from ...model.inputs import InputError
from .places import Places, split
from .texts import Texts
from .vocabulary import is_known

# behind these stands what the input holds, or what a program has said
_QUOTES = re.compile(
    r"(?<=; it begins with ).*|(?<=^hdc said: ).*|(?<=data is damaged or cut off \().*(?=\))"
    r"|(?<=^holds JSON reports \().*(?=\) and other files \()|(?<=\) and other files \().*(?=\)$)"  # files of a folder
    r"|(?<= is ).*(?=; .* belongs there$)",  # a value of a JSON report
    re.DOTALL,
)
_OTHER_DICTIONARY = re.compile(r"hilog_dict\.[^*'\"\s]+\.zip")  # that lay beside the log, and is no input


class Sentences:
    """Sentences about inputs: they are this package's own, but for the names and quotations in them."""

    def __init__(self, places: Places, texts: Texts) -> None:
        self._places, self._texts = places, texts

    def error(self, error: InputError, source: str, others: Iterable[str] = ()) -> InputError:
        """Why a source could not be read; `others` are the names that the hint may hold beside its own."""
        names = dict(chain.from_iterable(map(self._names_in, (source, *others))))
        return error._replace(
            message=self._without(_QUOTES.sub(lambda found: self._texts.of(found[0]), error.message), names),
            hint=_OTHER_DICTIONARY.sub("hilog_dict.*.zip", self._without(error.hint, names)),
        )

    def _names_in(self, source: str) -> Iterator[tuple[str, str]]:
        """The names that a sentence may make of a source: whole, its archive's, its folder's, in a shell's quotes."""
        parts = source.split("!")
        pieces = {"!".join(parts[:end]) for end in range(1, len(parts) + 1)}
        pieces |= {"!".join(parts[start:]) for start in range(1, len(parts))}
        for piece in pieces:
            for name, pseudonym in self._spelled(piece):
                yield from ((name, pseudonym), (shlex.quote(name), pseudonym))

    def _spelled(self, piece: str) -> Iterator[tuple[str, str]]:
        folder, base = split(piece)
        yield piece, self._places.source(piece)
        yield str(Path(piece)), self._places.source(piece)
        if folder:
            yield folder, self._places.folder(folder)
            yield str(Path(piece).parent), self._places.folder(folder)
            yield base, self._places.source(base)

    @staticmethod
    def _without(sentence: str, names: dict[str, str]) -> str:
        wanted = sorted((name for name in names if len(name) > 1 and not is_known(name)), key=len, reverse=True)
        if not wanted:
            return sentence
        any_name = re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, wanted))})(?![\w-])")
        return any_name.sub(lambda found: names[found[0]], sentence)
