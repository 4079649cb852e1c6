"""Turn the ruleset into needles that find lines and rules that read them.

Our own patterns are known to be quick. A user's patterns run under a timeout: a rule that exceeds it repeatedly is no
longer used, and the lines that it could not read are counted.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from ..model.patterns import int_of, lazy
from ..model.records import Body, remember
from ..model.session_id import parse_id
from . import application_needles as application
from . import documented, hidumper
from .needle import Needle
from .ruleset import RULESET, CustomStatement, Ruleset
from .statements import STATEMENTS
from .statements.base import Statement
from .statements.messages import MESSAGES
from .unnumbered import UNNUMBERED_NEEDLES

if TYPE_CHECKING:
    import regex

# the five hex digits of AVSession's domain: since 5.0.0; in 5.0-Beta1; in 3.2 to 4.1, shared by all of multimedia
AVSESSION_DOMAINS = ("02b91", "02b50", "02b00")
AVSESSION_TAG = "avsession"
LOSS_NEEDLES = ("dropped==", "line(s) dropped", "line(s) dopped", "slow reader missed")

TIMEOUT = 0.1  # seconds of processor time for one line; a sound pattern takes microseconds
_MOST_TIMEOUTS = 10  # of one statement, which is then no longer used

Fields = dict[str, str]  # the named groups of a pattern that matched


def is_avsession(body: Body) -> bool:
    """Tell whether AVSession itself printed a line, by its domain and tag."""
    return body.domain in AVSESSION_DOMAINS and body.tag.casefold() == AVSESSION_TAG


# ---- rules -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """A statement with its pattern, which is compiled when first used."""

    statement: Statement

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return self.statement.compile()

    def applies_to(self, body: Body) -> bool:
        """Tell whether the line's function prints the statement; then the pattern decides."""
        return _may_print(self.statement, body.function)

    def read(self, body: Body) -> Fields | None:
        """Return the fields of a line whose text is the statement's, or None."""
        match = self.pattern.fullmatch(body.text)
        return None if match is None else _fields(match)


@dataclass(frozen=True)
class CustomRule:
    """A user's statement with its pattern."""

    custom: CustomStatement

    @property
    def statement(self) -> Statement:
        """What the line states."""
        return self.custom.statement

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """The compiled pattern."""
        import regex

        return regex.compile(self.statement.pattern, regex.ASCII)

    def applies_to(self, body: Body) -> bool:
        """Tell whether the line comes from where the statement is printed; then the pattern decides."""
        if not self.custom.is_printed_by(body):
            return False
        return self.custom.of_application or _may_print(self.statement, body.function)

    def text_of(self, body: Body) -> str:
        """Return the part of a line that the pattern must match."""
        return body.message.rstrip() if self.custom.of_application else body.text

    def read(self, body: Body) -> Fields | None:
        """Return the fields of a line that the statement reads, or None. Raises TimeoutError."""
        match = self.pattern.fullmatch(self.text_of(body), timeout=TIMEOUT)
        fields = None if match is None else _fields(match)
        return fields if fields is not None and _is_sound(self.statement, fields) else None


def _may_print(statement: Statement, function: str) -> bool:
    """Tell whether a function may print the statement; a line without a function may, unless `""` is excluded."""
    if function in statement.not_functions:
        return False
    return not function or not statement.functions or function in statement.functions


def _fields(match: re.Match[str] | regex.Match[str]) -> Fields:
    fields = match.groupdict()
    if None in fields.values():
        return {name: value for name, value in fields.items() if value is not None}
    return fields


_CODE = lazy(r"0|[1-9]\d{2,8}", re.ASCII)
_NUMBERS = ("native", "cast", "radar", "pid", "uid", "user", "controller", "controller_uid")


def _is_sound(statement: Statement, fields: Fields) -> bool:
    """Tell whether the fields suit their names: a user's pattern may capture anything."""
    return (
        ("code" not in fields or _CODE.fullmatch(fields["code"]) is not None)
        and all(int_of(fields[name]) is not None for name in _NUMBERS if name in fields)
        and ("session" not in fields or parse_id(fields["session"]) is not None)
        and (statement.learns is None or statement.learns.required <= {*fields, *statement.values})
    )


