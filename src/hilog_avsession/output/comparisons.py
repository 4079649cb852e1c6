"""The forms of a comparison: from a name or a file's suffix to the module that writes it so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..results.comparison.values import Comparison
    from .view import View


class ComparisonFormat(NamedTuple):
    """One form of a comparison."""

    name: str
    suffix: str  # of a file in it
    module: str  # beside this one; its `pieces` makes the text, piece by piece

    def pieces(self, comparison: Comparison, view: View) -> Iterable[str]:
        """The comparison in this form."""
        pieces: Iterator[str] = import_module(f".{self.module}", __package__).pieces(comparison, view)
        return pieces


FORMATS = (
    ComparisonFormat("text", ".txt", "terminal.comparison"),
    ComparisonFormat("markdown", ".md", "markdown.comparison"),
    ComparisonFormat("json", ".json", "comparison_json"),
)
