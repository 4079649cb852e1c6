"""The library: a diagnosis in one call, incidents as they come, and the catalogue."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator

from .errors import UnreadableInput
from .knowledge.catalog import Catalog, Explanation
from .knowledge.ruleset import RULESET, Ruleset
from .model.incidents import Incident
from .options import Options
from .pipeline import Diagnosis, diagnose
from .reading.sources import Limits, Place, expand
from .report import Report
from .results.aggregation import MAX_INCIDENTS
from .results.filters import Filters

Files = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]  # one or several


def analyze(  # noqa: PLR0913  (an option each)
    *sources: Place,
    lang: str = "en",
    filters: Filters | None = None,
    max_incidents: int = MAX_INCIDENTS,
    limits: Limits | None = None,
    year: int | None = None,
    jobs: int = 1,
    catalog: Files = (),
) -> Report:
    """Diagnose logs and return the report.

    A source is a file, a folder, a pattern, `-` for standard input, or a binary stream; packed files are unpacked.
    `lang` (`en` or `zh`) is the language of titles and advice. `filters` choose the incidents that are counted. Counts
    are exact; the report lists the first `max_incidents` incidents. `limits` bound how much packed files may unpack to.
    `year` is the year of each log's first line where the log prints none; by default it is taken from the file name
    that hilogd gave. `jobs` processes read side by side, 0 for as many as make it faster; the report is the same.
    `catalog` names TOML files with your own codes and statements; later files take precedence.

    Raises UnreadableInput if none of the sources could be read; otherwise `report.inputs` says which could not be.
    Raises WrongUsage for an impossible year, CatalogError for mistakes in a catalogue.
    """
    options = Options(
        lang,
        filters or Filters(),
        max_incidents,
        limits or Limits(),
        year=year,
        jobs=jobs,
        ruleset=_ruleset_of(catalog),
    )
    report = diagnose(sources, options)
    errors = [unread for unread in report.inputs if unread.error is not None]
    if errors and len(errors) == len(report.inputs):
        first = errors[0]
        assert first.error is not None  # chosen so
        raise UnreadableInput(first.source, first.error.kind, first.error.message, first.error.hint)
    return report


def iter_incidents(  # noqa: PLR0913  (as for `analyze`)
    source: Place,
    *,
    lang: str = "en",
    filters: Filters | None = None,
    limits: Limits | None = None,
    year: int | None = None,
    catalog: Files = (),
) -> Iterator[Incident]:
    """Yield each incident of a source once it is complete: when AVSession's latest lines are a second newer.

    A stream is read as it comes, and no incident is kept, so the log may be endless. Sessions are described as they are
    known at that moment. `lang`, `filters`, `limits`, `year` and `catalog` are as for `analyze`. Warns at the end about
    patterns of a catalogue that took too long.

    Raises UnreadableInput if the source cannot be opened, and at the end if it was damaged or held no HiLog.
    """
    ruleset = _ruleset_of(catalog)
    diagnosis = Diagnosis(Options(lang, filters or Filters(), 0, limits or Limits(), year=year, ruleset=ruleset))
    for place in expand([source]):
        yield from map(diagnosis.with_places, diagnosis.read(place))
    yield from map(diagnosis.with_places, diagnosis.finish())
    for place, count in diagnosis.slow_patterns.items():
        warnings.warn(f"{place} took too long and gave up messages: {count}", RuntimeWarning, stacklevel=2)
    for read in diagnosis.inputs:
        if read.error is not None:
            raise UnreadableInput(read.source, read.error.kind, read.error.message, read.error.hint)


def explain(code: int | str, *, catalog: Files = ()) -> Explanation:
    """Look up a public code (6600107), native number (-1013), symbol or cast engine number (1003).

    The catalogue's texts come from the interface declarations and sources of OpenHarmony, with notes from practice.
    `catalog` names TOML files with your own codes. Raises UnknownCode, which names similar ones, and CatalogError.
    """
    return _ruleset_of(catalog).catalog.explain(code)


def catalog(*files: str | os.PathLike[str]) -> Catalog:
    """Return the catalogue of all codes, those of your own `files` among them: iterate over it, or ask for an `entry`.

    Raises CatalogError, which names all mistakes in the files.
    """
    return _ruleset_of(files).catalog


def _ruleset_of(files: Files) -> Ruleset:
    files = [files] if isinstance(files, str | os.PathLike) else list(files)
    if not files:
        return RULESET
    from .custom import load

    return load(files)
