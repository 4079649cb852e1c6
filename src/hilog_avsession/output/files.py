"""From parts of a text to a file that appears whole or not at all."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from ..errors import UnwritableOutput, reason_of
from .paths import missing_folder, real_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_JUST_NOW = 60  # seconds that the file which is replaced may be dated ahead of the clock
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def write_whole(path: str, pieces: Iterable[str]) -> None:
    """Write a UTF-8 file that gets its name after the last piece. Raises UnwritableOutput."""
    from pathlib import Path

    if not _can_be_a_name(path):
        raise UnwritableOutput("{path!r}: cannot be written: no file can have this name", path=path)
    try:
        if os.path.exists(path) and not os.path.isfile(path):  # a device or a pipe is written to, not replaced
            _write_to_device(path, pieces)
            return
        target = Path(real_path(path))  # a symbolic link stays and its target is replaced
        name = create_beside(target)
        with renamed_when_complete(name, target):
            with open(name, "w", encoding="utf-8", errors="replace", newline="\n") as out:
                out.writelines(pieces)
            _date_later(name, target)
    except OSError as error:
        missing = missing_folder(path)
        if missing is not None:
            raise UnwritableOutput(
                "{path}: cannot be written: there is no folder {folder}; create it, or choose another",
                path=path,
                folder=missing,
            ) from error
        raise UnwritableOutput("{path}: cannot be written: {error}", path=path, error=reason_of(error)) from error


@contextlib.contextmanager
def renamed_when_complete(temporary: str, target: Path) -> Iterator[None]:
    """Give a file its name when the block that writes it has ended; remove it if the block fails."""
    try:
        yield
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _can_be_a_name(path: str) -> bool:
    """Tell whether the system takes a path: it may hold neither a NUL nor half a character."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def _date_later(name: str, target: Path) -> None:
    """Give a new file a later second than that of the file which it replaces.

    Web servers tell the versions of a page apart by the second; a browser would keep the last but one.
    """
    with contextlib.suppress(FileNotFoundError):
        now, earlier = int(os.stat(name).st_mtime), int(target.stat().st_mtime)
        if earlier - _JUST_NOW <= now <= earlier:
            os.utime(name, (earlier + 1, earlier + 1))


def _write_to_device(path: str, pieces: Iterable[str]) -> None:
    """Write to a device or a pipe, such as a shell's `>(...)`, until its reader has closed it."""
    with (
        contextlib.suppress(BrokenPipeError),
        open(path, "w", encoding="utf-8", errors="replace", newline="\n") as out,
    ):
        out.writelines(pieces)


def create_beside(target: Path) -> str:
    """Create an empty file in the folder of another, with the permissions of that one if it exists; return its path."""
    name = str(target.parent / f".hilog-avsession.{os.urandom(4).hex()}")  # short: the target's may be as long as any
    try:
        mode = target.stat().st_mode & 0o777
    except FileNotFoundError:
        os.close(os.open(name, _NEW, 0o666))  # the system takes away what the umask forbids
        return name
    os.close(os.open(name, _NEW, 0o600))
    os.chmod(name, mode)
    return name
