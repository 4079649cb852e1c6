"""From a report's blind spots to their texts: what the log could not show, and the commands that show more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ...phrases import quoted

if TYPE_CHECKING:
    from ...model.report import ReportData

_SHELL = "hdc shell "
_KEY = "KEY"  # the reader replaces it with the key of a device


class BlindSpotText(NamedTuple):
    """What the log could not show."""

    text: str
    command: str | None  # shows more next time


def blind_spots(report: ReportData) -> Iterator[BlindSpotText]:
    """Yield the blind spots in the order of the report."""
    devices = [count.device for count in report.devices]
    for spot in report.blind_spots:
        yield BlindSpotText(spot.text, for_devices(spot.command, devices, is_redacted=report.is_redacted))


def for_devices(command: str | None, devices: Sequence[str], *, is_redacted: bool) -> str | None:
    """Return a command for these devices: where several are connected, hdc needs a key."""
    if command is None or not devices or not command.startswith(_SHELL):
        return command
    key = _KEY if is_redacted or len(devices) > 1 else quoted(devices[0])
    return f"hdc -t {key} shell {command.removeprefix(_SHELL)}"
