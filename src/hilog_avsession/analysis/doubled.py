"""Decide whether a repeated line counts again: of two in a row only one counts, of three or more each counts.

Captures that were joined or saved badly hold lines twice. A thread that fails again and again within a millisecond
prints a line many times, and each of them is a failure.
"""

from __future__ import annotations

from ..model.events import Linked
from ..model.records import Record


class Doubles:
    """Holds back the second of two equal lines until a third one shows that they are a burst."""

    def __init__(self) -> None:
        self.held = 0  # lines of failures held back that no third one has followed
        self._last: Record | None = None
        self._times = 0  # how often the last line was seen in a row
        self._second: list[Linked] = []  # the signals of the second of these lines

    def begin_input(self, *, continues: bool) -> None:
        """Begin the next input; it may continue the one before."""
        if not continues:
            self._last = None

    def let_through(self, linked: Linked) -> list[Linked]:
        """Take the next signal; return those that count by now: it, none, or those that were held back and it.

        A line that states two codes gives two signals, which share its fate.
        """
        record = linked.signal.record
        released = [linked]
        if record is not self._last:
            self._times = self._times + 1 if self._last is not None and _is_again(record, self._last) else 1
            self._last = record
            if self._times == 2:
                self.held += not linked.signal.weak
                self._second = []
            elif self._times == 3:
                self.held -= not linked.signal.weak
                released = [*self._second, linked]
        if self._times == 2:
            self._second.append(linked)
            return []
        return released


def _is_again(record: Record, last: Record) -> bool:
    """Tell whether a line follows an equal one: in the next line, or in the first one of an input that continues."""
    is_next = record.line == (last.line + 1 if record.source == last.source else 1)
    return is_next and record.body.message == last.body.message and has_same_header(record, last)


def has_same_columns(a: Record, b: Record) -> bool:
    """Tell whether two lines differ in their times and messages only: one thread prints both, under one tag."""
    return (a.stamp.pid, a.stamp.tid) == (b.stamp.pid, b.stamp.tid) and a.body.head == b.body.head


def has_same_header(a: Record, b: Record) -> bool:
    """Tell whether two lines differ in their messages only."""
    return a.stamp == b.stamp and a.body.head == b.body.head
