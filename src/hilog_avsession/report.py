"""The report: what a diagnosis found, and its JSON form (schema version 1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

from ._version import __version__
from .model import (
    BlindSpot,
    CategoryCount,
    CodeCount,
    Controller,
    Counts,
    Evidence,
    GateOutcome,
    Incident,
    Input,
    KindCount,
    Lines,
    LossCount,
    Recommendation,
    Remark,
    Session,
    UnknownLines,
)
from .story import StoryEvent

if TYPE_CHECKING:
    import pandas as pd

    from .codes import Catalog
    from .plots import Plots

SCHEMA_VERSION = 1  # history: 1, the first
TOOL = "hilog-avsession"

Table = Literal["incidents", "signals", "sessions", "codes", "recommendations", "timeline"]


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """What a diagnosis found. All lists are ordered as the report shows them.

    Times are texts, as the log prints them; `time_epoch` beside one is in seconds since 1970, where the log tells year
    and zone. None is what the log does not tell.
    """

    lang: str  # of titles and advice: `en` or `zh`
    interrupted: bool  # the reading was ended before the end of the log
    inputs: tuple[Input, ...]  # in the order of reading, also those that could not be read
    lines: Lines
    loss: LossCount
    counts: Counts  # exact, whatever else is bounded
    categories: tuple[CategoryCount, ...]  # most incidents first
    codes: tuple[CodeCount, ...]  # most incidents first
    recommendations: tuple[Recommendation, ...]  # most incidents first
    sessions: tuple[Session, ...]  # in the order of appearance
    incidents: tuple[Incident, ...]  # in the order of the log
    unknown: tuple[UnknownLines, ...] = ()  # error lines that no row knows, most lines first
    blind_spots: tuple[BlindSpot, ...] = ()  # what the log could not show
    incidents_truncated: bool = False  # there were more incidents than are kept one by one
    remarks: tuple[Remark, ...] = ()  # files beside the logs, passed over
    filtered_out: int = 0  # incidents that the filters left out of all counts
    gates: tuple[GateOutcome, ...] = ()  # in the order in which they were given
    kinds: tuple[KindCount, ...] = ()  # all incidents, those that are not kept included; most first
    is_redacted: bool = False  # pseudonyms stand for names, ids, addresses and paths

    @staticmethod
    def merge(*reports: Report) -> Report:
        """Add up the reports of several devices, in their order; the logs of one belong into one `analyze`.

        Raises WrongUsage for no report at all, or for reports in several languages.
        """
        from .merging import merge  # noqa: PLC0415  (hardly any run needs it)

        return merge(reports)

    @staticmethod
    def from_json(text: str | bytes, *, source: str = "report") -> Report:
        """Read a report back from its JSON document; `source` is what errors call it.

        What the document does not hold (the lines and places of a recommendation) is empty; its JSON form is the same.
        Raises UnreadableInput, which names the value that is wrong, or a schema version that is not read.
        """
        from .stored import read_json  # noqa: PLC0415  (hardly any run needs it)

        return read_json(text, source)

    @staticmethod
    def from_dict(document: object, *, source: str = "report") -> Report:
        """Read a report back from the plain values that `to_dict` gives; as `from_json`."""
        from .stored import read_dict  # noqa: PLC0415  (hardly any run needs it)

        return read_dict(document, source)

    def judged(
        self,
        gates: str | Iterable[str] = "any",
        baseline: Report | str | PathLike[str] | Iterable[Report | str | PathLike[str]] = (),
        catalog: Catalog | None = None,
    ) -> Report:
        """The report with the outcome of each gate: `any`, `6600107>10`, `session`, `loss>0`, ...

        What the baseline knows, one or several earlier reports or files of them, does not count: incidents of the same
        code, cause and application, unknown lines of the same shape. `catalog` holds the codes that gates name; by
        default ours. Raises WrongUsage for what is no gate, UnreadableInput for a file that is no report.
        """
        from .codes import CATALOG  # noqa: PLC0415
        from .gates import Judge  # noqa: PLC0415  (hardly any run needs it)

        texts = [gates] if isinstance(gates, str) else gates
        reports = [baseline] if isinstance(baseline, Report | str | PathLike) else baseline
        return Judge.of(texts, reports, CATALOG if catalog is None else catalog).judge(self)

    @property
    def failed(self) -> bool:
        """Whether any gate that it was judged by tripped."""
        return any(one.tripped for one in self.gates)

    def redacted(self, key: str | None = None) -> Report:
        """The report with pseudonyms for names, ids, addresses, paths and people's own words, to be handed on.

        Without a key they are numbered. Reports that are made with the same key can be compared, and nobody without it
        can tell what they stand for. Raises WrongUsage for an empty key.
        """
        from .redaction import Redaction  # noqa: PLC0415  (hardly any run needs it)

        return Redaction(key).report(self)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values, exactly as its JSON form has them."""
        return {key: list(value) if isinstance(value, Iterator) else value for key, value in self._parts().items()}

    def _parts(self) -> dict[str, Any]:
        """The parts of the document; those that grow with the log are made piece by piece."""
        return {
            "schema_version": SCHEMA_VERSION,
            "tool": {"name": TOOL, "version": __version__},
            "lang": self.lang,
            "interrupted": self.interrupted,
            "redacted": self.is_redacted,
            "inputs": [_input(one) for one in self.inputs],
            "remarks": [{"source": one.source, "kind": one.kind.value} for one in self.remarks],
            "lines": {
                "total": self.lines.total,
                "examined": self.lines.examined,
                "records": self.lines.records,
                "continuations": self.lines.continuations,
                "unparsed": self.lines.unparsed,
                "repeated": self.lines.repeated,
            },
            "loss": {
                "lines_lost": self.loss.lines_lost,
                "notices": self.loss.notices,
                "private_values": self.loss.private_values,
            },
            "counts": {
                "incidents": self.counts.incidents,
                "signals": self.counts.signals,
                "sessions": self.counts.sessions,
                "controllers": self.counts.controllers,
            },
            "categories": [
                {"category": one.category, "incidents": one.incidents, "signals": one.signals}
                for one in self.categories
            ],
            "codes": [_code(one) for one in self.codes],
            "kinds": [
                {
                    "code": one.code,
                    "cause": one.cause,
                    "bundle": one.bundle,
                    "incidents": one.incidents,
                    "known": one.known,
                }
                for one in self.kinds
            ],
            "recommendations": [_recommendation(one) for one in self.recommendations],
            "sessions": map(_session, self.sessions),
            "incidents": map(incident_to_dict, self.incidents),
            "incidents_truncated": self.incidents_truncated,
            "filtered_out": self.filtered_out,
            "gates": [gate_to_dict(one) for one in self.gates],
            "blind_spots": [
                {"kind": one.kind, "count": one.count, "text": one.text, "command": one.command}
                for one in self.blind_spots
            ],
            "unknown_errors": [
                {"shape": one.shape, "lines": one.lines, "example": one.example, "first": one.place}
                for one in self.unknown
            ],
        }

    def to_json(self) -> str:
        """The report as one JSON document; each incident, session, ... stands in a line of its own."""
        return "".join(self.iter_json())

    def iter_json(self) -> Iterator[str]:
        """The JSON document in pieces, so that a large report need not be in memory twice."""
        return iter_document(self._parts())

    def to_frame(self, table: Table = "incidents") -> pd.DataFrame:
        """One table of the report as a pandas DataFrame.

        `incidents`, `signals` (a row per line of evidence), `sessions`, `codes`, `recommendations` or `timeline` (a row
        per event and incident, in the order of reading). Columns and types are always those of
        `hilog_avsession.frame.COLUMNS`, which docs/frames.md shows. Raises WrongUsage for another name.
        """
        from .frame import to_frame  # noqa: PLC0415  (pandas takes longer to load than most logs to read)

        return to_frame(self, table)

    @property
    def plot(self) -> Plots:
        """Pictures of the report on matplotlib: `report.plot.timeline()`, `.codes()`, `.categories()`."""
        from .plots import Plots  # noqa: PLC0415  (hardly any run needs it)

        return Plots(self)

    def __repr__(self) -> str:
        """A line: a report may hold thousands of incidents."""
        counts, lines = self.counts, self.lines
        return f"<Report: {counts.incidents} incidents, {counts.sessions} sessions, {lines.total} lines of log>"

    def _repr_html_(self) -> str:
        """The report as Jupyter shows it: what was found, the most frequent codes, what to do first."""
        from .reports.notebook import to_html  # noqa: PLC0415  (hardly any run needs it)

        return to_html(self)


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


