"""From a comparison to its JSON document, for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..report_json import iter_document

if TYPE_CHECKING:
    from ..comparison import Comparison
    from .view import View


def pieces(comparison: Comparison, _view: View) -> Iterator[str]:
    """The document in pieces."""
    return iter_document(comparison.to_dict())
