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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING, NamedTuple

from ..errors import UnknownCode, WrongUsage
from ..knowledge.catalog import ALL_CATEGORIES, CATALOG, Catalog, Cause, CodeEntry
from ..model.report import GateOutcome

if TYPE_CHECKING:
    from ..model.incidents import Kind
    from ..model.report import KindCount, R, Recommendation, ReportData

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
    def of(cls, reports: Iterable[ReportData]) -> Baseline:
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
Count = Callable[["ReportData", Baseline], tuple[int, int]]  # how many there are, and how many of them are known


@dataclass(frozen=True, slots=True)
class Gate:
    """The most that may be found of something."""

    text: str  # as it was written
    limit: int
    count: Count

    def judge(self, report: ReportData, baseline: Baseline) -> GateOutcome:
        """Tell whether the report passes; what the baseline knows does not count."""
        total, known = self.count(report, baseline)
        return GateOutcome(self.text, total - known, self.limit, total - known > self.limit, known)


class Judge(NamedTuple):
    """Gates and what is known before: all that a report is judged by."""

    gates: tuple[Gate, ...]
    baseline: Baseline

    @classmethod
    def of(cls, gates: Iterable[str], baselines: Iterable[ReportData | Path], catalog: Catalog = CATALOG) -> Judge:
        """Read gates and earlier reports, or files of them; a baseline alone lets nothing new pass.

        Gates name codes and causes of the catalogue.
        Raises WrongUsage for what is no gate, UnreadableInput for what is no report.
        """
        from .json.decode import read_file  # noqa: PLC0415  (hardly any run needs it)

        baselines = tuple(baselines)
        texts = tuple(gates) or ((ANY,) if baselines else ())
        parsed = parse_gates(texts, catalog)
        reports = (read_file(one) if isinstance(one, str | PathLike) else one for one in baselines)
        return cls(parsed, Baseline.of(reports))

    def judge(self, report: R) -> R:
        """The report with the outcome of each gate, in their order, and with what the baseline knows marked."""
        kinds = tuple(one._replace(known=self.baseline.knows(one)) for one in report.kinds)
        outcomes = tuple(gate.judge(report, self.baseline) for gate in self.gates)
        return replace(report, gates=outcomes, kinds=kinds)


def failures(report: ReportData) -> str | None:
    """Which gates failed, in one line; None where none did."""
    failed = [one for one in report.gates if one.tripped]
    if not failed:
        return None
    how_many = f"{len(failed):,} of {len(report.gates):,} gates" if len(report.gates) > 1 else "the gate"
    return f"{how_many} failed: " + ", ".join(f"{one.gate} ({one.found:,} found)" for one in failed)


# ---- reading gates ---------------------------------------------------------------------------------------------------


def parse_gates(texts: Iterable[str], catalog: Catalog = CATALOG) -> tuple[Gate, ...]:
    """Read gates, several in one text with commas between them; one that is given twice counts once.

    Raises WrongUsage for one that is none, which names similar ones.
    """
    gates = (_parse(one.strip(), catalog) for text in texts for one in text.split(","))
    return tuple({gate.text: gate for gate in gates}.values())


def _parse(text: str, catalog: Catalog) -> Gate:
    if not text:
        raise WrongUsage(f"a gate is empty; write {ANY}, or what must not be found, as in {EXAMPLE!r}")
    parts = _named(text)
    limit = int(parts["number"] or 0) - (parts["sign"] == ">=")
    if limit < 0:
        raise WrongUsage(f"{text!r} would always fail; {parts['name']}>0 fails when there is any")
    return Gate(text, limit, _count(parts["name"], catalog))


def _named(text: str) -> re.Match[str]:
    parts = _GATE.fullmatch(text)
    if parts is None:
        raise WrongUsage(f"{text!r} is no gate; write NAME, NAME>N or NAME>=N, as in {EXAMPLE!r}")
    return parts


def concerns(gate: str, one: Recommendation, report: ReportData) -> bool:
    """Tell whether a gate, as it was written, counts what a recommendation of a report is about. Raises WrongUsage."""
    name = _named(gate)["name"]
    return name.lower() not in _OTHERS and _wanted(name, _catalog_of(report)).fits(one, _categories(report))


