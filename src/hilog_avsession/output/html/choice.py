"""From a report to what its page tells one by one: bounded, so that the page of any log opens at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ...model.incidents import Incident, Session
    from ...model.report import CodeCount, Recommendation, ReportData
    from ..view import View

MOST_INCIDENTS = 1_000
MOST_SESSIONS = 300
MOST_CODES = 200  # explained one by one
MOST_EVENTS = 40  # of a session's story
MOST_LINES = 8  # of an incident
MOST_CHARACTERS = 600  # of a line
MOST_NAMED = 200  # inputs, files passed over, kinds of unknown lines
OPEN_CODES = 5  # that begin unfolded
_ROOM = 1_000_000  # characters of log lines in the table of incidents


class Explained(NamedTuple):
    """A code with what to do about it."""

    code: CodeCount
    advice: tuple[Recommendation, ...]


class Choice(NamedTuple):
    """What the page tells one by one."""

    codes: tuple[Explained, ...]
    sessions: tuple[Session, ...]
    more_sessions: int
    incidents: tuple[Incident, ...]


def choose(report: ReportData, view: View) -> Choice:
    """Choose what is told: the most frequent codes, the sessions that failed most, incidents of every code."""
    advice: defaultdict[int, list[Recommendation]] = defaultdict(list)
    for one in report.recommendations[: view.top]:
        advice[one.code].append(one)
    codes = tuple(Explained(one, tuple(advice[one.code])) for one in report.codes[:MOST_CODES])
    wanted = [session for session in report.sessions if session.incidents or view.stories]
    sessions = tuple(sorted(wanted, key=lambda session: -session.incidents)[:MOST_SESSIONS])
    return Choice(codes, sessions, len(wanted) - len(sessions), tuple(_incidents(report.incidents)))


def _incidents(incidents: Sequence[Incident]) -> list[Incident]:
    """All incidents, or as many as there is room for: the first of every code, then the second of every code, ..."""
    chosen: list[Incident] = []
    room = _ROOM
    for one in _by_turns(incidents):
        room -= sum(min(len(line.text), MOST_CHARACTERS) for line in one.evidence[:MOST_LINES])
        if len(chosen) == MOST_INCIDENTS or room < 0:
            break
        chosen.append(one)
    return sorted(chosen, key=lambda incident: incident.id)


def _by_turns(incidents: Sequence[Incident]) -> Iterator[Incident]:
    by_code: defaultdict[int, list[Incident]] = defaultdict(list)
    for one in incidents:
        by_code[one.code].append(one)
    rounds = zip_longest(*by_code.values())
    return (one for one in chain.from_iterable(rounds) if one is not None)
