"""From a text without a number to the code that it means: the words in which the documentation states each error.

An application that prints only the message of an error prints the text that the interface declares, or that an earlier
edition of the documentation gives. The texts are the catalogue's; this module decides in which lines they count.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from ..model.patterns import lazy
from .apis import ABOUT, MENTION, names_avsession
from .catalog import Catalog
from .catalog.loading import load_category

# literals, one of which occurs in each text: the needles of such lines
NEEDLES = (
    "session does not exist",
    "controller does not exist",
    "session is not activated",
    "session inactive",
    "service exception",
    "server exception",
    "session connection failed",
    "remote connection",
    "invalid session command",
    "command not supported",
    "overload",
    "too many commands",
    "device connect",
    "desktop lyrics feature",
    "connection to the remote",
)
NEAR = (
    "session", "fail", "err", "exception", "reject", "catch", "caught", "失败", "错误", "异常", "报错", "出错",
)  # fmt: skip
_CATEGORY = "session"
_LEAST_WORDS = 2
_LEAST_LETTERS = 5
_FAILURE = lazy(
    r"fail|err(?:or)?\b|unable|cannot|can't|reject|catch|caught|thrown?|message|失败|错误|异常|报错|出错", re.IGNORECASE
)
# `sendControlCommand: <text>` and `avSession.destroy: <text>` need no further sign of a failure
_RIGHT_AFTER = lazy(rf"(?:{MENTION.pattern}|(?:{ABOUT.pattern})(?:\.\w+)?)(?:\(\))?\s?[:：]\s?$", re.IGNORECASE)
_ENDS = r"(?=\.?\s*(?:$|[,;:!?\"'}\])，。；！”’）】]|\.\s))"


def find_documented(text: str, catalog: Catalog) -> int | None:
    """Return the code whose documented text occurs in a line about AVSession that reports a failure, or None."""
    if not (names_avsession(text) or ABOUT.search(text)):
        return None
    pattern, codes = _texts(catalog)
    match = pattern.search(text)
    if match is None:
        return None
    before = text[: match.start()]
    if not (_FAILURE.search(before) or _FAILURE.search(text[match.end() :]) or _RIGHT_AFTER.search(before)):
        return None
    return codes[match["text"].casefold()]


def says_what_it_means(text: str, code: int, catalog: Catalog) -> bool:
    """Tell whether a text has a code's words: those that the interface declares, or its title in the catalogue."""
    entry = catalog.entry(code)
    if entry is None:
        return False
    words = (entry.message, *entry.message_variants, *(text_in.title for text_in in entry.texts.values()))
    said = text.casefold()
    return any(len(each) >= _LEAST_LETTERS and each.rstrip(".。").casefold() in said for each in words)


def texts_of(catalog: Catalog) -> Collection[str]:
    """Return the documented texts, in lower case."""
    return _texts(catalog)[1]


@lru_cache(maxsize=8)
def _texts(catalog: Catalog) -> tuple[re.Pattern[str], dict[str, int]]:
    """Return the pattern of all documented texts, longest first, and the code of each."""
    codes: dict[str, int] = {}
    own = {entry.number: entry for entry in catalog.own if entry.category == _CATEGORY}
    # of this category alone: to load the other files of the catalogue takes long
    for entry in (load_category(_CATEGORY) | own).values():
        for text in (entry.message, *entry.message_variants):
            if len(text.split()) >= _LEAST_WORDS:
                codes.setdefault(text.rstrip(".").casefold(), entry.number)
    texts = "|".join(map(re.escape, sorted(codes, key=len, reverse=True)))
    return re.compile(rf"(?<![A-Za-z])(?P<text>{texts}){_ENDS}", re.IGNORECASE), codes
