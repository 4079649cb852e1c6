"""From a file's name to its place in the order of time, when it was started, and whether it holds a log at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from ...model.inputs import RemarkKind
from ...model.patterns import LazyPattern, lazy
from .compression import COMPRESSED_SUFFIXES

T = TypeVar("T")

# hilog's log_persister_rotator.cpp: BASE.index.time of creation, and a suffix for its compression;
# a second download gets ` (1)`
_PERSISTED = lazy(r"(?P<base>.+)\.(?P<index>\d{3})\.(?P<started>\d{8}-\d{6})(?: \(\d+\))?(?:\.[a-z0-9]{1,5})*")
_BUFFER = lazy(r"\.?(?:\w*_)?persisterInfo_\d+")  # the newest lines, not yet in a file
# a higher number is older
_ROTATED = lazy(rf"(?P<base>.+)\.(?P<number>\d{{1,4}})(?:\.(?:{'|'.join(COMPRESSED_SUFFIXES)}))?")
_WRAP = 1000  # indexes run to 999 and begin again

# names of files that need not be opened
_NO_LOGS: tuple[tuple[RemarkKind, LazyPattern], ...] = (
    (RemarkKind.KERNEL, lazy(r"hilog_kmsg\..*")),
    (RemarkKind.PERSIST_JOB, lazy(r"\.?(?:\w*_)?persisterInfo_\d+\.info")),
    (RemarkKind.DICTIONARY, lazy(r"hilog_dict\..*\.zip")),
)


def last_part(name: str) -> str:
    """Return the last part of a path or of a name inside an archive."""
    return re.split(r"[/\\!]", name)[-1]


def no_log(name: str) -> RemarkKind | None:
    """Return the reason, shown by its name, not to open a file; None if it is to be opened."""
    return next((kind for kind, pattern in _NO_LOGS if pattern.fullmatch(last_part(name))), None)


def started_at(name: str) -> datetime | None:
    """Return the device's local time at which hilog started a file; None if the name does not hold it."""
    match = _PERSISTED.fullmatch(last_part(name))
    try:
        return datetime.strptime(match["started"], "%Y%m%d-%H%M%S") if match else None
    except ValueError:
        return None


def is_persisted(name: str) -> bool:
    """Tell whether a name is one that hilog gives to the files it writes or to its buffer."""
    base = last_part(name)
    return _PERSISTED.fullmatch(base) is not None or _BUFFER.fullmatch(base) is not None


def rotated_from(name: str) -> str | None:
    """Return the name of the log that a rotated file belongs to: `a.log` for `a.log.2.gz`; None for any other file."""
    match = _ROTATED.fullmatch(last_part(name))
    return match["base"] if match else None


def in_time_order(files: Iterable[T], name_of: Callable[[T], str] = str) -> list[T]:
    """Sort the files of one folder or archive by their names: folder by folder, the files of each log from old to new.

    Files that hilog wrote are sorted by the time in their name, those of the same second by their index, which restarts
    at 000 after 999; its buffer of newest lines comes last. Rotated files (`a.log.2`, `a.log.1`, `a.log`) are sorted by
    descending number.
    """
    files = list(files)
    wrapped = _wrapped(map(name_of, files))
    return sorted(files, key=lambda file: _sort_key(name_of(file), wrapped))


_LAST = ((2, 0),)  # after every name


def _sort_key(name: str, wrapped: frozenset[tuple[str, str, str]]) -> tuple[object, ...]:
    folder, own = _split(name)
    where = _natural(folder)
    if match := _PERSISTED.fullmatch(own):
        index = int(match["index"])
        if (folder, match["base"], match["started"]) in wrapped and index < _WRAP // 2:
            index += _WRAP
        return where, _natural(match["base"]), 0, match["started"], index, own
    if _BUFFER.fullmatch(own):
        return where, _LAST, 0, "", 0, own
    if match := _ROTATED.fullmatch(own):
        return where, _natural(match["base"]), 0, "", -int(match["number"]), own
    return where, _natural(own), 0, "", 1, own


def _wrapped(names: Iterable[str]) -> frozenset[tuple[str, str, str]]:
    """Return the (folder, base, second)s in which the index wrapped after 999."""
    indexes: dict[tuple[str, str, str], set[int]] = {}
    for name in names:
        folder, own = _split(name)
        if match := _PERSISTED.fullmatch(own):
            indexes.setdefault((folder, match["base"], match["started"]), set()).add(int(match["index"]))
    return frozenset(second for second, seen in indexes.items() if max(seen) - min(seen) > _WRAP // 2)


def _split(name: str) -> tuple[str, str]:
    folder, _slash, own = name.replace("\\", "/").rpartition("/")
    return folder, own


def _natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """Return a key that sorts `log9` before `log10`."""
    # isdecimal: isdigit accepts `²`, int does not
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in re.findall(r"\d{1,18}|\D+", text))
