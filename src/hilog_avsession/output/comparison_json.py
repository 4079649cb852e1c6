"""From a comparison to its JSON document, for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..results.json.encode import iter_document

if TYPE_CHECKING:
    from ..results.comparison.values import ComparisonData
    from .view import View


def text_parts(comparison: ComparisonData, _view: View) -> Iterator[str]:
    """Yield the document in pieces."""
    return iter_document(comparison.to_dict())