def _catalog_of(report: ReportData) -> Catalog:
    """The catalogue with the codes and causes of a report that are none of ours: a user's."""
    causes: dict[int, dict[str, Cause]] = {}
    for one in report.recommendations:
        if one.cause is not None and CATALOG.cause(one.code, one.cause) is None:
            causes.setdefault(one.code, {})[one.cause] = Cause(one.cause, (), (), {})
    own = []
    for count in report.codes:
        entry, added = CATALOG.entry(count.code), tuple(causes.get(count.code, {}).values())
        if entry is None or added:
            entry = entry or CodeEntry.bare(count.code, count.category, count.name or None)
            own.append(entry._replace(causes=(*entry.causes, *added)))
    return CATALOG.with_own(own)


def _count(name: str, catalog: Catalog) -> Count:
    return _OTHERS.get(name.lower()) or _wanted(name, catalog).count


def _wanted(name: str, catalog: Catalog) -> _Wanted:
    word = name.lower()
    if word == ANY:
        return _Wanted()
    if word in ALL_CATEGORIES:
        return _Wanted(category=word)
    code, slash, cause = name.partition("/")
    if slash:
        return _pair(code, cause.lower(), catalog)
    if word in _causes(catalog):
        return _Wanted(cause=word)
    return _code(name, catalog)


def _pair(code: str, cause: str, catalog: Catalog) -> _Wanted:
    """A cause inside a code. Raises WrongUsage where the code has no such cause."""
    number = _code(code, catalog).code
    known = [one for one in _causes(catalog) if number is not None and catalog.cause(number, one)]
    if cause in known:
        return _Wanted(code=number, cause=cause)
    near = difflib.get_close_matches(cause, known, n=3)
    hint = _did_you_mean(near) or (f"; it has {', '.join(known)}" if known else "; name the code alone")
    raise WrongUsage(f"{code} has no cause {cause!r}{hint}")


def _code(name: str, catalog: Catalog) -> _Wanted:
    """The code that a number or symbol stands for, and the cause where it stands for one. Raises WrongUsage."""
    try:
        found = catalog.explain(name)
    except UnknownCode as error:
        words = [ANY, *_OTHERS, *ALL_CATEGORIES, *_causes(catalog)]
        near = [*difflib.get_close_matches(name.lower(), words, n=3), *error.near]
        hint = _did_you_mean(near) or f"; name a code, a category, a cause or {ANY}"
        raise WrongUsage(f"{name!r} is nothing that a gate counts{hint}") from None
    return _Wanted(code=found.entry.number, cause=found.cause.id if found.cause else None)


def _did_you_mean(near: Sequence[str]) -> str:
    return f"; did you mean {', '.join(near[:_MAX_NEAR])}?" if near else ""


def _causes(catalog: Catalog) -> list[str]:
    return sorted({cause.id for entry in catalog for cause in entry.causes})


# ---- counting --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which incidents a gate counts; None: any."""

    category: str | None = None
    code: int | None = None
    cause: str | None = None

    def fits(self, one: Recommendation | KindCount, category_of: Mapping[int, str]) -> bool:
        return (
            self.code in (None, one.code)
            and self.cause in (None, one.cause)
            and self.category in (None, category_of.get(one.code))
        )

    def count(self, report: ReportData, baseline: Baseline) -> tuple[int, int]:
        category_of = _categories(report)
        # every incident has its recommendation; the report need not hold the incident itself
        total = sum(one.incidents for one in report.recommendations if self.fits(one, category_of))
        known = (one for one in report.kinds if self.fits(one, category_of) and baseline.knows(one))
        return total, sum(one.incidents for one in known)


def _categories(report: ReportData) -> dict[int, str]:
    """The category of each code, as the report says: a user's codes are in no catalogue of ours."""
    return {one.code: one.category for one in report.codes}


def _count_loss(report: ReportData, _baseline: Baseline) -> tuple[int, int]:
    return max(report.loss.lines_lost, report.loss.notices), 0  # a notice without a number is of one line at least


def _count_unknown(report: ReportData, baseline: Baseline) -> tuple[int, int]:
    known = sum(one.lines for one in report.unknown if one.shape in baseline.shapes)
    return sum(one.lines for one in report.unknown), known


def _count_unreadable(report: ReportData, _baseline: Baseline) -> tuple[int, int]:
    return sum(1 for one in report.inputs if one.error is not None), 0


_OTHERS: dict[str, Count] = {
    "loss": _count_loss,
    "unknown-errors": _count_unknown,
    "unreadable": _count_unreadable,
}
