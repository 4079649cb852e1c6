"""From the evidence of incidents to the places in the framework's source that print its lines.

The table of the framework's statements is opened here, when a report is made: a log without incidents never needs it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ..knowledge.framework.inventory import RELEASES, Row, inventory, release_order
from ..model.events import SERVICE_PROCESS
from ..model.incidents import Evidence, Incident
from ..model.release import Release
from ..reading.header import split_message
from .printed import rows_of_side

_MOST_LINES = 3  # of a place; a statement may stand in a file many times
_PRINTED = 4096  # different lines whose places are remembered


class Places:
    """Finds the places of lines for the release of a log; equal lines are looked up once."""

    def __init__(self, release: Release | None = None) -> None:
        self.release = release
        first, last = (release.first, release.last) if release is not None else (None, None)
        low, high = release_order(first or RELEASES[0]), release_order(last or RELEASES[-1])
        self._releases = tuple(name for name in RELEASES if low <= release_order(name) <= high)
        self._find = lru_cache(maxsize=_PRINTED)(self._look_up)

    def in_incident(self, incident: Incident) -> Incident:
        """Return an incident whose evidence names its places."""
        return incident._replace(evidence=self.in_lines(incident.evidence))

    def in_lines(self, lines: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        """Return lines of evidence with their places."""
        return tuple(map(self._in_line, lines))

    def _in_line(self, line: Evidence) -> Evidence:
        if line.printed_at != "":  # the application printed the line, or the line names its place itself
            return line
        side = None if not line.process else "service" if line.process == SERVICE_PROCESS else "app"
        place, release = self._find(line.text, line.level, side)
        return line._replace(printed_at=place, printed_in=release)

    def _look_up(self, message: str, level: str, side: str | None) -> tuple[str, str | None]:
        function, text, _ = split_message(message)
        return place_of(rows_of_side(inventory().find(function, text, level), side), self._releases)


def place_of(rows: list[Row], releases: tuple[str, ...] = RELEASES) -> tuple[str, str | None]:
    """Return where the newest of some releases prints a line, and that release; `master` is the last resort."""
    same = [row for row in rows if row.format == rows[0].format]
    printed = [release for release in releases if any(release in row.sites for row in same)]
    if not printed:
        return "", None
    newest = next((release for release in reversed(printed) if release != "master"), printed[-1])
    return written(place for row in same for place in row.sites.get(newest, ())), newest


def written(places: Iterable[str]) -> str:
    """Write places file by file: `avsession_proxy.cpp:540,551`."""
    files: dict[str, list[str]] = {}
    for place in dict.fromkeys(places):
        file, _, line = place.rpartition(":")
        files.setdefault(file, []).append(line)
    return ", ".join(
        f"{file}:{','.join(lines[:_MOST_LINES])}{',…' if len(lines) > _MOST_LINES else ''}"
        for file, lines in files.items()
    )
