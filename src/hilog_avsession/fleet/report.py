"""The report of a fleet and its conversions: a facade over the modules that do the work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any

from ..output.view import View
from ..results.fleet.values import FleetData

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, repr=False)
class Fleet(FleetData):
    """What failed in many units, with its conversions; the fields are those of `FleetData`."""

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, exactly as in its JSON form."""
        from ..results.fleet.fields import document_of

        return document_of(self)

    def to_json(self) -> str:
        """Return the report as one JSON document: the text of fleet.json."""
        return self._written("json", View())

    def to_text(self, *, width: int = 80, color: bool = False, whole: bool = False) -> str:
        """Return the report as the command line prints it; `whole` lists all rows, as `--all`.

        Raises WrongUsage for a value that makes no sense.
        """
        return self._written("text", View.of(width=width, color=color, whole=whole)._replace(is_here=True))

    def to_markdown(self, *, whole: bool = False) -> str:
        """Return the report as Markdown for an issue, a merge request or a wiki."""
        return self._written("markdown", View.of(whole=whole))

    def to_html(self) -> str:
        """Return the report as a page for the browser, which loads nothing."""
        return self._written("html", View())

    def save(self, path: str | PathLike[str], format: str | None = None, *, whole: bool = False) -> Path:
        """Write the report to a file and return its path; the suffix selects the format: `.html`, `.md`, `.json`, ...

        `format` names a format, whatever the suffix. The file appears whole, and replaces a file of that name. Raises
        WrongUsage for a suffix that selects no format, UnwritableOutput for a file that cannot be written.
        """
        from pathlib import Path

        from ..model.arguments import path as checked
        from ..output.files import write_whole
        from ..output.formats import FLEET_FORMATS, format_of_file

        name = checked("path", path)
        chosen = format_of_file(name, format, FLEET_FORMATS)
        write_whole(name, chosen.text_parts(self, View.of(whole=whole)))
        return Path(name)

    def _written(self, name: str, view: View) -> str:
        return "".join(self._parts(name, view))

    def _parts(self, name: str, view: View) -> Iterator[str]:
        from ..output.formats import FLEET_FORMATS, format_named

        yield from format_named(name, FLEET_FORMATS).text_parts(self, view)

    def __str__(self) -> str:
        """Return the first screen of the report: which failures hit most units, since when, and what to do first."""
        from ..output.terminal.fleet import beginning_parts

        return "".join(beginning_parts(self, View(is_here=True))).rstrip("\n")

    def _repr_html_(self) -> str:
        """Return the first screen of the report as Jupyter shows it."""
        from html import escape

        return f'<pre style="white-space:pre-wrap" lang="{self.lang}">{escape(str(self))}</pre>'
