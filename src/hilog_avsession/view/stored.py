"""From a finished report to a board: its kinds with exact counts, and when in the log they happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..model.incidents import Incident, Kind, Session, SessionKey
from ..output.html.times import axis_of
from ..results.filters import Filters, Matcher
from .board import Group, Row, Snapshot, group_of, incidents_of, sessions_of
from .rate import PARTS

if TYPE_CHECKING:
    from ..knowledge.catalog import Catalog
    from ..model.report import ReportData
    from ..output.html.times import Axis


class StoredBoard:
    """Shows the incidents of a report; `Board` describes the methods."""

    def __init__(self, report: ReportData, catalog: Catalog, *, changes: int = 0) -> None:
        """Take the report; `changes` are those that were seen before it was made."""
        self.catalog = catalog
        self.changes = changes
        self._report = report
        self._axis = axis_of(report, PARTS + 1)
        self._matcher: Matcher | None = None
        self._snapshot = self._look()

    def choose(self, filters: Filters) -> None:
        """Show only the incidents that the filters want. Raises UnknownCode."""
        self._matcher = Matcher.of(filters, self.catalog) if filters != Filters() else None
        self._snapshot = self._look()
        self.changes += 1

    def snapshot(self, growing: Sequence[Incident] = ()) -> Snapshot:
        """Return what the screen shows; no incident of a report is still growing."""
        return self._snapshot

    def incidents(self, row: Row) -> list[Incident]:
        """Return the incidents of a row that the report lists and the filters want."""
        return [incident for incident in self._wanted() if group_of(incident) == row.group]

    def incidents_of_session(self, key: SessionKey) -> list[Incident]:
        """Return the incidents of a session that the report lists and the filters want."""
        return incidents_of(key, self._report.incidents, self._matcher)

    def sessions(self, known: Iterable[Session]) -> list[Session]:
        """Return the sessions that the filters want, with the number of incidents that they want."""
        wanted = (
            Counter(incident.session.key for incident in self._wanted() if incident.session is not None)
            if self._matcher
            else {}
        )
        return sessions_of(known, wanted, self._matcher)

    def _wanted(self) -> list[Incident]:
        matcher = self._matcher
        return [incident for incident in self._report.incidents if matcher is None or matcher.wants(incident)]

    def _look(self) -> Snapshot:
        groups: dict[Group, list[tuple[int, Incident]]] = {}
        for turn, incident in enumerate(wanted := self._wanted()):
            groups.setdefault(group_of(incident), []).append((turn, incident))
        counts = Counter({group: len(found) for group, found in groups.items()})
        if self._matcher is None:
            counts += self._not_listed(counts)
        known = {count.kind for count in self._report.kinds if count.known}
        rows = tuple(
            _row(group, count, groups.get(group, []), self._axis, is_new=bool(known) and group[0] not in known)
            for group, count in counts.items()
        )
        total = self._report.counts.incidents
        return Snapshot(
            rows,
            total,
            total if self._matcher is None else len(wanted),
            self._matcher is not None and self._report.incidents_truncated,
        )

    def _not_listed(self, listed: Counter[Group]) -> Counter[Group]:
        """Count the incidents that the report does not list; it does not tell which of several devices they are of."""
        devices = self._report.devices
        device = devices[0].device if len(devices) == 1 else None
        of_kind: Counter[Kind] = Counter()
        for (kind, _), count in listed.items():
            of_kind[kind] += count
        return Counter({(count.kind, device): count.incidents - of_kind[count.kind] for count in self._report.kinds})


def _row(group: Group, count: int, found: list[tuple[int, Incident]], axis: Axis | None, *, is_new: bool) -> Row:
    (kind, device), incidents = group, [incident for _, incident in found]
    latest = incidents[-1] if incidents else None
    most = Counter(incident.context_confidence for incident in incidents).most_common(1)
    return Row(
        kind,
        count,
        latest,
        latest.controller if latest else None,
        len({incident.controller for incident in incidents if incident.controller}),
        most[0][0] if most else None,
        _over_log(incidents, axis),
        is_new,
        found[-1][0] if found else -1,
        device,
    )


def _over_log(incidents: list[Incident], axis: Axis | None) -> tuple[int, ...]:
    """Count incidents in each part of the log."""
    if axis is None:
        return ()
    bins = [number for incident in incidents if (number := axis.bin_of(incident.time)) is not None]
    if not bins:
        return ()
    counts = Counter(number * PARTS // max(axis.bins(), PARTS) for number in bins)
    return tuple(counts[part] for part in range(PARTS))
