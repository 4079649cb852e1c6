"""What a program calls: `hilog_avsession.fleet(...)` reads captures and returns what failed in them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from math import inf
from numbers import Real
from typing import TYPE_CHECKING, Any, cast

from ..errors import WrongUsage
from ..phrases import Phrase
from ..reading.parallel import MOST_JOBS

if TYPE_CHECKING:
    from ..api import Files
    from ..comparison import Comparison
    from ..reading.sources import Limits
    from ..results.filters import Filters
    from .opening import OpenFleet
    from .report import Fleet
    from .running import Event

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]  # one or several

_FOLDER = Phrase("the path of a folder")
_FILES = Phrase("the path of a TOML file, or several")
_PATH = Phrase("a path, a pattern, an address such as 's3://bucket/folder', '@list.txt', or several of them")


class Caller:
    """The functions of the module `hilog_avsession.fleet`, which can itself be called."""

    def __call__(  # noqa: PLR0913  (an option each)
        self,
        *paths: Paths,
        out: str | os.PathLike[str],
        unit: str = "auto",
        lang: str = "en",
        limits: Limits | None = None,
        year: int | None = None,
        catalog: Files = (),
        meta: str | os.PathLike[str] | None = None,
        reports: bool = False,
        key: str | None = None,
        resume: bool = True,
        retry_failed: bool = False,
        scheduler: Any = None,
        workers: int | None = None,
        memory: int | None = None,
        time_limit: float = 3600.0,
        progress: Callable[[Event], None] | None = None,
    ) -> Fleet:
        """Read the captures that are new or changed, store what failed in the folder `out`, and return its report.

        A path is a file, a folder, a pattern, an address of fsspec, or `@list.txt`. `unit` says what one capture of one
        device is: `archive`, `folder` or `auto`. `lang`, `limits`, `year` and `catalog` are as for `analyze`. `meta` is
        a CSV file with your own facts about units. `reports` also stores the JSON report of each unit. With a `key`,
        names are redacted. Units that `out` holds are skipped if they are still the same, unless `resume` is False;
        `retry_failed` reads those again that failed.

        `scheduler` is the address of a cluster of Dask, or a client of it; without it, `workers` units are read side by
        side on this machine. One unit may take `memory` bytes and `time_limit` seconds. `progress` is called with each
        event of the run. Ctrl-C stores what is finished before it raises KeyboardInterrupt.

        Raises WrongUsage, CatalogError, MissingLibrary without the extra `fleet`, UnreadableInput for a path that names
        nothing, UnwritableOutput, and ClusterError for a cluster that cannot be reached or goes away. A unit that
        cannot be read is no error: the report counts it, with the reason.
        """
        from .cluster import Cluster, require_libraries

        require_libraries()
        from ..model.arguments import flag, is_path, one_or_none, path, several, whole, word
        from .process import Limits as UnitLimits
        from .running import FleetOptions, Run, digest_of
        from .units import UnitKind

        locations = [os.fspath(location) for given in paths for location in several("a path", given, is_path, _PATH)]
        if not locations:
            raise WrongUsage("there are no captures to read; give {allowed}", allowed=_PATH)
        files = several("catalog", catalog, is_path, _FILES)
        wanted = FleetOptions(
            options=_options(lang, limits, year, files),
            kind=UnitKind(word("a kind of unit", unit, [kind.value for kind in UnitKind])),
            cluster=Cluster(scheduler, None if workers is None else whole("workers", workers, 1, MOST_JOBS)),
            limits=UnitLimits(_seconds(time_limit), None if memory is None else whole("memory", memory, 1)),
            with_reports=flag("reports", reports),
            meta=None if meta is None else path("meta", meta),
            key=one_or_none("key", key, str, "text, or None"),
            catalog=digest_of(files),
            is_resumed=flag("resume", resume),
            retries_failed=flag("retry_failed", retry_failed),
        )
        return Run(wanted, progress or (lambda _event: None)).into(path("out", out, _FOLDER), locations).report

    def open(self, out: str | os.PathLike[str]) -> OpenFleet:
        """Open a folder that a run has written or is writing, for its tables and its report.

        Raises UnreadableInput if it holds no fleet, MissingLibrary without the extra `fleet`.
        """
        from ..model.arguments import path
        from .opening import OpenFleet

        return OpenFleet.of(path("out", out, _FOLDER))

    def compare(  # noqa: PLR0913  (an option each)
        self,
        a: str | os.PathLike[str],
        b: str | os.PathLike[str],
        *,
        level: float = 0.05,
        by: str | Iterable[str] = ("code", "cause", "app"),
        lang: str = "en",
        catalog: Files = (),
        filters: Filters | None = None,
        where: Mapping[str, Any] | None = None,
    ) -> Comparison:
        """Compare two folders, such as those of two builds: what is new, gone, hits more or fewer units in B.

        `level`, `by` and `lang` are as for `hilog_avsession.compare`, `catalog` as for `analyze`, `filters` and `where`
        as for the report of `fleet.open`; rows count the units that are hit. Raises WrongUsage for a value that makes
        no sense, UnreadableInput for a folder without a fleet.
        """
        from ..model.arguments import is_path, path, several
        from .choosing import Chosen
        from .comparing import compare_fleets

        files = several("catalog", catalog, is_path, _FILES)
        known = _options(lang, None, None, files).ruleset.catalog
        chosen = Chosen.of(filters, where)
        return compare_fleets(path("a", a), path("b", b), level=level, by=by, lang=lang, catalog=known, chosen=chosen)


for _function, _name in ((Caller.__call__, "fleet"), (Caller.open, "fleet.open"), (Caller.compare, "fleet.compare")):
    _function.__qualname__ = _name  # by which Python's own errors name it


def _seconds(given: Any) -> float:
    """Return how long a unit may take. Raises WrongUsage."""
    from ..model.arguments import refusal

    if isinstance(given, bool) or not isinstance(given, Real) or not 1 <= float(given) < inf:
        raise refusal("time_limit", given, "a number of seconds from 1 on")
    return float(given)


def _options(lang: str, limits: Limits | None, year: int | None, catalog: Iterable[str | os.PathLike[str]]) -> Any:
    from ..options import Options

    options = Options(lang=lang, year=year) if limits is None else Options(lang=lang, year=year, limits=limits)
    if files := list(catalog):
        from ..custom import load

        options = replace(options, ruleset=load(files))
    return options


fleet = cast("Caller", sys.modules[__package__])  # the module itself, which is one
