"""The errors that this package raises on purpose: one base exception and its few kinds.

The text of an error is a template, with its values as keywords: `WrongUsage("{text!r} is not a gate", text=text)`. Its
Chinese is a row in `phrases/errors.py`.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import NamedTuple

from .phrases import Phrase, did_you_mean


class HilogAvsessionError(Exception):
    """Base of every error that this package raises on purpose; its text says what is wrong, where, and what to do.

    `str(error)` is in English; `error.text_in("zh")` says the same in Chinese.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        self._text = template if isinstance(template, Phrase) else Phrase(template, **values)
        super().__init__(str(self._text))

    def text_in(self, lang: str) -> str:
        """Return the text in a language, `en` or `zh`."""
        return self._text.text_in(lang)

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (type(self), self.__dict__)


def _restored(kind: type[HilogAvsessionError], attributes: dict[str, object]) -> HilogAvsessionError:
    error = kind.__new__(kind)
    error.__dict__.update(attributes)
    error.args = (str(attributes["_text"]),)
    return error


_STANDARD_INPUT = ("-", "<stdin>")  # as users name it, and as Python does


class UnreadableInput(HilogAvsessionError):
    """An input that cannot be read or that holds no HiLog text.

    `kind` is a stable word for programs (`not-found`, `not-hilog`, ...), `hint` says what to do. Both texts may name
    `values` in braces, so that each value can be replaced separately.
    """

    def __init__(self, source: str, kind: str, message: str, hint: str = "", **values: object) -> None:
        self.source = source
        self.kind = kind
        self.message, self.hint = (
            text if isinstance(text, Phrase) else Phrase(text, **values) for text in (message, hint)
        )
        shown = Phrase("standard input") if str(source) in _STANDARD_INPUT else source
        if hint:
            whole = Phrase("{source}: {message}; {hint}", source=shown, message=self.message, hint=self.hint)
        else:
            whole = Phrase("{source}: {message}", source=shown, message=self.message)
        super().__init__(whole)

    def replaced(self, source: str, show: Callable[[str, str], str]) -> UnreadableInput:
        """Return the same error for another source name; `show` gets the name of each value and the value."""

        def shown(name: str, value: object) -> object:
            if isinstance(value, tuple):
                return tuple(shown(name, part) for part in value)
            return value if isinstance(value, Phrase) and not value.values else show(name, str(value))

        def replaced_in(text: Phrase) -> Phrase:
            values = {name: shown(name, value) for name, value in text.values.items()}
            return Phrase(text.template, **values) if values else text

        return UnreadableInput(source, self.kind, replaced_in(self.message), replaced_in(self.hint))


class UnknownCode(HilogAvsessionError):
    """A code that the catalogue does not hold; `near` lists similar ones."""

    def __init__(self, wanted: str, near: tuple[str, ...] = ()) -> None:
        self.wanted = wanted
        self.near = near
        guess = did_you_mean(near) if near else Phrase("; `hilog-avsession codes` lists all codes")
        text = Phrase(
            "{wanted!r} is not an AVSession error code, native number or symbol{guess}", wanted=wanted, guess=guess
        )
        super().__init__(text)


class Mistake(NamedTuple):
    """A mistake in a catalogue file. `key` says where (`statement[2].pattern`, counted from 1); "": the whole file."""

    file: str
    key: str
    reason: str
    entry: str = ""  # name of the statement or number of the code, if known

    def __str__(self) -> str:
        return self.text_in("en")

    def text_in(self, lang: str) -> str:
        """Return file, place and reason in a language, `en` or `zh`."""
        place = Phrase("{key} ({entry})", key=self.key, entry=self.entry) if self.entry else self.key
        parts = [part for part in (self.file, place, self.reason) if part]
        said = (part.text_in(lang) if isinstance(part, Phrase) else part for part in parts)
        return ("：" if lang == "zh" else ": ").join(said)


class CatalogError(HilogAvsessionError):
    """A catalogue file with mistakes; the text names file, key and reason of each on a line of its own."""

    def __init__(self, *mistakes: Mistake) -> None:
        self.mistakes = mistakes
        super().__init__(Phrase.in_both(*("\n".join(each.text_in(lang) for each in mistakes) for lang in ("en", "zh"))))


def reason_of(error: Exception) -> str:
    """Return why a file cannot be opened, read or written, without its name: in the system's words, if it refused.

    Windows has words of its own, in its own language; those of the error number are the same on every system.
    """
    if not isinstance(error, OSError):
        return str(error)
    if getattr(error, "winerror", None) is not None and error.errno not in (None, errno.EINVAL):  # `other error`
        return os.strerror(error.errno)
    return str(error.strerror or error)  # a library may raise it with a text alone


class UnwritableOutput(HilogAvsessionError):
    """An output that cannot be written."""


def how_to_add(extra: str) -> Phrase:
    """Return the commands that install an extra of this package."""
    return Phrase("in the clone, pip install -e '.[{extra}]' or pipx install --force '.[{extra}]'", extra=extra)


class MissingLibrary(HilogAvsessionError):
    """A library that only some features need and that is not installed; the text says how to get it.

    `extra` is the extra of this package that brings it along; empty if none does.
    """

    def __init__(self, library: str, extra: str, what: str) -> None:
        self.library = library
        self.extra = extra
        how = (
            how_to_add(extra)
            if extra
            else Phrase("pip install {library} or pipx inject hilog-avsession {library}", library=library)
        )
        super().__init__(
            Phrase("{what} need {library}, which is not installed: {how}", what=what, library=library, how=how)
        )


class ClusterError(HilogAvsessionError):
    """A cluster of Dask that cannot be reached, cannot read logs, or has gone away during a run."""


class WrongUsage(HilogAvsessionError):
    """An option or argument whose value makes no sense."""
