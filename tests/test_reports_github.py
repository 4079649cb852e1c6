"""GitHub annotations: what they say, how many there are, and that no text of a log becomes a command."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bless_golden import GOLDEN
from conftest import LOGS, examples
from hilog_avsession import analyze
from hilog_avsession.model.incidents import Controller
from hilog_avsession.model.inputs import Input, InputError
from hilog_avsession.model.report import GateOutcome, KindCount, LossCount, NoVerdict
from hilog_avsession.output.formats import BY_NAME
from hilog_avsession.output.messages.lookup import message
from hilog_avsession.output.safe import visible
from hilog_avsession.output.view import View
from hilog_avsession.output.wording.gates import gate_counted
from hilog_avsession.report import Report
from test_reports_text import HOSTILE, LANGUAGES, NOTHING, OVERLOAD, REPORT, SESSION, evidence

ANY_TEXT = st.text(st.characters(exclude_categories=()))
NASTY = [
    "::error::x",
    "::stop-commands::x",
    "##[error]x",
    "##[",
    "%0A",
    "%25",
    "%3A",
    ",line=9",
    "::",
    "\n",
    "\r",
    "%",
    ":",
]
NASTY_TEXT = st.lists(st.sampled_from([*NASTY, "a", " "])).map("".join)
EVENING = analyze(LOGS / "evening.log")


class Command(NamedTuple):
    """A command as the runner of GitHub reads it."""

    name: str
    properties: dict[str, str]
    data: str


def unescaped(text: str, **marks: str) -> str:
    for escape, char in {"%0D": "\r", "%0A": "\n", **marks}.items():
        text = text.replace(escape, char)
    return text.replace("%25", "%")


def read(line: str) -> Command | None:
    """Read a line of a step's output as the runner does: spaces before `::` are skipped, `##[` counts anywhere."""
    line = line.lstrip()
    if line.startswith("::") and "::" in line[2:]:
        info, _, data = line[2:].partition("::")
        name, _, rest = info.partition(" ")
        pairs = (pair.split("=", 1) for pair in rest.strip().split(",") if "=" in pair)
        found = {key: unescaped(value, **{"%3A": ":", "%2C": ","}) for key, value in pairs}
        return Command(name, found, unescaped(data))
    return Command("older", {}, line) if "##[" in line else None


def commands(report: Report, view: View | None = None) -> list[Command]:
    text = "".join(BY_NAME["github"].text_parts(report, view))
    found = [read(line) for line in text.splitlines()]
    assert text.endswith("\n")
    return [command for command in found if command is not None]


def levels(report: Report, view: View | None = None) -> list[str]:
    return [command.name for command in commands(report, view)]


def judged(*gates: GateOutcome, lang: str = "en") -> Report:
    return replace(REPORT, lang=lang, gates=gates)


# ---- what is annotated -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_gate_each_cause_is_a_warning_and_nothing_an_error(lang: str) -> None:
    report = replace(REPORT, lang=lang)
    first, *others = commands(report)
    assert first.name == "notice"
    assert message(lang, "incidents", 3) in first.data
    assert [command.name for command in others] == ["warning"] * len(REPORT.recommendations)
    assert [command.properties["title"][:7] for command in others] == ["6600107", "6600106"]


def test_a_failed_gate_is_an_error_and_the_causes_that_it_counts_are_warnings() -> None:
    found = commands(judged(GateOutcome("6600107>1", 2, 1, True), GateOutcome("drm", 0, 0, False)))
    assert [command.name for command in found] == ["notice", "error", "warning", "notice"]
    assert found[1].properties["title"] == "Gate 6600107>1 failed"
    assert found[1].data.startswith("6600107>1: found 2, allowed 1\n6600107: ")
    assert "Throttle `sendControlCommand`" in found[1].data
    assert found[2].properties["title"].startswith("6600107")
    assert "drm: found 0, allowed 0" in found[0].data


def test_a_gate_that_passed_makes_no_error_and_no_warning() -> None:
    assert set(levels(judged(GateOutcome("any>100", 3, 100, False)))) == {"notice"}


