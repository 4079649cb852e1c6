"""From the name of a file that hilogd wrote to the time at which it was begun."""

from __future__ import annotations

import re
from datetime import datetime

# hilog.003.20261120-094149.gz: base, number, local time of the device; `hilogtool parse` puts .txt behind it
_PERSISTED = re.compile(r".\.\d{3}\.(?P<made>\d{8}-\d{6})(?!\d)", re.ASCII)
_BORDERS = re.compile(r"[/\\!]")  # of folders, and between an archive and what is in it


def made_at(name: str) -> datetime | None:
    """The local time in the last part of a name, or None where that part is no name of hilogd's or no time."""
    found = _PERSISTED.search(_BORDERS.split(name)[-1])
    if found is None:
        return None
    try:
        return datetime.strptime(found["made"], "%Y%m%d-%H%M%S")
    except ValueError:
        return None
