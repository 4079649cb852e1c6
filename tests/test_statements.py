"""The statements: each reads its own example, and nothing else does."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from hilog_avsession import analyze, catalog
from hilog_avsession.knowledge.statements import STATEMENTS, Statement
from hilog_avsession.knowledge.statements.base import FACT_FIELDS
from hilog_avsession.model.events import Side

SHARED = Path(__file__).parents[2] / "shared"
SCENARIOS = SHARED / "samples" / "scenarios"
PREFIX = re.compile(r"^\[(~?\w+|operator\(\))(?:\(\)-[\w.]+:\d+\] ?|\])")
RELEASES = ("3.2", "4.0", "4.1", "5.0.0", "5.0.3", "5.1.0", "6.0", "6.1", "7.0")
NATIVES = {native.number for native in catalog().natives()} - {-1}  # -1 alone states nothing
NUMBER_GROUPS = {"native", "cast", "code", "radar", "symbol"}
FAILURE_GROUPS = NUMBER_GROUPS | {"session", "pid", "uid", "api", "handle", "ability"}
each_rule = pytest.mark.parametrize("rule", STATEMENTS, ids=lambda rule: rule.name)


def split(message: str) -> tuple[str, str]:
    """Return the function and the text of a message."""
    prefix = PREFIX.match(message)
    return (prefix[1], message[prefix.end() :].rstrip()) if prefix else ("", message.rstrip())


def read(rule: Statement, message: str) -> re.Match[str] | None:
    """Match a rule on a message: its needle, its functions and its pattern, in this order."""
    function, text = split(message)
    if rule.needle.lower() not in message.lower() or function in rule.not_functions:
        return None
    if rule.functions and function and function not in rule.functions:
        return None
    return rule.compile().fullmatch(text)


def readers(message: str) -> list[str]:
    return [rule.name for rule in STATEMENTS if read(rule, message)]


@each_rule
def test_a_rule_reads_its_example_and_no_other_rule_does(rule: Statement) -> None:
    assert readers(rule.example) == [rule.name]


@each_rule
def test_a_rule_does_not_read_its_decoy(rule: Statement) -> None:
    assert rule.decoy != rule.example
    assert not rule.decoy or read(rule, rule.decoy) is None


@each_rule
def test_a_decoy_is_read_by_one_rule_at_most(rule: Statement) -> None:
    assert len(readers(rule.decoy)) <= 1


@each_rule
def test_the_needle_is_a_literal_of_the_example(rule: Statement) -> None:
    assert len(rule.needle) >= 4
    assert rule.needle.lower() in rule.example.lower()


@each_rule
def test_a_line_without_a_function_is_read_by_one_rule_at_most(rule: Statement) -> None:
    assert len(readers(split(rule.example)[1])) <= 1


@each_rule
def test_an_example_reads_the_same_with_the_long_prefix_of_old_releases(rule: Statement) -> None:
    function, text = split(rule.example)
    if function:
        assert readers(f"[{function}()-avsession_file.cpp:42] {text}") == [rule.name]


@pytest.mark.parametrize("number", [0, -1014])
def test_a_controller_that_exists_already_is_no_failure(number: int) -> None:
    """createController gives the application the controller that it has."""
    head = "11-20 09:41:30.123  3311  3320 E C02B91/com.example.remote/AVSession: "
    texts = [f"check create controller with errCode {number}", "check create controller meet repeat"]
    report = analyze(io.BytesIO("".join(f"{head}[operator()]{text}\n" for text in texts).encode()))
    assert not report.incidents
    assert not report.unknown


@pytest.mark.parametrize("columns", ["C02B91/av_session/AVSession", "C02b91/AVSession"], ids=["named", "unnamed"])
@pytest.mark.parametrize(("function", "incidents"), [("OnPlaybackStateChange", 0), ("SetAVPlaybackState", 1)])
def test_a_client_that_died_before_it_was_called_back_fails_no_call(
    columns: str, function: str, incidents: int
) -> None:
    process = columns if function.startswith("On") else columns.replace("av_session", "com.example.radio")
    line = f"11-20 09:41:30.123  1184  1191 E {process}: [{function}]send request failed\n"
    assert analyze(io.BytesIO(line.encode())).counts.incidents == incidents


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("OnPlayerError error:10003", "sink-start"),
        ("error event done, code: 10003, message: timeout", "sink-start"),
        ("Native errCode: 10003, JS errCode: 6611000", "sink-start"),
        ("Native errCode: 6100, JS errCode: 6611000", "drm-key-response"),
        ("OnPlayerError error:77777", None),
    ],
)
def test_a_number_that_becomes_the_general_code_of_casting_names_its_cause(text: str, cause: str | None) -> None:
    line = f"11-20 09:41:30.123  1184  1191 I C02B91/av_session/AVSession: [OnPlayerError]{text}\n"
    (incident,) = analyze(io.BytesIO(line.encode())).incidents
    assert (incident.code, incident.cause) == (6611000, cause)


@pytest.mark.parametrize("permission", ["MANAGE_MEDIA_RESOURCES", "MANAGE_MEDIA_RESOURCES_FOR_PUBLIC"])
def test_the_permission_that_is_missing_is_the_cause(permission: str) -> None:
    head = "11-20 09:41:30.123  1184  1191 E C02B91/av_session/AVSession: "
    checked = f"[CheckMediaResourcePermission]Check ohos.permission.{permission} permission failed."
    lines = f"{head}{checked}\n{head}[HandleGetAllSessionDescriptors]GetAllSessionDescriptors: CheckPermission failed\n"
    (incident,) = analyze(io.BytesIO(lines.encode())).incidents
    assert (incident.code, incident.cause) == (201, "media-resources")


def test_names_are_unique_and_in_kebab_case() -> None:
    names = [rule.name for rule in STATEMENTS]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name) for name in names)


@each_rule
def test_a_rule_states_a_failure_or_a_fact_or_nothing(rule: Statement) -> None:
    assert not (rule.fails and rule.learns)
    if not rule.fails:
        stated = (rule.native, rule.code, rule.also, rule.cause, rule.api, rule.weak, rule.callback)
        assert stated == (None, None, (), None, None, False, False)
    assert rule.learns or not rule.values


@each_rule
def test_a_failure_states_its_code_unless_it_is_weak(rule: Statement) -> None:
    if not rule.fails:
        return
    groups = set(rule.compile().groupindex)
    stated = bool(groups & NUMBER_GROUPS) + (rule.native is not None) + (rule.code is not None)
    assert stated == 1 or (rule.weak and not stated)
    assert groups <= FAILURE_GROUPS
    assert rule.native is None or rule.native in NATIVES or (rule.weak and rule.native == -1)


@each_rule
def test_a_fact_uses_the_field_names_of_the_tracker(rule: Statement) -> None:
    if rule.learns:
        fields = set(rule.compile().groupindex) | set(rule.values)
        assert rule.learns.required <= fields, f"{rule.learns} requires {sorted(rule.learns.required - fields)}"
        new = sorted(fields - FACT_FIELDS)
        assert not new, f"add {new} to FACT_FIELDS in knowledge/statements/base.py if the tracker reads them"
    elif not rule.fails:
        assert not rule.compile().groupindex


STATING_NOTHING = [rule for rule in STATEMENTS if not (rule.fails or rule.excuses or rule.learns)]


@pytest.mark.parametrize("rule", STATING_NOTHING, ids=lambda rule: rule.name)
def test_a_line_that_states_nothing_gives_no_incident(rule: Statement) -> None:
    process = "av_session" if rule.side is Side.SERVICE else "com.example.radio"
    line = f"11-20 09:41:30.123  1184  1420 E C02B91/{process}/AVSession: {rule.example}\n"
    assert not analyze(io.BytesIO(line.encode())).incidents


@pytest.mark.parametrize(
    "text",
    [
        "[HandleSessionRelease]CancelCastAudioForClientExit ret is -1009",
        "[StartConfigHistorySession]StartConfigHistorySession StartAVPlayback ABC***, ret=-1016",
        "[SendSystemControlCommand()-avsession_service.cpp:1548] SendSystemControlCommand code start ret : -1009",
    ],
)
def test_a_number_that_no_application_gets_is_no_failure(text: str) -> None:
    line = f"11-20 09:41:30.123  1184  1420 I C02B91/av_session/AVSession: {text}\n"
    assert not analyze(io.BytesIO(line.encode())).incidents


@each_rule
def test_a_cause_belongs_to_the_code_of_its_rule(rule: Statement) -> None:
    if rule.cause is None:
        return
    owners = [entry.number for entry in catalog() if entry.cause(rule.cause)]
    assert len(owners) == 1
    if rule.code is not None:
        assert owners == [rule.code]
    if rule.native is not None:
        native = catalog().native(rule.native)
        assert native is not None
        assert owners == [native.public]


@each_rule
def test_releases_are_known_and_in_order(rule: Statement) -> None:
    assert rule.since in RELEASES
    assert not rule.until or RELEASES.index(rule.since) <= RELEASES.index(rule.until)


@each_rule
def test_every_group_for_a_native_number_stops_at_its_range(rule: Statement) -> None:
    if "native" not in rule.compile().groupindex:
        return
    number = read(rule, rule.example)["native"]
    assert int(number) in NATIVES
    for other in ("-1000", str(min(NATIVES) - 1), "-10", f"{number}5", number[1:]):
        assert read(rule, rule.example.replace(number, other)) is None


@each_rule
def test_no_pattern_has_a_catastrophic_shape(rule: Statement) -> None:
    assert not re.search(r"[+*]\)[+*{]", rule.full_pattern), "a repeat of a repeat"
    pattern = rule.compile()
    text = split(rule.example)[1]
    lines = (text * 40, text + " failed: " * 400, "test (" + ") failed: " * 400, "write " * 600, "A 0 a.b " * 500)
    for line in lines:
        pattern.fullmatch(line[:4095])  # the longest message that HiLog prints; what runs away would take hours


def scenario_lines() -> list[tuple[str, int, str]]:
    """Return name, line number and message of every AVSession line of the scenarios."""
    found = []
    for path in sorted(SCENARIOS.glob("*.log")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            message = re.search(r" C02[Bb]91/(?:[\w.]+/)?AVSession: (.*)", line)
            if message:
                found.append((path.name, number, message[1]))
    return found


needs_scenarios = pytest.mark.skipif(not SCENARIOS.is_dir(), reason="the shared samples are not beside this checkout")


@needs_scenarios
def test_every_error_line_of_the_scenarios_is_read_by_one_failing_rule() -> None:
    rules = {rule.name: rule for rule in STATEMENTS}
    messages = {(name, number): message for name, number, message in scenario_lines()}
    checked = 0
    for path in sorted(SCENARIOS.glob("*.truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        for error in truth["errors"]:
            message = messages.get((f"{truth['name']}.log", error["line"]))
            if message is None:  # an application's own line
                continue
            (name,) = readers(message)
            assert rules[name].fails, message
            assert rules[name].native in (None, error["native_code"]), message
            checked += 1
    assert checked


@needs_scenarios
def test_no_other_line_of_the_scenarios_is_a_strong_failure() -> None:
    rules = {rule.name: rule for rule in STATEMENTS}
    truths = (json.loads(path.read_text(encoding="utf-8")) for path in SCENARIOS.glob("*.truth.json"))
    errors = {(truth["name"], error["line"]) for truth in truths for error in truth["errors"]}
    for name, number, message in scenario_lines():
        names = readers(message)
        assert len(names) <= 1, message
        if (name.split(".")[0], number) not in errors:
            assert not any(rules[reader].fails and not rules[reader].weak for reader in names), message


@needs_scenarios
def test_every_noise_line_of_the_scenarios_is_known() -> None:
    messages = {(name, number): message for name, number, message in scenario_lines()}
    for path in SCENARIOS.glob("*.truth.json"):
        truth = json.loads(path.read_text(encoding="utf-8"))
        for noise in truth["noise"]:
            message = messages.get((f"{truth['name']}.log", noise["line"]))
            assert message is None or readers(message), message


@needs_scenarios
def test_every_fact_of_the_scenarios_is_learnt() -> None:
    rules = {rule.name: rule for rule in STATEMENTS}
    messages = {(name, number): message for name, number, message in scenario_lines()}
    for path in SCENARIOS.glob("*.truth.json"):
        truth = json.loads(path.read_text(encoding="utf-8"))
        for fact in truth["facts"]:
            message = messages.get((f"{truth['name']}.log", fact["line"]))
            if message is None or fact["kind"] == "command_received":  # names nobody but the header's process
                continue
            (name,) = readers(message)
            assert rules[name].learns, message
