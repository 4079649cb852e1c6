"""What is read, and what came of it: the values that travel between a run, its workers and their processes."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from typing import Any, NamedTuple

from .tables import DatasetName, Values
from .units import Unit

DONE, FAILED = "done", "failed"


class Assignment(NamedTuple):
    """A unit to read, and what the tables call it: with redaction, a pseudonym."""

    unit: Unit
    name: str
    address: str
    id: str
    tries: int = 0  # so far


class Outcome(NamedTuple):
    """What came of an assignment."""

    assignment: Assignment  # with the version of the unit that was read
    row: dict[str, Any]  # of the table of units
    tables: bytes = b""  # pickled by the process that made them, for the one that writes them
    report: bytes | None = None  # JSON, compressed with gzip
    may_succeed: bool = False  # elsewhere, or when it is tried again
    worker: str = ""  # address of the worker that it comes from

    @property
    def has_failed(self) -> bool:
        """Whether the unit could not be read."""
        return bool(self.row["status"] == FAILED)

    def unpacked(self) -> Mapping[DatasetName, Values]:
        """Return the plain columns of the tables."""
        return pickle.loads(self.tables) if self.tables else {}


def identity(assignment: Assignment) -> dict[str, Any]:
    """Return the columns of a unit that are known before it is read."""
    return {
        "unit": assignment.name,
        "address": assignment.address,
        "unit_id": assignment.id,
        "size": assignment.unit.size,
        "version": assignment.unit.version,
        "tries": assignment.tries + 1,
    }


def failure(assignment: Assignment, reason: str, detail: str, *, may_succeed: bool = False) -> Outcome:
    """Return the outcome of a unit that could not be read: a word for the reason, and a sentence."""
    row = {**identity(assignment), "status": FAILED, "reason": reason, "detail": detail, "seconds": 0.0}
    return Outcome(assignment, row, may_succeed=may_succeed)
