"""The command `explain`: the meaning of a code, or of a line of AVSession."""

from __future__ import annotations

import io
import os
import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import UnknownCode, WrongUsage
from ..output.formats import ANSWER_FORMATS
from .arguments import Catalogs, ruleset_of
from .commands import new_app
from .console import color, json_text, width
from .destinations import Destination, destinations_of
from .language import Lang, language_of
from .outputs import Files, NoPager, format_option, write_texts
from .overwriting import refuse_inputs
from .pager import Screen
from .suggestions import titled

if TYPE_CHECKING:
    from ..analysis.explaining import ExplainedLine
    from ..knowledge.catalog import Catalog, Explanation

HELP = """\
Explain error codes (public code, native number, symbol, cast engine number), or
a line of AVSession: who prints it, what it checks, what the caller gets.

\b
Examples:
  hilog-avsession explain 6600107
  hilog-avsession explain -1013 --lang zh
  hilog-avsession explain ERR_SESSION_IS_EXIST 1003
  hilog-avsession explain "[SetAVPlaybackState]state not valid"
  hilog-avsession explain "too many commands"

Other words are looked up in the symbols, titles, messages and causes of all
codes; the best matches are shown. Exit status 2: a number, a symbol or a single
word that stands for nothing; the message names what is most like it.
"""

_AROUND = " \t\"'`()[]{}<>.,:;!?*，。：；！？、（）【】「」《》“”‘’"  # punctuation that is copied along
_NAMED = re.compile(r"[A-Za-z_]\w*[=:](?P<number>[+-]?[0-9]+)")  # `errcode=-1018`
_NUMBER = re.compile(r"[+-]?[0-9]+")
_SUFFIX = re.compile(r"\.(log|txt|json|jsonl|gz|bz2|xz|zst|zip|tar|tgz|7z|rar)", re.IGNORECASE)  # of logs and reports
_INSIDE = re.compile(r"(?<![0-9])-?[0-9]{3,7}(?![0-9])")  # a public code or a native number in a longer word

app = new_app()


@app.command(help=HELP, context_settings={"ignore_unknown_options": True})
def explain(  # noqa: PLR0913, PLR0917  (an option each)
    codes: Annotated[list[str], typer.Argument(metavar="CODE...", help="Codes, numbers, symbols or lines of a log.")],
    lang: Lang = None,
    format: Annotated[list[str] | None, format_option(ANSWER_FORMATS)] = None,
    output: Files = None,
    catalog: Catalogs = None,
    no_pager: NoPager = False,
) -> None:
    """Explain codes."""
    typo = next((code for code in codes if code.startswith("-") and not _NUMBER.fullmatch(_word_of(code))), None)
    if typo is not None:  # typer ignores unknown options, because native numbers look like options
        raise WrongUsage("{typo}: no such option; see hilog-avsession explain --help", typo=typo)
    language = language_of(lang)
    destinations = destinations_of(format or (), output or (), ANSWER_FORMATS)
    refuse_inputs(destinations, catalog or ())
    known = ruleset_of(catalog).catalog
    try:
        answers = [_answer(code, known) for code in codes]
    except UnknownCode as error:
        raise UnknownCode(error.wanted, tuple(titled(near, known, language) for near in error.near)) from None
    write_texts(
        destinations,
        lambda target: _explained(answers, target, language),
        ("answers", len(answers)),
        language,
        Screen(uses_pager=not no_pager),
    )


def _explained(answers: list[Explanation | ExplainedLine], target: Destination, lang: str) -> str:
    """Return the answers in the format of a destination."""
    if target.format.name == "json":
        return json_text([_to_dict(answer, lang) for answer in answers])
    out = io.StringIO()
    for answer in answers:
        _render(answer, out, lang, target.path)
    return out.getvalue()


def _word_of(asked: str) -> str:
    """Return the word that was asked, without punctuation around it; of `name=number`, only the number."""
    word = asked.strip(_AROUND) or asked
    named = _NAMED.fullmatch(word)
    return (named["number"] if named else word).removeprefix("+")


def _answer(asked: str, known: Catalog) -> Explanation | ExplainedLine:
    """Explain a code, or else a line of a log. Raises UnknownCode for a number or a word that is neither."""
    word = _word_of(asked)
    try:
        return known.explain(word)
    except UnknownCode as error:
        if _is_path(asked):
            raise _no_log(asked) from None
        is_line = asked.startswith("[") or len(asked.split()) > 1
        if _NUMBER.fullmatch(word):  # the texts of codes hold numbers that have nothing to do with it
            raise
        line = _explain_line(asked, known)
        is_found = line.matches and not line.corrected and "_" not in asked
        if is_line or line.statements or line.codes or is_found:
            return line
        if os.path.exists(asked):
            raise _no_log(asked) from None
        raise UnknownCode(word, error.near or _inside(word, known)) from None


def _is_path(asked: str) -> bool:
    """Tell whether a file was asked for, or what can only be a path; a folder may have the name of a word."""
    if os.path.isfile(asked):
        return True
    if len(asked.split()) != 1 or asked.startswith("["):
        return False
    is_led_to = asked.startswith(("/", "./", "../", "~/")) or asked.endswith("/")
    return is_led_to or _SUFFIX.fullmatch(os.path.splitext(asked)[1]) is not None


def _no_log(path: str) -> WrongUsage:
    return WrongUsage(
        "{path}: `explain` looks up codes and single lines; logs are read by: hilog-avsession analyze {path!q}",
        path=path,
    )


def _inside(word: str, known: Catalog) -> tuple[str, ...]:
    """Return the numbers in a word that stand for a code."""
    return tuple(number for number in dict.fromkeys(_INSIDE.findall(word)) if _is_known(number, known))


def _is_known(number: str, known: Catalog) -> bool:
    try:
        known.explain(number)
    except UnknownCode:
        return False
    return True


def _explain_line(asked: str, known: Catalog) -> ExplainedLine:
    from ..analysis.explaining import explain_line

    return explain_line(asked, known)


def _to_dict(answer: Explanation | ExplainedLine, lang: str) -> dict[str, Any]:
    from ..knowledge.catalog import Explanation
    from ..output.codes_json import explanation_to_dict, line_to_dict

    return explanation_to_dict(answer, lang) if isinstance(answer, Explanation) else line_to_dict(answer, lang)


def _render(answer: Explanation | ExplainedLine, out: io.StringIO, lang: str, path: str | None) -> None:
    from ..knowledge.catalog import Explanation
    from ..output.terminal.codes import render_explanation
    from ..output.terminal.statements import render_line

    if isinstance(answer, Explanation):
        render_explanation(answer, out, lang=lang, width=width(path), color=color(path))
        return
    if answer.matches or not answer.codes:
        render_line(answer, out, lang=lang, width=width(path), color=color(path))
    for explanation in answer.codes:
        render_explanation(explanation, out, lang=lang, width=width(path), color=color(path))
