"""From an incident to one row of plain values, which the CSV and the DataFrame of incidents share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from ..model.incidents import Incident
from .json.fields import INCIDENT
from .json.kinds import Field


def _field(field: Field) -> Callable[[Incident], Any]:
    """Return a function that reads a field of an incident as it is written."""
    read, write = attrgetter(field.attributes[0]), field.kind.write
    return read if write is None else lambda incident: write(read(incident))


def _part(of: str, name: str) -> Callable[[Incident], Any]:
    """Return a function that reads an attribute of a part of an incident; it returns None if there is no such part."""
    return lambda incident: None if (part := getattr(incident, of)) is None else getattr(part, name)


def _first(name: str) -> Callable[[Incident], Any]:
    """Return a function that reads an attribute of an incident's first line."""
    return lambda incident: getattr(incident.evidence[0], name)


# column: how it is read from an incident; a field that fits into a cell is a column by itself
FLAT: Mapping[str, Callable[[Incident], Any]] = {
    **{name: _field(field) for name, field in INCIDENT.cells().items()},
    "session": _part("session", "id"),
    "full_id": _part("session", "full_id"),
    "session_pid": _part("session", "pid"),
    "bundle": _part("session", "bundle"),
    "controller_pid": _part("controller", "pid"),
    "controller": _part("controller", "process"),
    "process_pid": _part("process", "pid"),
    "process": _part("process", "process"),
    "cast_device": _part("cast", "device"),
    "cast_handle": _part("cast", "handle"),
    "candidates": lambda incident: len(incident.candidates),
    "source": _first("source"),
    "line": _first("line"),
    "level": _first("level"),
    "text": _first("text"),
}


def flat(incident: Incident) -> dict[str, Any]:
    """Return all columns of an incident."""
    return {name: read(incident) for name, read in FLAT.items()}
