"""Check a user's statements against their samples, which are read as lines of a log.

Each example must be read by its own statement, each decoy by another one or by none. A new statement must not read the
examples of known statements, unless it lists them in `overrides`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..analysis.detect import events_of
from ..knowledge.catalog.toml_table import suggestion
from ..knowledge.rules import TIMEOUT, CustomRule, Rules, is_avsession, needle_rules
from ..knowledge.ruleset import CustomStatement, Ruleset
from ..knowledge.statements import STATEMENTS, Statement
from ..knowledge.statements.messages import MESSAGES
from ..model.events import Side, Signal
from ..model.records import Body, Record
from ..phrases import Phrase
from ..reading.header import HeaderReader
from ..reading.layouts import starts_record
from ..reading.options import ReadOptions
from ..reading.reader import LogReader
from .statements import Candidate, known_names

_HEAD = "11-06 19:30:00.000  1000  1000 E "
_LONG = 1_000  # characters: a repeat inside a repeat times out, simple backtracking does not
_MOST_NAMES = 3  # in one message


def prove(candidates: Sequence[Candidate], ruleset: Ruleset, before: Ruleset) -> None:
    """Note a mistake for each sample that contradicts its statement.

    `before` is the ruleset without the candidates, `ruleset` the one with them.
    """
    reader = LogReader(ReadOptions(needle_rules(ruleset)[0]))
    known = list(_known_examples(before))
    for candidate in candidates:
        rule = CustomRule(candidate.custom)
        if not _is_quick(candidate, rule):
            continue
        for key, example in _numbered("example", candidate.examples):
            reason = _why_not_proven(candidate.custom, example, reader, ruleset)
            if reason:
                candidate.table.note(key, reason)
        for key, decoy in _numbered("decoy", candidate.decoys):
            reason = _why_not_refused(candidate.custom, decoy, reader, ruleset)
            if reason:
                candidate.table.note(key, reason)
        _check_overrides(candidate, rule, known, before)


def _numbered(key: str, samples: Sequence[str]) -> Iterator[tuple[str, str]]:
    for number, sample in enumerate(samples, 1):
        yield (key if len(samples) == 1 else f"{key}[{number}]"), sample


# ---- one sample ------------------------------------------------------------------------------------------------------


def _line(custom: CustomStatement, sample: str) -> str:
    """Return a sample, which may be a whole line or only a message, as a line of a log."""
    if starts_record(sample.encode()):
        return sample
    if not custom.of_application:
        return _framework_line(custom.statement.side, sample)
    process = f"{custom.bundle}/" if custom.bundle else ""
    domain = custom.domain or "00a00"
    if process:  # phones, which print the bundle, print the domain in capitals
        domain = domain.upper()
    return f"{_HEAD}A{domain}/{process}{custom.tag or 'Tag'}: {sample}"


def _framework_line(side: Side, message: str) -> str:
    process = "av_session" if side is Side.SERVICE else "com.example.app"
    return f"{_HEAD}C02B91/{process}/AVSession: {message}"


def _records(reader: LogReader, line: str) -> list[Record]:
    """Return the records of interest of a log that consists of one line."""
    return [
        record
        for text in reader.read(io.BytesIO(line.encode() + b"\n"))
        if not isinstance(text, tuple)  # not an input or a remark
        for record in text.records()
        if isinstance(record, Record)
    ]


def _why_not_proven(custom: CustomStatement, sample: str, reader: LogReader, ruleset: Ruleset) -> Phrase | None:
    """Return the reason why an example does not yield what its statement states, or None."""
    if "\n" in sample.strip("\r\n"):
        return Phrase("is more than one line")
    line, rules = _line(custom, sample), Rules(ruleset)
    for record in _records(reader, line):
        read = rules.read(record.body, framework=is_avsession(record.body))
        if read is None:
            continue
        statement, _ = read
        if statement.name != custom.statement.name:
            return Phrase("is read by the statement {name}, which is tried first", name=statement.name)
        events = events_of(record, rules, ruleset.catalog)
        if statement.fails and not any(isinstance(event, Signal) for event in events):
            return Phrase("is read, but its groups hold no known number")
        return None
    if rules.slow:
        return Phrase(
            "takes the pattern more than {seconds} s of processor time: make the pattern simpler", seconds=TIMEOUT
        )
    return _why_unread(custom, line)


def _why_not_refused(custom: CustomStatement, sample: str, reader: LogReader, ruleset: Ruleset) -> Phrase | None:
    rules = Rules(ruleset)
    for record in _records(reader, _line(custom, sample)):
        read = rules.read(record.body, framework=is_avsession(record.body))
        if read is not None and read[0].name == custom.statement.name:
            return Phrase("is read by the statement, which must not read it")
    if rules.slow:
        return Phrase("takes a pattern more than {seconds} s of processor time: make it simpler", seconds=TIMEOUT)
    return None


def _why_unread(custom: CustomStatement, line: str) -> Phrase:
    """Return the condition of the statement that a line does not meet."""
    body = _body(line)
    if body is None or body.type == "K":
        return Phrase("is not a HiLog line")
    if custom.statement.needle.lower() not in line.lower():
        return Phrase("does not hold the needle {needle!r}", needle=custom.statement.needle)
    return _why_printed_otherwise(custom, body) or _why_unmatched(CustomRule(custom), body)


def _why_printed_otherwise(custom: CustomStatement, body: Body) -> Phrase | None:
    by = "/".join(filter(None, (f"{body.type}{body.domain}", body.process, body.tag)))
    if not custom.of_application and not is_avsession(body):
        return Phrase("is printed by {by}, not by AVSession: give its tag or domain", by=by)
    if not custom.is_printed_by(body):
        return Phrase("is printed by {by}, which is not the tag, domain or bundle of the statement", by=by)
    if not CustomRule(custom).applies_to(body):
        return Phrase(
            "is printed by the function {function!r}, which the statement does not list", function=body.function
        )
    return None


def _why_unmatched(rule: CustomRule, body: Body) -> Phrase:
    text = rule.text_of(body)
    if rule.pattern.fullmatch(text, timeout=TIMEOUT):
        return Phrase("is matched, but the text of a named group is not a number or id of its kind")
    return Phrase("is not matched: the pattern must match all of {text!r}", text=text)


def _body(line: str) -> Body | None:
    read = HeaderReader().read(line.strip("\r\n"))
    return None if read is None else read[1]


# ---- the pattern -----------------------------------------------------------------------------------------------------


def _is_quick(candidate: Candidate, rule: CustomRule) -> bool:
    """Time the pattern on its examples, repeated up to a long line, and on long lines that nearly match."""
    for example in candidate.examples:
        body = _body(_line(candidate.custom, example))
        if body is None or not rule.text_of(body):
            continue
        text = rule.text_of(body)
        try:
            rule.pattern.fullmatch((text * _LONG)[:_LONG], timeout=TIMEOUT)
            rule.pattern.fullmatch(text + text[-1] * (_LONG - len(text)) + "\x00", timeout=TIMEOUT)
        except TimeoutError:
            candidate.table.note(
                "pattern",
                "takes more than {seconds} s of processor time for a line of {length:,} characters: "
                "avoid a repeat inside a repeat, as in `(a+)+`",
                seconds=TIMEOUT,
                length=_LONG,
            )
            return False
    return True


# ---- known statements ------------------------------------------------------------------------------------------------


class _Known(NamedTuple):
    """An example of a statement or a run-time message that was known before."""

    name: str  # of the statement or message
    owner: CustomStatement | Statement | None  # None: a message
    example: str


def _known_examples(before: Ruleset) -> Iterator[_Known]:
    """Yield the examples of all statements and messages known before."""
    for custom in before.custom:
        for example in custom.examples:
            yield _Known(custom.statement.name, custom, example)
    for statement in STATEMENTS:
        yield _Known(statement.name, statement, statement.example)
    for message in MESSAGES:
        yield _Known(message.name, None, message.example)


def _check_overrides(
    candidate: Candidate,
    rule: CustomRule,
    known: Iterable[_Known],
    before: Ruleset,
) -> None:
    taken = dict.fromkeys(one.name for one in known if _reads(rule, one))
    names = known_names(before)
    undeclared = [name for name in taken if name not in candidate.custom.overrides]
    if undeclared:
        more = Phrase(", ...") if len(undeclared) > _MOST_NAMES else ""
        candidate.table.note(
            "pattern",
            "reads the example of {names}{more}: make it narrower, or set overrides = {name!r}",
            names=tuple(undeclared[:_MOST_NAMES]),
            more=more,
            name=undeclared[0],
        )
    for name in candidate.custom.overrides:
        if name not in names:
            candidate.table.note(
                "overrides", "{name} is not a known statement{guess}", name=name, guess=suggestion(name, names)
            )
        elif name not in taken:
            candidate.table.note(
                "overrides",
                "no example of {name} is read by the pattern: there is nothing to override",
                name=name,
            )


def _reads(rule: CustomRule, known: _Known) -> bool:
    """Tell whether a user's rule reads an example of another statement."""
    _, owner, example = known
    if rule.custom.statement.needle.lower() not in example.lower():
        return False
    if isinstance(owner, CustomStatement):
        line = _line(owner, example)
    else:
        line = _framework_line(owner.side, example) if owner else _line(rule.custom, example)
    body = _body(line)
    if body is None or rule.custom.of_application is is_avsession(body) or not rule.applies_to(body):
        return False
    try:
        return rule.read(body) is not None
    except TimeoutError:
        return False  # reported for the example itself
