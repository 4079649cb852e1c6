"""The commands `explain`, `codes` and `codes lint`: the catalogue, and files of one's own that go with it."""

from __future__ import annotations

import io
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ..errors import WrongUsage
from .arguments import (
    OK,
    USAGE,
    Answer,
    AnswerFormat,
    Catalogs,
    Categories,
    Lang,
    TableFormat,
    category_of,
    language_of,
    lexicon_of,
)
from .console import color, json_text, width, write

EXPLAIN_HELP = """\
Explain error codes: public code, native number, symbol or cast engine number.

\b
Examples:
  hilog-avsession explain 6600107
  hilog-avsession explain -1013 --lang zh
  hilog-avsession explain ERR_SESSION_IS_EXIST 1003
"""
CODES_HELP = """\
List the catalogue of error codes.

\b
Examples:
  hilog-avsession codes
  hilog-avsession codes --category drm
  hilog-avsession codes network --format markdown
  hilog-avsession codes lint team.toml

`codes list --help` names the options of the list.
"""
LINT_HELP = """\
Check own codes and statements, without a log.

\b
Examples:
  hilog-avsession codes lint team.toml
  hilog-avsession codes lint base.toml team.toml   as two --catalog do

The exit status is 0 with what each file adds and replaces, 2 with all mistakes.
"""


class _Listing(TyperGroup):
    """`codes` lists, unless what follows is another command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # a Context of click, which typer may bring along
        """Put the listing in front of what names no command."""
        first = args[0] if args else ""
        is_told = first in self.commands or first in ctx.help_option_names
        return super().parse_args(ctx, args if is_told else ["list", *args])


app = typer.Typer(cls=_Listing, rich_markup_mode=None)


def explain(
    codes: Annotated[list[str], typer.Argument(metavar="CODE...", help="What to explain.")],
    lang: Lang = None,
    format: Answer = AnswerFormat.TEXT,
    catalog: Catalogs = None,
) -> None:
    """Explain codes."""
    from ..output.terminal.codes import explanation_to_dict, render_explanation  # noqa: PLC0415

    typo = next((code for code in codes if code.startswith("-") and not code[1:].isdigit()), None)
    if typo is not None:  # unknown options are let through, because native numbers look like them
        raise WrongUsage(f"{typo}: no such option; see hilog-avsession explain --help")
    language = language_of(lang)
    known = lexicon_of(catalog).catalog
    explanations = [known.explain(code) for code in codes]
    if format is AnswerFormat.JSON:
        write([json_text([explanation_to_dict(one, language) for one in explanations])])
        return
    out = io.StringIO()
    for one in explanations:
        render_explanation(one, out, lang=language, width=width(), color=color())
    write([out.getvalue()])


@app.command("list", help="List the catalogue; `codes` alone does the same.")
def list_codes(
    word: Annotated[
        str | None, typer.Argument(metavar="WORD", help="Only codes with this word in number, symbol or title.")
    ] = None,
    category: Categories = None,
    lang: Lang = None,
    format: Annotated[TableFormat, typer.Option("--format", "-f", help="Form of the list.")] = TableFormat.TEXT,
    catalog: Catalogs = None,
) -> None:
    """List the catalogue."""
    from ..output.terminal.codes import entries_to_dicts, render_table, table_to_markdown  # noqa: PLC0415

    language = language_of(lang)
    categories = set(map(category_of, category or ()))
    entries = [
        entry
        for entry in lexicon_of(catalog).catalog
        if (not categories or entry.category in categories) and (word is None or entry.mentions(word))
    ]
    out = io.StringIO()
    if format is TableFormat.JSON:
        out.write(json_text(entries_to_dicts(entries, language)))
    elif format is TableFormat.MARKDOWN:
        out.write(table_to_markdown(entries, language))
    else:
        render_table(entries, out, lang=language, width=width(), color=color())
    write([out.getvalue()])


@app.command(help=LINT_HELP)
def lint(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="The files, in the order of --catalog.")],
    lang: Lang = None,
) -> None:
    """Check files of one's own."""
    from ..custom import load_file  # noqa: PLC0415
    from ..knowledge.ruleset import RULESET  # noqa: PLC0415
    from ..output.safe import visible  # noqa: PLC0415
    from ..output.terminal.custom import render_own  # noqa: PLC0415

    out, ruleset, status, language = io.StringIO(), RULESET, OK, language_of(lang)
    for file in files:
        loaded = load_file(file, ruleset)
        ruleset = loaded.ruleset
        if loaded.mistakes:
            status = USAGE
            out.writelines(f"{visible(str(mistake))}\n" for mistake in loaded.mistakes)
        else:
            render_own(loaded, out, lang=language, width=width(), color=color())
    write([out.getvalue()])
    raise typer.Exit(status)
