"""From a view to the terms of a page: its language, the short names of its inputs, and how much it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from ...model.inputs import Input
    from ...model.report import ReportData
    from ..view import View

Prose = NewType("Prose", str)  # text of the catalogue, with `code` in backticks


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a page."""

    lang: str
    names: Mapping[str, str]  # short names of inputs
    evidence: int = 3  # lines of each recommendation
    top: int | None = None  # recommendations in full; None: all
    stories: bool = False
    whole: bool = False  # whether lists have no end before their last entry
    tells_devices: bool = False  # whether there are several, so that it is said on which one something happened

    @classmethod
    def of(cls, report: ReportData, view: View, usual: int | None = None) -> Terms:
        """Return the terms that a view asks for; `usual` recommendations are in full unless it says how many."""
        names, several = short_names(report.inputs), len(report.devices) > 1
        return cls(report.lang, names, view.lines, view.first(usual), view.stories, view.whole, several)

    def first(self, most: int) -> int | None:
        """Return how many entries of a list to show: `most`, or None for all of them."""
        return None if self.whole else most

    def place(self, place: str) -> str:
        """Return `file:line` with the short name of the input."""
        source, _, line = place.rpartition(":")
        return f"{self.names.get(source, source)}:{line}"


def short_names(inputs: Iterable[Input]) -> dict[str, str]:
    """Return the name of each input on a page: that of its file, if no two inputs have the same."""
    sources = {entry.source for entry in inputs}
    names = {source: source.replace("\\", "/").rpartition("/")[2] or source for source in sources}
    names |= {"-": "stdin"} if "-" in sources else {}
    return names if len(set(names.values())) == len(sources) else {}
