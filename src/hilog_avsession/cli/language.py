"""The language of a run: what `--lang` asks for anywhere on the command line, else the language of the locale."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

import typer

_OPTION = "--lang"


class Language(StrEnum):
    """The languages of everything that the command line writes."""

    EN = "en"
    ZH = "zh"


Lang = Annotated[Language | None, typer.Option("--lang", help="Language; the default is that of the locale.")]


class _Run:
    """The language that the whole command line asks for; help and errors have to know it before it is parsed."""

    asked: str | None = None


def take_language(arguments: Sequence[str]) -> None:
    """Remember which language a command line asks for; a value that is not a language is refused when it is parsed."""
    given = [after for option, after in pairwise(arguments) if option == _OPTION]
    given += [argument.removeprefix(f"{_OPTION}=") for argument in arguments if argument.startswith(f"{_OPTION}=")]
    _Run.asked = next((lang for lang in reversed(given) if lang in list(Language)), None)


def asked_language(lang: Language | None = None) -> str | None:
    """Return the language that an option asks for, or that the whole command line asks for; None if neither does."""
    return lang.value if lang is not None else _Run.asked


def language_of(lang: Language | None = None) -> str:
    """Return the language asked for, else that of the run, else that of the locale, else English."""
    return asked_language(lang) or _of_locale()


def _of_locale() -> str:
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    locale = next((name for name in names if name), "")
    if not locale and sys.platform == "win32":
        import locale as locale_

        locale = locale_.getlocale()[0] or ""
    chosen = locale.lower().replace("chinese", "zh")[:2]
    return chosen if chosen in list(Language) else "en"
