"""Which incidents are wanted, and whether one is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import WrongUsage
from .model import Incident, Session


@dataclass(frozen=True, slots=True)
class Filters:
    """Which incidents are wanted; an empty field wants all."""

    codes: frozenset[int] = frozenset()
    categories: frozenset[str] = frozenset()
    bundles: frozenset[str] = frozenset()
    pids: frozenset[int] = frozenset()
    sessions: frozenset[str] = frozenset()  # ids in any form
    since: str | None = None  # `[[YYYY-]MM-DD ]HH:MM[:SS[.fff]]`, or seconds for logs that print those
    until: str | None = None

    def wants(self, incident: Incident) -> bool:
        """Tell whether an incident passes all filters."""
        return (
            (not self.codes or incident.code in self.codes)
            and (not self.categories or incident.category in self.categories)
            and (not self.bundles or not self.bundles.isdisjoint(_bundles(incident)))
            and (not self.pids or not self.pids.isdisjoint(_pids(incident)))
            and (not self.sessions or any(is_session(incident.session, text) for text in self.sessions))
            and (self.since is None or not _earlier(incident.time, self.since))
            and (self.until is None or not _earlier(self.until, incident.time))
        )


def _bundles(incident: Incident) -> set[str | None]:
    session, controller, process = incident.session, incident.controller, incident.process
    return {
        session.bundle if session else None,
        controller.process if controller else None,
        process.process if process else None,
    }


def _pids(incident: Incident) -> set[int | None]:
    session, controller, process = incident.session, incident.controller, incident.process
    stated = {
        session.pid if session else None,
        controller.pid if controller else None,
        process.pid if process else None,
    }
    return stated | {line.pid for line in incident.evidence}


def is_session(session: Session | None, text: str) -> bool:
    """Tell whether a session has an id that fits any printed form."""
    if session is None or session.id is None:
        return False
    wanted = text.upper()
    known = session.full_id or session.id
    head, stars, tail = wanted.partition("*")
    return known.startswith(head[:3] if stars else wanted[: len(known)]) and known.endswith(tail.lstrip("*"))


_BOUND = re.compile(
    r"(?P<seconds>\d+(?:\.\d+)?)"
    r"|(?:(?:(?P<year>\d{4})-)?(?P<date>\d\d-\d\d)[ T])?(?P<clock>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)"
)
_PRINTED = re.compile(
    r"(?:\S+ )??(?:(?P<year>\d{4,})-)?(?:(?P<date>\d\d-\d\d) )?(?P<clock>\d\d:\d\d:\d\d\.\d+)"
    r"|(?P<seconds>\d+(?:\.\d+)?)"
)


def check_time(text: str) -> str:
    """Return the text if it is a time that `Filters` understands. Raises WrongUsage."""
    bound = _BOUND.fullmatch(text.strip())
    if bound is None or not _is_possible(bound):
        raise WrongUsage(f"{text!r} is no time; write HH:MM[:SS], MM-DD HH:MM:SS, or seconds as the log prints them")
    return text.strip()


def _is_possible(bound: re.Match[str]) -> bool:
    limits = {"clock": (24, 60, 61), "date": (13, 32)}
    return all(
        float(part) < limit
        for name, most in limits.items()
        for part, limit in zip(re.split("[:-]", bound[name] or ""), most, strict=False)
        if part
    )


def _earlier(one: str, other: str) -> bool:
    """Tell whether a time lies before another, as far as both can be compared."""
    a = _PRINTED.fullmatch(one) or _BOUND.fullmatch(one)
    b = _PRINTED.fullmatch(other) or _BOUND.fullmatch(other)
    if a is None or b is None:
        return False
    if a["seconds"] or b["seconds"]:
        return bool(a["seconds"] and b["seconds"] and float(a["seconds"]) < float(b["seconds"]))
    parts = [name for name in ("year", "date", "clock") if a[name] and b[name]]
    return [a[name] for name in parts] < [b[name] for name in parts]
