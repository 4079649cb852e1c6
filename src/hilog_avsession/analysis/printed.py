"""From a line of AVSession to the statement of the framework that printed it, and to what that statement means."""

from __future__ import annotations

import re
from functools import lru_cache

from ..knowledge.calls import code_in_call, code_without_answer, is_file_of_c_api, other_codes_of_call
from ..knowledge.catalog import Catalog, hidden_by_service_exception
from ..knowledge.framework.inventory import Row, inventory, pattern_of, release_order
from ..model.events import SERVICE_PROCESS, Confidence, Form, Side, Signal
from ..model.patterns import lazy
from ..model.records import Body, Record
from .release import of_release, prints_places

_SIDES = {"service": Side.SERVICE, "app": Side.APP, "both": Side.BOTH}
_FAILURE, _STEP = "failure", "step"


def find_row(body: Body, side: Side | None = None) -> Row | None:
    """Return the statement that printed a line, or None if no release prints it.

    The side is that of the process if the log names it, else the given one. If the statement has several meanings,
    the one that claims least is returned, or else that of the newest release, unless the line names its place in the
    source.
    """
    rows = of_release(inventory().find(body.function, body.text, body.level), body)
    if not rows:
        return None
    place = body.place
    here = _of_place(rows, place) if place else []
    rows = here or rows_of_side(rows, _side_of(body, side))
    best = [row for row in rows if row.format == rows[0].format]
    if body.function:
        best = [row for row in best if _is_printed(row, with_place=bool(place))] or best
    meanings = {(row.kind, row.code) for row in best}
    if len(meanings) == 1:
        return best[0]
    return min(best, key=lambda row: (row.kind == _FAILURE, tuple(-part for part in _newest(row))))


def _newest(row: Row) -> tuple[int, ...]:
    return max(map(release_order, row.sites))


def _is_printed(row: Row, *, with_place: bool) -> bool:
    """Tell whether a release whose lines name their place prints a statement, or else one whose lines do not."""
    return any(prints_places(release) is with_place for release in row.sites)


def _of_place(rows: list[Row], place: str) -> list[Row]:
    """Return the statements that stand at a place in any release, else those of its file."""
    exact = [row for row in rows if any(place in places for places in row.sites.values())]
    file = place.partition(":")[0] + ":"
    return exact or [
        row for row in rows if any(site.startswith(file) for sites in row.sites.values() for site in sites)
    ]


def rows_of_side(rows: list[Row], side: str | None) -> list[Row]:
    """Return the statements that a side prints; all if the side is not known, or prints none of them."""
    return [row for row in rows if side in (row.side, None) or row.side == "both"] or rows


def _side_of(body: Body, side: Side | None) -> str | None:
    if body.process:
        return "service" if body.process == SERVICE_PROCESS else "app"
    return None if side is None or side is Side.BOTH else side.value


def is_callback_of_service(body: Body) -> bool:
    """Tell whether the service prints a line while it calls back a client; if the client has died, no call fails.

    The functions that call back begin with `On`; some layouts print no process.
    """
    place = body.place
    by_place = "callback_proxy" in place or "listener_proxy" in place
    return by_place or (body.process in (SERVICE_PROCESS, "") and body.function.startswith("On"))


def is_of_c_api(row: Row) -> bool:
    """Tell whether the C API prints a statement."""
    return all(is_file_of_c_api(place) for places in row.sites.values() for place in places)


# ---- numbers ---------------------------------------------------------------------------------------------------------

# `controller %{public}s failed:%{public}d`, `do metadata set fail, ret:%{public}d`
_NUMBER = lazy(r"(?i:fail\w*|err\w*|ret|result)(?:[ :=,]|(?i:with|ret|code|is))*%(?:\{public\})?d")


def number_of(body: Body, row: Row, catalog: Catalog) -> int | None:
    """Return the native number that a line of a failing call ends with, or None."""
    if row.kind not in (_FAILURE, _STEP) or not (row.side == "app" or _is_of_stub(row)):
        return None  # the service prints numbers of other services too
    pattern = _numbered(row.format)
    match = pattern.fullmatch(body.text) if pattern else None
    if match is None:
        return None
    number = int(match["number"])
    return number if catalog.native(number) is not None else None


def _is_of_stub(row: Row) -> bool:
    """Tell whether the service's side of IPC prints a statement: its numbers go back to the caller."""
    return all("_stub.cpp:" in place for places in row.sites.values() for place in places)


_HERE = "\0"  # stands in a format for the number


@lru_cache(maxsize=512)
def _numbered(form: str) -> re.Pattern[str] | None:
    """Return the pattern of a format with the number that the call returns as a group; None if the format has none."""
    found = list(_NUMBER.finditer(form))
    if not found:
        return None
    end = found[-1].end()
    begin = form.rindex("%", 0, end)
    pattern = pattern_of(f"{form[:begin]}{_HERE}{form[end:]}")
    return re.compile(pattern.replace(re.escape(_HERE), r"(?P<number>-?\d+)"), re.DOTALL)


# ---- signals ---------------------------------------------------------------------------------------------------------


def signal_of_row(record: Record, row: Row, catalog: Catalog) -> Signal | None:
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
    if number is not None:
        return _with_number(signal, number, catalog, c_api=is_of_c_api(row))
    return _of_hidden_failure(signal, catalog) if row.native is None and is_of_c_api(row) else signal


def _of_hidden_failure(signal: Signal, catalog: Catalog) -> Signal:
    """Return a signal of the C API with the codes that its own may hide."""
    cause = cause_of_c_api(signal.code or 0, catalog) if signal.cause is None else None
    return signal if cause is None else signal._replace(also=hidden_by_service_exception(catalog), cause=cause)


def _with_number(signal: Signal, number: int, catalog: Catalog, *, c_api: bool) -> Signal:
    meaning = catalog.native(number)
    return in_call(
        signal._replace(
            statement="framework-number",
            form=Form.NATIVE,
            code=meaning.public if meaning else None,
            native=number,
            confidence=Confidence.CERTAIN,
            weak=False,
        ),
        catalog,
        c_api=c_api,
    )


def in_call(signal: Signal, catalog: Catalog, *, c_api: bool = False) -> Signal:
    """Return a signal with the code that its call makes of its native number."""
    if signal.native is None or signal.form in (Form.CODE, Form.MESSAGE, Form.CAST):
        return signal
    lost = code_without_answer(signal.api, signal.native) if signal.side is Side.SERVICE else None
    if lost is not None:
        return signal._replace(also=(*signal.also, lost))  # if the caller prints that no answer came, it is this
    code = code_in_call(signal.api, signal.native, c_api=c_api)
    if code is None or code == signal.code:
        return signal
    if c_api:
        return signal._replace(
            code=code, also=hidden_by_service_exception(catalog), cause=cause_of_c_api(code, catalog)
        )
    own = () if signal.code is None else (signal.code,)  # printed by a layer below the one that converts it
    also = (*signal.also, *own, *other_codes_of_call(signal.api))
    return signal._replace(code=code, also=also, cause=None)


def cause_of_c_api(code: int, catalog: Catalog) -> str | None:
    """Return the cause that says that a code is only what the C API makes of a failure."""
    entry = catalog.entry(code)
    causes = entry.causes if entry else ()
    return next((cause.id for cause in causes if cause.from_c_api), None)
