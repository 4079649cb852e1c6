"""Tell where a text only quotes a code: in one of the ways of `quotes`, in a list or in a table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import NamedTuple

from ..model.patterns import lazy
from .apis import mentioned
from .quotes import CODE, FAILS, PUBLIC_CODE, QUOTES, Quote

LEAST_LISTED = 3  # different codes: so many in one text are a list
_LISTED = lazy(
    rf"{PUBLIC_CODE}\s?(?:[/|、]|,\s?|，|(?:or|and)\s|[或和])\s?(?=(?P<next>66[01]\d{{4}})(?!\d))", re.IGNORECASE
)

_ANY, _ANY_PUBLIC = lazy(CODE), lazy(PUBLIC_CODE)
_FAILED = lazy(r"\bfail(?:ed|ure|s)?\b|\breject(?:ed)?\b|\bthr(?:ew|own)\b|失败|报错", re.IGNORECASE)
_CLAUSE_BORDER = lazy(r"[,;，；。]|[.!?]\s")

# a symbol and its number in a table of symbols: indented, or followed by the next one
_SYMBOL_ROW = lazy(rf"(?:\s+|(?=.*,\s*$))[\"']?ERR_CODE_\w+[\"']?\s?[:=]\s?[\"']?{PUBLIC_CODE}[\"']?,?\s*$")
# a code and its words in a table of codes: at most two words stand before the code, and its meaning behind it
_ROW = lazy(
    rf"\W{{0,6}}(?:[A-Za-z_]\w{{0,60}}\W{{1,4}}|[^\W\d]{{1,6}}[：:\s]?){{0,2}}{PUBLIC_CODE}(?=.*[^\W\d])", re.IGNORECASE
)
# an error object, and no row
_OBJECT = lazy(r"BusinessError|\b(?:message|msg|stack)\b|错误信息", re.IGNORECASE)


def is_row_of_symbols(text: str) -> bool:
    """Tell whether a text is one row of a table of symbols: `  ERR_CODE_SERVICE_EXCEPTION: 6600101,`."""
    return _SYMBOL_ROW.match(text) is not None


def is_row(text: str) -> bool:
    """Tell whether a text may be one row of a table of codes, if others like it stand around it."""
    return _ROW.match(text) is not None and _FAILED.search(text) is None and _OBJECT.search(text) is None


Span = tuple[int, int]  # of a code: its begin and its end


class Unquoted(NamedTuple):
    """A text in which numbers that no pattern looks for stand in the place of quoted codes."""

    text: str  # without the codes at which nothing fails
    stated: str  # also without those that tell of a failure that the process may have stated before


def unquoted(text: str) -> Unquoted:
    """Return a text without the codes that it only quotes."""
    if _ANY.search(text) is None:
        return Unquoted(text, text)
    harmless, told = _listed_in(text), set[Span]()
    for quote in QUOTES:
        if quote.needs.search(text):
            (told if quote.told else harmless).update(_quoted_by(quote, text))
    return Unquoted(_without(text, harmless), _without(text, harmless | told))


_SHORTLY = 400  # characters before or behind a code, enough for any clause


def _quoted_by(quote: Quote, text: str) -> Iterator[Span]:
    """Yield the spans of the codes that a text quotes in one way."""
    what = "part" if "part" in quote.pattern.compiled.groupindex else "code"
    for match in quote.pattern.finditer(text):
        at = match.start(what)
        if quote.not_behind and quote.not_behind.search(text, max(at - _SHORTLY, 0), at):
            continue
        if what == "part":
            yield from (code.span("code") for code in _ANY.finditer(text, *match.span("part")))
        elif not _fails_in_clause(text, match):
            yield match.span("code")


def _fails_in_clause(text: str, quote: re.Match[str]) -> bool:
    """Tell whether the clause of a quoted code says, beside the quote, that a call named there has failed."""
    first, last = max(quote.start("code") - _SHORTLY, 0), min(quote.end("code") + _SHORTLY, len(text))
    begin = max((border.end() for border in _CLAUSE_BORDER.finditer(text, first, quote.start("code"))), default=first)
    border = _CLAUSE_BORDER.search(text, quote.end("code"), last)
    end = border.start() if border else last
    beside = text[begin : max(quote.start(), begin)], text[quote.end() : max(quote.end(), end)]
    return any(map(FAILS.search, beside)) and mentioned(text[begin:end]) is not None


def _listed_in(text: str) -> set[Span]:
    """Return the spans of codes in a list: of many, or of two that nothing but a comma or a word joins."""
    spans = {match.span("code"): match["code"] for match in _ANY_PUBLIC.finditer(text)}
    codes = len(set(spans.values()))
    failed = len(_FAILED.findall(text))
    if codes >= LEAST_LISTED and failed < codes and not (failed and _each_has_a_call(text, spans)):
        return set(spans)
    found = set[Span]()
    for match in _LISTED.finditer(text):
        if match["code"] != match["next"] and not _fails_in_clause(text, match):
            found |= {match.span("code"), match.span("next")}
    return found


def _each_has_a_call(text: str, spans: Collection[Span]) -> bool:
    """Tell whether an interface is named before each code, behind the one before."""
    begins = (0, *sorted(begin for begin, _ in spans))
    return all(mentioned(text[begin:end]) for begin, end in pairwise(begins))


def _without(text: str, spans: Collection[Span]) -> str:
    """Return a text with sevens in place of some codes: no pattern looks for such a number, and no span moves."""
    for begin, end in spans:
        text = text[:begin] + "7" * (end - begin) + text[end:]
    return text
