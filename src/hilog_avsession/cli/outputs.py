"""From `--format` and `--output` to where each form of the report goes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

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
_MAX_COMPLAINTS = 20  # about inputs, one by one


class Destination(NamedTuple):
    """One form of the report and where it goes."""

    format: Format
    path: str | None = None  # None: standard output


class Outputs(NamedTuple):
    """Where the report goes, in all its forms."""

    whole: tuple[Destination, ...]  # written when all is read
    streamed: Destination | None = None  # written while the log is read, an incident a line
    redaction: Redaction | None = None  # what streamed incidents go through; reports have

    @property
    def streams_to_screen(self) -> bool:
        """Whether incidents are written to standard output while the log is read."""
        return self.streamed is not None and self.streamed.path is None

    def take(self, found: Iterator[Incident], report: Callable[[], ReportData]) -> None:
        """Take incidents as they come: the report holds them all, and what is streamed is written at once.

        `report` is asked when all incidents were taken, for what is written behind them.
        """
        if self.streamed is None:
            for _incident in found:
                pass
        else:
            found = found if self.redaction is None else self.redaction.incidents(found)
            write(_lines(found, report), self.streamed.path, at_once=True)

    def write(self, report: ReportData, view: View) -> None:
        """Write the complete report everywhere. Raises UnwritableOutput when all has been tried."""
        failed = None
        for format_, path in self.whole:
            if format_.name == _TEXT and not has_log(report):
                continue
            try:
                write(format_.pieces(report, view._replace(width=width(path), color=color(path))), path)
            except UnwritableOutput as error:
                if failed is not None:
                    complain(str(failed))
                failed = error
        if not self._says_on_screen(report):
            complain_about_inputs(report)
        if failed is not None:
            raise failed

    def _says_on_screen(self, report: ReportData) -> bool:
        """Whether the text report on the screen has said which inputs could not be read."""
        return has_log(report) and any(one.format.name == _TEXT and one.path is None for one in self.whole)


def outputs_of(formats: Sequence[str], paths: Sequence[str]) -> Outputs:
    """Match formats with files: by the file's suffix, then in their order; what is left over goes to standard output.

    A file without a format is written in that of its suffix, else as text. Raises WrongUsage.
    """
    named = [_format_of(name) for name in formats]
    files: dict[str, Format | None] = dict.fromkeys(paths)
    if len(files) < len(paths):
        raise WrongUsage("--output names a file twice; each form of the report needs one of its own")
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
    from ..results.json.encode import gate_to_json, incident_to_json  # noqa: PLC0415

    yield from map(incident_to_json, found)
    yield from map(gate_to_json, report().gates)


def _format_of(name: str) -> Format:
    if name not in BY_NAME:
        raise WrongUsage(f"{name!r} is no format; choose one of {', '.join(BY_NAME)}")
    return BY_NAME[name]


def _by_suffix(formats: Sequence[Format], path: str) -> Format | None:
    suffix = os.path.splitext(path)[1].lower()
    return next((one for one in formats if one.suffix == suffix), None)


def _first(formats: Sequence[Format], _path: str) -> Format | None:
    return next(iter(formats), None)


def _checked(destinations: list[Destination]) -> Outputs:
    on_screen = [one.format.name for one in destinations if one.path is None]
    if len(on_screen) > 1:
        raise WrongUsage(f"{' and '.join(on_screen)} cannot share standard output; give all but one an --output")
    streamed = [one for one in destinations if one.format.name == _STREAMED]
    if len(streamed) > 1:
        raise WrongUsage(f"{_STREAMED} is written while the log is read, and to one place only")
    whole = tuple(one for one in destinations if one.format.name != _STREAMED)
    return Outputs(whole, streamed[0] if streamed else None)


def has_log(report: ReportData) -> bool:
    """Tell whether any input was a log, whole or damaged: without one there is nothing to report."""
    return any(one.error is None or one.layout is not None for one in report.inputs)


def complain_about_inputs(report: ReportData) -> None:
    """Say on standard error which inputs could not be read."""
    failed = [one for one in report.inputs if one.error is not None]
    for one in failed[:_MAX_COMPLAINTS]:
        assert one.error is not None  # chosen so
        complain(f"{one.source}: {one.error.message}" + (f"; {one.error.hint}" if one.error.hint else ""))
    if len(failed) > _MAX_COMPLAINTS:
        complain(f"{len(failed) - _MAX_COMPLAINTS:,} more inputs could not be read; the JSON report names them all")
