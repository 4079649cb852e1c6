"""What a comparison and a fleet's report have in common: each can be written in several formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from os import PathLike
from typing import TYPE_CHECKING, ClassVar, cast

from .formats import Format, format_named, format_of_file
from .view import View

if TYPE_CHECKING:
    from pathlib import Path

    from ..results.comparison.values import ComparisonData
    from ..results.fleet.values import FleetData


def saved(
    path: str | PathLike[str],
    named: str | None,
    formats: Sequence[Format],
    parts_in: Callable[[Format], Iterable[str]],
) -> Path:
    """Write a file in the format that is named, or else in that of its suffix, and return its path.

    `parts_in` yields the text in a format. Raises WrongUsage and UnwritableOutput.
    """
    from pathlib import Path

    from ..model.arguments import path as checked
    from .files import write_whole

    name = checked("path", path)
    write_whole(name, parts_in(format_of_file(name, named, formats)))
    return Path(name)


class Conversions:
    """The conversions of a class whose values are written in several formats."""

    __slots__ = ()
    _FORMATS: ClassVar[Sequence[Format]]
    lang: str

    def to_text(self, *, width: int = 80, color: bool = False, whole: bool = False) -> str:
        """Return what the command line prints; `whole` lists all rows, as `--all`.

        `width` is the number of columns, at least 40. `color` adds escape sequences for terminals. Raises WrongUsage
        for a value that makes no sense.
        """
        return self._written("text", View.of(width=width, color=color, whole=whole)._replace(is_here=True))

    def to_markdown(self, *, whole: bool = False) -> str:
        """Return Markdown for an issue, a merge request or a wiki."""
        return self._written("markdown", View.of(whole=whole))

    def to_html(self) -> str:
        """Return a page for the browser, which loads nothing."""
        return self._written("html", View())

    def save(self, path: str | PathLike[str], format: str | None = None, *, whole: bool = False) -> Path:
        """Write a file and return its path; the suffix selects the format: `.html`, `.md`, `.json` or `.txt`.

        `format` names a format, whatever the suffix. The file appears whole, and replaces a file of that name. Raises
        WrongUsage for a suffix that selects no format, UnwritableOutput for a file that cannot be written.
        """
        return saved(path, format, self._FORMATS, lambda chosen: self._parts(chosen, View.of(whole=whole)))

    def _written(self, name: str, view: View) -> str:
        return "".join(self._parts(format_named(name, self._FORMATS), view))

    def _parts(self, chosen: Format, view: View) -> Iterable[str]:
        return chosen.text_parts(cast("ComparisonData | FleetData", self), view)  # whatever has these conversions

    def _repr_html_(self) -> str:
        """Return the text as Jupyter shows it."""
        return f'<pre style="white-space:pre-wrap" lang="{self.lang}">{escape(str(self))}</pre>'
