"""From a view to the terms on which a report is told: its language, the names of its inputs, how much of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from ...model.inputs import Input
    from ...model.report import ReportData
    from ..view import View

Prose = NewType("Prose", str)  # the catalogue's own text: `code` stands in backticks


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a report is told."""

    lang: str
    names: Mapping[str, str]  # short names of inputs
    evidence: int = 3  # lines of each recommendation
    top: int | None = None  # recommendations
    stories: bool = False

    @classmethod
    def of(cls, report: ReportData, view: View) -> Terms:
        """The terms that a view asks for."""
        return cls(report.lang, short_names(report.inputs), view.evidence, view.top, view.stories)

    def place(self, place: str) -> str:
        """`file:line` with the input's short name."""
        source, _, line = place.rpartition(":")
        return f"{self.names.get(source, source)}:{line}"


def short_names(inputs: Iterable[Input]) -> dict[str, str]:
    """What a page calls each input: its file's name alone, where that tells it from the others."""
    sources = {one.source for one in inputs}
    names = {source: source.replace("\\", "/").rpartition("/")[2] or source for source in sources}
    names |= {"-": "stdin"} if "-" in sources else {}
    return names if len(set(names.values())) == len(sources) else {}
