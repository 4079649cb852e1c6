"""From a report to the lines that stand last on a terminal: what failed, what to do first, and how to see more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..wording.closing import closing_text
from .blocks import Paragraph
from .layout import Line, join, plain, prose, wrap
from .printing import lines_to_text
from .report import MOST_ADVICE

if TYPE_CHECKING:
    from ...model.report import ReportData
    from ..view import View
    from ..wording.closing import ClosingText

_STEP_LINES = 2


def closing_parts(report: ReportData, view: View) -> Iterator[str]:
    """Yield three to five lines as one part."""
    texts = closing_text(report, view.first(MOST_ADVICE))
    yield lines_to_text(_closing(texts, view), width=view.width, color=view.color)


def _closing(texts: ClosingText, view: View) -> Iterator[Line]:
    yield ()
    yield from wrap(plain(texts.found, "bold"), view.width)
    if texts.step:
        cause = [plain(texts.code, "bold cyan"), prose(texts.cause, view.color, "bold")]
        step = join([join(cause, " "), plain(texts.colon), prose(texts.step, view.color)])
        yield from Paragraph(step, "→ ", _STEP_LINES).lines(view.width)
    yield from wrap(plain(texts.more, "dim"), view.width)
