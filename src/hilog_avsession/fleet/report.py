"""The report of a fleet and its conversions: a facade over the modules that do the work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..results.fleet.values import FleetData


@dataclass(frozen=True, slots=True, repr=False)
class Fleet(FleetData):
    """What failed in many units, with its conversions; the fields are those of `FleetData`."""

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, exactly as in its JSON form."""
        from ..results.fleet.fields import document_of

        return document_of(self)

    def to_json(self) -> str:
        """Return the report as one JSON document: the text of fleet.json."""
        from ..results.json.encode import iter_document

        return "".join(iter_document(self.to_dict()))
