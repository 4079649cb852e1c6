"""From the outcomes of gates to tables: those that failed first, and what is new since the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..messages.report import say
from .blocks import Column, Look, Paragraph, table, title
from .layout import Line, join, plain, wrap

if TYPE_CHECKING:
    from ...model.report import GateOutcome, KindCount, ReportData

MAX_NEW = 10  # kinds shown


def gates(report: ReportData, look: Look) -> Iterator[Line]:
    """Show each gate with what it found, what is new, and what the outcomes do not cover."""
    if not report.gates:
        return
    yield from title(verdict(report))
    yield from _outcomes(report, look)
    for text in reservations(report):
        yield from Paragraph(plain(text, "yellow"), "! ").lines(look.width)
    yield from _new(report, look)


def verdict(report: ReportData) -> str:
    """How many of the gates failed."""
    failed = sum(1 for one in report.gates if one.tripped)
    return say(report.lang, "gates-failed" if failed else "gates-passed", len(report.gates), failed=f"{failed:,}")


def failed_first(report: ReportData) -> list[GateOutcome]:
    """The outcomes in the order in which a page shows them."""
    return sorted(report.gates, key=lambda one: not one.tripped)


def is_compared(report: ReportData) -> bool:
    """Whether a baseline knew any of what the gates count."""
    return any(one.known for one in report.gates)


def new_kinds(report: ReportData) -> tuple[KindCount, ...]:
    """The kinds of incidents that the baseline does not know, where a gate failed."""
    return tuple(one for one in report.kinds if not one.known) if report.failed and is_compared(report) else ()


def _outcomes(report: ReportData, look: Look) -> list[Line]:
    lang = report.lang
    columns = [
        Column(f"  {say(lang, 'gates-gate')}", flexible=True),
        Column(say(lang, "gates-found"), right=True),
        Column(say(lang, "gates-limit"), right=True),
        *([Column(say(lang, "gates-known"), right=True)] if is_compared(report) else []),
    ]
    return table(columns, [_outcome(one)[: len(columns)] for one in failed_first(report)], look.width)


def _outcome(one: GateOutcome) -> list[Line]:
    mark, style, bold = ("✗", "bold red", "bold") if one.tripped else ("✓", "green", "")
    return [
        join([plain(mark, style), plain(one.gate, bold)], " "),
        plain(f"{one.found:,}", bold),
        plain(f"{one.limit:,}"),
        plain(f"{one.known:,}"),
    ]


def reservations(report: ReportData) -> Iterator[str]:
    """What a gate that passed may owe it to; one that failed has failed, whatever is missing."""
    if all(one.tripped for one in report.gates):
        return
    lost = report.loss.lines_lost or report.loss.notices
    if lost or report.interrupted or any(one.error is not None for one in report.inputs):
        yield say(report.lang, "gates-lossy")
    if not report.lines.total:
        yield say(report.lang, "gates-empty")
    if report.filtered_out:
        yield say(report.lang, "gates-filtered")


def _new(report: ReportData, look: Look) -> Iterator[Line]:
    lang, new = report.lang, new_kinds(report)
    if not new:
        return
    columns = [
        Column(say(lang, "count"), right=True),
        Column(say(lang, "code"), right=True),
        Column(say(lang, "gates-cause")),
        Column(say(lang, "gates-application"), flexible=True),
    ]
    rows = [
        [
            plain(f"{one.incidents:,}", "bold"),
            plain(one.code, "cyan"),
            plain(one.cause or "-"),
            plain(one.bundle or "-"),
        ]
        for one in new[:MAX_NEW]
    ]
    yield from [*title(say(lang, "gates-new")), *table(columns, rows, look.width)]
    more = len(new) - MAX_NEW
    if more > 0:
        yield from [(), *wrap(plain(say(lang, "gates-more-new", more), "dim"), look.width)]
