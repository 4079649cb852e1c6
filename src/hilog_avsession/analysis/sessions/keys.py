"""Lists of sessions' keys by what the sessions are looked up by, without empty lists."""

from __future__ import annotations

from typing import TypeVar

Index = TypeVar("Index", int, str)


def drop(lists: dict[Index, list[int]], index: Index, key: int) -> None:
    """Take a key out of one of the lists, if it is there; a list that is then empty goes, too."""
    keys = lists.get(index, [])
    if key in keys:
        keys.remove(key)
    if not keys:
        lists.pop(index, None)
