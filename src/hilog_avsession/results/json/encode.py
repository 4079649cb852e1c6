"""From the report to its JSON form (schema version 1), piece by piece; `stored.py` reads it back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..._version import TOOL, __version__
from ...model.incidents import Controller, Evidence, Incident, Session
from ...model.inputs import Input, Remark
from ...model.report import (
    BlindSpot,
    CategoryCount,
    CodeCount,
    Counts,
    GateOutcome,
    KindCount,
    Lines,
    LossCount,
    Recommendation,
    UnknownLines,
)
from ...model.story import StoryEvent

if TYPE_CHECKING:
    from ...model.report import ReportData

SCHEMA_VERSION = 1  # history: 1, the first


def document_of(report: ReportData) -> dict[str, Any]:
    """The parts of the document, in their order; those that grow with the log are made piece by piece."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": TOOL, "version": __version__},
        "lang": report.lang,
        "interrupted": report.interrupted,
        "redacted": report.is_redacted,
        "inputs": [_input(one) for one in report.inputs],
        "remarks": [_remark(one) for one in report.remarks],
        "lines": _lines(report.lines),
        "loss": _loss(report.loss),
        "counts": _counts(report.counts),
        "categories": [_category(one) for one in report.categories],
        "codes": [_code(one) for one in report.codes],
        "kinds": [_kind(one) for one in report.kinds],
        "recommendations": [_recommendation(one) for one in report.recommendations],
        "sessions": map(_session, report.sessions),
        "incidents": map(incident_to_dict, report.incidents),
        "incidents_truncated": report.incidents_truncated,
        "filtered_out": report.filtered_out,
        "gates": [gate_to_dict(one) for one in report.gates],
        "blind_spots": [_blind_spot(one) for one in report.blind_spots],
        "unknown_errors": [_unknown(one) for one in report.unknown],
    }


def iter_document(parts: Mapping[str, Any]) -> Iterator[str]:
    """A JSON document in pieces; each member of a list stands in a line of its own."""
    for number, (key, value) in enumerate(parts.items()):
        yield f"{',' if number else '{'}\n{_dumps(key)}: "
        if isinstance(value, list | Iterator):
            begin = "["
            for item in value:
                yield f"{begin}\n  {_dumps(item)}"
                begin = ","
            yield "[]" if begin == "[" else "\n]"
        else:
            yield _dumps(value)
    yield "\n}\n"


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def incident_to_json(one: Incident) -> str:
    """An incident as one line of JSON, with its line end."""
    return _dumps(incident_to_dict(one)) + "\n"


def gate_to_json(one: GateOutcome) -> str:
    """A gate's outcome as one line of JSON, with its line end; incidents have no `gate`."""
    return _dumps(gate_to_dict(one)) + "\n"


# ---- what was read ---------------------------------------------------------------------------------------------------


def _input(one: Input) -> dict[str, Any]:
    error = one.error
    return {
        "source": one.source,
        "bytes": one.bytes,
        "lines": one.lines,
        "cut_lines": one.cut_lines,
        "foreign_lines": one.foreign_lines,
        "nul_bytes": one.nul_bytes,
        "repeated": one.repeated,
        "encoding": one.encoding,
        "container": list(one.container),
        "layout": one.layout,
        "process_names": one.process_names,
        "first_time": one.first_time,
        "last_time": one.last_time,
        **_known(first_clock=one.first_clock, last_clock=one.last_clock),
        "error": {"kind": error.kind, "message": error.message, "hint": error.hint} if error else None,
    }


def _remark(one: Remark) -> dict[str, Any]:
    return {"source": one.source, "kind": one.kind.value}


def _lines(lines: Lines) -> dict[str, Any]:
    return {
        "total": lines.total,
        "examined": lines.examined,
        "records": lines.records,
        "continuations": lines.continuations,
        "unparsed": lines.unparsed,
        "repeated": lines.repeated,
    }


def _loss(loss: LossCount) -> dict[str, Any]:
    return {"lines_lost": loss.lines_lost, "notices": loss.notices, "private_values": loss.private_values}


def _blind_spot(one: BlindSpot) -> dict[str, Any]:
    return {"kind": one.kind, "count": one.count, "text": one.text, "command": one.command}


