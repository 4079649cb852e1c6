"""JUnit XML: valid for all common readers, red where the exit status is, and whatever a log holds."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from bless_golden import GOLDEN
from hilog_avsession.model.inputs import Input, InputError
from hilog_avsession.model.report import GateOutcome
from hilog_avsession.output.formats import BY_NAME
from hilog_avsession.output.safe import visible
from hilog_avsession.output.view import View
from hilog_avsession.report import Report
from test_reports_text import LANGUAGES, NOTHING, OVERLOAD, REPORT, evidence

XSD = Path(__file__).parent / "fixtures" / "schemas" / "junit.xsd"
ANY_TEXT = st.text(st.characters(exclude_categories=()))
TRIPPED = GateOutcome("6600107>1", 2, 1, True)
PASSED = GateOutcome("drm", 0, 0, False)
UNREADABLE = Input("b.gz", error=InputError.as_given("encoded-hilog", "unpacks to no text", "decode it first"))


@cache
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(XSD)


def document(report: Report, view: View | None = None) -> str:
    text = "".join(BY_NAME["junit"].text_parts(report, view))
    schema().validate(text)
    return text


def suite(report: Report, view: View | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(document(report, view).encode())


def case(report: Report, group: str, name: str) -> ElementTree.Element:
    (found,) = (
        case
        for case in suite(report).iter("testcase")
        if case.get("classname", "").split(".")[1] == group and case.get("name", "").startswith(name)
    )
    return found


# ---- its form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.xml")), ids=lambda path: path.name)
def test_the_golden_reports_are_valid(path: Path) -> None:
    schema().validate(path)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('<failure type="gate"', "<failure"),
        ('time="0"', 'time="soon"'),
        ("<properties>", "<properties/><properties>"),
        ('classname="hilog-avsession.gate"', ""),
        ("<skipped ", "<failure/><skipped "),
        ("testsuite", "suite"),
    ],
)
def test_the_schema_refuses_what_a_reader_would(right: str, wrong: str) -> None:
    text = document(replace(REPORT, gates=(TRIPPED,)))
    assert right in text
    with pytest.raises((xmlschema.XMLSchemaException, ElementTree.ParseError)):
        schema().validate(text.replace(right, wrong))


@pytest.mark.parametrize("report", [REPORT, NOTHING, replace(REPORT, gates=(TRIPPED, PASSED), inputs=(UNREADABLE,))])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_counts_are_those_of_the_cases(report: Report, lang: str) -> None:
    root = suite(replace(report, lang=lang))
    cases = list(root.iter("testcase"))
    assert root.get("tests") == str(len(cases))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert root.get(name) == str(len(list(root.iter(tag))))


# ---- what is red -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("report", "failures", "errors"),
    [
        (REPORT, "0", "0"),
        (NOTHING, "0", "0"),
        (replace(REPORT, gates=(PASSED,)), "0", "0"),
        (replace(REPORT, gates=(TRIPPED, PASSED)), "1", "0"),
        (replace(REPORT, inputs=(*REPORT.inputs, UNREADABLE)), "0", "1"),
    ],
)
def test_it_is_red_where_the_exit_status_is(report: Report, failures: str, errors: str) -> None:
    root = suite(report)
    assert (root.get("failures"), root.get("errors")) == (failures, errors)


def test_a_code_is_neither_passed_nor_failed_and_brings_its_advice() -> None:
    found = case(REPORT, "code", "6600107")
    skipped = found.find("skipped")
    assert skipped is not None
    assert skipped.get("message", "").startswith("2 incidents; ")
    assert "Throttle `sendControlCommand`" in (found.findtext("system-out") or "")


def test_a_gate_that_tripped_fails_with_the_advice_about_what_it_counts() -> None:
    failure = case(replace(REPORT, gates=(TRIPPED,)), "gate", "6600107>1").find("failure")
    assert failure is not None
    assert failure.get("message") == "6600107>1: found 2, allowed 1"
    assert "Throttle `sendControlCommand`" in (failure.text or "")
    assert "bug.log:86" in (failure.text or "")
    assert "activate()" not in (failure.text or "")  # another code's


@pytest.mark.parametrize("gate", ["any", "session>1", "command-rate"])
def test_a_gate_may_name_a_category_a_cause_or_all(gate: str) -> None:
    failure = case(replace(REPORT, gates=(TRIPPED._replace(gate=gate),)), "gate", gate).findtext("failure") or ""
    assert "Throttle" in failure
    assert ("activate()" in failure) == (gate != "command-rate")


def test_a_gate_on_losses_fails_with_what_was_lost() -> None:
    report = replace(REPORT, gates=(GateOutcome("loss", 3, 0, True),), loss=REPORT.loss._replace(lines_lost=3))
    assert "3 lines were lost" in (case(report, "gate", "loss").findtext("failure") or "")


def test_what_the_baseline_knows_is_said() -> None:
    failure = case(replace(REPORT, gates=(TRIPPED._replace(known=5),)), "gate", "6600107").find("failure")
    assert failure is not None
    assert failure.get("message") == "6600107>1: found 2, allowed 1, known before 5"


def test_a_gate_that_passed_says_what_it_counted() -> None:
    found = case(replace(REPORT, gates=(PASSED,)), "gate", "drm")
    assert found.find("failure") is None
    assert (found.findtext("system-out") or "").splitlines()[0] == "drm: found 0, allowed 0"


def test_an_input_that_could_not_be_read_is_an_error_with_its_hint() -> None:
    error = case(replace(REPORT, inputs=(UNREADABLE,)), "input", "b.gz").find("error")
    assert error is not None
    assert (error.get("type"), error.get("message")) == ("encoded-hilog", "unpacks to no text")
    assert error.text == "decode it first"


def test_an_input_that_was_given_twice_has_one_case() -> None:
    assert suite(replace(REPORT, inputs=(UNREADABLE, UNREADABLE))).get("errors") == "1"


def test_options_limit_the_advice_and_its_evidence() -> None:
    report = replace(REPORT, gates=(TRIPPED._replace(gate="any"),))
    text = "".join(BY_NAME["junit"].text_parts(report, View(top=1, evidence=1)))
    assert "third" not in text
    assert "Call `activate()`." not in text
    assert "1 more recommendation is not shown." in text


# ---- whatever a log holds --------------------------------------------------------------------------------------------


@given(ANY_TEXT)
def test_any_text_of_a_log_is_in_the_document_as_it_is_shown(text: str) -> None:
    source = f"x{text}"
    advice = OVERLOAD._replace(evidence=(evidence(86, text, text),))
    broken = Input(source, error=InputError.as_given("x", f"x{text}", text))
    gates = (TRIPPED._replace(gate="6600107"),)
    root = suite(replace(REPORT, recommendations=(advice,), inputs=(broken,), gates=gates))
    (error,) = root.iter("error")
    assert error.get("message") == visible(f"x{text}")
    assert (error.text or "") == visible(text)
    assert [case.get("name") for case in root.iter("testcase")][1] == visible(source)


@pytest.mark.parametrize("text", ["]]>", "<![CDATA[", "&amp;", "<!--", "\x00\x0b", "\ufffe", "\ud800", "\U0001ffff"])
def test_what_xml_could_not_hold_is_shown(text: str) -> None:
    advice = OVERLOAD._replace(evidence=(evidence(86, text),))
    found = case(replace(REPORT, recommendations=(advice,)), "code", "6600107").findtext("system-out") or ""
    assert visible(text) in found
