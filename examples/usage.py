"""The functions of the library, in the order in which you need them: `python examples/usage.py LOG`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from hilog_avsession import (
    Confidence,
    Filters,
    HilogAvsessionError,
    Incident,
    Recommendation,
    Report,
    UnknownCode,
    analyze,
    catalog,
    compare,
    explain,
    iter_incidents,
)


def failures_by_application(report: Report) -> Counter[str]:
    """Count the incidents of each application whose session is certain, or nearly so."""
    levels = (Confidence.CERTAIN, Confidence.HIGH)
    sessions = (incident.session for incident in report.incidents if incident.context_confidence in levels)
    return Counter(session.bundle or "unknown" for session in sessions if session is not None)


def describe(advice: Recommendation) -> str:
    """Return a recommendation in two lines: what happened, and the first thing to do."""
    return f"{advice.incidents} x {advice.code} {advice.title}\n    {advice.steps[0]}"


def first_of(log: BinaryIO, count: int) -> list[Incident]:
    """Return the first incidents of a stream, which may be endless."""
    return list(islice(iter_incidents(log, filters=Filters(categories="session")), count))


def meaning(printed: str) -> str:
    """Return the meaning of a number or symbol from a log."""
    try:
        found = explain(printed)
    except UnknownCode as error:
        return f"unknown; perhaps {' or '.join(error.near)}" if error.near else "unknown"
    return f"{found.entry.number} {found.entry.text('en').title}"


def of_several_devices(logs: Iterable[Path]) -> Report:
    """Return one report of several devices; the logs of one device belong in one call of `analyze`."""
    return Report.merge(analyze(log) for log in logs)


def per_second(report: Report) -> list[int]:
    """Count the incidents of each second of a log that prints times; loads pandas."""
    return report.to_frame().resample("1s", on="elapsed")["code"].count().tolist()


def saved_and_loaded(report: Report, folder: Path) -> Report:
    """Write a page to look at and a stored report, and return what was stored."""
    report.save(folder / "report.html", top=3)
    return Report.load(report.save(folder / "report.json"))


def main(log: Path) -> None:
    """Show all functions on one log."""
    report = analyze(log)
    print(f"{report.counts.incidents} incidents in {report.lines.total} lines")
    print(failures_by_application(report).most_common())
    for advice in report.recommendations[:1]:  # none if nothing failed
        print(describe(advice))
    with log.open("rb") as stream:
        print([f"{incident.time} {incident.code}" for incident in first_of(stream, 2)])
    print(meaning("-1018"), "|", meaning("ERR_SESSION_EXISTS"))
    print(f"{sum(1 for entry in catalog() if entry.category == 'session')} codes of the session itself")
    print(f"{of_several_devices([log, log]).counts.incidents} incidents on two devices")
    with TemporaryDirectory() as folder:
        stored = saved_and_loaded(report, Path(folder))
    print(f"{len(compare(stored, report, by=['code', 'app']).news)} changes since the stored report")
    print(per_second(report))
    frame = report.to_frame("timeline")
    print(frame["kind"].value_counts().head(3).to_dict())


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1] if len(sys.argv) > 1 else "tests/fixtures/logs/evening.log"))
    except HilogAvsessionError as problem:
        sys.exit(str(problem))
