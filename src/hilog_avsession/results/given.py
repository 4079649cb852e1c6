"""From the arguments of a program to reports: each is a report, or the path of its JSON file."""

from __future__ import annotations

from os import PathLike
from typing import Any, TypeGuard

from ..model.arguments import is_path, several
from ..model.report import ReportData

ReportSource = ReportData | str | PathLike[str]


def reports_of(name: str, given: Any) -> tuple[ReportData, ...]:
    """Return one report or several; an error calls them `name`.

    Raises WrongUsage for a value that is neither a report nor a path, UnreadableInput for a file that is not a report.
    """
    from .json.decode import read_file

    sources = several(name, given, _is_source, "a report, the path of a JSON report, or several of them")
    return tuple(source if isinstance(source, ReportData) else read_file(source) for source in sources)


def _is_source(given: Any) -> TypeGuard[ReportSource]:
    return isinstance(given, ReportData) or is_path(given)
