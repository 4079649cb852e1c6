"""From gates, as a user writes them, and a report to which of them it does not pass.

    gates = gate, { ",", gate }
    gate  = name, [ ">" | ">=", number ]             a name alone means more than 0
    name  = "any"                                    all incidents
          | category | cause | code | code, "/", cause
          | "loss"                                   lines that the log lost
          | "unknown-errors"                         error lines of AVSession that no row knows
          | "unreadable"                             inputs that could not be read
    code  = public code | native number | symbol | number of the cast engine

Every gate counts upwards: more log can only trip it. So one that is tripped is tripped, however the log was cut short.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING, NamedTuple

from .codes import CATALOG, CATEGORIES, UNKNOWN_CATEGORY
from .errors import UnknownCode, WrongUsage
from .model import GateOutcome

if TYPE_CHECKING:
    from .model import Kind, KindCount
    from .report import Report

ANY = "any"
EXAMPLE = "6600107>10"  # shown where a gate is refused
_MAX_NEAR = 4  # names that a refusal suggests

_GATE = re.compile(
    r"""
    (?P<name> [^\s<>=]+ )
    (?: \s* (?P<sign> >=? ) \s* (?P<number> [0-9]{1,18} ) )?
    """,
    re.VERBOSE,
)


class Baseline(NamedTuple):
    """What earlier reports knew; an incident of a kind that they have, or a line of a shape, is not new."""

    kinds: frozenset[Kind] = frozenset()
    causes: frozenset[tuple[int, str | None]] = frozenset()  # code, cause
    shapes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, reports: Iterable[Report]) -> Baseline:
        """All that any of the reports knows."""
        reports = tuple(reports)
        kinds = frozenset(one.kind for report in reports for one in report.kinds)
        shapes = frozenset(one.shape for report in reports for one in report.unknown)
        return cls(kinds, frozenset((code, cause) for code, cause, _ in kinds), shapes)

    def knows(self, kind: KindCount) -> bool:
        """Tell whether a kind is not new; where the log does not tell the application, that is no difference."""
        if kind.bundle is None:
            return (kind.code, kind.cause) in self.causes
        return kind.kind in self.kinds


Path = str | PathLike[str]
Count = Callable[["Report", Baseline], tuple[int, int]]  # how many there are, and how many of them are known


@dataclass(frozen=True, slots=True)
class Gate:
    """The most that may be found of something."""

    text: str  # as it was written
    limit: int
    count: Count

    def judge(self, report: Report, baseline: Baseline) -> GateOutcome:
        """Tell whether the report passes; what the baseline knows does not count."""
        total, known = self.count(report, baseline)
        return GateOutcome(self.text, total - known, self.limit, total - known > self.limit, known)


class Judge(NamedTuple):
    """Gates and what is known before: all that a report is judged by."""

    gates: tuple[Gate, ...]
    baseline: Baseline

    @classmethod
    def of(cls, gates: Iterable[str], baselines: Iterable[Report | Path]) -> Judge:
        """Read gates and earlier reports, or files of them; a baseline alone lets nothing new pass.

        Raises WrongUsage for what is no gate, UnreadableInput for what is no report.
        """
        from .stored import read_file  # noqa: PLC0415  (hardly any run needs it)

        baselines = tuple(baselines)
        texts = tuple(gates) or ((ANY,) if baselines else ())
        parsed = parse_gates(texts)
        reports = (read_file(one) if isinstance(one, str | PathLike) else one for one in baselines)
        return cls(parsed, Baseline.of(reports))

    def judge(self, report: Report) -> Report:
        """The report with the outcome of each gate, in their order, and with what the baseline knows marked."""
        kinds = tuple(one._replace(known=self.baseline.knows(one)) for one in report.kinds)
        outcomes = tuple(gate.judge(report, self.baseline) for gate in self.gates)
        return replace(report, gates=outcomes, kinds=kinds)


def failures(report: Report) -> str | None:
    """Which gates failed, in one line; None where none did."""
    failed = [one for one in report.gates if one.tripped]
    if not failed:
        return None
    how_many = f"{len(failed):,} of {len(report.gates):,} gates" if len(report.gates) > 1 else "the gate"
    return f"{how_many} failed: " + ", ".join(f"{one.gate} ({one.found:,} found)" for one in failed)


# ---- reading gates ---------------------------------------------------------------------------------------------------


def parse_gates(texts: Iterable[str]) -> tuple[Gate, ...]:
    """Read gates, several in one text with commas between them; one that is given twice counts once.

    Raises WrongUsage for one that is none, which names similar ones.
    """
    gates = (_parse(one.strip()) for text in texts for one in text.split(","))
    return tuple({gate.text: gate for gate in gates}.values())


def _parse(text: str) -> Gate:
    if not text:
        raise WrongUsage(f"a gate is empty; write {ANY}, or what must not be found, as in {EXAMPLE!r}")
    parts = _GATE.fullmatch(text)
    if parts is None:
        raise WrongUsage(f"{text!r} is no gate; write NAME, NAME>N or NAME>=N, as in {EXAMPLE!r}")
    limit = int(parts["number"] or 0) - (parts["sign"] == ">=")
    if limit < 0:
        raise WrongUsage(f"{text!r} would always fail; {parts['name']}>0 fails when there is any")
    return Gate(text, limit, _count(parts["name"]))


def _count(name: str) -> Count:
    word = name.lower()
    if word in _OTHERS:
        return _OTHERS[word]
    if word == ANY:
        return _Wanted().count
    if word in (*CATEGORIES, UNKNOWN_CATEGORY):
        return _Wanted(category=word).count
    code, slash, cause = name.partition("/")
    if slash:
        return _pair(code, cause.lower()).count
    if word in _causes():
        return _Wanted(cause=word).count
    return _code(name).count


def _pair(code: str, cause: str) -> _Wanted:
    """A cause inside a code. Raises WrongUsage where the code has no such cause."""
    number = _code(code).code
    known = [one for one in _causes() if number is not None and CATALOG.cause(number, one)]
    if cause in known:
        return _Wanted(code=number, cause=cause)
    near = difflib.get_close_matches(cause, known, n=3)
    hint = _did_you_mean(near) or (f"; it has {', '.join(known)}" if known else "; name the code alone")
    raise WrongUsage(f"{code} has no cause {cause!r}{hint}")


def _code(name: str) -> _Wanted:
    """The code that a number or symbol stands for, and the cause where it stands for one. Raises WrongUsage."""
    try:
        found = CATALOG.explain(name)
    except UnknownCode as error:
        words = [ANY, *_OTHERS, *CATEGORIES, UNKNOWN_CATEGORY, *_causes()]
        near = [*difflib.get_close_matches(name.lower(), words, n=3), *error.near]
        hint = _did_you_mean(near) or f"; name a code, a category, a cause or {ANY}"
        raise WrongUsage(f"{name!r} is nothing that a gate counts{hint}") from None
    return _Wanted(code=found.entry.number, cause=found.cause.id if found.cause else None)


def _did_you_mean(near: Sequence[str]) -> str:
    return f"; did you mean {', '.join(near[:_MAX_NEAR])}?" if near else ""


def _causes() -> list[str]:
    return sorted({cause.id for entry in CATALOG for cause in entry.causes})


# ---- counting --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which incidents a gate counts; None: any."""

    category: str | None = None
    code: int | None = None
    cause: str | None = None

    def fits(self, code: int, cause: str | None) -> bool:
        return (
            self.code in (None, code)
            and self.cause in (None, cause)
            and (self.category is None or self.category == CATALOG.category(code))
        )

    def count(self, report: Report, baseline: Baseline) -> tuple[int, int]:
        # every incident has its recommendation; the report need not hold the incident itself
        total = sum(one.incidents for one in report.recommendations if self.fits(one.code, one.cause))
        kinds = (one for one in report.kinds if self.fits(one.code, one.cause) and baseline.knows(one))
        return total, sum(one.incidents for one in kinds)


def _count_loss(report: Report, _baseline: Baseline) -> tuple[int, int]:
    return max(report.loss.lines_lost, report.loss.notices), 0  # a notice without a number is of one line at least


def _count_unknown(report: Report, baseline: Baseline) -> tuple[int, int]:
    known = sum(one.lines for one in report.unknown if one.shape in baseline.shapes)
    return sum(one.lines for one in report.unknown), known


def _count_unreadable(report: Report, _baseline: Baseline) -> tuple[int, int]:
    return sum(1 for one in report.inputs if one.error is not None), 0


_OTHERS: dict[str, Count] = {
    "loss": _count_loss,
    "unknown-errors": _count_unknown,
    "unreadable": _count_unreadable,
}
