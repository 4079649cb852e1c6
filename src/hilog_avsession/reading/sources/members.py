"""A member of an archive, as each kind of archive lists it."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, NamedTuple

from ...model.inputs import InputError, RemarkKind


class Member(NamedTuple):
    """One file of an archive. `error` says why it cannot be opened, `remark` why it need not be."""

    name: str
    open: Callable[[], IO[bytes]] | None = None
    packed: int = 0  # bytes in the archive
    unpacked: int = 0  # bytes, as the archive says
    error: InputError | None = None
    remark: RemarkKind | None = None
    taken: Callable[[], int] | None = None  # returns the packed bytes read so far, if known
    reopen: Callable[[], IO[bytes]] | None = None  # opens it for seeking, if the file from `open` cannot seek


class Unordered(Exception):
    """The members could not be given in the order of time."""
