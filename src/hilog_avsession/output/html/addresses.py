"""From codes, incidents and sessions to their addresses on the page, which are the same in every report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from ...model.patterns import lazy

if TYPE_CHECKING:
    from ...model.incidents import Incident, Session, SessionKey

_ENDS = 3  # characters at each end of an id, which every printed form has
_PLAIN = lazy(r"[0-9A-Za-z-]+", re.ASCII)
_OTHERS = lazy(r"[^0-9A-Za-z]+", re.ASCII)


class Addresses(NamedTuple):
    """The parts of a page that have an address."""

    sessions: dict[SessionKey, str]
    incidents: frozenset[int]
    places: dict[str, int]  # id of an incident by `file:line` of its first line of evidence


def code_address(code: int) -> str:
    """Return the address of a code: `code-6600107`."""
    return f"code-{code}"


def cause_address(code: int, cause: str | None) -> str | None:
    """Return the address of a cause: `code-6600107-command-rate`; None if its name cannot be one."""
    return f"{code_address(code)}-{cause}" if cause and _PLAIN.fullmatch(cause) else None


def incident_address(incident: Incident) -> str:
    """Return the address of an incident: `incident-12`."""
    return f"incident-{incident.id}"


def addresses_of(sessions: Iterable[Session], incidents: Iterable[Incident]) -> Addresses:
    """Return the addresses of the sessions and incidents that the page shows one by one."""
    seen: Counter[str] = Counter()
    by_key = {}
    for session in sessions:
        name = _session_address(session)
        seen[name] += 1
        by_key[session.key] = name if seen[name] == 1 else f"{name}.{seen[name]}"
    shown = list(incidents)
    places = {incident.evidence[0].place: incident.id for incident in reversed(shown)}
    return Addresses(by_key, frozenset(incident.id for incident in shown), places)


def _session_address(session: Session) -> str:
    """Return `session-0C4-6E6` from the ends of the id, or `session-pid-5300` from the owner's pid without an id."""
    name = _OTHERS.sub("", session.id or "")
    if name:
        return f"session-{name[:_ENDS]}-{name[-_ENDS:]}"
    return f"session-pid-{session.pid}" if session.pid is not None else "session-unknown"
