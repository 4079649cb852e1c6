"""From a log whose incidents are all left out by the filters to what each filter could have asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from itertools import chain

from ..model.incidents import Incident, Session
from ..model.report import FilterName, FoundValue, ReportData, Unmatched
from ..model.spelling import most_alike
from .filters import Filters, Matcher, names_in, pids_in

_MOST_VALUES = 1_000  # different values of a filter that are counted
_MOST_PRESENT = 8  # of them that the report names
_MOST_NEAR = 3

Value = tuple[str, str | None]  # the value, and the application that it belongs to


class LeftOut:
    """Counts the incidents that filters leave out, by the values that each of the filters looks at."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._alone: Counter[FilterName] = Counter()
        self._values: dict[FilterName, Counter[Value]] = {name: Counter() for name, _ in matcher.tests}

    def branch(self) -> LeftOut:
        """Return a copy that counts on by itself."""
        other = copy(self)
        other._alone, other._values = copy(self._alone), {name: copy(counts) for name, counts in self._values.items()}
        return other

    def add(self, incident: Incident) -> None:
        """Count an incident."""
        self._alone.update(self._matcher.passed(incident))
        for name, counts in self._values.items():
            values = _READERS[name](incident) if name in _READERS else ()
            counts.update(value for value in values if value in counts or len(counts) < _MOST_VALUES)

    def unmatched(self, sessions: Iterable[Session]) -> tuple[Unmatched, ...]:
        """Return each filter with what it could have asked for; sessions without incidents are named last."""
        for session in sessions:
            for name, value in ((FilterName.SESSION, _session(session)), (FilterName.BUNDLE, _bundle(session))):
                if value is not None and name in self._values:
                    self._values[name].setdefault(value, 0)
        filters = self._matcher.filters
        return tuple(
            unmatched_filter(filters, name, self._alone[name], counts) for name, counts in self._values.items()
        )


def unmatched_filter(filters: Filters, name: FilterName, alone: int, counts: Counter[Value]) -> Unmatched:
    """Return a filter that no incident matches; `alone` incidents pass it by itself, `counts` has the found values."""
    wanted = _wanted(filters, name)
    return Unmatched(
        name,
        wanted,
        alone,
        near=tuple(_near(wanted, (value for value, _ in counts))) if name in _NAMES else (),
        present=_most_frequent(counts),
        more=max(len(counts) - _MOST_PRESENT, 0),
    )


def _most_frequent(counts: Counter[Value]) -> tuple[FoundValue, ...]:
    """Return the values with the most incidents, most first, then by name."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0][0]))
    return tuple(FoundValue(value, count, owner) for (value, owner), count in ranked[:_MOST_PRESENT])


# ---- the values of an incident ---------------------------------------------------------------------------------------


def _session(session: Session | None) -> Value | None:
    return (session.id, session.bundle) if session is not None and session.id else None


def _bundle(session: Session | None) -> Value | None:
    return (session.bundle, None) if session is not None and session.bundle else None


def _sessions_in(incident: Incident) -> Iterator[Value]:
    value = _session(incident.session)
    return iter(() if value is None else (value,))


def _pids(incident: Incident) -> Iterator[Value]:
    names = {line.pid: line.process or None for line in incident.evidence}
    if incident.session is not None and incident.session.bundle:
        names[incident.session.pid] = incident.session.bundle
    for party in (incident.controller, incident.process):
        if party is not None:
            names[party.pid] = party.process
    return ((str(pid), names.get(pid)) for pid in pids_in(incident))


_NAMES = (FilterName.BUNDLE, FilterName.API, FilterName.DEVICE)
_READERS: dict[FilterName, Callable[[Incident], Iterable[Value]]] = {
    FilterName.CODE: lambda incident: [(str(incident.code), None)],
    FilterName.CATEGORY: lambda incident: [(incident.category, None)],
    FilterName.BUNDLE: lambda incident: [(name, None) for name in names_in(incident)],
    FilterName.SESSION: _sessions_in,
    FilterName.PID: _pids,
    FilterName.API: lambda incident: [(incident.api, None)] if incident.api else [],
    FilterName.DEVICE: lambda incident: [(incident.device, None)] if incident.device else [],
}


# ---- what was asked for ----------------------------------------------------------------------------------------------


def _wanted(filters: Filters, name: FilterName) -> tuple[str, ...]:
    if name is FilterName.TIME:
        bounds = (("since", filters.since), ("until", filters.until))
        return tuple(f"{word} {bound}" for word, bound in bounds if bound is not None)
    values = {
        FilterName.CODE: filters.codes,
        FilterName.CATEGORY: filters.categories,
        FilterName.BUNDLE: filters.bundles,
        FilterName.SESSION: filters.sessions,
        FilterName.PID: filters.pids,
        FilterName.API: filters.apis,
        FilterName.DEVICE: filters.devices,
    }
    return tuple(sorted(map(str, values[name])))


def _near(wanted: Iterable[str], names: Iterable[str]) -> Iterator[str]:
    """Yield the names that contain a text, or else those spelt like it as a whole or between two dots."""
    known = sorted(names)
    spellings: dict[str, str] = {}  # a name, or a part between dots -> the name
    for name in known:
        for part in (name, *name.split(".")):
            spellings.setdefault(part.casefold(), name)
    found = chain.from_iterable(_near_one(text.strip("*?").casefold(), known, spellings) for text in wanted)
    yield from list(dict.fromkeys(found))[:_MOST_NEAR]


def _near_one(text: str, known: list[str], spellings: dict[str, str]) -> Iterable[str]:
    if holding := [name for name in known if text and text in name.casefold()]:
        return holding
    return [spellings[part] for part in most_alike(text, spellings, _MOST_NEAR)]


# ---- several reports -------------------------------------------------------------------------------------------------


def join_unmatched(reports: Iterable[ReportData]) -> tuple[Unmatched, ...]:
    """Return the filters that no incident of any report matches, added up."""
    joined: dict[tuple[FilterName, tuple[str, ...]], Unmatched] = {}
    for report in reports:
        if report.counts.incidents:
            return ()
        for item in report.unmatched:
            key = item.filter, item.wanted
            joined[key] = _joined(joined[key], item) if key in joined else item
    return tuple(joined.values())


def _joined(a: Unmatched, b: Unmatched) -> Unmatched:
    counts: Counter[Value] = Counter()
    for found in (*a.present, *b.present):
        counts[found.value, found.owner] += found.incidents
    return a._replace(
        incidents=a.incidents + b.incidents,
        near=tuple(dict.fromkeys((*a.near, *b.near)))[:_MOST_NEAR],
        present=_most_frequent(counts),
        more=a.more + b.more + max(len(counts) - _MOST_PRESENT, 0),
    )
