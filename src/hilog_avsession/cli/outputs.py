"""From `--format` and `--output` to where the report is written in each format."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ..errors import UnwritableOutput, WrongUsage
from ..output.formats import BY_NAME, FORMATS, Format
from .console import color, complain, width, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..model.incidents import Incident
    from ..model.report import ReportData
    from ..output.view import View
    from ..results.redaction import Redaction

_TEXT, _STREAMED = "text", "jsonl"
_MAX_COMPLAINTS = 20  # inputs that are named one by one
_NAMES = list(BY_NAME)

_Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help=f"Report format: {', '.join(_NAMES)}; repeatable.",
        autocompletion=lambda: _NAMES,
    ),
]
_Files = Annotated[
    list[str] | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to a file; its suffix selects the format; repeatable."),
]


class OutputOptions(NamedTuple):
    """The options that say in which formats and where the report is written."""

    format: _Formats = None
    output: _Files = None

    def outputs(self) -> Outputs:
        """Return the outputs of the run. Raises WrongUsage."""
        return outputs_of(self.format or (), self.output or ())


class Destination(NamedTuple):
    """A format of the report and the file to write."""

    format: Format
    path: str | None = None  # None: standard output


class Outputs(NamedTuple):
    """All formats and files that the report is written to."""

    whole: tuple[Destination, ...]  # written after reading
    streamed: Destination | None = None  # written while the log is read, one incident a line
    redaction: Redaction | None = None  # applied to streamed incidents; the report is redacted before

    @property
    def streams_to_screen(self) -> bool:
        """Whether incidents are written to standard output while the log is read."""
        return self.streamed is not None and self.streamed.path is None

    def take(self, found: Iterator[Incident], report: Callable[[], ReportData]) -> None:
        """Consume the incidents as they come, and write each at once if a format is streamed.

        `report` is called after the last incident, for the lines that follow the incidents.
        """
        if self.streamed is None:
            for _ in found:
                pass
        else:
            found = found if self.redaction is None else self.redaction.incidents(found)
            write(_lines(found, report), self.streamed.path, at_once=True)

    def write(self, report: ReportData, view: View) -> None:
        """Write the complete report to all files. Raises UnwritableOutput after all files have been tried."""
        failed = None
        for format_, path in self.whole:
            if format_.name == _TEXT and not has_log(report):
                continue
            try:
                write(format_.text_parts(report, view._replace(width=width(path), color=color(path))), path)
            except UnwritableOutput as error:
                if failed is not None:
                    complain(str(failed))
                failed = error
        if not self._shows_inputs(report):
            complain_about_inputs(report)
        if failed is not None:
            raise failed

    def _shows_inputs(self, report: ReportData) -> bool:
        """Tell whether the text report on standard output names the unreadable inputs."""
        return has_log(report) and any(target.format.name == _TEXT and target.path is None for target in self.whole)


def outputs_of(formats: Sequence[str], paths: Sequence[str]) -> Outputs:
    """Match formats with files, by suffix, then in order; a format without a file goes to standard output.

    A file without a format is written in the format of its suffix, else as text. Raises WrongUsage.
    """
    named = [_format_of(name) for name in formats]
    files: dict[str, Format | None] = dict.fromkeys(paths)
    if len(files) < len(paths):
        raise WrongUsage("--output names a file twice; each format needs a file of its own")
    for choose in (_by_suffix, _first):
        for path in [path for path, format_ in files.items() if format_ is None]:
            if (format_ := choose(named, path)) is not None:
                named.remove(format_)
                files[path] = format_
    destinations = [
        Destination(format_ or _by_suffix(FORMATS, path) or BY_NAME[_TEXT], None if path == "-" else path)
        for path, format_ in files.items()
    ]
    destinations += map(Destination, named)
    return _checked(destinations or [Destination(BY_NAME[_TEXT])])


def _lines(found: Iterator[Incident], report: Callable[[], ReportData]) -> Iterator[str]:
    from ..results.json.encode import gate_to_json, incident_to_json

    yield from map(incident_to_json, found)
    yield from map(gate_to_json, report().gates)


def _format_of(name: str) -> Format:
    if name not in BY_NAME:
        raise WrongUsage(f"{name!r} is not a format; choose from {', '.join(BY_NAME)}")
    return BY_NAME[name]


def _by_suffix(formats: Sequence[Format], path: str) -> Format | None:
    suffix = os.path.splitext(path)[1].lower()
    return next((format_ for format_ in formats if format_.suffix == suffix), None)


def _first(formats: Sequence[Format], _path: str) -> Format | None:
    return next(iter(formats), None)


def _checked(destinations: list[Destination]) -> Outputs:
    on_screen = [target.format.name for target in destinations if target.path is None]
    if len(on_screen) > 1:
        raise WrongUsage(f"{' and '.join(on_screen)} cannot share standard output; add an --output for all but one")
    streamed = [target for target in destinations if target.format.name == _STREAMED]
    if len(streamed) > 1:
        raise WrongUsage(f"{_STREAMED} is written while the log is read; it can go to one file only")
    whole = tuple(target for target in destinations if target.format.name != _STREAMED)
    return Outputs(whole, streamed[0] if streamed else None)


def has_log(report: ReportData) -> bool:
    """Tell whether any input was a log, even a damaged one: otherwise there is nothing to report."""
    return any(source.error is None or source.layout is not None for source in report.inputs)


def complain_about_inputs(report: ReportData) -> None:
    """Name the unreadable inputs on standard error."""
    failed = [(source.source, source.error) for source in report.inputs if source.error is not None]
    for name, error in failed[:_MAX_COMPLAINTS]:
        complain(f"{name}: {error.message}" + (f"; {error.hint}" if error.hint else ""))
    if len(failed) > _MAX_COMPLAINTS:
        complain(f"{len(failed) - _MAX_COMPLAINTS:,} more inputs could not be read; the JSON report lists all of them")
