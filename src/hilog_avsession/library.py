"""The library: a diagnosis in one call, incidents as they come, and the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from .codes import CATALOG, Catalog, Explanation
from .errors import UnreadableInput
from .filters import Filters
from .model import Incident
from .options import Options
from .pipeline import Diagnosis, diagnose
from .report import Report
from .sources import Limits, Place, expand
from .summary import MAX_INCIDENTS


def analyze(  # noqa: PLR0913  (an option each)
    *sources: Place,
    lang: str = "en",
    filters: Filters | None = None,
    max_incidents: int = MAX_INCIDENTS,
    limits: Limits | None = None,
    year: int | None = None,
    jobs: int = 1,
) -> Report:
    """Diagnose logs and return the report.

    A source is a file, a folder, a pattern, `-` for standard input, or a binary stream; what is packed is looked into.
    `lang` (`en` or `zh`) is the language of titles and advice. `filters` say which incidents are counted. Counts are
    exact; the report keeps the first `max_incidents` incidents one by one. `limits` bound what packed files may unpack
    to. `year` is that of each log's first line where the log prints none; by default a name that hilogd gave tells it.
    `jobs` processes read files side by side; the report is the same.

    Raises UnreadableInput if none of the sources could be read; otherwise `report.inputs` says which could not. Raises
    WrongUsage for a year that no log is of.
    """
    options = Options(lang, filters or Filters(), max_incidents, limits or Limits(), year=year, jobs=jobs)
    report = diagnose(sources, options)
    errors = [one for one in report.inputs if one.error is not None]
    if errors and len(errors) == len(report.inputs):
        first = errors[0]
        assert first.error is not None  # chosen so
        raise UnreadableInput(first.source, first.error.kind, first.error.message, first.error.hint)
    return report


def iter_incidents(
    source: Place,
    *,
    lang: str = "en",
    filters: Filters | None = None,
    limits: Limits | None = None,
    year: int | None = None,
) -> Iterator[Incident]:
    """Yield the incidents of one source as they are complete: when AVSession's next lines are a second younger.

    A stream is read as it comes, and nothing is kept: an endless log is no problem. Sessions are described with what
    the log told up to then. `lang`, `filters`, `limits` and `year` are as for `analyze`.

    Raises UnreadableInput if the source cannot be opened, and at its end if it was damaged or held no HiLog.
    """
    diagnosis = Diagnosis(Options(lang, filters or Filters(), 0, limits or Limits(), year=year))
    for place in expand([source]):
        yield from diagnosis.incidents_in(place)
    yield from diagnosis.rest()
    for one in diagnosis.inputs:
        if one.error is not None:
            raise UnreadableInput(one.source, one.error.kind, one.error.message, one.error.hint)


def explain(code: int | str) -> Explanation:
    """Look up a public code (6600107), native number (-1013), symbol or cast engine number (1003).

    The catalogue's texts come from the interface declarations and sources of OpenHarmony, with notes from practice.
    Raises UnknownCode, which names similar ones.
    """
    return CATALOG.explain(code)


def catalog() -> Catalog:
    """The catalogue of all codes: iterate over it, or ask it for an `entry`."""
    return CATALOG
