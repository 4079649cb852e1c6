"""How a report is shown: the options of the command line that apply to every format."""

from __future__ import annotations

from typing import NamedTuple

_NARROWEST = 40  # cells; in fewer no table fits
USUAL_LINES = 3  # of evidence
ALL_LINES = 1_000  # more than a report keeps of an incident
SHORTEST = 1_000  # characters of a Markdown report; in fewer not even its beginning fits


class Live(NamedTuple):
    """A page that is kept current while a log is read."""

    time: str  # up to which it shows what happened
    stamp: str  # another one for each page
    every: int = 0  # seconds until the next one is written; 0: this is the last one


class View(NamedTuple):
    """How a report is shown; a format ignores what it cannot show."""

    width: int = 80  # cells of a line in a terminal
    color: bool = False
    evidence: int | None = None  # lines of each recommendation; None: as many as is usual, all of a whole report
    top: int | None = None  # recommendations in full; None: as many as is usual in the format
    stories: bool = False
    whole: bool = False  # whether the text leaves nothing out: all recommendations, evidence, rows and sessions
    max_length: int | None = None  # characters of the Markdown report; None: any number
    excel: bool = False  # whether a table is written as Excel reads it
    live: Live | None = None  # None: a page is written once
    is_here: bool = False  # whether it is read in the current folder, so that paths may start there

    def first(self, usual: int | None) -> int | None:
        """Return how many recommendations are in full: all of them if None, `usual` if the view does not say."""
        return None if self.whole else self.top or usual

    @property
    def lines(self) -> int:
        """Return how many lines of evidence a recommendation has."""
        if self.evidence is not None:
            return self.evidence
        return ALL_LINES if self.whole else USUAL_LINES

    @classmethod
    def of(  # noqa: PLR0913  (an option each)
        cls,
        *,
        width: int = 80,
        color: bool = False,
        evidence: int | None = None,
        top: int | None = None,
        stories: bool = False,
        whole: bool = False,
        max_length: int | None = None,
        excel: bool = False,
    ) -> View:
        """Return a view of checked options. Raises WrongUsage."""
        from ..model import arguments

        return cls(
            arguments.whole("width", width, _NARROWEST),
            arguments.flag("color", color),
            None
            if evidence is None
            else arguments.whole("evidence", evidence, 0, otherwise="or None for the usual number"),
            None if top is None else arguments.whole("top", top, 1, otherwise="or None for the usual number"),
            arguments.flag("stories", stories),
            arguments.flag("whole", whole),
            max_length=None
            if max_length is None
            else arguments.whole("max_length", max_length, SHORTEST, otherwise="or None"),
            excel=arguments.flag("excel", excel),
        )
