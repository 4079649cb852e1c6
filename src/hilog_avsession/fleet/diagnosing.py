"""From a unit to its result: it is fetched if it lies elsewhere, read, and turned into rows of the tables.

This runs in a process of its own, which may be killed at any time; see `process.py`.
"""

from __future__ import annotations

import contextlib
import gzip
import pickle
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from ..errors import HilogAvsessionError, MissingLibrary, UnreadableInput
from ..model.inputs import Input, InputError
from ..options import Options
from ..pipeline import Diagnosis
from ..reading.reader import LogReader
from ..results.comparison.exposure import Exposure, exposure_of
from ..results.frames.tables import values_of
from ..results.redaction import Redaction
from ..results.times import Scale, scale_of
from .facts import FactReader, Facts
from .fetching import read_unit
from .listing import list_again, said
from .outcomes import DONE, Assignment, Outcome, failure, identity
from .tables import REPORTED, DatasetName, Values, plain, rows
from .units import Unit, version_of

if TYPE_CHECKING:
    from ..report import Report

# kinds of input errors that the file does not cause: another machine may read it, or this one another time
_DEPENDING_ON_THE_MACHINE = frozenset(("not-found", "unreadable"))


@dataclass(frozen=True)
class Diagnoser:
    """Reads units, all in the same way."""

    options: Options
    key: str | None = None  # of the redaction; None: names stay
    with_reports: bool = False

    def __call__(self, assignment: Assignment) -> Outcome:
        """Read a unit. Whatever happens is an outcome."""
        started = time.perf_counter()
        _forget_peak()
        outcome = self._attempt(assignment)
        measured = {"seconds": round(time.perf_counter() - started, 4), "memory_mb": _peak()}
        return outcome._replace(row={**outcome.row, **measured})

    def _attempt(self, assignment: Assignment) -> Outcome:
        try:
            return self._diagnose(assignment)
        except HilogAvsessionError as error:
            may_succeed = isinstance(error, UnreadableInput | MissingLibrary)
            message = error.message if isinstance(error, UnreadableInput) else str(error)
            return self._failure(assignment, _kind_of(error), str(message), may_succeed=may_succeed)
        except OSError as error:
            return self._failure(assignment, "not-fetched", said(error), may_succeed=True)
        except MemoryError:
            return self._failure(assignment, "memory", "it takes more memory than there is", may_succeed=True)
        except Exception as error:  # noqa: BLE001  (one unit must not end a run)
            return self._failure(assignment, "error", f"{type(error).__name__}: {said(error)}")

    def _failure(self, assignment: Assignment, reason: str, detail: str, *, may_succeed: bool = False) -> Outcome:
        """Return the outcome of a unit that could not be read, without names if they are redacted."""
        detail = detail if self.key is None else Redaction(self.key).text(detail)
        return failure(assignment, reason, detail, may_succeed=may_succeed)

    def _diagnose(self, assignment: Assignment) -> Outcome:
        unit, facts = assignment.unit, Facts()
        reader = LogReader(self.options.reading)
        diagnosis = Diagnosis(self.options, FactReader(reader, facts))
        read_unit(unit, diagnosis, reader, facts)
        deque(diagnosis.finish(), maxlen=0)
        report = diagnosis.report()
        now = _as_it_is(unit)
        if now.version != unit.version:
            changed = assignment._replace(unit=now)
            return self._failure(changed, "changed", "it changed while it was read", may_succeed=True)
        return self._outcome(assignment, report, facts)

    def _outcome(self, assignment: Assignment, report: Report, facts: Facts) -> Outcome:
        if self.key is not None:
            redaction = Redaction(self.key)
            report = redaction.report(report)
            facts.applications = {redaction.application(name): at for name, at in facts.applications.items()}
        errors = [entry.error for entry in report.inputs if entry.error is not None]
        if errors and not any(entry.layout for entry in report.inputs):
            kind = errors[0].kind
            return self._failure(
                assignment, kind, _sentence(errors[0], len(errors)), may_succeed=kind in _DEPENDING_ON_THE_MACHINE
            )
        exposure = exposure_of(report)
        row = {**identity(assignment), "status": DONE, **_row(report, exposure), **facts.row()}
        row["framework_release"] = _release(report) or facts.release
        if errors:
            row |= {"reason": errors[0].kind, "detail": _sentence(errors[0], len(errors))}
        tables = _tables(report, exposure, facts, assignment.name)
        document = gzip.compress(report.to_json().encode("utf-8", "replace"), 6, mtime=0) if self.with_reports else None
        return Outcome(assignment, row, pickle.dumps(tables, pickle.HIGHEST_PROTOCOL), document)


