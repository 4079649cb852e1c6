"""From the JSON document of a report back to its values, each of which is checked."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from os import PathLike, fspath
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from ..._version import TOOL
from ...errors import UnreadableInput, reason_of
from ...knowledge.catalog import CATALOG
from ...model.incidents import Incident, Session
from ...model.inputs import Input
from ...model.messages.blindspots import is_known
from ...model.report import BlindSpot, KindCount, R, Recommendation, ReportData
from ...phrases import Phrase
from ..advice import advice_of
from ..by_input import count_incidents
from ..rebuilding import with_incidents, with_sessions
from .beginning import HEAD, begins_document
from .document import Node, parse
from .encode import SCHEMA_MINOR, SCHEMA_VERSION
from .fields import REPORT

_WRITE = "this writes one: hilog-avsession analyze LOG --output {file!q}"
_WRITE_TIED = "this writes one: hilog-avsession analyze LOG --output {file!q}:json"
_FROM_LOG = "if it is a log, this writes one: hilog-avsession analyze {log!q} --output report.json"
_FROM_LOGS = "if it holds logs, this writes one: hilog-avsession analyze {log!q} --output report.json"
_AGAIN = "make the report again: hilog-avsession analyze LOG --output report.json"
# other documents of this program, by the key that each begins with: what it is, and what to do
_OTHERS = {
    "comparison_version": (
        Phrase("is a comparison, not a report"),
        Phrase("this writes it in another format: hilog-avsession diff A B --output diff.html"),
    ),
    "fleet_version": (
        Phrase("is the report of a fleet, not of a log"),
        Phrase("this shows it: hilog-avsession fleet report OUT"),
    ),
}


def read_json(text: str | bytes, source: str, into: type[R]) -> R:
    """Read a report back from its JSON document. Raises UnreadableInput, which names the value that is wrong."""
    return read_report(parse(text, source, _AGAIN), into)


def read_file(path: str | PathLike[str]) -> ReportData:
    """Read a report from a file. Raises UnreadableInput, also if there is no such file."""
    return read_file_into(path, ReportData)


def read_file_into(path: str | PathLike[str], into: type[R]) -> R:
    """Read a report of a class from a file, as `read_file` does."""
    name = fspath(path)
    if os.path.isdir(name):
        raise UnreadableInput(name, "not-report", "is a folder, not a JSON report", _FROM_LOGS, log=name)
    content = _content(name)
    head = content[:HEAD]
    if head.strip() and not begins_document(head):
        raise UnreadableInput(name, "not-report", "not a JSON report", _FROM_LOG, log=name)
    return read_json(content, name, into)


class Stored(NamedTuple):
    """A report that was read back."""

    name: str  # of its file; `-` for standard input
    report: ReportData
    is_newer: bool  # whether a release wrote it that knows more of a report than this one


def read_stored(name: str, content: bytes | None = None) -> Stored:
    """Read a report back from a file, or from its content. Raises UnreadableInput, as `read_file` does."""
    node = parse(_content(name) if content is None else content, name, _AGAIN)
    report = read_report(node, ReportData)
    return Stored(name, report, node.get("schema_minor").otherwise(0, Node.natural) > SCHEMA_MINOR)


def _content(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except FileNotFoundError:
        if name.lower().endswith(".json"):
            raise UnreadableInput(name, "not-found", "no such file", _WRITE, file=name) from None
        raise UnreadableInput(name, "not-found", "no such file", _WRITE_TIED, file=name) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise UnreadableInput(name, "unreadable", "cannot be read: {error}", error=reason_of(error)) from None


def read_dict(document: object, source: str, into: type[R]) -> R:
    """Read a report back from its plain values. Raises UnreadableInput, which names the value that is wrong."""
    return read_report(Node(source, document, hint=_AGAIN), into)


def read_report(node: Node, into: type[R]) -> R:
    """Read a report back; what the document does not hold is as if nothing had been found."""
    _check_kind(node)

    def make(*, incidents: Iterable[Incident], sessions: tuple[Session, ...], **others: Any) -> R:
        kept = tuple(with_sessions(incidents, sessions))
        kinds = others.pop("kinds", ()) or KindCount.of(kept)
        others["inputs"] = _with_incidents(others["inputs"], kept)
        lang = others.get("lang", "en")
        described = (_described(advice, lang) for advice in others.get("recommendations", ()))
        others["recommendations"] = tuple(with_incidents(described, kept))
        others["blind_spots"] = tuple(_in_own_words(spot, lang) for spot in others.get("blind_spots", ()))
        return into(**{"lang": lang, "incidents": kept, "sessions": sessions, "kinds": kinds, **others})

    report: R = REPORT.read(node, make)
    _check_counted(node, report)
    return report


def _check_counted(node: Node, report: ReportData) -> None:
    """Refuse a document whose incidents have a category, or its recommendations a code, that it does not count."""
    categories = {counted.category for counted in report.categories}
    codes = {counted.code for counted in report.codes}
    for number, incident in enumerate(report.incidents):
        if incident.category not in categories:
            _refuse_uncounted(node.get("incidents"), number, "category", categories)
    for number, advice in enumerate(report.recommendations):
        if advice.code not in codes:
            _refuse_uncounted(node.get("recommendations"), number, "code", codes)


def _refuse_uncounted(rows: Node, number: int, key: str, counted: Iterable[object]) -> NoReturn:
    row = next(islice(rows.items(), number, None))
    row.get(key).refuse(Phrase("one of {words}", words=tuple(sorted(map(str, counted)))))


def _in_own_words(spot: BlindSpot, lang: str) -> BlindSpot:
    """Return a blind spot of a document in the words of this release if it has them, else as given."""
    own = replace(spot, lang=lang, given=None)
    is_same = is_known(spot.kind, spot.detail) and (spot.detail or (own.text, own.command) == spot.given)
    return own if is_same else replace(spot, lang=lang)


def _with_incidents(inputs: Sequence[Input], incidents: Iterable[Incident]) -> tuple[Input, ...]:
    """Return the inputs with their numbers of incidents, which older documents do not hold."""
    if any(entry.incidents for entry in inputs):
        return tuple(inputs)
    return count_incidents(inputs, Counter(incident.evidence[0].source for incident in incidents))


def _described(advice: Recommendation, lang: str) -> Recommendation:
    """Return a recommendation with what its code means, which the document does not hold."""
    return advice._replace(description=advice_of(advice.code, None, lang, CATALOG).description)


def _check_kind(node: Node) -> None:
    """Refuse a document that is not a report of this program, or has another schema version."""
    version = node.get("schema_version")
    if node.get("tool").otherwise(None, lambda tool: tool.get("name").value) != TOOL:
        raise UnreadableInput(node.source, "not-report", "not a JSON report of {tool}", _AGAIN, tool=TOOL)
    for key, (what, hint) in _OTHERS.items():
        if key in node.members():
            raise UnreadableInput(node.source, "not-report", what, hint)
    if version.integer() != SCHEMA_VERSION:
        raise UnreadableInput(
            node.source,
            "report-version",
            "a report of schema version {version}, and {supported} is the one that is read here",
            _AGAIN,
            version=version.value,
            supported=SCHEMA_VERSION,
        )
