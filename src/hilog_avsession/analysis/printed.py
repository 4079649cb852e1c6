"""From a line of AVSession to the statement of the framework that printed it, and to what that statement means."""

from __future__ import annotations

import re
from functools import lru_cache

from ..knowledge.calls import code_in_call, is_file_of_c_api
from ..knowledge.catalog import Catalog
from ..knowledge.framework.inventory import Row, inventory, pattern_of
from ..model.events import SERVICE_PROCESS, Confidence, Form, Side, Signal
from ..model.patterns import lazy
from ..model.records import Body, Record

_SIDES = {"service": Side.SERVICE, "app": Side.APP, "both": Side.BOTH}
_FAILURE, _STEP = "failure", "step"

# up to 5.0.2 a line names its place: `[IsSessionActive()-avcontroller_item.cpp:180] session not exist`
_PLACE = lazy(r"\[[^\]]*?-(?P<place>\w+\.(?:cpp|h):\d+)\]")


def place_in(body: Body) -> str | None:
    """Return the place in the source that a line names, or None; only releases before 5.0.3 print it."""
    match = _PLACE.match(body.message)
    return match["place"] if match else None


def find_row(body: Body, side: Side | None = None) -> Row | None:
    """Return the statement that printed a line, or None if no release prints it.

    The side is that of the process if the log names it, else the given one. If the statement has several meanings,
    the one that claims least is returned, unless the line names its place in the source.
    """
    rows = inventory().find(body.function, body.text, body.level)
    if not rows:
        return None
    place = place_in(body)
    here = [row for row in rows if place is not None and any(place in places for places in row.sites.values())]
    name = _side_of(body, side)
    rows = here or [row for row in rows if name in (row.side, None) or row.side == "both"] or rows
    best = [row for row in rows if row.format == rows[0].format]
    meanings = {(row.kind, row.code) for row in best}
    if len(meanings) == 1:
        return best[0]
    return min(best, key=lambda row: row.kind == _FAILURE)


def _side_of(body: Body, side: Side | None) -> str | None:
    if body.process:
        return "service" if body.process == SERVICE_PROCESS else "app"
    return None if side is None or side is Side.BOTH else side.value


def is_of_c_api(row: Row) -> bool:
    """Tell whether the C API prints a statement."""
    return all(is_file_of_c_api(place) for places in row.sites.values() for place in places)


def is_of_layer(row: Row, *beginnings: str) -> bool:
    """Tell whether every place of a statement stands in a file whose name begins in one of these ways."""
    return all(place.startswith(beginnings) for places in row.sites.values() for place in places)


# ---- numbers ---------------------------------------------------------------------------------------------------------

# `controller %{public}s failed:%{public}d`, `do metadata set fail, ret:%{public}d`
_NUMBER = lazy(r"(?i:fail\w*|err\w*|ret|result)(?:[ :=,]|(?i:with|ret|code|is))*%(?:\{public\})?d")
_RETURNED = ("napi_", "taihe_", "cj_", "OHAV")  # layers that print a number only where they return it


def number_of(body: Body, row: Row, catalog: Catalog) -> int | None:
    """Return the native number that a line of a failing call ends with, or None."""
    if row.kind not in (_FAILURE, _STEP) or not (row.side == "app" or _is_of_stub(row)):
        return None  # the service prints numbers of other services too
    pattern = _numbered(row.format)
    match = pattern.fullmatch(body.text) if pattern else None
    if match is None:
        return None
    number = int(match["number"])
    known = catalog.native(number) is not None
    return number if known and (number != -1 or is_of_layer(row, *_RETURNED)) else None


def _is_of_stub(row: Row) -> bool:
    """Tell whether the service's side of IPC prints a statement: its numbers go back to the caller."""
    return all("_stub.cpp:" in place for places in row.sites.values() for place in places)


@lru_cache(maxsize=512)
def _numbered(form: str) -> re.Pattern[str] | None:
    """The pattern of a format with the number that the call returns as a group; None if the format has none."""
    found = list(_NUMBER.finditer(form))
    if not found:
        return None
    end = found[-1].end()
    begin = form.rindex("%", 0, end)
    return re.compile(rf"{pattern_of(form[:begin])}(?P<number>-?\d+){pattern_of(form[end:])}", re.DOTALL)


# ---- signals ---------------------------------------------------------------------------------------------------------


def signal_of(record: Record, row: Row, catalog: Catalog) -> Signal | None:
    """Return the failure that a line of a statement states, or the failure that it supports; None for any other."""
    if row.kind not in (_FAILURE, _STEP):
        return None
    number = number_of(record.body, row, catalog)
    if row.code is None and number is None:
        return None
    signal = Signal(
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
    return signal if number is None else _with_number(signal, number, catalog, c_api=is_of_c_api(row))


def _with_number(signal: Signal, number: int, catalog: Catalog, *, c_api: bool) -> Signal:
    meaning = catalog.native(number)
    code = code_in_call(signal.api, number, c_api=c_api) or (meaning.public if meaning else None)
    return signal._replace(
        statement="framework-number",
        form=Form.NATIVE,
        code=code,
        native=number,
        confidence=Confidence.CERTAIN,
        weak=False,
    )
