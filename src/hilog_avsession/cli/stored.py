"""From the names of stored reports to one report: read back, put into one language, added up, filtered."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from ..errors import UnreadableInput, WrongUsage
from ..output.paths import real_path
from ..phrases import Phrase
from ..results.json.beginning import HEAD, begins_document
from .console import complain
from .filtered import complain_about_filters
from .recognizing import head_of, is_stored, is_stored_stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..knowledge.catalog import Catalog
    from ..model.report import ReportData
    from ..output.view import View
    from ..results.filters import Filters
    from ..results.json.decode import Stored
    from ..results.redaction import Redaction
    from .outputs import Outputs

_MOST_NAMED = 5  # codes that a complaint names
_STANDARD_INPUT = "-"


def holds_reports(locations: Sequence[str]) -> bool:
    """Tell whether the inputs of `analyze` are stored reports. Raises WrongUsage if only some of them are."""
    stored: list[str] = []
    logs: list[str] = []
    for location in _expanded(locations):
        (stored if _is_stored(location) else logs).append(location)
    if stored and logs:
        raise WrongUsage(
            "{report} is a JSON report and {log} is not; reports and logs cannot be mixed: analyze the logs into a "
            "JSON report first, then merge all reports",
            report=stored[0],
            log=logs[0],
        )
    return bool(stored)


def _is_stored(location: str) -> bool:
    if location == _STANDARD_INPUT:
        try:
            return sys.stdin is not None and is_stored_stream(sys.stdin.fileno())
        except (AttributeError, OSError, ValueError):  # a program has put something else in its place
            return False
    return is_stored(location)


def _expanded(locations: Sequence[str]) -> list[str]:
    from ..reading.sources import expand

    return list(map(str, expand(locations)))


def complain_about_piped_report(report: ReportData) -> None:
    """Say how to read a JSON report that was piped into `analyze`, which takes a pipe for a log."""
    from ..model.messages.inputs import Problem

    errors = (entry.error for entry in report.inputs if entry.source == _STANDARD_INPUT and entry.error is not None)
    for error in errors:
        if error.problem is Problem.NO_HILOG and str(error.values.get("beginning", "")).startswith("'{"):
            complain(Phrase("a JSON report from a pipe is read by: hilog-avsession render -"))


def read_reports(locations: Sequence[str], redaction: Redaction | None) -> list[Stored]:
    """Read the reports that files, folders, patterns and standard input hold, each once.

    Raises UnreadableInput, redacted if asked, for what is not a report; WrongUsage for a file that is named twice.
    """
    from ..results.json.decode import read_stored
    from .redacting import redacted_errors

    with redacted_errors(redaction):
        stored = [read_stored(file, _piped(file)) for file in _each_once(_files(locations))]
    for entry in stored:
        if entry.is_newer:
            name = entry.name if redaction is None else redaction.source(entry.name)
            complain(
                Phrase("{name}: written by a newer release; what this release does not know is left out", name=name)
            )
    return stored


def _piped(file: str) -> bytes | None:
    """Return what comes from standard input if that is the file. Raises UnreadableInput if it is not a report."""
    if file != _STANDARD_INPUT or sys.stdin is None:
        return None
    content = sys.stdin.buffer.read()
    if content[:HEAD].strip() and not begins_document(content[:HEAD]):
        raise _no_report(file, Phrase("not a JSON report"))
    return content


def _files(locations: Sequence[str]) -> Iterator[str]:
    """Yield the files of reports. Raises UnreadableInput for a location that holds none."""
    from .loading import is_pipe, report_files

    for location in _expanded(locations):
        if location == _STANDARD_INPUT or is_pipe(location):
            yield location
        elif os.path.isdir(location):
            found = report_files(location)
            if not found:
                raise _no_report(location, Phrase("holds no JSON report"))
            yield from found
        elif os.path.isfile(location) and not begins_document(head_of(location)):
            raise _no_report(location, Phrase("not a JSON report"))
        else:
            yield location


def _no_report(location: str, what: Phrase) -> UnreadableInput:
    return UnreadableInput(
        location, "not-report", what, "logs are read by: hilog-avsession analyze {log!q}", log=location
    )


def _each_once(files: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for file in files:
        path = file if file == _STANDARD_INPUT else real_path(file)
        if path in seen:
            raise WrongUsage("{file} is named twice; name each report once, or its incidents count twice", file=file)
        seen.add(path)
        yield file


def one_report(stored: Sequence[Stored], lang: str | None, filters: Filters, catalog: Catalog) -> ReportData:
    """Return the reports as one, in the language asked for or that of the first, with the incidents that are wanted.

    Says on standard error what stays in another language. Raises WrongUsage for filters that cannot be applied.
    """
    from ..results.merging import merge
    from ..results.selecting import selected

    lang = lang or stored[0].report.lang
    _complain_about_words(stored, lang, catalog)
    _complain_about_pseudonyms(stored)
    reports, names = [entry.report for entry in stored], [entry.name for entry in stored]
    merged = merge(reports, lang=lang, names=names, catalog=catalog)
    return selected(merged, filters, catalog)


def _complain_about_words(stored: Sequence[Stored], lang: str, catalog: Catalog) -> None:
    from ..results.languages import foreign

    others = [entry.report for entry in stored if entry.report.lang != lang]
    words = list(dict.fromkeys(word for report in others for word in foreign(report, catalog)))
    if words:
        more = Phrase(" and {count:,} more", count=len(words) - _MOST_NAMED) if len(words) > _MOST_NAMED else ""
        complain(
            Phrase(
                "the catalogue does not have {words}{more}: their words stay as they are; name the catalogue that has "
                "them: --catalog",
                words=tuple(words[:_MOST_NAMED]),
                more=more,
            )
        )


def _complain_about_pseudonyms(stored: Sequence[Stored]) -> None:
    if len(stored) > 1 and any(entry.report.is_redacted for entry in stored):
        complain(
            Phrase(
                "some of the reports are redacted: their names can be told apart only if all were redacted with the "
                "same --redact-key"
            )
        )


class Wanted(NamedTuple):
    """How stored reports are converted: language, filters, and the last step."""

    lang: str | None  # None: that of the first
    filters: Filters
    catalog: Catalog
    finish: Callable[[ReportData], ReportData]  # redacts the report and applies gates


def write_reports(locations: Sequence[str], wanted: Wanted, outputs: Outputs, view: View) -> ReportData:
    """Write the reports that the locations hold, added up, to all outputs; return the report that was written."""
    stored = read_reports(locations, outputs.redaction)
    report = wanted.finish(one_report(stored, wanted.lang, wanted.filters, wanted.catalog))
    if len(stored) > 1:
        complain(Phrase("{count:,} reports added up", count=len(stored)))
    finished = outputs._replace(redaction=None)  # the report is redacted as a whole
    finished.take(iter(report.incidents), lambda: report)
    finished.write(report, view)
    complain_about_filters(report, outputs)
    outputs.screen.close(report, view)
    return report
