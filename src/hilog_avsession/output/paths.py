"""From a path to where it leads, as far as the system lets this program follow it."""

from __future__ import annotations

import os


def real_path(path: str) -> str:
    """Return a path without its links; the path itself where a link must not be read, such as `/proc/1/root`."""
    try:
        return os.path.realpath(path)
    except OSError:  # opening the file says why
        return os.path.abspath(path)


def lies_in(path: str, folder: str) -> bool:
    """Tell whether a path that is to be written lies in a folder that is read; False where it cannot be followed."""
    from ..reading.sources import folders

    try:
        return folders.lies_in(path, folder)
    except OSError:  # nothing can be written there either
        return False


def is_hidden(folder: str | os.PathLike[str]) -> bool:
    """Tell whether the system does not say if a folder exists: this program must not look there."""
    try:
        os.stat(folder)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return False
