"""From linked signals to open incidents: the lines that one failure prints become one incident.

A failed call echoes in up to five lines of three processes: the service's phrase, the proxy's phrase, the number that
the ArkTS layer prints, the application's own line, a radar line. They are folded when their codes agree, they lie
close together, nothing says that they belong to different calls, and each place in the echo is taken only once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from math import inf
from operator import attrgetter
from typing import TypeVar

from ..knowledge.calls import covering_code
from ..model.events import Form, Linked, Loss, Signal, Unknown
from ..model.records import Stamp
from ..reading.fastpath import Sieve
from .matching import AT_ONCE, IsService, find_match, is_answer, is_at_once, is_call_of, is_near, is_repeated, places_of
from .opened import OpenIncident
from .sessions.tracker import Tracker

_ALWAYS = -inf, inf
_NUMBER = attrgetter("number")

_MOST_RECENT = 64  # open incidents of one code that a signal is compared with
_MOST_CALLERS = 1000  # interfaces of processes whose open incidents are remembered; those of closed ones are dropped


class Folding:
    """Folds linked signals into incidents; `open` holds those that may still grow.

    A signal is compared with the latest incidents of its code only, so that a storm of failures stays cheap.
    """

    def __init__(self, tracker: Tracker, sieve: Sieve | None = None) -> None:
        self.open: deque[OpenIncident] = deque()
        self._recent: dict[int | None, deque[OpenIncident]] = {}  # by code
        self._calls: dict[_Caller, deque[OpenIncident]] = {}  # those with a line of the framework that names its call
        self._begun = 0
        self._tracker = tracker
        self._waiting_time = _ALWAYS
        self._sieve = sieve or Sieve()

    def fold(self, events: Iterable[Linked | Stamp | Loss | Unknown]) -> Iterator[OpenIncident | Loss | Unknown]:
        """Yield the incidents in the order of their first lines; losses and unknown lines pass through.

        A stamp shows how far the log has come; incidents that are over by then are yielded.
        """
        for event in events:
            if isinstance(event, Stamp):
                begin, end = self._waiting_time
                if (clock := event.clock) is not None and not begin <= clock <= end:
                    yield from self._take_closed(clock)
            elif isinstance(event, Linked):
                yield from self._take_closed(event.signal.record.stamp.clock)
                self._place(event)
                self._wait()
            else:
                yield event
        # the next input may continue where this one ends, but without times nothing would show it
        for incident in self.open:
            incident.closed = incident.closed or incident.end is None
        yield from self._take_closed(None)

    def rest(self) -> Iterator[OpenIncident]:
        """Yield the incidents that are still open: no more lines will come."""
        for incident in self.open:
            incident.closed = True
        yield from self._take_closed(None)

    def _place(self, linked: Linked) -> None:
        """Put a signal into the open incident that it echoes, or into a new one."""
        if linked.signal.excuses:
            self._excuse(linked.signal)
            return
        candidates = self._candidates(linked.signal)
        is_service = self._tracker.registry.processes.is_service
        match = (
            self._of_replaced_error(linked.signal)
            or find_match(candidates, linked, is_service)
            or self._of_same_call(linked, is_service)
        )
        if match is None:
            match = self._begin()
        _add(match, linked, self._tracker)
        for code in (None, linked.signal.code, *_other_codes(linked.signal)):
            recent = self._recent.setdefault(code, deque(maxlen=_MOST_RECENT))
            if match not in recent:
                recent.append(match)
        if linked.signal.api and not is_answer(linked.signal):
            self._note_call(linked.signal, match)

    def _note_call(self, signal: Signal, incident: OpenIncident) -> None:
        """Remember whose call an incident is, so that the application's line about the call finds it."""
        calls = self._calls.setdefault(_caller(signal), deque(maxlen=_MOST_RECENT))
        if incident not in calls:
            calls.append(incident)
        if len(self._calls) > _MOST_CALLERS:
            self._calls = {caller: calls for caller, calls in self._calls.items() if not calls[-1].closed}

    def _excuse(self, signal: Signal) -> None:
        """Drop what the thread of a signal has just printed, unless lines of other threads confirm it."""
        here = signal.record.stamp
        for incident in reversed(self.open):
            if not _is_of_thread(incident, here):
                continue
            now, earlier = _lines_just_now(incident, here, AT_ONCE)
            if incident.closed or not now:
                return
            if earlier:  # a failure of another call, to which the excused lines only seemed to belong
                incident.keep(earlier)
            else:
                incident.excused = incident.closed = True
            return

    def _of_same_call(self, linked: Linked, is_service: IsService) -> OpenIncident | None:
        """Return the incident whose call an application's line names, although the lines of the call tell another code.

        The code that the application prints for an interface is what the call gave it.
        """
        signal = linked.signal
        if not (signal.application and signal.form is Form.CODE and signal.api):
            return None
        calls = [incident for incident in self._calls.get(_caller(signal), ()) if not incident.closed]
        for incident in sorted(calls, key=_NUMBER, reverse=True):
            if is_near(incident, signal) and is_call_of(incident, linked, is_service):
                return incident
        return None

    def _of_replaced_error(self, signal: Signal) -> OpenIncident | None:
        """Return the incident whose error a layer replaces by its own, thrown last; its lines only support it then."""
        if signal.statement not in _REPLACES_ERROR:
            return None
        match, replaced = None, []
        for incident in self.open:
            if incident.closed or not _is_of_thread(incident, signal.record.stamp):
                continue
            now, earlier = _lines_just_now(incident, signal.record.stamp, _IN_ONE_CALL)
            if not now:
                continue
            replaced += now
            if earlier:
                incident.keep(earlier)
            elif match is None:
                match = incident
            else:
                incident.excused = incident.closed = True
        if not replaced:
            return None
        match = match or self._begin()
        match.keep([linked._replace(signal=_as_step(linked.signal)) for linked in replaced])
        return match

    def _begin(self) -> OpenIncident:
        self._begun += 1
        incident = OpenIncident(self._begun)
        self.open.append(incident)
        return incident

    def _candidates(self, signal: Signal) -> list[OpenIncident]:
        """Return the latest open incidents of the signal's codes, oldest first; close those that are too far away.

        Incidents whose lines have not shown a code so far are candidates for any code.
        """
        codes = (None,) if signal.code is None else (signal.code, *_other_codes(signal))
        latest = [incident for code in codes for incident in self._recent.get(code, ()) if not incident.closed]
        if signal.code is not None:
            latest += [i for i in self._recent.get(None, ()) if not i.closed and not i.has_code]
        candidates = []
        for incident in sorted(set(latest), key=_NUMBER):
            if is_near(incident, signal):
                candidates.append(incident)
            else:
                incident.closed = True
        return candidates

    def _take_closed(self, clock: float | None) -> Iterator[OpenIncident]:
        """Yield the closed incidents at the front; weak signals alone are no incident."""
        while self.open and self._is_first_over(clock):
            incident = self.open.popleft()
            incident.closed = True
            self._forget_closed(incident)
            if incident.is_failure:
                yield incident
        self._wait()

    def _wait(self) -> None:
        """Note between which clocks a stamp says nothing, because the first incident is not over."""
        self._waiting_time = self.open[0].waiting_time if self.open else _ALWAYS
        self._sieve.pause(*self._waiting_time)

    def _is_first_over(self, clock: float | None) -> bool:
        first = self.open[0]
        return first.closed or first.is_over(clock)

    def _forget_closed(self, closed: OpenIncident) -> None:
        """Drop an incident, and those before it, from the lists that signals are compared with."""
        for code in {None, *(code for linked in closed.linked for code in (linked.signal.code, *linked.signal.also))}:
            _forget_first_closed(self._recent, code)
        for caller in {_caller(linked.signal) for linked in closed.linked if linked.signal.api}:
            _forget_first_closed(self._calls, caller)


