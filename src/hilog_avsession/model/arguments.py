"""From what a program passes to a function to checked values: one value or several, a number, a word of a list.

Each error shows what was passed and says what is allowed. A string is one value and never a series of characters. A
table or a dictionary is refused: iterating over it would yield only the names of its columns or keys.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import index
from typing import Any, TypeGuard, TypeVar

from ..errors import WrongUsage
from ..phrases import Phrase, as_phrase
from .spelling import most_alike

T = TypeVar("T")

_FILE = Phrase("the path of a file")
_LONGEST = 60  # characters of a value that an error shows


def refusal(name: str, given: object, allowed: str) -> WrongUsage:
    """Return the error for an argument whose value is not allowed; `allowed` continues "give ..."."""
    return WrongUsage(
        "{name} cannot be {given}; give {allowed}", name=as_phrase(name), given=shown(given), allowed=as_phrase(allowed)
    )


def shown(given: object) -> str:
    """Return a value as errors show it: the value itself if it is short, otherwise its type."""
    if given is None or isinstance(given, bool | int | float | str):
        text = repr(given)
        if len(text) > _LONGEST:
            return f"{text[:_LONGEST]}…"
        return Phrase("{text!r}", text=given) if isinstance(given, str) else text
    if isinstance(given, bytes | bytearray):
        return Phrase("bytes")
    if isinstance(given, type):
        return Phrase("the class {kind}", kind=given.__name__)
    kind = type(given).__name__
    return Phrase("an {kind}", kind=kind) if kind[:1].lower() in "aeiou" else Phrase("a {kind}", kind=kind)


def one(name: str, given: Any, kind: type[T] | tuple[type[T], ...], allowed: str) -> T:
    """Return a value of a kind. Raises WrongUsage for any other."""
    if not isinstance(given, kind):
        raise refusal(name, given, allowed)
    return given


def one_or_none(name: str, given: Any, kind: type[T], allowed: str) -> T | None:
    """Return a value of a kind, or None. Raises WrongUsage for any other."""
    return None if given is None else one(name, given, kind, allowed)


def several(name: str, given: Any, is_one: Callable[[Any], TypeGuard[T]], allowed: str) -> tuple[T, ...]:
    """Return the values of a series, or a single value as a series of one. Raises WrongUsage for any other value."""
    if is_one(given):
        return (given,)
    if not is_series(given):
        raise refusal(name, given, allowed)
    values = tuple(given)
    for value in values:
        if not is_one(value):
            raise WrongUsage(
                "{name} cannot hold {given}; give {allowed}",
                name=as_phrase(name),
                given=shown(value),
                allowed=as_phrase(allowed),
            )
    return values


def is_series(given: object) -> bool:
    """Tell whether a value is iterable and yields the values that it stands for, as a list or a column does."""
    if isinstance(given, str | bytes | bytearray | memoryview | Mapping | type) or not isinstance(given, Iterable):
        return False
    return getattr(given, "ndim", 1) == 1 and not hasattr(given, "read")  # a DataFrame has 2; a stream yields lines


def is_path(given: object) -> TypeGuard[str | os.PathLike[str]]:
    """Tell whether a value is a path, given as text or as a `Path`."""
    return isinstance(given, str) or (isinstance(given, os.PathLike) and isinstance(os.fspath(given), str))


def path(name: str, given: Any, allowed: str = _FILE) -> str:
    """Return a path as text. Raises WrongUsage for any other value, and for an empty text."""
    if not is_path(given) or not os.fspath(given):
        raise refusal(name, given, allowed)
    return os.fspath(given)


def is_text(given: object) -> TypeGuard[str]:
    """Tell whether a value is text."""
    return isinstance(given, str)


def is_whole(given: object) -> TypeGuard[int]:
    """Tell whether a value is a whole number, of Python or of another library, but not True or False."""
    if isinstance(given, bool | str | float) or not hasattr(given, "__index__"):
        return False
    try:
        index(given)
    except TypeError:  # an array with several numbers
        return False
    return not type(given).__name__.startswith("bool")  # numpy's bool


def whole(name: str, given: Any, least: int, most: int | None = None, *, otherwise: str = "") -> int:
    """Return a whole number between two bounds. Raises WrongUsage for any other value.

    `otherwise` continues the error with what else is allowed, such as "or 0 for ...".
    """
    if not is_whole(given) or index(given) < least or (most is not None and index(given) > most):
        allowed = (
            Phrase("a whole number from {least} on", least=least)
            if most is None
            else Phrase("a whole number from {least} to {most}", least=least, most=most)
        )
        if otherwise:
            allowed = Phrase("{allowed}, {otherwise}", allowed=allowed, otherwise=as_phrase(otherwise))
        raise refusal(name, given, allowed)
    return index(given)


def word(what: str, given: Any, choices: Sequence[str]) -> str:
    """Return a word of a list; `what` is what the words are called. Raises WrongUsage, which lists them."""
    if not isinstance(given, str) or given not in choices:
        raise WrongUsage(not_among(what, given, choices))
    return str(given)


def not_among(what: str, given: Any, choices: Sequence[str]) -> Phrase:
    """Return the complaint that a value is not in a list of words, with a similar word, if any, and the list."""
    near = most_alike(given.lower(), choices, 1) if isinstance(given, str) else ()
    values = {"given": shown(given), "what": as_phrase(what), "choices": tuple(choices)}
    if near:
        return Phrase("{given} is not {what}; did you mean {near}? Choose from {choices}", near=near[0], **values)
    return Phrase("{given} is not {what}; choose from {choices}", **values)


def text(name: str, given: Any, allowed: str = "text") -> str:
    """Return a text. Raises WrongUsage for any other value."""
    return one(name, given, str, allowed)


def flag(name: str, given: Any) -> bool:
    """Return True or False. Raises WrongUsage for any other value."""
    return one(name, given, bool, "True or False")
