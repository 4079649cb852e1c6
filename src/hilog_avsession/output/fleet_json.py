"""From a fleet's report to its JSON document, for programs: the text of fleet.json."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..results.fleet.fields import document_of
from ..results.json.encode import iter_document

if TYPE_CHECKING:
    from ..results.fleet.values import FleetData
    from .view import View


def text_parts(fleet: FleetData, _view: View) -> Iterator[str]:
    """Yield the document in pieces."""
    return iter_document(document_of(fleet))
