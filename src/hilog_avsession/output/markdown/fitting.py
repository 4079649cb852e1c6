"""From a page that is too long to one that fits: fewer stories, recommendations and lines, and a note that says so.

A page is shortened by showing less of the report, never by cutting its text, so that no table and no block of code
loses its end. If not even its shortest form fits, its last sections are left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ..messages.lookup import message
from .blocks import line
from .markup import inline

if TYPE_CHECKING:
    from ...model.report import ReportData
    from ..view import View

_ENOUGH = 3  # recommendations in full; before there are fewer, the page shows less of each
_FEW_ROWS = 20  # of the recommendations in brief


class Extent(NamedTuple):
    """How much of a report a page shows."""

    view: View
    in_brief: int | None = None  # recommendations in a row each, after those in full; None: all others


Page = Callable[["ReportData", Extent], Iterator[str]]  # yields the blocks of a report


def fitted(report: ReportData, view: View, page: Page, most: int) -> list[str]:
    """Return the blocks of a page of at most so many characters, with a note below the title if it was shortened."""
    blocks = list(page(report, Extent(view)))
    if _length(blocks) <= most:
        return blocks
    noted = partial(_noted, report, view, page, most)
    for extent in _extents(report, view, lambda extent: _length(noted(extent)) <= most):
        blocks = noted(extent)
        if _length(blocks) <= most:
            return blocks
    return _beginning(blocks, most, report.lang)


def _extents(report: ReportData, view: View, fits: Callable[[Extent], bool]) -> Iterator[Extent]:
    """Yield extents that show less and less: no stories, then fewer recommendations and less of each."""
    number = _shown(report, view)
    shown, view = view.lines, view._replace(stories=False, whole=False, top=number, evidence=view.lines)
    yield Extent(view)
    for in_brief, evidence in ((None, view.lines), (None, 1), (_FEW_ROWS, 1), (_FEW_ROWS, 0), (0, 0)):
        extent = Extent(view._replace(evidence=min(evidence, shown)), in_brief)
        top = _most_that_fit(extent, number, fits)
        if top >= min(_ENOUGH, number):
            yield extent._replace(view=extent.view._replace(top=top))
    yield Extent(view._replace(evidence=0, top=1), 0)


def _most_that_fit(extent: Extent, number: int, fits: Callable[[Extent], bool]) -> int:
    """Return how many recommendations fit in full."""

    def is_too_long(top: int) -> bool:
        return not fits(extent._replace(view=extent.view._replace(top=top)))

    return bisect_left(range(1, number + 1), True, key=is_too_long)


def _shown(report: ReportData, view: View) -> int:
    number = len(report.recommendations)
    return number if view.whole or view.top is None else min(view.top, number)


def _beginning(blocks: Sequence[str], most: int, lang: str) -> list[str]:
    """Return the first blocks of a page, as many as fit, and say that there were more."""
    end = line(inline(message(lang, "fit-end")))
    kept: list[str] = []
    left = most - len(end) - 1
    for block in blocks:
        left -= len(block) + 1
        if left < 0:
            break
        kept.append(block)
    while len(kept) > 1 and kept[-1].startswith("#"):  # a title without its section
        kept.pop()
    return [*kept, end]


def _noted(report: ReportData, view: View, page: Page, most: int, extent: Extent) -> list[str]:
    """Return the blocks of a page with a note below its title that says what is left out."""
    title, *rest = page(report, extent)
    return [title, line(inline(" ".join(_notes(report, view, extent, most)))), *rest]


def _notes(report: ReportData, view: View, extent: Extent, most: int) -> Iterator[str]:
    lang, top, evidence = report.lang, extent.view.top or 0, extent.view.lines
    yield message(lang, "fit-note", most=f"{most:,}")
    if view.stories:
        yield message(lang, "fit-stories")
    if top < _shown(report, view):
        yield message(lang, "fit-top", top, all=f"{len(report.recommendations):,}")
    if evidence < view.lines:
        yield message(lang, "fit-lines" if evidence else "fit-no-lines")


def _length(blocks: Sequence[str]) -> int:
    return sum(map(len, blocks)) + max(len(blocks) - 1, 0)  # with the empty lines between them
