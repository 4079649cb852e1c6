"""From a path to the files in it: folders are walked, patterns expanded, links and special files skipped."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Literal

from ...errors import WrongUsage
from ...model.inputs import RemarkKind
from ...model.patterns import lazy
from .names import in_time_order, is_persisted

Location = str | os.PathLike[str] | BinaryIO  # of an input: a file, a folder, a pattern, STANDARD_INPUT, or a stream
STANDARD_INPUT = "-"  # though a file may be called so
UNREADABLE: Literal["unreadable"] = "unreadable"
SkipReason = RemarkKind | Literal["unreadable"]


Stops = Callable[[int], bool]  # tells, by the number of files found so far, whether a search ends
TakeFolder = Callable[[str], object]

_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT: Windows' own kind of link to a folder


def files_in(folder: str, stops: Stops = lambda _files: False) -> Iterator[tuple[str, SkipReason | None]]:
    """Yield the files of a folder and its folders in the order of time, each with the reason to skip it, if any.

    Links are not followed: their target is in the folder and read there, or outside and not asked for. `stops` is
    called in each folder with the number of files found; True ends the search. Raises OSError if the folder itself
    cannot be read.
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
        if stops(len(reasons)):
            break
    for path in in_time_order(reasons):
        yield path, reasons[path]


def lies_in(path: str, folder: str) -> bool:
    """Tell whether a path lies in a folder, or is the folder; links are followed as far as the system allows."""
    try:
        parent = os.path.realpath(folder)
        return os.path.commonpath([os.path.realpath(path), parent]) == parent
    except ValueError:  # on another drive
        return False
    except OSError:  # a link that must not be followed: nothing behind it can be read or written either
        return False


def _reason_to_skip(path: str) -> SkipReason | None:
    """Return why a path is not opened: it is a link, or a pipe or device that may never end."""
    try:
        status = os.lstat(path)
    except OSError:
        return UNREADABLE
    if stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION:
        return RemarkKind.LINK
    return None if stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode) else RemarkKind.SPECIAL


def expand(locations: Iterable[Location], stops: Stops = lambda _files: False) -> list[Location]:
    """Expand patterns that no shell has expanded, and put files that hilog wrote in the order of time.

    A shell lists them by name, so the file after index 999 would come first. Each run of files that hilog wrote into
    one folder is sorted; all others stay where the user put them. `stops` ends the search, as in `files_in`. Raises
    WrongUsage for standard input that is named twice: the second time, it would be empty.
    """
    locations = list(locations)
    if sum(location == STANDARD_INPUT for location in locations if isinstance(location, str)) > 1:
        raise WrongUsage("standard input is named twice; it can be read only once")
    result: list[Location] = []
    run: list[str] = []
    for location in _without_patterns(locations, stops):
        name = os.fspath(location) if isinstance(location, str | os.PathLike) else ""
        if is_persisted(name) and (not run or Path(name).parent == Path(run[0]).parent):
            run.append(name)
            continue
        result += in_time_order(run)
        run = [name] if is_persisted(name) else []
        if not run:
            result.append(location)
    return result + list[Location](in_time_order(run))


def _without_patterns(locations: Iterable[Location], stops: Stops) -> Iterator[Location]:
    for location in locations:
        if isinstance(location, str) and glob.has_magic(location) and not os.path.lexists(location):
            closed: dict[str, None] = {}
            found = in_time_order(matching(location, stops, closed.setdefault))
            yield from [*found, *closed] or [location]
        else:
            yield location


def matching(pattern: str, stops: Stops = lambda _files: False, closed: TakeFolder = lambda _folder: None) -> list[str]:
    """Return what a pattern stands for, as `glob` does, whose `**` follows links: for ever where they form a loop.

    As in a folder, pipes and devices, which may never end, are left out, and so are sockets. `closed` gets the folders
    that the pattern looks into and that cannot be listed or entered: their files stay unknown.
    """
    for folder in _closed_to(pattern):
        closed(folder)
    found = (path for path in dict.fromkeys(_found(pattern, stops, closed)) if not _is_special(path))
    # `**` stands for folders next to their files
    return [path for path in found if not os.path.isdir(path)] if "**" in pattern else list(found)


def _closed_to(pattern: str) -> Iterator[str]:
    """Yield the folders that a pattern looks into and that cannot be listed or entered; those of `**` are walked."""
    head, tail = ("", "") if _ANY_DEPTH.search(pattern) else os.path.split(pattern)
    while tail and head:
        mode = os.R_OK | os.X_OK if glob.has_magic(tail) else os.X_OK
        with suppress(ValueError):  # as in `_found`
            yield from (folder for folder in glob.glob(head) if os.path.isdir(folder) and not os.access(folder, mode))
        head, tail = os.path.split(head)


def _is_special(path: str) -> bool:
    """Tell whether a path leads to something that is neither a file nor a folder."""
    try:
        mode = os.stat(path).st_mode
    except OSError:  # reading it reports the error
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


_SEPARATOR = r"[\\/]" if os.name == "nt" else "/"
_ANY_DEPTH = lazy(rf"(?:^|(?<={_SEPARATOR}))\*\*(?:{_SEPARATOR}+|$)")


def _found(pattern: str, stops: Stops, closed: TakeFolder) -> Iterator[str]:
    match = _ANY_DEPTH.search(pattern)
    if match is None:
        with suppress(ValueError):  # a folder whose name holds a NUL or half a character: there is none
            yield from glob.iglob(pattern)
        return
    before, rest = pattern[: match.start()], pattern[match.end() :]
    number = 0
    for start in glob.glob(before) if before else [""]:
        for folder in _folders(start, closed):
            for found in _found(os.path.join(glob.escape(folder), rest or "*"), stops, closed):
                number += 1
                yield found
            if stops(number):
                return


def _folders(start: str, closed: TakeFolder) -> Iterator[str]:
    """Yield a folder and the folders in it that are neither hidden nor links; "" is the working directory.

    Those that cannot be listed go to `closed` instead.
    """
    for root, folders, _files in os.walk(start or os.curdir, onerror=lambda error: closed(str(error.filename))):
        visible = [name for name in folders if not name.startswith(".")]
        folders[:] = [name for name in visible if _reason_to_skip(os.path.join(root, name)) is None]
        yield root if start else root[len(os.curdir) + 1 :]
