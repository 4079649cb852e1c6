"""Gates: what each one counts, what it lets pass, and that it says what it could not see."""

from __future__ import annotations

import html
import io
import json
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from commands import run
from conftest import LOGS, with_trials
from hilog_avsession import Filters, Report, UnreadableInput, WrongUsage, analyze
from hilog_avsession.model.inputs import Input, InputError
from hilog_avsession.model.report import GateOutcome, KindCount, LossCount, UnknownLines
from hilog_avsession.output.formats import BY_NAME, FORMATS, Format
from hilog_avsession.output.schema import load_schema
from hilog_avsession.output.view import View
from hilog_avsession.results.gates.parsing import parse_gates
from simulator import generate
from test_cli import start, wait_until_it_reads

EVENING = analyze(LOGS / "evening.log")
SHAPE = UnknownLines("[Foo]bar * failed", 7, "[Foo]bar 3 failed", "a.log:1")
UNREADABLE = Input("b.gz", error=InputError.as_given("damaged", "the end is missing"))


def simulated(seed: int, max_incidents: int = 5_000) -> Report:
    return analyze(io.BytesIO("\n".join(generate(seed).lines()).encode()), max_incidents=max_incidents)


def outcome(report: Report, gate: str, baseline: Report | tuple[Report, ...] = ()) -> tuple[int, int, bool, int]:
    """What a gate found, what it allows, whether it tripped, and what was known before."""
    (one,) = report.judged(gate, baseline).gates
    assert one.gate == gate
    return one.found, one.limit, one.tripped, one.known


def text_of(report: Report, width: int = 80) -> str:
    return "".join(BY_NAME["text"].text_parts(report, View(width=width)))


# ---- what a gate counts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gate", "found", "limit"),
    [
        ("any", 11, 0),
        ("any>10", 11, 10),
        ("any>11", 11, 11),
        ("any>=11", 11, 10),
        ("any>=12", 11, 11),
        ("any > 3", 11, 3),
        ("ANY", 11, 0),
        ("session", 10, 0),
        ("session>9", 10, 9),
        ("io>0", 1, 0),
        ("drm", 0, 0),
        ("unknown", 0, 0),  # codes that the catalogue does not hold
        ("unmapped", 0, 0),
        ("6600107", 4, 0),
        ("6600107>3", 4, 3),
        ("6600107>4", 4, 4),
        ("6600107>=4", 4, 3),
        ("6600104", 0, 0),
        ("-1018", 4, 0),  # native numbers and symbols stand for their code
        ("-1018>=5", 4, 4),
        ("ERR_CODE_MESSAGE_OVERLOAD", 4, 0),
        ("err_session_not_exist", 3, 0),
        ("2004", 1, 0),  # the cast engine's number of 6612004
        ("command-rate", 4, 0),
        ("Created-Twice>1", 2, 1),
        ("-1022", 2, 0),  # the number of a cause stands for the cause
        ("ERR_REPEAT_CAST", 0, 0),
        ("6600101/created-twice", 2, 0),
        ("6600101/service-died", 0, 0),
        ("-1009/used-after-destroy>=3", 3, 2),
        ("0/session-limit", 0, 0),
        ("0/created-twice", 0, 0),  # code 0 hides what would be another one
        ("loss", 38, 0),
        ("loss>38", 38, 38),
        ("unknown-errors", 0, 0),
        ("unreadable", 0, 0),
        (f"any>{10**17}", 11, 10**17),
    ],
)
def test_a_gate_counts_what_its_name_says_and_trips_beyond_its_limit(gate: str, found: int, limit: int) -> None:
    assert outcome(EVENING, gate) == (found, limit, found > limit, 0)


def test_several_gates_are_judged_in_their_order_and_each_once() -> None:
    report = EVENING.judged(["any>20, session>9", "drm", "any>20"])
    assert [one.gate for one in report.gates] == ["any>20", "session>9", "drm"]
    assert [one.tripped for one in report.gates] == [False, True, False]
    assert report.failed
    assert not EVENING.judged(["drm", "any>11"]).failed
    assert not EVENING.failed


