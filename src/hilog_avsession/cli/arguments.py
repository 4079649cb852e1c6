"""What the commands take: their common options, and from what was typed to what the library takes."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import WrongUsage

if TYPE_CHECKING:
    from ..knowledge.catalog import Catalog
    from ..knowledge.ruleset import Ruleset
    from ..reading.sources import Limits
    from ..results.filters import Filters

OK, FAILED, USAGE, UNREADABLE = 0, 1, 2, 3  # FAILED: a gate; 130 and 143 are an interruption


class Language(StrEnum):
    """The languages of titles and advice."""

    EN = "en"
    ZH = "zh"


class AnswerFormat(StrEnum):
    """The forms of an answer that is no report."""

    TEXT = "text"
    JSON = "json"


class TableFormat(StrEnum):
    """The forms of a table."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


Target = Annotated[str | None, typer.Option("--target", "-t", metavar="KEY", help="The device, where several are.")]
Lang = Annotated[Language | None, typer.Option("--lang", help="Language; by default that of the locale.")]
Answer = Annotated[AnswerFormat, typer.Option("--format", "-f", help="Form of the answer.")]
Codes = Annotated[list[str] | None, typer.Option("--code", metavar="CODE", help="Only this code; repeatable.")]
Categories = Annotated[
    list[str] | None, typer.Option("--category", metavar="NAME", help="Only this category; repeatable.")
]
Bundles = Annotated[
    list[str] | None, typer.Option("--bundle", metavar="NAME", help="Only this application; repeatable.")
]
Year = Annotated[
    int | None,
    typer.Option(
        "--year", min=1970, max=2100, metavar="YYYY", help="Year of a log that prints none, at its first line."
    ),
]
Jobs = Annotated[
    int, typer.Option("--jobs", "-j", min=0, metavar="N", help="Processes that read inputs; 0 is as many as pay.")
]
PackedLimits = Annotated[
    list[str] | None, typer.Option("--limit", metavar="NAME=N", help="Raise a limit on packed files; repeatable.")
]
Catalogs = Annotated[
    list[str] | None, typer.Option("--catalog", metavar="FILE", help="Own codes and statements, in TOML; repeatable.")
]


# ---- into what the library takes -------------------------------------------------------------------------------------


def lexicon_of(files: list[str] | None) -> Ruleset:
    """What a log is read by, with what the files add. Raises CatalogError."""
    from ..knowledge.ruleset import RULESET  # noqa: PLC0415  (help does without)

    if not files:
        return RULESET
    from ..custom import load  # noqa: PLC0415  (hardly any run has some)

    return load(files)


def filters_of(
    codes: list[str] | None, categories: list[str] | None, bundles: list[str] | None, catalog: Catalog
) -> Filters:
    """Which incidents are wanted. Raises UnknownCode and WrongUsage."""
    from ..results.filters import Filters  # noqa: PLC0415  (help does without)

    return Filters(
        codes=frozenset(_code_of(text, catalog) for text in codes or ()),
        categories=frozenset(map(category_of, categories or ())),
        bundles=frozenset(bundles or ()),
    )


def limits_of(texts: list[str] | None) -> Limits:
    """What packed files may unpack to. Raises WrongUsage."""
    from ..reading.sources import Limits  # noqa: PLC0415  (help does without)

    return Limits.parse(texts or ())


def _code_of(text: str, catalog: Catalog) -> int:
    """The public code that a number or symbol stands for. Raises UnknownCode."""
    if text.isdigit() and len(text) == 7:
        return int(text)  # also one that the catalogue does not hold
    return catalog.explain(text).entry.number


def category_of(text: str) -> str:
    """The category of that name. Raises WrongUsage."""
    from ..knowledge.catalog import ALL_CATEGORIES  # noqa: PLC0415

    if text not in ALL_CATEGORIES:
        raise WrongUsage(f"{text!r} is no category; choose one of {', '.join(ALL_CATEGORIES)}")
    return text


def language_of(lang: Language | None) -> str:
    """The language asked for, else that of the locale, else English."""
    if lang is not None:
        return lang.value
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    locale = next((name for name in names if name), "")
    if not locale and sys.platform == "win32":
        import locale as locale_  # noqa: PLC0415

        locale = locale_.getlocale()[0] or ""
    chosen = locale.lower().replace("chinese", "zh")[:2]
    return chosen if chosen in list(Language) else "en"
