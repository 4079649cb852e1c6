"""From a command line to a shorter one for a reader in the current folder: with relative paths."""

from __future__ import annotations

import os
import shlex


def from_here(command: str) -> str:
    """Return a command for a POSIX shell with its paths from the current folder, where that is shorter and exists."""
    try:
        words = shlex.split(command)
    except ValueError:  # it is the address of a unit that no command opens
        return command
    for word in dict.fromkeys(words):
        if os.path.isabs(word):
            command = command.replace(shlex.quote(word), shlex.quote(_nearest(word)))
    return command


def _nearest(path: str) -> str:
    try:
        near = os.path.relpath(path)
    except (OSError, ValueError):  # the current folder was removed; another drive of Windows
        return path
    if near.startswith("-"):
        near = os.path.join(os.curdir, near)
    return near if len(near) < len(path) and os.path.lexists(near) else path
