"""The comparison of two reports and its conversions: a facade over the modules that do the work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from .output.conversions import Conversions
from .output.formats import COMPARISON_FORMATS, Format
from .results.comparison.comparing import LEVEL, compare_into
from .results.comparison.values import By, ComparisonData

if TYPE_CHECKING:
    from .results.comparison.counted import Reports
    from .results.filters import Filters


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(ComparisonData, Conversions):
    """What changed from A to B, with its conversions; the fields are those of `ComparisonData`."""

    _FORMATS: ClassVar[tuple[Format, ...]] = COMPARISON_FORMATS

    def __str__(self) -> str:
        """Return what the command line prints."""
        return self.to_text().rstrip("\n")


def compare(  # noqa: PLR0913  (an option each)
    a: Reports,
    b: Reports,
    *,
    level: float = LEVEL,
    by: str | Iterable[str] = tuple(By),
    filters: Filters | None = None,
    lang: str | None = None,
    names: tuple[str | None, str | None] = (None, None),
) -> Comparison:
    """Compare two reports, or two series of reports of several devices.

    A report may also be given as the path of its JSON file.

    `level` is the probability, over all rows together, that chance alone makes any row differ. `by` selects the tables:
    `code`, `cause`, `app`. `filters` can select codes, categories and bundles. `lang` is the language of titles, by
    default that of the first report. `names` are shown instead of the names of the inputs.

    Raises WrongUsage for no report, a level outside 0 to 1, an unknown table or another filter, UnreadableInput for a
    file that is not a report.
    """
    return compare_into(Comparison, a, b, level=level, by=by, filters=filters, lang=lang, names=names)
