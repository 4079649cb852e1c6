"""The fields of a value: what a field is, and how a table of fields writes and reads a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from ...phrases import Phrase
from .document import MISSING, Node


class Kind(NamedTuple):
    """What a field can hold: how it is read, described and written."""

    read: Callable[[Node], Any]
    schema: Any  # of JSON Schema; a Kind or Fields in it stands for its own schema
    write: Callable[[Any], Any] | None = None  # None: the value is written as it is
    dtype: str = ""  # of its column in a DataFrame, or the name of a choice there; empty: it does not fit into a cell
    definition: str = ""  # its name in the schema's `$defs`; empty: its schema is written where it is used
    reads_null: bool = False  # `read` accepts null


class Field(NamedTuple):
    """One key of a JSON object."""

    name: str
    kind: Kind
    meaning: str = ""
    null: str = ""  # when it is null; empty: never
    absent: str = ""  # when the key is left out; empty: never
    attribute: str = ""  # of the value, if its name is not that of the key
    is_later: bool = False  # missing in older documents; the default of the value's class stands for it
    is_derived: bool = False  # follows from other fields, so it is written but not read
    is_group: bool = False  # an object in the document alone; its keys are attributes of the value itself

    @property
    def is_optional(self) -> bool:
        """Whether the value can be None."""
        return bool(self.null or self.absent)

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes of the value that the field holds."""
        if self.is_group:
            return tuple(name for field in self.kind.schema for name in field.attributes)
        return (self.attribute or self.name,)


class Fields:
    """The fields of a value, in the order in which they are written."""

    def __init__(self, of: Callable[..., Any], *fields: Field, make: Callable[..., Any] | None = None) -> None:
        self.of = of  # the class of the values
        self._make = make or of  # is called with the values that were read, by attribute
        self._fields = fields

    def __iter__(self) -> Iterator[Field]:
        return iter(self._fields)

    def __getitem__(self, name: str) -> Field:
        return next(field for field in self._fields if field.name == name)

    def cells(self) -> dict[str, Field]:
        """Return the fields that fit into a cell of a table, by the name of their column."""
        cells: dict[str, Field] = {}
        for field in self._fields:
            if field.is_group:
                cells |= {inner.attributes[0]: inner for inner in field.kind.schema}
            elif field.kind.dtype:
                cells[field.name] = field
        return cells

    def write(self, value: Any) -> dict[str, Any]:
        """Return a value as plain values, exactly as the JSON document has it."""
        document = self._to_dict(value)
        for name in self._absent:
            if document[name] is None:
                del document[name]
        return document

    @cached_property
    def _absent(self) -> list[str]:
        return [field.name for field in self._fields if field.absent]

    @cached_property
    def _readers(self) -> list[tuple[str, str, Callable[[Node], Any], bool, bool]]:
        """Key, attribute (none for a group), reader, whether None is allowed, whether the key may be missing."""
        return [
            (
                field.name,
                "" if field.is_group else field.attributes[0],
                field.kind.read,
                field.is_optional and not field.kind.reads_null,
                field.is_later,
            )
            for field in self._fields
            if not field.is_derived
        ]

    @cached_property
    def _to_dict(self) -> Callable[[Any], dict[str, Any]]:
        """Compile a function from a value to a dictionary; a loop over the fields would take three times as long."""
        writers: dict[str, Any] = {}
        source = _display(self, writers)
        function: Callable[[Any], dict[str, Any]] = eval(f"lambda value: {source}", writers)
        return function

    def read(self, node: Node, make: Callable[..., Any] | None = None) -> Any:
        """Read a value; `make` is called with its attributes instead of the class. Raises UnreadableInput."""
        held = node.members()
        source, hint = node.source, node.hint
        values: dict[str, Any] = {}
        for name, attribute, read, is_optional, is_later in self._readers:
            value = held.get(name, MISSING)
            if value is MISSING and is_later:
                continue
            if is_optional and (value is None or value is MISSING):
                values[attribute] = None
            elif attribute:
                values[attribute] = read(Node(source, value, node, name, hint))
            else:
                values.update(read(Node(source, value, node, name, hint)))
        return (make or self._make)(**values)


def _display(fields: Iterable[Field], writers: dict[str, Any]) -> str:
    """Return the source code of a dictionary with the fields of `value`."""
    items = []
    for field in fields:
        source = f"value.{field.attributes[0]}"
        if field.is_group:
            source = _display(field.kind.schema, writers)
        elif field.kind.write is not None:
            name = f"write_{len(writers)}"
            writers[name] = field.kind.write
            call = f"{name}({source})"
            source = f"None if {source} is None else {call}" if field.is_optional else call
        items.append(f"{field.name!r}: {source}")
    return f"{{{', '.join(items)}}}"


# ---- kinds -----------------------------------------------------------------------------------------------------------


def choice(of: type[StrEnum], dtype: str = "string", definition: str = "") -> Kind:
    """Return the kind of a closed choice of words."""
    return Kind(lambda node: node.choice(of), {"enum": [word.value for word in of]}, _value, dtype, definition)


_value = attrgetter("value")


def one_of(words: Iterable[str]) -> Kind:
    """Return the kind of a text that is one of some words."""
    words = tuple(words)
    return Kind(lambda node: node.one_of(words), {"enum": list(words)}, dtype="string")


def nested(fields: Fields, definition: str = "") -> Kind:
    """Return the kind of a value that has fields of its own."""
    return Kind(fields.read, fields, fields.write, definition=definition)


def many(kind: Kind, least: Phrase | None = None, *, is_long: bool = False) -> Kind:
    """Return the kind of a list. `least`: the list must not be empty, and an error says that this belongs there.

    A long list is written member by member, as an iterator.
    """

    def read(node: Node) -> tuple[Any, ...]:
        values = tuple(map(kind.read, node.items()))
        return values if values or not least else node.refuse(least)

    def write(values: Iterable[Any]) -> Any:
        written = map(kind.write, values) if kind.write else values
        return written if is_long else list(written)

    return Kind(read, {"type": "array", "items": kind, **({"minItems": 1} if least else {})}, write)


def some(kind: Kind) -> Kind:
    """Return the kind of a list that is None, so that its key is left out, if it is empty."""
    listed = many(kind)
    write = listed.write or list
    return listed._replace(write=lambda values: write(values) or None)


def bounded(kind: Kind, **keywords: Any) -> Kind:
    """Return a kind with more keywords in its schema; the reader does not check them."""
    return kind._replace(schema={**kind.schema, **keywords})


TEXT = Kind(Node.text, {"type": "string"}, dtype="string")
FLAG = Kind(Node.flag, {"type": "boolean"}, dtype="bool")
INTEGER = Kind(Node.integer, {"type": "integer"}, dtype="int64")
NATURAL = Kind(Node.natural, {"type": "integer", "minimum": 0}, dtype="int64")
FROM_ONE = bounded(NATURAL, minimum=1)
NUMBER = Kind(Node.number, {"type": "number"}, dtype="float64")
# a text that is empty if the document has null or no such key
TEXT_OR_EMPTY = Kind(lambda node: node.maybe(Node.text) or "", {"type": "string"}, dtype="string", reads_null=True)
TEXT_OR_NULL = TEXT_OR_EMPTY._replace(write=lambda text: text or None)
