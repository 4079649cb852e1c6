"""What a run over a fleet says at its end: what it has read, what it could not read, which files it joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..phrases import Phrase
from .console import complain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..fleet.report import Fleet
    from ..fleet.running import Done, Progress

_MOST_REASONS = 3  # that are named; the report has all


def close(done: Done, out: str, *, is_for_programs: bool) -> None:
    """Say on standard error what the run has done; programs have read the rest in the events."""
    if not is_for_programs:
        _complain(done)
    parts = tuple(_parts(done.progress))
    complain(Phrase("{parts}; hilog-avsession fleet report {out!q} shows what failed", parts=parts, out=out))


def _complain(done: Done) -> None:
    progress = done.progress
    if progress.failed or progress.failed_before:
        for said in _failures(done.report):
            complain(said)
    if progress.failed_before:
        complain(Phrase("with --retry-failed, units that could not be read are read again"))
    if done.joined is not None:
        complain(
            Phrase(
                "folders that were read as one unit: {folders:,} ({names}{more}), with {files:,} files; "
                "with --unit archive, each file is a unit",
                **done.joined._asdict(),
                more=", ..." if done.joined.folders > len(done.joined.names) else "",
            )
        )


def _failures(fleet: Fleet) -> Iterator[Phrase]:
    """Yield why units could not be read, in this run or before, with the names of some."""
    from ..output.wording.fleet_tables import reason_of

    for failure in fleet.failures[:_MOST_REASONS]:
        more = failure.units - len(failure.examples)
        yield Phrase(
            "could not be read: {names}{more}: {reason}",
            names=failure.examples,
            more=Phrase(" and {count:,} more", count=more) if more else "",
            reason=reason_of(failure, fleet.lang),
        )
    left = len(fleet.failures) - _MOST_REASONS + fleet.more_failures
    if left > 0:
        yield Phrase("other reasons why units could not be read: {count:,}; the report lists them", count=left)


def _parts(progress: Progress) -> Iterator[Phrase]:
    yield Phrase("1 unit read") if progress.done == 1 else Phrase("{count:,} units read", count=progress.done)
    if progress.failed:
        yield Phrase("{count:,} could not be read", count=progress.failed)
    if progress.failed_before:
        before = progress.failed_before
        yield Phrase("{count:,} unchanged ({failed:,} could not be read before)", count=progress.skipped, failed=before)
    elif progress.skipped:
        yield Phrase("{count:,} unchanged", count=progress.skipped)
    if left := progress.units - progress.ended:
        yield Phrase("{count:,} left for the next run", count=left)
