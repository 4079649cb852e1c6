"""From a report to SARIF notifications: what was read, the gates, what is missing, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..messages.lookup import message
from ..wording.blindspots import blind_spots
from ..wording.gates import gate_counted, reservations
from ..wording.head import head_text
from ..wording.unknown import unknown_text
from .places import artifact, location_at
from .texts import plain

if TYPE_CHECKING:
    from ...model.report import ReportData
    from ..wording.terms import Terms

_ERROR, _WARNING, _NOTE = "error", "warning", "note"
_MOST_INPUTS = 1_000  # that could not be read


def notifications(report: ReportData, terms: Terms, left_out: int) -> Iterator[dict[str, Any]]:
    """Yield what a reader of the results has to know; `left_out` is the number of incidents without a result."""
    yield from _summary(report)
    yield from _unreadable(report)
    yield from _gates(report)
    yield from _unknown(report, terms)
    if left_out > 0:
        yield _notification("left-out", _NOTE, message(report.lang, "sarif-left-out", left_out))
    for spot in blind_spots(report):
        next_time = [message(report.lang, "next-time", command=spot.command)] if spot.command else []
        yield _notification("blind-spot", _NOTE, message(report.lang, "ci-space").join([spot.text, *next_time]))


def _summary(report: ReportData) -> Iterator[dict[str, Any]]:
    head = head_text(report)
    for text in (head.found, head.read, head.release, head.redacted, head.looked_at, head.passed_over):
        if text:
            yield _notification("summary", _NOTE, text)
    for text in (*head.warnings, *head.unordered):
        yield _notification("incomplete", _WARNING, text)


def _unreadable(report: ReportData) -> Iterator[dict[str, Any]]:
    failed = dict.fromkeys(entry for entry in report.inputs if entry.error is not None)  # given twice, shown once
    for entry in list(failed)[:_MOST_INPUTS]:
        assert entry.error is not None  # for the type checker
        text, hint = entry.error.message_in(report.lang), entry.error.hint_in(report.lang)
        what = message(report.lang, "ci-labelled", what=entry.source, text=text)
        shown = message(report.lang, "semicolon").join(filter(None, (what, hint)))
        place = [{"physicalLocation": {"artifactLocation": artifact(entry.source)}}]
        yield {**_notification("unreadable", _ERROR, shown), "locations": place}
    if len(failed) > _MOST_INPUTS:
        yield _notification("unreadable", _ERROR, message(report.lang, "more-errors", len(failed) - _MOST_INPUTS))


def _gates(report: ReportData) -> Iterator[dict[str, Any]]:
    for gate in report.gates:
        yield _notification("gate", _NOTE if gate.passed else _ERROR, gate_counted(gate, report.lang))
    for text in reservations(report):
        yield _notification("gate", _WARNING, text)


def _unknown(report: ReportData, terms: Terms) -> Iterator[dict[str, Any]]:
    """Yield the error lines of no known statement by shape, most lines first."""
    texts = unknown_text(report, terms)
    for shape, lines in zip(texts.shown, report.unknown, strict=False):  # a page shows only the first
        text = message(report.lang, "ci-unknown", amount=shape.amount)
        yield {**_notification("unknown-errors", _NOTE, text), "locations": [location_at(lines.place)]}
    if texts.more:
        yield _notification("unknown-errors", _NOTE, texts.more)


def _notification(name: str, level: str, text: str) -> dict[str, Any]:
    return {"descriptor": {"id": name}, "level": level, "message": {"text": plain(text)}}
