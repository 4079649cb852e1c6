"""From a report to its first lines: what was found, in what, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ..model import RemarkKind
from .blocks import Look, Paragraph
from .layout import Line, join, plain, prose, wrap
from .words import error, say

if TYPE_CHECKING:
    from ..report import Report

_MAX_ERRORS = 10  # told one by one


def headline(report: Report, look: Look) -> Iterator[Line]:
    """Say what was found, how much was read, what was lost and which inputs have errors."""
    yield from wrap(plain(_found(report), "bold"), look.width)
    yield from wrap(plain(_read(report), "dim"), look.width)
    if report.is_redacted:
        yield from wrap(plain(say(report.lang, "redacted"), "dim"), look.width)
    if not report.counts.incidents and report.lines.total:
        yield from wrap(plain(_looked_at(report)), look.width)
    for text in _warnings(report):
        yield from Paragraph(plain(text, "yellow"), "! ").lines(look.width)
    yield from _errors(report, look)
    yield from _passed_over(report, look)


def _errors(report: Report, look: Look) -> Iterator[Line]:
    """The inputs that could not be read, with what to do; what is to be done for several is said once."""
    failed = [one for one in report.inputs if one.error is not None]
    for one, following in zip(failed[:_MAX_ERRORS], [*failed[1:], None], strict=False):
        assert one.error is not None  # chosen so
        what = join([plain(one.source, "bold"), plain(f": {error(report.lang, one.error)}", "red")])
        yield from Paragraph(what, "✗ ").lines(look.width)
        again = following is not None and following.error is not None and following.error.hint == one.error.hint
        if one.error.hint and not again:
            yield from Paragraph(prose(one.error.hint, look.color), "  → ").lines(look.width)
    if len(failed) > _MAX_ERRORS:
        more = say(report.lang, "more-errors", len(failed) - _MAX_ERRORS)
        yield from Paragraph(plain(more, "red"), "✗ ").lines(look.width)


def _passed_over(report: Report, look: Look) -> Iterator[Line]:
    """How many files were no logs, and why."""
    lang, kinds = report.lang, Counter(one.kind for one in report.remarks)
    for one in report.remarks:
        if one.kind is RemarkKind.UNORDERED:
            yield from Paragraph(plain(say(lang, "unordered", source=one.source), "yellow"), "! ").lines(look.width)
    del kinds[RemarkKind.UNORDERED]
    if kinds:
        what = say(lang, "comma").join(say(lang, f"remark-{kind}", n) for kind, n in kinds.most_common())
        yield from wrap(plain(say(lang, "passed-over", kinds.total(), what=what), "dim"), look.width)


def _found(report: Report) -> str:
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


def _read(report: Report) -> str:
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


def _times(report: Report) -> list[str]:
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


def _looked_at(report: Report) -> str:
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


def _warnings(report: Report) -> Iterator[str]:
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
