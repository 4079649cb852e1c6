"""The report, and what can be made of it: a facade over the folders that do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any

from .model.report import ReportData

if TYPE_CHECKING:
    import pandas as pd

    from .knowledge.catalog import Catalog
    from .output.plots import Plots
    from .results.frames.columns import Table


@dataclass(frozen=True, slots=True, repr=False)
class Report(ReportData):
    """What a diagnosis found, and what can be made of it; its fields are those of `ReportData`."""

    @staticmethod
    def merge(*reports: Report) -> Report:
        """Add up the reports of several devices, in their order; the logs of one belong into one `analyze`.

        Raises WrongUsage for no report at all, or for reports in several languages.
        """
        from .results.merging import merge  # noqa: PLC0415  (hardly any run needs it)

        return merge(reports)

    @staticmethod
    def from_json(text: str | bytes, *, source: str = "report") -> Report:
        """Read a report back from its JSON document; `source` is what errors call it.

        What the document does not hold (the lines and places of a recommendation) is empty; its JSON form is the same.
        Raises UnreadableInput, which names the value that is wrong, or a schema version that is not read.
        """
        from .results.json.decode import read_json  # noqa: PLC0415  (hardly any run needs it)

        return read_json(text, source, Report)

    @staticmethod
    def from_dict(document: object, *, source: str = "report") -> Report:
        """Read a report back from the plain values that `to_dict` gives; as `from_json`."""
        from .results.json.decode import read_dict  # noqa: PLC0415  (hardly any run needs it)

        return read_dict(document, source, Report)

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
        from .knowledge.catalog import CATALOG  # noqa: PLC0415
        from .results.gates.gate_set import GateSet  # noqa: PLC0415  (hardly any run needs it)

        texts = [gates] if isinstance(gates, str) else gates
        reports = [baseline] if isinstance(baseline, Report | str | PathLike) else baseline
        return GateSet.of(texts, reports, CATALOG if catalog is None else catalog).apply(self)

    def redacted(self, key: str | None = None) -> Report:
        """The report with pseudonyms for names, ids, addresses, paths and people's own words, to be handed on.

        Without a key they are numbered. Reports that are made with the same key can be compared, and nobody without it
        can tell what they stand for. Raises WrongUsage for an empty key.
        """
        from .results.redaction import Redaction  # noqa: PLC0415  (hardly any run needs it)

        return Redaction(key).report(self)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values, exactly as its JSON form has them."""
        from .results.json.encode import document_of  # noqa: PLC0415  (many runs write no JSON)

        return {key: list(value) if isinstance(value, Iterator) else value for key, value in document_of(self).items()}

    def to_json(self) -> str:
        """The report as one JSON document; each incident, session, ... stands in a line of its own."""
        return "".join(self.iter_json())

    def iter_json(self) -> Iterator[str]:
        """The JSON document in pieces, so that a large report need not be in memory twice."""
        from .results.json.encode import document_of, iter_document  # noqa: PLC0415  (many runs write no JSON)

        return iter_document(document_of(self))

    def to_frame(self, table: Table = "incidents") -> pd.DataFrame:
        """One table of the report as a pandas DataFrame.

        `incidents`, `signals` (a row per line of evidence), `sessions`, `codes`, `recommendations` or `timeline` (a row
        per event and incident, in the order of reading). Columns and types are always those of
        `hilog_avsession.results.frames.tables.COLUMNS`, which docs/frames.md shows. Raises WrongUsage for another name.
        """
        from .results.frames.tables import to_frame  # noqa: PLC0415  (pandas takes longer to load than most logs to read)

        return to_frame(self, table)

    @property
    def plot(self) -> Plots:
        """Pictures of the report on matplotlib: `report.plot.timeline()`, `.codes()`, `.categories()`."""
        from .output.plots import Plots  # noqa: PLC0415  (hardly any run needs it)

        return Plots(self)

    def _repr_html_(self) -> str:
        """The report as Jupyter shows it: what was found, the most frequent codes, what to do first."""
        from .output.notebook import to_html  # noqa: PLC0415  (hardly any run needs it)

        return to_html(self)
