"""The values between the stages that read, from a line to a record; a log makes millions of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

# named tuples, because creating one takes a third of the time of a frozen dataclass. Where every line creates one,
# `fast_new` takes the fields in their order and so needs a third of that time again
fast_new = tuple.__new__


class Line(NamedTuple):
    """One physical line that holds something of interest.

    `head` is its time, process and thread where it is of hilog's own layout, else empty; `body` is the rest.
    `needles` are the indexes (into the needle table) of what was found in it; `lead` is the line with the header that
    this one continues, if it has none of its own.
    """

    number: int
    head: bytes
    body: bytes
    needles: tuple[int, ...] = ()
    lead: Line | None = None

    @property
    def text(self) -> bytes:
        """The whole line."""
        return self.head + self.body


def span(seconds: float) -> float:
    """Return a number of seconds with which differences of clocks are compared.

    A millionth more makes up for the rounding of clocks: what is exactly as long at noon is as long at midnight.
    """
    return seconds + 1e-6


class Stamp(NamedTuple):
    """When a line was printed, and by which process and thread."""

    layout: str
    time: str  # as printed
    clock: float | None  # seconds on a scale of its own; differences count, not values
    epoch: float | None  # seconds since 1970, if year and zone are known
    pid: int | None
    tid: int | None
    year: int | None = None  # if the line, earlier lines, an option or the file's name show it


@dataclass(eq=False, slots=True)  # treated as frozen; if it were, creating one would take three times as long
class Body:
    """What a line prints after its stamp; lines of one input with the same text share one body.

    So each stage reads it only once.

    `function` and `text` split the message after its tracing prefix: `[SendControlCommand]session not exist`
    gives `SendControlCommand` and `session not exist`. The place in the source stands in the prefix before 5.0.3:
    `[IsSessionActive()-avcontroller_item.cpp:180] session not exist`.
    """

    level: str  # D I W E F, or "" if the layout has none
    type: str  # A I C K P, or ""
    domain: str  # five lower-case hex digits, or "" for a kernel line
    process: str  # "" if the layout has none; DevEco and phones may cut it
    tag: str
    message: str
    function: str = ""
    text: str = ""
    place: str = ""  # `avcontroller_item.cpp:180`
    needles: tuple[int, ...] = ()
    mark: int = field(init=False)  # a hash of what every layout prints in full: tag and process may be cut
    private: int = field(init=False)  # how many values are hidden

    def __post_init__(self) -> None:
        self.mark = hash((self.level, self.domain, self.message.strip()))
        self.private = self.message.count("<private>")

    def __reduce__(self) -> tuple[object, ...]:
        """Leave the mark to the process that unpickles it: Python hashes differently there."""
        return Body, (*self.head, self.message, self.function, self.text, self.place, self.needles)

    @property
    def head(self) -> tuple[str, str, str, str, str]:
        """The columns before the message."""
        return self.level, self.type, self.domain, self.process, self.tag


Key = TypeVar("Key")
Value = TypeVar("Value")

MOST_BODIES = 2048  # whose results a stage remembers
LONGEST_BODY = 512  # bytes; longer bodies hardly ever come again


def remember(table: dict[Key, Value], key: Key, value: Value) -> Value:
    """Remember a value under a key and return it; a full table is emptied first."""
    if len(table) >= MOST_BODIES:
        table.clear()
    table[key] = value
    return value


class Record(NamedTuple):
    """One line of interest, parsed."""

    source: str
    line: int
    stamp: Stamp
    body: Body
    continuation: bool = False
