"""A tour of the library, from a report to a DataFrame: `python examples/usage.py LOG`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
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
    explain,
    iter_incidents,
)


def failures_by_application(report: Report) -> Counter[str]:
    """Count incidents by application, only those whose session is certain or nearly so."""
    sure = {Confidence.CERTAIN, Confidence.HIGH}
    linked = (incident.session for incident in report.incidents if incident.context_confidence in sure)
    return Counter(session.bundle or "unknown" for session in linked if session is not None)


def summary_of(advice: Recommendation) -> str:
    """Return a recommendation in two lines: what happened, and the first thing to do."""
    return f"{advice.incidents} x {advice.code} {advice.title}\n    {advice.steps[0]}"


def first_of(log: BinaryIO, count: int) -> list[Incident]:
    """Return the first incidents of a stream, which may be endless, and stop reading."""
    return list(islice(iter_incidents(log, filters=Filters(categories=frozenset({"session"}))), count))


def meaning(printed: str) -> str:
    """Return the meaning of a number or symbol from a log."""
    try:
        found = explain(printed)
    except UnknownCode as error:
        return f"unknown; perhaps {' or '.join(error.near)}" if error.near else "unknown"
    return f"{found.entry.number} {found.entry.text('en').title}"


def of_several_devices(logs: Iterable[Path]) -> Report:
    """Return one report of several devices; for several logs of one device, call `analyze` with all of them."""
    return Report.merge(*(analyze(log) for log in logs))


def main(log: Path) -> None:
    """Show all of this for one log."""
    report = analyze(log)
    print(f"{report.counts.incidents} incidents in {report.lines.total} lines")
    print(failures_by_application(report).most_common())
    print(summary_of(report.recommendations[0]))
    with log.open("rb") as stream:
        print([f"{incident.time} {incident.code}" for incident in first_of(stream, 2)])
    print(meaning("-1018"), "|", meaning("ERR_SESSION_EXISTS"))
    print(f"{sum(1 for entry in catalog() if entry.category == 'session')} codes in the category session")
    print(f"{of_several_devices([log, log]).counts.incidents} incidents on two devices")
    frame = report.to_frame("timeline")  # pandas is loaded here
    print(frame["kind"].value_counts().head(3).to_dict())


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1] if len(sys.argv) > 1 else "tests/fixtures/logs/evening.log"))
    except HilogAvsessionError as problem:
        sys.exit(str(problem))
