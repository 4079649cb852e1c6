"""From clocks to seconds that can be compared: only those of one scale are counted from one zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum

from ..model.calendar import EPOCH_FROM
from ..model.inputs import Input

_YEARS_FROM = 4 * 366 * 86400.0  # dates without a year are counted from the beginning of their own


class Scale(IntEnum):
    """How a clock counts."""

    NONE = 0  # no time is printed
    UPTIME = 1  # since the device was started
    TIME_OF_DAY = 2
    DATE = 3  # without a year
    LOCAL = 4  # since 1970, as the device's clock shows it
    EPOCH = 5  # since 1970, in UTC


def scale_of(time: str | None, clock: float | None) -> Scale:
    """The scale of a clock, told by the time as it is printed."""
    if clock is None or not time:
        return Scale.NONE
    if ":" not in time:
        return Scale.EPOCH if clock >= EPOCH_FROM else Scale.UPTIME
    if "-" not in time:
        return Scale.TIME_OF_DAY
    return Scale.LOCAL if clock >= _YEARS_FROM else Scale.DATE


def zeros(inputs: Iterable[Input]) -> Mapping[Scale, float]:
    """The first clock of each scale: that of the first lines of the inputs."""
    found: dict[Scale, float] = {}
    for one in inputs:
        if one.first_clock is not None:
            scale = scale_of(one.first_time, one.first_clock)
            found[scale] = min(one.first_clock, found.get(scale, one.first_clock))
    return found
