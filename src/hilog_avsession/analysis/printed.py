"""From a line of AVSession to the statement of the framework that printed it, and to what that statement means."""

from __future__ import annotations

from ..knowledge.framework.inventory import Row, inventory
from ..model.events import SERVICE_PROCESS, Confidence, Form, Side, Signal
from ..model.records import Body, Record

_SIDES = {"service": Side.SERVICE, "app": Side.APP, "both": Side.BOTH}
_FAILURE, _STEP = "failure", "step"


def find_row(body: Body, side: Side | None = None) -> Row | None:
    """Return the statement that printed a line, or None if no release prints it.

    The side is that of the process if the log names it, else the given one. If the statement has several meanings,
    the one that claims least is returned.
    """
    rows = inventory().find(body.function, body.text, body.level)
    if not rows:
        return None
    name = _side_of(body, side)
    rows = [row for row in rows if name in (row.side, None) or row.side == "both"] or rows
    best = [row for row in rows if row.format == rows[0].format]
    meanings = {(row.kind, row.code) for row in best}
    if len(meanings) == 1:
        return best[0]
    return min(best, key=lambda row: row.kind == _FAILURE)


def _side_of(body: Body, side: Side | None) -> str | None:
    if body.process:
        return "service" if body.process == SERVICE_PROCESS else "app"
    return None if side is None or side is Side.BOTH else side.value


def signal_of(record: Record, row: Row) -> Signal | None:
    """Return the failure that a line of a statement states, or the failure that it supports; None for any other."""
    if row.kind not in (_FAILURE, _STEP) or row.code is None:
        return None
    return Signal(
        record,
        f"framework-{row.kind}",
        _SIDES[row.side],
        Form.PHRASE,
        row.code,
        native=row.native,
        cause=row.cause,
        api=row.api,
        confidence=Confidence.HIGH,
        weak=row.kind == _STEP,
    )
