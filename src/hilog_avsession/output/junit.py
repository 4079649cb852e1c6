"""From a report to JUnit XML, for the test page of a CI server.

It is red where the exit status is: a gate that tripped is a failure, an input that could not be read an error. A code
that was found is a skipped case, with its advice: by itself it neither passes nor fails. Names of cases hold no counts,
so that a server can follow them from run to run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from .._version import TOOL, __version__
from ..results.gates.parsing import concerns
from .messages.report import say
from .safe import visible
from .terminal.advice import recommendation
from .terminal.blocks import Look
from .terminal.gates import reservations
from .terminal.headline import headline
from .wording.advice import Told, advice, told
from .wording.head import head
from .wording.terms import Terms
from .wording.unknown import unknown

if TYPE_CHECKING:
    from ..model.inputs import Input
    from ..model.report import CodeCount, GateOutcome, Recommendation, ReportData
    from .terminal.layout import Line
    from .view import View

_WIDTH = 80  # cells of a line, wherever it will be read
Element = ElementTree.Element


def pieces(report: ReportData, view: View) -> Iterator[str]:
    """The document as one piece."""
    suite = _suite(report, Terms.of(report, view))
    ElementTree.indent(suite)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield ElementTree.tostring(suite, encoding="unicode") + "\n"


def _suite(report: ReportData, terms: Terms) -> Element:
    unreadable = {one.source: one for one in report.inputs if one.error is not None}  # one may be given twice
    cases = [
        _log(report),
        *(_unreadable(one, report.lang) for one in unreadable.values()),
        *(_gate(one, report, terms) for one in report.gates),
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
    # time: nothing is measured, but some readers demand it
    case = Element("testcase", {"classname": f"{TOOL}.{group}", "name": visible(name), "time": "0"})
    case.extend(children)
    return case


def _element(tag: str, lines: Iterable[str] = (), **attributes: str) -> Element:
    element = Element(tag, {name: visible(value) for name, value in attributes.items()})
    element.text = "\n".join(map(visible, lines)) or None
    return element


def _log(report: ReportData) -> Element:
    """The case that is always there: what was read, and what was found in it."""
    return _case("log", "read", _element("system-out", _texts(headline(head(report), Look(report.lang, _WIDTH)))))


def _unreadable(one: Input, lang: str) -> Element:
    assert one.error is not None  # chosen so
    message, hint = one.error.message_in(lang), one.error.hint_in(lang)
    return _case("input", one.source, _element("error", [hint] * bool(hint), type=one.error.kind, message=message))


def _gate(one: GateOutcome, report: ReportData, terms: Terms) -> Element:
    key = "gates-counted-known" if one.known else "gates-counted"
    found, limit, known = f"{one.found:,}", f"{one.limit:,}", f"{one.known:,}"
    said = say(report.lang, key, gate=one.gate, found=found, limit=limit, known=known)
    if not one.tripped:
        return _case("gate", one.gate, _element("system-out", [said, *reservations(report)]))
    return _case("gate", one.gate, _element("failure", _reasons(one, report, terms), type="gate", message=said))


def _reasons(gate: GateOutcome, report: ReportData, terms: Terms) -> Iterator[str]:
    """What tripped a gate: recommendations, or where it counts something else, what is said of that."""
    shown = [one for one in report.recommendations if _tripped(gate, one, report)]
    yield from _advised((told(one, report, terms) for one in shown[: terms.top]), terms.lang)
    more = len(shown[terms.top :]) if terms.top is not None else 0
    if more:
        yield say(terms.lang, "more-recommendations", more)
    if not shown:
        yield from _texts(headline(head(report), Look(report.lang, _WIDTH)))
        for lines in unknown(report, terms).shown:
            yield from (lines.amount, f"  {lines.example}")


def _tripped(gate: GateOutcome, one: Recommendation, report: ReportData) -> bool:
    kinds = [kind for kind in report.kinds if (kind.code, kind.cause) == (one.code, one.cause)]
    is_new = not kinds or not all(kind.known for kind in kinds)
    return is_new and concerns(gate.gate, one, report)


def _codes(report: ReportData, terms: Terms) -> Iterator[Element]:
    shown = advice(report, terms).shown
    for one in report.codes:
        yield _code(one, [said for said in shown if said.code == one.code], terms.lang)


def _code(one: CodeCount, said: list[Told], lang: str) -> Element:
    message = say(lang, "gates-only", what=say(lang, "incidents", one.incidents))
    out = [_element("system-out", _advised(said, lang))] if said else []
    return _case(f"code.{one.category}", f"{one.code} {one.title}", _element("skipped", message=message), *out)


def _advised(said: Iterable[Told], lang: str) -> Iterator[str]:
    for one in said:
        yield from _texts(recommendation(one, Look(lang, _WIDTH)))


def _texts(lines: Iterable[Line]) -> Iterator[str]:
    """Laid out lines without their styles."""
    for line in lines:
        yield "".join(text for text, _ in line)