@pytest.mark.parametrize(
    ("gate", "said"),
    [
        ("", "a gate is empty"),
        ("any,", "a gate is empty"),
        ("any,,drm", "a gate is empty"),
        (">3", "is not a gate; write NAME, NAME>N or NAME>=N"),
        ("any>", "is not a gate"),
        ("any<3", "is not a gate"),
        ("any=3", "is not a gate"),
        ("any>-1", "is not a gate"),
        ("any>1.5", "is not a gate"),
        ("any>٣", "is not a gate"),
        ("any any", "is not a gate"),
        ("any>" + "9" * 5000, "is not a gate"),
        ("any>=0", "'any>=0' would always fail; use any>0 to fail if there is at least one"),
        ("sesion", "did you mean session"),
        ("comand-rate>3", "did you mean command-rate"),
        ("los", "did you mean loss"),
        ("ERR_SESION_NOT_EXIST", "did you mean ERR_SESSION_NOT_EXIST"),
        ("6600170", "did you mean 6600107"),  # digits were swapped
        ("660107", "did you mean 6600107"),
        ("-1090", "did you mean -1009"),
        ("9" * 5000, "no gate can count"),
        ("6600102/used-after-destory", "6600102 has no cause 'used-after-destory'; did you mean used-after-destroy?"),
        ("6600102/command-rate", "; it has foreign-session, never-created"),
        ("6600104/x", "6600104 has no cause 'x'; name the code alone"),
        ("6600102/", "6600102 has no cause ''"),
        ("session/command-rate", "no gate can count 'session'"),
    ],
)
def test_a_text_that_is_not_a_gate_is_refused_and_similar_names_are_suggested(gate: str, said: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        EVENING.judged(gate)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 6000


@given(st.text())
def test_any_text_is_a_gate_or_wrong_usage(text: str) -> None:
    try:
        gates = parse_gates([text])
    except WrongUsage:
        return
    assert gates
    assert all(gate.limit >= 0 for gate in gates)


# ---- exactness -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kept", [0, 3])
def test_counts_are_exact_where_the_report_holds_few_incidents(seed: int, kept: int) -> None:
    whole, short = simulated(seed), simulated(seed, max_incidents=kept)
    assert short.incidents_truncated
    names = ["any", "loss", "unknown-errors"]
    names += {one.category for one in whole.categories} | {str(one.code) for one in whole.codes}
    names += {one.cause for one in whole.recommendations if one.cause is not None}
    gates = [f"{name}>1" for name in names]
    assert short.judged(gates).gates == whole.judged(gates).gates
    assert sum(one.incidents for one in short.kinds) == short.counts.incidents
    assert {one.found for one in short.judged("any", whole).gates} == {0}


@pytest.mark.parametrize("seed", range(6))
def test_kinds_are_the_incidents_by_code_cause_and_application(seed: int) -> None:
    report = simulated(seed)
    assert {one.kind: one.incidents for one in report.kinds} == Counter(one.kind for one in report.incidents)
    by_cause = {(one.code, one.cause): one.incidents for one in report.recommendations}
    assert Counter(one.kind[:2] for one in report.incidents) == by_cause
    counts = [one.incidents for one in report.kinds]
    assert counts == sorted(counts, reverse=True)


def test_filters_apply_before_gates() -> None:
    radio = analyze(LOGS / "evening.log", filters=Filters(bundles=frozenset({"com.example.cinema"})))
    assert outcome(radio, "6600107")[0] == 0
    assert outcome(radio, "any")[0] == radio.counts.incidents == 4
    assert "The gates did not count incidents that do not match the filters." in text_of(radio.judged("any>4"))


# ---- what was not seen -----------------------------------------------------------------------------------------------


def test_a_loss_without_a_number_is_of_one_line_at_least() -> None:
    report = replace(EVENING, loss=LossCount(lines_lost=0, notices=2))
    assert outcome(report, "loss") == (2, 0, True, 0)
    assert outcome(replace(EVENING, loss=LossCount()), "loss") == (0, 0, False, 0)


def test_unreadable_inputs_and_unknown_lines_are_counted() -> None:
    report = replace(EVENING, inputs=(*EVENING.inputs, UNREADABLE), unknown=(SHAPE,))
    assert outcome(report, "unreadable") == (1, 0, True, 0)
    assert outcome(report, "unknown-errors>6") == (7, 6, True, 0)


WHOLE = replace(EVENING, loss=LossCount())
LACKING = {
    "lossy": EVENING,
    "interrupted": replace(WHOLE, interrupted=True),
    "unreadable": replace(WHOLE, inputs=(*EVENING.inputs, UNREADABLE)),
}


@pytest.mark.parametrize("report", LACKING.values(), ids=LACKING)
@pytest.mark.parametrize(("lang", "said"), [("en", "The log is incomplete"), ("zh", "日志不完整")])
def test_a_gate_that_passed_a_log_with_gaps_says_so(report: Report, lang: str, said: str) -> None:
    report = replace(report, lang=lang)
    assert said in text_of(report.judged("any>11"))
    assert said not in text_of(report.judged("any>10"))  # what is missing would not change that
    assert said not in text_of(replace(WHOLE, lang=lang).judged("any>11"))
    assert said not in text_of(report)


# ---- no verdict ------------------------------------------------------------------------------------------------------

OTHER_LINES = b"11-06 19:30:00.055   860   868 I C01719/resource_schedule_service/RSS: report type 13 value 2\n" * 3
LOST = b"11-06 19:30:00.060  6120  6120 W A03D00/com.example.radio/LOGLIMIT: ==LOGS OVER PROC QUOTA, 38 DROPPED==\n"
NOTHING, NO_AVSESSION = analyze(io.BytesIO()), analyze(io.BytesIO(OTHER_LINES))


def test_only_a_log_with_a_line_of_avsession_shows_it() -> None:
    healthy = b"".join(line for line in (LOGS / "quiet.log").read_bytes().splitlines(keepends=True))
    assert analyze(io.BytesIO(healthy)).shows_avsession
    assert EVENING.shows_avsession
    assert not NOTHING.shows_avsession
    assert not NO_AVSESSION.shows_avsession
    assert not analyze(io.BytesIO(OTHER_LINES + LOST)).shows_avsession  # though the notice is a line of interest
    assert Report.merge(NOTHING, EVENING).shows_avsession
    assert not Report.merge(NOTHING, NO_AVSESSION).shows_avsession


def test_failures_that_the_filters_left_out_show_that_avsession_was_there() -> None:
    line = b"11-06 19:30:08.000  6120  6131 E A00F00/com.example.radio/JSAPP: BusinessError 6600101: createAVSession\n"
    report = analyze(io.BytesIO(OTHER_LINES + line), filters=Filters(codes=frozenset({6600107})))
    assert report.filtered_out == 1
    assert report.shows_avsession


@pytest.mark.parametrize(
    ("report", "gate", "reason"),
    [
        (NOTHING, "any", "no-line"),
        (NOTHING, "drm>5", "no-line"),
        (NOTHING, "unknown-errors", "no-line"),
        (NOTHING, "loss", "no-line"),
        (NOTHING, "unreadable", "no-line"),
        (NO_AVSESSION, "any", "no-avsession"),
        (NO_AVSESSION, "6600107>10", "no-avsession"),
        (NO_AVSESSION, "6600101/created-twice", "no-avsession"),
        (NO_AVSESSION, "unknown-errors", "no-avsession"),
        (NO_AVSESSION, "loss", None),  # notices of lost lines come from hilog itself
        (NO_AVSESSION, "LOSS>3", None),
        (NO_AVSESSION, "unreadable", None),
        (EVENING, "any>11", None),
        (EVENING, "drm", None),
    ],
)
def test_a_log_that_cannot_show_what_a_gate_counts_gives_no_verdict(
    report: Report, gate: str, reason: str | None
) -> None:
    judged = report.judged(gate)
    (one,) = judged.gates
    assert one.no_verdict == judged.no_verdict == reason
    assert one.passed == judged.passed == (reason is None)
    assert not one.tripped
    assert not judged.failed


def test_whoever_wants_it_lets_an_empty_log_pass() -> None:
    for report in (NOTHING, NO_AVSESSION):
        judged = report.judged(["any", "loss"], allow_empty=True)
        assert judged.passed
        assert judged.no_verdict is None
        assert "a passed gate proves nothing" in text_of(judged)
    assert EVENING.judged("any", allow_empty=True).failed


def test_a_gate_that_failed_has_its_verdict_whatever_was_not_read() -> None:
    report = analyze(io.BytesIO(OTHER_LINES + LOST)).judged(["any", "loss>10", "loss>100"])
    assert [one.no_verdict for one in report.gates] == ["no-avsession", None, None]
    assert report.failed
    assert report.no_verdict is None  # the status is that of the gate that failed
    assert not report.passed


def test_a_report_without_gates_has_neither_passed_nor_failed() -> None:
    assert (EVENING.passed, EVENING.failed, EVENING.no_verdict) == (False, False, None)


def test_no_verdict_survives_the_json_report_and_older_reports_have_one() -> None:
    judged = NO_AVSESSION.judged(["any", "loss"])
    read = Report.from_json(judged.to_json())
    assert read.gates == judged.gates
    assert read.no_verdict == "no-avsession"
    older = judged.to_dict()
    del older["shows_avsession"], older["gates"][0]["no_verdict"]
    assert Report.from_dict(older).gates[0].passed
    Draft202012Validator(load_schema()).validate(json.loads(judged.to_json()))


@pytest.mark.parametrize(
    "form", [one for one in FORMATS if one.name not in ("json", "jsonl")], ids=lambda one: one.name
)
@pytest.mark.parametrize("report", [NOTHING, NO_AVSESSION], ids=["no-line", "no-avsession"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_format_for_people_says_that_there_is_no_verdict(form: Format, report: Report, lang: str) -> None:
    why = {
        "no-line": {"en": "No line was read", "zh": "没有读到任何日志行"},
        "no-avsession": {"en": "No line of AVSession was read", "zh": "没有读到 AVSession 的日志"},
    }
    judged = replace(report, lang=lang).judged("any")
    shown = " ".join(html.unescape("".join(form.text_parts(judged))).split())
    assert judged.no_verdict is not None
    assert why[judged.no_verdict][lang] in shown or form.name == "csv"
    assert {"en": "o verdict", "zh": "无法判定"}[lang] in shown or ",no-verdict," in shown


def test_the_first_lines_of_the_page_and_the_notebook_do_not_call_it_a_pass() -> None:
    for shown in (text_of(NO_AVSESSION.judged("any")), NO_AVSESSION.judged("any")._repr_html_()):
        assert "? Gates: no verdict" in shown
        assert "✓" not in shown


def test_a_gate_without_a_verdict_is_an_error_in_junit() -> None:
    suite = ElementTree.fromstring("".join(BY_NAME["junit"].text_parts(NO_AVSESSION.judged(["any", "loss"]))))
    assert (suite.get("errors"), suite.get("failures")) == ("1", "0")
    error = suite.find("testcase[@name='any']/error")
    assert error is not None
    assert (error.get("type"), error.get("message")) == (
        "no-avsession",
        "any: no verdict. No line of AVSession was read.",
    )


QUICK = [form for form in FORMATS if form.name == "text"]


def _name(form: Format) -> str:
    return form.name


@pytest.mark.parametrize("form", with_trials(QUICK, [form for form in FORMATS if form not in QUICK]), ids=_name)
@pytest.mark.parametrize(
    ("name", "arguments", "status", "said"),
    [
        ("empty.log", ["--fail-on", "any"], 3, "no verdict on the gate any: no line was read; "),
        ("other.log", ["--fail-on", "any"], 3, "no verdict on the gate any: no line of AVSession was read; "),
        ("other.log", ["--baseline", "known.json"], 3, "no verdict on the gate any: no line of AVSession was read; "),
        ("other.log", ["--fail-on", "any,loss,drm"], 3, "no verdict on 2 of 3 gates, any, drm: no line of AVSession"),
        ("other.log", ["--fail-on", "loss"], 0, ""),
        ("other.log", ["--fail-on", "any", "--allow-empty"], 0, ""),
        ("empty.log", ["--fail-on", "any,loss", "--allow-empty"], 0, ""),
        ("empty.log", [], 0, ""),
        ("other.log", [], 0, ""),
        ("other.log", ["--allow-empty"], 2, "--allow-empty concerns gates; add --fail-on or --baseline"),
        ("healthy.log", ["--fail-on", "any"], 0, ""),
    ],
)
def test_the_status_of_an_empty_log(
    tmp_path: Path, form: Format, name: str, arguments: list[str], status: int, said: str
) -> None:
    texts = {"empty.log": b"", "other.log": OTHER_LINES, "healthy.log": (LOGS / "quiet.log").read_bytes()}
    (tmp_path / name).write_bytes(texts[name])
    (tmp_path / "known.json").write_text(EVENING.to_json())
    paths = [str(tmp_path / one) if one.endswith(".json") else one for one in arguments]
    done = run("analyze", tmp_path / name, *paths, "--format", form.name)
    assert done.returncode == status, done.stderr.decode()
    assert done.stderr.decode().startswith(f"hilog-avsession: {said}" if said else "")
    assert bool(done.stderr) == bool(said)
    assert (b"add --allow-empty" in done.stderr) == (status == 3)


@pytest.mark.skipif(not Path("/proc/self/wchan").exists(), reason="needs /proc to see the program wait")
def test_an_interruption_before_the_first_line_gives_no_verdict() -> None:
    process = start("analyze", "-", "--format", "json", "--fail-on", "any")
    wait_until_it_reads(process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert json.loads(out)["gates"][0]["no_verdict"] == "no-line"
    assert b"no verdict on the gate any: the reading was interrupted before the first line\n" in err


# ---- the baseline ----------------------------------------------------------------------------------------------------


def without(report: Report, *codes: int) -> Report:
    """An earlier report that did not know some codes."""
    return replace(report, kinds=tuple(one for one in report.kinds if one.code not in codes))


def test_what_the_baseline_knows_does_not_count_however_often_it_comes() -> None:
    once = replace(EVENING, kinds=tuple(one._replace(incidents=1) for one in EVENING.kinds))
    assert outcome(EVENING, "any", once) == (0, 0, False, 11)
    assert outcome(EVENING, "6600107>=1", once) == (0, 0, False, 4)


def test_what_is_new_counts() -> None:
    earlier = without(EVENING, 6600102, 6612004)
    assert outcome(EVENING, "any", earlier) == (4, 0, True, 7)
    assert outcome(EVENING, "session>3", earlier) == (3, 3, False, 7)
    assert outcome(EVENING, "io", earlier) == (1, 0, True, 0)
    assert outcome(EVENING, "used-after-destroy", earlier) == (3, 0, True, 0)


def test_the_same_failure_in_another_application_is_new() -> None:
    moved = replace(EVENING, kinds=tuple(one._replace(bundle="com.example.other") for one in EVENING.kinds))
    assert outcome(EVENING, "any", moved) == (11, 0, True, 0)


def test_the_same_code_of_another_cause_is_new() -> None:
    other = replace(EVENING, kinds=(KindCount(6600101, "service-died", "com.example.radio", 2),))
    assert outcome(EVENING, "6600101", other) == (2, 0, True, 0)


def test_an_application_that_the_log_does_not_tell_is_no_difference() -> None:
    untold = replace(EVENING, kinds=(KindCount(6600107, "command-rate", None, 4),))
    assert outcome(untold, "any>0", EVENING)[3] == 4
    assert outcome(EVENING, "6600107", untold) == (4, 0, True, 0)  # an application is no less new for that


def test_several_baselines_know_what_any_of_them_knows() -> None:
    parts = (without(EVENING, 6600107), without(EVENING, 6600101, 6600102, 6600106, 6612004))
    assert outcome(EVENING, "any", parts[0]) == (4, 0, True, 7)
    assert outcome(EVENING, "any", parts) == (0, 0, False, 11)


def test_lines_of_a_shape_that_the_baseline_knows_do_not_count() -> None:
    other = SHAPE._replace(shape="[Foo]baz *", lines=2)
    report = replace(EVENING, unknown=(SHAPE, other))
    assert outcome(report, "unknown-errors", replace(EVENING, unknown=(SHAPE,))) == (2, 0, True, 7)


def test_what_was_lost_is_lost_whatever_the_baseline_had() -> None:
    assert outcome(EVENING, "loss", EVENING) == (38, 0, True, 0)


def test_a_baseline_alone_lets_nothing_new_pass() -> None:
    assert EVENING.judged((), EVENING).gates == (GateOutcome("any", 0, 0, False, 11),)
    assert EVENING.judged(()).gates == ()


def test_a_baseline_may_be_a_file_or_what_was_read_from_one(tmp_path: Path) -> None:
    path = tmp_path / "earlier.json"
    path.write_text(EVENING.to_json())
    assert EVENING.judged("any", path).gates[0].known == 11
    assert EVENING.judged("any", str(path)).gates[0].known == 11
    assert EVENING.judged("any", [Report.from_json(path.read_text())]).gates[0].known == 11
    with pytest.raises(UnreadableInput, match=r"none\.json: no such file; this writes one: .*none\.json"):
        EVENING.judged("any", tmp_path / "none.json")
    log = LOGS / "evening.log"
    with pytest.raises(UnreadableInput, match=f"not a JSON report; if it is a log, .* analyze {log} "):
        EVENING.judged("any", log)
    with pytest.raises(UnreadableInput, match=f"is a folder, not a JSON report; if it holds logs, .* analyze {LOGS} "):
        EVENING.judged("any", LOGS)
    (tmp_path / "broken.json").write_text("{}")
    with pytest.raises(UnreadableInput, match=r"broken\.json"):
        EVENING.judged("any", tmp_path / "broken.json")


def test_a_report_that_was_cut_short_is_a_whole_baseline() -> None:
    short = Report.from_json(analyze(LOGS / "evening.log", max_incidents=1).to_json())
    assert len(short.incidents) == 1
    assert outcome(EVENING, "any", short) == (0, 0, False, 11)


def test_a_report_without_kinds_knows_its_incidents() -> None:
    document = EVENING.to_dict()
    del document["kinds"]
    assert Report.from_dict(document).kinds == EVENING.kinds


# ---- how it is shown -------------------------------------------------------------------------------------------------


def test_the_page_shows_failed_gates_first_and_what_is_new() -> None:
    page = text_of(EVENING.judged(["drm", "any", "6600107>10"], without(EVENING, 6600101)))
    assert "\nGates: 1 of 3 failed\n" in page
    gates = [line.split() for line in page.splitlines() if line.startswith(("  ✗", "  ✓"))]
    assert gates == [["✗", "any", "2", "0", "9"], ["✓", "drm", "0", "0", "0"], ["✓", "6600107>10", "0", "10", "4"]]
    new = page.split("New since the baseline")[1].split("By category")[0]
    assert new.split() == [
        "Count",
        "Code",
        "Cause",
        "Application",
        "2",
        "6600101",
        "created-twice",
        "com.example.radio",
    ]
    assert page.index("Gates:") < page.index("By category")


def test_of_many_new_kinds_the_most_frequent_are_shown() -> None:
    kinds = tuple(KindCount(6600107, "command-rate", f"com.example.a{number}", 50 - number) for number in range(30))
    known = (KindCount(6600106, None, "com.example.radio", 1),)
    report = replace(EVENING, kinds=(*kinds, *known)).judged("any", replace(EVENING, kinds=known))
    page = text_of(report).partition("New since the baseline")[2].partition("more kinds")[0] + "more kinds"
    assert "com.example.a9" in page
    assert "com.example.a10" not in page
    assert page.endswith("\n20 more kinds")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 80])
def test_the_page_stays_within_its_width(lang: str, width: int) -> None:
    long = replace(EVENING, lang=lang, filtered_out=1, kinds=(KindCount(6600107, None, "com." + "long." * 30, 1),))
    page = text_of(long.judged(["6600102/used-after-destroy>1000000", "any"], EVENING), width)
    assert "6600102" in page
    assert all(len(line) <= width for line in page.splitlines() if "hdc shell" not in line)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_format_shows_each_gate(form: object, lang: str) -> None:
    report = replace(EVENING, lang=lang).judged(["6600107>3", "io>77", "used-after-destroy"])
    shown = html.unescape("".join(form.text_parts(report))).replace("\\", "")  # type: ignore[attr-defined]
    for gate in ("6600107>3", "io>77", "used-after-destroy"):
        assert gate in shown


def test_the_json_report_with_gates_keeps_its_contract_and_is_read_back() -> None:
    report = EVENING.judged(["any", "drm"], without(EVENING, 6600107))
    Draft202012Validator(load_schema()).validate(json.loads(report.to_json()))
    back = Report.from_json(report.to_json())
    assert back.gates == report.gates
    assert back.kinds == report.kinds
    assert [one.known for one in back.kinds] == [one.code != 6600107 for one in back.kinds]
    assert back.failed


def test_merged_reports_add_up_their_kinds() -> None:
    merged = Report.merge(EVENING.judged("any", EVENING), simulated(1))
    assert sum(one.incidents for one in merged.kinds) == merged.counts.incidents
    assert len({one.kind for one in merged.kinds}) == len(merged.kinds)
    assert [one.gate for one in merged.gates] == ["any"]


# ---- the command line ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["evening.log"], 0),
        (["evening.log", "--fail-on", "any>11"], 0),
        (["evening.log", "--fail-on", "any>10"], 1),
        (["evening.log", "--fail-on", "-1013"], 1),
        (["evening.log", "--fail-on", "drm", "--fail-on", "6600107>10,io"], 1),
        (["evening.log", "--fail-on", "drm", "--fail-on", "6600107>10"], 0),
        (["evening.log", "--fail-on", "6600107", "--code", "6600102"], 0),
        (["evening.log", "missing.log", "--fail-on", "any>11"], 3),
        (["evening.log", "missing.log", "--fail-on", "any>10"], 1),  # what is missing would not make it good
        (["missing.log", "--fail-on", "any"], 3),
        (["missing.log", "--fail-on", "unreadable"], 1),
        (["evening.log", "--fail-on", "sesion"], 2),
        (["evening.log", "--fail-on", ""], 2),
        (["evening.log", "--baseline", "missing.json"], 3),
        (["evening.log", "--baseline", "evening.log"], 3),
        (["evening.log", "--baseline", "evening.json"], 0),
        (["evening.log", "--baseline", "evening.json", "--fail-on", "loss"], 1),
        (["evening.log", "--baseline", "empty.json"], 1),
        (["evening.log", "--baseline", "empty.json", "--baseline", "evening.json"], 0),
        (["evening.log", "--baseline", "empty.json", "--fail-on", "drm"], 0),
    ],
)
@pytest.mark.parametrize("form", with_trials(["text"], ["jsonl"]))
def test_the_status_tells_what_happened(tmp_path: Path, arguments: list[str], status: int, form: str) -> None:
    (tmp_path / "evening.log").write_bytes((LOGS / "evening.log").read_bytes())
    (tmp_path / "evening.json").write_text(EVENING.to_json())
    (tmp_path / "empty.json").write_text(replace(EVENING, kinds=(), incidents=()).to_json())
    paths = [str(tmp_path / one) if one.endswith((".log", ".json")) else one for one in arguments]
    done = run("analyze", *paths, "--format", form)
    assert done.returncode == status, done.stderr.decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("gates", "said"),
    [
        (["any>20"], ""),
        (["any"], "hilog-avsession: the gate failed: any (11 found)\n"),
        (["any,drm,session"], "hilog-avsession: 2 of 3 gates failed: any (11 found), session (10 found)\n"),
    ],
)
@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_standard_error_says_which_gates_failed(evening: Path, gates: list[str], said: str, form: str) -> None:
    done = run("analyze", evening, "--format", form, "--fail-on", *gates)
    assert done.stderr.decode() == said