def _kind_of(error: HilogAvsessionError) -> str:
    if isinstance(error, UnreadableInput):
        return error.kind
    return "missing-library" if isinstance(error, MissingLibrary) else "not-read"


def _as_it_is(unit: Unit) -> Unit:
    """Return the unit with its size and version as they are now."""
    entries = list_again(unit.address, is_folder=unit.is_folder)
    if unit.is_folder:
        return unit._replace(size=sum(entry.size for entry in entries), version=version_of(entries))
    return unit._replace(size=entries[0].size, version=entries[0].version)


# ---- rows ------------------------------------------------------------------------------------------------------------


def _row(report: Report, exposure: Exposure) -> dict[str, Any]:
    first, last = _bounds(report.inputs)
    return {
        "first_time": first and first.first_time,
        "last_time": last and last.last_time,
        "day": first and _day(first.first_time, first.first_clock),
        "lines": report.lines.total,
        "examined": report.lines.examined,
        "lost_lines": report.loss.lines_lost,
        "incidents": report.counts.incidents,
        "truncated": report.incidents_truncated,
        "sessions": report.counts.sessions,
        "session_minutes": exposure.sessions,
        "log_minutes": exposure.log,
        "unreadable": sum(entry.error is not None for entry in report.inputs),
        "verdict": report.shows_avsession,
    }


def _bounds(inputs: tuple[Input, ...]) -> tuple[Input | None, Input | None]:
    """Return the inputs with the first and the last time, among those of the first scale that the unit shows."""
    timed = [entry for entry in inputs if entry.first_time and entry.first_clock is not None]
    if not timed:
        return next((entry for entry in inputs if entry.first_time), None), None
    scale = scale_of(timed[0].first_time, timed[0].first_clock)
    alike = [entry for entry in timed if scale_of(entry.first_time, entry.first_clock) is scale]
    first = min(alike, key=lambda entry: entry.first_clock or 0.0)
    last = max(alike, key=lambda entry: entry.last_clock or 0.0)
    return first, last


def _day(time_: str | None, clock: float | None) -> date | None:
    """Return the day of a time whose year is known."""
    if clock is None or scale_of(time_, clock) not in (Scale.LOCAL, Scale.EPOCH):
        return None
    with contextlib.suppress(OverflowError, OSError, ValueError):
        return datetime.fromtimestamp(clock, UTC).date()
    return None


def _release(report: Report) -> str | None:
    release = report.release
    if release is None or not (release.first or release.last):
        return None
    ends = dict.fromkeys(name for name in (release.first, release.last) if name)
    return "-".join(ends)


def _sentence(error: InputError, count: int) -> str:
    return error.message if count == 1 else f"{error.message} ({count} files)"


def _tables(report: Report, exposure: Exposure, facts: Facts, name: str) -> dict[DatasetName, Values]:
    """Return the plain columns of a unit in the tables where it has any rows."""
    tables: dict[DatasetName, Values] = {}
    for table in REPORTED:
        if count := len(getattr(report, table)):
            tables[table] = plain(table, {**values_of(report, table), "unit": [name] * count})
    if kinds := [{**kind._asdict(), "unit": name} for kind in report.kinds]:
        tables["kinds"] = rows("kinds", kinds)
    if applications := list(_applications(report, exposure, facts, name)):
        tables["applications"] = rows("applications", applications)
    return tables


def _applications(report: Report, exposure: Exposure, facts: Facts, name: str) -> Iterator[dict[str, Any]]:
    """Yield a row for each application that the report names: those without incidents tell how common it is."""
    counted = {count.bundle: count for count in report.applications if count.bundle}
    owners = [session.bundle for session in report.sessions]
    controllers = [process.process for session in report.sessions for process in session.controllers]
    named = [*counted, *owners, *(process and process.partition(":")[0] for process in controllers)]
    for bundle in dict.fromkeys(filter(None, named)):
        version, count = facts.applications.get(bundle), counted.get(bundle)
        yield {
            "unit": name,
            "bundle": bundle,
            "version": version and version.name,
            "version_code": version and version.code,
            "incidents": count.incidents if count else 0,
            "sessions": count.sessions if count else 0,
            "session_minutes": exposure.applications.get(bundle),
        }


# ---- memory ----------------------------------------------------------------------------------------------------------


def _forget_peak() -> None:
    """Let Linux measure the peak of memory anew."""
    with contextlib.suppress(OSError), open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def _peak() -> float | None:
    """Return the most memory of this process in MiB since the peak was forgotten."""
    with contextlib.suppress(OSError, StopIteration), open("/proc/self/status", encoding="ascii") as file:
        return round(int(next(line for line in file if line.startswith("VmHWM:")).split()[1]) / 1024, 1)
    return None
