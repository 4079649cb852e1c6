"""Tell whether a file holds a log, packed or not, reading no more of it than necessary."""

from __future__ import annotations

from ..model.inputs import Input
from .probe import Probe
from .sources import Budget, Limits, Opener, Source


def holds_log(path: str) -> bool:
    """Tell whether a file of a folder holds a log, or is an archive that cannot be read to its end."""
    contents = Opener(Budget(Limits())).open_discovered(path, None)
    return any(isinstance(found, Input) or _is_log(found) for found in contents)


def _is_log(found: object) -> bool:
    if not isinstance(found, Source):
        return False
    probe = Probe()
    return any(probe.layout for _block in probe.watch(found.blocks()))
