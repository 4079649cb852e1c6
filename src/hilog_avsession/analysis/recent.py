"""Open incidents, listed under the keys by which lines look them up: a code, or the caller of an interface."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection

from .opened import OpenIncident

MOST_RECENT = 64  # open incidents that a signal is compared with

Key = object  # a code, or what names a caller


class Recent:
    """The latest open incidents under each key, so that a storm of failures stays cheap."""

    def __init__(self) -> None:
        self._of_key: dict[Key, deque[OpenIncident]] = {}  # none of them is empty

    def add(self, key: Key, incident: OpenIncident) -> None:
        """List an incident under a key, unless it is listed there."""
        if key in incident.listed:
            return
        incident.listed.add(key)
        incidents = self._of_key.get(key)
        if incidents is None:
            self._of_key[key] = deque((incident,))
            return
        if len(incidents) == MOST_RECENT:
            incidents.popleft().listed.discard(key)
        incidents.append(incident)

    def of(self, key: Key) -> Collection[OpenIncident]:
        """Return the incidents under a key in the order in which they were listed; some may be closed."""
        incidents = self._of_key.get(key)
        if incidents is None:
            return ()
        while incidents[0].closed:
            incidents.popleft().listed.discard(key)
            if not incidents:
                del self._of_key[key]
                return ()
        return incidents

    def forget(self, closed: OpenIncident) -> None:
        """Drop a closed incident, and closed ones before it, from all lists."""
        for key in closed.listed.copy():
            self.of(key)
