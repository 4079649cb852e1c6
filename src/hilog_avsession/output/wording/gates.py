"""From the outcomes of gates to their texts: the verdict, each gate, and what is new since the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..messages.lookup import message

if TYPE_CHECKING:
    from ...model.report import GateOutcome, KindCount, ReportData

_MAX_NEW_KINDS = 10  # shown


class OutcomeText(NamedTuple):
    """The outcome of one gate."""

    failed: bool
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
    outcomes: tuple[OutcomeText, ...]  # failed gates first
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
        outcomes=tuple(map(_outcome, sorted(report.gates, key=lambda gate: not gate.tripped))),
        has_known=_has_known(report),
        reservations=tuple(reservations(report)),
        new_kinds=tuple(map(_new_kind, new[:most])),
        more_new_kinds=message(report.lang, "gates-more-new", more) if more > 0 else "",
    )


def verdict(report: ReportData) -> str:
    """Return how many of the gates failed."""
    failed = sum(1 for gate in report.gates if gate.tripped)
    return message(report.lang, "gates-failed" if failed else "gates-passed", len(report.gates), failed=f"{failed:,}")


def gate_counted(gate: GateOutcome, lang: str) -> str:
    """Return what a gate found and what it allows."""
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
    if not report.lines.total:
        yield message(report.lang, "gates-empty")
    if report.filtered_out:
        yield message(report.lang, "gates-filtered")


def _has_known(report: ReportData) -> bool:
    return any(gate.known for gate in report.gates)


def _new_kinds(report: ReportData) -> list[KindCount]:
    """Return the kinds of incidents that the baseline does not know, if a gate failed."""
    return [kind for kind in report.kinds if not kind.known] if report.failed and _has_known(report) else []


def _outcome(gate: GateOutcome) -> OutcomeText:
    return OutcomeText(gate.tripped, gate.gate, f"{gate.found:,}", f"{gate.limit:,}", f"{gate.known:,}")


def _new_kind(kind: KindCount) -> NewKindText:
    return NewKindText(f"{kind.incidents:,}", kind.code, kind.cause or "", kind.bundle or "")
