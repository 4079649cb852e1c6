"""The report and its conversions: a facade over the modules that do the work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeGuard

from .model.report import ReportData
from .phrases import Phrase

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from .knowledge.catalog import Catalog
    from .output.plots import Plots
    from .results.frames.columns import Table
    from .results.given import ReportSource


@dataclass(frozen=True, slots=True, repr=False)
class Report(ReportData):
    """What a diagnosis found, with its conversions; the fields are those of `ReportData`."""

    @staticmethod
    def merge(*reports: Report | Iterable[Report]) -> Report:
        """Add up the reports of several devices, in their order; analyze the logs of one device together instead.

        The reports may be an argument each, or a list. The result is in the language of the first. Raises WrongUsage
        without a report.
        """
        from .model.arguments import several
        from .results.merging import merge

        wanted = Phrase("one or several reports, as `analyze`, `Report.load` and `Report.from_json` return them")
        return merge([report for given in reports for report in several("a report", given, _is_report, wanted)])

    @staticmethod
    def load(path: str | PathLike[str]) -> Report:
        """Read a report back from a JSON file, which `save` or the command line has written.

        Raises UnreadableInput, which names the file and what is wrong with it.
        """
        from .model.arguments import path as checked
        from .results.json.decode import read_file_into

        return read_file_into(checked("path", path), Report)

    @staticmethod
    def from_json(text: str | bytes, *, source: str = "report") -> Report:
        """Read a report back from its JSON document; errors call it `source`.

        What the document does not hold (the lines and places of a recommendation) is empty; its JSON form is the same.
        Raises UnreadableInput, which names the wrong value or the unsupported schema version.
        """
        from .model.arguments import one
        from .results.json.decode import read_json

        one("text", text, (str, bytes), "the text of a JSON report; for a file, call Report.load(path)")
        return read_json(text, _source(source), Report)

    @staticmethod
    def from_dict(document: object, *, source: str = "report") -> Report:
        """Read a report back from the values that `to_dict` returns, as `from_json` does."""
        from .results.json.decode import read_dict

        return read_dict(document, _source(source), Report)

    def judged(
        self,
        gates: str | Iterable[str] = "any",
        baseline: ReportSource | Iterable[ReportSource] = (),
        catalog: Catalog | None = None,
    ) -> Report:
        """Return the report with the outcome of each gate: `any`, `6600107>10`, `session`, `loss>0`, ...

        The baseline is one or several earlier reports, or files of them. What it holds does not count: incidents of the
        same code, cause and application, unknown lines of the same shape. `catalog` holds the codes that gates may
        name, by default the built-in ones. Raises WrongUsage for an invalid gate, UnreadableInput for a file that is
        not a report.
        """
        from .knowledge.catalog import CATALOG, Catalog
        from .model.arguments import one_or_none
        from .results.gates.gate_set import GateSet

        known = one_or_none("catalog", catalog, Catalog, "the catalogue that catalog('team.toml') returns")
        return GateSet.of(gates, baseline, CATALOG if known is None else known).apply(self)

    def redacted(self, key: str | None = None) -> Report:
        """Return the report with pseudonyms for names, ids, addresses, paths and people's own words, ready to share.

        Without a key, pseudonyms are numbered. Reports redacted with the same key can be compared, and only with the
        key can anyone find out what a pseudonym stands for. Raises WrongUsage for an empty key.
        """
        from .model.arguments import one_or_none
        from .results.redaction import Redaction

        return Redaction(one_or_none("key", key, str, "text, or None for numbered pseudonyms")).report(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, exactly as in its JSON form."""
        from .results.json.encode import document_of

        return {key: list(value) if isinstance(value, Iterator) else value for key, value in document_of(self).items()}

    def to_json(self) -> str:
        """Return the report as one JSON document with a line for each incident, session, ..."""
        return "".join(self.iter_json())

    def iter_json(self) -> Iterator[str]:
        """Yield the JSON document in parts, so that a large report is not in memory twice."""
        from .results.json.encode import document_of, iter_document

        return iter_document(document_of(self))

    def save(  # noqa: PLR0913  (an option each)
        self,
        path: str | PathLike[str],
        format: str | None = None,
        *,
        top: int | None = None,
        evidence: int = 3,
        stories: bool = False,
        width: int = 80,
        max_length: int | None = None,
    ) -> Path:
        """Write the report to a file and return its path; the suffix selects the format: `.html`, `.md`, `.json`, ...

        `format` names a format, whatever the suffix: `text`, `json`, ... `top`, `evidence` and `stories` are as for
        `to_text`, `width` applies to text only, `max_length` to Markdown only. The file appears
        whole, and replaces a file of that name.

        Raises WrongUsage for a suffix that selects no format, UnwritableOutput for a file that cannot be written.
        """
        from pathlib import Path

        from .model.arguments import path as checked
        from .output.files import write_whole
        from .output.formats import format_of_file
        from .output.view import View

        name = checked("path", path)
        chosen = format_of_file(name, format)
        view = View.of(width=width, evidence=evidence, top=top, stories=stories, max_length=max_length)
        write_whole(name, chosen.text_parts(self, view))
        return Path(name)

    def to_text(
        self, *, width: int = 80, color: bool = False, top: int | None = None, evidence: int = 3, stories: bool = False
    ) -> str:
        """Return the report as the command line prints it.

        `width` is the number of columns, at least 40. `color` adds escape sequences for terminals. `top` limits the
        recommendations to the first ones, `evidence` the lines of the log below each. `stories` adds what happened in
        each session. Raises WrongUsage for a value that makes no sense.
        """
        return self._written("text", width=width, color=color, top=top, evidence=evidence, stories=stories)

    def to_markdown(
        self, *, top: int | None = None, evidence: int = 3, stories: bool = False, max_length: int | None = None
    ) -> str:
        """Return the report as Markdown for an issue or a merge request; the options are as for `to_text`.

        `max_length` shortens the report to so many characters, at least 1,000; an issue on GitHub takes 65,536.
        """
        return self._written("markdown", top=top, evidence=evidence, stories=stories, max_length=max_length)

    def to_html(self, *, top: int | None = None, evidence: int = 3, stories: bool = False) -> str:
        """Return the report as a page for the browser, which loads nothing; the options are as for `to_text`."""
        return self._written("html", top=top, evidence=evidence, stories=stories)

    def to_csv(self) -> str:
        """Return a table with a row for each incident and each gate; docs/formats.md lists its columns.

        Cells that a spreadsheet would take for formulas are guarded; `to_frame` has the plain values.
        """
        return self._written("csv")

    def _written(self, format_: str, **options: Any) -> str:
        from .output.formats import format_named
        from .output.view import View

        return "".join(format_named(format_).text_parts(self, View.of(**options)))

    def __str__(self) -> str:
        """Return a short text: what failed, and what to do first."""
        return self._written("text", top=3, evidence=0).rstrip("\n")

    def to_frame(self, table: Table = "incidents") -> pd.DataFrame:
        """Return one table of the report as a pandas DataFrame.

        `incidents`, `signals` (a row per line of evidence), `sessions`, `codes`, `recommendations` or `timeline` (a row
        per event and incident, in the order of reading). Columns and types are always those of
        `hilog_avsession.results.frames.tables.COLUMNS`, which docs/frames.md lists. Raises WrongUsage for another name.
        """
        from .results.frames.tables import to_frame  # pandas takes longer to load than most logs

        return to_frame(self, table)

    @property
    def plot(self) -> Plots:
        """The pictures of the report, drawn with matplotlib: `report.plot.timeline()`, `.codes()`, `.categories()`."""
        from .output.plots import Plots

        return Plots(self)

    def _repr_html_(self) -> str:
        """Return the report as Jupyter shows it: what was found, the most frequent codes, what to do first."""
        from .output.notebook import to_html

        return to_html(self)


def _is_report(given: object) -> TypeGuard[Report]:
    return isinstance(given, Report)


def _source(given: object) -> str:
    from .model.arguments import text

    return text("source", given, "what errors call the report, such as 'last.json'")