_Caller = tuple[str | None, int | None]  # interface, and the pid that prints the line
_Key = TypeVar("_Key")


def _caller(signal: Signal) -> _Caller:
    return signal.api, signal.record.stamp.pid


def _forget_first_closed(table: dict[_Key, deque[OpenIncident]], key: _Key) -> None:
    incidents = table.get(key)
    while incidents and incidents[0].closed:
        incidents.popleft()
    if incidents is not None and not incidents:
        del table[key]


def _add(incident: OpenIncident, linked: Linked, tracker: Tracker) -> None:
    if is_repeated(incident, linked.signal):
        return
    if not incident.add(linked):
        return
    incident.places.update(places_of(linked.signal))
    incident.refused = incident.refused or tracker.refusal(linked.signal.record)


_IN_ONE_CALL = 0.015  # seconds from the first line of a call that does not leave its process to the last


_REPLACES_ERROR = frozenset({"throw-error-callback"})  # statements of a layer that throws its own error last


def _is_of_thread(incident: OpenIncident, here: Stamp) -> bool:
    """Tell whether one thread, that of the stamp, has printed all lines of an incident."""
    stamps = (linked.signal.record.stamp for linked in incident.linked)
    return all((stamp.pid, stamp.tid) == (here.pid, here.tid) for stamp in stamps)


def _lines_just_now(incident: OpenIncident, here: Stamp, within: float) -> tuple[list[Linked], list[Linked]]:
    """Return the lines of an incident that were printed just before the stamp, and the earlier ones."""
    now, earlier = list[Linked](), list[Linked]()
    for linked in incident.linked:
        (now if is_at_once(linked.signal.record.stamp, here, within) else earlier).append(linked)
    return now, earlier


def _as_step(signal: Signal) -> Signal:
    return signal._replace(code=None, weak=True)


def _other_codes(signal: Signal) -> tuple[int, ...]:
    """Return the other codes that the call of a signal may give: what the line leaves open, what covers a check."""
    covering = covering_code(signal.api)
    return signal.also if covering is None else (*signal.also, covering)
