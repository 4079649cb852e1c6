"""From the inputs of a report to a table of what the user named: files, archives with their members, devices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..model.inputs import Input
from ..model.report import ReportData
from ..reading.sources.archives import PACKED_SUFFIXES

_ARCHIVES = frozenset(("zip", "tar"))  # containers that hold several files
_MARK = "!"  # between an archive and its member
_ENDS = tuple(f".{suffix}" for suffix in PACKED_SUFFIXES)


class InputCount(NamedTuple):
    """What one file, archive or device holds."""

    name: str  # of a device its key
    files: int  # 1 for a plain file or a device
    lines: int
    incidents: int  # whose first line is in it
    unreadable: int  # files in it that could not be read


def by_input(report: ReportData) -> tuple[InputCount, ...]:
    """Add up the inputs by file, outermost archive or device, in the order of reading."""
    counts: dict[str, InputCount] = {}
    for entry in report.inputs:
        name = named(entry)
        count = counts.get(name) or InputCount(name, 0, 0, 0, 0)
        counts[name] = InputCount(
            name,
            count.files + 1,
            count.lines + entry.lines,
            count.incidents + entry.incidents,
            count.unreadable + (entry.error is not None),
        )
    return tuple(counts.values())


def are_devices(report: ReportData) -> bool:
    """Tell whether all inputs are logs of named devices."""
    return bool(report.inputs) and all(entry.device for entry in report.inputs)


def named(entry: Input) -> str:
    """Return the device, the archive or the file that the user knows an input by."""
    return entry.device or outermost(entry)


def outermost(entry: Input) -> str:
    """Return the archive that holds an input, or its own name; a folder may have a `!` in its name."""
    parts = entry.source.split(_MARK)
    if len(parts) == 1 or not is_archived(entry):
        return entry.source
    heads = [_MARK.join(parts[:number]) for number in range(1, len(parts))]
    return next((head for head in heads if head.lower().endswith(_ENDS)), heads[0])


def is_archived(entry: Input) -> bool:
    """Tell whether an input lies in an archive, or is one that could not be opened."""
    return not _ARCHIVES.isdisjoint(entry.container)


def count_incidents(inputs: Iterable[Input], incidents: Mapping[str, int]) -> tuple[Input, ...]:
    """Return the inputs with their numbers of incidents, given by name; of two with one name, the first has them."""
    left = Counter(incidents)
    return tuple(entry._replace(incidents=left.pop(entry.source, 0)) for entry in inputs)
