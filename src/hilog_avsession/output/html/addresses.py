"""From codes, incidents and sessions to their addresses on the page, which stay the same from report to report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from ...model.patterns import lazy

if TYPE_CHECKING:
    from ...model.incidents import Incident, Session
    from ..wording.sessions import Key

_ENDS = 3  # characters at each end of an id, which all of its printed forms show
_PLAIN = lazy(r"[0-9A-Za-z-]+", re.ASCII)
_OTHERS = lazy(r"[^0-9A-Za-z]+", re.ASCII)


class Addresses(NamedTuple):
    """What has a place on the page that can be linked to."""

    sessions: dict[Key, str]
    incidents: frozenset[int]
    places: dict[str, int]  # file:line of a first evidence line -> its incident


def code_address(code: int) -> str:
    """`code-6600107`."""
    return f"code-{code}"


def cause_address(code: int, cause: str | None) -> str | None:
    """`code-6600107-command-rate`; None without a cause, or for one whose name is no address."""
    return f"{code_address(code)}-{cause}" if cause and _PLAIN.fullmatch(cause) else None


def incident_address(incident: Incident) -> str:
    """`incident-12`."""
    return f"incident-{incident.id}"


def addresses_of(sessions: Iterable[Session], incidents: Iterable[Incident]) -> Addresses:
    """The addresses of the sessions and incidents that the page tells one by one."""
    seen: Counter[str] = Counter()
    by_key = {}
    for session in sessions:
        name = _session_address(session)
        seen[name] += 1
        by_key[session.key] = name if seen[name] == 1 else f"{name}.{seen[name]}"
    told = list(incidents)
    places = {one.evidence[0].place: one.id for one in reversed(told)}
    return Addresses(by_key, frozenset(one.id for one in told), places)


def _session_address(session: Session) -> str:
    """`session-0C4-6E6`, from the ends of the id; from the owner's pid where the log tells no id."""
    name = _OTHERS.sub("", session.id or "")
    if name:
        return f"session-{name[:_ENDS]}-{name[-_ENDS:]}"
    return f"session-pid-{session.pid}" if session.pid is not None else "session-unknown"
