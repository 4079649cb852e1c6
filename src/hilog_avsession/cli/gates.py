"""From `--fail-on` and `--baseline` to a step that applies the gates, and from a report to complaints about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ..errors import WrongUsage
from ..output.statuses import FAILED, OK, UNREADABLE
from ..phrases import Phrase
from .console import complain
from .redacting import redacted_errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..knowledge.catalog import Catalog
    from ..model.report import ReportData
    from ..results.redaction import Redaction


_NUMBERED = (
    "{path}: is redacted already, and its pseudonyms do not match the numbered ones of this run; give the --redact-key "
    "that it was made with, or use its original"
)
_REDACTED_BASELINE = (
    "{path}: is redacted; its applications are found only in a report with the same pseudonyms: give the --redact-key "
    "that it was made with, or use its original"
)
_REDACTED_REPORT = (
    "the report is redacted and a baseline is not, so that no application of the baseline is found in it: give the "
    "--redact-key that it was made with"
)

_FailOn = Annotated[
    list[str] | None,
    typer.Option("--fail-on", metavar="GATE", help="Exit with 1 if a gate fails: any, drm, 6600107>10; repeatable."),
]
_Baselines = Annotated[
    list[str] | None,
    typer.Option("--baseline", metavar="FILE", help="Gates ignore failures known from this JSON report; repeatable."),
]
_AllowEmpty = Annotated[
    bool, typer.Option("--allow-empty", help="Let gates pass on a log without a line of AVSession.")
]


class Gates(NamedTuple):
    """The options that make a run fail."""

    fail_on: _FailOn = None
    baseline: _Baselines = None
    allow_empty: _AllowEmpty = False

    def finisher(self, catalog: Catalog, redaction: Redaction | None) -> Callable[[ReportData], ReportData]:
        """Return the last step of making a report: redact it if asked, then apply the gates.

        Redacts the baselines too, unless they are redacted already. Raises WrongUsage for a text that is not a gate,
        UnreadableInput for a file that is not a report.
        """
        redact = redaction.report if redaction is not None else _unchanged
        if not self.fail_on and not self.baseline:
            if self.allow_empty:
                raise WrongUsage("--allow-empty concerns gates; add --fail-on or --baseline")
            return redact
        from ..results.gates.gate_set import GateSet
        from ..results.json.decode import read_file

        with redacted_errors(redaction):
            known = [read_file(path) for path in self.baseline or ()]
            for path, report in zip(self.baseline or (), known, strict=True):
                _check_pseudonyms(path, report, redaction)
        originals = not all(report.is_redacted for report in known)
        if redaction is not None:
            known = [redaction.report(report) for report in known]
        gate_set = GateSet.of(self.fail_on or (), known, catalog, allow_empty=self.allow_empty)

        def finish(report: ReportData) -> ReportData:
            if originals and redaction is None and report.is_redacted:
                complain(Phrase(_REDACTED_REPORT))
            return gate_set.apply(redact(report))

        return finish

    def status(self, report: ReportData) -> int:
        """Return the exit status of a stored report; outcomes of gates that were stored with it do not count."""
        if not self.fail_on and not self.baseline:
            return OK
        complain_about_gates(report)
        return FAILED if report.failed else UNREADABLE if report.no_verdict is not None else OK


def _check_pseudonyms(path: str, report: ReportData, redaction: Redaction | None) -> None:
    """Complain about a baseline whose pseudonyms a report may not have.

    Raises WrongUsage if those of this run have the same form and mean something else: a gate could pass by chance.
    """
    if not report.is_redacted:
        return
    if redaction is None:
        complain(Phrase(_REDACTED_BASELINE, path=path))
    elif not redaction.is_keyed:
        raise WrongUsage(_NUMBERED, path=redaction.source(path))


def _unchanged(report: ReportData) -> ReportData:
    return report


def complain_about_gates(report: ReportData) -> None:
    """Name the gates that did not pass on standard error: the end of the output is what a user sees first."""
    if not report.gates or report.passed:
        return
    from ..output.wording.gates import outcome_line

    complain(outcome_line(report, names_option=True))


def complain_about_patterns(report: ReportData) -> None:
    """Name the user's patterns that took too long: not every format shows them."""
    from ..results.blindspots import SLOW_PATTERN

    for spot in report.blind_spots:
        if spot.kind == SLOW_PATTERN:
            complain(spot.text)
