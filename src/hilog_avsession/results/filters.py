"""Which incidents are wanted: by code, category, application, process, session, interface and time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from functools import lru_cache
from operator import index
from typing import Any, NamedTuple, TypeGuard

from ..knowledge.catalog import ALL_CATEGORIES, CATALOG, Catalog
from ..model.arguments import is_whole, one, several, word
from ..model.incidents import Incident, Session
from ..model.report import FilterName, Incomparable
from .matching import (
    any_of,
    application_test,
    device_test,
    interface_test,
    number_test,
    parse_pid,
    resolve_code,
    session_test,
)

Numbers = int | str | Iterable[int | str] | None
Texts = str | Iterable[str] | None
When = str | datetime | date | time | float | None  # a number: seconds, as the log prints them


@dataclass(frozen=True, slots=True, init=False)
class Filters:
    """Which incidents are wanted; an empty field wants all, and several values of a field want any of them.

    A text with `*` or `?` must fit the whole value. `matching.py` says what other texts stand for.
    """

    codes: frozenset[int | str]  # public codes, native numbers, symbols; texts: also beginnings and parts of symbols
    categories: frozenset[str]
    bundles: frozenset[str]  # whole names of applications and processes, or parts of names
    pids: frozenset[int | str]
    sessions: frozenset[str]  # ids in any form, or their beginnings or ends
    since: str | None  # `HH:MM[:SS[.fff]]`, `[YYYY-]MM-DD[ HH:MM[:SS]]`, or seconds for logs that print those
    until: str | None  # the same; the whole minute, second or day that it names is included
    apis: frozenset[str]  # interfaces in public spelling, or parts of their names
    devices: frozenset[str]  # keys of devices, or parts of them

    def __init__(  # noqa: PLR0913, PLR0917  (a filter each)
        self,
        codes: Numbers = None,
        categories: Texts = None,
        bundles: Texts = None,
        pids: Numbers = None,
        sessions: Texts = None,
        since: When = None,
        until: When = None,
        apis: Texts = None,
        devices: Texts = None,
    ) -> None:
        """Take one value or several for each filter. Raises WrongUsage, and UnknownCode for an empty code."""
        values = {
            "codes": _numbers("codes", codes),
            "categories": frozenset(
                word("a category", name, ALL_CATEGORIES) for name in _texts("categories", categories)
            ),
            "bundles": _texts("bundles", bundles),
            "pids": frozenset(map(parse_pid, _numbers("pids", pids))),
            "sessions": _texts("sessions", sessions),
            "since": _bound("since", since),
            "until": _bound("until", until),
            "apis": _texts("apis", apis),
            "devices": _texts("devices", devices),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)
        for text in self.sessions:
            session_test(text)
        if self.since is not None and self.until is not None:
            from .bounds import check_order

            check_order(self.since, self.until)

    @property
    def _is_bounded(self) -> bool:
        """Whether only incidents of some time are wanted."""
        return self.since is not None or self.until is not None

    def wants(self, incident: Incident) -> bool:
        """Return whether an incident passes all filters. Raises UnknownCode."""
        one("incident", incident, Incident, "an incident of a report")
        return _matcher(self).wants(incident)

    def why_untimed(self, incident: Incident) -> Incomparable | None:
        """Return why `since` or `until` cannot be applied to an incident, which is then kept; None if both can."""
        one("incident", incident, Incident, "an incident of a report")
        if not self._is_bounded:
            return None
        from .bounds import why_incomparable

        return why_incomparable(incident, self.since, self.until)


def resolved(filters: Filters, catalog: Catalog = CATALOG) -> Filters:
    """Return the same filters with public codes, and globs of their digits, for all codes. Raises UnknownCode."""
    public = frozenset(code for code in filters.codes if isinstance(code, int) and code >= 0)
    others = (resolve_code(code, catalog) for code in filters.codes - public)
    return replace(filters, codes=public.union(*others))


def are_only(filters: Filters, *names: str) -> bool:
    """Return whether no other fields than these choose incidents."""
    return all(field.name in names or not getattr(filters, field.name) for field in fields(filters))


class Matcher(NamedTuple):
    """Filters made ready to test incidents: a test for each filter that is set."""

    filters: Filters
    tests: tuple[tuple[FilterName, Callable[[Incident], bool]], ...]

    @classmethod
    def of(cls, filters: Filters, catalog: Catalog = CATALOG) -> Matcher:
        """Return the tests of filters; `catalog` knows the symbols of codes. Raises UnknownCode."""
        return cls(filters, tuple(_tests(resolved(filters, catalog))))

    def wants(self, incident: Incident) -> bool:
        """Return whether an incident passes all filters."""
        return not self.tests or all(test(incident) for _, test in self.tests)

    def passed(self, incident: Incident) -> Iterator[FilterName]:
        """Yield the filters that an incident passes."""
        return (name for name, test in self.tests if test(incident))


@lru_cache(maxsize=16)
def _matcher(filters: Filters) -> Matcher:
    return Matcher.of(filters)


# ---- values ----------------------------------------------------------------------------------------------------------


def _texts(name: str, given: Any) -> frozenset[str]:
    """Return one text or several. Raises WrongUsage for anything else."""
    return frozenset(() if given is None else several(name, given, _is_filled, "a text, or several"))


def _numbers(name: str, given: Any) -> frozenset[int | str]:
    """Return one number or text, or several. Raises WrongUsage for anything else."""
    values = () if given is None else several(name, given, _is_number_or_text, "a number or a text, or several")
    return frozenset(value if isinstance(value, str) else index(value) for value in values)


def _bound(name: str, given: When) -> str | None:
    """Return a bound as text, checked. Raises WrongUsage."""
    if given is None:
        return None
    from .bounds import bound_text, parse_bound

    text = bound_text(name, given)
    parse_bound(text)
    return text


def _is_filled(given: object) -> TypeGuard[str]:
    return isinstance(given, str) and bool(given.strip())


def _is_number_or_text(given: object) -> TypeGuard[int | str]:
    return is_whole(given) or _is_filled(given)


# ---- tests -----------------------------------------------------------------------------------------------------------


def _tests(filters: Filters) -> Iterator[tuple[FilterName, Callable[[Incident], bool]]]:
    if filters.codes:
        is_code = any_of(map(number_test, filters.codes))
        yield FilterName.CODE, lambda incident: is_code(incident.code)
    if filters.categories:
        yield FilterName.CATEGORY, lambda incident: incident.category in filters.categories
    if filters.bundles:
        is_application = any_of(map(application_test, filters.bundles))
        yield FilterName.BUNDLE, lambda incident: any(map(is_application, names_in(incident)))
    if filters.pids:
        is_pid = any_of(map(number_test, filters.pids))
        yield FilterName.PID, lambda incident: any(map(is_pid, pids_in(incident)))
    if filters.sessions:
        is_session = any_of(map(session_test, filters.sessions))
        yield FilterName.SESSION, lambda incident: is_session(incident.session)
    if filters.apis:
        is_api = any_of(map(interface_test, filters.apis))
        yield FilterName.API, lambda incident: incident.api is not None and is_api(incident.api)
    if filters.devices:
        is_device = any_of(map(device_test, filters.devices))
        yield FilterName.DEVICE, lambda incident: incident.device is not None and is_device(incident.device)
    if filters._is_bounded:
        yield FilterName.TIME, _time_test(filters)


def _time_test(filters: Filters) -> Callable[[Incident], bool]:
    from .bounds import is_between

    return lambda incident: is_between(incident, filters.since, filters.until)


def sessions_wanted(filters: Filters, sessions: Iterable[Session]) -> tuple[Session, ...]:
    """Return the sessions that the filters by session and by device let pass."""
    if filters.sessions:
        sessions = filter(any_of(map(session_test, filters.sessions)), sessions)
    if filters.devices:
        is_device = any_of(map(device_test, filters.devices))
        sessions = (session for session in sessions if session.device is not None and is_device(session.device))
    return tuple(sessions)


def chooses_session(filters: Filters) -> Callable[[Session], bool]:
    """Return a test of sessions without incidents; none passes a filter that only an incident can pass."""
    if not are_only(filters, "bundles", "pids", "sessions", "devices"):
        return lambda _session: False
    is_application = any_of(map(application_test, filters.bundles))
    is_pid = any_of(map(number_test, filters.pids))

    def passes(session: Session) -> bool:
        names = (session.bundle, *(controller.process for controller in session.controllers))
        pids = (session.pid, *(controller.pid for controller in session.controllers))
        return (
            (not filters.bundles or any(name is not None and is_application(name) for name in names))
            and (not filters.pids or any(pid is not None and is_pid(pid) for pid in pids))
            and bool(sessions_wanted(filters, (session,)))
        )

    return passes


def names_in(incident: Incident) -> set[str]:
    """Return the application of the session, the controlling process and the process that saw the failure."""
    session, controller, process = incident.session, incident.controller, incident.process
    names = (
        session.bundle if session else None,
        controller.process if controller else None,
        process.process if process else None,
    )
    return {name for name in names if name}


def pids_in(incident: Incident) -> set[int]:
    """Return the processes that an incident concerns, and those that printed its lines."""
    stated = (incident.session, incident.controller, incident.process)
    pids = {party.pid for party in stated if party} | {line.pid for line in incident.evidence}
    return {pid for pid in pids if pid is not None}
