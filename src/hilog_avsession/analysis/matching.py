"""Find the open incident that a signal belongs to: when lines come from one call.

A signal that continues the message of an incident's last line joins if their codes agree. Any other signal joins if

- its role in the echo is free (`OpenIncident.has_taken`),
- its code agrees with the codes of all lines, or, where there are none to compare, it comes from the same call,
- it is a strong signal beside another one, or it comes from the same call,
- interfaces and reasons agree with those of all lines, and so do the sessions of sure links,
- its client is that of the other lines, as far as known (`Matcher.is_stranger`), unless a callback goes to several,
- it comes in time: a second check right after the first one, and nothing of the call once that has returned.

Only incidents close by are asked (`is_near`). If several take the signal, `_rank` chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from operator import attrgetter
from typing import NamedTuple

from ..model.events import Confidence, Form, Side, Signal
from ..model.records import Record, Stamp, remember, span
from .claims import Claims, Layer, Pair, Voice, is_echo
from .opened import LONGEST, Heard, OpenIncident

WINDOW = span(0.300)  # seconds between the echoes of one failure
_SECOND = span(1.0)  # between echoes if the log shows whole seconds only
_WINDOW_LINES = 40  # between echoes if no times show how close they are
AT_ONCE = span(0.005)  # seconds, at most, between two lines that a thread prints one right after the other
_DISORDER = span(0.005)  # seconds by which lines of different processes may be out of order
_FIRST_AFTER_RETURN = Layer.ARKTS  # the first layer that prints only once the call has returned to it
_SURE = (Confidence.CERTAIN, Confidence.HIGH)

_NUMBER = attrgetter("number")


# ---- incidents and lines ---------------------------------------------------------------------------------------------


class Matcher:
    """Finds the open incident that a signal belongs to."""

    def __init__(self, claims: Claims, services: AbstractSet[int]) -> None:
        self._claims, self._services = claims, services
        self._known: dict[tuple[tuple[Voice, ...], Voice], Verdict] = {}

    def find(self, incidents: Iterable[OpenIncident], heard: Heard) -> OpenIncident | None:
        """Return the open incident that a signal echoes: the one it has most in common with, else the oldest."""
        fitting = [incident for incident in incidents if self._belongs(incident, heard)]
        if len(fitting) < 2:
            return fitting[0] if fitting else None
        fitting.sort(key=_NUMBER)
        return max(fitting, key=lambda incident: _rank(incident, heard))

    def is_call_of(self, incident: OpenIncident, voice: Voice) -> bool:
        """Tell whether an application's line speaks of the call that the lines of an incident come from."""
        api = voice.claim.signal.api
        return (
            any(other.claim.signal.api == api and other.pid == voice.pid for other in incident.voices)
            and not any(other.claim.is_answer for other in incident.voices)
            and _sessions_agree(incident.voices, voice)
            and self._may_be_one_call(incident, voice)
        )

    def is_told_again(self, incident: OpenIncident, voice: Voice) -> bool:
        """Tell whether a line of an application may repeat a failure that it and the framework have already printed.

        A second failure would have lines of the framework, too.
        """
        own = [other for other in incident.voices if other.pid == voice.pid]
        return (
            any(not other.claim.signal.application and other.claim.layer > Layer.SERVICE for other in own)
            and any(other.claim.signal.application for other in own)
            and self._may_be_one_call(incident, voice)
        )

    def _may_be_one_call(self, incident: OpenIncident, voice: Voice) -> bool:
        """Tell whether interfaces, reasons and clients allow that a line and an incident come from one call."""
        agree = all(pair.names_agree and pair.reasons_agree for pair in self._pairs(incident.voices, voice))
        return agree and not self._has_stranger(incident, voice)

    def is_stranger(self, client: int | None, own: int | None) -> bool:
        """Tell whether two clients are different processes, so that a call cannot come from both.

        Without names of processes, only later lines show which process is the service: it may stand for any client.
        """
        return (
            client != own
            and client is not None
            and own is not None
            and client not in self._services
            and own not in self._services
        )

    def _has_stranger(self, incident: OpenIncident, voice: Voice) -> bool:
        """Tell whether a line of the incident comes from another client, so that the two cannot come from one call.

        A callback goes to several clients, and each of their applications may print the error again.
        """
        own, voices = voice.link.client, incident.voices
        if (incident.listeners or voice.claim.signal.callback) and _is_of_callback(voice, incident):
            voices = tuple(each for each in voices if not _is_of_callback(each, incident))
        return any(self.is_stranger(each.link.client, own) for each in voices)

    def _belongs(self, incident: OpenIncident, heard: Heard) -> bool:
        """Tell whether a signal belongs to an incident: it continues a line, or it is another echo."""
        signal, voice, voices = heard.linked.signal, heard.voice, incident.voices
        if incident.is_continued(signal.record):
            return self._verdict(voices, voice).codes_agree
        if incident.has_taken(voice.claim.roles, voice.pid):
            return False
        verdict = self._verdict(voices, voice)
        return (
            verdict.is_possible
            and not self._has_stranger(incident, voice)
            and _times_agree(incident, signal, voice, verdict)
        )

    def _verdict(self, voices: tuple[Voice, ...], voice: Voice) -> Verdict:
        key = voices, voice
        return self._known.get(key) or remember(
            self._known, key, verdict_on(voices, voice, list(self._pairs(voices, voice)))
        )

    def _pairs(self, voices: tuple[Voice, ...], voice: Voice) -> Iterator[Pair]:
        """Yield how the claim of each of some voices relates to the claim of another voice."""
        return (self._claims.pair(other.claim, voice.claim) for other in voices)


