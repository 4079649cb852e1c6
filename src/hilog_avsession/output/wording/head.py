"""From a report to its first sentences: what was found, in what, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ...model.inputs import RemarkKind
from ..messages.report import say
from .terms import Prose

if TYPE_CHECKING:
    from ...model.report import ReportData

_MAX_ERRORS = 10  # told one by one


class Failed(NamedTuple):
    """An input that could not be read."""

    source: str
    what: str
    hint: Prose  # empty where the next one has the same


class Head(NamedTuple):
    """What comes first; empty texts are not to be shown."""

    found: str
    read: str
    redacted: str
    looked_at: str
    warnings: tuple[str, ...]
    failed: tuple[Failed, ...]
    more_failed: str
    unordered: tuple[str, ...]
    passed_over: str


def head(report: ReportData) -> Head:
    """Say what was found, how much was read, what was lost and which inputs have errors."""
    failed = tuple(errors(report))
    more = len(failed) - _MAX_ERRORS
    return Head(
        found=found(report),
        read=read(report),
        redacted=say(report.lang, "redacted") if report.is_redacted else "",
        looked_at=looked_at(report) if not report.counts.incidents and report.lines.total else "",
        warnings=tuple(warnings(report)),
        failed=failed[:_MAX_ERRORS],
        more_failed=say(report.lang, "more-errors", more) if more > 0 else "",
        unordered=tuple(unordered(report)),
        passed_over=passed_over(report),
    )


def errors(report: ReportData) -> Iterator[Failed]:
    """The inputs that could not be read, with what to do; what is to be done for several is said once."""
    lang = report.lang
    failed = [(one.source, one.error) for one in report.inputs if one.error is not None]
    hints = [error.hint_in(lang) for _, error in failed]
    for (source, error), hint, next_hint in zip(failed, hints, [*hints, ""][1:], strict=True):
        yield Failed(source, error.message_in(lang), Prose("" if hint == next_hint else hint))


def unordered(report: ReportData) -> Iterator[str]:
    """The archives whose files were read in their own order."""
    for one in report.remarks:
        if one.kind is RemarkKind.UNORDERED:
            yield say(report.lang, "unordered", source=one.source)


def passed_over(report: ReportData) -> str:
    """How many files were no logs, and why; an empty text where there is none."""
    kinds = Counter(one.kind for one in report.remarks if one.kind is not RemarkKind.UNORDERED)
    if not kinds:
        return ""
    what = say(report.lang, "comma").join(say(report.lang, f"remark-{kind}", n) for kind, n in kinds.most_common())
    return say(report.lang, "passed-over", kinds.total(), what=what)


def found(report: ReportData) -> str:
    """How many incidents there are, in how many sessions."""
    lang, counts = report.lang, report.counts
    say_ = partial(say, lang)
    lost = report.loss.notices or report.loss.lines_lost
    if not counts.incidents:
        if report.filtered_out:
            return say_("none-matches", report.filtered_out)
        if report.lines.total:
            return say_("nothing-found-lost" if lost else "nothing-found")
        return say_("nothing-read" if any(one.error for one in report.inputs) else "empty")
    what = say_("incidents", counts.incidents)
    if lost:
        what = say_("at-least", what=what)
    affected = sum(1 for session in report.sessions if session.incidents)
    if not affected:
        return f"{what}{say_('comma')}{say_('in-no-session')}"
    where = say_("in-sessions", counts.sessions, affected=f"{affected:,}")
    if counts.sessions == 1:
        where = say_("in-one-session")
    return f"{what}{say_('comma-in')}{where}"


def read(report: ReportData) -> str:
    """What was read: how many lines of which inputs, from when to when."""
    lang, inputs = report.lang, report.inputs
    source = say(lang, "inputs", len(inputs))
    if len(inputs) == 1:
        source = say(lang, "stdin") if inputs[0].source == "-" else inputs[0].source
    if len(inputs) == 1 and inputs[0].encoding not in ("utf-8", "utf-8-sig"):
        source = say(lang, "encoded", what=source, encoding=inputs[0].encoding)
    parts = [say(lang, "read", what=source, lines=say(lang, "lines", report.lines.total)), *_times(report)]
    foreign = sum(one.foreign_lines for one in inputs)
    if foreign:
        parts.append(say(lang, "foreign", foreign))
    return say(lang, "comma").join(parts)


def _times(report: ReportData) -> list[str]:
    """From when to when, where all inputs count time in the same way."""
    timed = [one for one in report.inputs if one.first_time and one.last_time]
    if not timed or len({one.layout for one in timed}) > 1:
        return []
    first = min((one.first_time or "" for one in timed), key=_time_order)
    last = max((one.last_time or "" for one in timed), key=_time_order)
    if first.startswith("01-") and last.startswith("12-"):  # no year is printed: perhaps over New Year, as they came
        first, last = timed[0].first_time or "", timed[-1].last_time or ""
    return [say(report.lang, "times", first=first, last=last)]


def _time_order(time: str) -> tuple[int, str]:
    return len(time), time  # seconds since start have more digits later


def looked_at(report: ReportData) -> str:
    """In what it was looked for, where nothing was found."""
    lang, lines = report.lang, report.lines
    if not lines.examined:
        return say(lang, "no-avsession")
    return say(
        lang,
        "looked-at",
        examined=say(lang, "lines", lines.examined),
        records=say(lang, "records", lines.records),
        sessions=say(lang, "sessions", report.counts.sessions),
    )


def warnings(report: ReportData) -> Iterator[str]:
    """What is missing from the log or from the report, and what was left out of the counts."""
    lang, loss = report.lang, report.loss
    if report.interrupted:
        yield say(lang, "interrupted")
    if loss.lines_lost or loss.notices:
        yield say(lang, "lost" if loss.lines_lost else "lost-unknown", loss.lines_lost)
    if loss.private_values:
        yield say(lang, "private", loss.private_values)
    cut = sum(one.cut_lines for one in report.inputs)
    if cut:
        yield say(lang, "cut", cut)
    nul_bytes = sum(one.nul_bytes for one in report.inputs)
    if nul_bytes:
        yield say(lang, "nul", nul_bytes)
    if report.lines.repeated:
        yield say(lang, "repeated", report.lines.repeated)
    if report.counts.incidents and report.filtered_out:
        yield say(lang, "filtered-out", report.filtered_out)
    if report.lines.unparsed:
        yield say(lang, "unparsed", report.lines.unparsed)
    if report.incidents_truncated:
        yield say(lang, "truncated")
