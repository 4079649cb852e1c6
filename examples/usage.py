"""What the library offers, in the order in which one needs it: `python examples/usage.py LOG`."""

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
    """Count only incidents whose session is known for sure or nearly so."""
    sure = (one for one in report.incidents if one.context_confidence in (Confidence.CERTAIN, Confidence.HIGH))
    return Counter(one.session.bundle or "unknown" for one in sure if one.session is not None)


def tell(advice: Recommendation) -> str:
    """A recommendation in two lines: what happened, and the first thing to do."""
    return f"{advice.incidents} x {advice.code} {advice.title}\n    {advice.steps[0]}"


def first_of(log: BinaryIO, count: int) -> list[Incident]:
    """Stop reading a stream, which may be endless, after a few incidents."""
    return list(islice(iter_incidents(log, filters=Filters(categories=frozenset({"session"}))), count))


def meaning(printed: str) -> str:
    """What a number or symbol out of a log stands for."""
    try:
        found = explain(printed)
    except UnknownCode as error:
        return f"unknown; perhaps {' or '.join(error.near)}" if error.near else "unknown"
    return f"{found.entry.number} {found.entry.text('en').title}"


def of_several_devices(logs: Iterable[Path]) -> Report:
    """One report of devices that have nothing to do with each other; logs of one device go into one `analyze`."""
    return Report.merge(*(analyze(log) for log in logs))


def main(log: Path) -> None:
    """Show all of it on one log."""
    report = analyze(log)
    print(f"{report.counts.incidents} incidents in {report.lines.total} lines")
    print(failures_by_application(report).most_common())
    print(tell(report.recommendations[0]))
    with log.open("rb") as stream:
        print([f"{one.time} {one.code}" for one in first_of(stream, 2)])
    print(meaning("-1018"), "|", meaning("ERR_SESSION_EXISTS"))
    print(f"{sum(1 for entry in catalog() if entry.category == 'session')} codes of the session itself")
    print(f"{of_several_devices([log, log]).counts.incidents} incidents on two devices")
    frame = report.to_frame("timeline")  # pandas is loaded here
    print(frame["kind"].value_counts().head(3).to_dict())


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1] if len(sys.argv) > 1 else "tests/fixtures/logs/evening.log"))
    except HilogAvsessionError as problem:
        sys.exit(str(problem))
