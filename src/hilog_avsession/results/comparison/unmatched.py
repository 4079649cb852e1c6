"""From two sides whose incidents are all left out by the filters to what each filter could have asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ...model.incidents import Kind
from ...model.report import FilterName, KindCount, Unmatched
from ..filters import Filters
from ..gates.counting import categories_of
from ..unmatched import Value, unmatched_filter
from .counted import Counted, category_of, kind_test


class _Chosen(NamedTuple):
    """A filter by itself, and the value that it looks at; an incident without such a value has None."""

    filters: Filters
    value: Callable[[Mapping[int, str], Kind], str | None]  # takes the categories that the report of a kind has


def unmatched_of(filters: Filters, *sides: Counted) -> tuple[Unmatched, ...]:
    """Return each filter with what it could have asked for; empty if an incident passes, or if there is no incident."""
    reports = [report for side in sides for report in side.reports if report.kinds]
    if any(side.kinds for side in sides) or not reports:
        return ()
    by_report = ((categories_of(report), report.kinds) for report in reports)
    kinds = [(categories, kind) for categories, of_report in by_report for kind in of_report]
    is_redacted = any(report.is_redacted for report in reports)  # pseudonyms are alike without meaning anything
    found = (_unmatched(name, chosen, kinds) for name, chosen in _chosen(filters))
    return tuple(item._replace(near=()) if is_redacted else item for item in found)


def _chosen(filters: Filters) -> Iterator[tuple[FilterName, _Chosen]]:
    if filters.codes:
        yield FilterName.CODE, _Chosen(Filters(codes=filters.codes), lambda _, kind: str(kind[0]))
    if filters.categories:
        yield (
            FilterName.CATEGORY,
            _Chosen(Filters(categories=filters.categories), lambda categories, kind: category_of(categories, kind[0])),
        )
    if filters.bundles:
        yield FilterName.BUNDLE, _Chosen(Filters(bundles=filters.bundles), lambda _, kind: kind[2])


def _unmatched(name: FilterName, chosen: _Chosen, kinds: Sequence[tuple[Mapping[int, str], KindCount]]) -> Unmatched:
    """Return one filter; all reports of both sides count together."""
    passes, alone, values = kind_test(chosen.filters), 0, Counter[Value]()
    for categories, count in kinds:
        alone += count.incidents if passes(categories, count.kind) else 0
        if (value := chosen.value(categories, count.kind)) is not None:
            values[value, None] += count.incidents
    return unmatched_filter(chosen.filters, name, alone, values)
