"""An incident that may still grow: the lines that one failure has printed so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..knowledge.calls import is_check_in
from ..model.events import Form, Linked, Side

LONGEST = 1.0  # seconds from the first to the last echo


@dataclass(slots=True, eq=False)
class OpenIncident:
    """An incident that may still grow; `number` counts them in the order of their first lines."""

    number: int = 0
    linked: list[Linked] = field(default_factory=list)
    places: set[tuple[object, ...]] = field(default_factory=set)  # of the echo, that are taken
    excused: bool = False  # a line behind it says that it was no failure
    refused: str | None = None  # the cause of a refused cast that its lines follow
    closed: bool = False
    signals: int = 0

    def is_over(self, clock: float | None) -> bool:
        """Tell whether the log has moved so far on, or back, that no echo can follow, even with lines out of order."""
        last = self.linked[-1].signal.record.stamp.clock
        return clock is not None and last is not None and abs(clock - last) > LONGEST

    def keep(self, linked: list[Linked]) -> None:
        """Keep only these of its lines."""
        self.signals += len(linked) - len(self.linked)
        self.linked = linked

    @property
    def has_code(self) -> bool:
        """Whether any of the signals names its code."""
        return any(linked.signal.code is not None for linked in self.linked)

    @property
    def strong(self) -> list[Linked]:
        """The signals that are failures by themselves."""
        return [linked for linked in self.linked if not linked.signal.weak]

    @property
    def is_failure(self) -> bool:
        """Whether a strong signal states it, or weak signals from both sides of one call do."""
        signals = [linked.signal for linked in self.linked]
        sides = {signal.side for signal in signals if signal.code is not None or signal.native == -1}
        unspecified = any(signal.native == -1 and signal.side is Side.APP for signal in signals)
        if self.excused:
            return False
        return bool(self.strong) or (self.has_code and unspecified and Side.SERVICE in sides)

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
