"""From a line to a record: the values between the stages that read, of each of which a log makes millions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

# named tuples: they are made in a third of the time that a frozen dataclass takes. Where each line makes one, `made`
# gives it its fields without the function that would sort them by name: in a third of the time again
made = tuple.__new__


class Line(NamedTuple):
    """One physical line that holds something of interest.

    `head` is its time, process and thread as far as they can be told at a glance, else empty; `body` is the rest.
    `needles` are the indexes (into the needle table) that were found in it; `lead` is the line whose header this one
    continues, where it has none of its own.
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


class Stamp(NamedTuple):
    """When a line was printed, and by which process and thread."""

    layout: str
    time: str  # as printed
    clock: float | None  # seconds on a scale of its own; differences count, not values
    epoch: float | None  # seconds since 1970 where year and zone are known
    pid: int | None
    tid: int | None
    year: int | None = None  # of the time, where the line, those before it, an option or the file's name tell it


@dataclass(frozen=True, eq=False, slots=True)
class Body:
    """What a line prints behind its stamp. Lines of one input that print the same share one: what was found out of it
    once is known for all of them.

    `function` and `text` split the message after its tracing prefix: `[SendControlCommand]session not exist`
    gives `SendControlCommand` and `session not exist`.
    """

    level: str  # D I W E F, or "" where the layout has none
    type: str  # A I C K P, or ""
    domain: str  # five lower-case hex digits, or "" for a kernel line
    process: str  # "" where the layout has none; DevEco and phones may cut it
    tag: str
    message: str
    function: str = ""
    text: str = ""
    needles: tuple[int, ...] = ()
    mark: int = field(init=False)  # what tells it from others in whatever form: tag and process may be cut
    private: int = field(init=False)  # how many values are hidden

    def __post_init__(self) -> None:
        object.__setattr__(self, "mark", hash((self.level, self.domain, self.message.strip())))
        object.__setattr__(self, "private", self.message.count("<private>"))

    def __reduce__(self) -> tuple[object, ...]:
        """For another process, which makes marks of its own: Python hashes differently there."""
        return Body, (*self.head, self.message, self.function, self.text, self.needles)

    @property
    def head(self) -> tuple[str, ...]:
        """What stands before the message."""
        return self.level, self.type, self.domain, self.process, self.tag


Key = TypeVar("Key")
Known = TypeVar("Known")

MOST_BODIES = 2048  # of which a stage remembers what it found out
LONGEST_BODY = 512  # bytes; longer ones hardly ever come again


def remember(known: dict[Key, Known], body: Key, found: Known) -> Known:
    """Keep what was found out of a body; a table that is full begins anew."""
    if len(known) >= MOST_BODIES:
        known.clear()
    known[body] = found
    return found


class Record(NamedTuple):
    """One line of interest, understood."""

    source: str
    line: int
    stamp: Stamp
    body: Body
    continuation: bool = False
