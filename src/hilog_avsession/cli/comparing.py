"""The options that `diff` and `fleet diff` share: how the sides are compared, and where the comparison is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ..output.formats import COMPARISON_FORMATS
from ..output.view import View
from .destinations import destinations_of
from .outputs import Files, NoPager, format_option, write_each
from .pager import Screen

if TYPE_CHECKING:
    from ..results.comparison.values import ComparisonData
    from .destinations import Destination

_TABLES = ("code", "cause", "app")  # the values of `By`, which is not imported for help

_Formats = Annotated[list[str] | None, format_option(COMPARISON_FORMATS)]
_Tables = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="NAME",
        help=f"Count by {', '.join(_TABLES)}; repeatable; the default is all.",
        autocompletion=lambda: _TABLES,
    ),
]
_All = Annotated[bool, typer.Option("--all", help="Also list what did not change significantly.")]

Level = Annotated[
    float, typer.Option("--level", metavar="P", help="Significance level: chance of a false difference, 0 to 1.")
]


class Comparing(NamedTuple):
    """The options of a comparison."""

    format: _Formats = None
    output: Files = None
    level: Level = 0.05
    by: _Tables = None
    all: _All = False
    no_pager: NoPager = False

    @property
    def tables(self) -> tuple[str, ...]:
        """What failures are counted by."""
        return tuple(self.by or _TABLES)

    def destinations(self) -> list[Destination]:
        """Return where the comparison is written. Raises WrongUsage."""
        return destinations_of(self.format or (), self.output or (), COMPARISON_FORMATS)

    def write(self, destinations: list[Destination], found: ComparisonData) -> None:
        """Write a comparison to each destination. Raises UnwritableOutput after all have been tried."""
        from ..output.wording.comparison import headline

        write_each(
            destinations, found, View(whole=self.all), lambda _: headline(found), Screen(uses_pager=not self.no_pager)
        )