def gate_to_json(one: GateOutcome) -> str:
    """A gate's outcome as one line of JSON, with its line end; incidents have no `gate`."""
    return _dumps(gate_to_dict(one)) + "\n"


def gate_to_dict(one: GateOutcome) -> dict[str, Any]:
    """A gate's outcome as plain values, exactly as the report's JSON form has it."""
    return {
        "gate": one.gate,
        "found": one.found,
        "limit": one.limit,
        "known": one.known,
        "tripped": one.tripped,
    }


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


def _event(one: StoryEvent) -> dict[str, Any]:
    return {
        **_timed(one.time, one.time_epoch, one.clock),
        "event": one.event,
        "source": one.source,
        "line": one.line,
        "text": one.text,
        "count": one.count,
    }


def _controller(one: Controller | None) -> dict[str, Any] | None:
    return {"pid": one.pid, "process": one.process} if one else None


def _short_session(one: Session | None) -> dict[str, Any] | None:
    return {"id": one.id, "full_id": one.full_id, "pid": one.pid, "bundle": one.bundle} if one else None


def _timed(time: str, epoch: float | None, clock: float | None) -> dict[str, Any]:
    return {"time": time, **_known(time_epoch=epoch, clock=clock)}


def _known(**values: float | None) -> dict[str, float]:
    """Those that are there."""
    return {name: value for name, value in values.items() if value is not None}


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


def incident_to_json(one: Incident) -> str:
    """An incident as one line of JSON, with its line end."""
    return _dumps(incident_to_dict(one)) + "\n"


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
