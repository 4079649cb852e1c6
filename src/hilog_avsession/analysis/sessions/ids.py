"""From a printed session id to the sessions that it may name: an index by the ends of the ids."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.session_id import SessionId
from .keys import drop

_SHOWN = 3  # digits that every printed form shows of an end


class IdIndex:
    """Keys of sessions by the first and the last digits of their ids, in the order in which the ids became known."""

    def __init__(self) -> None:
        self._ids: dict[int, SessionId] = {}
        self._turns: dict[int, int] = {}  # key -> its place in the order
        self._keys: dict[str, list[int]] = {}  # first digits, and both ends, as `_ends` writes them -> keys
        self._next_turn = 0

    def __len__(self) -> int:
        return len(self._ids)

    def learn(self, key: int, id_: SessionId) -> None:
        """Note what is known of a session's id by now."""
        known = self._ids.get(key)
        if known is None:
            self._turns[key] = self._next_turn
            self._next_turn += 1
            self._add(_head(id_), key)
            self._add(_ends(id_), key)
        elif _ends(known) != _ends(id_):
            drop(self._keys, _ends(known), key)
            self._add(_ends(id_), key)
        self._ids[key] = id_

    def forget(self, key: int) -> None:
        """Drop a session."""
        id_ = self._ids.pop(key, None)
        if id_ is not None:
            del self._turns[key]
            drop(self._keys, _head(id_), key)
            drop(self._keys, _ends(id_), key)

    def rename(self, old: int, new: int) -> None:
        """Give a session another key; it keeps its place in the order."""
        id_ = self._ids.pop(old, None)
        if id_ is None:
            return
        self._ids[new], self._turns[new] = id_, self._turns.pop(old)
        for index in (_head(id_), _ends(id_)):
            self._keys[index] = [new if key == old else key for key in self._keys[index]]

    def latest_first(self, wanted: SessionId) -> Iterator[int]:
        """Yield the sessions whose ids fit a printed form, those whose ids became known last first."""
        keys = self._keys.get(_head(wanted), [])
        if wanted.tail:
            keys = [*self._keys.get(_ends(wanted), ()), *self._keys.get(_ends(wanted._replace(tail="")), ())]
            if len(keys) > 1:
                keys.sort(key=self._turns.__getitem__)
        return (key for key in reversed(keys) if self._ids[key].fits(wanted))

    def _add(self, index: str, key: int) -> None:
        self._keys.setdefault(index, []).append(key)


def _head(id_: SessionId) -> str:
    return id_.head[:_SHOWN]


def _ends(id_: SessionId) -> str:
    """Return the first and the last digits, `3A5*F10`; `3A5*` if the last ones are not known."""
    return f"{_head(id_)}*{id_.tail[-_SHOWN:]}"
