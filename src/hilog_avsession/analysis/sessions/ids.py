"""From a printed session id to the sessions that it may name: an index by the ends of the ids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from ...model.session_id import SessionId

_Index = TypeVar("_Index", str, tuple[str, str])

_SHOWN = 3  # digits that every printed form shows of an end


class IdIndex:
    """Keys of sessions by the first and the last digits of their ids, in the order in which the ids became known."""

    def __init__(self) -> None:
        self._ids: dict[int, SessionId] = {}
        self._turns: dict[int, int] = {}  # key -> its place in the order
        self._of_head: dict[str, dict[int, None]] = {}  # first digits -> keys
        self._of_ends: dict[tuple[str, str], dict[int, None]] = {}  # first and last digits, `""` if not known -> keys
        self._next_turn = 0

    def __len__(self) -> int:
        return len(self._ids)

    def learn(self, key: int, id_: SessionId) -> None:
        """Note what is known of a session's id by now."""
        known = self._ids.get(key)
        if known is None:
            self._turns[key] = self._next_turn
            self._next_turn += 1
            self._of_head.setdefault(id_.head[:_SHOWN], {})[key] = None
        elif _ends(known) != _ends(id_):
            _drop(self._of_ends, _ends(known), key)
        self._ids[key] = id_
        self._of_ends.setdefault(_ends(id_), {})[key] = None

    def forget(self, key: int) -> None:
        """Drop a session."""
        id_ = self._ids.pop(key, None)
        if id_ is not None:
            del self._turns[key]
            _drop(self._of_head, id_.head[:_SHOWN], key)
            _drop(self._of_ends, _ends(id_), key)

    def rename(self, old: int, new: int) -> None:
        """Give a session another key; it keeps its place in the order."""
        id_ = self._ids.pop(old, None)
        if id_ is None:
            return
        self._ids[new], self._turns[new] = id_, self._turns.pop(old)
        for keys in (self._of_head[id_.head[:_SHOWN]], self._of_ends[_ends(id_)]):
            renamed = [new if key == old else key for key in keys]
            keys.clear()
            keys.update(dict.fromkeys(renamed))

    def latest_first(self, wanted: SessionId) -> Iterator[int]:
        """Yield the sessions whose ids fit a printed form, those whose ids became known last first."""
        head, tail = wanted.head[:_SHOWN], wanted.tail[-_SHOWN:]
        keys: list[int] | dict[int, None] = self._of_head.get(head, {})
        if tail:
            keys = [*self._of_ends.get((head, tail), ()), *self._of_ends.get((head, ""), ())]
            if len(keys) > 1:
                keys.sort(key=self._turns.__getitem__)
        return (key for key in reversed(keys) if self._ids[key].fits(wanted))


def _ends(id_: SessionId) -> tuple[str, str]:
    return id_.head[:_SHOWN], id_.tail[-_SHOWN:]


def _drop(table: dict[_Index, dict[int, None]], index: _Index, key: int) -> None:
    keys = table[index]
    del keys[key]
    if not keys:
        del table[index]
