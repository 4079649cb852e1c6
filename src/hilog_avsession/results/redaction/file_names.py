"""From the name of a file, however deep in folders and archives, to one that reveals neither folder nor file."""

from __future__ import annotations

import re

from ...reading.sources.archives import PACKED_SUFFIXES
from .pseudonyms import Kind, Pseudonyms

_STANDARD_INPUT = "-"
_DEVICE = "hdc"  # a log that comes from a device; a colon and the device's key may follow
_PACKED = "|".join(PACKED_SUFFIXES)
# hilog's own names hold only the time of the log; any other suffix may be a name
_HARMLESS = re.compile(
    rf"(?:hilog(?:_kmsg)?\.\d{{3}}(?:\.\d{{8}}-\d{{6}})?|\.?persisterInfo_\d+)(?:\.(?:log|txt|info|{_PACKED}))*"
)
SUFFIXES = re.compile(
    rf"(?:\.(?:log|txt|out|{_PACKED}|json|jsonl|csv|md|html|xml|image|img|dat"
    r"|jpe?g|png|webp|mp3|mp4|m4a|m3u8|mpd|flac|aac|wav|ts|mkv|so|js|ets|cpp|h|db|\d{1,4}))+$",
    re.IGNORECASE,
)


class FileNames:
    """Names of files and of members of archives. Files of one folder stay together and keep their suffixes."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms

    def source(self, name: str) -> str:
        """Return the name of an input: `/home/anna/bug 17.zip!a.log` becomes `path1/file1.zip!file2.log`."""
        if name in ("", _STANDARD_INPUT, _DEVICE):
            return name
        if name.startswith(f"{_DEVICE}:"):
            return f"{_DEVICE}:{self._pseudonyms.of(Kind.DEVICE, name.removeprefix(f'{_DEVICE}:'))}"
        return "!".join(map(self.path, name.split("!")))

    def at(self, place: str) -> str:
        """Return a `file:line`."""
        source, colon, line = place.rpartition(":")
        return self.source(source) + colon + line if line.isdecimal() else self.source(place)

    def path(self, path: str) -> str:
        """Return a path in a file system."""
        folder, base = split(path)
        return (f"{self.folder(folder)}/" if folder else "") + self.file(base)

    def folder(self, folder: str) -> str:
        """Return a folder, without the slash at its end."""
        return self._pseudonyms.of(Kind.PATH, folder)

    def file(self, base: str) -> str:
        """Return the last part of a path; its suffixes stay if they are common ones."""
        if not base or _HARMLESS.fullmatch(base):
            return base
        suffixes = SUFFIXES.search(base)
        return self._pseudonyms.of(Kind.FILE, base) + (suffixes[0].lower() if suffixes else "")


def split(path: str) -> tuple[str, str]:
    """Return a path's folder, without the slash at its end, and its last part."""
    end = max(path.rfind("/"), path.rfind("\\"))
    return (path[:end] or path[: end + 1], path[end + 1 :]) if end >= 0 else ("", path)
