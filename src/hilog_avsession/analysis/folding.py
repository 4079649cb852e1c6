"""From linked signals to open incidents: the lines that one failure prints become one incident.

A failed call echoes in up to five lines of three processes: the service's phrase, the proxy's phrase, the number that
the ArkTS layer prints, the application's own line, a radar line. They are folded when their codes agree, they lie
close together, nothing says that they belong to different calls, and each place in the echo is taken only once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import TypeVar

from ..knowledge.calls import covering_code, is_check_in
from ..model.events import Confidence, Form, Linked, Loss, Side, Signal, Unknown
from ..model.records import Record, Stamp
from .opened import LONGEST, OpenIncident
from .sessions.tracker import Tracker

IsService = Callable[[int | None], bool]  # whether a pid is the session service's
Places = set[tuple[object, ...]]  # of the echo

_NUMBER = attrgetter("number")

WINDOW = 0.300  # seconds between the echoes of one failure
_MOST_RECENT = 64  # open incidents of one code that a signal is compared with
_MOST_CALLERS = 1000  # interfaces of processes whose open incidents are remembered; those of closed ones are dropped
_WINDOW_LINES = 40  # between echoes if the log has no times


class Folding:
    """Folds linked signals into incidents; `open` holds those that may still grow.

    A signal is compared with the latest incidents of its code only, so that a storm of failures stays cheap.
    """

    def __init__(self, tracker: Tracker) -> None:
        self.open: deque[OpenIncident] = deque()
        self._recent: dict[int | None, deque[OpenIncident]] = {}  # by code
        self._calls: dict[_Caller, deque[OpenIncident]] = {}  # those with a line of the framework that names its call
        self._begun = 0
        self._tracker = tracker

    def fold(self, events: Iterable[Linked | Stamp | Loss | Unknown]) -> Iterator[OpenIncident | Loss | Unknown]:
        """Yield the incidents in the order of their first lines; losses and unknown lines pass through.

        A stamp shows how far the log has come; incidents that are over by then are yielded.
        """
        for event in events:
            if isinstance(event, Stamp):
                if self.open and (clock := event.clock) is not None and self._is_first_over(clock):
                    yield from self._take_closed(clock)
            elif isinstance(event, Linked):
                yield from self._take_closed(event.signal.record.stamp.clock)
                self._place(event)
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
            or _match(candidates, linked, is_service)
            or self._of_same_call(linked, is_service)
        )
        if match is None:
            match = self._begin()
        _add(match, linked, self._tracker)
        for code in (None, linked.signal.code, *_other_codes(linked.signal)):
            recent = self._recent.setdefault(code, deque(maxlen=_MOST_RECENT))
            if match not in recent:
                recent.append(match)
        if linked.signal.api and not _is_answer(linked.signal):
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
            now, earlier = _lines_just_now(incident, here, _AT_ONCE)
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
            if _is_near(incident, signal) and _is_call_of(incident, linked, is_service):
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
            if _is_near(incident, signal):
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


def _is_answer(signal: Signal) -> bool:
    """Tell whether a line shows what the application got from a call: it is the last one of the call."""
    return signal.application or signal.form is Form.CODE or signal.callback


def _forget_first_closed(table: dict[_Key, deque[OpenIncident]], key: _Key) -> None:
    incidents = table.get(key)
    while incidents and incidents[0].closed:
        incidents.popleft()
    if incidents is not None and not incidents:
        del table[key]


def _add(incident: OpenIncident, linked: Linked, tracker: Tracker) -> None:
    if _is_repeated(incident, linked.signal):
        return
    if not incident.add(linked):
        return
    incident.places.update(_places(linked.signal))
    incident.refused = incident.refused or tracker.refusal(linked.signal.record)


_AT_ONCE = 0.005  # seconds from a line to another that its thread prints right behind it
_IN_ONE_CALL = 0.015  # seconds from the first line of a call that does not leave its process to the last


def _is_at_once(before: Stamp, now: Stamp, within: float = _AT_ONCE) -> bool:
    return before.clock is None or now.clock is None or 0 <= now.clock - before.clock <= within


_REPLACES_ERROR = frozenset({"throw-error-callback"})  # statements of a layer that throws its own error last


def _is_of_thread(incident: OpenIncident, here: Stamp) -> bool:
    """Tell whether one thread, that of the stamp, has printed all lines of an incident."""
    stamps = (linked.signal.record.stamp for linked in incident.linked)
    return all((stamp.pid, stamp.tid) == (here.pid, here.tid) for stamp in stamps)


def _lines_just_now(incident: OpenIncident, here: Stamp, within: float) -> tuple[list[Linked], list[Linked]]:
    """Return the lines of an incident that were printed just before the stamp, and the earlier ones."""
    now, earlier = list[Linked](), list[Linked]()
    for linked in incident.linked:
        (now if _is_at_once(linked.signal.record.stamp, here, within) else earlier).append(linked)
    return now, earlier


def _as_step(signal: Signal) -> Signal:
    return signal._replace(code=None, weak=True)


def _other_codes(signal: Signal) -> tuple[int, ...]:
    """Return the other codes that the call of a signal may give: what the line leaves open, what covers a check."""
    covering = covering_code(signal.api)
    return signal.also if covering is None else (*signal.also, covering)


# ---- which incident a signal belongs to ------------------------------------------------------------------------------


def _match(incidents: list[OpenIncident], linked: Linked, is_service: IsService) -> OpenIncident | None:
    """Return the open incident that a signal echoes: the one it has most in common with, else the oldest."""
    places = _places(linked.signal)
    fitting = [incident for incident in incidents if _belongs(incident, linked, places, is_service)]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    return max(fitting, key=lambda incident: _likeness(incident, linked))


def _is_call_of(incident: OpenIncident, linked: Linked, is_service: IsService) -> bool:
    """Tell whether an application's line speaks of the call that the lines of an incident come from."""
    signal, stamp = linked.signal, linked.signal.record.stamp
    others = [other.signal for other in incident.linked]
    return (
        any(other.api == signal.api and other.record.stamp.pid == stamp.pid for other in others)
        and not any(map(_is_answer, others))
        and all(_may_be_one_call(other, linked, is_service) for other in incident.linked)
    )


