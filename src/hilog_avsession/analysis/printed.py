"""From a line that no rule reads to what the framework's own statement tells of it: a failure, a step, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..knowledge.framework.inventory import Row, inventory
from ..model.events import SERVICE_PROCESS, Confidence, Form, Side, Signal, Unknown
from ..model.records import Record

_SIDES = {"service": Side.SERVICE, "app": Side.APP, "both": Side.BOTH}


def printed_events(record: Record, shape_of: Callable[[Record], str]) -> Iterator[Signal | Unknown]:
    """Yield what a line of AVSession tells by the statement that printed it; one that no release prints is unknown."""
    rows = inventory().find(record.body.function, record.body.text, record.body.level)
    row = _chosen(rows, record.body.process)
    if row is None:
        if record.body.level != "W":
            yield Unknown(record, shape_of(record))
    elif row.kind == "failure" or (row.kind == "step" and row.code is not None):
        yield Signal(
            record,
            f"framework-{row.kind}",
            _SIDES[row.side],
            Form.PHRASE,
            row.code,
            native=row.native,
            cause=row.cause,
            api=row.api,
            confidence=Confidence.HIGH,
            weak=row.kind == "step",
        )


def _chosen(rows: list[Row], process: str) -> Row | None:
    """The statement that printed a line: of the process's side where it is known."""
    if process:
        side = "service" if process == SERVICE_PROCESS else "app"
        rows = [row for row in rows if row.side in (side, "both")] or rows
    return rows[0] if rows else None
