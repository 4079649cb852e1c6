"""Refuse, before anything is read, to write a file that would replace an input.

An input is also read where a folder or a pattern leads to it, through a link, and as standard input.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from ..errors import UnwritableOutput, WrongUsage
from .recognizing import is_report, is_stored

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..reading.sources import Location
    from .destinations import Destination

_OVERWRITTEN = "{path}: is an input and would be overwritten; choose another file for --output"
_STANDARD_INPUT = "-"


def refuse_inputs(destinations: Iterable[Destination], inputs: Iterable[str]) -> None:
    """Raise WrongUsage if a file that is to be written is also read."""
    inputs = tuple(inputs)
    for _, path in destinations:
        if path is not None and is_read(path, inputs):
            raise WrongUsage(_OVERWRITTEN, path=path)


def refuse_input(path: str, inputs: Iterable[Location]) -> None:
    """Raise UnwritableOutput if a file whose name is found while the inputs are read is one of them."""
    if is_read(path, inputs):
        raise UnwritableOutput(_OVERWRITTEN, path=path)


def refuse_tables(destinations: Iterable[Destination], fleets: Iterable[str]) -> None:
    """Raise WrongUsage if a file that is to be written is one of the files that a fleet is stored in."""
    from ..fleet.store import is_stored_in

    for _, path in destinations:
        if path is not None and any(is_stored_in(fleet, path) for fleet in fleets):
            raise WrongUsage(_OVERWRITTEN, path=path)


def is_read(path: str, inputs: Iterable[Location]) -> bool:
    """Tell whether reading these inputs also reads a file."""
    if not os.path.isfile(path):  # a new file; a pipe and a device are never replaced
        return False
    from ..reading.sources import expand

    return any(_reads(place, path) for place in expand(inputs) if isinstance(place, str | os.PathLike))


def _reads(place: str | os.PathLike[str], path: str) -> bool:
    name = os.fspath(place)
    if name == _STANDARD_INPUT:
        return _is_standard_input(path)
    if os.path.isdir(name):
        return _is_taken_from(name, path)
    return os.path.isfile(name) and os.path.samefile(path, name)


def _is_standard_input(path: str) -> bool:
    try:
        return sys.stdin is not None and os.path.samestat(os.fstat(sys.stdin.fileno()), os.stat(path))
    except OSError:  # a program has put something else in its place
        return False


def _is_taken_from(folder: str, path: str) -> bool:
    """Tell whether a file of a folder is read with it: among logs, earlier reports are passed over."""
    from ..reading.holding import holds_log
    from ..reading.sources.folders import lies_in

    if not lies_in(path, folder):
        return False
    return is_report(path) if is_stored(folder) else holds_log(path)