def test_an_incident_a_line_ends_with_a_line_for_each_gate(evening: Path, tmp_path: Path) -> None:
    lines = run("analyze", evening, "--format", "jsonl", "--fail-on", "any,drm").stdout.splitlines()
    assert len(lines) == 13
    assert [json.loads(line) for line in lines[11:]] == [
        {"gate": "any", "found": 11, "limit": 0, "known": 0, "tripped": True, "no_verdict": None},
        {"gate": "drm", "found": 0, "limit": 0, "known": 0, "tripped": False, "no_verdict": None},
    ]
    run("analyze", evening, "--output", tmp_path / "a.jsonl", "--output", tmp_path / "a.json", "--fail-on", "any,drm")
    assert (tmp_path / "a.jsonl").read_bytes().splitlines()[11:] == lines[11:]
    assert len(json.loads((tmp_path / "a.json").read_text())["gates"]) == 2


@pytest.mark.skipif(not Path("/proc/self/wchan").exists(), reason="needs /proc to see the program wait")
@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_an_interrupted_run_is_judged_and_keeps_its_status(evening: Path, form: str) -> None:
    process = start("analyze", "-", "--format", form, "--fail-on", "any,any>11")
    assert process.stdin is not None
    process.stdin.write(evening.read_bytes())
    process.stdin.flush()
    wait_until_it_reads(process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"1 of 2 gates failed: any (11 found)" in err
    gates = json.loads(out)["gates"] if form == "json" else [json.loads(line) for line in out.splitlines()[-2:]]
    assert [one["tripped"] for one in gates] == [True, False]


def test_gates_are_checked_before_a_log_is_read() -> None:
    done = run("analyze", "-", "--fail-on", "sesion")  # standard input is not asked for
    assert done.returncode == 2
    assert done.stdout == b""


def test_gates_are_loaded_only_where_they_are_asked_for(evening: Path) -> None:
    code = f"import sys, hilog_avsession as h; h.analyze({str(evening)!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"hilog_avsession.results.gates", "hilog_avsession.results.json.decode"} & set(loaded)
