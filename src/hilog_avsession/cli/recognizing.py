"""From the beginning of a file to whether it is a stored report: a JSON document of this program."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ..results.json.beginning import HEAD, begins_document, text_of

_VERSION, _TOOL = '"schema_version"', '"hilog-avsession"'


def is_report(path: str) -> bool:
    """Tell whether a file is a JSON report, even a damaged one; other programs may have sorted its keys."""
    head = head_of(path)
    if not begins_document(head):
        return False
    return _VERSION in text_of(head) or (path.lower().endswith(".json") and _holds_version(path))


def is_stored(location: str) -> bool:
    """Tell whether a file is a JSON report, or a folder that holds only such files; hidden files do not count."""
    if not os.path.isdir(location):
        return os.path.isfile(location) and is_report(location)
    found = False
    for path in _files_of(location):
        if not is_report(path):
            return False
        found = True
    return found


def is_stored_stream(descriptor: int) -> bool:
    """Tell whether a redirected file is a JSON report. Nothing is read from it; a pipe is never taken for one."""
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return False
        position = os.lseek(descriptor, 0, os.SEEK_CUR)
        head = os.read(descriptor, HEAD)
        os.lseek(descriptor, position, os.SEEK_SET)
    except OSError:  # reading it as a log reports the error
        return False
    return begins_document(head) and _VERSION in text_of(head)


def head_of(path: str) -> bytes:
    """Return the first bytes of a file; none if it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return file.read(HEAD)
    except (OSError, ValueError):  # reading it as a log reports the error
        return b""


def _files_of(folder: str) -> Iterator[str]:
    """Yield the files of a folder that are not hidden, in no order: mostly the first one decides."""
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (os.path.join(root, name) for name in names if not name.startswith("."))


def _holds_version(path: str) -> bool:
    try:
        content = Path(path).read_bytes()
    except OSError:
        return False
    return _VERSION.encode() in content and _TOOL.encode() in content
