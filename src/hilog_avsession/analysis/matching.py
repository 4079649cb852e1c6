"""Which open incident a signal belongs to: when two lines may come from one call."""

from __future__ import annotations

from collections.abc import Callable

from ..knowledge.calls import covering_code, is_check_in
from ..model.events import Confidence, Form, Linked, Side, Signal
from ..model.records import Record, Stamp
from .opened import LONGEST, OpenIncident

IsService = Callable[[int | None], bool]  # whether a pid is the session service's
Places = set[tuple[object, ...]]  # of the echo

WINDOW = 0.300  # seconds between the echoes of one failure
_WINDOW_LINES = 40  # between echoes if the log has no times
AT_ONCE = 0.005  # seconds from a line to another that its thread prints right behind it


def find_match(incidents: list[OpenIncident], linked: Linked, is_service: IsService) -> OpenIncident | None:
    """Return the open incident that a signal echoes: the one it has most in common with, else the oldest."""
    places = places_of(linked.signal)
    fitting = [incident for incident in incidents if _belongs(incident, linked, places, is_service)]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    return max(fitting, key=lambda incident: _likeness(incident, linked))


def is_call_of(incident: OpenIncident, linked: Linked, is_service: IsService) -> bool:
    """Tell whether an application's line speaks of the call that the lines of an incident come from."""
    signal, stamp = linked.signal, linked.signal.record.stamp
    others = [other.signal for other in incident.linked]
    return (
        any(other.api == signal.api and other.record.stamp.pid == stamp.pid for other in others)
        and not any(map(is_answer, others))
        and all(_may_be_one_call(other, linked, is_service) for other in incident.linked)
    )


def _likeness(incident: OpenIncident, linked: Linked) -> int:
    """Count what a signal has in common with an incident: client before interface before thread."""
    stamp, others = linked.signal.record.stamp, incident.linked
    threads = [(other.signal.record.stamp.pid, other.signal.record.stamp.tid) for other in others]
    same_client = linked.link.client is not None and linked.link.client in {other.link.client for other in others}
    same_api = linked.signal.api is not None and linked.signal.api in {other.signal.api for other in others}
    return 4 * same_client + 2 * same_api + ((stamp.pid, stamp.tid) in threads)


def is_near(incident: OpenIncident, signal: Signal) -> bool:
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
    if is_of_time and (is_repeated(incident, signal) or _is_same_message(incident, signal)):
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
    return first.tid == then.tid and is_at_once(first, then)


def places_of(signal: Signal) -> Places:
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


def is_repeated(incident: OpenIncident, signal: Signal) -> bool:
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


def is_answer(signal: Signal) -> bool:
    """Tell whether a line shows what the application got from a call: it is the last one of the call."""
    return signal.application or signal.form is Form.CODE or signal.callback


def is_at_once(before: Stamp, now: Stamp, within: float = AT_ONCE) -> bool:
    """Tell whether one line comes right behind another, as far as the log shows times; `within` is in seconds."""
    return before.clock is None or now.clock is None or 0 <= now.clock - before.clock <= within
