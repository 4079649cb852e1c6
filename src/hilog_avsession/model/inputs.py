"""What a report says of each input: how it was read, why it could not be, which files beside it were passed over."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class InputError(NamedTuple):
    """Why an input could not be read."""

    kind: str
    message: str
    hint: str = ""

    def after(self, lines: int) -> InputError:
        """The same error, which was met behind so many lines."""
        read = f"; {lines:,} line{'s' * (lines != 1)} could be read" if lines else ""
        return self._replace(message=self.message + read)


class Input(NamedTuple):
    """One input as it was read."""

    source: str
    bytes: int = 0
    lines: int = 0
    cut_lines: int = 0  # too long for a line of a log; their beginning was read
    foreign_lines: int = 0  # neither with a header of their own nor indented as continuations are, nor blank
    nul_bytes: int = 0  # left out
    repeated: int = 0  # lines of interest that came before, in another input or in this one
    encoding: str = "utf-8"
    container: tuple[str, ...] = ()
    layout: str | None = None
    process_names: bool = False
    first_time: str | None = None
    last_time: str | None = None
    error: InputError | None = None
    first_clock: float | None = None  # seconds on the scale of all clocks of this input
    last_clock: float | None = None


class RemarkKind(StrEnum):
    """Why a file in a folder or an archive was passed over; `UNORDERED` is a remark on an archive."""

    KERNEL = "kernel"  # log of the kernel, where AVSession does not print
    PERSIST_JOB = "persist-job"  # what hilog keeps for itself beside the log
    DICTIONARY = "dictionary"  # what hilogtool decodes logs with
    BINARY = "binary"  # no text
    NO_HILOG = "no-hilog"  # text without a HiLog line
    PACKED = "packed"  # in a container that is not read
    LINK = "link"  # what it leads to is read where it lies, or was not asked for
    SPECIAL = "special"  # a pipe, a socket or a device
    UNORDERED = "unordered"  # too large to be sorted: read in its own order


class Remark(NamedTuple):
    """A file that was found beside logs and is none."""

    source: str
    kind: RemarkKind
