"""The report of a fleet and its conversions: a facade over the modules that do the work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ..output.conversions import Conversions
from ..output.formats import FLEET_FORMATS, Format
from ..output.view import View
from ..results.fleet.values import FleetData


@dataclass(frozen=True, slots=True, repr=False)
class Fleet(FleetData, Conversions):
    """What failed in many units, with its conversions; the fields are those of `FleetData`."""

    _FORMATS: ClassVar[tuple[Format, ...]] = FLEET_FORMATS

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, exactly as in its JSON form."""
        from ..results.fleet.fields import document_of

        return document_of(self)

    def to_json(self) -> str:
        """Return the report as one JSON document: the text of fleet.json."""
        return self._written("json", View())

    def __str__(self) -> str:
        """Return the first screen of the report: which failures hit most units, since when, and what to do first."""
        from ..output.terminal.fleet import beginning_parts

        return "".join(beginning_parts(self, View(is_here=True))).rstrip("\n")
