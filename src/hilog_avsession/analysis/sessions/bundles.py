"""From the bundle of an application to the sessions that it owns: an index of their keys."""

from __future__ import annotations

from collections.abc import Sequence

from .keys import drop


class BundleIndex:
    """Keys of sessions by the bundle of their owner, in the order in which it became known."""

    def __init__(self) -> None:
        self._keys: dict[str, list[int]] = {}
        self._bundles: dict[int, str] = {}  # key -> the bundle under which it is listed

    def __len__(self) -> int:
        return len(self._bundles)

    def learn(self, key: int, bundle: str | None) -> None:
        """Note what is known of a session's owner by now."""
        if self._bundles.get(key) == bundle:
            return
        self.forget(key)
        if bundle is not None:
            self._bundles[key] = bundle
            self._keys.setdefault(bundle, []).append(key)

    def forget(self, key: int) -> None:
        """Drop a session."""
        bundle = self._bundles.pop(key, None)
        if bundle is not None:
            drop(self._keys, bundle, key)

    def of(self, bundle: str) -> Sequence[int]:
        """Return the keys of the sessions of a bundle."""
        return self._keys.get(bundle, ())
