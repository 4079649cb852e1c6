"""A text file that appears whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ..errors import UnwritableOutput


def write_whole(path: str, pieces: Iterable[str]) -> None:
    """Write a UTF-8 file; it takes its name when all is written. Raises UnwritableOutput."""
    target = Path(os.path.realpath(path))  # a link keeps pointing where it points
    name = None
    try:
        if target.exists() and not target.is_file():  # a device or a pipe is written to, never replaced
            with target.open("w", encoding="utf-8", errors="replace") as out:
                out.writelines(pieces)
            return
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="\n") as out:
            out.writelines(pieces)
        os.chmod(name, 0o666 & ~_umask())  # mkstemp makes it private
        os.replace(name, target)
    except BaseException as error:
        if name is not None:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
        if isinstance(error, OSError):
            raise UnwritableOutput(f"{path}: cannot be written: {error.strerror}") from error
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