def _likeness(incident: OpenIncident, linked: Linked) -> int:
    """Count what a signal has in common with an incident: client before interface before thread."""
    stamp, others = linked.signal.record.stamp, incident.linked
    threads = [(other.signal.record.stamp.pid, other.signal.record.stamp.tid) for other in others]
    same_client = linked.link.client is not None and linked.link.client in {other.link.client for other in others}
    same_api = linked.signal.api is not None and linked.signal.api in {other.signal.api for other in others}
    return 4 * same_client + 2 * same_api + ((stamp.pid, stamp.tid) in threads)


def _is_near(incident: OpenIncident, signal: Signal) -> bool:
    """Tell whether a signal comes soon enough after the lines of an incident."""
    now, begin, end = signal.record.stamp.clock, incident.begin, incident.end
    if now is not None and begin is not None and end is not None:
        return abs(now - end) <= WINDOW and now - begin <= LONGEST
    last = incident.linked[-1].signal.record
    return signal.record.source == last.source and signal.record.line - last.line <= _WINDOW_LINES


def _belongs(incident: OpenIncident, linked: Linked, places: Places, is_service: IsService) -> bool:
    """Tell whether a signal, which takes some places of the echo, belongs to an incident."""
    signal = linked.signal
    is_of_time = signal.record.stamp.time in incident.times
    if is_of_time and (_is_repeated(incident, signal) or _is_same_message(incident, signal)):
        return _codes_agree(incident, signal)
    if not incident.places.isdisjoint(places):  # in a storm of failures, nearly all incidents have the line already
        return False
    return (
        all(_may_be_one_call(other, linked, is_service) for other in incident.linked)
        and _codes_agree(incident, signal)
        and _weak_signals_agree(incident, linked)
        and all(_reasons_agree(other.signal, signal) for other in incident.linked)
        and all(_is_next_check(other.signal, signal) for other in incident.linked)
        and not _comes_too_late(incident, signal)
    )


def _codes_agree(incident: OpenIncident, signal: Signal) -> bool:
    if signal.code is None or not incident.has_code:
        # a line without a code belongs to a call that it names, or that its thread works on
        return any(_is_of_one_call(signal, other.signal) for other in incident.linked)
    return all(_agree(other.signal, signal) for other in incident.linked if other.signal.code is not None)


def _weak_signals_agree(incident: OpenIncident, linked: Linked) -> bool:
    """Tell whether weak signals are of the same call: by the interface that they name, or else by their thread."""
    if not linked.signal.weak and incident.strong:
        return True
    return any(_is_of_one_call(linked.signal, other.signal) for other in incident.linked)


def _reasons_agree(a: Signal, b: Signal) -> bool:
    """Tell whether two lines may have the same reason.

    The ArkTS layer refuses a null object before it calls the framework, so the framework prints nothing.
    """
    if _is_refused_here(a, b) or _is_refused_here(b, a):
        return False
    early = [signal for signal in (a, b) if signal.form is Form.MESSAGE and "is nullptr" in signal.record.body.message]
    asked = [signal for signal in (a, b) if signal.native is not None and not signal.weak and _stage(signal) in (1, 2)]
    return not early or not any(signal not in early for signal in asked)


def _is_refused_here(proxy: Signal, service: Signal) -> bool:
    """Tell whether a proxy refused a call of getAVCastController, so that the service never heard of it."""
    return proxy.api == "getAVCastController" and proxy.native == -1009 and service.side is Side.SERVICE


def _is_of_one_call(a: Signal, b: Signal) -> bool:
    if a.api is not None and b.api is not None:
        return a.api == b.api or is_check_in(a.api, b.api) or is_check_in(b.api, a.api)
    here, there = a.record.stamp, b.record.stamp
    return (here.pid, here.tid) == (there.pid, there.tid) and "destroy" not in (a.api, b.api)


def _agree(a: Signal, b: Signal) -> bool:
    if _is_covered(a, b) or _is_covered(b, a):
        return True
    if a.code != b.code and a.code not in b.also and b.code not in a.also:
        return False
    if _leaves_open(a, b) or _leaves_open(b, a):
        return True
    return a.native is None or b.native is None or a.native == b.native or -1 in (a.native, b.native)


