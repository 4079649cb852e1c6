"""The commands `fleet report` and `fleet diff`: show what failed in a fleet, and what changed from one to another."""

from __future__ import annotations

from typing import Annotated

import typer

from ..output.formats import FLEET_FORMATS
from ..output.view import View
from .arguments import Catalogs, Selection, ruleset_of
from .comparing import Comparing, Level
from .destinations import destinations_of
from .groups import with_groups
from .language import Lang, language_of
from .outputs import Files, NoPager, format_option, write_each
from .overwriting import refuse_tables
from .pager import Screen

REPORT_HELP = """\
Show what failed in a fleet: which failures hit how many units, since when.

\b
Examples:
  hilog-avsession fleet report night
  hilog-avsession fleet report night -o night.html -o night.md
  hilog-avsession fleet report night --all --lang zh
  hilog-avsession fleet report night --where "software_version=5.1.*"
  hilog-avsession fleet report night -f json | jq '.causes[0]'

OUT is the folder that `hilog-avsession fleet` has written or is writing. Causes
are ordered by the units that they hit; for each, the report says since when, if
it is getting worse, what its units have in common that others have not, and
which units show it best. The exit status is 0 whatever failed, 3 if the folder
cannot be read.
"""
DIFF_HELP = """\
Compare two fleets, such as two builds or two weeks: what is new, gone, more or
less frequent in B.

\b
Examples:
  hilog-avsession fleet diff monday tuesday
  hilog-avsession fleet diff build-110 build-120 --by cause -o diff.html
  hilog-avsession fleet diff monday tuesday --where device_model=PHONE-10

A and B are folders that `hilog-avsession fleet` has written. The units that are
hit are counted, not the incidents in them. Differences that chance alone explains
are not shown as changes. The exit status is 0 whatever changed, 3 if a folder
cannot be read.
"""

_Out = Annotated[str, typer.Argument(metavar="OUT", help="The folder of the fleet.")]
_A = Annotated[str, typer.Argument(metavar="A", help="The folder of the earlier fleet.")]
_B = Annotated[str, typer.Argument(metavar="B", help="The folder of the later one.")]
_Formats = Annotated[list[str] | None, format_option(FLEET_FORMATS)]
_Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where", metavar="COLUMN=VALUE", help="Only units with this value of a column of `units`; repeatable."
    ),
]
_All = Annotated[bool, typer.Option("--all", help="List all rows of each table, and shorten no text.")]


@with_groups
def report(  # noqa: PLR0913, PLR0917  (an option each)
    out: _Out,
    format: _Formats = None,
    output: Files = None,
    level: Level = 0.05,
    all: _All = False,
    where: _Where = None,
    catalog: Catalogs = None,
    lang: Lang = None,
    no_pager: NoPager = False,
    *,
    selection: Selection,
) -> None:
    """Show what failed in a fleet."""
    from ..fleet.choosing import Chosen, parsed_where
    from ..fleet.summary import summarize
    from ..output.wording.fleet import headline

    known = ruleset_of(catalog).catalog
    chosen = Chosen.of(selection.filters(known), parsed_where(where or ()))
    destinations = destinations_of(format or (), output or (), FLEET_FORMATS)
    refuse_tables(destinations, [out])
    found = summarize(out, lang=language_of(lang), catalog=known, level=level, chosen=chosen)
    write_each(destinations, found, View(whole=all), lambda _: headline(found), Screen(uses_pager=not no_pager))


@with_groups
def diff(  # noqa: PLR0913  (an option or a group of options each)
    a: _A,
    b: _B,
    where: _Where = None,
    *,
    comparing: Comparing,
    selection: Selection,
    catalog: Catalogs = None,
    lang: Lang = None,
) -> None:
    """Compare two fleets."""
    from ..fleet.choosing import Chosen, parsed_where
    from ..fleet.comparing import compare_fleets

    known = ruleset_of(catalog).catalog
    chosen = Chosen.of(selection.filters(known), parsed_where(where or ()))
    destinations = comparing.destinations()
    refuse_tables(destinations, [a, b])
    language, by = language_of(lang), comparing.tables
    found = compare_fleets(a, b, level=comparing.level, by=by, lang=language, catalog=known, chosen=chosen)
    comparing.write(destinations, found)
