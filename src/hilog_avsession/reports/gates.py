"""From the outcomes of gates to tables: those that failed first, and what is new since the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .blocks import Column, Look, Paragraph, table, title
from .layout import Line, join, plain, wrap
from .words import say

if TYPE_CHECKING:
    from ..model import GateOutcome
    from ..report import Report

_MAX_NEW = 10  # kinds shown


def gates(report: Report, look: Look) -> Iterator[Line]:
    """Show each gate with what it found, what is new, and what the outcomes do not cover."""
    if not report.gates:
        return
    compared = any(one.known for one in report.gates)
    yield from title(verdict(report))
    yield from _outcomes(report, look, compared=compared)
    for text in reservations(report):
        yield from Paragraph(plain(text, "yellow"), "! ").lines(look.width)
    if compared and report.failed:
        yield from _new(report, look)


def verdict(report: Report) -> str:
    """How many of the gates failed."""
    failed = sum(1 for one in report.gates if one.tripped)
    return say(report.lang, "gates-failed" if failed else "gates-passed", len(report.gates), failed=f"{failed:,}")


def _outcomes(report: Report, look: Look, *, compared: bool) -> list[Line]:
    lang = report.lang
    columns = [
        Column(f"  {say(lang, 'gates-gate')}", flexible=True),
        Column(say(lang, "gates-found"), right=True),
        Column(say(lang, "gates-limit"), right=True),
        *([Column(say(lang, "gates-known"), right=True)] if compared else []),
    ]
    failed_first = sorted(report.gates, key=lambda one: not one.tripped)
    return table(columns, [_outcome(one)[: len(columns)] for one in failed_first], look.width)


def _outcome(one: GateOutcome) -> list[Line]:
    mark, style, bold = ("✗", "bold red", "bold") if one.tripped else ("✓", "green", "")
    return [
        join([plain(mark, style), plain(one.gate, bold)], " "),
        plain(f"{one.found:,}", bold),
        plain(f"{one.limit:,}"),
        plain(f"{one.known:,}"),
    ]


def reservations(report: Report) -> Iterator[str]:
    """What a gate that passed may owe it to; one that failed has failed, whatever is missing."""
    if all(one.tripped for one in report.gates):
        return
    lost = report.loss.lines_lost or report.loss.notices
    if lost or report.interrupted or any(one.error is not None for one in report.inputs):
        yield say(report.lang, "gates-lossy")
    if report.filtered_out:
        yield say(report.lang, "gates-filtered")


def _new(report: Report, look: Look) -> Iterator[Line]:
    """The kinds of incidents that the baseline does not know."""
    lang, new = report.lang, [one for one in report.kinds if not one.known]
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
        for one in new[:_MAX_NEW]
    ]
    yield from [*title(say(lang, "gates-new")), *table(columns, rows, look.width)]
    more = len(new) - _MAX_NEW
    if more > 0:
        yield from [(), *wrap(plain(say(lang, "gates-more-new", more), "dim"), look.width)]
