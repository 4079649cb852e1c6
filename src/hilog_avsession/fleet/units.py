"""From what a user names to units: each is one capture of one device, an archive or a folder.

`archive`  each file is a unit
`folder`   each folder directly below a named folder is a unit with everything in it, and so is each file beside them
`auto`     an archive is a unit wherever it lies; so is a folder in which hilog's own or rotated files lie, and a folder
           below the named one that directly holds other files but no archives. Any other file is a unit of its own.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from ..errors import UnreadableInput, WrongUsage
from ..reading.sources.archives import PACKED_SUFFIXES
from ..reading.sources.folders import lies_in
from ..reading.sources.names import is_persisted, last_part, no_log, rotated_from
from .listing import Entry, Listing, is_remote, lines_of, listings

LIST = "@"  # before the name of a file that lists addresses


class UnitKind(StrEnum):
    """What is one unit: the values of `--unit`."""

    AUTO = "auto"
    ARCHIVE = "archive"
    FOLDER = "folder"


class Unit(NamedTuple):
    """One capture of one device."""

    name: str  # what the tables call it
    address: str  # an absolute path, or an address with its protocol
    size: int = 0  # bytes of its files
    version: str = ""  # changes when its files change
    is_folder: bool = False
    files: int = 1  # that it was made of


def find_units(locations: Iterable[str], kind: UnitKind = UnitKind.AUTO) -> list[Unit]:
    """Return the units of paths, patterns, addresses and `@lists`, each once, in the order given.

    A unit is named by its path below the folder that the user named. Two that would have the same name are named by
    their addresses. Raises UnreadableInput for a location that names nothing, WrongUsage for a list that cannot be
    read.
    """
    found: dict[str, Unit] = {}
    for location in with_lists(locations):
        for listing in listings(location):
            for unit in units_of(listing, kind):
                found.setdefault(unit.address, unit)
    names = Counter(unit.name for unit in found.values())
    return [unit if names[unit.name] == 1 else unit._replace(name=unit.address) for unit in found.values()]


def with_lists(locations: Iterable[str]) -> Iterator[str]:
    """Yield the locations; instead of an `@list`, those in it. Raises WrongUsage."""
    for location in locations:
        if location.startswith(LIST) and not os.path.lexists(location):
            yield from lines_of(location.removeprefix(LIST))
        elif location:
            yield location
        else:
            raise WrongUsage("an empty path names nothing; use . for the current folder")


def units_of(listing: Listing, kind: UnitKind) -> Iterator[Unit]:
    """Yield the units in a listing, ordered by name."""
    if not listing.is_folder:
        yield from map(_single, listing.entries)
    elif kind is UnitKind.ARCHIVE:
        yield from map(_single, filter(_is_of_interest, listing.entries))
    elif kind is UnitKind.FOLDER:
        yield from _by_folder(listing)
    else:
        yield from _automatic(_Folder.of(listing))


def version_of(entries: Sequence[Entry]) -> str:
    """Return a digest of the files of a folder: it changes when a file is added, removed or changed."""
    digest = blake2b(digest_size=8)
    for entry in sorted(entries, key=lambda entry: entry.address):
        digest.update(f"{entry.address}\0{entry.size}\0{entry.version}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


# ---- from files to units ---------------------------------------------------------------------------------------------


def _single(entry: Entry) -> Unit:
    return Unit(entry.path, entry.address, entry.size, entry.version)


def folder_unit(name: str, address: str, entries: Sequence[Entry]) -> Unit:
    """Return a folder with everything in it as one unit."""
    return Unit(
        name, address, sum(entry.size for entry in entries), version_of(entries), is_folder=True, files=len(entries)
    )


def _is_of_interest(entry: Entry) -> bool:
    """Tell whether a file may be a capture: it is neither hidden nor, by its name, something else than a log."""
    name = last_part(entry.path)
    return no_log(name) is None and (not name.startswith(".") or is_persisted(name))


def _is_archive(entry: Entry) -> bool:
    """Tell by its name whether a file holds a capture of its own; hilog packs each of its files, too."""
    name = last_part(entry.path)
    return name.lower().rpartition(".")[2] in PACKED_SUFFIXES and not is_persisted(name) and rotated_from(name) is None


class _Folder:
    """A folder, with the files directly in it and the folders below it."""

    def __init__(self, name: str, address: str) -> None:
        self.name, self.address = name, address
        self.files: list[Entry] = []
        self.folders: dict[str, _Folder] = {}

    @classmethod
    def of(cls, listing: Listing) -> _Folder:
        root = cls("", listing.address.rstrip("/") or "/")
        for entry in listing.entries:
            *parts, _file = entry.path.split("/")
            folder = root
            for part in parts:
                folder = folder._below(part)
            folder.files.append(entry)
        return root

    def _below(self, part: str) -> _Folder:
        if part not in self.folders:
            name = f"{self.name}/{part}" if self.name else part
            self.folders[part] = _Folder(name, _below(self.address, part))
        return self.folders[part]

    def all_files(self) -> Iterator[Entry]:
        """Yield the files in it and below it, however deep."""
        folders = [self]
        while folders:
            folder = folders.pop()
            yield from folder.files
            folders += folder.folders.values()

    def as_unit(self) -> Unit:
        """Return it as one unit."""
        return folder_unit(self.name or last_part(self.address), self.address, list(self.all_files()))

    def holds_one_log(self) -> bool:
        """Tell whether files that belong together lie directly in it: those that hilog wrote, or rotated ones."""
        names = {last_part(file.path) for file in self.files}
        rotated = Counter(filter(None, map(rotated_from, names)))
        return any(map(is_persisted, names)) or any(count > 1 or base in names for base, count in rotated.items())


def _below(address: str, part: str) -> str:
    return f"{address.rstrip('/')}/{part}" if is_remote(address) else os.path.join(address, part)


def _by_folder(listing: Listing) -> Iterator[Unit]:
    root = _Folder.of(listing)
    if not root.folders and not any(map(_is_archive, root.files)):
        yield root.as_unit()
        return
    yield from map(_single, filter(_is_of_interest, root.files))
    for folder in root.folders.values():
        yield folder.as_unit()


def _automatic(root: _Folder) -> Iterator[Unit]:
    folders = [root]
    while folders:
        folder = folders.pop()
        files = list(filter(_is_of_interest, folder.files))
        is_capture = bool(files) and folder is not root and not any(map(_is_archive, files))
        if folder.holds_one_log() or is_capture:
            yield folder.as_unit()
            continue
        yield from map(_single, files)
        folders += reversed(folder.folders.values())


# ---- checks ----------------------------------------------------------------------------------------------------------


def refuse_inside(out: str, locations: Iterable[str]) -> None:
    """Raise WrongUsage if a folder that is written lies in one that is read."""
    for location in locations:
        if os.path.isdir(location) and lies_in(out, location):
            raise WrongUsage(
                "{folder}: lies in {place}, which is read; choose a folder outside of it", folder=out, place=location
            )


def check_any(units: Sequence[Unit], locations: Sequence[str]) -> None:
    """Raise UnreadableInput if there is no unit."""
    if not units:
        raise UnreadableInput(", ".join(locations), "empty", "holds no captures", "name a folder or pattern that does")
