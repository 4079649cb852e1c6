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

    A source is a file, a folder, a pattern, `-` for standard input, or a binary stream; what is packed is looked into.
    `lang` (`en` or `zh`) is the language of titles and advice. `filters` say which incidents are counted. Counts are
    exact; the report keeps the first `max_incidents` incidents one by one. `limits` bound what packed files may unpack
    to. `year` is that of each log's first line where the log prints none; by default a name that hilogd gave tells it.
    `jobs` processes read side by side, for 0 as many as pay; the report is the same. `catalog` names TOML files with a
    user's own codes and statements; later ones count first.

    Raises UnreadableInput if none of the sources could be read; otherwise `report.inputs` says which could not. Raises
    WrongUsage for a year that no log is of, CatalogError for mistakes in a catalogue.
    """
    options = Options(
        lang,
        filters or Filters(),
        max_incidents,
        limits or Limits(),
        year=year,
        jobs=jobs,
        ruleset=_lexicon_of(catalog),
    )
    report = diagnose(sources, options)
    errors = [one for one in report.inputs if one.error is not None]
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
    """Yield the incidents of one source as they are complete: when AVSession's next lines are a second younger.

    A stream is read as it comes, and nothing is kept: an endless log is no problem. Sessions are described with what
    the log told up to then. `lang`, `filters`, `limits`, `year` and `catalog` are as for `analyze`. Warns at its end of
    patterns of a catalogue that took too long.

    Raises UnreadableInput if the source cannot be opened, and at its end if it was damaged or held no HiLog.
    """
    ruleset = _lexicon_of(catalog)
    diagnosis = Diagnosis(Options(lang, filters or Filters(), 0, limits or Limits(), year=year, ruleset=ruleset))
    for place in expand([source]):
        yield from diagnosis.read(place)
    yield from diagnosis.finish()
    for place, count in diagnosis.slow_patterns.items():
        warnings.warn(f"{place} took too long and gave up messages: {count}", RuntimeWarning, stacklevel=2)
    for one in diagnosis.inputs:
        if one.error is not None:
            raise UnreadableInput(one.source, one.error.kind, one.error.message, one.error.hint)


def explain(code: int | str, *, catalog: Files = ()) -> Explanation:
    """Look up a public code (6600107), native number (-1013), symbol or cast engine number (1003).

    The catalogue's texts come from the interface declarations and sources of OpenHarmony, with notes from practice.
    `catalog` names TOML files with a user's own codes. Raises UnknownCode, which names similar ones, and CatalogError.
    """
    return _lexicon_of(catalog).catalog.explain(code)


def catalog(*files: str | os.PathLike[str]) -> Catalog:
    """The catalogue of all codes, those of a user's `files` among them: iterate over it, or ask it for an `entry`.

    Raises CatalogError, which names all mistakes in the files.
    """
    return _lexicon_of(files).catalog


def _lexicon_of(files: Files) -> Ruleset:
    files = [files] if isinstance(files, str | os.PathLike) else list(files)
    if not files:
        return RULESET
    from .custom import load  # noqa: PLC0415  (hardly any run has some)

    return load(files)
