"""From the name of an input to its reports: a log is diagnosed, a JSON report is read back.

The content decides which it is. A folder holds the logs of one device, or the reports of several devices.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from io import BufferedReader
from typing import IO

from ..errors import UnreadableInput
from ..model.report import ReportData
from ..reading.sources import STANDARD_INPUT, Location, expand
from ..reading.sources.folders import files_in
from ..results.json.beginning import HEAD, begins_document
from ..results.json.decode import read_file, read_json
from .recognizing import head_of, is_report

Diagnose = Callable[[Location], ReportData]


def load(location: str, diagnose: Diagnose) -> tuple[ReportData, ...]:
    """Return the reports of a file, a folder, a pattern or a pipe; `diagnose` reads whatever is not a JSON report.

    Raises UnreadableInput for other JSON documents, and for a folder that mixes logs and reports.
    """
    if location == STANDARD_INPUT and sys.stdin is not None:
        return (_from_stream(sys.stdin.buffer, "-", diagnose),)
    if is_pipe(location):
        with open(location, "rb") as stream:
            return (_from_stream(stream, location, diagnose),)
    if begins_document(head_of(location)):
        return (read_file(location),)
    return tuple(map(read_file, report_files(location))) or (diagnose(location),)


def report_files(location: str) -> list[str]:
    """Return the JSON reports in a folder or of a pattern; none if it holds only other files.

    Raises UnreadableInput for a folder that mixes reports and other files.
    """
    files = [path for expanded in expand([location]) for path in _files(str(expanded))]
    reports = [path for path in files if is_report(path)]
    others = set(files).difference(reports)
    other = next((path for path in files if path in others), None)
    if reports and other is not None:
        raise UnreadableInput(
            location,
            "mixed",
            "holds JSON reports ({report}) and other files ({other})",
            "name either reports or logs, for example with a pattern: '*.json'",
            report=os.path.basename(reports[0]),
            other=os.path.basename(other),
        )
    return reports


def is_pipe(location: str) -> bool:
    """Tell whether a path is neither a file nor a folder, for example a shell's `<(...)`."""
    return os.path.exists(location) and not os.path.isfile(location) and not os.path.isdir(location)


def _from_stream(stream: IO[bytes], name: str, diagnose: Diagnose) -> ReportData:
    """Return the report of a stream; peek at its start, because a pipe can be read only once."""
    head = stream.peek(HEAD) if isinstance(stream, BufferedReader) else b""
    return read_json(stream.read(), name, ReportData) if begins_document(head) else diagnose(stream)  # type: ignore[arg-type]


def _files(location: str) -> list[str]:
    """Return the files of a folder that are not hidden; a file stands for itself."""
    try:
        found = (
            [path for path, reason in files_in(location) if reason is None] if os.path.isdir(location) else [location]
        )
    except OSError:
        return [location]  # reading it as a log reports the error
    return [path for path in found if not os.path.basename(path).startswith(".")]
