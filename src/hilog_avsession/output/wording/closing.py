"""From a report to its last words: what was found, the first step, and the options that show more."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..messages.lookup import message
from .gates import verdict
from .head import found
from .terms import Prose

if TYPE_CHECKING:
    from ...model.report import ReportData


class ClosingText(NamedTuple):
    """The last words of a report; empty texts are not shown."""

    found: str
    code: str  # of the most frequent cause, as are the next two
    cause: Prose
    step: Prose
    colon: str  # between the cause and its step
    more: str


def closing_text(report: ReportData, shown: int | None) -> ClosingText:
    """Return the last words; `shown` is the number of recommendations in full, None for all of them."""
    lang, advice = report.lang, next(iter(report.recommendations), None)
    parts = [found(report), *([verdict(report)] if report.gates else [])]
    has_more = shown is not None and shown < len(report.recommendations)
    more = message(lang, "closing-more", len(report.recommendations), shown=shown) if has_more else ""
    return ClosingText(
        message(lang, "semicolon").join(parts),
        str(advice.code) if advice else "",
        Prose(advice.title if advice else ""),
        Prose(advice.steps[0] if advice and advice.steps else ""),
        message(lang, "colon"),
        more or message(lang, "closing-page"),
    )
