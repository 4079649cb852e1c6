"""From errors, losses, blind spots and unknown lines to rows: what is not shown, and the command that shows more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from ..model.messages.blindspots import BlindSpotKind
from ..model.report import BlindSpot, LossCount, UnknownLines
from ..output.wording.blindspots import for_devices


class GapKind(StrEnum):
    """Why the log does not show something."""

    UNREAD = "unread"
    LOST = "lost"
    HIDDEN = "hidden"
    BLIND = "blind"
    UNKNOWN = "unknown"


class Gap(NamedTuple):
    """Something that the log does not show."""

    key: str  # no other gap has the same
    kind: GapKind
    number: int  # of lines, values, incidents, ... as its text says
    text: str  # in a sentence, or the line of an unknown kind
    command: str | None = None  # shows more next time
    place: str | None = None  # file:line of the first


_KINDS = {BlindSpotKind.LINES_LOST: GapKind.LOST, BlindSpotKind.PRIVATE_VALUES: GapKind.HIDDEN}


def gaps_of(
    loss: LossCount,
    blind_spots: Iterable[BlindSpot],
    unknown: Iterable[UnknownLines],
    devices: Sequence[str] = (),
    *,
    is_redacted: bool = False,
) -> list[Gap]:
    """Return the gaps: lost and hidden first, then other blind spots, then lines of unknown kinds, most first.

    Their commands are for the devices, whose keys redaction has replaced if `is_redacted`.
    """
    found = (
        gap._replace(command=for_devices(gap.command, devices, is_redacted=is_redacted))
        for gap in _spots(loss, blind_spots)
    )
    spots = sorted(found, key=lambda gap: list(GapKind).index(gap.kind))
    lines = (
        Gap(f"unknown {kind.shape}", GapKind.UNKNOWN, kind.lines, kind.example, place=kind.place) for kind in unknown
    )
    return [*spots, *lines]


def unread_gaps(errors: Iterable[str]) -> list[Gap]:
    """Return a gap for each input that could not be read; each error names its input."""
    return [Gap(f"unread {error}", GapKind.UNREAD, 1, error) for error in errors]


def _spots(loss: LossCount, blind_spots: Iterable[BlindSpot]) -> Iterator[Gap]:
    counts = {GapKind.LOST: loss.lines_lost, GapKind.HIDDEN: loss.private_values}
    for spot in blind_spots:
        kind = _KINDS.get(spot.kind, GapKind.BLIND)  # type: ignore[call-overload] # a later release may know other kinds
        yield Gap(f"{spot.kind} {spot.detail}", kind, counts.get(kind) or spot.count, spot.text, spot.command)
