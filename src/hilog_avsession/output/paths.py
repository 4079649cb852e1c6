"""From a path to where it leads, as far as the system lets this program follow it."""

from __future__ import annotations

import errno
import os

from ..errors import UnreadableInput


def real_path(path: str) -> str:
    """Return a path without its links; the path itself where a link must not be read, such as `/proc/1/root`."""
    try:
        return os.path.realpath(path)
    except OSError:  # opening the file says why
        return os.path.abspath(path)


def is_hidden(folder: str | os.PathLike[str]) -> bool:
    """Tell whether the system does not say if a folder exists, because this program must not look there."""
    try:
        os.stat(folder)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return False


def missing_folder(path: str) -> str | None:
    """Return the folder of a file that is to be written, if there is no such folder; else None."""
    folder, named = os.path.dirname(real_path(path)), os.path.dirname(path)
    if os.path.isdir(folder) or is_hidden(folder):
        return None
    return folder if not named or os.path.isdir(named) else named  # a link leads to the folder that is missing


def refuse_hidden(path: str | os.PathLike[str]) -> None:
    """Raise UnreadableInput for an input if the system does not say whether it exists."""
    if is_hidden(path):
        denied = os.strerror(errno.EACCES)
        raise UnreadableInput(str(path), "no-permission", "cannot be opened: {error}", error=denied)
