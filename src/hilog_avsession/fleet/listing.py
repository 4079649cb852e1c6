"""From a path or an address to the files below it, each with its size and version."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from ..errors import HilogAvsessionError, MissingLibrary, UnreadableInput, WrongUsage, reason_of
from ..output.paths import refuse_hidden
from ..phrases import Phrase
from ..reading.sources.folders import files_in, matching

_ADDRESS = re.compile(r"(?P<protocol>[a-z][a-z0-9+.-]+)://", re.IGNORECASE)  # a drive letter has one letter
_LOCAL = ("file", "local")
_DRIVE = re.compile(r"/[a-z]:[/\\]", re.IGNORECASE)  # of Windows, as `file:///C:/logs` names it
# what tells versions of a remote file apart, the best first; not every file system has all of them
_VERSIONS = ("ETag", "etag", "md5Hash", "checksum", "mtime", "LastModified", "last_modified", "updated", "modified")


class Entry(NamedTuple):
    """A file that was found."""

    path: str  # below the location that the user named, with slashes
    address: str
    size: int = 0  # bytes
    version: str = ""  # changes when the file changes; empty: nothing tells


class Listing(NamedTuple):
    """What lies below a location that the user named."""

    address: str  # an absolute path, or an address with its protocol
    is_folder: bool
    entries: tuple[Entry, ...]


def is_remote(address: str) -> bool:
    """Tell whether an address has a protocol other than that of local files."""
    match = _ADDRESS.match(address)
    return match is not None and match["protocol"].lower() not in _LOCAL


def listings(location: str) -> Iterator[Listing]:
    """Yield what a path, a pattern or an address names. Raises UnreadableInput if there is nothing."""
    if is_remote(location):
        yield from _remote_listings(location)
        return
    path = local_path(location)
    if not os.path.lexists(path) and glob.has_magic(path):
        yield from _matching(path)
    else:
        yield list_local(path)


def list_again(address: str, *, is_folder: bool) -> tuple[Entry, ...]:
    """Return the files at the address of a unit as they are now. Raises UnreadableInput if it is gone."""
    if not is_remote(address):
        return list_local(address).entries
    fs, path = file_system(address)
    with explained(address):
        return _remote(fs, path, is_folder=is_folder).entries


def local_path(location: str) -> str:
    """Return the path of a local file that may be given as `file:///...`."""
    match = _ADDRESS.match(location)
    if match is None or match["protocol"].lower() not in _LOCAL:
        return location
    path = location[match.end() :]
    return path.removeprefix("/") if _DRIVE.match(path) else path


# ---- this machine ----------------------------------------------------------------------------------------------------


def _matching(pattern: str) -> Iterator[Listing]:
    """Yield the files of a pattern as one folder, so that they are named from where the pattern begins."""
    root = os.path.abspath(_fixed_part(pattern))
    closed: dict[str, None] = {}  # folders that cannot be listed: each is a unit, with its error
    found = [os.path.abspath(path) for path in sorted(matching(pattern, closed=closed.setdefault))]
    if not found and not closed:
        raise UnreadableInput(pattern, "not-found", "no file matches this pattern")
    files = [path for path in found if not os.path.isdir(path)]
    files += map(os.path.abspath, closed)
    yield Listing(root, is_folder=True, entries=tuple(_entry(path, root) for path in files))
    for path in filter(os.path.isdir, found):
        yield list_local(path)._replace(address=path)


def _fixed_part(pattern: str) -> str:
    """Return the folder in front of the first part of a pattern that stands for several names."""
    parts = pattern.replace(os.sep, "/").split("/")
    first = next(index for index, part in enumerate(parts) if glob.has_magic(part))
    root = "/".join(parts[:first])
    if root.endswith(":"):  # a drive of Windows, whose name alone is the current folder on it
        return f"{root}/"
    return root or ("/" if pattern.startswith("/") else ".")


def list_local(path: str) -> Listing:
    """Return what a path of this machine names. Raises UnreadableInput if there is nothing."""
    given, path = path, os.path.abspath(path)
    if os.path.isdir(path):
        try:
            found = [file for file, reason in files_in(path) if reason in (None, "unreadable")]
        except OSError as error:
            raise UnreadableInput(given, "not-opened", "cannot be opened: {error}", error=reason_of(error)) from None
        return Listing(path, is_folder=True, entries=tuple(_entry(file, path) for file in found))
    refuse_hidden(given)
    if not os.path.lexists(path):
        raise UnreadableInput(given, "not-found", "there is no such file or folder")
    return Listing(path, is_folder=False, entries=(_entry(path, os.path.dirname(path)),))


def _entry(path: str, root: str) -> Entry:
    try:
        status = os.stat(path)
        size, version = status.st_size, str(status.st_mtime_ns)
    except OSError:
        size, version = 0, ""
    return Entry(os.path.relpath(path, root).replace(os.sep, "/"), path, size, version)


# ---- elsewhere -------------------------------------------------------------------------------------------------------


def file_system(address: str) -> tuple[Any, str]:
    """Return the file system of an address and the path in it. Raises WrongUsage and MissingLibrary."""
    from fsspec import available_protocols
    from fsspec.core import url_to_fs

    protocol = address.partition("://")[0].lower()
    if "::" in address:
        raise WrongUsage("{address}: addresses inside addresses (`::`) are not read; name the file", address=address)
    if protocol not in available_protocols():
        raise WrongUsage("{address}: the protocol {protocol} is not known", address=address, protocol=protocol)
    with explained(address):  # a file system may connect when it is made
        try:
            fs, path = url_to_fs(address)
        except ImportError as error:
            library = getattr(error.__cause__, "name", None) or error.name or protocol
            raise MissingLibrary(library, "", Phrase("{protocol}:// addresses", protocol=protocol)) from None
    return fs, path


def _remote_listings(location: str) -> Iterator[Listing]:
    fs, path = file_system(location)
    with explained(location):
        if glob.has_magic(path) and not location.lower().startswith("http") and not fs.exists(path):
            root = _fixed_part(path)
            infos = fs.glob(path, detail=True)
            if not infos:
                raise UnreadableInput(location, "not-found", "no file matches this pattern")
            files = {name: info for name, info in infos.items() if info.get("type") != "directory"}
            yield Listing(fs.unstrip_protocol(root), is_folder=True, entries=_entries(fs, root, files))
            for name in sorted(set(infos) - set(files)):
                yield _remote(fs, name, is_folder=True)
            return
        info = fs.info(path)
        yield _remote(fs, path, is_folder=info.get("type") == "directory" or location.endswith("/"))


def _remote(fs: Any, path: str, *, is_folder: bool) -> Listing:
    fs.invalidate_cache()
    if is_folder:
        entries = _entries(fs, path, fs.find(path, detail=True))
    else:
        entries = _entries(fs, path.rpartition("/")[0], {path: fs.info(path)})
    return Listing(fs.unstrip_protocol(path), is_folder, entries)


def _entries(fs: Any, root: str, infos: Mapping[str, Mapping[str, Any]]) -> tuple[Entry, ...]:
    start = root.rstrip("/") + "/"
    return tuple(
        Entry(
            name.removeprefix(start).lstrip("/"), fs.unstrip_protocol(name), int(info.get("size") or 0), _version(info)
        )
        for name, info in sorted(infos.items())
        if info.get("type") != "directory"
    )


def _version(info: Mapping[str, Any]) -> str:
    found = next((info[key] for key in _VERSIONS if info.get(key)), "")
    return str(found).strip('"')


@contextmanager
def explained(address: str) -> Iterator[None]:
    """Turn whatever a file system raises into an UnreadableInput that names the address."""
    try:
        yield
    except (HilogAvsessionError, MemoryError):
        raise
    except FileNotFoundError:
        raise UnreadableInput(address, "not-found", "there is no such file or folder") from None
    except Exception as error:  # each file system has its own kinds
        raise UnreadableInput(
            address, "not-fetched", "cannot be listed or fetched: {error}", error=said(error)
        ) from error


def said(error: BaseException) -> str:
    """Return what an exception of a foreign library says, in one line."""
    text = " ".join(str(error).split())[:300]
    return text or type(error).__name__


def lines_of(path: str) -> Iterable[str]:
    """Yield the addresses in a list: one on each line; blank lines and those that begin with `#` are left out."""
    try:
        with open(path, encoding="utf-8-sig", errors="surrogateescape") as file:
            for line in file:
                if (text := line.strip()) and not text.startswith("#"):
                    yield text
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise WrongUsage("@{path}: the list cannot be read: {error}", path=path, error=reason_of(error)) from None
