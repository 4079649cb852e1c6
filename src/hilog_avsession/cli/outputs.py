"""From `--format` and `--output` to reports in files and on standard output; each file is confirmed."""

from __future__ import annotations

import os
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TextIO

import typer

from ..errors import UnwritableOutput, WrongUsage
from ..output.formats import FORMATS
from ..phrases import Phrase
from .console import color, complain, width, write
from .destinations import Destination, destinations_of
from .overwriting import refuse_inputs
from .pager import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from ..model.incidents import Incident
    from ..model.report import ReportData
    from ..output.formats import Format
    from ..output.view import View
    from ..results.comparison.values import ComparisonData
    from ..results.fleet.values import FleetData
    from ..results.redaction import Redaction
    from .refreshing import LivePages, Tell

_TEXT, _STREAMED, _TABLE = "text", "jsonl", "csv"
_MAX_COMPLAINTS = 20  # inputs that are named one by one


def format_option(known: Sequence[Format]) -> Any:
    """Return the option `--format` of a command that writes these formats."""
    names = [format_.name for format_ in known]
    return typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help=f"Format on standard output: {', '.join(names)}.",
        autocompletion=lambda: names,
    )


Files = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE[:FORMAT]",
        help="Write to a file in the format of its suffix, or in this format; repeatable.",
    ),
]
_Formats = Annotated[list[str] | None, format_option(FORMATS)]
_Excel = Annotated[bool, typer.Option("--excel", help="Write CSV as Excel reads it: with a byte order mark.")]
NoPager = Annotated[bool, typer.Option("--no-pager", help="Print a long report without $PAGER.")]


class OutputOptions(NamedTuple):
    """The options that say in which formats and where a report is written."""

    format: _Formats = None
    output: Files = None
    excel: _Excel = False
    no_pager: NoPager = False

    def outputs(self, inputs: Iterable[str], redaction: Redaction | None) -> Outputs:
        """Return the outputs of the run. Raises WrongUsage, also for a file that is an input."""
        outputs = outputs_of(self.format or (), self.output or ())._replace(excel=self.excel, redaction=redaction)
        if self.excel and all(target.format.name != _TABLE for target in outputs.destinations):
            raise WrongUsage("--excel concerns CSV; add --output report.csv")
        refuse_inputs(outputs.destinations, inputs)
        return outputs._replace(screen=Screen(uses_pager=not self.no_pager))


class Outputs(NamedTuple):
    """All formats and files that the report is written to."""

    whole: tuple[Destination, ...]  # written after reading
    failed: list[UnwritableOutput]  # while the log was read
    streamed: Destination | None = None  # written while the log is read, one incident a line
    redaction: Redaction | None = None  # applied to streamed incidents; the report is redacted before
    excel: bool = False  # CSV is written as Excel reads it
    screen: Screen = Screen()
    live: LivePages | None = None  # pages that are kept current while the log is read

    @property
    def destinations(self) -> tuple[Destination, ...]:
        """All destinations."""
        return self.whole if self.streamed is None else (*self.whole, self.streamed)

    def source(self, name: str) -> str:
        """Return the name of an input, redacted if that was asked for."""
        return name if self.redaction is None else self.redaction.source(name)

    def notice(self, sentence: str) -> str:
        """Return a sentence about an input, redacted if that was asked for."""
        return sentence if self.redaction is None else self.redaction.notice(sentence)

    @property
    def streams_to_screen(self) -> bool:
        """Whether incidents are written to standard output while the log is read."""
        return self.streamed is not None and self.streamed.path is None

    def kept_current(self, report: Callable[[], ReportData], tell: Tell) -> AbstractContextManager[None]:
        """Keep pages current, if that was asked for, until the context is left; see `LivePages.kept`."""
        return nullcontext() if self.live is None else self.live.kept(report, tell)

    def take(self, found: Iterator[Incident], report: Callable[[], ReportData], out: TextIO | None = None) -> None:
        """Consume the incidents as they come, and write each at once if a format is streamed.

        `report` is called after the last incident, for the lines that follow the incidents; `out` as for `write`.
        """
        if self.streamed is None:
            for _ in found:
                pass
        else:
            found = found if self.redaction is None else self.redaction.incidents(found)
            encoding = self.streamed.format.encoding
            try:
                write(_lines(found, report), self.streamed.path, at_once=True, encoding=encoding, out=out)
            except UnwritableOutput as error:
                self.failed.append(error)
            if self.whole:  # what has gone wrong with one output must not cost the others
                for _ in found:
                    pass

    def write(self, report: ReportData, view: View) -> None:
        """Write the complete report to all files. Raises UnwritableOutput after all files have been tried."""
        view = view._replace(excel=self.excel)
        if self.live is not None:
            from .refreshing import last

            view = last(view)
        shown = [target for target in self.whole if has_log(report) or target.format.name != _TEXT or target.path]
        failed = [*self.failed]
        try:
            write_each(shown, report, view, lambda format_: _contents(report, format_, view), self.screen)
        except UnwritableOutput as error:
            failed.append(error)
        if self.streamed is not None and not self.failed:
            holds = partial(_contents, report, self.streamed.format, view, was_streamed=True)
            confirm(self.streamed, holds, report.lang)
        if not self._shows_inputs(report):
            complain_about_inputs(report)
        for earlier in failed[:-1]:
            complain(earlier)
        if failed:
            raise failed[-1]

    def _shows_inputs(self, report: ReportData) -> bool:
        """Tell whether the text report on standard output names the unreadable inputs."""
        return has_log(report) and any(target.format.name == _TEXT and target.path is None for target in self.whole)


