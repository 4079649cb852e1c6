"""From a JSON document to typed values; an error names the place of the value that is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from typing import Any, NamedTuple, NoReturn, TypeVar

from ...errors import UnreadableInput
from ...model.arguments import shown
from ...model.characters import encodable
from ...phrases import Phrase

_SHOWN = 40  # characters of a value that is refused
MISSING = object()  # stands for the value of a key that is not there
_LARGEST = sys.float_info.max
_LARGEST_INTEGER = 2**63 - 1  # a table of numbers holds no larger one

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)


class Node(NamedTuple):
    """A value of a document; the methods that read it raise UnreadableInput if it is of another kind."""

    source: str  # what the document is called
    value: object
    parent: Node | None = None
    key: str | int = ""
    hint: str = ""

    # ---- where --------------------------------------------------------------------------------------------------

    @property
    def where(self) -> str:
        """The place in the document: `incidents[3].code`; empty for the document itself."""
        steps: list[str] = []
        node = self
        while node.parent is not None:
            steps.append(f"[{node.key}]" if isinstance(node.key, int) else f".{node.key}")
            node = node.parent
        return "".join(reversed(steps)).removeprefix(".")

    def refuse(self, wanted: Phrase) -> NoReturn:
        """Raise UnreadableInput, which says what belongs here instead."""
        where = self.where or Phrase("the document")
        if self.value is MISSING:
            message = Phrase("{where} is missing; {wanted} belongs there", where=where, wanted=wanted)
        else:
            value = _shown(self.value)
            message = Phrase("{where} is {value}; {wanted} belongs there", where=where, value=value, wanted=wanted)
        raise UnreadableInput(self.source, "not-report", message, self.hint)

    # ---- into ---------------------------------------------------------------------------------------------------

    def get(self, key: str) -> Node:
        """Return the node of an object's key; unknown keys are ignored."""
        return Node(self.source, self.members().get(key, MISSING), self, key, self.hint)

    def items(self) -> Iterator[Node]:
        """Return the nodes of a list."""
        if not isinstance(self.value, list):
            self.refuse(Phrase("a list"))
        return (Node(self.source, value, self, number, self.hint) for number, value in enumerate(self.value))

    def entries(self) -> Iterator[tuple[str, Node]]:
        """Return the keys of an object with their nodes."""
        return ((key, self.get(key)) for key in self.members())

    def members(self) -> dict[str, Any]:
        """Return the values of an object as they are."""
        if not isinstance(self.value, dict):
            self.refuse(Phrase("an object"))
        return self.value

    # ---- values -------------------------------------------------------------------------------------------------

    def maybe(self, read: Callable[[Node], Value]) -> Value | None:
        """Return what `read` makes of the value, or None if it is null or missing."""
        return None if self.value is None or self.value is MISSING else read(self)

    def otherwise(self, default: Value, read: Callable[[Node], Value]) -> Value:
        """Return what `read` makes of the value, or the default if the key is missing, as in older documents."""
        return default if self.value is MISSING else read(self)

    def text(self) -> str:
        """Return a text that can be written in any encoding of Unicode."""
        if not isinstance(self.value, str):
            self.refuse(Phrase("a text"))
        return encodable(self.value)  # JSON may hold half of a surrogate pair

    def text_or_integer(self) -> str | int:
        """Return a text or a whole number."""
        if isinstance(self.value, str):
            return self.text()
        if not isinstance(self.value, int):
            self.refuse(Phrase("a text or a whole number"))
        return self.integer()

    def integer(self) -> int:
        """Return a whole number of 64 bits."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or abs(self.value) > _LARGEST_INTEGER:
            self.refuse(Phrase("a whole number"))
        return self.value

    def natural(self) -> int:
        """Return a whole number of 0 or more."""
        if self.integer() < 0:
            self.refuse(Phrase("a whole number of 0 or more"))
        return self.integer()

    def number(self) -> float:
        """Return a finite number."""
        value = self.value
        if not isinstance(value, int | float) or isinstance(value, bool) or not -_LARGEST <= value <= _LARGEST:
            self.refuse(Phrase("a number"))
        return value

    def flag(self) -> bool:
        """Return True or False."""
        if not isinstance(self.value, bool):
            self.refuse(Phrase("true or false"))
        return self.value

    def one_of(self, words: Collection[str]) -> str:
        """Return one of some words."""
        if not isinstance(self.value, str) or self.value not in words:
            self.refuse(Phrase("one of {words}", words=tuple(words)))
        return self.value

    def choice(self, of: type[Choice]) -> Choice:
        """Return one of a closed choice of words."""
        return of(self.one_of(list(of)))


def parse(text: str | bytes, source: str, hint: str = "") -> Node:
    """Read a JSON document: a text, or bytes in UTF-8 or in the UTF-16 of PowerShell's `>`. Raises UnreadableInput."""
    try:
        value = json.loads(text.removeprefix("\ufeff") if isinstance(text, str) else text)
    except RecursionError:
        raise UnreadableInput(source, "not-report", "the JSON document is nested too deep", hint) from None
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            source,
            "not-report",
            "no text in {encoding} at byte {byte}",
            hint,
            encoding=error.encoding,
            byte=error.start,
        ) from None
    except json.JSONDecodeError as error:
        if not text.strip():
            raise UnreadableInput(source, "not-report", "is empty, and not a JSON document", hint) from None
        if error.msg == "Extra data" and error.doc.startswith("{", error.pos):
            raise UnreadableInput(source, "not-report", "is JSON Lines, not a JSON report", hint) from None
        raise UnreadableInput(
            source,
            "not-report",
            "not a JSON document: line {line}, column {column} cannot be read",
            hint,
            line=error.lineno,
            column=error.colno,
        ) from None
    except ValueError as error:  # a number of too many digits
        raise UnreadableInput(source, "not-report", "not a JSON document: {error}", hint, error=str(error)) from None
    return Node(source, value, hint=hint)


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return Phrase("an object") if isinstance(value, dict) else Phrase("a list")
    text = json.dumps(value, default=shown)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
