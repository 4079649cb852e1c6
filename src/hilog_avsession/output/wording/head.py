"""From a report to its first sentences: what was found, in which inputs, and what is missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ...model.inputs import RemarkKind
from ...model.messages.blindspots import BlindSpotKind
from ...model.report import FilterName
from ...results.by_input import are_devices
from ...results.times import Scale, scale_of
from ..messages.lookup import member_message, message
from .filters import unmatched_texts
from .release import release_text
from .terms import Prose, Terms, short_names

if TYPE_CHECKING:
    from ...model.report import ReportData

_MAX_ERRORS = 10  # reasons why inputs could not be read
_MAX_NAMES = 3  # of inputs with the same reason
_MAX_DEVICES = 5  # named at the top
_YEAR = re.compile(r"\b\d{4}-")


class FailedInput(NamedTuple):
    """An input that could not be read, or several for the same reason."""

    source: str  # the first names, and how many more there are
    what: str
    hint: Prose  # empty if the next reason has the same
    inputs: int = 1
    command: str = ""  # in the hint


class HeadText(NamedTuple):
    """The beginning of a page; empty texts are not shown."""

    found: str
    read: str
    release: str  # of the framework
    release_reasons: tuple[str, ...]  # for the end of a page
    redacted: str
    looked_at: str
    warnings: tuple[str, ...]
    failed: tuple[FailedInput, ...]
    more_failed: str
    unordered: tuple[str, ...]
    passed_over: str


def head_text(report: ReportData) -> HeadText:
    """Return what was found, how much was read, what was lost and which inputs have errors."""
    failed = tuple(_failed_inputs(report))
    more = sum(entry.inputs for entry in failed[_MAX_ERRORS:])
    release = release_text(report.release, Terms(report.lang, short_names(report.inputs)))
    return HeadText(
        found=found(report),
        read=_read(report),
        release=release.release,
        release_reasons=release.reasons,
        redacted=message(report.lang, "redacted") if report.is_redacted else "",
        looked_at=_looked_at(report) if not report.counts.incidents and not _is_empty(report) else "",
        warnings=tuple(_warnings(report)),
        failed=failed[:_MAX_ERRORS],
        more_failed=message(report.lang, "more-errors", more) if more else "",
        unordered=tuple(_unordered(report)),
        passed_over=_passed_over(report),
    )


def live_head_text(report: ReportData) -> HeadText:
    """Return the same for a log that is still being read: nothing has interrupted it."""
    head, interrupted = head_text(report), message(report.lang, "interrupted")
    return head._replace(
        found=head.found if report.lines.total else message(report.lang, "nothing-so-far"),
        warnings=tuple(text for text in head.warnings if text != interrupted),
    )


def _failed_inputs(report: ReportData) -> Iterator[FailedInput]:
    """Yield why inputs could not be read; those with the same reason are named together.

    The same hint in a row is shown once, with the last.
    """
    lang = report.lang
    sources: dict[tuple[str, str, str], list[str]] = {}
    for entry in report.inputs:
        if entry.error is not None:
            reason = (entry.error.message_in(lang), entry.error.hint_in(lang), entry.error.command)
            sources.setdefault(reason, []).append(entry.source)
    hints = [*(hint for _, hint, _ in sources), ""]
    for ((what, hint, command), names), next_hint in zip(sources.items(), hints[1:], strict=True):
        source = _named(list(dict.fromkeys(names)), lang)
        yield FailedInput(source, what, _hint("" if hint == next_hint else hint, command), len(names), command)


def _hint(hint: str, command: str) -> Prose:
    """Return what to do, with the command in it as code."""
    return Prose(hint.replace(command, f"`{command}`") if command and "`" not in command else hint)


def _named(names: list[str], lang: str) -> str:
    """Return the first names, and how many more there are."""
    most = _MAX_NAMES if len(names) > _MAX_NAMES + 1 else len(names)
    what = message(lang, "enumeration").join(names[:most])
    return message(lang, "and-inputs", len(names) - most, what=what) if len(names) > most else what


def _unordered(report: ReportData) -> Iterator[str]:
    """Yield which archives were too large to be sorted."""
    names = [remark.source for remark in report.remarks if remark.kind is RemarkKind.UNORDERED]
    if names:
        yield message(report.lang, "unordered", len(names), what=_named(names, report.lang))


def _passed_over(report: ReportData) -> str:
    """Return how many files were not logs, by reason."""
    lang = report.lang
    kinds = Counter(remark.kind for remark in report.remarks if remark.kind is not RemarkKind.UNORDERED)
    if not kinds:
        return ""
    what = message(lang, "comma").join(member_message(lang, "remark", kind, n) for kind, n in kinds.most_common())
    return message(lang, "passed-over", kinds.total(), what=what)


def found(report: ReportData) -> str:
    """Return the headline of every format: how many incidents in how many sessions, or what is known without any."""
    counts, text = report.counts, partial(message, report.lang)
    if not counts.incidents:
        return _nothing(report)
    what = text("incidents", counts.incidents)
    if _has_lost(report):
        what = text("at-least", what=what)
    affected = sum(1 for session in report.sessions if session.incidents)
    if not affected:
        return f"{what}{text('comma')}{text('in-no-session')}"
    where = text("in-sessions", counts.sessions, affected=f"{affected:,}")
    if counts.sessions == 1:
        where = text("in-one-session")
    return f"{what}{text('comma-in')}{where}"


def _nothing(report: ReportData) -> str:
    """Return the headline of a report without incidents; each reason for it has its own words."""
    text = partial(message, report.lang)
    if report.filtered_out:
        return text("none-matches", report.filtered_out)
    if _is_empty(report):
        return text(_why_no_line(report))
    if _is_silent(report):
        return text("no-avsession", scope=_scope(report))
    if not report.unknown:
        return text("nothing-found", scope=_scope(report))
    unknown = sum(shape.lines for shape in report.unknown)
    known = text("nothing-known", scope=_scope(report))
    return known + text("semicolon") + text("unknown-found", unknown, kinds=text("unknown-kinds", len(report.unknown)))


def _is_empty(report: ReportData) -> bool:
    """Tell whether no line was read, or only blank ones: other text that is not HiLog is an error of its input."""
    is_blank = not report.lines.examined and all(
        entry.layout is None and entry.error is None for entry in report.inputs
    )
    return not report.lines.total or is_blank


def _is_silent(report: ReportData) -> bool:
    """Tell whether no line of AVSession was read; a report of an earlier release says so in its number of records."""
    return not report.shows_avsession or not report.lines.records


def _why_no_line(report: ReportData) -> str:
    """Return the key of the headline of a report without a line."""
    if report.interrupted:
        return "nothing-yet"
    return "nothing-read" if any(entry.error for entry in report.inputs) else "empty"


def _scope(report: ReportData) -> str:
    """Return to what part of the log a headline applies; empty for the whole log."""
    if _has_lost(report):
        return message(report.lang, "scope-kept")
    if report.interrupted or any(entry.error for entry in report.inputs):
        return message(report.lang, "scope-read")
    return ""


def _has_lost(report: ReportData) -> bool:
    return bool(report.loss.notices or report.loss.lines_lost)


def _read(report: ReportData) -> str:
    """Return the inputs with the number of lines that were read, and their first and last time."""
    lang, inputs = report.lang, report.inputs
    source = _devices(report) if are_devices(report) else message(lang, "inputs", len(inputs))
    if len(inputs) == 1:
        source = message(lang, "stdin") if inputs[0].source == "-" else inputs[0].source
    if len(inputs) == 1 and inputs[0].encoding not in ("utf-8", "utf-8-sig"):
        source = message(lang, "encoded", what=source, encoding=inputs[0].encoding)
    parts = [_lines_of(report, source), *_times(report)]
    if any(entry.layout == "fault-log" for entry in inputs):
        parts.append(message(lang, "fault-log"))
    parts += [member_message(lang, "prefix", kind) for kind in dict.fromkeys(entry.prefix for entry in inputs) if kind]
    # an input that is not a log at all says so in its error
    foreign = sum(entry.foreign_lines for entry in inputs if entry.layout is not None or entry.error is None)
    if foreign:
        parts.append(message(lang, "foreign", foreign))
    return message(lang, "comma").join(parts)


def _lines_of(report: ReportData, source: str) -> str:
    """Return how many lines were read from where; zeros are said in words."""
    lang, lines = report.lang, report.lines.total
    if not lines:
        return message(lang, "read-none", what=source) if report.inputs else message(lang, "read-nothing")
    return message(lang, "read", what=source, lines=message(lang, "lines", lines))


def _devices(report: ReportData) -> str:
    """Return the devices with the most incidents, each with its count, and how many more there are."""
    lang, devices = report.lang, report.devices
    counts = ((device.device, message(lang, "incidents", device.incidents)) for device in devices[:_MAX_DEVICES])
    what = message(lang, "enumeration").join(
        message(lang, "named-count", what=device, count=count) for device, count in counts
    )
    if len(devices) > _MAX_DEVICES:
        what = message(lang, "and-devices", len(devices) - _MAX_DEVICES, what=what)
    return message(lang, "devices", len(devices)) + message(lang, "colon") + what


def _times(report: ReportData, *, with_year: bool = False) -> list[str]:
    """Return the first and last time, if all inputs have the same layout and one clock; on request with known years."""
    timed = [entry for entry in report.inputs if entry.first_time and entry.last_time]
    if not timed or len({(entry.layout, entry.device) for entry in timed}) > 1:
        return []
    begins = [(entry.first_time or "", entry.first_clock) for entry in timed]
    ends = [(entry.last_time or "", entry.last_clock) for entry in timed]
    begin, end = min(begins, key=_time_order), max(ends, key=_time_order)
    # the log prints no year and may cross New Year: keep the order of the inputs
    if begin[0].startswith("01-") and end[0].startswith("12-"):
        begin, end = begins[0], ends[-1]
    first, last = (_with_year(*begin), _with_year(*end)) if with_year else (begin[0], end[0])
    return [first if first == last else message(report.lang, "times", first=first, last=last)]


def unmatched(report: ReportData) -> list[str]:
    """Return which filters no incident matches, and what there is; nothing if the report has incidents."""
    asked = [text for item in report.unmatched if item.filter is FilterName.TIME for text in item.wanted]
    return list(unmatched_texts(report, _times(report, with_year=any(map(_YEAR.search, asked)))))


def _with_year(time: str, clock: float | None) -> str:
    """Return a time that prints no year with its year, if that is known."""
    if clock is None or scale_of(time, clock) is not Scale.LOCAL or _YEAR.match(time):
        return time
    return f"{datetime.fromtimestamp(clock, UTC).year}-{time}"


def _time_order(time: tuple[str, float | None]) -> tuple[int, str]:
    return len(time[0]), time[0]  # seconds since the start grow in digits


def _looked_at(report: ReportData) -> str:
    """Return how much was examined, for a report without incidents."""
    lang, lines = report.lang, report.lines
    if _is_silent(report) and not lines.unparsed:
        return message(lang, "check-log")
    return message(
        lang,
        "looked-at",
        examined=message(lang, "lines", lines.examined),
        records=message(lang, "records", lines.records),
        sessions=message(lang, "sessions", report.counts.sessions),
    )


def _warnings(report: ReportData) -> Iterator[str]:
    """Yield what is missing from the log or from the report, and what is not counted."""
    lang, loss = report.lang, report.loss
    yield from unmatched(report)
    if report.interrupted:
        yield message(lang, "interrupted")
    if loss.lines_lost or loss.notices:
        yield message(lang, "lost" if loss.lines_lost else "lost-unknown", loss.lines_lost)
    if loss.private_values:
        yield message(lang, "private", loss.private_values)
    cut = sum(entry.cut_lines for entry in report.inputs)
    if cut:
        yield message(lang, "cut", cut)
    nul_bytes = sum(entry.nul_bytes for entry in report.inputs)
    if nul_bytes:
        yield message(lang, "nul", nul_bytes)
    if report.lines.repeated:
        yield message(lang, "repeated", report.lines.repeated)
    yield from _filtered(report)
    if report.lines.unparsed:
        yield message(lang, "unparsed", report.lines.unparsed)
    if report.incidents_truncated:
        yield message(lang, "truncated")


def _filtered(report: ReportData) -> Iterator[str]:
    """Yield how many incidents the filters left out, and how many they could not judge."""
    lang = report.lang
    if report.counts.incidents and report.filtered_out:
        yield message(lang, "filtered-out", report.filtered_out)
    untimed = sum(spot.count for spot in report.blind_spots if spot.kind == BlindSpotKind.TIME_FILTER)
    if untimed:
        yield message(lang, "kept-untimed", untimed, title=message(lang, "blind-title"))
