"""Which incidents are wanted: by code, category, application, process, session and time."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.incidents import Incident, Session
from ..model.report import Incomparable


@dataclass(frozen=True, slots=True)
class Filters:
    """Which incidents are wanted; an empty field wants all."""

    codes: frozenset[int] = frozenset()
    categories: frozenset[str] = frozenset()
    bundles: frozenset[str] = frozenset()
    pids: frozenset[int] = frozenset()
    sessions: frozenset[str] = frozenset()  # ids in any form
    since: str | None = None  # `HH:MM[:SS[.fff]]`, `[YYYY-]MM-DD[ HH:MM[:SS]]`, or seconds for logs that print those
    until: str | None = None  # the same; the whole minute, second or day that it names is included

    def __post_init__(self) -> None:
        """Check both times. Raises WrongUsage."""
        if self._is_bounded:
            from .bounds import parse_bound

            for text in (self.since, self.until):
                if text is not None:
                    parse_bound(text)

    @property
    def _is_bounded(self) -> bool:
        """Whether only incidents of some time are wanted."""
        return self.since is not None or self.until is not None

    def wants(self, incident: Incident) -> bool:
        """Return whether an incident passes all filters."""
        return (
            (not self.codes or incident.code in self.codes)
            and (not self.categories or incident.category in self.categories)
            and (not self.bundles or not self.bundles.isdisjoint(_bundles(incident)))
            and (not self.pids or not self.pids.isdisjoint(_pids(incident)))
            and (not self.sessions or any(is_session(incident.session, text) for text in self.sessions))
            and (not self._is_bounded or self._is_in_time(incident))
        )

    def _is_in_time(self, incident: Incident) -> bool:
        from .bounds import is_between

        return is_between(incident, self.since, self.until)

    def why_untimed(self, incident: Incident) -> Incomparable | None:
        """Return why `since` or `until` cannot be applied to an incident, which is then kept; None if both can."""
        if not self._is_bounded:
            return None
        from .bounds import why_incomparable

        return why_incomparable(incident, self.since, self.until)


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
    """Return whether an id, in any printed form, fits a session."""
    if session is None or session.id is None:
        return False
    wanted = text.upper()
    known = session.full_id or session.id
    head, stars, tail = wanted.partition("*")
    return known.startswith(head[:3] if stars else wanted[: len(known)]) and known.endswith(tail.lstrip("*"))
