"""From the error-level lines that no row knows to what is said of them: they are not counted, but not hidden either."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..messages.report import say

if TYPE_CHECKING:
    from ...model.report import ReportData
    from .terms import Terms

_MAX_SHAPES = 5  # shown


class Lines(NamedTuple):
    """Lines of one shape."""

    amount: str  # and where the first one stands
    example: str  # the line of the log


class Unknown(NamedTuple):
    """The shapes that a page shows, and what it says of the others."""

    shown: tuple[Lines, ...]
    more: str


def unknown(report: ReportData, terms: Terms) -> Unknown:
    """Tell of the lines by shape, most first."""
    shown = report.unknown[:_MAX_SHAPES]
    more = len(report.unknown) - len(shown)
    return Unknown(
        tuple(
            Lines(say(terms.lang, "unknown-lines", one.lines, place=terms.place(one.place)), one.example)
            for one in shown
        ),
        say(terms.lang, "more-unknown", more) if more else "",
    )
