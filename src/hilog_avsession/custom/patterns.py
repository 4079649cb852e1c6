"""Check a user's pattern before it is tried on a line.

A timeout ends a search that takes too long, but it cannot interrupt compiling, and a recursion fills the memory before
the timeout is reached. So a pattern must also be valid for Python's `re`, which has neither recursion nor fuzzy
matching, and it must stay short when its counted repeats are written out.
"""

from __future__ import annotations

import re
import warnings

from ..phrases import Phrase

_LONGEST = 2_000  # characters
_MOST_EXPANDED = 10_000  # characters with all counted repeats written out: compiles in some milliseconds

_TOKEN = re.compile(
    r"(?P<escape>\\.)|(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<open>\()|(?P<close>\))"
    r"|\{(?P<least>\d+)?(?P<to>,(?P<most>\d+)?)?\}|(?P<brace>\{)|(?P<other>.)",
    re.DOTALL,
)


def pattern_mistake(pattern: str) -> Phrase | None:
    """Return the reason why a pattern is refused, or None."""
    import regex

    if len(pattern) > _LONGEST:
        return Phrase("has {length:,} characters; at most {most:,} are allowed", length=len(pattern), most=_LONGEST)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern, re.ASCII)
            reason = _too_much(pattern)
            if reason is None:
                regex.compile(pattern, regex.ASCII)
    except (re.error, regex.error, Warning, OverflowError, RecursionError) as error:
        return Phrase("is not a valid pattern: {error}", error=str(error))
    return reason


def groups_of(pattern: str) -> frozenset[str]:
    """Return the names of the groups of a valid pattern."""
    return frozenset(re.compile(pattern, re.ASCII).groupindex)


def _too_much(pattern: str) -> Phrase | None:
    """Return what makes a valid pattern slow to compile or different for `regex`, or None."""
    sizes, last = [0], 0
    for token in _TOKEN.finditer(pattern):
        if token["brace"]:
            return Phrase(r"has a brace that counts nothing: write \{ for the character")
        if token["open"]:
            sizes.append(0)
            continue
        if token["close"]:
            last = sizes.pop()
        elif token["least"] or token["to"]:
            last *= max(int(token["least"] or 0), int(token["most"] or 0), 1) - 1
        else:
            last = 1
        sizes[-1] += last
        if sizes[-1] > _MOST_EXPANDED:
            return Phrase(
                "is too long with its repeats written out: at most {most:,} characters",
                most=_MOST_EXPANDED,
            )
    return None
