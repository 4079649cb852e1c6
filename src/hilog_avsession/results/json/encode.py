"""From a report to its JSON document (schema version 1), piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..._version import TOOL, __version__
from .dumps import dumps
from .fields import GATE, INCIDENT, REPORT

if TYPE_CHECKING:
    from ...model.incidents import Incident
    from ...model.report import GateOutcome, ReportData

SCHEMA_VERSION = 1  # history: 1, the first
# additions to it: 1, `applications`, `incidents` of inputs, `created` of references, `unmatched_filters`,
# `shows_avsession`, `no_verdict` of gates, `device` of inputs, sessions and incidents, `devices`
SCHEMA_MINOR = 1


def document_of(report: ReportData) -> dict[str, Any]:
    """Return the parts of the document in their order; sessions and incidents are iterators."""
    return {
        "schema_version": SCHEMA_VERSION,
        "schema_minor": SCHEMA_MINOR,
        "tool": {"name": TOOL, "version": __version__},
        **REPORT.write(report),
    }


def iter_document(parts: Mapping[str, Any]) -> Iterator[str]:
    """Yield a JSON document in pieces; each member of a list is on its own line."""
    for number, (key, value) in enumerate(parts.items()):
        yield f"{',' if number else '{'}\n{dumps(key)}: "
        if isinstance(value, list | Iterator):
            begin = "["
            for item in value:
                yield f"{begin}\n  {dumps(item)}"
                begin = ","
            yield "[]" if begin == "[" else "\n]"
        else:
            yield dumps(value)
    yield "\n}\n"


def incident_to_json(incident: Incident) -> str:
    """Return an incident as one line of JSON, with its line end."""
    return dumps(INCIDENT.write(incident)) + "\n"


def gate_to_json(gate: GateOutcome) -> str:
    """Return a gate's outcome as one line of JSON, with its line end; incidents have no key `gate`."""
    return dumps(GATE.write(gate)) + "\n"
