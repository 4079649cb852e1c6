"""From a report to what its page shows one by one: limited, so that the page of any log opens at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ...model.incidents import Incident, Session
    from ...model.report import Recommendation, ReportData
    from ..view import View


class Limits(NamedTuple):
    """How much a page shows at most."""

    incidents: int = 1_000
    sessions: int = 300
    advice: int = 200  # recommendations
    events: int = 40  # of a session's story
    lines: int = 8  # of an incident
    characters: int = 600  # of a line
    named: int = 200  # inputs, files passed over, kinds of unknown lines
    open_advice: int = 3  # recommendations that begin unfolded, unless the view says how many
    listed_advice: int = 12  # recommendations that are listed; the others are in a list that unfolds
    printed_advice: int = 5  # recommendations that are printed in full
    log_text: int = 1_000_000  # characters of log lines in the table of incidents


LIMITS = Limits()


class Selection(NamedTuple):
    """What the page shows one by one."""

    advice: tuple[Recommendation, ...]
    sessions: tuple[Session, ...]
    more_sessions: int
    incidents: tuple[Incident, ...]


def select(report: ReportData, view: View) -> Selection:
    """Select the first recommendations, the sessions with the most incidents, and incidents of every code."""
    advice = report.recommendations[: LIMITS.advice]
    wanted = [session for session in report.sessions if session.incidents or view.stories]
    sessions = tuple(sorted(wanted, key=lambda session: -session.incidents)[: LIMITS.sessions])
    return Selection(advice, sessions, len(wanted) - len(sessions), tuple(_incidents(report.incidents)))


def _incidents(incidents: Sequence[Incident]) -> list[Incident]:
    """Return all incidents, or as many as fit: the first of every code, then the second of every code, ..."""
    selected: list[Incident] = []
    room = LIMITS.log_text
    for incident in _by_turns(incidents):
        room -= sum(min(len(line.text), LIMITS.characters) for line in incident.evidence[: LIMITS.lines])
        if len(selected) == LIMITS.incidents or room < 0:
            break
        selected.append(incident)
    return sorted(selected, key=lambda incident: incident.id)


def _by_turns(incidents: Sequence[Incident]) -> Iterator[Incident]:
    by_code: defaultdict[int, list[Incident]] = defaultdict(list)
    for incident in incidents:
        by_code[incident.code].append(incident)
    rounds = zip_longest(*by_code.values())
    return (incident for incident in chain.from_iterable(rounds) if incident is not None)
