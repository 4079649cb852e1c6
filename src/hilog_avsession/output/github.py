"""From a report to annotations of a GitHub workflow: commands such as `::error file=device.log,line=7::message`.

A failed gate and an input that could not be read are errors, because they make the step fail. A cause is a warning if
no gate was set or if a failed gate counts it, and otherwise a notice. The first notice says what was found and which
gates passed. GitHub shows ten annotations of each kind in a step, so no more are written, and the first notice says how
many are missing.

Each line is one command. Text from a log stands only in its values, where nothing can begin another command. The
escapes are those of https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from .._version import TOOL
from ..results.by_input import outermost
from .messages.lookup import message
from .safe import cut, visible
from .wording.advice import RecommendationTexts, advice_text
from .wording.counted import causes_of_failure, counted_by
from .wording.gates import gate_counted, reservations, verdict
from .wording.head import head_text
from .wording.terms import Terms
from .wording.unknown import unknown_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..model.report import GateOutcome, Recommendation, ReportData
    from .view import View
    from .wording.advice import RecommendationText

_ERROR, _WARNING, _NOTICE = "error", "warning", "notice"
_MOST = 10  # annotations of a kind that GitHub shows in a step
_MOST_CAUSES = 3  # in the message of a gate
_LONGEST_TITLE = 255  # characters that GitHub accepts
_LONGEST = 300  # characters of a line of the log


class Annotation(NamedTuple):
    """One annotation: its kind, its title, the lines of its message, and the line of the log that it is about."""

    level: str
    title: str
    lines: tuple[str, ...]
    file: str = ""
    line: str = ""


def text_parts(report: ReportData, view: View) -> Iterator[str]:
    """Yield the commands, one a line: what was found, then errors, warnings and notices."""
    terms, places = Terms.of(report, view), _Places(report)
    worded = RecommendationTexts(report, terms)
    found = [
        *_gates(report, places, worded),
        *_unreadable(report, places),
        *_causes(report, places, worded, terms.top),
    ]
    most = {_ERROR: _MOST, _WARNING: _MOST, _NOTICE: _MOST - 1}  # the first notice is another
    shown = [
        annotation
        for level, number in most.items()
        for annotation in islice((each for each in found if each.level == level), number)
    ]
    left_out = Counter(annotation.level for annotation in found) - Counter(annotation.level for annotation in shown)
    yield from map(_command, [_summary(report, terms, left_out), *shown])


# ---- what is annotated -----------------------------------------------------------------------------------------------


def _summary(report: ReportData, terms: Terms, left_out: Mapping[str, int]) -> Annotation:
    """Return the notice with what was read and found, what limits it, and what is not annotated."""
    head, unknown = head_text(report), unknown_text(report, terms)
    texts = (head.read, head.release, head.redacted, head.looked_at, *head.warnings, *head.unordered, head.passed_over)
    gates = [verdict(report), *(gate_counted(gate, report.lang) for gate in report.gates if gate.passed)]
    lines = [
        head.found,
        *texts,
        *(gates if report.gates else ()),
        *reservations(report),
        *(message(report.lang, "ci-unknown", amount=shape.amount) for shape in unknown.shown),
        unknown.more,
        advice_text(report, terms).more,
        _left_out(left_out, report.lang),
    ]
    return Annotation(_NOTICE, TOOL, tuple(filter(None, lines)))


def _left_out(left_out: Mapping[str, int], lang: str) -> str:
    keys = {_ERROR: "github-error", _WARNING: "github-warning", _NOTICE: "github-notice"}
    parts = [message(lang, key, left_out[level]) for level, key in keys.items() if left_out.get(level)]
    return message(lang, "github-left-out", most=_MOST, what=message(lang, "comma").join(parts)) if parts else ""


def _gates(report: ReportData, places: _Places, worded: RecommendationTexts) -> Iterator[Annotation]:
    """Yield an error for each gate that did not pass, with the most frequent causes that it counts and first steps."""
    for gate in report.gates:
        if gate.no_verdict is not None:
            title = message(report.lang, "github-gate-undecided", gate=gate.gate)
            yield Annotation(_ERROR, title, (gate_counted(gate, report.lang),))
        if gate.tripped:
            title = message(report.lang, "github-gate-title", gate=gate.gate)
            counted = list(counted_by(gate, report))
            place = places.first_of(counted[0]) if counted else ("", "")
            yield Annotation(_ERROR, title, tuple(_reasons(gate, counted, worded, report.lang)), *place)


def _reasons(gate: GateOutcome, counted: list[Recommendation], worded: RecommendationTexts, lang: str) -> Iterator[str]:
    yield gate_counted(gate, lang)
    for texts in map(worded.of, counted[:_MOST_CAUSES]):
        yield _cause(texts, lang)
        yield from texts.steps[:1]


def _unreadable(report: ReportData, places: _Places) -> Iterator[Annotation]:
    for entry in dict.fromkeys(report.inputs):  # given twice, annotated once
        if entry.error is not None:
            text, hint = entry.error.message_in(report.lang), entry.error.hint_in(report.lang)
            what = message(report.lang, "ci-labelled", what=entry.source, text=text)
            title = message(report.lang, "github-input-title")
            yield Annotation(_ERROR, title, tuple(filter(None, (what, hint))), places.file(entry.source))


def _causes(report: ReportData, places: _Places, worded: RecommendationTexts, most: int | None) -> Iterator[Annotation]:
    """Yield an annotation for each cause, most incidents first, at the line of its first incident."""
    failed = causes_of_failure(report)
    for advice in report.recommendations[:most]:
        level = _WARNING if not report.gates or (advice.code, advice.cause) in failed else _NOTICE
        texts = worded.of(advice)
        lines = tuple(filter(None, _advice(texts, report.lang)))
        yield Annotation(level, f"{texts.code} {texts.title}", lines, *places.first_of(advice))


def _cause(texts: RecommendationText, lang: str) -> str:
    return message(lang, "github-cause", code=texts.code, why=texts.why or texts.title, amount=texts.amount)


def _advice(texts: RecommendationText, lang: str) -> Iterator[str]:
    """Yield what happened, where, what to do, and the line of the log that shows it best."""
    yield _cause(texts, lang)
    yield texts.share_of_code
    for location in texts.where[:1]:
        yield _labelled(lang, "where", location.in_line(lang))
    yield _labelled(lang, "to-do", "")
    yield from (f"{number}. {step}" for number, step in enumerate(texts.steps, start=1))
    for line in texts.evidence[:1]:
        shown = "  ".join(filter(None, (line.place, line.time, line.level, line.process, line.text)))
        yield _labelled(lang, "evidence", cut(shown, _LONGEST))


def _labelled(lang: str, key: str, text: str) -> str:
    return message(lang, "ci-labelled", what=message(lang, key), text=text).rstrip()


# ---- where it is annotated -------------------------------------------------------------------------------------------


class _Places:
    """The files and lines that annotations of a report point to."""

    def __init__(self, report: ReportData) -> None:
        self._inputs = {entry.source: entry for entry in reversed(report.inputs)}  # of two with one name, the first

    def first_of(self, advice: Recommendation) -> tuple[str, str]:
        """Return file and line of the first incident of a recommendation; a packed file has no lines to point to."""
        source, _, line = next(iter(advice.because), "").rpartition(":")
        entry = self._inputs.get(source)
        return self.file(source), "" if entry is not None and entry.container else line

    def file(self, source: str) -> str:
        """Return the file that an annotation can point to: for a member of an archive the archive, for a pipe none."""
        entry = self._inputs.get(source)
        return "" if source == "-" else (source if entry is None else outermost(entry)).replace("\\", "/")


# ---- how a command is written ----------------------------------------------------------------------------------------


def _command(annotation: Annotation) -> str:
    values = {
        "file": visible(annotation.file),
        "line": annotation.line if annotation.file else "",
        "title": cut(visible(annotation.title), _LONGEST_TITLE),
    }
    properties = ",".join(f"{name}={_property(value)}" for name, value in values.items() if value)
    return f"::{annotation.level} {properties}::{_data(annotation.lines)}\n"


def _data(lines: Iterable[str]) -> str:
    return "%0A".join(_escaped(visible(line)) for line in lines)


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _escaped(text: str) -> str:
    """Escape what GitHub unescapes, and break the sign of its older commands, which it finds anywhere in a line."""
    return text.replace("%", "%25").replace("##[", "##\\x5b")
