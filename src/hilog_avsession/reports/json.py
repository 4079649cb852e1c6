"""From a report to its JSON document, for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..report import Report
    from .view import View


def pieces(report: Report, _view: View) -> Iterator[str]:
    """The document in pieces."""
    return report.iter_json()
