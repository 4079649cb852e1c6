"""The report and its conversions: a facade over the modules that do the work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeGuard

from .model.report import ReportData
from .output.view import View
from .phrases import Phrase

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from .knowledge.catalog import Catalog
    from .output.plots import Plots
    from .results.filters import Filters
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

        It shows and writes the same as the original report; only in a report that does not list all incidents, some
        recommendations name no places. Raises UnreadableInput, which names the wrong value or the unsupported schema
        version.
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

    def filtered(self, filters: Filters) -> Report:
        """Return the report of the incidents that the filters want, counted again; the outcomes of gates are left out.

        Raises WrongUsage for a report that does not list all of its incidents (`incidents_truncated`).
        """
        from .model.arguments import one
        from .results.filters import Filters
        from .results.selecting import selected

        return selected(self, one("filters", filters, Filters, "Filters(...), such as Filters(codes=6600107)"))

    def reworded(self, lang: str, catalog: Catalog | None = None) -> Report:
        """Return the report in another language, `en` or `zh`: titles, advice and blind spots.

        The words of codes and causes that the catalogue does not have stay. `catalog` is by default the built-in one.
        Raises WrongUsage for another language.
        """
        from .results.languages import reworded

        return reworded(self, lang, _catalog(catalog))

    def judged(
        self,
        gates: str | Iterable[str] = "any",
        baseline: ReportSource | Iterable[ReportSource] = (),
        catalog: Catalog | None = None,
        *,
        allow_empty: bool = False,
    ) -> Report:
        """Return the report with the outcome of each gate: `any`, `6600107>10`, `session`, `loss>0`, ...

        `passed` tells whether all gates passed, `failed` whether one failed. Neither is so where the log cannot show
        what a gate counts, because no line was read or none of AVSession; `no_verdict` says which, and `allow_empty`
        lets such a log pass.

        The baseline is one or several earlier reports, or files of them. What it holds does not count: incidents of the
        same code, cause and application, unknown lines of the same shape. `catalog` holds the codes that gates may
        name, by default the built-in ones. Raises WrongUsage for an invalid gate, UnreadableInput for a file that is
        not a report.
        """
        from .results.gates.gate_set import GateSet

        return GateSet.of(gates, baseline, _catalog(catalog), allow_empty=allow_empty).apply(self)

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
        whole: bool = False,
        evidence: int | None = None,
        stories: bool = False,
        width: int = 80,
        max_length: int | None = None,
        excel: bool = False,
    ) -> Path:
        """Write the report to a file and return its path; the suffix selects the format: `.html`, `.md`, `.json`, ...

        `format` names a format, whatever the suffix: `text`, `json`, ... The other options are as for `to_text`,
        `to_markdown` and `to_csv`; those that a format does not know have no effect. The file appears whole, and
        replaces a file of that name.

        Raises WrongUsage for a suffix that selects no format, UnwritableOutput for a file that cannot be written.
        """
        from .output.conversions import saved
        from .output.formats import FORMATS

        view = View.of(
            width=width,
            evidence=evidence,
            top=top,
            stories=stories,
            whole=whole,
            max_length=max_length,
            excel=excel,
        )
        return saved(path, format, FORMATS, lambda chosen: chosen.text_parts(self, view))

    def to_text(  # noqa: PLR0913  (an option each)
        self,
        *,
        width: int = 80,
        color: bool = False,
        top: int | None = None,
        whole: bool = False,
        evidence: int | None = None,
        stories: bool = False,
    ) -> str:
        """Return the report as the command line prints it.

        `width` is the number of columns, at least 40. `color` adds escape sequences for terminals. `top` is the number
        of recommendations in full, by default five. `evidence` is the number of lines of the log below each
        recommendation, by default three. `whole` leaves nothing out, as `--all`: all recommendations, lines of the log
        and rows, none shortened. `stories` adds what happened in each session. Raises WrongUsage for a value that makes
        no sense.
        """
        view = View.of(width=width, color=color, top=top, whole=whole, evidence=evidence, stories=stories)
        return self._written("text", view)

    def to_markdown(
        self,
        *,
        top: int | None = None,
        evidence: int | None = None,
        stories: bool = False,
        max_length: int | None = None,
    ) -> str:
        """Return the report as Markdown for an issue or a merge request; the options are as for `to_text`.

        `max_length` shortens the report to so many characters, at least 1,000; an issue on GitHub takes 65,536.
        """
        view = View.of(top=top, evidence=evidence, stories=stories, max_length=max_length)
        return self._written("markdown", view)

    def to_html(self, *, top: int | None = None, evidence: int | None = None, stories: bool = False) -> str:
        """Return the report as a page for the browser, which loads nothing; the options are as for `to_text`."""
        return self._written("html", View.of(top=top, evidence=evidence, stories=stories))

    def to_csv(self, *, excel: bool = False) -> str:
        """Return a table with a row for each incident and each gate; docs/formats.md lists its columns.

        Cells that a spreadsheet would take for formulas are guarded; `to_frame` has the plain values. `excel` begins
        the text with a byte order mark and writes `time_iso` as Excel reads it; save it as UTF-8.
        """
        return self._written("csv", View.of(excel=excel))

    def _written(self, format_: str, view: View | None = None) -> str:
        from .output.formats import format_named

        return "".join(format_named(format_).text_parts(self, view))

    def __str__(self) -> str:
        """Return a short text: what failed, in which applications, and what to do first."""
        from .output.terminal.summary import summary_parts

        return "".join(summary_parts(self, View())).rstrip("\n")

    def to_frame(self, table: Table = "incidents") -> pd.DataFrame:
        """Return one table of the report as a pandas DataFrame.

        `incidents`, `signals` (a row per line of evidence), `sessions`, `codes`, `recommendations`, `timeline` (a row
        per event and incident, in the order of reading), `applications`, `devices` or `inputs`. Columns and types are
        always the same; docs/frames.md lists them. Raises WrongUsage for another name.
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


def _catalog(given: Catalog | None) -> Catalog:
    """Return a catalogue, by default that of the built-in codes. Raises WrongUsage for anything else."""
    from .knowledge.catalog import CATALOG, Catalog
    from .model.arguments import one_or_none

    known = one_or_none("catalog", given, Catalog, "the catalogue that catalog('team.toml') returns")
    return CATALOG if known is None else known


def _source(given: object) -> str:
    from .model.arguments import text

    return text("source", given, "what errors call the report, such as 'last.json'")
