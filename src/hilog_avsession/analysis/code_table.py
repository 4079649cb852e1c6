"""Tell whether lines are the rows of a table of codes: an application that prints all codes has not met all errors."""

from __future__ import annotations

from functools import lru_cache

from ..knowledge.quoted import LEAST_LISTED, is_row
from ..model.events import Form, Signal
from ..model.records import MOST_BODIES, Record
from .doubled import has_same_columns
from .matching import is_at_once
from .opened import OpenIncident

_ROW_LINES = 2  # lines from one row to the next, at most


class CodeTable:
    """Follows the lines of one thread that state one code after another, each in words that may be a row's."""

    def __init__(self) -> None:
        # by code, the lines of the table that may be under way; in what words they are is asked only when a next one
        # follows, as most lines of failures are alone
        self._rows: dict[int, tuple[Record, OpenIncident]] = {}

    def drops(self, signal: Signal) -> bool:
        """Tell whether a line is a row of a table; if it is, drop the incidents that the rows before it have begun."""
        if not (self._rows and self._continues(signal)) or len(self._rows) < LEAST_LISTED - 1:
            return False
        for record, incident in self._rows.values():
            if all(linked.signal.record == record for linked in incident.linked):
                incident.drop()
        last = next(reversed(self._rows.values()))[1]
        self._rows[signal.code or 0] = signal.record, last
        return True

    def note(self, signal: Signal, incident: OpenIncident) -> None:
        """Note a line that was no row so far, and the incident that it has got into."""
        if not self._continues(signal):
            self._rows.clear()
        if _states_code(signal):
            self._rows[signal.code or 0] = signal.record, incident

    def _continues(self, signal: Signal) -> bool:
        """Tell whether a line may be the next row."""
        if not self._rows or not _states_code(signal) or signal.code in self._rows:
            return False
        last, record = next(reversed(self._rows.values()))[0], signal.record
        is_next = record.source == last.source and 0 < record.line - last.line <= _ROW_LINES
        follows = is_next and has_same_columns(record, last) and is_at_once(last.stamp, record.stamp)
        return follows and _may_be_row(last.body.message) and _may_be_row(record.body.message)


def _states_code(signal: Signal) -> bool:
    """Tell whether an application's line states a code of no interface, at a known time."""
    is_code = signal.application and signal.form is Form.CODE and signal.api is None
    return is_code and signal.record.stamp.clock is not None


_may_be_row = lru_cache(maxsize=MOST_BODIES)(is_row)