def _is_of_callback(voice: Voice, incident: OpenIncident) -> bool:
    """Tell whether a line belongs to a callback: the framework printed it, or an application that got the callback."""
    signal = voice.claim.signal
    return signal.callback or (signal.application and voice.pid in incident.listeners)


def is_near(incident: OpenIncident, record: Record) -> bool:
    """Tell whether a line comes soon enough after the lines of an incident."""
    now, begin, end = record.stamp.clock, incident.begin, incident.end
    if now is None or begin is None or end is None:
        return _is_near_by_lines(incident.last, record)
    if -WINDOW <= now - end <= WINDOW:
        return now - begin <= LONGEST
    # whole seconds: the call may have been under way when one began
    is_next = "." not in record.stamp.time and 0 < now - end <= _SECOND and now - begin <= LONGEST
    return is_next and _is_near_by_lines(incident.last, record)


def _is_near_by_lines(last: Record, record: Record) -> bool:
    return record.source == last.source and record.line - last.line <= _WINDOW_LINES


def is_at_once(before: Stamp, now: Stamp, within: float = AT_ONCE) -> bool:
    """Tell whether one line comes right after another, as far as the log shows times; `within` is in seconds."""
    return before.clock is None or now.clock is None or 0 <= now.clock - before.clock <= within


def _times_agree(incident: OpenIncident, signal: Signal, voice: Voice, verdict: Verdict) -> bool:
    """Tell whether a signal comes at a time at which the call can still print it."""
    stamp = signal.record.stamp
    # lines of one statement, or checks, with different texts: only right after each other on one thread
    for check in incident.stamps_of(verdict.checks) if verdict.checks else ():
        if check.tid != voice.tid or not is_at_once(check, stamp):
            return False
    if stamp.clock is None or not verdict.returned:
        return True
    # once the call has returned to the application, a later line belongs to another call
    is_phrase = signal.form is Form.PHRASE
    return not any(
        _is_over(heard, stamp, is_phrase=is_phrase) for heard in incident.heard if heard.voice in verdict.returned
    )


def _is_over(returned: Heard, now: Stamp, *, is_phrase: bool) -> bool:
    """Tell whether a call was over when a line was printed; one thread prints its lines in order.

    After the number of a call, the framework may state its message or code, but no phrase of an earlier layer.
    """
    before = returned.linked.signal.record.stamp
    if before.clock is None or now.clock is None:
        return False
    is_last = is_phrase or returned.voice.claim.signal.application
    is_in_order = is_last and (now.pid, now.tid) == (before.pid, before.tid)
    return before.clock + (0 if is_in_order else _DISORDER) < now.clock


# ---- voices ----------------------------------------------------------------------------------------------------------


