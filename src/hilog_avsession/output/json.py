"""From a report to its JSON document, for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..results.json.encode import document_of, iter_document

if TYPE_CHECKING:
    from ..model.report import ReportData
    from .view import View


def text_parts(report: ReportData, _view: View) -> Iterator[str]:
    """Yield the document in pieces."""
    return iter_document(document_of(report))
