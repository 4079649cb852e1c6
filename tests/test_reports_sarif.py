"""SARIF: valid against its schema, within the limits of GitHub, and whatever a log holds."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, FormatChecker

from bless_golden import GOLDEN, SCENES
from conftest import LOGS, examples
from hilog_avsession import analyze
from hilog_avsession.model.incidents import Controller
from hilog_avsession.model.inputs import Input, InputError
from hilog_avsession.model.report import GateOutcome, KindCount, LossCount, NoVerdict
from hilog_avsession.output.formats import BY_NAME
from hilog_avsession.output.messages.lookup import message
from hilog_avsession.output.safe import visible
from hilog_avsession.output.sarif.places import artifact
from hilog_avsession.report import Report
from test_reports_text import HOSTILE, LANGUAGES, NOTHING, REPORT, SESSION, evidence

SCHEMA = Path(__file__).parent / "fixtures" / "schemas" / "sarif-2.1.0.json"
ANY_TEXT = st.text(st.characters(exclude_categories=()))
NASTY_TEXT = st.lists(
    st.sampled_from(["[a](1)", "](", "{0}", "{{", "}", "..", "/", "\\", ":", "%", "?", "#", " "])
).map("".join)
EVENING = SCENES[0].report("en")


@cache
def validator() -> Draft4Validator:
    return Draft4Validator(json.loads(SCHEMA.read_text("utf-8")), format_checker=FormatChecker())


def run_of(report: Report) -> dict[str, Any]:
    """Return the one run of a document that is valid."""
    document = json.loads("".join(BY_NAME["sarif"].text_parts(report)))
    validator().validate(document)
    (run,) = document["runs"]
    return dict(run)


def notifications(report: Report, name: str) -> list[dict[str, Any]]:
    found = run_of(report)["invocations"][0]["toolExecutionNotifications"]
    return [entry for entry in found if entry["descriptor"]["id"] == name]


def texts(value: Any) -> list[str]:
    """Return all texts of messages, which may hold links and placeholders."""
    if isinstance(value, list):
        return [text for member in value for text in texts(member)]
    if not isinstance(value, dict):
        return []
    own = [value["message"]["text"]] if isinstance(value.get("message"), dict) else []
    return own + [text for member in value.values() for text in texts(member)]


# ---- its form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.sarif")), ids=lambda path: path.name)
def test_the_golden_reports_are_valid(path: Path) -> None:
    validator().validate(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [('"level": "warning"', '"level": "bad"'), ('"startLine": ', '"startLine": -'), ('"name": ', '"nome": ')],
)
def test_the_schema_refuses_what_a_reader_would(right: str, wrong: str) -> None:
    text = "".join(BY_NAME["sarif"].text_parts(EVENING))
    assert right in text
    assert not validator().is_valid(json.loads(text.replace(right, wrong)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_cause_is_a_rule_with_all_that_github_requires(lang: str) -> None:
    report = SCENES[0].report(lang)
    driver = run_of(report)["tool"]["driver"]
    assert driver["language"] == {"en": "en-US", "zh": "zh-CN"}[lang]
    assert [rule["id"] for rule in driver["rules"]] == [
        f"{advice.code}/{advice.cause}" if advice.cause else str(advice.code) for advice in report.recommendations
    ]
    for rule, advice in zip(driver["rules"], report.recommendations, strict=True):
        assert rule["shortDescription"]["text"].startswith(str(advice.code))
        assert rule["fullDescription"]["text"] == advice.description
        assert f"1. {advice.steps[0]}" in rule["help"]["text"]
        assert "1. " in rule["help"]["markdown"]
        assert len(rule["name"]) <= 255
        assert "avsession" in rule["properties"]["tags"]


def test_each_incident_is_a_result_at_its_first_line() -> None:
    run = run_of(EVENING)
    assert len(run["results"]) == len(EVENING.incidents) == EVENING.counts.incidents
    for result, incident in zip(run["results"], EVENING.incidents, strict=True):
        (place,) = result["locations"]
        region = place["physicalLocation"]["region"]
        assert region["startLine"] == incident.evidence[0].line
        assert region["snippet"]["text"] == visible(incident.evidence[0].text)
        assert place["physicalLocation"]["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
        further = [related["physicalLocation"]["region"]["startLine"] for related in result.get("relatedLocations", [])]
        assert further == [line.line for line in incident.evidence[1:]]
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert result["message"]["text"].startswith(str(incident.code))
        assert result["properties"]["application"] == incident.application
        assert result["properties"]["codeConfidence"] == incident.code_confidence


def test_what_led_to_an_incident_is_the_way_to_it() -> None:
    incident = next(incident for incident in EVENING.incidents if incident.before)
    result = run_of(EVENING)["results"][incident.id - 1]
    (flow,) = result["codeFlows"]
    steps = [step["location"] for step in flow["threadFlows"][0]["locations"]]
    lines = [step["physicalLocation"]["region"]["startLine"] for step in steps]
    assert lines == [*(event.line for event in incident.before), incident.evidence[0].line]


def test_a_report_without_incidents_has_no_results() -> None:
    run = run_of(NOTHING)
    assert run["results"] == []
    assert run["invocations"][0]["exitCode"] == 0


# ---- levels, gates and the exit status -------------------------------------------------------------------------------


def test_without_gates_every_result_is_a_warning() -> None:
    assert {result["level"] for result in run_of(EVENING)["results"]} == {"warning"}


def test_what_a_failed_gate_counts_is_an_error_and_the_rest_a_note() -> None:
    run = run_of(EVENING.judged(["6600107>3", "any>100"]))
    assert {(result["ruleId"][:7] == "6600107", result["level"]) for result in run["results"]} == {
        (True, "error"),
        (False, "note"),
    }
    assert (run["invocations"][0]["exitCode"], run["invocations"][0]["executionSuccessful"]) == (1, True)


def test_gates_that_passed_make_notes_only() -> None:
    report = EVENING.judged("any>100")
    assert {result["level"] for result in run_of(report)["results"]} == {"note"}
    assert [entry["level"] for entry in notifications(report, "gate")][:1] == ["note"]


def test_the_baseline_decides_what_is_new() -> None:
    known = tuple(kind for kind in EVENING.kinds if kind.code == 6600107)
    results = run_of(EVENING.judged("any", replace(EVENING, kinds=known)))["results"]
    assert {(result["ruleId"][:7] == "6600107", result["baselineState"], result["level"]) for result in results} == {
        (True, "unchanged", "note"),
        (False, "new", "error"),
    }
    assert not any("baselineState" in result for result in run_of(EVENING)["results"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_input_that_could_not_be_read_is_an_error_and_no_success(lang: str) -> None:
    broken = Input("b.gz", error=InputError.as_given("encoded-hilog", "unpacks to no text", "decode it first"))
    report = replace(REPORT, lang=lang, inputs=(*REPORT.inputs, broken, broken))
    (entry,) = notifications(report, "unreadable")
    assert (entry["level"], entry["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) == ("error", "b.gz")
    assert "decode it first" in entry["message"]["text"]
    outcome = run_of(report)["invocations"][0]
    assert (outcome["exitCode"], outcome["executionSuccessful"]) == (3, False)


def test_a_gate_without_a_verdict_is_an_error_and_no_success() -> None:
    report = replace(NOTHING, gates=(GateOutcome("any", 0, 0, False, 0, NoVerdict.NO_LINE),))
    assert notifications(report, "gate")[0]["level"] == "error"
    outcome = run_of(report)["invocations"][0]
    assert (outcome["exitCode"], outcome["executionSuccessful"]) == (3, False)


def test_an_interrupted_run_has_no_exit_status_that_is_known() -> None:
    outcome = run_of(replace(REPORT, interrupted=True))["invocations"][0]
    assert outcome["executionSuccessful"] is False
    assert "exitCode" not in outcome


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_log_lost_is_a_warning(lang: str) -> None:
    (entry,) = notifications(replace(REPORT, lang=lang, loss=LossCount(3, 1)), "incomplete")
    assert (entry["level"], entry["message"]["text"]) == ("warning", message(lang, "lost", 3))


# ---- from run to run -------------------------------------------------------------------------------------------------


def prints(report: Report) -> list[str]:
    return [result["partialFingerprints"]["primaryLocationLineHash"] for result in run_of(report)["results"]]


def test_fingerprints_are_the_same_in_a_run_at_another_time_with_other_processes(tmp_path: Path) -> None:
    text = (LOGS / "evening.log").read_text("utf-8")
    other = text.replace("11-06 19:", "11-07 08:").replace(" 6120 ", " 6121 ").replace("0C4******6E6", "0D5******6E7")
    assert other != text
    (tmp_path / "evening.log").write_text(other, "utf-8")
    assert prints(analyze(tmp_path / "evening.log")) == prints(analyze(LOGS / "evening.log"))


def test_fingerprints_tell_incidents_of_one_kind_apart() -> None:
    assert len(set(prints(EVENING))) == len(EVENING.incidents)
    kinds = {print_.partition(":")[0] for print_ in prints(EVENING)}
    assert 1 < len(kinds) < len(EVENING.incidents)


def test_another_application_has_another_fingerprint() -> None:
    first = EVENING.incidents[0]
    assert first.session is not None
    other = first._replace(session=first.session._replace(bundle="com.example.other"))
    assert prints(replace(EVENING, incidents=(other,))) != prints(replace(EVENING, incidents=(first,)))


# ---- limits ----------------------------------------------------------------------------------------------------------


def test_results_end_where_github_would_refuse_them_and_those_of_failed_gates_come_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hilog_avsession.output.sarif.results._MOST", 3)
    report = EVENING.judged("6600106")
    results = run_of(report)["results"]
    assert len(results) == 3
    assert [result["level"] for result in results] == ["note", "note", "error"]
    (entry,) = notifications(report, "left-out")
    assert entry["message"]["text"].startswith(f"{EVENING.counts.incidents - 3} incidents are not listed")


def test_incidents_that_the_report_does_not_keep_are_counted() -> None:
    report = replace(EVENING, incidents=EVENING.incidents[:1], incidents_truncated=True)
    assert len(notifications(report, "left-out")) == 1
    assert notifications(EVENING, "left-out") == []


def test_a_line_of_any_length_is_cut() -> None:
    incident = EVENING.incidents[0]._replace(evidence=(evidence(1, "word " * 9_999),))
    (result,) = run_of(replace(EVENING, incidents=(incident,)))["results"]
    assert len(json.dumps(result)) < 5_000


# ---- paths -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "uri"),
    [
        ("logs/a.log", "logs/a.log"),
        ("./logs//a b.log", "logs//a%20b.log"),
        ("-", "stdin"),
        ("bug.zip!log/hilog.003.gz", "bug.zip!log/hilog.003.gz"),
        ("10:30.log", "10%3A30.log"),
        ("日志.log", "%E6%97%A5%E5%BF%97.log"),
        ("100%.log", "100%25.log"),
        ("a#b?c.log", "a%23b%3Fc.log"),
        ("/var/log/a b.log", "file:///var/log/a%20b.log"),
        ("C:\\logs\\a.log", "file:///C:/logs/a.log"),
        ("\\\\server\\share\\a.log", "file://server/share/a.log"),
    ],
)
def test_the_name_of_an_input_becomes_a_uri(source: str, uri: str) -> None:
    found = artifact(source)
    assert found["uri"] == uri
    assert ("uriBaseId" in found) == (not uri.startswith("file:"))


@given(ANY_TEXT | NASTY_TEXT)
@example("//")
@example("./.")
@example("")
def test_every_name_becomes_a_uri_that_leads_back_to_it(source: str) -> None:
    found = artifact(source)
    assert found["uri"].isascii()
    parts = urlsplit(found["uri"])
    assert parts.scheme == ("" if "uriBaseId" in found else "file")
    assert not parts.query
    assert not parts.fragment
    if "uriBaseId" in found and source.isprintable() and source and not source.startswith((".", "-")):
        assert unquote(found["uri"]) == source.replace("\\", "/")


# ---- whatever a log holds --------------------------------------------------------------------------------------------


@examples(0.5)
@given(st.sampled_from(LANGUAGES), ANY_TEXT | NASTY_TEXT)
@example("en", HOSTILE)
@example("zh", "[a](1) {0} ](")
def test_no_text_of_a_log_becomes_a_link_a_placeholder_or_a_control_character(lang: str, text: str) -> None:
    session = SESSION._replace(id=text, bundle=text)
    lines = (evidence(86, text, text)._replace(source=text, level=text, time=text), evidence(0, text))
    incident = EVENING.incidents[0]._replace(
        session=session, controller=Controller(1, text), api=text, time=text, evidence=lines
    )
    error = InputError.as_given("x", text, text)
    gates = (GateOutcome("any", 3, 0, True),)
    kinds = (KindCount(incident.code, incident.cause, text, 1),)
    hostile = replace(
        EVENING, lang=lang, incidents=(incident,), inputs=(Input(text, error=error),), gates=gates, kinds=kinds
    )
    run = run_of(hostile)
    for shown in texts(run):
        assert "](" not in shown
        assert not {"{", "}"} & set(shown)
        assert visible(shown) == shown
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region.get("snippet", {"text": ""})["text"] == visible(text)
