"""From a JSON document to typed values, each of which knows where it stands when it is refused."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple, NoReturn, TypeVar

from ...errors import UnreadableInput

_SHOWN = 40  # characters of a value that is refused
_MISSING = object()
_LARGEST = sys.float_info.max
_LARGEST_INTEGER = 2**63 - 1  # a table of numbers holds no larger one

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)


class Node(NamedTuple):
    """A value of a document; every method that reads it raises UnreadableInput where it is of another kind."""

    source: str  # what the document is called
    value: object
    parent: Node | None = None
    key: str | int = ""
    hint: str = ""

    # ---- where --------------------------------------------------------------------------------------------------

    @property
    def where(self) -> str:
        """`incidents[3].code`; the document itself has no name."""
        steps: list[str] = []
        node = self
        while node.parent is not None:
            steps.append(f"[{node.key}]" if isinstance(node.key, int) else f".{node.key}")
            node = node.parent
        return "".join(reversed(steps)).removeprefix(".")

    def refuse(self, wanted: str) -> NoReturn:
        """Say that something else belongs here."""
        where = self.where or "the document"
        found = "is missing" if self.value is _MISSING else f"is {_shown(self.value)}"
        raise UnreadableInput(self.source, "not-report", f"{where} {found}; {wanted} belongs there", self.hint)

    # ---- into ---------------------------------------------------------------------------------------------------

    def get(self, key: str) -> Node:
        """What an object holds under a key; keys that nobody asks for do not matter."""
        return Node(self.source, self._object().get(key, _MISSING), self, key, self.hint)

    def items(self) -> Iterator[Node]:
        """The members of a list."""
        if not isinstance(self.value, list):
            self.refuse("a list")
        return (Node(self.source, one, self, number, self.hint) for number, one in enumerate(self.value))

    def items_if_any(self) -> Iterator[Node]:
        """The members of a list; none where the key is missing: it is younger than some documents."""
        return iter(()) if self.value is _MISSING else self.items()

    def members(self) -> Iterator[tuple[str, Node]]:
        """The keys of an object with what they hold."""
        return ((key, self.get(key)) for key in self._object())

    def _object(self) -> dict[str, object]:
        if not isinstance(self.value, dict):
            self.refuse("an object")
        return self.value

    # ---- values -------------------------------------------------------------------------------------------------

    def maybe(self, read: Callable[[Node], Value]) -> Value | None:
        """What `read` makes of it; None where it is null or missing."""
        return None if self.value is None or self.value is _MISSING else read(self)

    def otherwise(self, default: Value, read: Callable[[Node], Value]) -> Value:
        """What `read` makes of it, or the default where the key is missing: it is younger than some documents."""
        return default if self.value is _MISSING else read(self)

    def text(self) -> str:
        """A text, which can be written in any encoding of Unicode."""
        if not isinstance(self.value, str):
            self.refuse("a text")
        # JSON may spell half a character, which nothing could print
        return self.value if self.value.isascii() else self.value.encode("utf-8", "backslashreplace").decode()

    def integer(self) -> int:
        """A whole number of 64 bits."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or abs(self.value) > _LARGEST_INTEGER:
            self.refuse("a whole number")
        return self.value

    def natural(self) -> int:
        """A whole number of 0 or more."""
        if self.integer() < 0:
            self.refuse("a whole number of 0 or more")
        return self.integer()

    def number(self) -> float:
        """A number that is neither infinite nor none."""
        value = self.value
        if not isinstance(value, int | float) or isinstance(value, bool) or not -_LARGEST <= value <= _LARGEST:
            self.refuse("a number")
        return value

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self.refuse("true or false")
        return self.value

    def choice(self, of: type[Choice]) -> Choice:
        """One of a closed choice of words."""
        if not isinstance(self.value, str) or self.value not in set(of):
            self.refuse(f"one of {', '.join(of)}")
        return of(self.value)


def parse(text: str | bytes, source: str, hint: str = "") -> Node:
    """Read a JSON document, in UTF-8 or, as bytes, in what PowerShell's `>` writes. Raises UnreadableInput."""
    try:
        value = json.loads(text.removeprefix("\ufeff") if isinstance(text, str) else text)
    except RecursionError:
        raise UnreadableInput(source, "not-report", "the JSON document is nested too deep", hint) from None
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            source, "not-report", f"no text in {error.encoding} at byte {error.start}", hint
        ) from None
    except ValueError as error:  # a mistake of grammar with its line and column, or a number beyond all measure
        raise UnreadableInput(source, "not-report", f"no JSON document: {error}", hint) from None
    return Node(source, value, hint=hint)


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
