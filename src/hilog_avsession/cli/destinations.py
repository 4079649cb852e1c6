"""From `--format` and `--output` to destinations: which format goes where, checked before anything is read.

-o FILE          the format of its suffix: `page.html`
-o FILE:FORMAT   this format, whatever the suffix: `page.dat:html`; the text after the last colon is a format only
                 if it is the name of one, so a drive letter (`C:\\x.html`) is not
-f FORMAT        the format on standard output, or of the file that has this format by its suffix or tie
-o -             standard output; it takes the first `-f` that no file has, as pipes and devices do
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from ..errors import WrongUsage
from ..output.formats import Format, format_named, format_of_suffix, no_format_of
from ..output.paths import missing_folder, real_path
from ..phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

STANDARD_OUTPUT = "-"
_PACKED = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd", ".zip": "zip"}


class Destination(NamedTuple):
    """A format and the file to write."""

    format: Format
    path: str | None = None  # None: standard output


def destinations_of(formats: Sequence[str], files: Sequence[str], known: Sequence[Format]) -> list[Destination]:
    """Match the formats and files that a user typed; without either, the first known format goes to standard output.

    Raises WrongUsage for a file whose format is not known or that cannot be written, for two formats on standard
    output, and for a file that is named twice.
    """
    left = [format_named(name, known) for name in formats]
    example = left[-1] if left else _example(known)
    default = left[0] if left else known[0]
    found = [_file(text, known, example) for text in files]
    for format_ in [format_ for _, format_ in found if format_ in left]:
        if format_ in left:
            left.remove(format_)
    destinations = [
        Destination(format_ or (left.pop(0) if left else default), None if path == STANDARD_OUTPUT else path)
        for path, format_ in found
    ]
    destinations += map(Destination, left)
    _check_once(destinations)
    for target in destinations:
        if target.path is not None:
            _check_writable(target.path)
    return destinations or [Destination(known[0])]


def _example(known: Sequence[Format]) -> Format:
    """Return the format that an error gives as an example: the page, or else JSON."""
    return next(format_ for name in ("html", "json") for format_ in known if format_.name == name)


# ---- one file --------------------------------------------------------------------------------------------------------


def _file(text: str, known: Sequence[Format], example: Format) -> tuple[str, Format | None]:
    """Split what was given to `--output` into a path and its format, None for a path without a name of its own.

    Raises WrongUsage, which shows how to tie a format, for instance the example.
    """
    drive, rest = os.path.splitdrive(text)
    path, colon, name = rest.rpartition(":")
    if colon and path and name in {format_.name for format_ in known}:
        return drive + path, format_named(name, known)
    if not text:
        raise WrongUsage("--output is empty; name a file, or - for standard output")
    if text.endswith(("/", os.sep)) or os.path.isdir(text):
        raise WrongUsage(
            "{path}: names a folder; name a file in it: {file}",
            path=text,
            file=os.path.join(text, "report" + example.suffix),
        )
    if is_nameless(text):
        return text, None
    format_ = format_of_suffix(text, known)
    if format_ is None:
        raise WrongUsage(_unknown_suffix(text, known, example))
    return text, format_


def is_nameless(path: str) -> bool:
    """Tell whether a path is standard output, a pipe or a device."""
    return path == STANDARD_OUTPUT or (os.path.exists(path) and not os.path.isfile(path))


def _unknown_suffix(path: str, known: Sequence[Format], example: Format) -> Phrase:
    """Return what is wrong with a file whose suffix selects no format, and what to do."""
    plain, suffix = os.path.splitext(path)
    if suffix in _PACKED:
        return Phrase(
            "{path}: reports are not compressed; write {plain} and compress it with {program}",
            path=path,
            plain=plain,
            program=_PACKED[suffix],
        )
    _, colon, name = path.rpartition(":")
    if colon and name.isalnum():
        from ..model.arguments import not_among

        return Phrase(
            "{path}: {complaint}",
            path=path,
            complaint=not_among("a format", name, [format_.name for format_ in known]),
        )
    return Phrase(
        "{complaint}, or tie a format to the name: {path}:{format}",
        complaint=no_format_of(path, known),
        path=path,
        format=example.name,
    )


# ---- all files -------------------------------------------------------------------------------------------------------


def _check_once(destinations: Sequence[Destination]) -> None:
    """Raise WrongUsage for two formats on standard output or in one file."""
    on_screen = [target.format.name for target in destinations if target.path is None]
    if len(on_screen) > 1:
        raise WrongUsage(
            "standard output takes one format, not {formats}; name a file for all but one: --output report{suffix}",
            formats=tuple(on_screen),
            suffix=destinations[-1].format.suffix,
        )
    seen: set[str] = set()
    for path in (target.path for target in destinations if target.path is not None):
        real = os.path.normcase(real_path(path))
        if real in seen and not is_nameless(path):
            raise WrongUsage("{path}: --output names this file twice; each format needs a file of its own", path=path)
        seen.add(real)


def _check_writable(path: str) -> None:
    """Raise WrongUsage for a file that cannot be written, as far as that can be known beforehand."""
    missing = missing_folder(path)
    if missing is not None:
        raise WrongUsage("{path}: there is no folder {folder}; create it, or choose another", path=path, folder=missing)
    folder = os.path.dirname(real_path(path))
    if os.path.exists(path) and not os.access(path, os.W_OK):
        raise WrongUsage("{path}: is write-protected; choose another file, or change its permissions", path=path)
    if not is_nameless(path) and not os.access(folder, os.W_OK):
        raise WrongUsage(
            "{path}: no file can be written in {folder}; choose another folder, or change its permissions",
            path=path,
            folder=folder,
        )
