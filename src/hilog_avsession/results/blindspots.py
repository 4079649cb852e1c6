"""From the limits of a log to its blind spots, what it could not show; those of several logs are added up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..model.messages.blindspots import BlindSpotKind, is_known
from ..model.report import BlindSpot, Incomparable

SLOW_PATTERN = BlindSpotKind.SLOW_PATTERN
TIME_FILTER = BlindSpotKind.TIME_FILTER


@dataclass(frozen=True, slots=True)
class Coverage:
    """What limits a log's evidence."""

    lost_notices: int
    private_values: int
    levels: frozenset[str]  # of AVSession's own lines
    sessions_without_beginning: int
    incidents_without_session: int
    clock_jumps: int
    untimed: Mapping[Incomparable, int] = field(default_factory=dict)  # incidents that a filter by time could not judge
    unsure_repeats: int = 0  # lines that may be repeats
    slow_patterns: Mapping[str, int] = field(default_factory=dict)  # places of a user's patterns, messages given up
    doubled_lines: int = 0  # lines that count as copies of those before them


def find_blind_spots(coverage: Coverage, lang: str) -> tuple[BlindSpot, ...]:
    """Return what the log could not show, those that concern the filters first, slow patterns last."""
    counts = {
        BlindSpotKind.LINES_LOST: coverage.lost_notices,
        BlindSpotKind.PRIVATE_VALUES: coverage.private_values,
        BlindSpotKind.ERRORS_ONLY: int(bool(coverage.levels) and not coverage.levels & {"I", "D"}),
        BlindSpotKind.STARTS_IN_THE_MIDDLE: coverage.sessions_without_beginning,
        BlindSpotKind.UNLINKED_INCIDENTS: coverage.incidents_without_session,
        BlindSpotKind.CLOCK_JUMPS: coverage.clock_jumps,
        BlindSpotKind.OVERLAP_UNSURE: coverage.unsure_repeats,
        BlindSpotKind.DOUBLED_LINES: coverage.doubled_lines,
    }
    return (
        *(BlindSpot(BlindSpotKind.TIME_FILTER, count, why, lang) for why, count in sorted(coverage.untimed.items())),
        *(BlindSpot(kind, count, "", lang) for kind, count in counts.items() if count),
        *(BlindSpot(SLOW_PATTERN, count, place, lang) for place, count in coverage.slow_patterns.items()),
    )


def join_blind_spots(spots: Iterable[BlindSpot]) -> tuple[BlindSpot, ...]:
    """Add up what several logs could not show, in the order of their first mention, slow patterns last.

    Blind spots that another release has written are added up by kind and detail if this release knows them, else by
    kind and text.
    """
    groups: dict[tuple[str, str, str], list[BlindSpot]] = {}
    for spot in spots:
        text = "" if is_known(spot.kind, spot.detail) else spot.text
        groups.setdefault((spot.kind, spot.detail, text), []).append(spot)
    joined = map(_joined, groups.values())
    return tuple(sorted(joined, key=lambda spot: spot.kind == SLOW_PATTERN))


def _joined(group: list[BlindSpot]) -> BlindSpot:
    first = group[0]
    if len(group) == 1:
        return first
    given = None if is_known(first.kind, first.detail) else first.given
    return replace(first, count=sum(spot.count for spot in group), given=given)
