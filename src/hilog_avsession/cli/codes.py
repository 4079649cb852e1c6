"""The commands `explain` and `codes`: the catalogue."""

from __future__ import annotations

import io
from typing import Annotated

import typer

from ..console import color, json_text, width, write
from ..errors import WrongUsage
from .arguments import Answer, AnswerFormat, Categories, Lang, TableFormat, category_of, language_of

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
"""


def explain(
    codes: Annotated[list[str], typer.Argument(metavar="CODE...", help="What to explain.")],
    lang: Lang = None,
    format: Answer = AnswerFormat.TEXT,
) -> None:
    """Explain codes."""
    from ..codes import CATALOG  # noqa: PLC0415
    from ..reports.codes import explanation_to_dict, render_explanation  # noqa: PLC0415

    typo = next((code for code in codes if code.startswith("-") and not code[1:].isdigit()), None)
    if typo is not None:  # unknown options are let through, because native numbers look like them
        raise WrongUsage(f"{typo}: no such option; see hilog-avsession explain --help")
    language = language_of(lang)
    explanations = [CATALOG.explain(code) for code in codes]
    if format is AnswerFormat.JSON:
        write([json_text([explanation_to_dict(one, language) for one in explanations])])
        return
    out = io.StringIO()
    for one in explanations:
        render_explanation(one, out, lang=language, width=width(), color=color())
    write([out.getvalue()])


def codes(
    word: Annotated[str | None, typer.Argument(help="Only codes with this word in number, symbol or title.")] = None,
    category: Categories = None,
    lang: Lang = None,
    format: Annotated[TableFormat, typer.Option("--format", "-f", help="Form of the list.")] = TableFormat.TEXT,
) -> None:
    """List the catalogue."""
    from ..codes import CATALOG  # noqa: PLC0415
    from ..reports.codes import entries_to_dicts, render_table, table_to_markdown  # noqa: PLC0415

    language = language_of(lang)
    categories = set(map(category_of, category or ()))
    entries = [
        entry
        for entry in CATALOG
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