def _leaves_open(a: Signal, b: Signal) -> bool:
    """Tell whether a line leaves it to a check before it which number the call returns."""
    return a.confidence is Confidence.MEDIUM and not a.weak and b.code in a.also


def _is_covered(check: Signal, call: Signal) -> bool:
    """Tell whether a call gives its own code for whatever the check inside met."""
    return is_check_in(check.api, call.api) and call.code == covering_code(check.api)


def _may_be_one_call(a: Linked, b: Linked, is_service: IsService) -> bool:
    if a.signal.api and b.signal.api and a.signal.api != b.signal.api and not _are_loose_names(a, b):
        return False
    # without process names, only later lines may show that a process is the service
    clients = {pid for pid in (a.link.client, b.link.client) if pid is not None and not is_service(pid)}
    if len(clients) > 1 and not (a.signal.callback and b.signal.callback):
        return False
    sure = (Confidence.CERTAIN, Confidence.HIGH)
    if a.link.confidence in sure and b.link.confidence in sure:
        return a.link.session == b.link.session
    return True


def _are_loose_names(a: Linked, b: Linked) -> bool:
    # the runtime reports some calls of the cast controller under the name of another interface
    names = {a.signal.api, b.signal.api}
    if is_check_in(a.signal.api, b.signal.api) or is_check_in(b.signal.api, a.signal.api):
        return True
    return "dispatchSessionEvent" in names and bool(names & {"start", "prepare"})


# statements that read different texts: two of them may belong to one call, where its thread prints them at once
_OF_ANY_TEXT = frozenset(
    {"framework-failure", "framework-step", "framework-number", "framework-message", "test-invalid-arguments"}
)


_CHECKS_OF_ARGUMENTS = {"framework-failure", "test-invalid-arguments"}


def _is_next_check(a: Signal, b: Signal) -> bool:
    """Tell whether two lines of one statement, or two checks, but of different texts, may come from one call."""
    statements = {a.statement, b.statement}
    alike = len(statements) == 1 or statements == _CHECKS_OF_ARGUMENTS
    if not alike or a.statement not in _OF_ANY_TEXT or a.record.stamp.pid != b.record.stamp.pid:
        return True
    if a.record.body.function != b.record.body.function and "framework-number" not in (a.statement, b.statement):
        return True  # a step and the call around it
    first, then = a.record.stamp, b.record.stamp
    return first.tid == then.tid and _is_at_once(first, then)


def _places(signal: Signal) -> Places:
    """Return the places of the echo that a signal takes.

    An application's line may state the code, the message or both.
    """
    stamp = signal.record.stamp
    if signal.statement in _OF_ANY_TEXT:
        return {(signal.statement, stamp.pid, signal.record.body.text)}
    if signal.statement != "application":
        return {(signal.statement, stamp.pid)}
    kinds = {"code" if signal.form is not Form.MESSAGE else "message"}
    if signal.form is Form.CODE and " failed" in signal.record.body.message:
        kinds.add("message")
    return {("application", stamp.pid, signal.record.body.tag, kind) for kind in kinds}


def _is_repeated(incident: OpenIncident, signal: Signal) -> bool:
    """Tell whether the incident holds the same line already: the log repeats the line, not the failure."""
    record, code = signal.record, signal.code
    for linked in incident.linked:  # a loop, because this is asked most often
        other = linked.signal
        if (
            other.code == code
            and _is_same_header(record, other.record)
            and record.body.message == other.record.body.message
        ):
            return True
    return False


def _is_same_message(incident: OpenIncident, signal: Signal) -> bool:
    """Tell whether the line continues a message that the incident holds: same header, next line."""
    record = signal.record
    last = incident.linked[-1].signal.record
    return record.line - last.line in (0, 1, 2, 3) and _is_same_header(record, last) and record.source == last.source


def _is_same_header(a: Record, b: Record) -> bool:
    return a.stamp == b.stamp and a.body.head == b.body.head


_STAGES = {Side.SERVICE: 0, Side.BOTH: 1, Side.APP: 1}


def _stage(signal: Signal) -> int:
    """Return how far from the failure a line is printed: 0 service, 1 proxy, 2 ArkTS layer, 3 application."""
    if signal.application:
        return 3
    if signal.form is Form.NATIVE and signal.side is Side.APP:
        return 2
    return _STAGES[signal.side]


_DISORDER = 0.005  # seconds by which lines of different processes may be out of order


def _comes_too_late(incident: OpenIncident, signal: Signal) -> bool:
    """Tell whether the call had already returned to the application, so that the line belongs to another call."""
    now = signal.record.stamp.clock
    if now is None or "radar" in signal.statement:
        return False
    if signal.weak and signal.side is Side.SERVICE:
        return False
    stage = _stage(signal)
    return any(
        _stage(other.signal) > stage
        and _stage(other.signal) >= 2
        and (other.signal.record.stamp.clock or now) + _DISORDER < now
        for other in incident.linked
    )