class Verdict(NamedTuple):
    """Whether a voice may join those of an incident, as far as that does not depend on times."""

    codes_agree: bool
    is_possible: bool
    checks: tuple[Voice, ...]  # whose lines it must follow at once
    returned: tuple[Voice, ...]  # whose lines show that the call has returned, so that it must not come after them


def verdict_on(voices: tuple[Voice, ...], voice: Voice, pairs: list[Pair]) -> Verdict:
    """Return whether a voice may join others; `pairs` says how the claim of each of them relates to its own."""
    both = list(zip(voices, pairs, strict=True))
    is_of_one_call = any(_is_of_one_call(other, voice, pair) for other, pair in both)
    coded = [pair for other, pair in both if other.claim.signal.code is not None]
    # without codes to compare, two lines are of one call by the interface that they name, or else by their thread
    no_codes = voice.claim.signal.code is None or not coded
    codes_agree = is_of_one_call if no_codes else all(pair.codes_agree for pair in coded)
    has_strong = any(not other.claim.signal.weak for other in voices)
    return Verdict(
        codes_agree,
        codes_agree
        # weak signals need more than equal codes: the same call
        and (is_of_one_call or (has_strong and not voice.claim.signal.weak) or _has_step_of(voice, both))
        and all(pair.names_agree and pair.reasons_agree for pair in pairs)
        and _sessions_agree(voices, voice),
        tuple(other for other, pair in both if pair.are_checks and other.pid == voice.pid),
        _returned(voices, voice),
    )


def _is_of_one_call(a: Voice, b: Voice, pair: Pair) -> bool:
    return (a.pid == b.pid and a.tid == b.tid) if pair.is_of_one_call is None else pair.is_of_one_call


def _has_step_of(voice: Voice, others: list[tuple[Voice, Pair]]) -> bool:
    """Tell whether a line is an application's code without an interface, and its process printed a step with that code.

    The step must name its interface. Those of `destroy` do not count: they are printed although nothing fails.
    """
    signal = voice.claim.signal
    if not (signal.application and signal.form is Form.CODE and signal.api is None):
        return False
    steps = (other.claim.signal for other, pair in others if other.pid == voice.pid and pair.is_of_one_call is None)
    return any(step.api is not None and step.code == signal.code for step in steps)


def _sessions_agree(voices: tuple[Voice, ...], voice: Voice) -> bool:
    if voice.link.confidence not in _SURE:
        return True
    sure = (other for other in voices if other.link.confidence in _SURE and not _is_echo_of(other, voice))
    return {other.link.session for other in sure} <= {voice.link.session}


def _is_echo_of(a: Voice, b: Voice) -> bool:
    """Tell whether one of two lines may be the application's echo of the other, whatever session its process owns."""
    return a.pid == b.pid and is_echo(a) != is_echo(b)


def _returned(voices: tuple[Voice, ...], voice: Voice) -> tuple[Voice, ...]:
    """Return the voices whose lines show that the call has returned, so that no line of this voice's layer can follow.

    A callback reaches each client at its own time.
    """
    signal, layer = voice.claim.signal, voice.claim.layer
    if "radar" in signal.statement:
        return ()
    own = [each for each in voices if each.pid == voice.pid] if signal.callback and signal.side is Side.APP else voices
    return tuple(each for each in own if each.claim.layer > layer and each.claim.layer >= _FIRST_AFTER_RETURN)


def _rank(incident: OpenIncident, heard: Heard) -> tuple[bool, int, bool]:
    """Rank an incident by what a line has in common with it; one with steps only ranks low, except right after them.

    A thread of the service serves one call after the other, and healthy calls print steps of failures too.
    """
    is_strong = bool(incident.strong)
    is_current = is_strong or is_at_once(incident.last.stamp, heard.linked.signal.record.stamp)
    return is_current, _likeness(incident.voices, heard.voice), is_strong


def _likeness(voices: tuple[Voice, ...], voice: Voice) -> int:
    """Count what a voice has in common with others: client before interface before thread."""
    client, api = voice.link.client, voice.claim.signal.api
    same_client = client is not None and client in {other.link.client for other in voices}
    same_api = api is not None and api in {other.claim.signal.api for other in voices}
    same_thread = (voice.pid, voice.tid) in {(other.pid, other.tid) for other in voices}
    return 4 * same_client + 2 * same_api + same_thread
