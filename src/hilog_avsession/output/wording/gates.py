"""From the outcomes of gates to their texts: the verdict, each gate, and what is new since the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ...model.report import NoVerdict
from ..messages.lookup import member_message, message

if TYPE_CHECKING:
    from ...model.report import GateOutcome, KindCount, ReportData

_MAX_NEW_KINDS = 10  # shown


class OutcomeText(NamedTuple):
    """The outcome of one gate."""

    mark: str  # ✗ failed, ? no verdict, ✓ passed
    failed: bool
    undecided: bool  # has no verdict
    gate: str
    found: str
    limit: str
    known: str  # to the baseline


class NewKindText(NamedTuple):
    """A kind of incident that the baseline does not know; empty texts are not known."""

    incidents: str
    code: int
    cause: str
    application: str


class GatesText(NamedTuple):
    """The gates of a report; empty texts are not shown."""

    verdict: str
    outcomes: tuple[OutcomeText, ...]  # failed gates first, then those without a verdict
    has_known: bool  # the baseline knew some of what the gates count
    reservations: tuple[str, ...]
    new_kinds: tuple[NewKindText, ...]
    more_new_kinds: str


def gates_text(report: ReportData, most: int = _MAX_NEW_KINDS) -> GatesText:
    """Return the texts of the gates, with at most so many new kinds of incidents."""
    new = _new_kinds(report)
    more = len(new) - most
    return GatesText(
        verdict=verdict(report),
        outcomes=tuple(map(_outcome, sorted(report.gates, key=_order))),
        has_known=_has_known(report),
        reservations=tuple(reservations(report)),
        new_kinds=tuple(map(_new_kind, new[:most])),
        more_new_kinds=message(report.lang, "gates-more-new", more) if more > 0 else "",
    )


def verdict(report: ReportData) -> str:
    """Return how many of the gates failed, or else how many have no verdict, or else that all passed."""
    key = "gates-failed" if report.failed else "gates-undecided" if report.no_verdict else "gates-passed"
    return message(report.lang, key, len(report.gates), failed=_failed(report), undecided=_undecided(report))


def mark(report: ReportData) -> str:
    """Return the sign of the verdict: ✗ if a gate failed, ? if one has no verdict, ✓ if all passed."""
    return "✗" if report.failed else "?" if report.no_verdict else "✓"


def outcome_line(report: ReportData, *, names_option: bool = False) -> str:
    """Return one line that names the gates that failed, or else those without a verdict; empty if all passed.

    `names_option` adds the option of the command line that lets a log without a line of AVSession pass.
    """
    lang, n = report.lang, len(report.gates)
    if report.failed:
        names = [
            message(lang, "gates-line-gate", gate=gate.gate, found=f"{gate.found:,}")
            for gate in report.gates
            if gate.tripped
        ]
        return message(
            lang, "gates-line-failed", n, failed=_failed(report), which=message(lang, "enumeration").join(names)
        )
    if report.no_verdict is None:
        return ""
    which = message(lang, "enumeration").join(gate.gate for gate in report.gates if gate.no_verdict is not None)
    why = _why_in_line(report, report.no_verdict)
    line = message(lang, "gates-line-undecided", n, undecided=_undecided(report), which=which, why=why)
    is_advised = names_option and not report.interrupted
    return line + message(lang, "semicolon") + message(lang, "gates-line-allow") if is_advised else line


def _why_in_line(report: ReportData, reason: NoVerdict) -> str:
    if report.interrupted and reason is NoVerdict.NO_LINE:
        return message(report.lang, "gates-line-interrupted")
    return member_message(report.lang, "gates-line-why", reason)


def gate_counted(gate: GateOutcome, lang: str) -> str:
    """Return what a gate found and what it allows, or why it has no verdict."""
    if gate.no_verdict is not None:
        why = member_message(lang, "gates-why", gate.no_verdict)
        return message(lang, "gates-case-no-verdict", gate=gate.gate, why=why)
    key = "gates-counted-known" if gate.known else "gates-counted"
    found, limit, known = f"{gate.found:,}", f"{gate.limit:,}", f"{gate.known:,}"
    return message(lang, key, gate=gate.gate, found=found, limit=limit, known=known)


def reservations(report: ReportData) -> Iterator[str]:
    """Yield why a gate may have passed for lack of data; a failed gate has failed, whatever is missing."""
    if all(gate.tripped for gate in report.gates):
        return
    lost = report.loss.lines_lost or report.loss.notices
    if lost or report.interrupted or any(entry.error is not None for entry in report.inputs):
        yield message(report.lang, "gates-lossy")
    yield from _emptiness(report)
    if report.filtered_out:
        yield message(report.lang, "gates-filtered")


def _emptiness(report: ReportData) -> Iterator[str]:
    """Yield the warning that the log could not show what the gates count, and its consequence for them."""
    reason = next((gate.no_verdict for gate in report.gates if gate.no_verdict is not None), None)
    if reason is not None:
        yield message(report.lang, "gates-no-verdict", why=member_message(report.lang, "gates-why", reason))
    elif not report.lines.total or not report.shows_avsession:
        reason = NoVerdict.NO_AVSESSION if report.lines.total else NoVerdict.NO_LINE
        yield message(report.lang, "gates-empty", why=member_message(report.lang, "gates-why", reason))


def _failed(report: ReportData) -> str:
    return f"{sum(gate.tripped for gate in report.gates):,}"


def _undecided(report: ReportData) -> str:
    return f"{sum(gate.no_verdict is not None for gate in report.gates):,}"


def _order(gate: GateOutcome) -> tuple[bool, bool]:
    return not gate.tripped, gate.passed


def _has_known(report: ReportData) -> bool:
    return any(gate.known for gate in report.gates)


def _new_kinds(report: ReportData) -> list[KindCount]:
    """Return the kinds of incidents that the baseline does not know, if a gate failed."""
    return [kind for kind in report.kinds if not kind.known] if report.failed and _has_known(report) else []


def _outcome(gate: GateOutcome) -> OutcomeText:
    sign = "✗" if gate.tripped else "✓" if gate.passed else "?"
    undecided = gate.no_verdict is not None
    return OutcomeText(
        sign, gate.tripped, undecided, gate.gate, f"{gate.found:,}", f"{gate.limit:,}", f"{gate.known:,}"
    )


def _new_kind(kind: KindCount) -> NewKindText:
    return NewKindText(f"{kind.incidents:,}", kind.code, kind.cause or "", kind.bundle or "")
