"""Estimate the work of reading some locations from the sizes and names of their files, before any is opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator

from .archives import PACKED_SUFFIXES
from .folders import STANDARD_INPUT, Location, files_in

_RATIO = 16  # bytes of log for a byte of a packed file, roughly
_MOST = 50_000  # files of a folder that are looked at
_EACH = 128 << 10  # bytes of plain log that take as long to read as a file takes to be opened and recognised


def amount_of(locations: Iterable[Location]) -> int:
    """Return how many bytes of plain log take about as long as the locations; 0 for anything but files and folders.

    A packed file counts with its estimated length, unless it is the only file: nothing can be read beside it.
    """
    files = [found for location in locations for found in _files(location)]
    if len(files) == 1:
        return files[0][1]
    return sum(_EACH + size * (_RATIO if _is_packed(path) else 1) for path, size in files)


def _is_packed(path: str) -> bool:
    """Tell by its name whether a file is packed; a wrong guess costs only time."""
    return os.path.basename(path).lower().rpartition(".")[2] in PACKED_SUFFIXES


def _files(location: Location) -> Iterator[tuple[str, int]]:
    """Yield the files of a location, with their sizes."""
    if not isinstance(location, str | os.PathLike) or location == STANDARD_INPUT:
        return
    path = os.fspath(location)
    try:
        status = os.stat(path)
        inside = (
            [found for found, reason in files_in(path, lambda files: files > _MOST) if reason is None]
            if stat.S_ISDIR(status.st_mode)
            else []
        )
        sizes = [(found, os.lstat(found).st_size) for found in inside]
    except (OSError, ValueError):  # ValueError: a NUL in the name; reading the location reports the error
        return
    if stat.S_ISREG(status.st_mode):
        yield path, status.st_size
    yield from sizes
