"""An incident that may still grow: the lines that one failure has printed so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

from ..knowledge.calls import is_check_in
from ..model.events import Form, Linked, Side
from ..model.records import Body, Record, Stamp, span
from .claims import Role, Voice
from .continued import continues
from .doubled import has_same_header

LONGEST = span(1.0)  # seconds from the first to the last echo
_MOST_SIGNALS = 64  # kept of one incident
NEXT_LINES = 3  # lines from one line of a message to the next, at most
_NO_RECORD = Record("", 0, Stamp("", "", None, None, None, None), Body("", "", "", "", "", ""))


class Heard(NamedTuple):
    """A linked signal and its voice."""

    linked: Linked
    voice: Voice


@dataclass(slots=True, eq=False)
class OpenIncident:
    """An incident that may still grow; `number` counts them in the order of their first lines.

    In a storm of failures each new line is compared with each open incident, so what is needed most is an attribute.
    """

    number: int = 0
    heard: list[Heard] = field(default_factory=list)
    voices: tuple[Voice, ...] = ()  # each once: thousands of lines may repeat one
    client: int | None = None  # of its first line that shows one
    listeners: frozenset[int | None] = frozenset()  # clients that got the failure in a callback
    strong: list[Linked] = field(default_factory=list)  # the signals that are failures by themselves
    has_code: bool = False  # whether any of the signals names its code
    last: Record = _NO_RECORD  # of its last line
    begin: float | None = None  # clock of its first line
    end: float | None = None  # clock of its last line
    roles: set[tuple[Role, int | None]] = field(default_factory=set)  # taken so far, each with the process
    listed: set[object] = field(default_factory=set)  # keys under which folding looks it up
    turn: int = 0  # its place in the order in which incidents were listed
    excused: bool = False  # a later line shows that it is no failure of its own
    refused: str | None = None  # the cause of a refused cast that its lines follow
    closed: bool = False
    signals: int = 0

    @property
    def linked(self) -> list[Linked]:
        """Its signals, in the order in which they were read."""
        return [heard.linked for heard in self.heard]

    def add(self, heard: Heard) -> bool:
        """Add a line, and tell whether there was room for it.

        Of a message of thousands of lines, the first ones and the last one are kept.
        """
        self.signals += 1
        has_room = len(self.heard) < _MOST_SIGNALS
        if has_room:
            self.heard.append(heard)
            self._note(heard)
        elif self.heard[-1].voice.claim.says == heard.voice.claim.says:
            self._replace_last(heard)
        else:
            self._take([*self.heard[:-1], heard])
        return has_room

    def drop(self) -> None:
        """End it as no failure: nothing failed, or its lines belong to another incident."""
        self.excused = self.closed = True

    def keep(self, heard: list[Heard]) -> None:
        """Keep only these of its lines."""
        self.signals += len(heard) - len(self.heard)
        self._take(heard)

    def _take(self, heard: list[Heard]) -> None:
        self.heard, self.voices, self.strong = heard, (), []
        self.has_code, self.client, self.begin, self.end = False, None, None, None
        self.listeners = frozenset()
        for each in heard:
            self._note(each)

    def _note(self, heard: Heard) -> None:
        """Bring the attributes up to date with a line that was added."""
        linked, voice = heard
        if heard is self.heard[0]:
            self.begin = linked.signal.record.stamp.clock
        self._end_with(linked.signal.record)
        if voice not in self.voices:
            self.voices = (*self.voices, voice)
            self.client = voice.link.client if self.client is None else self.client
            if voice.claim.signal.callback and voice.claim.signal.side is Side.APP:
                self.listeners |= {voice.pid}
        if voice.claim.signal.code is not None:
            self.has_code = True
        if not voice.claim.signal.weak:
            self.strong.append(linked)

    def _replace_last(self, heard: Heard) -> None:
        """Replace the last line by one that says the same."""
        dropped, self.heard[-1] = self.heard[-1], heard
        if dropped.linked in self.strong[-1:]:
            self.strong[-1] = heard.linked
        if heard.voice is not dropped.voice:
            self.voices = tuple(dict.fromkeys(each.voice for each in self.heard))
        self._end_with(heard.linked.signal.record)

    def _end_with(self, record: Record) -> None:
        self.last, self.end = record, record.stamp.clock

    def has_taken(self, roles: tuple[Role, ...], pid: int | None) -> bool:
        """Tell whether a line of a process has taken one of these roles in the echo."""
        return any((role, pid) in self.roles for role in roles)

    def is_continued(self, record: Record) -> bool:
        """Tell whether a line continues the message of the last line: same header, next line, the rest of a text."""
        last = self.last
        if not (0 <= record.line - last.line <= NEXT_LINES and record.source == last.source):
            return False
        if not has_same_header(record, last):
            return False
        return record.continuation or record.line == last.line or continues(record.body.message, self._texts_with(last))

    def _texts_with(self, last: Record) -> Iterator[str]:
        """Yield the messages of the lines that have the header of the last one."""
        records = (heard.linked.signal.record for heard in self.heard)
        return (record.body.message for record in records if has_same_header(record, last))

    def stamps_of(self, voices: tuple[Voice, ...]) -> list[Stamp]:
        """Return the stamps of the lines of some of its voices."""
        return [heard.linked.signal.record.stamp for heard in self.heard if heard.voice in voices]

    def records_of_application(self) -> list[Record]:
        """Return those of its lines that an application printed."""
        return [heard.linked.signal.record for heard in self.heard if heard.linked.signal.application]

    def is_over(self, clock: float | None) -> bool:
        """Tell whether the log has moved so far on, or back, that no echo can follow, even with lines out of order."""
        return clock is not None and self.end is not None and abs(clock - self.end) > LONGEST

    @property
    def waiting_time(self) -> tuple[float, float]:
        """The first and the last clock at which it is not over; if it is closed, the last lies before the first."""
        if self.closed:
            return inf, -inf
        return (-inf, inf) if self.end is None else (self.end - LONGEST, self.end + LONGEST)

    @property
    def is_failure(self) -> bool:
        """Whether a strong signal states it, or weak signals from both sides of one call do."""
        if self.excused:
            return False
        if self.strong:
            return True
        signals = [voice.claim.signal for voice in self.voices]
        sides = {signal.side for signal in signals if signal.code is not None or signal.native == -1}
        unspecified = any(signal.native == -1 and signal.side is Side.APP for signal in signals)
        return self.has_code and unspecified and Side.SERVICE in sides

    @property
    def primary(self) -> Linked:
        """The signal that states the code most surely.

        An application's line counts before the framework's, and a call before a check that it makes inside.
        """
        signals = self.strong or self.linked
        if len(signals) == 1:
            return signals[0]
        calls = {voice.claim.signal.api for voice in self.voices}
        return min(signals, key=lambda linked: _sureness(linked, calls))


def _sureness(linked: Linked, calls: set[str | None]) -> tuple[bool, bool, int, int]:
    signal = linked.signal
    says = signal.application and signal.form is Form.CODE
    is_check = any(is_check_in(signal.api, call) for call in calls)
    return not says, is_check, signal.confidence.rank, 0 if signal.application else 1
