"""The table of statements: every row reads its own example, and nothing else does."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from hilog_avsession.knowledge.statements import STATEMENTS, Statement
from hilog_avsession.knowledge.statements.base import REQUIRED

SHARED = Path(__file__).parents[2] / "shared"
SCENARIOS = SHARED / "samples" / "scenarios"
PREFIX = re.compile(r"^\[(~?\w+|operator\(\))(?:\(\)-[\w.]+:\d+\] ?|\])")
RELEASES = ("3.2", "4.0", "4.1", "5.0.0", "5.0.3", "5.1.0", "6.0", "6.1", "7.0")
NATIVES = range(-1029, -1000)
NUMBER_GROUPS = {"native", "cast", "code", "radar", "symbol"}
FAILURE_GROUPS = NUMBER_GROUPS | {"session", "pid", "uid", "api", "handle", "ability"}
FACT_GROUPS = {
    *("session", "pid", "uid", "user", "bundle", "ability", "tag", "type", "controller", "controller_uid", "handle"),
    *("cast_id", "device", "state", "reason", "api", "number", "command", "seq"),
}
CAUSES = {
    6600101: "created-twice service-died service-absent parcel no-memory cast-engine-missing collaboration-timeout "
    "collaboration-rejected repeated-cast stale-cast-controller queue-too-long asset-id-missing ability-start "
    "controller-exists listener-exists c-api",
    6600102: "used-after-destroy stale-session-id never-created foreign-session owner-died",
    6600103: "used-after-release cast-controller-released",
    6600105: "command-not-registered invalid-command invalid-key-event migrated-session",
    6600107: "command-rate system-command-rate",
    6600108: "cast-cancelled pin-wrong sink-distrusted user-timeout sink-busy engine-refused",
    6600109: "not-casting no-distributed-session",
    201: "media-resources",
    401: "empty-tag invalid-type invalid-element",
    0: "session-limit preempted",
}
PUBLIC = {  # of the native numbers whose rows name a cause
    -1002: 401, -1007: 6600101, -1008: 0, -1009: 6600102, -1010: 6600105, -1011: 6600103, -1015: 6600101,
    -1018: 6600107, -1021: 6600109, -1022: 6600101, -1023: 201,
}  # fmt: skip

each_row = pytest.mark.parametrize("row", STATEMENTS, ids=lambda row: row.name)


def split(message: str) -> tuple[str, str]:
    """The function and the text of a message."""
    prefix = PREFIX.match(message)
    return (prefix[1], message[prefix.end() :].rstrip()) if prefix else ("", message.rstrip())


def read(row: Statement, message: str) -> re.Match[str] | None:
    """What the row makes of a message: its needle, its functions, its pattern, in this order."""
    function, text = split(message)
    if row.needle.lower() not in message.lower() or function in row.not_functions:
        return None
    if row.functions and function and function not in row.functions:
        return None
    return row.compile().fullmatch(text)


def readers(message: str) -> list[str]:
    return [row.name for row in STATEMENTS if read(row, message)]


@each_row
def test_a_row_reads_its_example_and_no_other_row_does(row: Statement) -> None:
    assert readers(row.example) == [row.name]


@each_row
def test_a_row_does_not_read_its_decoy(row: Statement) -> None:
    assert row.decoy != row.example
    assert not row.decoy or read(row, row.decoy) is None


@each_row
def test_a_decoy_is_read_by_one_row_at_most(row: Statement) -> None:
    assert len(readers(row.decoy)) <= 1


@each_row
def test_the_needle_is_a_literal_of_the_example(row: Statement) -> None:
    assert len(row.needle) >= 4
    assert row.needle.lower() in row.example.lower()


@each_row
def test_a_line_without_a_function_is_read_by_one_row_at_most(row: Statement) -> None:
    assert len(readers(split(row.example)[1])) <= 1


@each_row
def test_an_example_reads_the_same_with_the_long_prefix_of_old_releases(row: Statement) -> None:
    function, text = split(row.example)
    if function:
        assert readers(f"[{function}()-avsession_file.cpp:42] {text}") == [row.name]


def test_names_are_unique_and_in_kebab_case() -> None:
    names = [row.name for row in STATEMENTS]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name) for name in names)


@each_row
def test_a_row_tells_a_failure_or_a_fact_or_nothing(row: Statement) -> None:
    assert not (row.fails and row.learns)
    if not row.fails:
        told = (row.native, row.code, row.also, row.cause, row.api, row.weak, row.callback)
        assert told == (None, None, (), None, None, False, False)
    assert row.learns or not row.values


@each_row
def test_a_failure_states_its_code_unless_it_is_weak(row: Statement) -> None:
    if not row.fails:
        return
    groups = set(row.compile().groupindex)
    stated = bool(groups & NUMBER_GROUPS) + (row.native is not None) + (row.code is not None)
    assert stated == 1 or (row.weak and not stated)
    assert groups <= FAILURE_GROUPS
    assert row.native is None or row.native in NATIVES or (row.weak and row.native == -1)  # -1 tells nothing alone


@each_row
def test_a_fact_uses_the_names_of_the_context(row: Statement) -> None:
    if row.learns:
        fields = set(row.compile().groupindex) | set(row.values)
        assert REQUIRED[row.learns] <= fields <= FACT_GROUPS
    elif not row.fails:
        assert not row.compile().groupindex


@each_row
def test_a_cause_belongs_to_the_code_of_its_row(row: Statement) -> None:
    if row.cause is None:
        return
    owners = [code for code, causes in CAUSES.items() if row.cause in causes.split()]
    assert len(owners) == 1
    if row.code is not None:
        assert owners == [row.code]
    if row.native is not None:
        assert owners == [PUBLIC[row.native]]


@each_row
def test_releases_are_known_and_in_order(row: Statement) -> None:
    assert row.since in RELEASES
    assert not row.until or RELEASES.index(row.since) <= RELEASES.index(row.until)


@each_row
def test_every_group_for_a_native_number_stops_at_its_range(row: Statement) -> None:
    if "native" not in row.compile().groupindex:
        return
    number = read(row, row.example)["native"]
    assert int(number) in NATIVES
    for other in ("-1000", "-1030", "-10", f"{number}5", number[1:]):
        assert read(row, row.example.replace(number, other)) is None


@each_row
def test_no_pattern_has_a_catastrophic_shape(row: Statement) -> None:
    assert not re.search(r"[+*]\)[+*{]", row.pattern), "a repeat of a repeat"
    pattern = row.compile()
    text = split(row.example)[1]
    lines = (text * 40, text + " failed: " * 400, "test (" + ") failed: " * 400, "write " * 600, "A 0 a.b " * 500)
    start = time.perf_counter()
    for line in lines:
        pattern.fullmatch(line[:4095])  # the longest message that HiLog prints
    assert time.perf_counter() - start < 0.5


def scenario_lines() -> list[tuple[str, int, str]]:
    """Name, line number and message of every AVSession line of the scenarios."""
    found = []
    for path in sorted(SCENARIOS.glob("*.log")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            message = re.search(r" C02[Bb]91/(?:[\w.]+/)?AVSession: (.*)", line)
            if message:
                found.append((path.name, number, message[1]))
    return found


needs_scenarios = pytest.mark.skipif(not SCENARIOS.is_dir(), reason="the shared samples are not beside this checkout")


@needs_scenarios
def test_every_error_line_of_the_scenarios_is_read_by_one_failing_row() -> None:
    rows = {row.name: row for row in STATEMENTS}
    messages = {(name, number): message for name, number, message in scenario_lines()}
    checked = 0
    for path in sorted(SCENARIOS.glob("*.truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        for error in truth["errors"]:
            message = messages.get((f"{truth['name']}.log", error["line"]))
            if message is None:  # an application's own line
                continue
            (name,) = readers(message)
            assert rows[name].fails, message
            assert rows[name].native in (None, error["native_code"]), message
            checked += 1
    assert checked


@needs_scenarios
def test_no_other_line_of_the_scenarios_is_a_strong_failure() -> None:
    rows = {row.name: row for row in STATEMENTS}
    truths = (json.loads(path.read_text(encoding="utf-8")) for path in SCENARIOS.glob("*.truth.json"))
    errors = {(truth["name"], error["line"]) for truth in truths for error in truth["errors"]}
    for name, number, message in scenario_lines():
        names = readers(message)
        assert len(names) <= 1, message
        if (name.split(".")[0], number) not in errors:
            assert not any(rows[reader].fails and not rows[reader].weak for reader in names), message


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
    rows = {row.name: row for row in STATEMENTS}
    messages = {(name, number): message for name, number, message in scenario_lines()}
    for path in SCENARIOS.glob("*.truth.json"):
        truth = json.loads(path.read_text(encoding="utf-8"))
        for fact in truth["facts"]:
            message = messages.get((f"{truth['name']}.log", fact["line"]))
            if message is None or fact["kind"] == "command_received":  # names nobody but the header's process
                continue
            (name,) = readers(message)
            assert rows[name].learns, message
