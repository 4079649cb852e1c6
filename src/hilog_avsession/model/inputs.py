"""What a report holds of each input: how it was read or why it could not be, and the files skipped next to it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from ..errors import UnreadableInput
from ..phrases import Phrase
from .messages import inputs as messages
from .messages.inputs import Problem, Value


class Given(NamedTuple):
    """The texts of another release for an error whose problem this release does not know."""

    kind: str
    message: str
    hint: str


class InputError(NamedTuple):
    """Why an input could not be read: a problem and its values. Its text is chosen when it is written."""

    problem: Problem | None
    values: Mapping[str, Value]
    given: Given | None = None  # if the problem is not known

    def __hash__(self) -> int:
        return hash((self.problem, frozenset(self.values.items()), self.given))

    @classmethod
    def of(cls, problem: Problem, **values: Value) -> InputError:
        """Return the error for a problem; `values` are those that its sentences name."""
        return cls(problem, values)

    @classmethod
    def as_given(cls, kind: str, message: str, hint: str = "") -> InputError:
        """Return an error that is only known by its words."""
        return cls(None, {}, Given(kind, message, hint))

    @property
    def kind(self) -> str:
        """A stable word for programs: `not-found`, `not-hilog`, ..."""
        return messages.kind_of(self.problem) if self.problem else self.given.kind if self.given else ""

    @property
    def key(self) -> str | None:
        """The problem as a word, or None if only the texts of another release are known."""
        return self.problem and self.problem.value

    @property
    def named(self) -> dict[str, Value] | None:
        """What the sentences name, or None if only the texts of another release are known."""
        return dict(self.values) if self.problem else None

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.message_in("en")

    @property
    def hint(self) -> str:
        """What to do, in English; may be empty."""
        return self.hint_in("en")

    def message_in(self, lang: str) -> str:
        """Say what is wrong in a language; the words of another release stay as they are."""
        if self.problem:
            return messages.message(self.problem, self.values, lang)
        return (self.given.message if self.given else "") + messages.lines_before(self.values, lang)

    def hint_in(self, lang: str) -> str:
        """Say what to do in a language; the words of another release stay as they are."""
        return messages.hint(self.problem, self.values, lang) if self.problem else self.given.hint if self.given else ""

    @property
    def command(self) -> str:
        """The command in the hint, in every language; empty without one."""
        return messages.command(self.problem, self.values) if self.problem else ""

    def raised_for(self, source: str) -> UnreadableInput:
        """Return this error as an exception to raise for a source."""
        message, hint = (Phrase.in_both(said("en"), said("zh")) for said in (self.message_in, self.hint_in))
        return UnreadableInput(source, self.kind, message, hint)

    def after(self, lines: int) -> InputError:
        """Return the same error, met after that many lines were read."""
        return self._replace(values={**self.values, "lines": lines}) if lines else self


class PrefixKind(StrEnum):
    """What stood before each line of an input, put there by whatever the log went through."""

    INDENT = "indent"
    QUOTE = "quote"  # `> `
    BULLET = "bullet"
    NUMBER = "number"  # of the line or of a list
    TIME = "time"  # of a CI job or a terminal
    MARKUP = "markup"  # of HTML or Markdown
    KEY = "key"  # `msg="`
    TEXT = "text"  # anything else


class Input(NamedTuple):
    """One input as it was read."""

    source: str
    bytes: int = 0
    lines: int = 0
    cut_lines: int = 0  # longer than a line of a log can be; only their beginning was read
    foreign_lines: int = 0  # not blank, without a header, and not indented as continuations are
    nul_bytes: int = 0  # left out
    repeated: int = 0  # lines of interest that had been read before, in another input or in this one
    encoding: str = "utf-8"
    container: tuple[str, ...] = ()
    layout: str | None = None
    process_names: bool = False
    first_time: str | None = None
    last_time: str | None = None
    error: InputError | None = None
    first_clock: float | None = None  # seconds on the scale of all clocks of this input
    last_clock: float | None = None
    prefix: PrefixKind | None = None  # what stood before its lines and was taken off
    incidents: int = 0  # whose first line is in it, including those that the report does not keep
    device: str | None = None  # whose log it is, by the key that `hdc` gives it; None if no device was named


class RemarkKind(StrEnum):
    """Why a file in a folder or an archive was skipped; `UNORDERED` is a remark on an archive."""

    KERNEL = "kernel"  # log of the kernel, where AVSession does not print
    PERSIST_JOB = "persist-job"  # what hilog keeps for itself next to the log
    DICTIONARY = "dictionary"  # what hilogtool decodes logs with
    BINARY = "binary"  # not text
    NO_HILOG = "no-hilog"  # text without a HiLog line
    PACKED = "packed"  # in a container that is not read
    LINK = "link"  # its target is read at its own place, or is not to be read
    SPECIAL = "special"  # a pipe, a socket or a device
    UNORDERED = "unordered"  # too large to be sorted: its files were read in their own order


class Remark(NamedTuple):
    """A file found next to logs that is not read as a log."""

    source: str
    kind: RemarkKind
