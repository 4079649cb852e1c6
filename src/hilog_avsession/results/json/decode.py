"""From the JSON form of a report back to its values: the mirror of `report_json.py`, with every value checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike, fspath
from pathlib import Path

from ..._version import TOOL
from ...errors import UnreadableInput
from ...knowledge.catalog import LANGUAGES
from ...model.events import Basis, Confidence, Form
from ...model.incidents import Cast, Controller, Evidence, Incident, Session
from ...model.inputs import Input, InputError, Remark, RemarkKind
from ...model.report import (
    BlindSpot,
    CategoryCount,
    CodeCount,
    Counts,
    GateOutcome,
    KindCount,
    Lines,
    LossCount,
    R,
    Recommendation,
    ReportData,
    UnknownLines,
)
from ...model.story import StoryEvent
from .document import Node, parse
from .encode import SCHEMA_VERSION

_AGAIN = "make the report again: hilog-avsession analyze LOG --format json"


def _write(name: str) -> str:
    return f"this writes one: hilog-avsession analyze LOG --format json --output {name}"


def read_json(text: str | bytes, source: str, into: type[R]) -> R:
    """Read a report back from its JSON document. Raises UnreadableInput, which names the value that is wrong."""
    return read_report(parse(text, source, _AGAIN), into)


def read_file(path: str | PathLike[str]) -> ReportData:
    """Read a report from a file. Raises UnreadableInput, also where there is no such file."""
    name = fspath(path)
    try:
        text = Path(name).read_bytes()
    except FileNotFoundError:
        raise UnreadableInput(name, "not-found", "no such file", _write(name)) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else error
        raise UnreadableInput(name, "unreadable", f"cannot be read: {reason}") from None
    return read_json(text, name, ReportData)


def read_dict(document: object, source: str, into: type[R]) -> R:
    """Read a report back from its plain values. Raises UnreadableInput, which names the value that is wrong."""
    return read_report(Node(source, document, hint=_AGAIN), into)


def read_report(node: Node, into: type[R]) -> R:
    """Read a report back; what the document does not hold is as it is where nothing was found."""
    _check_kind(node)
    sessions = tuple(map(_session, node.get("sessions").items()))
    incidents = tuple(_with_sessions(map(_incident, node.get("incidents").items()), sessions))
    return into(
        lang=node.get("lang").otherwise("en", _language),
        interrupted=node.get("interrupted").flag(),
        inputs=tuple(map(_input, node.get("inputs").items())),
        remarks=tuple(map(_remark, node.get("remarks").items_if_any())),
        lines=_lines(node.get("lines")),
        loss=_loss(node.get("loss")),
        counts=_counts(node.get("counts")),
        categories=tuple(map(_category, node.get("categories").items())),
        codes=tuple(map(_code, node.get("codes").items())),
        recommendations=tuple(map(_recommendation, node.get("recommendations").items())),
        sessions=sessions,
        incidents=incidents,
        unknown=tuple(map(_unknown, node.get("unknown_errors").items_if_any())),
        blind_spots=tuple(map(_blind_spot, node.get("blind_spots").items_if_any())),
        incidents_truncated=node.get("incidents_truncated").otherwise(False, Node.flag),
        filtered_out=node.get("filtered_out").otherwise(0, Node.natural),
        gates=tuple(map(_gate, node.get("gates").items_if_any())),
        kinds=tuple(map(_kind, node.get("kinds").items_if_any())) or KindCount.of(incidents),
        is_redacted=node.get("redacted").otherwise(False, Node.flag),
    )


def _check_kind(node: Node) -> None:
    """Refuse what is no report of this program, or one that another version of the contract describes."""
    version = node.get("schema_version")
    if node.get("tool").otherwise(None, lambda tool: tool.get("name").value) != TOOL:
        raise UnreadableInput(node.source, "not-report", f"no JSON report of {TOOL}", _AGAIN)
    if version.integer() != SCHEMA_VERSION:
        message = f"a report of schema version {version.value}, and {SCHEMA_VERSION} is the one that is read here"
        raise UnreadableInput(node.source, "report-version", message, _AGAIN)


def _language(node: Node) -> str:
    if node.text() not in LANGUAGES:
        node.refuse(f"one of {', '.join(LANGUAGES)}")
    return node.text()


# ---- what was read ---------------------------------------------------------------------------------------------------


def _input(node: Node) -> Input:
    return Input(
        source=node.get("source").text(),
        bytes=node.get("bytes").natural(),
        lines=node.get("lines").natural(),
        cut_lines=node.get("cut_lines").otherwise(0, Node.natural),
        foreign_lines=node.get("foreign_lines").otherwise(0, Node.natural),
        nul_bytes=node.get("nul_bytes").otherwise(0, Node.natural),
        repeated=node.get("repeated").otherwise(0, Node.natural),
        encoding=node.get("encoding").text(),
        container=tuple(map(Node.text, node.get("container").items())),
        layout=node.get("layout").maybe(Node.text),
        process_names=node.get("process_names").flag(),
        first_time=node.get("first_time").maybe(Node.text),
        last_time=node.get("last_time").maybe(Node.text),
        first_clock=node.get("first_clock").maybe(Node.number),
        last_clock=node.get("last_clock").maybe(Node.number),
        error=node.get("error").maybe(_error),
    )


def _error(node: Node) -> InputError:
    return InputError(node.get("kind").text(), node.get("message").text(), node.get("hint").maybe(Node.text) or "")


def _remark(node: Node) -> Remark:
    return Remark(node.get("source").text(), node.get("kind").choice(RemarkKind))


def _lines(node: Node) -> Lines:
    return Lines(
        total=node.get("total").natural(),
        examined=node.get("examined").natural(),
        records=node.get("records").natural(),
        continuations=node.get("continuations").natural(),
        unparsed=node.get("unparsed").natural(),
        repeated=node.get("repeated").otherwise(0, Node.natural),
    )


def _loss(node: Node) -> LossCount:
    return LossCount(*(node.get(key).natural() for key in ("lines_lost", "notices", "private_values")))


def _unknown(node: Node) -> UnknownLines:
    return UnknownLines(
        shape=node.get("shape").text(),
        lines=node.get("lines").natural(),
        example=node.get("example").text(),
        place=node.get("first").text(),
    )


def _blind_spot(node: Node) -> BlindSpot:
    return BlindSpot(
        kind=node.get("kind").text(),
        count=node.get("count").natural(),
        text=node.get("text").text(),
        command=node.get("command").maybe(Node.text),
    )


# ---- counts and advice -----------------------------------------------------------------------------------------------


def _counts(node: Node) -> Counts:
    return Counts(*(node.get(key).natural() for key in ("incidents", "signals", "sessions", "controllers")))


def _category(node: Node) -> CategoryCount:
    return CategoryCount(node.get("category").text(), node.get("incidents").natural(), node.get("signals").natural())


def _code(node: Node) -> CodeCount:
    return CodeCount(
        code=node.get("code").integer(),
        name=node.get("name").text(),
        category=node.get("category").text(),
        message=node.get("message").text(),
        title=node.get("title").otherwise(node.get("message").text(), Node.text),
        incidents=node.get("incidents").natural(),
        signals=node.get("signals").natural(),
        sessions=node.get("sessions").natural(),
        controllers=node.get("controllers").natural(),
        natives={number: count.natural() for number, count in node.get("natives").members()},
        first_time=node.get("first_time").maybe(Node.text),
        last_time=node.get("last_time").maybe(Node.text),
    )


def _recommendation(node: Node) -> Recommendation:
    return Recommendation(
        rank=node.get("rank").natural(),
        code=node.get("code").integer(),
        cause=node.get("cause").maybe(Node.text),
        incidents=node.get("incidents").natural(),
        title=node.get("title").text(),
        steps=tuple(map(Node.text, node.get("steps").items())),
        note=node.get("note").maybe(Node.text),
        because=tuple(map(Node.text, node.get("because").items())),
    )


def _kind(node: Node) -> KindCount:
    return KindCount(
        code=node.get("code").integer(),
        cause=node.get("cause").maybe(Node.text),
        bundle=node.get("bundle").maybe(Node.text),
        incidents=node.get("incidents").natural(),
        known=node.get("known").otherwise(False, Node.flag),
    )


def _gate(node: Node) -> GateOutcome:
    return GateOutcome(
        gate=node.get("gate").text(),
        found=node.get("found").natural(),
        limit=node.get("limit").natural(),
        tripped=node.get("tripped").flag(),
        known=node.get("known").otherwise(0, Node.natural),
    )


# ---- sessions --------------------------------------------------------------------------------------------------------


def _session(node: Node) -> Session:
    return _short_session(node)._replace(
        uid=node.get("uid").maybe(Node.integer),
        user=node.get("user").maybe(Node.integer),
        ability=node.get("ability").maybe(Node.text),
        tag=node.get("tag").maybe(Node.text),
        type=node.get("type").maybe(Node.text),
        state=node.get("state").text(),
        created=node.get("created").maybe(Node.text),
        released=node.get("released").maybe(Node.text),
        created_clock=node.get("created_clock").maybe(Node.number),
        released_clock=node.get("released_clock").maybe(Node.number),
        controllers=tuple(map(_controller, node.get("controllers").items())),
        incidents=node.get("incidents").natural(),
        story=tuple(map(_event, node.get("story").items())),
    )


def _short_session(node: Node) -> Session:
    return Session(
        id=node.get("id").maybe(Node.text),
        full_id=node.get("full_id").maybe(Node.text),
        pid=node.get("pid").maybe(Node.integer),
        bundle=node.get("bundle").maybe(Node.text),
    )


def _controller(node: Node) -> Controller:
    return Controller(node.get("pid").integer(), node.get("process").maybe(Node.text))


def _event(node: Node) -> StoryEvent:
    return StoryEvent(
        time=node.get("time").text(),
        event=node.get("event").text(),
        source=node.get("source").text(),
        line=node.get("line").natural(),
        text=node.get("text").text(),
        count=node.get("count").otherwise(1, Node.natural),
        time_epoch=node.get("time_epoch").maybe(Node.number),
        clock=node.get("clock").maybe(Node.number),
    )


# ---- incidents -------------------------------------------------------------------------------------------------------


def _incident(node: Node) -> Incident:
    confidence = node.get("confidence")
    evidence = tuple(map(_evidence, node.get("evidence").items()))
    if not evidence:
        node.get("evidence").refuse("at least one line of the log")
    return Incident(
        id=node.get("id").integer(),
        code=node.get("code").integer(),
        native=node.get("native").maybe(Node.integer),
        category=node.get("category").text(),
        cause=node.get("cause").maybe(Node.text),
        api=node.get("api").maybe(Node.text),
        time=node.get("time").text(),
        session=node.get("session").maybe(_short_session),
        controller=node.get("controller").maybe(_controller),
        process=node.get("process").maybe(_controller),
        cast=node.get("cast").maybe(_cast),
        code_confidence=confidence.get("code").choice(Confidence),
        context_confidence=confidence.get("context").choice(Confidence),
        basis=node.get("basis").choice(Basis),
        candidates=tuple(map(_short_session, node.get("candidates").items())),
        evidence=evidence,
        signals=node.get("signals").otherwise(len(evidence), Node.natural),
        time_epoch=node.get("time_epoch").maybe(Node.number),
        year=node.get("year").maybe(Node.integer),
        before=tuple(map(_event, node.get("before").items_if_any())),
    )


def _cast(node: Node) -> Cast:
    return Cast(node.get("device").maybe(Node.text), node.get("handle").maybe(Node.text))


def _evidence(node: Node) -> Evidence:
    return Evidence(
        source=node.get("source").text(),
        line=node.get("line").natural(),
        time=node.get("time").text(),
        pid=node.get("pid").maybe(Node.integer),
        process=node.get("process").maybe(Node.text) or "",
        level=node.get("level").text(),
        form=node.get("form").choice(Form),
        text=node.get("text").text(),
        time_epoch=node.get("time_epoch").maybe(Node.number),
        clock=node.get("clock").maybe(Node.number),
    )


_Short = tuple[str | None, str | None, int | None, str | None]


def _with_sessions(incidents: Iterable[Incident], sessions: Iterable[Session]) -> Iterator[Incident]:
    """Give each incident the whole session that its short form names, where just one does."""
    named: dict[_Short, list[Session]] = {}
    for session in sessions:
        named.setdefault(_short(session), []).append(session)
    for one in incidents:
        whole = named.get(_short(one.session), []) if one.session else []
        yield one._replace(session=whole[0]) if len(whole) == 1 else one


def _short(session: Session) -> _Short:
    return session.id, session.full_id, session.pid, session.bundle
