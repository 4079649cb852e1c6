"""From what is typed after `/` to filters: the names and values of the command line's options, or a bare word.

`code=6600107 bundle=music`, `--since 14:03 --until 14:10`, `6600107`, `music`: several values of one filter want any of
them, different filters want all. A bare word that looks like a code is one, any other is part of an application's name.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from ..errors import WrongUsage
from ..knowledge.catalog import CATALOG, Catalog
from ..results.filters import Filters, resolved

_FIELDS = {
    "code": "codes",
    "category": "categories",
    "bundle": "bundles",
    "pid": "pids",
    "session": "sessions",
    "api": "apis",
    "device": "devices",
    "since": "since",
    "until": "until",
}
_ONE_VALUE = ("since", "until")
_CODE = re.compile(r"-?[\d*?]*\d[\d*?]*")


def parse_filters(text: str, catalog: Catalog = CATALOG) -> Filters:
    """Return the filters that a text asks for; an empty text wants all. Raises WrongUsage and UnknownCode."""
    values: dict[str, list[str]] = {}
    for name, value in _pairs(_words(text)):
        if name not in _FIELDS:
            raise WrongUsage("{name} is not a filter; the filters are {names}", name=name, names=tuple(_FIELDS))
        if not value:
            raise WrongUsage("{name} needs a value: {name}=VALUE", name=name)
        values.setdefault(name, []).append(value)
    for name in _ONE_VALUE:
        if len(values.get(name, ())) > 1:
            raise WrongUsage("{name} takes one time only", name=name)
    given = {_FIELDS[name]: found[0] if name in _ONE_VALUE else found for name, found in values.items()}
    filters = Filters(**given)  # type: ignore[arg-type] # texts, which each field takes
    resolved(filters, catalog)  # an unknown code is refused at once
    return filters


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a quotation mark is missing: it is part of a word
        return text.split()


def _pairs(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the name and the value of each filter."""
    left = iter(words)
    for word in left:
        name, sign, value = word.removeprefix("--").partition("=")
        if sign:
            yield name, value
        elif word.startswith("--"):
            yield name, next(left, "")
        else:
            yield ("code" if _CODE.fullmatch(word) else "bundle"), word