def test_a_cause_that_the_baseline_knows_is_no_reason_for_a_failure() -> None:
    kinds = (KindCount(6600107, "command-rate", None, 2, known=True), KindCount(6600106, None, None, 1))
    report = replace(judged(GateOutcome("any", 1, 0, True, 2)), kinds=kinds)
    found = {command.properties["title"][:7]: command.name for command in commands(report)[2:]}
    assert found == {"6600107": "notice", "6600106": "warning"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_gate_without_a_verdict_is_an_error_that_says_why(lang: str) -> None:
    gates = (GateOutcome("any", 0, 0, False, 0, NoVerdict.NO_AVSESSION),)
    first, error = commands(replace(NOTHING, lang=lang, gates=gates))
    assert (first.name, error.name) == ("notice", "error")
    assert error.properties == {"title": message(lang, "github-gate-undecided", gate="any")}
    assert message(lang, "gates-why-no-avsession") in error.data
    assert gate_counted(gates[0], lang) not in first.data


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_input_that_could_not_be_read_is_an_error_at_that_file(lang: str) -> None:
    broken = Input("logs/b.gz", error=InputError.as_given("encoded-hilog", "unpacks to no text", "decode it first"))
    found = commands(replace(REPORT, lang=lang, inputs=(broken, *REPORT.inputs, broken)))
    (error,) = (command for command in found if command.name == "error")
    assert error.properties["file"] == "logs/b.gz"
    assert "unpacks to no text\ndecode it first" in error.data


def test_a_cause_says_why_where_what_to_do_and_shows_a_line() -> None:
    text = commands(REPORT)[1].data
    assert text.startswith("6600107: More than ten commands")
    for part in ("Where: session D77******F76", "To do:\n1. Throttle", "\n2. ", "Evidence: bug.log:86  09-21"):
        assert part in text


def test_a_cause_stands_at_the_line_of_its_first_incident() -> None:
    found = commands(EVENING)[1]
    place = EVENING.recommendations[0].because[0]
    assert f"{found.properties['file']}:{found.properties['line']}" == place


@pytest.mark.parametrize(
    ("source", "container", "file"),
    [
        ("-", (), None),
        ("logs\\a.log", (), "logs/a.log"),
        ("bug.zip!log/hilog.003.gz", ("zip", "gzip"), "bug.zip"),
        ("device.log.gz", ("gzip",), "device.log.gz"),
        ("a,b:c%.log", (), "a,b:c%.log"),
    ],
)
def test_an_annotation_points_to_a_file_that_exists(source: str, container: tuple[str, ...], file: str | None) -> None:
    advice = OVERLOAD._replace(because=(f"{source}:7",))
    found = commands(replace(REPORT, recommendations=(advice,), inputs=(Input(source, container=container),)))[1]
    assert found.properties.get("file") == file
    assert found.properties.get("line") == ("7" if file and not container else None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_found_is_one_notice(lang: str) -> None:
    (found,) = commands(replace(NOTHING, lang=lang))
    assert found.name == "notice"
    assert "1,234" in found.data


def test_what_is_missing_from_the_log_stands_in_the_first_notice() -> None:
    assert message("en", "lost", 3) in commands(replace(REPORT, loss=LossCount(3, 1)))[0].data


# ---- how many --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_are_ten_of_each_kind_the_most_frequent_first_and_the_rest_is_counted(lang: str) -> None:
    advice = tuple(OVERLOAD._replace(rank=n, code=6600100 + n, cause=None) for n in range(1, 26))
    gates = tuple(GateOutcome(f"any>{n}", 3, n, n < 12) for n in range(12))
    broken = (Input("x", error=InputError.as_given("x", "x", "")),)
    plain = commands(replace(REPORT, lang=lang, recommendations=advice))
    assert [command.name for command in plain] == ["notice", *["warning"] * 10]
    assert [command.properties["title"][:7] for command in plain[1:]] == [str(6600100 + n) for n in range(1, 11)]
    assert message(lang, "github-warning", 15) in plain[0].data
    with_gates = commands(replace(REPORT, lang=lang, recommendations=advice, gates=gates, inputs=broken))
    assert [command.name for command in with_gates].count("error") == 10
    assert message(lang, "github-error", 3) in with_gates[0].data
    passed = (GateOutcome("any>99", 3, 99, False),)
    noticed = commands(replace(REPORT, lang=lang, recommendations=advice, gates=passed))
    assert [command.name for command in noticed] == ["notice"] * 10
    assert message(lang, "github-notice", 16) in noticed[0].data


def test_top_limits_the_causes() -> None:
    found = commands(REPORT, View(top=1))
    assert len(found) == 2
    assert message("en", "more-recommendations", 1) in found[0].data


def shown(text: str) -> str:
    """Return what is shown of a text of a log."""
    return visible(text).replace("##[", "##\\x5b")


# ---- whatever a log holds --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.github")), ids=lambda path: path.name)
def test_each_line_of_a_golden_report_is_one_command_of_three(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    found = [command and command.name for command in map(read, lines)]
    assert found
    assert set(found) <= {"error", "warning", "notice"}
    assert not any("##[" in line for line in lines)


@examples(0.5)
@given(st.sampled_from(LANGUAGES), ANY_TEXT | NASTY_TEXT)
@example("en", HOSTILE)
@example("zh", "::stop-commands::x")
def test_no_text_of_a_log_becomes_a_command_or_a_property(lang: str, text: str) -> None:
    session = SESSION._replace(id=text, bundle=text)
    where = (OVERLOAD.where[0]._replace(session=session, controller=Controller(1, text)),)
    line = evidence(86, text, text)._replace(source=text, level=text, time=text)
    advice = OVERLOAD._replace(evidence=(line,), where=where, because=(f"{text}:1",))
    error = InputError.as_given("x", text, text)
    hostile = replace(REPORT, lang=lang, recommendations=(advice,), inputs=(Input(text, error=error),))
    written = "".join(BY_NAME["github"].text_parts(hostile))
    found = commands(hostile)
    assert len(found) == len(written.splitlines()) == 3
    assert [command.name for command in found] == ["notice", "error", "warning"]
    assert all(set(command.properties) <= {"file", "line", "title"} for command in found)
    assert "##[" not in written
    shown = visible(text).replace("##[", "##\\x5b")
    assert found[1].properties.get("file", "") == (
        "" if text == "-" else visible(text.replace("\\", "/")).replace("##[", "##\\x5b")
    )
    assert shown in found[1].data


@pytest.mark.parametrize("line", ["  ::error::x", "text ##[error]x", "::stop-commands::x"])
def test_the_reader_of_these_tests_finds_commands_where_the_runner_does(line: str) -> None:
    assert read(line) is not None


@pytest.mark.parametrize("line", ["text ::error::x", "::error x", "# [error]"])
def test_the_reader_of_these_tests_finds_no_others(line: str) -> None:
    assert read(line) is None
