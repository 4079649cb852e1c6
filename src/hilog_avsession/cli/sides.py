"""From what `diff` is given to the reports of its sides: logs are diagnosed, and pseudonyms given where asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ..errors import UnreadableInput, WrongUsage
from .outputs import has_log
from .redacting import redacted_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..model.report import ReportData
    from ..options import Options
    from ..reading.sources import Place
    from ..results.filters import Filters
    from ..results.redaction import Redaction


class Loaded(NamedTuple):
    """One side, read."""

    name: str  # as it was typed
    reports: tuple[ReportData, ...]
    is_log: bool  # diagnosed just now, not read back

    @property
    def unreadable(self) -> bool:
        """Whether an input of a log could not be read; what a JSON report tells of its inputs is long known."""
        return self.is_log and any(one.error is not None for report in self.reports for one in report.inputs)

    def redacted(self, redaction: Redaction) -> Loaded:
        """The same with pseudonyms."""
        return self._replace(name=redaction.source(self.name), reports=tuple(map(redaction.report, self.reports)))


def load_side(name: str, options: Options, redaction: Redaction | None) -> Loaded:
    """Read one side. Raises UnreadableInput, with pseudonyms where they are wanted, if it holds nothing to compare."""
    from ..pipeline import diagnose  # noqa: PLC0415
    from .loading import load  # noqa: PLC0415  (help does without)

    logs: list[ReportData] = []

    def diagnosed(place: Place) -> ReportData:
        logs.append(diagnose([place], options))
        return logs[-1]

    with redacted_errors(redaction):
        side = Loaded(name, load(name, diagnosed), bool(logs))
    for report in logs:
        if not has_log(report):
            _refuse(report if redaction is None else redaction.report(report))
    return side


def _refuse(report: ReportData) -> None:
    for one in report.inputs:
        if one.error is not None:
            raise UnreadableInput(one.source, one.error.kind, one.error.message, one.error.hint)


def redacted(sides: Sequence[Loaded], filters: Filters, redaction: Redaction) -> tuple[list[Loaded], Filters]:
    """Give both sides the same pseudonyms, and the filters those of the applications that they name.

    A filter may also name a pseudonym, as an earlier report has it.
    Raises WrongUsage where numbered pseudonyms of several runs would meet.
    """
    if not redaction.is_keyed and {report.is_redacted for side in sides for report in side.reports} == {True, False}:
        raise WrongUsage(
            "only one of the two has pseudonyms already, and numbered ones of another run stand for others; give the"
            " --redact-key that it was made with, or its original"
        )
    both = [side.redacted(redaction) for side in sides]
    pseudonyms = {kind.bundle for side in both for report in side.reports for kind in report.kinds}
    bundles = (name if name in pseudonyms else redaction.application(name) for name in filters.bundles)
    return both, replace(filters, bundles=frozenset(bundles))
