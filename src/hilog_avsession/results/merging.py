"""From the reports of several devices to one: counts added up, recommendations ranked anew.

The logs of one device belong into one diagnosis, which knows that a session of the first fails in the second and that a
line stands in both. Reports of different devices have nothing in common: they are simply added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from ..errors import WrongUsage
from ..model.report import (
    CategoryCount,
    CodeCount,
    Counts,
    KindCount,
    Lines,
    LossCount,
    R,
    Recommendation,
    UnknownLines,
    Where,
)
from .blindspots import join_blind_spots
from .ranking import MOST_PLACES, rank_categories, rank_codes, rank_recommendations, rank_unknown

Key = TypeVar("Key")
One = TypeVar("One")


def merge(reports: Sequence[R]) -> R:
    """Add up reports, in their order. Raises WrongUsage for none, or for several languages."""
    if not reports:
        raise WrongUsage("no report to merge")
    languages = sorted({report.lang for report in reports})
    if len(languages) > 1:
        raise WrongUsage(f"the reports are in several languages ({', '.join(languages)}); make all in one")
    incidents = chain.from_iterable(report.incidents for report in reports)
    return replace(
        reports[0],
        interrupted=any(report.interrupted for report in reports),
        inputs=tuple(chain.from_iterable(report.inputs for report in reports)),
        remarks=tuple(chain.from_iterable(report.remarks for report in reports)),
        lines=Lines(*map(sum, zip(*(report.lines for report in reports), strict=True))),
        loss=LossCount(*map(sum, zip(*(report.loss for report in reports), strict=True))),
        counts=Counts(*map(sum, zip(*(report.counts for report in reports), strict=True))),
        categories=_categories(chain.from_iterable(report.categories for report in reports)),
        codes=_codes(chain.from_iterable(report.codes for report in reports)),
        kinds=_kinds(chain.from_iterable(report.kinds for report in reports)),
        recommendations=_recommendations(chain.from_iterable(report.recommendations for report in reports)),
        sessions=tuple(chain.from_iterable(report.sessions for report in reports)),
        incidents=tuple(one._replace(id=number) for number, one in enumerate(incidents, 1)),
        unknown=_unknown(chain.from_iterable(report.unknown for report in reports)),
        blind_spots=join_blind_spots(chain.from_iterable(report.blind_spots for report in reports)),
        incidents_truncated=any(report.incidents_truncated for report in reports),
        filtered_out=sum(report.filtered_out for report in reports),
        gates=tuple(chain.from_iterable(report.gates for report in reports)),
        is_redacted=all(report.is_redacted for report in reports),
    )


def _grouped(ones: Iterable[tuple[Key, One]]) -> dict[Key, list[One]]:
    groups: dict[Key, list[One]] = {}
    for key, one in ones:
        groups.setdefault(key, []).append(one)
    return groups


def _categories(counts: Iterable[CategoryCount]) -> tuple[CategoryCount, ...]:
    groups = _grouped((one.category, one) for one in counts)
    return rank_categories(
        CategoryCount(category, sum(one.incidents for one in group), sum(one.signals for one in group))
        for category, group in groups.items()
    )


def _codes(counts: Iterable[CodeCount]) -> tuple[CodeCount, ...]:
    groups = _grouped((one.code, one) for one in counts)
    return rank_codes(
        group[0]._replace(
            incidents=sum(one.incidents for one in group),
            signals=sum(one.signals for one in group),
            sessions=sum(one.sessions for one in group),
            controllers=sum(one.controllers for one in group),
            natives=dict(sum((Counter(one.natives) for one in group), Counter[str]()).most_common()),
            last_time=group[-1].last_time,
        )
        for group in groups.values()
    )


def _kinds(counts: Iterable[KindCount]) -> tuple[KindCount, ...]:
    groups = _grouped((one.kind, one) for one in counts)
    return KindCount.ranked(
        group[0]._replace(incidents=sum(one.incidents for one in group), known=all(one.known for one in group))
        for group in groups.values()
    )


def _recommendations(ones: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    groups = _grouped(((one.code, one.cause), one) for one in ones)
    return rank_recommendations(
        group[0]._replace(
            incidents=sum(one.incidents for one in group),
            because=tuple(chain.from_iterable(one.because for one in group))[:MOST_PLACES],
            where=_most(chain.from_iterable(one.where for one in group)),
        )
        for group in groups.values()
    )


def _most(places: Iterable[Where]) -> tuple[Where, ...]:
    return tuple(sorted(places, key=lambda place: -place.incidents)[:MOST_PLACES])


def _unknown(ones: Iterable[UnknownLines]) -> tuple[UnknownLines, ...]:
    groups = _grouped((one.shape, one) for one in ones)
    return rank_unknown(group[0]._replace(lines=sum(one.lines for one in group)) for group in groups.values())
