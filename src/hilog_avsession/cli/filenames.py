"""From the names of inputs to the file names of their JSON reports: each is unique, and every system accepts it."""

from __future__ import annotations

import os
import re

from ..output.paths import real_path

_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff<>:"/\\|?*]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # by Windows, with any suffix
_LONGEST = 180  # bytes in UTF-8; systems allow 255, with the suffix and what a temporary file adds
_STANDARD_INPUT = "-"
_SUFFIX = ".json"


class FileNames:
    """Gives each input the name of a file, different from all others it has given."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def new(self, source: str) -> str:
        """Return a name made of the last part of a source: `bug.zip.json`, then `bug.zip-2.json`."""
        stem = stem_of(source)
        name, number = stem, 1
        while name.casefold() in self._given:  # some systems do not tell capitals from small letters
            number += 1
            name = f"{stem}-{number}"
        self._given.add(name.casefold())
        return name + _SUFFIX


def stem_of(source: str) -> str:
    """Return the last part of a source without anything that a file name cannot have."""
    last = "stdin" if source == _STANDARD_INPUT else os.path.basename(source.rstrip("/\\").replace("\\", "/"))
    if last in {"", ".", ".."}:
        last = os.path.basename(real_path(source)) or "root"
    name = _UNSAFE.sub("_", last).strip(" .") or "_"
    name = f"_{name}" if _RESERVED.match(name) or name.startswith("-") else name
    return name.encode()[:_LONGEST].decode(errors="ignore")
