"""From a report to the report of the incidents that filters want: counted again, as if only those had been found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import WrongUsage
from ..knowledge.catalog import CATALOG, Catalog
from ..model.incidents import Incident, Session
from ..model.messages.blindspots import BlindSpotKind
from ..model.report import (
    BlindSpot,
    CategoryCount,
    CodeCount,
    Incomparable,
    KindCount,
    Recommendation,
    ReportData,
    Unmatched,
)
from ..model.story import StoryEvent, StoryKind, event_text
from .by_input import count_incidents
from .filters import Filters, Matcher, sessions_wanted
from .ranking import MOST_PLACES, rank_categories, rank_codes, rank_recommendations
from .rebuilding import with_incidents, with_sessions
from .times import FirstAndLast
from .unmatched import LeftOut

if TYPE_CHECKING:
    from ..model.report import R


def selected(report: R, filters: Filters, catalog: Catalog = CATALOG) -> R:
    """Return the report of the incidents that the filters want; what is known of sessions stays.

    The outcomes of gates are left out, because they counted all incidents. `catalog` knows the symbols of codes. Raises
    WrongUsage for a report that does not list all of its incidents.
    """
    if filters == Filters():
        return report
    if report.incidents_truncated:
        raise WrongUsage(
            "the report lists {listed:,} of its {incidents:,} incidents, so it cannot be filtered; analyze the log "
            "with these filters, or store a report that lists all: --max-incidents {incidents}",
            listed=len(report.incidents),
            incidents=report.counts.incidents,
        )
    matcher = Matcher.of(filters, catalog)
    wanted = [incident for incident in report.incidents if matcher.wants(incident)]
    sessions = tuple(_sessions(report, wanted, filters))
    incidents = tuple(
        incident._replace(id=number) for number, incident in enumerate(with_sessions(wanted, sessions), 1)
    )
    counts = report.counts._replace(incidents=len(incidents), signals=sum(incident.signals for incident in incidents))
    codes = tuple(_codes(report.codes, incidents))
    untimed = Counter(why for incident in incidents if (why := filters.why_untimed(incident)) is not None)
    return replace(
        report,
        incidents=incidents,
        sessions=sessions,
        counts=counts,
        codes=rank_codes(codes),
        categories=_categories(codes),
        kinds=_kinds(report.kinds, incidents),
        recommendations=_recommendations(report.recommendations, incidents),
        inputs=count_incidents(report.inputs, Counter(incident.evidence[0].source for incident in incidents)),
        blind_spots=tuple(_blind_spots(report, incidents, untimed)),
        filtered_out=report.filtered_out + len(report.incidents) - len(incidents),
        unmatched=() if incidents else report.unmatched or _unmatched(report, matcher),
        gates=(),
    )


def _unmatched(report: ReportData, matcher: Matcher) -> tuple[Unmatched, ...]:
    left_out = LeftOut(matcher)
    for incident in report.incidents:
        left_out.add(incident)
    return left_out.unmatched(report.sessions) if report.incidents else ()


# ---- counts ----------------------------------------------------------------------------------------------------------


def _codes(codes: Iterable[CodeCount], incidents: Iterable[Incident]) -> Iterator[CodeCount]:
    groups: dict[int, list[Incident]] = {}
    for incident in incidents:
        groups.setdefault(incident.code, []).append(incident)
    for code in codes:
        if code.code in groups:
            yield _counted(code, groups[code.code])


def _counted(code: CodeCount, incidents: Sequence[Incident]) -> CodeCount:
    natives = Counter(str(incident.native) for incident in incidents if incident.native is not None)
    times = FirstAndLast()
    for line in (incident.evidence[0] for incident in incidents):
        times.add(line.source, line.time, line.clock)
    callers = {
        (incident.session and incident.session.key, incident.controller.pid)
        for incident in incidents
        if incident.controller
    }
    return code._replace(
        incidents=len(incidents),
        signals=sum(incident.signals for incident in incidents),
        sessions=len({incident.session.key for incident in incidents if incident.session}),
        controllers=len(callers),
        natives=dict(natives.most_common()),
        first_time=times.first,
        last_time=times.last,
    )


def _categories(codes: Iterable[CodeCount]) -> tuple[CategoryCount, ...]:
    incidents, signals = Counter[str](), Counter[str]()
    for code in codes:
        incidents[code.category] += code.incidents
        signals[code.category] += code.signals
    return rank_categories(CategoryCount(name, incidents[name], signals[name]) for name in incidents)


def _kinds(kinds: Iterable[KindCount], incidents: Iterable[Incident]) -> tuple[KindCount, ...]:
    known = {kind.kind for kind in kinds if kind.known}
    return tuple(kind._replace(known=kind.kind in known) for kind in KindCount.of(incidents))


def _recommendations(
    recommendations: Iterable[Recommendation], incidents: Sequence[Incident]
) -> tuple[Recommendation, ...]:
    places: dict[tuple[int, str | None], list[str]] = {}
    for incident in incidents:
        places.setdefault((incident.code, incident.cause), []).append(incident.evidence[0].place)
    counted = (
        advice._replace(incidents=len(found), because=tuple(found[:MOST_PLACES]))
        for advice in recommendations
        if (found := places.get((advice.code, advice.cause)))
    )
    return rank_recommendations(with_incidents(counted, incidents))


# ---- sessions and blind spots ----------------------------------------------------------------------------------------


def _sessions(report: ReportData, wanted: Iterable[Incident], filters: Filters) -> Iterator[Session]:
    """Yield the sessions that the filters want, without the failures that they leave out."""
    counts = Counter(incident.session.key for incident in wanted if incident.session)
    left_out = {_failure(incident) for incident in report.incidents} - {_failure(incident) for incident in wanted}
    for session in sessions_wanted(filters, report.sessions):
        story = tuple(event for event in session.story if _key(event) not in left_out)
        yield session._replace(incidents=counts[session.key], story=story)


_Key = tuple[str, int, str]


def _failure(incident: Incident) -> _Key:
    """Return what tells the failure apart in its session's story."""
    line = incident.evidence[0]
    return line.source, line.line, event_text(StoryKind.FAILURE, incident.code)


def _key(event: StoryEvent) -> _Key:
    return event.source, event.line, event.event


def _blind_spots(
    report: ReportData, incidents: Iterable[Incident], untimed: Counter[Incomparable]
) -> Iterator[BlindSpot]:
    yield from (BlindSpot(BlindSpotKind.TIME_FILTER, count, why, report.lang) for why, count in sorted(untimed.items()))
    unlinked = sum(incident.session is None for incident in incidents)
    for spot in report.blind_spots:
        if spot.kind != BlindSpotKind.UNLINKED_INCIDENTS:
            yield spot
        elif unlinked:
            yield replace(spot, count=unlinked)
