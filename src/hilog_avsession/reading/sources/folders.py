"""From a path to the files in it: folders are walked, patterns expanded, links and special files skipped."""

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
SkipReason = RemarkKind | Literal["unreadable"]


_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT: Windows' own kind of link to a folder


def files_in(folder: str) -> Iterator[tuple[str, SkipReason | None]]:
    """Yield the files of a folder and its folders in the order of time, each with the reason to skip it, if any.

    Links are not followed: their target is in the folder and read there, or outside and not asked for.
    Raises OSError if the folder itself cannot be read.
    """
    reasons: dict[str, SkipReason | None] = {}

    def remember(error: OSError) -> None:
        reasons[str(error.filename)] = UNREADABLE

    with os.scandir(folder):  # raises; the walk would only report
        pass
    for root, folders, files in os.walk(folder, onerror=remember):
        for name in files:
            path = os.path.join(root, name)
            reasons[path] = _reason_to_skip(path)
        for name in folders.copy():
            path = os.path.join(root, name)
            if (reason := _reason_to_skip(path)) is not None:
                reasons[path] = reason
                folders.remove(name)  # the walk would follow a junction
    for path in in_time_order(reasons):
        yield path, reasons[path]


def _reason_to_skip(path: str) -> SkipReason | None:
    """Return why a path is not opened: it is a link, or a pipe or device that may never end."""
    try:
        status = os.lstat(path)
    except OSError:
        return UNREADABLE
    if stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION:
        return RemarkKind.LINK
    return None if stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode) else RemarkKind.SPECIAL


def expand(places: Iterable[Place]) -> list[Place]:
    """Expand patterns that no shell has expanded, and put files that hilog wrote in the order of time.

    A shell lists them by name, so the file after index 999 would come first. Each run of files that hilog wrote into
    one folder is sorted; all others stay where the user put them.
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
            if "**" in place:  # it lists folders next to their files
                found = [path for path in found if not os.path.isdir(path)]
            yield from in_time_order(found) or [place]
        else:
            yield place
