"""The library: a diagnosis in one call, incidents as they come, and the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from .codes import CATALOG, Catalog, Explanation
from .errors import UnreadableInput
from .filters import Filters
from .model import Incident
from .pipeline import Diagnosis, Options, Place, diagnose
from .report import Report
from .sources import open_source
from .summary import MAX_INCIDENTS


def analyze(
    *sources: Place,
    lang: str = "en",
    filters: Filters | None = None,
    max_incidents: int = MAX_INCIDENTS,
) -> Report:
    """Diagnose logs and return the report.

    A source is a path, `-` for standard input, or a binary stream; gzip and UTF-16 are recognised. `lang` (`en` or
    `zh`) is the language of titles and advice. Counts are exact; the report keeps the first `max_incidents` incidents.

    Raises UnreadableInput if none of the sources could be read; otherwise `report.inputs` says which could not.
    """
    report = diagnose(sources, Options(lang=lang, filters=filters or Filters(), max_incidents=max_incidents))
    errors = [one for one in report.inputs if one.error is not None]
    if errors and len(errors) == len(report.inputs):
        first = errors[0]
        assert first.error is not None  # chosen so
        raise UnreadableInput(first.source, first.error.kind, first.error.message, first.error.hint)
    return report


def iter_incidents(source: Place, *, lang: str = "en", filters: Filters | None = None) -> Iterator[Incident]:
    """Yield the incidents of one source as they are complete: when AVSession's next lines are a second younger.

    A stream is read as it comes. Sessions are described with what the log told up to then. Raises UnreadableInput if
    the source cannot be opened, and at its end if it was damaged or held no HiLog.
    """
    diagnosis = Diagnosis(Options(lang=lang, filters=filters or Filters(), max_incidents=0))
    with open_source(source) as opened:
        yield from diagnosis.incidents(opened)
    yield from diagnosis.rest()
    error = diagnosis.inputs[-1].error
    if error is not None:
        raise UnreadableInput(diagnosis.inputs[-1].source, error.kind, error.message, error.hint)


def explain(code: int | str) -> Explanation:
    """Look up a public code (6600107), native number (-1013), symbol or cast engine number (1003).

    Raises UnknownCode, which names similar ones.
    """
    return CATALOG.explain(code)


def catalog() -> Catalog:
    """The catalogue of all codes: iterate over it, or ask it for an `entry`."""
    return CATALOG
