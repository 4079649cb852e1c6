"""The form of a statement: what AVSession prints when something happens, and how to read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ...model.events import Confidence, FactKind, Form, Side

# the native numbers of the catalogue without -1, which is too common a number; a test compares the two
NATIVE = r"-10(?:0[1-9]|1\d|2\d)"
# as `functions`: only lines without a function; as `not_functions`: only lines with one, where nothing else
# distinguishes the statement from another
UNNAMED = ("",)
# what a fact may hold, as the tracker reads it: the groups and `values` of a statement that learns
FACT_FIELDS = frozenset(
    (
        *("session", "pid", "uid", "user", "bundle", "ability", "tag", "type", "controller", "controller_uid"),
        *("handle", "cast_id", "device", "state", "reason", "api", "number", "command", "seq"),
    )
)


class Statement(NamedTuple):
    """One thing that AVSession prints.

    The pattern must match the whole text after the `[Function]` prefix; without a pattern that text is the needle. A
    statement states a failure (`fails`), a fact (`learns`), or, with neither, nothing: it is known noise.
    """

    name: str  # unique, kebab case
    needle: str  # a literal of every line that the statement reads, found regardless of case
    side: Side
    since: str  # first release that prints it
    example: str  # a message with its prefix
    pattern: str = ""  # its named groups become fields; "": the needle is all of the text
    until: str = ""  # last release that prints it; "": still printed
    decoy: str = ""  # a similar message that the statement must not read
    functions: tuple[str, ...] = ()  # the functions that print it; (): any
    not_functions: tuple[str, ...] = ()
    # -- a failure --
    fails: bool = False
    form: Form = Form.PHRASE
    native: int | None = None
    code: int | None = None  # public code, where it has no native number
    also: tuple[int, ...] = ()
    cause: str | None = None
    api: str | None = None
    confidence: Confidence = Confidence.HIGH
    weak: bool = False
    callback: bool = False
    # -- or that what its thread printed just before was no failure --
    excuses: bool = False
    # -- or a fact --
    learns: FactKind | None = None
    values: Mapping[str, str] = MappingProxyType({})  # fixed fields of the fact

    @property
    def full_pattern(self) -> str:
        """The pattern, or the needle taken literally."""
        return self.pattern or re.escape(self.needle)

    def compile(self) -> re.Pattern[str]:
        """Compile the pattern for `fullmatch` on the text after the prefix."""
        return re.compile(self.full_pattern, re.ASCII)