def _unknown(one: UnknownLines) -> dict[str, Any]:
    return {"shape": one.shape, "lines": one.lines, "example": one.example, "first": one.place}


# ---- counts and advice -----------------------------------------------------------------------------------------------


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "incidents": counts.incidents,
        "signals": counts.signals,
        "sessions": counts.sessions,
        "controllers": counts.controllers,
    }


def _category(one: CategoryCount) -> dict[str, Any]:
    return {"category": one.category, "incidents": one.incidents, "signals": one.signals}


def _code(one: CodeCount) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "category": one.category,
        "message": one.message,
        "title": one.title,
        "incidents": one.incidents,
        "signals": one.signals,
        "sessions": one.sessions,
        "controllers": one.controllers,
        "natives": dict(one.natives),
        "first_time": one.first_time,
        "last_time": one.last_time,
    }


def _kind(one: KindCount) -> dict[str, Any]:
    return {
        "code": one.code,
        "cause": one.cause,
        "bundle": one.bundle,
        "incidents": one.incidents,
        "known": one.known,
    }


def _recommendation(one: Recommendation) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "code": one.code,
        "cause": one.cause,
        "incidents": one.incidents,
        "title": one.title,
        "steps": list(one.steps),
        "note": one.note,
        "because": list(one.because),
    }


def gate_to_dict(one: GateOutcome) -> dict[str, Any]:
    """A gate's outcome as plain values, exactly as the report's JSON form has it."""
    return {
        "gate": one.gate,
        "found": one.found,
        "limit": one.limit,
        "known": one.known,
        "tripped": one.tripped,
    }


# ---- sessions --------------------------------------------------------------------------------------------------------


def _session(one: Session) -> dict[str, Any]:
    return {
        "id": one.id,
        "full_id": one.full_id,
        "pid": one.pid,
        "uid": one.uid,
        "user": one.user,
        "bundle": one.bundle,
        "ability": one.ability,
        "tag": one.tag,
        "type": one.type,
        "state": one.state,
        "created": one.created,
        "released": one.released,
        **_known(created_clock=one.created_clock, released_clock=one.released_clock),
        "controllers": [_controller(controller) for controller in one.controllers],
        "incidents": one.incidents,
        "story": [_event(event) for event in one.story],
    }


def _short_session(one: Session | None) -> dict[str, Any] | None:
    return {"id": one.id, "full_id": one.full_id, "pid": one.pid, "bundle": one.bundle} if one else None


def _controller(one: Controller | None) -> dict[str, Any] | None:
    return {"pid": one.pid, "process": one.process} if one else None


def _event(one: StoryEvent) -> dict[str, Any]:
    return {
        **_timed(one.time, one.time_epoch, one.clock),
        "event": one.event,
        "source": one.source,
        "line": one.line,
        "text": one.text,
        "count": one.count,
    }


# ---- incidents -------------------------------------------------------------------------------------------------------


def incident_to_dict(one: Incident) -> dict[str, Any]:
    """An incident as plain values, exactly as the report's JSON form has it."""
    cast = one.cast
    return {
        "id": one.id,
        "code": one.code,
        "native": one.native,
        "category": one.category,
        "cause": one.cause,
        "api": one.api,
        **_timed(one.time, one.time_epoch, one.clock),
        **({} if one.year is None else {"year": one.year}),
        "session": _short_session(one.session),
        "controller": _controller(one.controller),
        "process": _controller(one.process),
        "cast": {"device": cast.device, "handle": cast.handle} if cast else None,
        "confidence": {"code": one.code_confidence.value, "context": one.context_confidence.value},
        "basis": one.basis.value,
        "candidates": [_short_session(candidate) for candidate in one.candidates],
        "signals": one.signals,
        "before": [_event(event) for event in one.before],
        "evidence": [_evidence(line) for line in one.evidence],
    }


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "source": one.source,
        "line": one.line,
        **_timed(one.time, one.time_epoch, one.clock),
        "pid": one.pid,
        "process": one.process or None,
        "level": one.level,
        "form": one.form.value,
        "text": one.text,
    }


def _timed(time: str, epoch: float | None, clock: float | None) -> dict[str, Any]:
    return {"time": time, **_known(time_epoch=epoch, clock=clock)}


def _known(**values: float | None) -> dict[str, float]:
    """Those that are there."""
    return {name: value for name, value in values.items() if value is not None}
