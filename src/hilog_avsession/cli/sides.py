"""From the inputs of `diff` to the reports of its two sides, redacted if asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ..errors import WrongUsage
from ..phrases import Phrase
from .console import complain
from .outputs import has_log
from .redacting import redacted_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..model.report import ReportData
    from ..options import Options
    from ..reading.sources import Location
    from ..results.filters import Filters
    from ..results.redaction import Redaction


class Loaded(NamedTuple):
    """One side of a comparison."""

    name: str  # as the user typed it
    reports: tuple[ReportData, ...]
    is_log: bool  # diagnosed now, not read back from JSON

    @property
    def unreadable(self) -> bool:
        """Whether an input of a log could not be read; for a JSON report that is past."""
        return self.is_log and any(source.error is not None for report in self.reports for source in report.inputs)

    def redacted(self, redaction: Redaction) -> Loaded:
        """Return the side with pseudonyms."""
        return self._replace(name=redaction.source(self.name), reports=tuple(map(redaction.report, self.reports)))


def load_side(name: str, options: Options, redaction: Redaction | None) -> Loaded:
    """Read one side. Raises UnreadableInput, redacted if asked, if there is nothing to compare."""
    from ..pipeline import diagnose
    from .loading import load

    logs: list[ReportData] = []

    def diagnosed(location: Location) -> ReportData:
        logs.append(diagnose([location], options))
        return logs[-1]

    with redacted_errors(redaction):
        side = Loaded(name, load(name, diagnosed), bool(logs))
    for report in logs:
        if not has_log(report):
            _refuse(report if redaction is None else redaction.report(report))
    return side


def _refuse(report: ReportData) -> None:
    for source in report.inputs:
        if source.error is not None:
            raise source.error.raised_for(source.source)


def complain_about_pseudonyms(sides: Sequence[Loaded], redaction: Redaction | None) -> None:
    """Say which names of the two sides cannot be compared, because reports were redacted before."""
    reports = [report for side in sides for report in side.reports]
    are_redacted = [report.is_redacted for report in reports]
    if redaction is None and any(are_redacted) and not all(are_redacted):
        complain(
            Phrase(
                "only some of the reports are redacted, and a pseudonym matches no name of the others: give the "
                "--redact-key that it was made with, or use the originals"
            )
        )
    elif all(are_redacted) and _have_numbers(_applications(sides)):
        complain(
            Phrase(
                "the reports were redacted without a key: pseudonyms such as app1 mean the same in both only if one "
                "run wrote both; use the originals, or redact them with the same --redact-key"
            )
        )


def _have_numbers(applications: Iterable[str]) -> bool:
    """Tell whether any name is a pseudonym that was made without a key."""
    from ..results.redaction.pseudonyms import Kind, is_numbered

    return any(is_numbered(name, Kind.APP) for name in applications)


def redacted(sides: Sequence[Loaded], filters: Filters, redaction: Redaction) -> tuple[list[Loaded], Filters]:
    """Redact both sides with the same pseudonyms, and replace the names in the filters by those that they match.

    A filter may also name a pseudonym from an earlier report.
    Raises WrongUsage if numbered pseudonyms of different runs would mix.
    """
    if not redaction.is_keyed and {report.is_redacted for side in sides for report in side.reports} == {True, False}:
        raise WrongUsage(
            "only one of A and B is redacted already, and its numbered pseudonyms do not match those of this run;"
            " give the --redact-key that it was made with, or use its original"
        )
    from ..results.matching import application_test

    both = [side.redacted(redaction) for side in sides]
    originals, pseudonyms = _applications(sides), _applications(both)
    bundles: set[str] = set()
    for text in filters.bundles:
        matched = {redaction.application(name) for name in filter(application_test(text), originals)}
        bundles |= {text} if text in pseudonyms else matched or {redaction.application(text)}
    return both, replace(filters, bundles=frozenset(bundles))


def _applications(sides: Sequence[Loaded]) -> set[str]:
    """Return the applications that have incidents or sessions on any side."""
    reports = [report for side in sides for report in side.reports]
    names = {kind.bundle for report in reports for kind in report.kinds}
    names |= {session.bundle for report in reports for session in report.sessions}
    return {name for name in names if name}
