"""From the error-level lines that no statement reads to their texts: they are not counted, but not hidden either."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..messages.lookup import message

if TYPE_CHECKING:
    from ...model.report import ReportData
    from .terms import Terms

_MAX_SHAPES = 5  # shown


class ShapeText(NamedTuple):
    """Lines of one shape."""

    amount: str  # with the place of the first line
    example: str  # a line of the log


class UnknownText(NamedTuple):
    """The shapes that a page shows, and a sentence on the others."""

    shown: tuple[ShapeText, ...]
    more: str


def unknown_text(report: ReportData, terms: Terms) -> UnknownText:
    """Return the texts of the lines by shape, most frequent first."""
    shown = report.unknown[: terms.first(_MAX_SHAPES)]
    more = len(report.unknown) - len(shown)
    return UnknownText(
        tuple(
            ShapeText(message(terms.lang, "unknown-lines", lines.lines, place=terms.place(lines.place)), lines.example)
            for lines in shown
        ),
        message(terms.lang, "more-unknown", more) if more else "",
    )
