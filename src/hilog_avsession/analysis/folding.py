"""From linked signals to open incidents: the lines that one failure prints become one incident.

A failed call echoes in up to five lines of three processes: the service's phrase, the proxy's phrase, the number that
the ArkTS layer prints, the application's own line, a radar line. They are folded when their codes agree, they lie
close together, nothing says that they belong to different calls, and each role in the echo is taken only once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain
from math import inf

from ..model.events import Form, Linked, Loss, Signal, Unknown
from ..model.records import Stamp, span
from ..reading.fastpath import Sieve
from .claims import Claims
from .code_table import CodeTable
from .doubled import Doubles
from .matching import AT_ONCE, Matcher, is_at_once, is_near
from .opened import NEXT_LINES, Heard, OpenIncident
from .recent import MOST_RECENT, Recent
from .sessions.tracker import Tracker
from .told import Told, is_passed_on

_ALWAYS = -inf, inf
_MOST_OPEN = 1_000  # a storm that prints the same time again and again ends no incident
_IN_ONE_CALL = span(0.015)  # seconds from the first line of a call that does not leave its process to the last
_REPLACES_ERROR = frozenset({"throw-error-callback"})  # statements of a layer that throws its own error last


class Folding:
    """Folds linked signals into incidents; `open` holds those that may still grow, `begun` counts all."""

    def __init__(self, tracker: Tracker, sieve: Sieve | None = None) -> None:
        self.open: deque[OpenIncident] = deque()
        self.begun = 0
        self.doubles = Doubles()
        self._recent = Recent()
        self._listed = 0  # how many incidents `_recent` has listed so far
        self._without_code: list[OpenIncident] = []  # the latest whose lines have not shown a code so far
        self._tracker = tracker
        self._waiting_time = _ALWAYS
        self._told = Told()
        self._code_table = CodeTable()
        self._sieve = sieve or Sieve()
        self.forget()

    def fold(
        self, events: Iterable[Linked | Stamp | Loss | Unknown], *, continues: bool = False
    ) -> Iterator[OpenIncident | Loss | Unknown]:
        """Yield the incidents in the order of their first lines; losses and unknown lines pass through.

        A stamp shows how far the log has come; incidents that are over by then are yielded. `continues`: the input
        continues the one before.
        """
        self.doubles.begin_input(continues=continues)
        for event in events:
            if isinstance(event, Stamp):
                begin, end = self._waiting_time
                if (clock := event.clock) is not None and not begin <= clock <= end:
                    yield from self._take_closed(clock)
                    self._wait()
            elif isinstance(event, Linked):
                yield from self._take_closed(event.signal.record.stamp.clock)
                for linked in self.doubles.let_through(event):
                    self._place(linked)
                self._wait()
            else:
                yield event
        # the next input may continue where this one ends, but without times nothing would show it
        for incident in self.open:
            incident.closed = incident.closed or incident.end is None
        yield from self._take_closed(None)
        self._wait()

    def rest(self) -> Iterator[OpenIncident]:
        """Yield the incidents that are still open: no more lines will come."""
        for incident in self.open:
            incident.closed = True
        yield from self._take_closed(None)

    def forget(self) -> None:
        """Forget what is shared by lines that are alike; after the last line it would only take memory."""
        self._claims = Claims()
        self._matcher = Matcher(self._claims, self._tracker.registry.processes.services)

    def _place(self, linked: Linked) -> None:
        """Put a signal into the open incident that it echoes, or into a new one."""
        signal = linked.signal
        if signal.excuses:
            self._excuse(signal)
            return
        heard = Heard(linked, self._claims.voice_of(linked))
        if self._told.repeats(heard, by_application=True) or self._code_table.drops(signal):
            return
        candidates = self._candidates(heard)
        match = self._join_replaced_error(signal) or self._matcher.find(candidates, heard) or self._of_same_call(heard)
        match = match or self._of_error_passed_on(heard)
        if match is None and self._told.repeats(heard, by_application=False):
            return
        if match is None:
            match = self._begin()
        elif len(candidates) > 1 and not signal.weak:
            self._absorb(match, candidates, heard)
        self._told.note(heard)
        self._code_table.note(signal, match)
        self._add(match, heard)
        self._list(match, heard)

    def _add(self, incident: OpenIncident, heard: Heard) -> None:
        voice, signal = heard.voice, heard.linked.signal
        if not incident.add(heard):
            return
        for role in voice.claim.roles:
            incident.roles.add((role, voice.pid))
        incident.refused = incident.refused or self._tracker.refusal(signal.record)

    def _absorb(self, match: OpenIncident, candidates: list[OpenIncident], heard: Heard) -> None:
        """Take into an incident what the thread of a line has just printed of the same call."""
        here = heard.linked.signal.record.stamp
        for incident in candidates:
            if incident is match or incident.closed or incident.client is not None or not _is_of_thread(incident, here):
                continue
            is_just_now = incident.has_code and is_at_once(incident.last.stamp, here)
            if is_just_now and self._matcher.find([incident], heard):
                for each in incident.heard:
                    self._add(match, each)
                incident.drop()

    def _list(self, incident: OpenIncident, heard: Heard) -> None:
        """List an incident under what the signals to come look it up by: any code, a code, the caller of an interface.

        The application's line about a call finds it by the caller.
        """
        claim = heard.voice.claim
        if None not in incident.listed:
            self._listed += 1
            incident.turn = self._listed
            self._recent.add(None, incident)
        if not incident.has_code:
            self._note_without_code(incident)
        for code in claim.codes:
            self._recent.add(code, incident)
        if claim.signal.api and not claim.is_answer:
            self._recent.add((claim.signal.api, heard.voice.pid), incident)

    def _note_without_code(self, incident: OpenIncident) -> None:
        if incident not in self._without_code:
            self._without_code.append(incident)

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
                self._keep(incident, earlier)
            else:
                incident.drop()
            return

    def _keep(self, incident: OpenIncident, heard: list[Heard]) -> None:
        incident.keep(heard)
        if not incident.has_code:
            self._note_without_code(incident)

    def _of_same_call(self, heard: Heard) -> OpenIncident | None:
        """Return the incident whose call an application's line names, although the lines of the call tell another code.

        The code that the application prints for an interface is what the call gave it.
        """
        signal, voice = heard.linked.signal, heard.voice
        if not (signal.application and signal.form is Form.CODE and signal.api):
            return None
        calls = (
            incident
            for incident in self._recent.of((signal.api, voice.pid))
            if not incident.closed and is_near(incident, signal.record) and self._matcher.is_call_of(incident, voice)
        )
        return _begun_last(calls)

    def _of_error_passed_on(self, heard: Heard) -> OpenIncident | None:
        """Return the incident of which an outer part of an application tells again, in words of its own."""
        signal, voice = heard.linked.signal, heard.voice
        if not (signal.application and signal.form in (Form.CODE, Form.MESSAGE)):
            return None
        told_again = (
            incident
            for incident in self._recent.of(signal.code)
            if len(incident.voices) > 1  # the framework's and the application's; in a storm most have one
            and not incident.closed
            and self._matcher.is_told_again(incident, voice)
            and is_passed_on(signal.record, incident.records_of_application())
        )
        return _begun_last(told_again)

    def _join_replaced_error(self, signal: Signal) -> OpenIncident | None:
        """Return the incident of an error that a layer replaces by its own, thrown last, or None.

        All lines that the thread has just printed are put into it, and now only support it.
        """
        if signal.statement not in _REPLACES_ERROR:
            return None
        match, replaced = None, list[Heard]()
        for incident in self.open:
            if incident.closed or not _is_of_thread(incident, signal.record.stamp):
                continue
            now, earlier = _lines_just_now(incident, signal.record.stamp, _IN_ONE_CALL)
            if not now:
                continue
            replaced += now
            if earlier:
                self._keep(incident, earlier)
            elif match is None:
                match = incident
            else:
                incident.drop()
        if not replaced:
            return None
        match = match or self._begin()
        match.keep([self._as_step(heard) for heard in replaced])
        return match

    def _as_step(self, heard: Heard) -> Heard:
        """Return a line as one that only supports a failure."""
        linked = heard.linked
        step = linked._replace(signal=linked.signal._replace(code=None, weak=True))
        return Heard(step, self._claims.voice_of(step))

    def _begin(self) -> OpenIncident:
        self.begun += 1
        incident = OpenIncident(self.begun)
        if len(self.open) == _MOST_OPEN:
            self.open[0].closed = True
        self.open.append(incident)
        return incident

    def _candidates(self, heard: Heard) -> list[OpenIncident]:
        """Return the latest open incidents that a signal may belong to by code and role; close those too far away.

        Incidents whose lines have not shown a code so far are candidates for any code.
        """
        voice, record = heard.voice, heard.linked.signal.record
        role, number = (voice.claim.roles[0], voice.pid), record.line
        client, is_stranger, is_callback = voice.link.client, self._matcher.is_stranger, voice.claim.signal.callback
        candidates = []
        for incident in self._latest(voice.claim.codes):
            if incident.closed:
                continue
            if not is_near(incident, record):
                incident.closed = True
            # in a storm of failures, nearly all incidents have the line already or come from other processes, and none
            # of them ends just before it
            elif (
                role not in incident.roles
                and (
                    is_callback
                    or not is_stranger(incident.client, client)
                    or (incident.listeners and voice.pid in incident.listeners)
                )
            ) or (number - incident.last.line <= NEXT_LINES and incident.is_continued(record)):
                candidates.append(incident)
        return candidates

    def _latest(self, codes: tuple[int | None, ...]) -> Iterable[OpenIncident]:
        """Return the latest incidents of some codes, each once."""
        if codes[0] is None:
            return self._recent.of(None)
        if self._without_code:
            oldest = self._listed - MOST_RECENT
            self._without_code = [each for each in self._without_code if _is_without_code(each, oldest)]
        if len(codes) == 1 and not self._without_code:
            return self._recent.of(codes[0])
        return dict.fromkeys(chain(*map(self._recent.of, codes), self._without_code))

    def _take_closed(self, clock: float | None) -> Iterator[OpenIncident]:
        """Yield the closed incidents at the front, without those that turned out to be no failure."""
        while self.open and self._is_first_over(clock):
            incident = self.open.popleft()
            incident.closed = True
            self._recent.forget(incident)
            if incident.is_failure:
                yield incident

    def _wait(self) -> None:
        """Note between which clocks a stamp says nothing, because the first incident is not over."""
        self._waiting_time = self.open[0].waiting_time if self.open else _ALWAYS
        self._sieve.nothing_ends_between(*self._waiting_time)

    def _is_first_over(self, clock: float | None) -> bool:
        first = self.open[0]
        return first.closed or first.is_over(clock)


def _is_without_code(incident: OpenIncident, oldest: int) -> bool:
    return not incident.closed and not incident.has_code and incident.turn > oldest


def _begun_last(incidents: Iterable[OpenIncident]) -> OpenIncident | None:
    return max(incidents, key=lambda incident: incident.number, default=None)


def _is_of_thread(incident: OpenIncident, here: Stamp) -> bool:
    """Tell whether one thread, that of the stamp, has printed all lines of an incident."""
    return all(voice.pid == here.pid and voice.tid == here.tid for voice in incident.voices)


def _lines_just_now(incident: OpenIncident, here: Stamp, within: float) -> tuple[list[Heard], list[Heard]]:
    """Return the lines of an incident that were printed just before the stamp, and the earlier ones."""
    now, earlier = list[Heard](), list[Heard]()
    for heard in incident.heard:
        (now if is_at_once(heard.linked.signal.record.stamp, here, within) else earlier).append(heard)
    return now, earlier