# ---- needles ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def needle_rules(ruleset: Ruleset = RULESET) -> tuple[tuple[Needle, ...], dict[int, tuple[Rule | CustomRule, ...]]]:
    """Return all needles, and for each the rules that it belongs to; a user's rules come first."""
    in_domain = tuple(f"{domain}/" for domain in AVSESSION_DOMAINS)
    needles: dict[Needle, list[Rule | CustomRule]] = {}
    for custom in ruleset.custom:
        near = in_domain if not custom.of_application else (custom.tag or f"{custom.domain}/",)
        needles.setdefault(Needle(custom.statement.needle.lower(), near), []).append(CustomRule(custom))
    for statement in STATEMENTS:
        needles.setdefault(Needle(statement.needle.lower(), in_domain), []).append(Rule(statement))
    others = [
        *(Needle(message.needle, message.near) for message in MESSAGES),
        *(
            Needle(text, application.CODE_NEAR, application.CODE_WITHIN, application.CODE_FOLLOWED_BY)
            for text in application.CODE_NEEDLES
        ),
        Needle(application.TEMPLATE_NEEDLE, application.TEMPLATE_NEAR, followed_by=application.TEMPLATE_FOLLOWED_BY),
        *(Needle(text, documented.NEAR) for text in documented.NEEDLES),
        *(Needle(text, application.API_NEAR) for text in UNNUMBERED_NEEDLES),
        *(Needle(text, application.API_NEAR) for text in application.API_NEEDLES),
        *(Needle(text) for text in application.SYMBOL_NEEDLES),
        *(Needle(text) for text in LOSS_NEEDLES),
        *_error_level_needles(),
        *(Needle(text) for text in hidumper.NEEDLES),
        # CreateAVSession : SUCCESS : sessionId = <64 hex>; other frameworks number their sessions, so look first at
        # the ninth to sixteenth character, which are digits of the id wherever it begins
        Needle("sessionid", ("success", "done"), followed_by="(?=[^\\n]{8}[0-9a-f]{8})[^\\n]{0,8}[0-9a-f]{16}"),
    ]
    for needle in others:
        needles.setdefault(needle, [])
    return tuple(needles), {index: tuple(rules) for index, rules in enumerate(needles.values()) if rules}


def _error_level_needles() -> list[Needle]:
    """Return needles for every error-level line of AVSession: those that no rule reads are listed in the report."""
    by_line = [Needle(f" {level} c{domain}/", ("avsession: ",)) for level in "ef" for domain in AVSESSION_DOMAINS]
    # DevEco Studio's log window prints the level after the tag, and its columns may be squeezed to single blanks
    by_line += [Needle("/avsession ", tuple(f" c{domain}/" for domain in AVSESSION_DOMAINS), "", r"(?:\S+ )?[ef] ")]
    return by_line + [Needle(f"  c{domain}/", ("  e     ", "  f     ")) for domain in AVSESSION_DOMAINS]


# ---- reading ---------------------------------------------------------------------------------------------------------


class Rules:
    """Finds the rule that reads a line. `slow` counts the lines that a user's patterns gave up on, by statement."""

    def __init__(self, ruleset: Ruleset = RULESET) -> None:
        self.slow: Counter[str] = Counter()
        self._of_needle = needle_rules(ruleset)[1]
        self._known: dict[tuple[tuple[int, ...], str, bool], tuple[Rule | CustomRule, ...]] = {}  # by `read`'s key

    def read(self, body: Body, *, framework: bool) -> tuple[Statement, Fields] | None:
        """Return the statement that reads a line, with its fields, or None. `framework`: AVSession printed the line."""
        key = body.needles, body.function, framework
        rules = self._known.get(key)
        if rules is None:
            rules = remember(self._known, key, self._rules_for(body, framework=framework))
        for rule in rules:
            fields = rule.read(body) if isinstance(rule, Rule) else self._ask(rule, body)
            if fields is not None:
                return rule.statement, fields
        return None

    def _rules_for(self, body: Body, *, framework: bool) -> tuple[Rule | CustomRule, ...]:
        """Return the rules of a line's needles, without those that its function or its side excludes."""
        rules = (rule for needle in body.needles for rule in self._of_needle.get(needle, ()))
        return tuple(rule for rule in rules if _is_for(rule, body, framework=framework))

    def _ask(self, rule: CustomRule, body: Body) -> Fields | None:
        """Return what a user's rule reads; if it takes too long, the line is counted as slow."""
        if not rule.applies_to(body):
            return None
        if self.slow[rule.custom.place] < _MOST_TIMEOUTS:
            try:
                return rule.read(body)
            except TimeoutError:
                pass  # a slow pattern loses this line, not the diagnosis; it is counted below
        self.slow[rule.custom.place] += 1
        return None


def _is_for(rule: Rule | CustomRule, body: Body, *, framework: bool) -> bool:
    if isinstance(rule, Rule):
        return framework and rule.applies_to(body)
    return rule.custom.of_application is not framework
