"""From a path to the files in it: folders walked, patterns expanded, what is no plain file passed over."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from ...model.inputs import RemarkKind
from .names import in_time_order, is_persisted

Place = str | os.PathLike[str] | BinaryIO
STANDARD_INPUT = "-"  # though a file may be called so
UNREADABLE: Literal["unreadable"] = "unreadable"
Bar = RemarkKind | Literal["unreadable"]


_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT: Windows' own kind of link to a folder


def files_in(folder: str) -> Iterator[tuple[str, Bar | None]]:
    """Yield the files of a folder and its folders in the order of time, each with what bars it.

    Links are not followed: what they lead to lies in the folder and is read there, or outside and is not asked for.
    Raises OSError if the folder itself cannot be read.
    """
    barred: dict[str, Bar | None] = {}

    def remember(error: OSError) -> None:
        barred[str(error.filename)] = UNREADABLE

    with os.scandir(folder):  # raises where the walk would only report
        pass
    for root, folders, files in os.walk(folder, onerror=remember):
        for name in files:
            path = os.path.join(root, name)
            barred[path] = _bar(path)
        for name in folders.copy():
            path = os.path.join(root, name)
            if (bar := _bar(path)) is not None:
                barred[path] = bar
                folders.remove(name)  # the walk would follow a junction
    for path in in_time_order(barred):
        yield path, barred[path]


def _bar(path: str) -> Bar | None:
    """Why a path is not opened: it is a link, or a pipe or device whose end may never come."""
    try:
        status = os.lstat(path)
    except OSError:
        return UNREADABLE
    if stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION:
        return RemarkKind.LINK
    return None if stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode) else RemarkKind.SPECIAL


def size_of(place: Place) -> int:
    """How many bytes the files of a place have; 0 for what is no file and no folder."""
    if not isinstance(place, str | os.PathLike) or place == STANDARD_INPUT:
        return 0
    try:
        status = os.stat(place)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return 0
    if stat.S_ISDIR(status.st_mode):
        files = (os.path.join(root, name) for root, _folders, names in os.walk(place) for name in names)
        return sum(os.lstat(path).st_size for path in files if _bar(path) is None)
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


def expand(places: Iterable[Place]) -> list[Place]:
    """Expand the patterns that a shell has not, and put files that hilog wrote in the order of time.

    A shell gives them by name: the file after index 999 would come first. Each run of files that hilog wrote into one
    folder is sorted; all others stay where the user put them.
    """
    result: list[Place] = []
    run: list[str] = []
    for place in _without_patterns(places):
        name = os.fspath(place) if isinstance(place, str | os.PathLike) else ""
        if is_persisted(name) and (not run or Path(name).parent == Path(run[0]).parent):
            run.append(name)
            continue
        result += in_time_order(run)
        run = [name] if is_persisted(name) else []
        if not run:
            result.append(place)
    return result + list[Place](in_time_order(run))


def _without_patterns(places: Iterable[Place]) -> Iterator[Place]:
    for place in places:
        if isinstance(place, str) and glob.has_magic(place) and not Path(place).exists():
            found = glob.glob(place, recursive=True)
            if "**" in place:  # it gives folders beside what is in them
                found = [path for path in found if not os.path.isdir(path)]
            yield from in_time_order(found) or [place]
        else:
            yield place
