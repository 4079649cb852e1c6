"""Fill the recommendations of a report from its incidents: lines, sessions, and the events that led to them.

The JSON document states each incident once. A recommendation names its incidents by code and cause, so they can be
found again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ..model.events import Confidence
from ..model.incidents import Controller, Incident, Session
from ..model.report import Recommendation, Where
from .ranking import MOST_PLACES, by_form

_Reference = tuple[str | None, str | None, int | None, str | None, str | None, str | None]
_Cause = tuple[int, str | None]
_WhereKey = tuple[Session | None, Controller | None, Controller | None, Confidence, str | None]


def with_sessions(incidents: Iterable[Incident], sessions: Iterable[Session]) -> Iterator[Incident]:
    """Replace the session reference of each incident by the whole session, if exactly one session fits."""
    named: dict[_Reference, list[Session]] = {}
    for session in sessions:
        for reference in dict.fromkeys((_reference(session), _reference(session, without_time=True))):
            named.setdefault(reference, []).append(session)
    for incident in incidents:
        fitting = named.get(_reference(incident.session), []) if incident.session else []
        yield incident._replace(session=fitting[0]) if len(fitting) == 1 else incident


def _reference(session: Session, *, without_time: bool = False) -> _Reference:
    """Return what an incident tells of its session; older documents do not tell when it was created."""
    created = None if without_time else session.created
    return session.id, session.full_id, session.pid, session.bundle, created, session.device


def with_incidents(
    recommendations: Iterable[Recommendation], incidents: Iterable[Incident]
) -> Iterator[Recommendation]:
    """Yield the recommendations with the lines, the places and the cause of their incidents.

    Of a report that lists only its first incidents, the places of a recommendation stay empty if it has further ones.
    """
    groups: dict[_Cause, list[Incident]] = {}
    for incident in incidents:
        groups.setdefault((incident.code, incident.cause), []).append(incident)
    for recommendation in recommendations:
        group = groups.get((recommendation.code, recommendation.cause))
        yield _with_group(recommendation, group) if group else recommendation


def _with_group(recommendation: Recommendation, incidents: list[Incident]) -> Recommendation:
    is_whole = len(incidents) == recommendation.incidents
    return recommendation._replace(
        evidence=by_form(incidents[0].evidence),
        before=next((incident.before for incident in incidents if incident.before), ()),
        where=tuple(_where(incidents)) if is_whole else recommendation.where,
    )


def _where(incidents: Iterable[Incident]) -> Iterator[Where]:
    """Yield where most of the incidents happened, most first."""
    counts: Counter[_WhereKey] = Counter(
        (incident.session, incident.controller, incident.process, incident.context_confidence, incident.device)
        for incident in incidents
    )
    for (session, controller, process, confidence, device), count in counts.most_common(MOST_PLACES):
        yield Where(count, session, controller, process, confidence, device)
