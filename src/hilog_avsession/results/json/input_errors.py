"""The fields that say why an input could not be read; a document of another release may have words of its own."""

from __future__ import annotations

from collections.abc import Mapping

from ...model.inputs import InputError
from ...model.messages.inputs import Problem, can_be_said, kind_of
from .kinds import TEXT, TEXT_OR_EMPTY, Field, Fields, Kind

_OTHER_WORDS = "the words are those of another release"

_VALUES = Kind(
    lambda node: {name: value.text_or_integer() for name, value in node.entries()},
    {"type": "object", "additionalProperties": {"type": ["string", "integer"]}},
)


def _make_error(
    kind: str, message: str, hint: str, key: str | None, named: Mapping[str, str | int] | None
) -> InputError:
    """Return the error of a document: by its key and values if this release has texts for them, else as given."""
    problem = next((problem for problem in Problem if problem == key and kind_of(problem) == kind), None)
    if problem is None or not can_be_said(problem, named or {}):
        return InputError.as_given(kind, message, hint)
    return InputError(problem, named or {})


INPUT_ERROR = Fields(
    InputError,
    Field("kind", TEXT),
    Field("message", TEXT),
    Field("hint", TEXT_OR_EMPTY, "what to do about it; empty where nothing helps"),
    Field("key", TEXT, "what `kind`, `message` and `hint` are made from", absent=_OTHER_WORDS),
    Field("values", _VALUES, "what the message names: files, numbers, sizes", absent=_OTHER_WORDS, attribute="named"),
    make=_make_error,
)
