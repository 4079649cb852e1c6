"""From one run over many inputs to a JSON report for each of them, beside the report of the whole run.

A unit is what the user named: a file, standard input, or a folder with the logs of one device. In a folder that holds
archives, each archive is a unit of its own, and the other files of the folder are one together. The report of a unit
is a diagnosis of its own: it knows nothing of the other units.
"""

from __future__ import annotations

import os
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ..errors import UnwritableOutput, WrongUsage, reason_of
from ..phrases import Phrase
from .console import complain, write
from .overwriting import refuse_input

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..model.inputs import Input, Remark
    from ..model.report import ReportData
    from ..options import Options
    from ..pipeline import Diagnosis
    from ..reading.reader import LogText, Reader
    from ..reading.sources import Location
    from ..results.redaction import Redaction

Each = Annotated[
    str | None,
    typer.Option("--each", metavar="DIR", help="Also write a JSON report for each input, archive or folder into DIR."),
]


class _Unit(NamedTuple):
    """An input with a report of its own."""

    name: str
    diagnosis: Diagnosis


class Units:
    """Diagnoses each unit, and writes its report as soon as the unit has ended."""

    def __init__(
        self, folder: str, options: Options, redaction: Redaction | None, places: Sequence[Location] = ()
    ) -> None:
        from .filenames import FileNames

        self._places = places  # that no report may overwrite
        self._folder, self._options, self._redaction = folder, options, redaction
        self._names = FileNames()
        self._before = {path.name for path in Path(folder).glob("*.json")}
        self._written: list[str] = []
        self._with_errors = 0
        self._failed: UnwritableOutput | None = None
        self._archive: _Unit | None = None  # of the folder that is being read
        self._place: _Unit | None = None  # without its archives
        self._archives = 0  # in the place that is being read
        self._reader: Reader | None = None  # of the run; a unit reads nothing itself

    # ---- what the run reads ----

    def reader(self, reader: Reader, places: Sequence[Location]) -> Reader:
        """Return a reader that shares what it reads with the units; a single unit gets the report of the run."""
        from ..reading.tee import Tee

        self._reader = reader
        return reader if _is_one_unit(places) else Tee(reader, self)

    def close(self, places: Sequence[Location], diagnosis: Diagnosis) -> None:
        """Write what is left: the report of a single unit, which is that of the run, or of a unit that was cut off."""
        if _is_one_unit(places):
            self.write(_name_of(places[0]), diagnosis.report())
        elif self._place is not None or self._archive is not None:
            self.end(self._place.name if self._place else "", stopped=True)

    def take(self, place: Location, found: LogText | Input | Remark) -> None:
        """Read a text, or note an input or a remark, in its unit."""
        archive = _archive_of(place, found)
        if self._archive is not None and self._archive.name != archive:
            self._end_archive()
        if archive is None:
            self._place = self._place or self._begin(_name_of(place))
            unit = self._place
        else:
            self._archive = self._archive or self._begin(archive)
            unit = self._archive
        deque(unit.diagnosis.take(found), maxlen=0)

    def end(self, place: Location, *, stopped: bool) -> None:
        """Write the reports of a place; of a folder that holds only archives, those of its archives."""
        from ..reading.outcome import input_without_log

        self._end_archive(stopped=stopped)
        unit, self._place = self._place or self._begin(_name_of(place)), None
        if not unit.diagnosis.inputs:
            if self._archives:
                self._archives = 0
                return
            unit.diagnosis.inputs.append(input_without_log(place, unit.diagnosis.remarks, stopped=stopped))
        self._archives = 0
        self._finish(unit, stopped=stopped)

    def _end_archive(self, *, stopped: bool = False) -> None:
        if self._archive is not None:
            unit, self._archive = self._archive, None
            self._archives += 1
            self._finish(unit, stopped=stopped)

    def _begin(self, name: str) -> _Unit:
        from ..pipeline import Diagnosis

        return _Unit(name, Diagnosis(self._options, self._reader))

    def _finish(self, unit: _Unit, *, stopped: bool) -> None:
        deque(unit.diagnosis.finish(), maxlen=0)
        unit.diagnosis.interrupted = stopped
        self.write(unit.name, unit.diagnosis.report())

    # ---- what is written ----

    def write(self, name: str, report: ReportData) -> None:
        """Write the report of a unit. A failure is remembered: the run goes on."""
        from ..output.formats import BY_NAME

        if self._redaction is not None:
            report, name = self._redaction.report(report), self._redaction.source(name)
        file = self._names.new(name)
        path = os.path.join(self._folder, file)
        try:
            refuse_input(path, self._places)
            write(BY_NAME["json"].text_parts(report), path)
        except UnwritableOutput as error:
            self._failed = self._failed or error
            return
        self._written.append(file)
        self._with_errors += any(entry.error is not None for entry in report.inputs)

    def confirm(self) -> None:
        """Say on standard error what was written. Raises UnwritableOutput if a report could not be."""
        written, old = len(self._written), len(self._before.difference(self._written))
        count = Phrase("1 JSON report") if written == 1 else Phrase("{count:,} JSON reports", count=written)
        unread = Phrase(", {count:,} of them with inputs that could not be read", count=self._with_errors)
        others = Phrase("; other JSON files in the folder: {count:,}", count=old)
        complain(
            Phrase(
                "wrote {reports} to {folder}{unread}{others}",
                folder=self._folder,
                reports=count,
                unread=unread if self._with_errors else "",
                others=others if old else "",
            )
        )
        if self._failed is not None:
            raise self._failed


def units_of(folder: str, places: Sequence[str], options: Options, redaction: Redaction | None) -> Units:
    """Return the units of a run, whose reports go into a folder; it is created if it does not exist.

    `redaction` is their own, because that of the whole run numbers what it meets.
    Raises WrongUsage for what is not a folder, or lies in a folder that is read.
    """
    _check(folder, places)
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise WrongUsage(
            "--each {folder}: no folder can be made there: {error}; choose another",
            folder=folder,
            error=reason_of(error),
        ) from None
    return Units(folder, options, redaction, places)


def _check(folder: str, places: Iterable[str]) -> None:
    from ..reading.sources.folders import lies_in

    for place in filter(os.path.isdir, places):
        if lies_in(folder, place):
            raise WrongUsage(
                "--each {folder}: lies in {place}, which is read; choose a folder outside of it",
                folder=folder,
                place=place,
            )


def _is_one_unit(places: Sequence[Location]) -> bool:
    """Tell whether the report of the run is that of its only unit."""
    return len(places) == 1 and not (isinstance(places[0], str | os.PathLike) and os.path.isdir(places[0]))


def _name_of(place: Location) -> str:
    from ..reading.sources import name_of

    return name_of(place)


def _archive_of(place: Location, found: LogText | Input | Remark) -> str | None:
    """Return the archive of a folder that holds what was found, or None; names of folders may have a `!`, too."""
    from ..model.inputs import Input, Remark
    from ..results.by_input import is_archived

    if not isinstance(place, str | os.PathLike) or not os.path.isdir(place):
        return None
    source = found.name if not isinstance(found, Input | Remark) else found.source
    start = len(os.fspath(place))
    marks = [number for number, letter in enumerate(source) if letter == "!" and number > start]
    if (archive := next((source[:mark] for mark in marks if os.path.isfile(source[:mark])), None)) is not None:
        return archive
    return source if isinstance(found, Input) and is_archived(found) else None  # a damaged one
