"""From incidents to SARIF results: what failed, on which line of the log, and which other lines show it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ...model.report import Where
from ..messages.lookup import message
from ..wording.advice import location_text
from ..wording.counted import Cause, causes_of_failure
from ..wording.sessions import event_name, process_name
from .places import location
from .rules import Rule, rule_id, rules
from .texts import plain

if TYPE_CHECKING:
    from ...model.incidents import Evidence, Incident, Kind
    from ...model.report import ReportData
    from ...model.story import StoryEvent

_MOST = 25_000  # results; GitHub refuses a file with more
_ENDS = (".", "!", "?", "。", "！", "？", "…")  # of a sentence


def kept(report: ReportData) -> Sequence[Incident]:
    """Return the incidents that become results, in the order of the report; of too many, errors are kept first."""
    if len(report.incidents) <= _MOST:
        return report.incidents
    levels = _Levels(report)
    most = sorted(report.incidents, key=lambda incident: levels.of(incident) != "error")[:_MOST]
    return sorted(most, key=lambda incident: incident.id)


def results(incidents: Sequence[Incident], report: ReportData) -> Iterator[dict[str, Any]]:
    """Yield a result for each incident."""
    levels, known_rules, ordinals = _Levels(report), rules(report), Counter[str]()
    for incident in incidents:
        fingerprint = _fingerprint(incident)
        ordinals[fingerprint] += 1
        yield {
            **_rule(incident, known_rules),
            "level": levels.of(incident),
            **levels.baseline_state(incident),
            "message": {"text": _message(incident, known_rules.get((incident.code, incident.cause)), report)},
            "locations": [_line(incident.evidence[0])],
            **_related(incident, report.lang),
            "partialFingerprints": {
                "primaryLocationLineHash": f"{fingerprint}:{ordinals[fingerprint]}",
                "kind/v1": fingerprint,
            },
            "properties": {key: value for key, value in _properties(incident).items() if value is not None},
        }


class _Levels:
    """How bad each incident of a report is: an error if a failed gate counts it, a note if gates do not count it."""

    def __init__(self, report: ReportData) -> None:
        self._has_gates = bool(report.gates)
        self._failed: frozenset[Cause] = causes_of_failure(report)
        self._known: frozenset[Kind] = frozenset(kind.kind for kind in report.kinds if kind.known)

    def of(self, incident: Incident) -> str:
        """Return the level of an incident."""
        if not self._has_gates:
            return "warning"
        counted = (incident.code, incident.cause) in self._failed and incident.kind not in self._known
        return "error" if counted else "note"

    def baseline_state(self, incident: Incident) -> dict[str, str]:
        """Return whether the baseline knows incidents of this kind, if it knows any."""
        return {"baselineState": "unchanged" if incident.kind in self._known else "new"} if self._known else {}


def _rule(incident: Incident, known_rules: dict[Cause, Rule]) -> dict[str, Any]:
    rule = known_rules.get((incident.code, incident.cause))
    if rule is None:
        return {"ruleId": rule_id(incident.code, incident.cause)}
    return {"ruleId": rule.id, "ruleIndex": rule.position}


def _fingerprint(incident: Incident) -> str:
    """Return what incidents of one kind have in common in every run: no time, no process and no session."""
    what = [*incident.kind, incident.native, incident.api]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:16]


def _message(incident: Incident, rule: Rule | None, report: ReportData) -> str:
    """Return sentences: what failed first, because a server may show only that one."""
    lang = report.lang
    titles = (count.title for count in report.codes if count.code == incident.code)
    why = rule.title if rule else next(titles, rule_id(incident.code, incident.cause))
    place = location_text(_where(incident), lang).in_line(lang)
    sentences = [
        message(lang, "ci-labelled", what=incident.code, text=why),
        message(lang, "ci-labelled", what=message(lang, "where"), text=place),
    ]
    sentences += [message(lang, "ci-interface", api=incident.api)] if incident.api else []
    ended = (text if text.endswith(_ENDS) else message(lang, "ci-sentence", text=text) for text in sentences)
    return message(lang, "ci-space").join(plain(text) for text in ended)


def _where(incident: Incident) -> Where:
    return Where(1, incident.session, incident.controller, incident.process, incident.context_confidence)


def _line(line: Evidence) -> dict[str, Any]:
    return location(line.source, line.line, line.text)


def _related(incident: Incident, lang: str) -> dict[str, Any]:
    """Return the further lines of an incident, and the way to it: what led to it, and its first line."""
    further = [{"id": number, **_described(line, lang)} for number, line in enumerate(incident.evidence[1:], start=1)]
    related: dict[str, Any] = {"relatedLocations": further} if further else {}
    if incident.before:
        steps = [*(_event(event, lang) for event in incident.before), _described(incident.evidence[0], lang)]
        related["codeFlows"] = [{"threadFlows": [{"locations": [{"location": step} for step in steps]}]}]
    return related


def _described(line: Evidence, lang: str) -> dict[str, Any]:
    process = line.process or (message(lang, "pid", pid=line.pid) if line.pid is not None else "")
    parts = [part for part in (line.time, line.level, process) if part]
    return {**_line(line), "message": {"text": plain("  ".join(parts) or line.place)}}


def _event(event: StoryEvent, lang: str) -> dict[str, Any]:
    text = f"{event.time}  {event_name(event, lang)}".strip()
    return {**location(event.source, event.line, event.text), "message": {"text": plain(text)}}


def _properties(incident: Incident) -> dict[str, Any]:
    session, controller = incident.session, incident.controller
    values: dict[str, Any] = {
        "time": incident.time or None,
        "application": incident.application,
        "session": session.id if session else None,
        "controller": process_name(controller, "en") if controller else None,
        "interface": incident.api,
        "native": incident.native,
        "codeConfidence": str(incident.code_confidence),
        "contextConfidence": str(incident.context_confidence),
        "basis": str(incident.basis),
        "signals": incident.signals,
    }
    return {key: plain(value) if isinstance(value, str) else value for key, value in values.items()}
