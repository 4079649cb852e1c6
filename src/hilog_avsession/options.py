"""The options of a diagnosis."""

from __future__ import annotations

from dataclasses import dataclass, field

from .knowledge.catalog import LANGUAGES
from .knowledge.rules import needle_rules
from .knowledge.ruleset import RULESET, Ruleset
from .model.arguments import one, whole, word
from .model.calendar import check_year
from .reading.finders import Finder
from .reading.options import ReadOptions
from .reading.parallel import MOST_JOBS
from .reading.sources import CHUNK, Limits
from .results.aggregation import MAX_INCIDENTS
from .results.filters import Filters


@dataclass(frozen=True, slots=True)
class Options:
    """How a diagnosis is made."""

    lang: str = "en"
    filters: Filters = field(default_factory=Filters)
    max_incidents: int = MAX_INCIDENTS
    limits: Limits = field(default_factory=Limits)
    finder: Finder | None = None  # finds the needles; None: the fastest there is
    read_size: int = CHUNK  # bytes read at a time: small fits the processor's caches, large multiplies copies in memory
    year: int | None = None  # of each log's first line, if the log prints none
    jobs: int = 1  # processes that read inputs side by side; 0: as many as make it faster
    ruleset: Ruleset = RULESET  # the codes and statements, a user's own among them

    @property
    def reading(self) -> ReadOptions:
        """The options of the reader."""
        return ReadOptions(needle_rules(self.ruleset)[0], self.limits, self.finder, self.read_size, self.year)

    def __post_init__(self) -> None:
        """Check the values. Raises WrongUsage."""
        word("a language", self.lang, LANGUAGES)
        one("filters", self.filters, Filters, "Filters(...), such as Filters(codes=6600107)")
        whole("max_incidents", self.max_incidents, 0)
        one("limits", self.limits, Limits, "Limits(...), such as Limits(ratio=1000)").check()
        whole("jobs", self.jobs, 0, MOST_JOBS, otherwise="where 0 chooses the number that is fastest")
        if self.year is not None:
            check_year(self.year)
