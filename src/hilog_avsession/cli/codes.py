"""The commands `codes` and `codes lint`: the catalogue of codes, and a user's own files for it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from ..errors import WrongUsage
from ..model.spelling import most_alike
from ..output.formats import TABLE_FORMATS
from ..output.statuses import OK, USAGE
from ..phrases import Phrase, did_you_mean
from .arguments import Catalogs, Categories, category_of, ruleset_of
from .commands import new_app
from .console import color, json_text, width, write
from .destinations import Destination, destinations_of
from .language import Lang, language_of
from .outputs import Files, NoPager, format_option, write_texts
from .overwriting import refuse_inputs
from .pager import Screen
from .suggestions import nearest, titled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..knowledge.catalog import Catalog, CodeEntry

HELP = """\
List the catalogue of error codes.

\b
Examples:
  hilog-avsession codes
  hilog-avsession codes --category drm
  hilog-avsession codes network --format markdown
  hilog-avsession codes lint team.toml

`codes list --help` shows the options of the list. Exit status 2: no code contains
the word; the message names what is most like it.
"""
LINT_HELP = """\
Check files with your own codes and statements, without a log.

\b
Examples:
  hilog-avsession codes lint team.toml
  hilog-avsession codes lint base.toml team.toml   like --catalog twice

If the files are correct, shows what each adds and replaces, and the exit status
is 0. Otherwise lists all mistakes, and the exit status is 2.
"""
_NATIVE = re.compile(r"-[0-9]+")
_MOST_NAMED = 3  # codes of other categories


class _ListByDefault(TyperGroup):
    """The group `codes`: its command is `list` if no other is named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # click's Context, which typer may bundle
        """Add the missing command, and keep a native number from being read as an option."""
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["list", *args]
        if args[0] == "list" and "--" not in args:
            numbers = [word for word in args if _NATIVE.fullmatch(word)]
            args = [*(word for word in args if word not in numbers), *(["--", *numbers] if numbers else [])]
        elif args[0] in ctx.help_option_names:
            args = args[:1]  # `--lang` may follow, which Root has taken
        return super().parse_args(ctx, args)


app = new_app(cls=_ListByDefault, help=HELP)


@app.command("list", help="List the catalogue; the same as `codes` alone.")
def list_codes(  # noqa: PLR0913, PLR0917  (an option each)
    word: Annotated[
        str | None,
        typer.Argument(
            metavar="WORD", help="Only codes whose number, symbol or title contains this word; or a native number."
        ),
    ] = None,
    category: Categories = None,
    lang: Lang = None,
    format: Annotated[list[str] | None, format_option(TABLE_FORMATS)] = None,
    output: Files = None,
    catalog: Catalogs = None,
    no_pager: NoPager = False,
) -> None:
    """List the catalogue."""
    language = language_of(lang)
    destinations = destinations_of(format or (), output or (), TABLE_FORMATS)
    refuse_inputs(destinations, catalog or ())
    categories = tuple(dict.fromkeys(map(category_of, category or ())))
    entries = _entries(word, categories, ruleset_of(catalog).catalog, language)
    write_texts(
        destinations,
        lambda target: _listed(entries, target, language),
        ("codes", len(entries)),
        language,
        Screen(uses_pager=not no_pager),
    )


def _entries(word: str | None, categories: Sequence[str], known: Catalog, lang: str) -> list[CodeEntry]:
    """Return the codes of the categories that contain a word. Raises WrongUsage if there is none."""
    found = [entry for entry in known if word is None or entry.mentions(word) or entry.number == _public(word, known)]
    entries = [entry for entry in found if not categories or entry.category in categories]
    if entries:
        return entries
    if word is None:
        raise WrongUsage("there is no code of category {names}", names=tuple(categories))
    if found:
        raise WrongUsage(
            "no code of category {names} contains {word!r}{guess}",
            names=tuple(categories),
            word=word,
            guess=did_you_mean(tuple(titled(str(entry.number), known, lang) for entry in found[:_MOST_NAMED])),
        )
    raise WrongUsage(
        "no code contains {word!r} in its number, symbol, message or title{guess}",
        word=word,
        guess=did_you_mean((*_commands_like(word), *nearest(word, known, lang)))
        or Phrase("; `hilog-avsession codes` lists all codes"),
    )


def _public(word: str, known: Catalog) -> int | None:
    """Return the public code of a native number, or None for another word."""
    native = known.native(int(word)) if _NATIVE.fullmatch(word) else None
    return native.public if native else None


def _commands_like(word: str) -> list[str]:
    """Return the commands of the group that a mistyped word may have meant."""
    return [f"hilog-avsession codes {name}" for name in most_alike(word, ("list", "lint"))]


def _listed(entries: list[CodeEntry], target: Destination, lang: str) -> str:
    """Return the codes in the format of a destination."""
    from ..output.codes_json import entries_to_dicts
    from ..output.markdown.codes import table_to_markdown
    from ..output.terminal.codes import render_table

    if target.format.name == "json":
        return json_text(entries_to_dicts(entries, lang))
    if target.format.name == "markdown":
        return table_to_markdown(entries, lang)
    out = io.StringIO()
    render_table(entries, out, lang=lang, width=width(target.path), color=color(target.path))
    return out.getvalue()


@app.command(help=LINT_HELP)
def lint(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="TOML files, in the order of --catalog.")],
    lang: Lang = None,
) -> None:
    """Check a user's own files."""
    from ..custom import load_file
    from ..knowledge.ruleset import RULESET
    from ..output.safe import visible
    from ..output.terminal.custom import render_own

    out, ruleset, status, language = io.StringIO(), RULESET, OK, language_of(lang)
    for file in files:
        loaded = load_file(file, ruleset)
        ruleset = loaded.ruleset
        if loaded.mistakes:
            status = USAGE
            out.writelines(f"{visible(mistake.text_in(language))}\n" for mistake in loaded.mistakes)
        else:
            render_own(loaded, out, lang=language, width=width(), color=color())
    write([out.getvalue()])
    raise typer.Exit(status)
