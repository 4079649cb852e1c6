"""From a report to JUnit XML, for the test page of a CI server.

The result agrees with the exit status: a gate that failed is a failure; an input that could not be read and a gate
without a verdict are errors. A code that was found is a skipped case with its advice, because a code by itself neither
passes nor fails. Names of cases hold no counts, so that a server can follow a case from run to run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from .._version import TOOL, __version__
from .messages.lookup import message
from .safe import visible
from .terminal.advice import recommendation
from .terminal.blocks import PageStyle
from .terminal.headline import headline
from .wording.advice import RecommendationText, RecommendationTexts, advice_text
from .wording.counted import counted_by
from .wording.gates import gate_counted, reservations
from .wording.head import head_text
from .wording.terms import Terms
from .wording.unknown import unknown_text

if TYPE_CHECKING:
    from ..model.inputs import Input
    from ..model.report import CodeCount, GateOutcome, ReportData
    from .terminal.layout import Line
    from .view import View

_WIDTH = 80  # cells of a line
Element = ElementTree.Element


def text_parts(report: ReportData, view: View) -> Iterator[str]:
    """Yield the document in two parts."""
    suite = _suite(report, Terms.of(report, view))
    ElementTree.indent(suite)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield ElementTree.tostring(suite, encoding="unicode") + "\n"


def _suite(report: ReportData, terms: Terms) -> Element:
    unreadable = {entry.source: entry for entry in report.inputs if entry.error is not None}  # given twice, shown once
    worded = RecommendationTexts(report, terms)
    cases = [
        _log(report),
        *(_unreadable(entry, report.lang) for entry in unreadable.values()),
        *(_gate(gate, report, terms, worded) for gate in report.gates),
        *_codes(report, terms),
    ]
    kinds = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    counts = {name: str(sum(case.find(tag) is not None for case in cases)) for name, tag in kinds.items()}
    suite = Element("testsuite", {"name": TOOL, "tests": str(len(cases)), **counts, "time": "0"})
    suite.extend([_properties(report), *cases])
    return suite


def _properties(report: ReportData) -> Element:
    values = {
        "version": __version__,
        "interrupted": str(report.interrupted).lower(),
        "incidents": report.counts.incidents,
        "signals": report.counts.signals,
        "sessions": report.counts.sessions,
        "controllers": report.counts.controllers,
        "lines": report.lines.total,
        "lines_lost": report.loss.lines_lost,
        "filtered_out": report.filtered_out,
    }
    properties = Element("properties")
    properties.extend([Element("property", {"name": name, "value": str(value)}) for name, value in values.items()])
    return properties


# ---- cases -----------------------------------------------------------------------------------------------------------


def _case(group: str, name: str, *children: Element) -> Element:
    # some readers demand a time, though nothing is measured
    case = Element("testcase", {"classname": f"{TOOL}.{group}", "name": visible(name), "time": "0"})
    case.extend(children)
    return case


def _element(tag: str, lines: Iterable[str] = (), **attributes: str) -> Element:
    element = Element(tag, {name: visible(value) for name, value in attributes.items()})
    element.text = "\n".join(map(visible, lines)) or None
    return element


def _log(report: ReportData) -> Element:
    """Return the case of every report: what was read, and what was found in it."""
    return _case(
        "log", "read", _element("system-out", _texts(headline(head_text(report), PageStyle(report.lang, _WIDTH))))
    )


def _unreadable(entry: Input, lang: str) -> Element:
    assert entry.error is not None  # the caller selects such inputs
    text, hint = entry.error.message_in(lang), entry.error.hint_in(lang)
    reason = _element("error", [hint] if hint else [], type=entry.error.kind, message=text)
    return _case("input", entry.source, reason)


def _gate(gate: GateOutcome, report: ReportData, terms: Terms, worded: RecommendationTexts) -> Element:
    text = gate_counted(gate, report.lang)
    if gate.no_verdict is not None:
        return _case("gate", gate.gate, _element("error", type=gate.no_verdict, message=text))
    if not gate.tripped:
        return _case("gate", gate.gate, _element("system-out", [text, *reservations(report)]))
    reasons = _reasons(gate, report, terms, worded)
    return _case("gate", gate.gate, _element("failure", reasons, type="gate", message=text))


def _reasons(gate: GateOutcome, report: ReportData, terms: Terms, worded: RecommendationTexts) -> Iterator[str]:
    """Yield why a gate failed: the recommendations that it counts, or else the head and the unknown lines."""
    shown = list(counted_by(gate, report))
    yield from _advised(map(worded.of, shown[: terms.top]), terms.lang)
    more = len(shown[terms.top :]) if terms.top is not None else 0
    if more:
        yield from ("", message(terms.lang, "more-recommendations", more))
    if not shown:
        yield from _texts(headline(head_text(report), PageStyle(report.lang, _WIDTH)))
        for shape in unknown_text(report, terms).shown:
            yield from (shape.amount, f"  {shape.example}")


def _codes(report: ReportData, terms: Terms) -> Iterator[Element]:
    of_code: dict[int, list[RecommendationText]] = {}
    for advice in advice_text(report, terms).shown:
        of_code.setdefault(advice.code, []).append(advice)
    for code in report.codes:
        yield _code(code, of_code.get(code.code, []), terms.lang)


def _code(code: CodeCount, advice: list[RecommendationText], lang: str) -> Element:
    text = message(lang, "gates-only", what=message(lang, "incidents", code.incidents))
    out = [_element("system-out", _advised(advice, lang))] if advice else []
    return _case(f"code.{code.category}", f"{code.code} {code.title}", _element("skipped", message=text), *out)


def _advised(advice: Iterable[RecommendationText], lang: str) -> Iterator[str]:
    for number, texts in enumerate(advice):
        yield from [""] if number else []
        yield from _texts(recommendation(texts, PageStyle(lang, _WIDTH)))


def _texts(lines: Iterable[Line]) -> Iterator[str]:
    """Yield the text of laid out lines."""
    for line in lines:
        yield "".join(text for text, _ in line)
