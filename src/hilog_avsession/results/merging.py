"""From the reports of several devices to one: counts are added up, recommendations ranked again.

The logs of one device belong in one diagnosis, which sees that a session of one log fails in the next and that both
hold the same line. Reports of different devices have nothing in common, so they are added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from ..errors import WrongUsage
from ..knowledge.catalog import CATALOG, Catalog
from ..model.release import Release
from ..model.report import (
    CategoryCount,
    CodeCount,
    KindCount,
    R,
    Recommendation,
    UnknownLines,
    Where,
    added,
)
from .blindspots import join_blind_spots
from .input_names import keep_apart
from .languages import reworded
from .ranking import MOST_PLACES, rank_categories, rank_codes, rank_recommendations, rank_unknown
from .rebuilding import with_incidents, with_sessions
from .times import FirstAndLast
from .unmatched import join_unmatched

Key = TypeVar("Key")
Value = TypeVar("Value")


def merge(reports: Sequence[R], *, lang: str | None = None, names: Sequence[str] = (), catalog: Catalog = CATALOG) -> R:
    """Add up reports, in their order.

    `lang` is the language of the result, by default that of the first report; the others are put into its words, which
    `catalog` holds. Inputs that have the same name in several reports get the name of their report, one of `names`, in
    front of it. Raises WrongUsage for no report and for an unknown language.
    """
    if not reports:
        raise WrongUsage("there is no report to merge; give one or several")
    reports = [reworded(report, lang or reports[0].lang, catalog) for report in reports]
    return _sum_of(keep_apart(reports, names)) if len(reports) > 1 else reports[0]


def _sum_of(reports: Sequence[R]) -> R:
    sessions = tuple(chain.from_iterable(report.sessions for report in reports))
    incidents = tuple(chain.from_iterable(report.incidents for report in reports))
    recommendations = _recommendations(chain.from_iterable(report.recommendations for report in reports))
    return replace(
        reports[0],
        interrupted=any(report.interrupted for report in reports),
        inputs=tuple(chain.from_iterable(report.inputs for report in reports)),
        remarks=tuple(chain.from_iterable(report.remarks for report in reports)),
        lines=added(*(report.lines for report in reports)),
        shows_avsession=any(report.shows_avsession for report in reports),
        loss=added(*(report.loss for report in reports)),
        counts=added(*(report.counts for report in reports)),
        categories=_categories(chain.from_iterable(report.categories for report in reports)),
        codes=_codes(chain.from_iterable(report.codes for report in reports)),
        kinds=_kinds(chain.from_iterable(report.kinds for report in reports)),
        recommendations=tuple(with_incidents(recommendations, with_sessions(incidents, sessions))),
        sessions=sessions,
        incidents=tuple(incident._replace(id=number) for number, incident in enumerate(incidents, 1)),
        unknown=join_unknown(chain.from_iterable(report.unknown for report in reports)),
        blind_spots=join_blind_spots(chain.from_iterable(report.blind_spots for report in reports)),
        incidents_truncated=any(report.incidents_truncated for report in reports),
        filtered_out=sum(report.filtered_out for report in reports),
        unmatched=join_unmatched(reports),
        gates=tuple(chain.from_iterable(report.gates for report in reports)),
        release=_release([report.release for report in reports]),
        is_redacted=all(report.is_redacted for report in reports),
    )


def _release(releases: Sequence[Release | None]) -> Release | None:
    """Return the release that all reports tell; devices of several releases have none in common."""
    known = [release for release in releases if release is not None]
    is_one = len(known) == len(releases) and len({release[:2] for release in known}) == 1
    return known[0] if is_one else None


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    groups: dict[Key, list[Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def _categories(counts: Iterable[CategoryCount]) -> tuple[CategoryCount, ...]:
    groups = _grouped((count.category, count) for count in counts)
    return rank_categories(
        CategoryCount(category, sum(count.incidents for count in group), sum(count.signals for count in group))
        for category, group in groups.items()
    )


def _codes(counts: Iterable[CodeCount]) -> tuple[CodeCount, ...]:
    groups = _grouped((count.code, count) for count in counts)
    return rank_codes(map(_code, groups.values()))


def _code(group: Sequence[CodeCount]) -> CodeCount:
    """Add up the counts of one code."""
    times = FirstAndLast()
    for report, count in enumerate(group):
        times.add(report, count.first_time)
        times.add(report, count.last_time)
    return group[0]._replace(
        incidents=sum(count.incidents for count in group),
        signals=sum(count.signals for count in group),
        sessions=sum(count.sessions for count in group),
        controllers=sum(count.controllers for count in group),
        natives=dict(sum((Counter(count.natives) for count in group), Counter[str]()).most_common()),
        first_time=times.first,
        last_time=times.last,
    )


def _kinds(counts: Iterable[KindCount]) -> tuple[KindCount, ...]:
    groups = _grouped((count.kind, count) for count in counts)
    return KindCount.ranked(
        group[0]._replace(incidents=sum(count.incidents for count in group), known=all(count.known for count in group))
        for group in groups.values()
    )


def _recommendations(recommendations: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    groups = _grouped(
        ((recommendation.code, recommendation.cause), recommendation) for recommendation in recommendations
    )
    return rank_recommendations(
        group[0]._replace(
            incidents=sum(recommendation.incidents for recommendation in group),
            because=tuple(chain.from_iterable(recommendation.because for recommendation in group))[:MOST_PLACES],
            where=_most(chain.from_iterable(recommendation.where for recommendation in group)),
        )
        for group in groups.values()
    )


def _most(places: Iterable[Where]) -> tuple[Where, ...]:
    groups = _grouped((place._replace(incidents=0), place.incidents) for place in places)
    summed = [place._replace(incidents=sum(counts)) for place, counts in groups.items()]
    return tuple(sorted(summed, key=lambda place: -place.incidents)[:MOST_PLACES])


def join_unknown(unknown: Iterable[UnknownLines]) -> tuple[UnknownLines, ...]:
    """Add up the error lines of several logs that no statement reads, by shape, most first."""
    groups = _grouped((lines.shape, lines) for lines in unknown)
    return rank_unknown(group[0]._replace(lines=sum(lines.lines for lines in group)) for group in groups.values())
