"""The options that several commands share, and their conversion into the values that the library takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ..errors import WrongUsage
from ..reading.parallel import MOST_JOBS
from .language import Lang, asked_language, language_of

if TYPE_CHECKING:
    from ..knowledge.catalog import Catalog
    from ..knowledge.ruleset import Ruleset
    from ..options import Options
    from ..results.filters import Filters


Target = Annotated[
    str | None, typer.Option("--target", "-t", metavar="KEY", help="Choose a device if several are connected.")
]
Targets = Annotated[
    list[str] | None,
    typer.Option("--target", "-t", metavar="KEY", help="Read this device, or `all` that are connected; repeatable."),
]
Categories = Annotated[
    list[str] | None, typer.Option("--category", metavar="NAME", help="Only this category; repeatable.")
]
Catalogs = Annotated[
    list[str] | None,
    typer.Option("--catalog", metavar="FILE", help="Add your own codes and statements (TOML); repeatable."),
]

_Codes = Annotated[
    list[str] | None,
    typer.Option("--code", metavar="CODE", help="Only this code, e.g. 6600107, 6612* or network; repeatable."),
]
_Bundles = Annotated[
    list[str] | None,
    typer.Option("--bundle", metavar="NAME", help="Only applications of this name, part or pattern; repeatable."),
]
_Year = Annotated[
    int | None,
    typer.Option(
        "--year", min=1970, max=2100, metavar="YYYY", help="Year of the first line, for logs that print no year."
    ),
]
_Jobs = Annotated[
    int,
    typer.Option(
        "--jobs",
        "-j",
        min=0,
        max=MOST_JOBS,
        metavar="N",
        help="Number of processes that read, 256 at most; 0 chooses automatically.",
    ),
]
_PackedLimits = Annotated[
    list[str] | None,
    typer.Option("--limit", metavar="NAME=N", help="Raise a limit on packed files, e.g. ratio=1000; repeatable."),
]


class Selection(NamedTuple):
    """The options that select incidents."""

    code: _Codes = None
    category: Categories = None
    bundle: _Bundles = None

    def filters(self, catalog: Catalog) -> Filters:
        """Return the filters for these incidents. Raises UnknownCode and WrongUsage."""
        from ..results.filters import Filters, resolved

        filters = Filters(codes=self.code, categories=self.category, bundles=self.bundle)
        resolved(filters, catalog)  # an unknown code is wrong usage before anything is read
        return filters


class Reading(NamedTuple):
    """The options that say how logs are read."""

    lang: Lang = None
    year: _Year = None
    jobs: _Jobs = 0
    limit: _PackedLimits = None
    catalog: Catalogs = None

    def options(self) -> Options:
        """Return the options of a diagnosis. Raises WrongUsage and CatalogError."""
        from ..options import Options
        from ..reading.sources import Limits

        return Options(
            language_of(self.lang),
            limits=Limits.parse(self.limit or ()),
            year=self.year,
            jobs=self.jobs,
            ruleset=ruleset_of(self.catalog),
        )

    def language_of_report(self) -> str | None:
        """Return the language that stored reports are put into, or None to keep theirs.

        Raises WrongUsage for options that only logs need.
        """
        if self.year is not None:
            raise WrongUsage("--year says how a log is read, and a report is read already; leave it out")
        return asked_language(self.lang)


class UnitReading(NamedTuple):
    """The options that say how the logs of many devices are read, each by one process."""

    lang: Lang = None
    year: _Year = None
    limit: _PackedLimits = None
    catalog: Catalogs = None

    def options(self) -> Options:
        """Return the options of a diagnosis. Raises WrongUsage and CatalogError."""
        return Reading(self.lang, self.year, 1, self.limit, self.catalog).options()


# ---- into what the library takes -------------------------------------------------------------------------------------


def ruleset_of(files: list[str] | None) -> Ruleset:
    """Return the rules that a log is read with, including those in the user's files. Raises CatalogError."""
    from ..knowledge.ruleset import RULESET

    if not files:
        return RULESET
    from ..custom import load

    return load(files)


def category_of(text: str) -> str:
    """Return the category of that name. Raises WrongUsage."""
    from ..knowledge.catalog import ALL_CATEGORIES
    from ..model.arguments import word

    return word("a category", text, ALL_CATEGORIES)
