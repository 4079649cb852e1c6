"""The report: what a diagnosis found, and what can be made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

from .model import (
    BlindSpot,
    CategoryCount,
    CodeCount,
    Counts,
    GateOutcome,
    Incident,
    Input,
    KindCount,
    Lines,
    LossCount,
    Recommendation,
    Remark,
    Session,
    UnknownLines,
)
from .report_json import document_of, iter_document

if TYPE_CHECKING:
    import pandas as pd

    from .codes import Catalog
    from .plots import Plots

Table = Literal["incidents", "signals", "sessions", "codes", "recommendations", "timeline"]


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """What a diagnosis found. All lists are ordered as the report shows them.

    Times are texts, as the log prints them; `time_epoch` beside one is in seconds since 1970, where the log tells year
    and zone. None is what the log does not tell.
    """

    lang: str  # of titles and advice: `en` or `zh`
    interrupted: bool  # the reading was ended before the end of the log
    inputs: tuple[Input, ...]  # in the order of reading, also those that could not be read
    lines: Lines
    loss: LossCount
    counts: Counts  # exact, whatever else is bounded
    categories: tuple[CategoryCount, ...]  # most incidents first
    codes: tuple[CodeCount, ...]  # most incidents first
    recommendations: tuple[Recommendation, ...]  # most incidents first
    sessions: tuple[Session, ...]  # in the order of appearance
    incidents: tuple[Incident, ...]  # in the order of the log
    unknown: tuple[UnknownLines, ...] = ()  # error lines that no row knows, most lines first
    blind_spots: tuple[BlindSpot, ...] = ()  # what the log could not show
    incidents_truncated: bool = False  # there were more incidents than are kept one by one
    remarks: tuple[Remark, ...] = ()  # files beside the logs, passed over
    filtered_out: int = 0  # incidents that the filters left out of all counts
    gates: tuple[GateOutcome, ...] = ()  # in the order in which they were given
    kinds: tuple[KindCount, ...] = ()  # all incidents, those that are not kept included; most first
    is_redacted: bool = False  # pseudonyms stand for names, ids, addresses and paths

    @staticmethod
    def merge(*reports: Report) -> Report:
        """Add up the reports of several devices, in their order; the logs of one belong into one `analyze`.

        Raises WrongUsage for no report at all, or for reports in several languages.
        """
        from .merging import merge  # noqa: PLC0415  (hardly any run needs it)

        return merge(reports)

    @staticmethod
    def from_json(text: str | bytes, *, source: str = "report") -> Report:
        """Read a report back from its JSON document; `source` is what errors call it.

        What the document does not hold (the lines and places of a recommendation) is empty; its JSON form is the same.
        Raises UnreadableInput, which names the value that is wrong, or a schema version that is not read.
        """
        from .stored import read_json  # noqa: PLC0415  (hardly any run needs it)

        return read_json(text, source)

    @staticmethod
    def from_dict(document: object, *, source: str = "report") -> Report:
        """Read a report back from the plain values that `to_dict` gives; as `from_json`."""
        from .stored import read_dict  # noqa: PLC0415  (hardly any run needs it)

        return read_dict(document, source)

    def judged(
        self,
        gates: str | Iterable[str] = "any",
        baseline: Report | str | PathLike[str] | Iterable[Report | str | PathLike[str]] = (),
        catalog: Catalog | None = None,
    ) -> Report:
        """The report with the outcome of each gate: `any`, `6600107>10`, `session`, `loss>0`, ...

        What the baseline knows, one or several earlier reports or files of them, does not count: incidents of the same
        code, cause and application, unknown lines of the same shape. `catalog` holds the codes that gates name; by
        default ours. Raises WrongUsage for what is no gate, UnreadableInput for a file that is no report.
        """
        from .codes import CATALOG  # noqa: PLC0415
        from .gates import Judge  # noqa: PLC0415  (hardly any run needs it)

        texts = [gates] if isinstance(gates, str) else gates
        reports = [baseline] if isinstance(baseline, Report | str | PathLike) else baseline
        return Judge.of(texts, reports, CATALOG if catalog is None else catalog).judge(self)

    @property
    def failed(self) -> bool:
        """Whether any gate that it was judged by tripped."""
        return any(one.tripped for one in self.gates)

    def redacted(self, key: str | None = None) -> Report:
        """The report with pseudonyms for names, ids, addresses, paths and people's own words, to be handed on.

        Without a key they are numbered. Reports that are made with the same key can be compared, and nobody without it
        can tell what they stand for. Raises WrongUsage for an empty key.
        """
        from .redaction import Redaction  # noqa: PLC0415  (hardly any run needs it)

        return Redaction(key).report(self)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values, exactly as its JSON form has them."""
        return {key: list(value) if isinstance(value, Iterator) else value for key, value in document_of(self).items()}

    def to_json(self) -> str:
        """The report as one JSON document; each incident, session, ... stands in a line of its own."""
        return "".join(self.iter_json())

    def iter_json(self) -> Iterator[str]:
        """The JSON document in pieces, so that a large report need not be in memory twice."""
        return iter_document(document_of(self))

    def to_frame(self, table: Table = "incidents") -> pd.DataFrame:
        """One table of the report as a pandas DataFrame.

        `incidents`, `signals` (a row per line of evidence), `sessions`, `codes`, `recommendations` or `timeline` (a row
        per event and incident, in the order of reading). Columns and types are always those of
        `hilog_avsession.frame.COLUMNS`, which docs/frames.md shows. Raises WrongUsage for another name.
        """
        from .frame import to_frame  # noqa: PLC0415  (pandas takes longer to load than most logs to read)

        return to_frame(self, table)

    @property
    def plot(self) -> Plots:
        """Pictures of the report on matplotlib: `report.plot.timeline()`, `.codes()`, `.categories()`."""
        from .plots import Plots  # noqa: PLC0415  (hardly any run needs it)

        return Plots(self)

    def __repr__(self) -> str:
        """A line: a report may hold thousands of incidents."""
        counts, lines = self.counts, self.lines
        return f"<Report: {counts.incidents} incidents, {counts.sessions} sessions, {lines.total} lines of log>"

    def _repr_html_(self) -> str:
        """The report as Jupyter shows it: what was found, the most frequent codes, what to do first."""
        from .reports.notebook import to_html  # noqa: PLC0415  (hardly any run needs it)

        return to_html(self)
