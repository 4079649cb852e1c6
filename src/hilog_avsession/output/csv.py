"""From a report to a table for spreadsheets and programs: RFC 4180, with a guard against formulas.

A row is an incident, or a gate where there are gates; `record` says which. A text that a spreadsheet would take for a
formula has an apostrophe before it, wherever a cell may begin: at its start, and after a semicolon, which parts cells
where the comma is a decimal mark. `unguarded` takes it away. Columns of numbers hold what the program has read as a
number, never a text of the log, and stay as they are: `-1013`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from .safe import visible

if TYPE_CHECKING:
    from ..model.incidents import Incident
    from ..model.report import GateOutcome, ReportData
    from .view import View

Value = str | int | float | None

# what stands in each row, always in this order; new columns come last
COLUMNS = (
    "record",  # `incident` or `gate`
    "id",
    "time",  # as the log prints it
    "year",  # where it is known
    "time_epoch",  # seconds since 1970, where they are known
    "code",
    "title",  # in the report's language
    "category",
    "cause",
    "native",
    "api",
    "session",  # its id in the most complete form that the log prints
    "full_id",
    "session_pid",
    "bundle",
    "controller_pid",
    "controller",
    "process_pid",  # of the application that saw the failure
    "process",
    "cast_device",
    "cast_handle",
    "code_confidence",
    "context_confidence",
    "basis",
    "candidates",  # how many other sessions it could belong to
    "signals",
    "source",  # of the first line of evidence
    "line",
    "level",
    "text",
    "gate",
    "outcome",  # `passed` or `failed`
    "found",
    "limit",
    "known",
)

_SIGNS = "=＝﹦⁼₌⩵⩶+＋﹢⁺₊﬩-－﹣⁻₋−@＠﹫"  # full-width, small and raised ones too: programs may take them for the same
_SKIPPED = r"[\s\"'`“”‘’]*"  # an import may strip it
_BEGINS_FORMULA = re.compile(rf"(^|;)(?={_SKIPPED}[{re.escape(_SIGNS)}])")
_GUARDED = re.compile(rf"(^|;)'(?={_SKIPPED}[{re.escape(_SIGNS)}])")


def guarded(text: str) -> str:
    """The text as a cell that is no formula."""
    return _BEGINS_FORMULA.sub(r"\1'", text)


def unguarded(cell: str) -> str:
    """The text that a guarded cell was made from."""
    return _GUARDED.sub(r"\1", cell)


def pieces(report: ReportData, _view: View) -> Iterator[str]:
    """The header and a row each for the incidents that the report keeps and for its gates."""
    titles = {one.code: one.title for one in report.codes}
    yield _row(COLUMNS)
    for incident in report.incidents:
        yield _record(_incident(incident, titles))
    for gate in report.gates:
        yield _record(_gate(gate))


def _record(values: Mapping[str, Value]) -> str:
    return _row([_cell(values.get(column)) for column in COLUMNS])


def _cell(value: Value) -> Value:
    return guarded(visible(value)) if isinstance(value, str) else value


def _row(cells: Iterable[Value]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _incident(one: Incident, titles: Mapping[int, str]) -> dict[str, Value]:
    session, controller, process, cast = one.session, one.controller, one.process, one.cast
    first = one.evidence[0]
    return {
        "record": "incident",
        "id": one.id,
        "time": one.time,
        "year": one.year,
        "time_epoch": one.time_epoch,
        "code": one.code,
        "title": titles.get(one.code),
        "category": one.category,
        "cause": one.cause,
        "native": one.native,
        "api": one.api,
        "session": session and session.id,
        "full_id": session and session.full_id,
        "session_pid": session and session.pid,
        "bundle": session and session.bundle,
        "controller_pid": controller and controller.pid,
        "controller": controller and controller.process,
        "process_pid": process and process.pid,
        "process": process and process.process,
        "cast_device": cast and cast.device,
        "cast_handle": cast and cast.handle,
        "code_confidence": one.code_confidence.value,
        "context_confidence": one.context_confidence.value,
        "basis": one.basis.value,
        "candidates": len(one.candidates),
        "signals": one.signals,
        "source": first.source,
        "line": first.line,
        "level": first.level,
        "text": first.text,
    }


def _gate(one: GateOutcome) -> dict[str, Value]:
    return {
        "record": "gate",
        "gate": one.gate,
        "outcome": "failed" if one.tripped else "passed",
        "found": one.found,
        "limit": one.limit,
        "known": one.known,
    }
