"""The release of the framework that printed a log, and the lines that tell it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class ReleaseReason(StrEnum):
    """What in a line tells releases apart."""

    DOMAIN = "domain"  # C02B00 or C02B91
    PREFIX = "prefix"  # `[Function()-file.cpp:123]` or `[Function]`
    STATEMENT = "statement"  # a text that only some releases print


class ReleaseBound(NamedTuple):
    """The line that excludes all earlier, or all later releases."""

    reason: ReleaseReason
    source: str
    line: int
    text: str  # the domain, the prefix or the statement

    @property
    def place(self) -> str:
        """`file:line`."""
        return f"{self.source}:{self.line}"


class Release(NamedTuple):
    """The releases that print all lines of a log; both None if there is no such release."""

    first: str | None  # None: the log does not show it
    last: str | None
    since: ReleaseBound | None  # why it is not an earlier one
    until: ReleaseBound | None  # why it is not a later one

    @property
    def is_contradictory(self) -> bool:
        """Whether lines exclude each other: they come from several devices."""
        return self.first is None and self.last is None
