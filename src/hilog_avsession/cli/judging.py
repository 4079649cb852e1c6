"""From `--fail-on` and `--baseline` to a judged report, and to the words about it on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..console import complain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..report import Report


def judge_of(gates: Sequence[str], baselines: Sequence[str]) -> Callable[[Report], Report]:
    """What judges a report. Raises WrongUsage for what is no gate, UnreadableInput for a file that is no report."""
    if not gates and not baselines:
        return lambda report: report
    from ..gates import Judge  # noqa: PLC0415  (rarely needed)

    return Judge.of(gates, baselines).judge


def complain_about_gates(report: Report) -> None:
    """Say which gates failed: behind a long page, and where the page is in a file, it is what one sees."""
    if report.failed:
        from ..gates import failures  # noqa: PLC0415  (rarely needed)

        complain(failures(report) or "")
