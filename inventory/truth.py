"""From each statement of each release, rendered as a line and diagnosed alone, to what becomes of it."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from hilog_avsession.knowledge.framework.inventory import Row, release_order
from hilog_avsession.pipeline import diagnose

from .classes import CONTEXT, FAILURE, INTERNAL, KINDS, ORDINARY, STEP
from .table import by_release

_SERVICE, _APP = (1184, "av_session"), (6120, "com.example.radio")
_VALUE = re.compile(r"%(?:\{(?:public|private)\})?[-+ #0]*\d*(?:\.\d+)?(?:hh|h|ll|l|z|j|t)?([a-zA-Z]|PRI\w+)")
_VALUES = {"s": "text", "p": "0x7f12", "c": "c", "f": "1.0", "u": "7", "x": "7f", "zu": "7"}
_OTHER_NUMBER = 7


class Verdict(NamedTuple):
    """What became of one line."""

    row: Row
    line: str
    outcome: str  # right, wrong, missed, quiet, invented, unknown
    code: int | None  # of the incident


@dataclass
class Tally:
    """What became of the lines of one release."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[Verdict] = field(default_factory=list)  # all but the right and the quiet ones


def line_of(row: Row, release: str) -> str:
    """Return a line as a release prints it, with the number that the statement's branch returns."""
    number = row.native if row.native is not None else _OTHER_NUMBER
    text = _VALUE.sub(lambda match: _VALUES.get(match[1], str(number)), row.format).replace("\n", " ").rstrip()
    place = row.sites[release][0]
    new = release_order(release) >= (5, 0, 3)
    prefix = "" if not row.prefix else f"[{row.function}]" if new else f"[{row.function}()-{place}] "
    domain = "C02B91" if release_order(release) >= (5, 0, 0) else "C02B00"
    pid, process = _SERVICE if row.side == "service" else _APP
    return f"11-20 09:41:30.123  {pid}  {pid + 11} {row.level} {domain}/{process}/AVSession: {prefix}{text}"


def judge(row: Row, release: str) -> Verdict:
    """Diagnose the line of a statement alone."""
    return _judge(row, line_of(row, release))


@cache  # most releases print a statement alike
def _judge(row: Row, line: str) -> Verdict:
    report = diagnose([io.BytesIO(line.encode() + b"\n")])
    codes = [incident.code for incident in report.incidents]
    if codes:
        outcome = _outcome(row, codes)
    elif report.unknown:
        outcome = "unknown"
    else:
        outcome = "missed" if row.kind == FAILURE else "quiet"
    return Verdict(row, line, outcome, codes[0] if codes else None)


def _outcome(row: Row, codes: list[int]) -> str:
    if row.kind == FAILURE:
        return "right" if codes == [row.code] else "wrong"
    if row.kind == STEP:
        return "right" if row.code in (None, codes[0]) else "wrong"
    return "invented"


class Shares(NamedTuple):
    """What became of the statements of one release, as the table shows it."""

    statements: int
    failures: int  # of these:
    right: int  # an incident with the failure's code
    wrong: int  # an incident with another code, or one where nothing failed
    missed: int  # no incident
    steps: int  # of a failing call
    ordinary: int  # and internal: no incident
    unknown: int


def shares(tally: Tally) -> Shares:
    """Return what became of the statements of a release."""
    counts = tally.outcomes

    def count(*outcomes: str, kinds: Iterable[str] = KINDS) -> int:
        return sum(number for (kind, outcome), number in counts.items() if outcome in outcomes and kind in kinds)

    return Shares(
        counts.total(),
        count("right", "wrong", "missed", "unknown", kinds=(FAILURE,)),
        count("right", kinds=(FAILURE,)),
        count("wrong", "invented"),
        count("missed"),
        count("right", "quiet", kinds=(STEP,)),
        count("quiet", kinds=(CONTEXT, INTERNAL, ORDINARY)),
        count("unknown"),
    )


def shown(tallies: dict[str, Tally]) -> Iterator[str]:
    """Yield the lines of the table of all releases, in Markdown."""
    yield "| release | statements | failures | right | wrong | missed | steps | ordinary, internal | unknown |"
    yield "| --- " + "| ---: " * 8 + "|"
    for release, tally in tallies.items():
        yield f"| {release} | " + " | ".join(f"{number:,}" for number in shares(tally)) + " |"


def measure(table: Iterable[Row], only: Iterable[str] = ()) -> dict[str, Tally]:
    """Return what becomes of each statement of levels W, E and F, by release; of all releases if none is named."""
    tallies, wanted = dict[str, Tally](), set(only)
    for release, rows in by_release(table):
        if wanted and release not in wanted:
            continue
        tally = tallies[release] = Tally()
        for row in rows:
            if row.level not in "WEF":
                continue
            verdict = judge(row, release)
            tally.outcomes[row.kind, verdict.outcome] += 1
            if verdict.outcome in ("wrong", "invented", "missed", "unknown"):
                tally.wrong.append(verdict)
    return tallies
