"""An incident that may still grow: the lines that one failure has printed so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from ..knowledge.calls import is_check_in
from ..model.events import Form, Linked, Side

LONGEST = 1.0  # seconds from the first to the last echo
_MOST_SIGNALS = 64  # kept of one incident


@dataclass(slots=True, eq=False)
class OpenIncident:
    """An incident that may still grow; `number` counts them in the order of their first lines.

    A storm of failures asks each open incident about each new line, so what is asked most is kept as an attribute.
    """

    number: int = 0
    linked: list[Linked] = field(default_factory=list)
    strong: list[Linked] = field(default_factory=list)  # the signals that are failures by themselves
    has_code: bool = False  # whether any of the signals names its code
    times: set[str] = field(default_factory=set)  # of its lines, as printed
    begin: float | None = None  # clock of its first line
    end: float | None = None  # clock of its last line
    places: set[tuple[object, ...]] = field(default_factory=set)  # of the echo, that are taken
    excused: bool = False  # a line behind it says that it was no failure
    refused: str | None = None  # the cause of a refused cast that its lines follow
    closed: bool = False
    signals: int = 0

    def add(self, linked: Linked) -> bool:
        """Add a line; tell whether there is room for it. A message of thousands of lines keeps its first ones and its
        last one.
        """
        self.signals += 1
        has_room = len(self.linked) < _MOST_SIGNALS
        if has_room:
            self.linked.append(linked)
            self._note(linked)
        elif (dropped := self.linked[-1]).signal._replace(record=linked.signal.record) == linked.signal:
            self.linked[-1] = linked
            if dropped in self.strong[-1:]:
                self.strong[-1] = linked
            self.end = linked.signal.record.stamp.clock
            self.times.add(linked.signal.record.stamp.time)
        else:
            self._take([*self.linked[:-1], linked])
        return has_room

    def keep(self, linked: list[Linked]) -> None:
        """Keep only these of its lines."""
        self.signals += len(linked) - len(self.linked)
        self._take(linked)

    def _take(self, linked: list[Linked]) -> None:
        self.linked, self.strong, self.times = linked, [], set()
        self.has_code, self.begin, self.end = False, None, None
        for each in linked:
            self._note(each)

    def _note(self, linked: Linked) -> None:
        """Keep what a line changes."""
        signal, stamp = linked.signal, linked.signal.record.stamp
        if linked is self.linked[0]:
            self.begin = stamp.clock
        self.end = stamp.clock
        self.times.add(stamp.time)
        self.has_code = self.has_code or signal.code is not None
        if not signal.weak:
            self.strong.append(linked)

    def is_over(self, clock: float | None) -> bool:
        """Tell whether the log has moved so far on, or back, that no echo can follow, even with lines out of order."""
        return clock is not None and self.end is not None and abs(clock - self.end) > LONGEST

    @property
    def waiting_time(self) -> tuple[float, float]:
        """Between which clocks it is not over; the end before the begin if it is closed."""
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
        signals = [linked.signal for linked in self.linked]
        sides = {signal.side for signal in signals if signal.code is not None or signal.native == -1}
        unspecified = any(signal.native == -1 and signal.side is Side.APP for signal in signals)
        return self.has_code and unspecified and Side.SERVICE in sides

    @property
    def primary(self) -> Linked:
        """The signal that states the code most surely.

        An application's line counts before the framework's, and a call before a check that it makes inside.
        """
        calls = {linked.signal.api for linked in self.linked}
        return min(self.strong or self.linked, key=lambda linked: _sureness(linked, calls))


def _sureness(linked: Linked, calls: set[str | None]) -> tuple[bool, bool, int, int]:
    signal = linked.signal
    says = signal.application and signal.form is Form.CODE
    is_check = any(is_check_in(signal.api, call) for call in calls)
    return not says, is_check, signal.confidence.rank, 0 if signal.application else 1
