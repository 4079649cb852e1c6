"""From a report to the filters of its page: what can be chosen, and the values by which each part of it is found.

The script keeps what is chosen in one state, by field, and writes it to the address of the page:
`#app=com.example.radio&code=6600107`. Values are texts that are the same in every report of the same log.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ...model.events import Confidence
from ...results.by_input import are_devices, named
from ..messages.lookup import category, member_message, message
from ..safe import visible

if TYPE_CHECKING:
    from ...model.incidents import Incident, Session
    from ...model.report import ReportData
    from .addresses import Addresses
    from .selection import Selection
    from .times import Axis

FIELDS = ("app", "session", "code", "cause", "category", "input", "sure", "time", "text")
UNKNOWN = "-"  # an application, or a session, that the log does not show
_SESSION = "session-"  # what the address of a session begins with


class Choice(NamedTuple):
    """A value that can be chosen."""

    value: str
    name: str


class Group(NamedTuple):
    """Choices under one heading; the heading is empty where there is one group only."""

    name: str
    choices: tuple[Choice, ...]


class Control(NamedTuple):
    """A field with its choices."""

    field: str
    name: str
    groups: tuple[Group, ...]


class RowKeys(NamedTuple):
    """The values of an incident, by field."""

    app: str
    session: str
    code: str
    cause: str
    category: str
    input: str
    sure: str  # two values, with a space between them
    at: str  # its time, or the beginning of its bar in the chart, in seconds of the axis; empty if it is not drawn


class PageFilters(NamedTuple):
    """The controls of a page, and the values of its incidents and recommendations."""

    names: Mapping[str, str]  # of the fields
    controls: tuple[Control, ...]
    rows: Mapping[int, RowKeys]  # by the id of the incident
    apps: Mapping[tuple[int, str | None], str]  # applications of a recommendation as a JSON array, by code and cause


def filters_of(
    report: ReportData, selection: Selection, addresses: Addresses, axis: Axis | None, *, is_live: bool = False
) -> PageFilters:
    """Return the filters of a page that shows a selection; on a live page, bars grow, and a filter by time stays."""
    inputs = {entry.source: named(entry) for entry in report.inputs}
    rows = {
        incident.id: _keys(incident, addresses, inputs, _at(incident, axis, is_live=is_live))
        for incident in selection.incidents
    }
    names = {field: message(report.lang, f"filter-by-{_word(field, report)}") for field in FIELDS}
    controls = tuple(_controls(report, selection, addresses, rows, names))
    return PageFilters(names, controls, rows, _applications(report))


def _word(field: str, report: ReportData) -> str:
    return "device" if field == "input" and are_devices(report) else field


def app_value(bundle: str | None) -> str:
    """Return the value of an application, which may be unknown."""
    return bundle or UNKNOWN


def session_value(session: Session | None, addresses: Addresses) -> str:
    """Return the value of a session, the end of its address (`0C4-6E6`); empty if the page does not show it."""
    return addresses.sessions.get(session.key, "").removeprefix(_SESSION) if session else UNKNOWN


def bar_value(axis: Axis, number: int) -> str:
    """Return the value of a bar in the chart over time: its beginning and its end in seconds of the axis."""
    return f"{_begin(axis, number)}~{_begin(axis, number + 1)}"


def _begin(axis: Axis, number: int) -> str:
    return f"{axis.start + number * axis.bin:.3f}"


def _at(incident: Incident, axis: Axis | None, *, is_live: bool) -> str:
    bar = axis.bin_of(incident.time) if axis else None
    if axis is None or bar is None:
        return ""
    return f"{axis.clock.seconds(incident.time):.3f}" if is_live else _begin(axis, bar)


def _keys(incident: Incident, addresses: Addresses, inputs: Mapping[str, str], at: str) -> RowKeys:
    source = incident.evidence[0].source
    return RowKeys(
        app=app_value(incident.application),
        session=session_value(incident.session, addresses),
        code=str(incident.code),
        cause=incident.cause or "",
        category=incident.category,
        input=inputs.get(source, source),
        sure=f"code-{incident.code_confidence} session-{incident.context_confidence}",
        at=at,
    )


def _applications(report: ReportData) -> dict[tuple[int, str | None], str]:
    found: defaultdict[tuple[int, str | None], list[str]] = defaultdict(list)
    for kind in report.kinds:
        found[kind.code, kind.cause].append(visible(app_value(kind.bundle)))
    return {key: json.dumps(names) for key, names in found.items()}


def _controls(
    report: ReportData,
    selection: Selection,
    addresses: Addresses,
    rows: Mapping[int, RowKeys],
    names: Mapping[str, str],
) -> Iterator[Control]:
    """Yield the controls with more than one choice, each with the values that the page shows."""
    lang, keys = report.lang, rows.values()
    apps = {row.app for row in keys}
    codes = {row.code for row in keys}
    choices = {
        "app": [(row.bundle or UNKNOWN, row.bundle or message(lang, "owner-unknown")) for row in report.applications],
        "session": _sessions(report, selection, addresses, {row.session for row in keys}),
        "code": [(str(code.code), f"{code.code} {code.title}") for code in report.codes if str(code.code) in codes],
        "category": [(count.category, category(lang, count.category)) for count in report.categories],
        "input": [(name, name) for name in dict.fromkeys(row.input for row in keys)],
    }
    choices["app"] = [(value, name) for value, name in choices["app"] if value in apps]
    for field, values in choices.items():
        if len(values) > 1:
            yield Control(field, names[field], (Group("", tuple(Choice(*value) for value in values)),))
    levels = tuple(_levels(lang, {level for row in keys for level in row.sure.split()}))
    if sum(len(group.choices) for group in levels) > len(levels):
        yield Control("sure", names["sure"], levels)


def _sessions(report: ReportData, selection: Selection, addresses: Addresses, shown: set[str]) -> list[tuple[str, str]]:
    found, tells_devices = [], len(report.devices) > 1
    for session in selection.sessions:
        value = session_value(session, addresses)
        name = session.id or message(report.lang, "session-no-id")
        if value in shown:
            parts = (name, session.bundle, session.device if tells_devices else None)
            found.append((value, " · ".join(filter(None, parts))))
    return [*found, (UNKNOWN, message(report.lang, "no-session"))] if UNKNOWN in shown else found


def _levels(lang: str, shown: Iterable[str]) -> Iterator[Group]:
    """Yield the levels of confidence that occur, best first, of the code and of the session."""
    for part in ("code", "session"):
        levels = [level for level in Confidence if f"{part}-{level}" in shown]
        if levels:
            name = message(lang, f"sure-of-{part}")
            choices = (Choice(f"{part}-{level}", _level(lang, part, level)) for level in levels)
            yield Group(name, tuple(choices))


def _level(lang: str, part: str, level: Confidence) -> str:
    return message(lang, f"sure-{part}", level=member_message(lang, "confidence", level))
