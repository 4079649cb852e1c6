"""From statements and their samples to what the samples prove: they go through the pipe as the lines of a log do.

Each example has to be read by its own statement and each decoy by another one or none. An example of a statement that
was known before must not be taken over, unless the new one says so.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from ..analysis.detect import events_of
from ..knowledge.catalog.toml_table import near
from ..knowledge.rules import TIMEOUT, CustomRule, Rules, is_avsession, needle_rules
from ..knowledge.ruleset import CustomStatement, Ruleset
from ..knowledge.statements import STATEMENTS, Statement
from ..knowledge.statements.messages import MESSAGES
from ..model.events import Side, Signal
from ..model.records import Body, Record
from ..reading.header import HeaderReader, starts_record
from ..reading.options import ReadOptions
from ..reading.reader import LogReader
from .statements import Candidate, known_names

_HEAD = "11-06 19:30:00.000  1000  1000 E "
_LONG = 1_000  # characters: a repeat inside of a repeat takes ages for them, a mere detour no time
_SHOWN = 3  # names in one sentence


def prove(candidates: Sequence[Candidate], ruleset: Ruleset, before: Ruleset) -> None:
    """Note what the samples refute. `ruleset` holds the candidates besides what was known `before`."""
    front = LogReader(ReadOptions(needle_rules(ruleset)[0]))
    known = list(_known_lines(before))
    for one in candidates:
        rule = CustomRule(one.own)
        if not _is_quick(one, rule):
            continue
        for key, example in _numbered("example", one.examples):
            reason = _not_told(one.own, example, front, ruleset)
            if reason:
                one.table.note(key, reason)
        for key, decoy in _numbered("decoy", one.decoys):
            reason = _not_refused(one.own, decoy, front, ruleset)
            if reason:
                one.table.note(key, reason)
        _check_overrides(one, rule, known, before)


def _numbered(key: str, samples: Sequence[str]) -> Iterator[tuple[str, str]]:
    for number, sample in enumerate(samples, 1):
        yield (key if len(samples) == 1 else f"{key}[{number}]"), sample


# ---- one sample ------------------------------------------------------------------------------------------------------


def _line(own: CustomStatement, sample: str) -> str:
    """A sample as a line of a log: it may be one, or the message of one."""
    if starts_record(sample.encode()):
        return sample
    if not own.of_application:
        return _framework_line(own.statement.side, sample)
    process = f"{own.bundle}/" if own.bundle else ""
    domain = (own.domain or "00a00").upper() if process else own.domain or "00a00"  # as phones print it, or others
    return f"{_HEAD}A{domain}/{process}{own.tag or 'Tag'}: {sample}"


def _framework_line(side: Side, message: str) -> str:
    process = "av_session" if side is Side.SERVICE else "com.example.app"
    return f"{_HEAD}C02B91/{process}/AVSession: {message}"


def _records(front: LogReader, line: str) -> list[Record]:
    """The records of interest of a log that has one line."""
    found: list[Record] = []
    for text in front.read(io.BytesIO(line.encode() + b"\n")):
        if not isinstance(text, tuple):  # no remark on it
            found += [record for record in text.records() if isinstance(record, Record)]
    return found


def _not_told(own: CustomStatement, sample: str, front: LogReader, ruleset: Ruleset) -> str | None:
    """Say why an example does not give what its statement tells, or return None."""
    if "\n" in sample.strip("\r\n"):
        return "is more than one line"
    line, rules = _line(own, sample), Rules(ruleset)
    for record in _records(front, line):
        read = rules.read(record.body, framework=is_avsession(record.body))
        if read is None:
            continue
        statement, _ = read
        if statement.name != own.statement.name:
            return f"is read by the statement {statement.name}, which is tried before"
        told = list(events_of(record, rules, ruleset.catalog))
        if statement.fails and not any(isinstance(one, Signal) for one in told):
            return "is read, but what its groups hold is no number that is known"
        return None
    if rules.slow:
        return f"takes the pattern more than {TIMEOUT} s of processor time: make the pattern simpler"
    return _why_unread(own, line)


def _not_refused(own: CustomStatement, sample: str, front: LogReader, ruleset: Ruleset) -> str | None:
    rules = Rules(ruleset)
    for record in _records(front, _line(own, sample)):
        read = rules.read(record.body, framework=is_avsession(record.body))
        if read is not None and read[0].name == own.statement.name:
            return "is read by the statement, which has to refuse it"
    if rules.slow:
        return f"takes a pattern more than {TIMEOUT} s of processor time: make it simpler"
    return None


def _why_unread(own: CustomStatement, line: str) -> str:
    """Say which of its conditions a line does not meet."""
    body = _body(line)
    if body is None or body.type == "K":
        return "is no line that HiLog prints"
    if own.statement.needle.lower() not in line.lower():
        return f"does not hold the needle {own.statement.needle!r}"
    return _why_printed_otherwise(own, body) or _why_unmatched(CustomRule(own), body)


def _why_printed_otherwise(own: CustomStatement, body: Body) -> str | None:
    by = "/".join(filter(None, (f"{body.type}{body.domain}", body.process, body.tag)))
    if not own.of_application and not is_avsession(body):
        return f"is printed by {by} and not by AVSession: give its tag or domain"
    if not own.is_printed_by(body):
        return f"is printed by {by}, which is not the tag, domain or bundle of the statement"
    if not CustomRule(own).asks(body):
        return f"is printed by the function {body.function!r}, which is not one of the statement"
    return None


def _why_unmatched(rule: CustomRule, body: Body) -> str:
    text = rule.text_of(body)
    if rule.pattern.fullmatch(text, timeout=TIMEOUT):
        return "is matched, but a named group holds what is no number or id of its kind"
    return f"is not matched: the pattern has to match all of {text!r}"


def _body(line: str) -> Body | None:
    read = HeaderReader().read(line.strip("\r\n"))
    return None if read is None else read[1]


# ---- the pattern -----------------------------------------------------------------------------------------------------


def _is_quick(one: Candidate, rule: CustomRule) -> bool:
    """Try the pattern on examples that go on and on, and on some that nearly do."""
    for example in one.examples:
        body = _body(_line(one.own, example))
        if body is None or not rule.text_of(body):
            continue
        text = rule.text_of(body)
        try:
            rule.pattern.fullmatch((text * _LONG)[:_LONG], timeout=TIMEOUT)
            rule.pattern.fullmatch(text + text[-1] * (_LONG - len(text)) + "\x00", timeout=TIMEOUT)
        except TimeoutError:
            one.table.note(
                "pattern",
                f"takes more than {TIMEOUT} s of processor time for a line of {_LONG:,} characters: "
                "avoid a repeat inside of a repeat, as in `(a+)+`",
            )
            return False
    return True


# ---- what was known before -------------------------------------------------------------------------------------------


def _known_lines(before: Ruleset) -> Iterator[tuple[str, CustomStatement | Statement | None, str]]:
    """The examples of all that was known: name, whose line it is (None: any application's), and the sample."""
    for own in before.own:
        for example in own.examples:
            yield own.statement.name, own, example
    for statement in STATEMENTS:
        yield statement.name, statement, statement.example
    for message in MESSAGES:
        yield message.name, None, message.example


def _check_overrides(
    one: Candidate,
    rule: CustomRule,
    known: Iterable[tuple[str, CustomStatement | Statement | None, str]],
    before: Ruleset,
) -> None:
    taken = dict.fromkeys(name for name, whose, example in known if _reads(rule, whose, example))
    names = known_names(before)
    unsaid = [name for name in taken if name not in one.own.overrides]
    if unsaid:
        more = ", ..." * (len(unsaid) > _SHOWN)
        one.table.note(
            "pattern",
            f"reads the example of {', '.join(unsaid[:_SHOWN])}{more}: "
            f"make it narrower, or say overrides = {unsaid[0]!r}",
        )
    for name in one.own.overrides:
        if name not in names:
            one.table.note("overrides", f"{name} is no statement that is known{near(name, names)}")
        elif name not in taken:
            one.table.note("overrides", f"no example of {name} is read by the pattern: there is nothing to override")


def _reads(rule: CustomRule, whose: CustomStatement | Statement | None, example: str) -> bool:
    if rule.own.statement.needle.lower() not in example.lower():
        return False
    if isinstance(whose, CustomStatement):
        line = _line(whose, example)
    else:
        line = _framework_line(whose.side, example) if whose else _line(rule.own, example)
    body = _body(line)
    if body is None or rule.own.of_application is is_avsession(body) or not rule.asks(body):
        return False
    try:
        return rule.read(body) is not None
    except TimeoutError:
        return False  # its own examples tell
