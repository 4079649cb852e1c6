"""From `--fail-on` and `--baseline` to a judged report, and from a report to the words about it on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .console import complain
from .redacting import redacted_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..knowledge.catalog import Catalog
    from ..model.report import ReportData
    from ..results.redaction import Redaction


def judge_of(
    gates: Sequence[str], baselines: Sequence[str], catalog: Catalog, redaction: Redaction | None = None
) -> Callable[[ReportData], ReportData]:
    """What judges a report, and redacts it before: what comes behind never sees an original.

    Baselines are redacted alike, or are already. Raises WrongUsage for what is no gate, UnreadableInput for a file that
    is no report.
    """
    redact = redaction.report if redaction is not None else _as_it_is
    if not gates and not baselines:
        return redact
    from ..results.gates.gate_set import GateSet  # noqa: PLC0415  (rarely needed)
    from ..results.json.decode import read_file  # noqa: PLC0415

    with redacted_errors(redaction):
        known = [read_file(path) for path in baselines]
    if redaction is not None:
        known = [redaction.report(report) for report in known]
    apply = GateSet.of(gates, known, catalog).apply
    return lambda report: apply(redact(report))


def _as_it_is(report: ReportData) -> ReportData:
    return report


def complain_about_gates(report: ReportData) -> None:
    """Say which gates failed: behind a long page, and where the page is in a file, it is what one sees."""
    if report.failed:
        from ..results.gates.gate_set import failures  # noqa: PLC0415  (rarely needed)

        complain(failures(report) or "")


def complain_about_patterns(report: ReportData) -> None:
    """Say which own patterns took too long: not every form of a report says what it could not show."""
    from ..results.blindspots import SLOW_PATTERN  # noqa: PLC0415  (help does without)

    for spot in report.blind_spots:
        if spot.kind == SLOW_PATTERN:
            complain(spot.text)
