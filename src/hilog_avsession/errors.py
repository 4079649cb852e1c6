"""The errors that this package raises on purpose: one base exception and its few kinds."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class HilogAvsessionError(Exception):
    """Base of every error that this package raises on purpose; its text says what is wrong, where, and what to do."""


class UnreadableInput(HilogAvsessionError):
    """An input that cannot be read or that holds no HiLog text.

    `kind` is a stable word for programs (`not-found`, `not-hilog`, ...), `hint` says what to do. Both texts may name
    `values` in braces, so that each value can be replaced separately.
    """

    def __init__(self, source: str, kind: str, message: str, hint: str = "", **values: str) -> None:
        self.source = source
        self.kind = kind
        self.message, self.hint = (text.format_map(values) if values else text for text in (message, hint))
        self._templates = message, hint
        self._values = values
        super().__init__(f"{source}: {self.message}" + (f"; {self.hint}" if self.hint else ""))

    def replaced(self, source: str, show: Callable[[str, str], str]) -> UnreadableInput:
        """Return the same error for another source name; `show` gets the name of each value and the value."""
        values = {name: show(name, value) for name, value in self._values.items()}
        return UnreadableInput(source, self.kind, *self._templates, **values)


class UnknownCode(HilogAvsessionError):
    """A code that the catalogue does not hold; `near` lists similar ones."""

    def __init__(self, wanted: str, near: tuple[str, ...] = ()) -> None:
        text = f"{wanted}: no AVSession error code, native number or symbol"
        if near:
            text += f"; did you mean {', '.join(near)}?"
        super().__init__(text)
        self.wanted = wanted
        self.near = near


class Mistake(NamedTuple):
    """A mistake in a catalogue file. `key` says where (`statement[2].pattern`, counted from 1); "": the whole file."""

    file: str
    key: str
    reason: str
    entry: str = ""  # name of the statement or number of the code, if known

    def __str__(self) -> str:
        place = f"{self.key} ({self.entry})" if self.entry else self.key
        return ": ".join(part for part in (self.file, place, self.reason) if part)


class CatalogError(HilogAvsessionError):
    """A catalogue file with mistakes; the text names file, key and reason of each on a line of its own."""

    def __init__(self, *mistakes: Mistake) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes

    def __reduce__(self) -> tuple[object, ...]:
        return CatalogError, self.mistakes


class UnwritableOutput(HilogAvsessionError):
    """An output that cannot be written."""


class MissingLibrary(HilogAvsessionError):
    """A library that only some features need and that is not installed; the text says how to get it."""

    def __init__(self, library: str, extra: str, what: str) -> None:
        super().__init__(f"{what} need {library}, which is not installed: pip install 'hilog-avsession[{extra}]'")
        self.library = library
        self.extra = extra


class WrongUsage(HilogAvsessionError):
    """An option or argument whose value makes no sense."""
