"""The library: a diagnosis in one call, incidents as they come, and the catalogue."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator
from io import TextIOBase
from typing import Any, TypeGuard

from .errors import WrongUsage
from .knowledge.catalog import Catalog, Explanation
from .knowledge.ruleset import RULESET, Ruleset
from .model.arguments import is_path, several
from .model.incidents import Incident
from .options import Options
from .phrases import Phrase
from .pipeline import Diagnosis, diagnose
from .reading.sources import Limits, Location, expand
from .report import Report
from .results.aggregation import MAX_INCIDENTS
from .results.filters import Filters

Files = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]  # one or several
Sources = Location | Iterable[Location]  # one or several

_SOURCE = Phrase("a path, a pattern, '-', a stream opened in binary mode (io.BytesIO for bytes), or several of them")
_FILE = Phrase("the path of a TOML file, or several")


def analyze(  # noqa: PLR0913  (an option each)
    *sources: Sources,
    lang: str = "en",
    filters: Filters | None = None,
    max_incidents: int = MAX_INCIDENTS,
    limits: Limits | None = None,
    year: int | None = None,
    jobs: int = 1,
    catalog: Files = (),
) -> Report:
    """Diagnose logs and return the report.

    A source is a file, a folder, a pattern, `-` for standard input, or a binary stream, or a series of these; packed
    files are unpacked.

    `lang` (`en` or `zh`) is the language of titles and advice. `filters` choose the incidents that are counted. Counts
    are exact; the report lists the first `max_incidents` incidents. `limits` bound how much packed files may unpack to.
    `year` is the year of each log's first line where the log prints none; by default it is taken from the file name
    that hilogd gave. `jobs` is the number of processes that read side by side, 0 for as many as make it faster; the
    report is the same. `catalog` names TOML files with your own codes and statements; later files take precedence.

    Raises UnreadableInput if none of the sources could be read; otherwise `report.inputs` says which could not be.
    Raises WrongUsage for an argument that makes no sense, CatalogError for mistakes in a catalogue.
    """
    locations = _locations(sources)
    options = Options(
        lang,
        Filters() if filters is None else filters,
        max_incidents,
        Limits() if limits is None else limits,
        year=year,
        jobs=jobs,
        ruleset=_ruleset_of(catalog),
    )
    report = diagnose(locations, options)
    errors = [unread for unread in report.inputs if unread.error is not None]
    if errors and len(errors) == len(report.inputs):
        first = errors[0]
        assert first.error is not None  # chosen so
        raise first.error.raised_for(first.source)
    return report


def iter_incidents(  # noqa: PLR0913  (as for `analyze`)
    source: Sources,
    *,
    lang: str = "en",
    filters: Filters | None = None,
    limits: Limits | None = None,
    year: int | None = None,
    catalog: Files = (),
) -> Iterator[Incident]:
    """Yield each incident of one source or several once it is complete: after a line of AVSession a second newer.

    A stream is read as it comes, and no incident is kept, so the log may be endless. An incident describes its session
    as it is known at that moment. `lang`, `filters`, `limits`, `year` and `catalog` are as for `analyze`. Warns at the
    end about patterns of a catalogue that took too long.

    Raises WrongUsage for an argument that makes no sense and CatalogError when it is called. Raises UnreadableInput
    while the incidents are read: if a source cannot be opened, and at the end if one was damaged or held no HiLog.
    """
    options = Options(
        lang,
        Filters() if filters is None else filters,
        0,
        Limits() if limits is None else limits,
        year=year,
        ruleset=_ruleset_of(catalog),
    )
    return _incidents(_locations([source]), options)


def _incidents(locations: list[Location], options: Options) -> Iterator[Incident]:
    diagnosis = Diagnosis(options)
    for location in expand(locations):
        yield from map(diagnosis.with_places, diagnosis.read(location))
    yield from map(diagnosis.with_places, diagnosis.finish())
    for place, count in diagnosis.slow_patterns.items():
        warnings.warn(f"{place} took too long and gave up messages: {count}", RuntimeWarning, stacklevel=2)
    for read in diagnosis.inputs:
        if read.error is not None:
            raise read.error.raised_for(read.source)


def explain(code: int | str, *, catalog: Files = ()) -> Explanation:
    """Look up a public code (6600107), native number (-1013), symbol or cast engine number (1003).

    The catalogue's texts come from the interface declarations and sources of OpenHarmony, with notes from practice.
    `catalog` names TOML files with your own codes. Raises UnknownCode, which names similar ones, CatalogError, and
    WrongUsage for what is neither a number nor text.
    """
    return _ruleset_of(catalog).catalog.explain(code)


def catalog(*files: Files) -> Catalog:
    """Return the catalogue of all codes, those of your own `files` among them: iterate over it, or ask for an `entry`.

    Raises CatalogError, which names all mistakes in the files, and WrongUsage for a file that is not given by its path.
    """
    return _ruleset_of([path for one_or_several in files for path in _files(one_or_several)]).catalog


# ---- arguments -------------------------------------------------------------------------------------------------------


def _locations(sources: Iterable[Any]) -> list[Location]:
    """Return all sources in one list. Raises WrongUsage for a value that is not a source, and without any source."""
    locations = [location for source in sources for location in several("a source", source, _is_location, _SOURCE)]
    if any(isinstance(location, str) and "\n" in location and not os.path.exists(location) for location in locations):
        raise WrongUsage("a source is a path, not the text of a log; wrap the text: io.BytesIO(text.encode())")
    if not locations:
        raise WrongUsage("there is no source to read; give {allowed}", allowed=_SOURCE)
    return locations


def _is_location(given: Any) -> TypeGuard[Location]:
    return (is_path(given) and bool(os.fspath(given))) or (
        hasattr(given, "read") and not isinstance(given, TextIOBase | type)
    )


def _files(given: Files) -> tuple[str | os.PathLike[str], ...]:
    return several("catalog", given, is_path, _FILE)


def _ruleset_of(given: Files) -> Ruleset:
    files = _files(given)
    if not files:
        return RULESET
    from .custom import load

    return load(files)