def write_each(
    destinations: Iterable[Destination],
    subject: ReportData | ComparisonData | FleetData,
    view: View,
    holds: Callable[[Format], str],
    screen: Screen | None = None,
) -> None:
    """Write a report or a comparison to each destination, and confirm each file with what it `holds`.

    Raises UnwritableOutput after all destinations have been tried.
    """

    def parts(target: Destination) -> Iterable[str]:
        shown = view._replace(width=width(target.path), color=color(target.path), is_here=target.path is None)
        pieces = target.format.text_parts(subject, shown)
        return pieces if view.max_length else _measured(pieces, target, subject.lang)

    _write_all(destinations, parts, lambda target: holds(target.format), subject.lang, screen)


def _measured(pieces: Iterable[str], target: Destination, lang: str) -> Iterator[str]:
    """Yield pieces, and complain at the end if there are more characters than readers of the format take."""
    length = 0
    for piece in pieces:
        length += len(piece)
        yield piece
    if target.format.longest is not None and length > target.format.longest:
        from ..output.wording.written import length_text

        complain(length_text(target.path, length, target.format.longest, lang))


def write_texts(
    destinations: Iterable[Destination],
    text: Callable[[Destination], str],
    counted: tuple[str, int],
    lang: str,
    screen: Screen,
) -> None:
    """Write a text to each destination; `counted` tells how many `codes` or `answers` it holds.

    Raises UnwritableOutput after all destinations have been tried.
    """

    def holds(_: Destination) -> str:
        from ..output.wording.written import counted as contents

        return contents(*counted, lang)

    _write_all(destinations, lambda target: [text(target)], holds, lang, screen)


def _write_all(
    destinations: Iterable[Destination],
    parts: Callable[[Destination], Iterable[str]],
    holds: Callable[[Destination], str],
    lang: str,
    screen: Screen | None = None,
) -> None:
    failed, written = None, []
    for target in destinations:
        try:
            if screen is not None and target.path is None and target.format.name == _TEXT:
                screen.show(parts(target))
            else:
                write(parts(target), target.path, encoding=target.format.encoding)
            written.append(target)
        except UnwritableOutput as error:
            if failed is not None:
                complain(failed)
            failed = error
    for target in written:  # last, beside the prompt: a report on a terminal is long
        confirm(target, partial(holds, target), lang)
    if failed is not None:
        raise failed


def confirm(target: Destination, holds: Callable[[], str], lang: str) -> None:
    """Say on standard error which file was written, and what it holds; not for standard output, pipes and devices."""
    if target.path is None or not os.path.isfile(target.path):
        return
    from ..output.wording.written import written_text

    complain(written_text(target.path, target.format, os.path.getsize(target.path), holds(), lang))


def _contents(report: ReportData, format_: Format, view: View, *, was_streamed: bool = False) -> str:
    from ..output.wording.written import contents

    return contents(report, format_, view, was_streamed=was_streamed)


def outputs_of(formats: Sequence[str], files: Sequence[str]) -> Outputs:
    """Match formats with files as `destinations_of` does. Raises WrongUsage."""
    destinations = destinations_of(formats, files, FORMATS)
    streamed = [target for target in destinations if target.format.name == _STREAMED]
    if len(streamed) > 1:
        raise WrongUsage("{format} is written while the log is read; it can go to one place only", format=_STREAMED)
    whole = tuple(target for target in destinations if target.format.name != _STREAMED)
    return Outputs(whole, [], streamed[0] if streamed else None)


def _lines(found: Iterator[Incident], report: Callable[[], ReportData]) -> Iterator[str]:
    from ..results.json.encode import gate_to_json, incident_to_json

    yield from map(incident_to_json, found)
    yield from map(gate_to_json, report().gates)


def has_log(report: ReportData) -> bool:
    """Tell whether any input was a log, even a damaged one, or Ctrl-C came first: else there is nothing to report."""
    was_log = any(source.error is None or source.layout is not None for source in report.inputs)
    return was_log or (report.interrupted and not report.inputs)


def complain_about_inputs(report: ReportData) -> None:
    """Name the unreadable inputs on standard error."""
    failed = [(source.source, source.error) for source in report.inputs if source.error is not None]
    for name, error in failed[:_MAX_COMPLAINTS]:
        complain(error.raised_for(name))
    if len(failed) > _MAX_COMPLAINTS:
        complain(
            Phrase(
                "{count:,} more inputs could not be read; the JSON report lists all of them",
                count=len(failed) - _MAX_COMPLAINTS,
            )
        )
