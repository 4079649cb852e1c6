"""From a report to a page for the browser: one file that loads nothing and runs only its own script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .content import PageWords, content_of
from .template import LIVE_SCRIPTS, LIVE_STYLES, filled, load_template

if TYPE_CHECKING:
    from ...model.report import ReportData
    from ..view import View


def text_parts(report: ReportData, view: View) -> Iterator[str]:
    """Yield the page in parts."""
    template = load_template() if view.live is None else load_template(styles=LIVE_STYLES, scripts=LIVE_SCRIPTS)
    return filled(template, page=content_of(report, view), words=PageWords(report.lang))
