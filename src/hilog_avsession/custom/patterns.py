"""From a user's pattern to what is wrong with it, before it meets a line.

A timeout ends a search that takes too long. It cannot end compiling, and a recursion fills the memory long before it:
so a pattern has to be one that Python's `re` takes, too, which knows neither recursion nor fuzzy matching, and its
counted repeats, written out, must stay short.
"""

from __future__ import annotations

import re
import warnings

_LONGEST = 2_000  # characters
_MOST_EXPANDED = 10_000  # characters with all counted repeats written out: compiles in some milliseconds

_TOKEN = re.compile(
    r"(?P<escape>\\.)|(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<open>\()|(?P<close>\))"
    r"|\{(?P<least>\d+)?(?P<to>,(?P<most>\d+)?)?\}|(?P<brace>\{)|(?P<other>.)",
    re.DOTALL,
)


def pattern_mistake(pattern: str) -> str | None:
    """Say why a pattern is not taken, or return None."""
    import regex  # noqa: PLC0415  (hardly any run has patterns of a user)

    if len(pattern) > _LONGEST:
        return f"has {len(pattern):,} characters; {_LONGEST:,} are the most"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern, re.ASCII)
            reason = _too_much(pattern)
            if reason is None:
                regex.compile(pattern, regex.ASCII)
    except (re.error, regex.error, Warning, OverflowError, RecursionError) as error:
        return f"is no pattern: {error}"
    return reason


def groups_of(pattern: str) -> frozenset[str]:
    """The names of the groups of a pattern that is in order."""
    return frozenset(re.compile(pattern, re.ASCII).groupindex)


def _too_much(pattern: str) -> str | None:
    """Say what of a valid pattern would take too long to compile, or mean another thing to `regex`."""
    sizes, last = [0], 0
    for token in _TOKEN.finditer(pattern):
        if token["brace"]:
            return r"holds a brace that counts nothing: write \{ for the character"
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
            return f"is too long with its repeats written out: {_MOST_EXPANDED:,} characters are the most"
    return None
