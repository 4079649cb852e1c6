"""From a report to a table for spreadsheets and programs: RFC 4180, with a guard against formulas.

A row is an incident or the outcome of a gate; the column `record` says which. Where a spreadsheet would take a text for
a formula, an apostrophe goes before it: at the start of a cell, and after each semicolon in it, because spreadsheets
whose decimal mark is the comma split cells there. `unguarded` removes the apostrophes. Numbers are never guarded: the
program has read them as numbers, so they are not text from the log (`-1013`).

For Excel, a byte order mark comes first, without which it takes UTF-8 for the system's old encoding, and `time_iso` has
a form that it recognises as a date: a space instead of the `T`, at most milliseconds, no offset.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ..results.flat import FLAT, flat
from ..results.times import iso_time
from .safe import visible

if TYPE_CHECKING:
    from ..model.report import GateOutcome, ReportData
    from .view import View

Value = str | int | float | None

_FIRST = (
    "record",  # `incident` or `gate`
    *("id", "time", "year", "time_epoch", "code"),
    "title",  # of the code, in the report's language
    *("category", "cause", "native", "api", "session", "full_id", "session_pid", "bundle"),
    *("controller_pid", "controller", "process_pid", "process", "cast_device", "cast_handle"),
    *("code_confidence", "context_confidence", "basis", "candidates", "signals"),
    *("source", "line", "level", "text"),  # of the first line of evidence
    "gate",
    "outcome",  # `passed`, `failed` or `no-verdict`
    *("found", "limit", "known"),
)
# the columns of each row, always in this order; columns that are added to incidents later come last
COLUMNS = (*_FIRST, *(name for name in FLAT if name not in {*_FIRST, "clock"}), "time_iso")

_BYTE_ORDER_MARK = "\ufeff"
_EXACT_TO_MILLISECONDS = re.compile(r"[\d-]+T[\d:]+(?:\.\d{1,3})?")
_SIGNS = "=＝﹦⁼₌⩵⩶+＋﹢⁺₊﬩-－﹣⁻₋−@＠﹫"  # programs may take full-width, small and raised forms for the same sign
_SKIPPED = r"[\s\"'`“”‘’]*"  # a program that imports the table may strip these
_BEGINS_FORMULA = re.compile(rf"(^|;)(?={_SKIPPED}[{re.escape(_SIGNS)}])")
_GUARDED = re.compile(rf"(^|;)'(?={_SKIPPED}[{re.escape(_SIGNS)}])")


def guarded(text: str) -> str:
    """Return the text as a cell that no spreadsheet takes for a formula."""
    return _BEGINS_FORMULA.sub(r"\1'", text)


def unguarded(cell: str) -> str:
    """Return the text that a guarded cell was made from."""
    return _GUARDED.sub(r"\1", cell)


def text_parts(report: ReportData, view: View) -> Iterator[str]:
    """Yield the header, then a row for each incident that the report keeps and for each gate."""
    titles = {count.code: count.title for count in report.codes}
    yield (_BYTE_ORDER_MARK if view.excel else "") + _row(COLUMNS)
    for incident in report.incidents:
        time = iso_time(incident.time, incident.year, incident.time_epoch)
        own = {"record": "incident", "title": titles.get(incident.code), "time_iso": _shown(time, view)}
        yield _record({**flat(incident), **own})
    for gate in report.gates:
        yield _record(_gate(gate))


def _shown(time: str | None, view: View) -> str | None:
    """Return an ISO time, for Excel in the form that it takes for a date."""
    if time is None or not view.excel:
        return time
    moment = _EXACT_TO_MILLISECONDS.match(time)
    return moment[0].replace("T", " ") if moment else time


def _record(values: Mapping[str, Value]) -> str:
    return _row([_cell(values.get(column)) for column in COLUMNS])


def _cell(value: Value) -> Value:
    return guarded(visible(value)) if isinstance(value, str) else value


def _row(cells: Iterable[Value]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _gate(outcome: GateOutcome) -> dict[str, Value]:
    return {
        "record": "gate",
        "gate": outcome.gate,
        "outcome": "failed" if outcome.tripped else "passed" if outcome.passed else "no-verdict",
        "found": outcome.found,
        "limit": outcome.limit,
        "known": outcome.known,
    }
