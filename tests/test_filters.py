"""Filters: what a text stands for, and what is said when no incident matches."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from commands import run
from conftest import LOGS, with_trials
from hilog_avsession import Filters, Report, analyze
from hilog_avsession.errors import UnknownCode, WrongUsage
from hilog_avsession.model.incidents import Session
from hilog_avsession.model.report import FilterName, Unmatched
from hilog_avsession.output.formats import BY_NAME
from hilog_avsession.results.filters import Matcher, sessions_wanted
from hilog_avsession.results.matching import application_test, interface_test, resolve_code, session_test
from hilog_avsession.results.selecting import selected
from hilog_avsession.results.unmatched import _MOST_PRESENT, LeftOut
from test_cli import report_of
from test_diff import AFTER, BEFORE, diff

RADIO, CINEMA = "com.example.radio", "com.example.cinema"
FULL = "0C4B14DD4B624F4EB340200EA8487FCE666A21ACE33D3B4EA6E8D995061FA6E6"
MASKED = "0C4******6E6"


# ---- what a text stands for ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        ("com.example.music", ["com.example.music", "com.example.music:render"]),
        ("COM.example.Music", ["com.example.music", "com.example.music:render"]),
        ("music", ["com.example.music", "com.example.music:render", "com.example.musicplayer"]),
        ("example.music", ["com.example.music", "com.example.music:render", "com.example.musicplayer"]),
        ("com.example.music*", ["com.example.music", "com.example.music:render", "com.example.musicplayer"]),
        ("com.example.*player", ["com.example.musicplayer"]),
        ("*.musi?", ["com.example.music"]),
        ("app1", ["app1"]),
        ("radio", []),
        ("c.m.example.music", []),
        ("[a-z]*", []),
    ],
)
def test_a_whole_name_is_one_application_and_a_part_may_be_several(text: str, fitting: list[str]) -> None:
    names = ["com.example.music", "com.example.music:render", "com.example.musicplayer", "app1", "app12"]
    assert [name for name in names if application_test(text)(name)] == fitting


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        ("activate", ["activate"]),
        ("activate()", ["activate"]),
        ("SetAVMetaData", ["setAVMetadata"]),
        ("*activate", ["activate", "deactivate"]),
        ("activ", ["activate", "deactivate"]),
        ("set*", ["setAVMetadata", "setAVPlaybackState"]),
        ("queue", []),
    ],
)
def test_an_interface_is_given_whole_in_part_or_as_a_pattern(text: str, fitting: list[str]) -> None:
    names = ["activate", "deactivate", "setAVMetadata", "setAVPlaybackState"]
    assert [name for name in names if interface_test(text)(name)] == fitting


@pytest.mark.parametrize(
    "text", [FULL, FULL.lower(), MASKED, "0C4", "6e6", "0C4B14", "FA6E6", "0C4*", "*6E6", "0C4B??DD*"]
)
def test_a_session_is_found_by_any_form_of_its_id(text: str) -> None:
    assert session_test(text)(Session(MASKED, FULL))
    if "?" not in text:
        assert session_test(text)(Session(MASKED))  # the log shows no more of it
    assert not session_test(text)(Session("AED******F28", "AED" + "1" * 58 + "F28"))
    assert not session_test(text)(None)
    assert not session_test(text)(Session(None))


def test_what_the_log_does_not_show_of_an_id_is_not_guessed() -> None:
    head_only = Session("0C4***")
    assert session_test("0C4")(head_only)
    assert session_test(FULL)(head_only)
    assert not session_test("6E6")(head_only)
    assert not session_test("*6E6")(head_only)
    assert not session_test("B14")(Session(MASKED, FULL))  # neither at the beginning nor at the end
    assert sessions_wanted(Filters(sessions="6E6"), [head_only, Session(MASKED)]) == (Session(MASKED),)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("6600107", {6600107}),
        ("6699999", {6699999}),
        ("-1018", {6600107}),
        ("ERR_CODE_MESSAGE_OVERLOAD", {6600107}),
        ("overload", {6600107}),
        ("201", {201}),
        ("6612", {"6612*"}),
        ("66001*", {"66001*"}),
        ("66?0107", {"66?0107"}),
        ("-1018*", {6600107}),
        ("err_code_message*", {6600107}),
    ],
)
def test_a_code_is_given_by_number_symbol_or_part(text: str, codes: set[int | str]) -> None:
    assert resolve_code(text) == codes


@pytest.mark.parametrize("text", ["66x", "mood", "77", "99*", "-9", "-101", "NO_SUCH*", "%%%", "_"])
def test_a_code_that_nothing_fits_is_refused(text: str) -> None:
    with pytest.raises(UnknownCode):
        resolve_code(text)


@pytest.mark.parametrize(
    ("arguments", "incidents"),
    [
        (["--bundle", "radio"], 7),
        (["--bundle", "com.example.*"], 11),
        (["--bundle", "com.example.radi"], 0),
        (["--code", "66001*"], 10),
        (["--code", "6612"], 1),
        (["--code", "overload", "--code", "6612"], 5),
        (["--session", "0c4"], 7),
        (["--session", "*F28"], 4),
        (["--pid", "70*"], 4),
        (["--api", "sendControl*"], 5),
        (["--api", "setAV"], 3),
        (["--api", "setAVMetadata", "--bundle", "cinema"], 1),
    ],
)
def test_the_command_takes_parts_and_patterns(evening: Path, arguments: list[str], incidents: int) -> None:
    report = report_of(evening, *arguments)
    assert report["counts"]["incidents"] == incidents
    assert report["filtered_out"] == 11 - incidents
    assert bool(report["unmatched_filters"]) is not bool(incidents)


def test_a_filter_takes_one_value_or_several() -> None:
    assert Filters(bundles="radio") == Filters(bundles=["radio"]) == Filters(bundles=frozenset({"radio"}))
    assert Filters(codes=6600107, pids="7044") == Filters(codes={6600107}, pids=iter([7044]))
    assert Filters() == Filters(codes=[], bundles=(), pids=None)
    assert analyze(LOGS / "evening.log", filters=Filters(codes=["6612", -1018])).counts.incidents == 5


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"bundles": 7}, "bundles cannot be 7; give a text, or several"),
        ({"codes": 6.6}, "codes cannot be 6.6; give a number or a text, or several"),
        ({"codes": [True]}, "codes cannot hold True; give a number or a text, or several"),
        ({"apis": [""]}, "apis cannot hold ''; give a text, or several"),
        ({"pids": "x"}, "'x' is not a process id"),
        ({"sessions": "zz"}, "'zz' is not a session id"),
        ({"categories": "sesion"}, "'sesion' is not a category; did you mean session? Choose from session"),
        ({"until": "later"}, "'later' is no"),
    ],
)
def test_a_wrong_value_of_a_filter_is_refused(arguments: dict[str, Any], complaint: str) -> None:
    with pytest.raises(WrongUsage, match=re.escape(complaint)):
        Filters(**arguments)


def test_an_unknown_code_is_refused_before_anything_is_read() -> None:
    with pytest.raises(UnknownCode, match="mood"):
        analyze("no such file", filters=Filters(codes="mood"))
    assert run("analyze", "no such file", "--code", "mood").returncode == 2


# ---- in a comparison -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sides"),
    [
        ((), (19, 15)),
        (("--bundle", "musicdemo"), (16, 0)),
        (("--bundle", "com.example.*"), (19, 15)),
        (("--bundle", "com.example.music"), (0, 0)),
        (("--code", "66001*"), (19, 15)),
        (("--code", "overload"), (16, 0)),
    ],
)
@pytest.mark.parametrize("redact", with_trials([()], [("--redact",), ("--redact-key", "k")]))
def test_a_comparison_takes_parts_and_patterns(
    arguments: tuple[str, ...], sides: tuple[int, int], redact: tuple[str, ...]
) -> None:
    document = json.loads(diff(BEFORE, AFTER, *arguments, *redact, "-f", "json").stdout)
    assert (document["a"]["incidents"], document["b"]["incidents"]) == sides


# ---- when no incident matches ----------------------------------------------------------------------------------------


def unmatched(**filters: Any) -> Report:
    return analyze(LOGS / "evening.log", filters=Filters(**filters))


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"bundles": "cinerama"}, f"--bundle cinerama. Did you mean {CINEMA}? Applications and processes"),
        ({"bundles": "com.example.radi"}, f"--bundle com.example.radi. Did you mean {RADIO}?"),
        ({"bundles": "zzz"}, f"{RADIO} (7), com.ohos.mediacontroller (5), {CINEMA} (4)."),
        (
            {"sessions": "5C4"},
            f"Sessions and their incidents: 0C4******6E6 of {RADIO} (7), AED******F28 of {CINEMA} (4).",
        ),
        ({"pids": 9}, f"7044 of {CINEMA} (4)"),
        ({"apis": "setAVMetdata"}, "--api setAVMetdata. Did you mean setAVMetadata?"),
        ({"codes": "drm"}, "--code drm. Codes and how often they occur: 6600107 (4), 6600102 (3)"),
        ({"categories": "drm"}, "--category drm. Categories and their incidents: session (10), io (1)."),
        ({"since": "23:00"}, "--since 23:00. The log covers 11-06 19:30:00.000 to 11-06 19:30:06.647."),
        ({"since": "23:00", "until": "23:30"}, "--since 23:00, --until 23:30. The log covers"),
        (
            {"since": "23:00", "until": "02:00"},
            "--since 23:00, --until 02:00. The time from 23:00 to 02:00 spans midnight. The log covers",
        ),
        ({"bundles": [f"x{number}" for number in range(9)]}, "--bundle x4, …."),
        ({"bundles": "radio", "codes": "6612"}, "7 incidents match --bundle radio, but none of them matches the other"),
        ({"bundles": "radio", "codes": "6612"}, "1 incident matches --code 6612, but not the other filters."),
    ],
)
def test_a_report_without_a_match_says_what_there_is(filters: dict[str, Any], said: str) -> None:
    report = unmatched(**filters)
    assert report.counts.incidents == 0
    for name in ("text", "markdown", "html"):
        page = "".join(BY_NAME[name].text_parts(report))
        plain = re.sub(r"\s+", " ", page.replace("`", "").replace("&#39;", "'"))
        assert said.replace("*", "\\*") in plain.replace("\\*", "*").replace("*", "\\*"), name


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (
            {"since": "2025-11-06 19:30:05", "until": "2025-12-12"},
            "covers 2026-11-06 19:30:00.000 to 2026-11-06",
        ),
        ({"until": "2025-12-12"}, "covers 2026-11-06 19:30:00.000 to 2026-11-06"),
        ({"since": "11-07"}, "covers 11-06 19:30:00.000 to 11-06 19:30:06"),
    ],
)
def test_a_note_on_a_year_names_that_of_the_log(filters: dict[str, Any], said: str) -> None:
    report = analyze(LOGS / "evening.log", filters=Filters(**filters), year=2026)
    assert said in report.to_text(width=200)


def test_the_note_is_chinese_in_a_chinese_report() -> None:
    report = analyze(LOGS / "evening.log", filters=Filters(bundles="cinerama"), lang="zh")
    page = "".join("".join(BY_NAME["text"].text_parts(report)).split())
    assert f"没有故障符合--bundlecinerama。要找的是不是{CINEMA}？日志中的应用、进程及故障次数：{RADIO}（7次）、" in page


@pytest.mark.trial
def test_formats_for_machines_leave_the_note_to_standard_error(evening: Path, tmp_path: Path) -> None:
    note = f"No incident matches --bundle cinerama. Did you mean {CINEMA}?".encode()
    for format_ in ("json", "jsonl", "csv", "junit", "html"):
        done = run("analyze", evening, "--bundle", "cinerama", "-f", format_)
        assert (done.returncode, done.stderr.count(note)) == (0, 1), format_
    for format_ in ("text", "markdown"):
        assert not run("analyze", evening, "--bundle", "cinerama", "-f", format_).stderr
    done = run("analyze", evening, "--bundle", "cinerama", "-o", tmp_path / "report.json")
    assert note in done.stderr


@pytest.mark.parametrize("gate", [["--fail-on", "any"], ["--baseline", "report.json"]])
def test_with_gates_the_note_is_on_standard_error_whatever_the_format(
    gate: list[str], evening: Path, tmp_path: Path
) -> None:
    stored = tmp_path / "report.json"
    assert run(evening, "-o", stored).returncode == 0
    arguments = ["--bundle", "cinerama", *(str(stored) if word == stored.name else word for word in gate)]
    note = f"No incident matches --bundle cinerama. Did you mean {CINEMA}?".encode()
    for format_ in ("text", "markdown", "json"):
        done = run("analyze", evening, *arguments, "-f", format_)
        assert (done.returncode, done.stderr.count(note)) == (0, 1), format_
    rendered = run("render", stored, *arguments)
    assert (rendered.returncode, rendered.stderr.count(note)) == (0, 1)


def test_a_report_with_a_match_has_no_note(evening: Path) -> None:
    done = run("analyze", evening, "--bundle", "radio", "-f", "json")
    assert not done.stderr
    assert json.loads(done.stdout)["unmatched_filters"] == []
    assert unmatched().unmatched == ()


def test_a_session_without_incidents_is_named_too(tmp_path: Path) -> None:
    """The radio alone fails; the cinema's session is seen all the same."""
    lines = (LOGS / "evening.log").read_text("utf-8").splitlines(keepends=True)
    log = tmp_path / "half.log"
    log.write_text("".join(lines[:148]), "utf-8")
    (item,) = analyze(log, filters=Filters(sessions="FFF")).unmatched
    assert [(found.owner, found.incidents > 0) for found in item.present] == [(RADIO, True), (CINEMA, False)]


@pytest.mark.parametrize("filters", [{"bundles": "cinerama"}, {"sessions": "5C4", "codes": "6612"}, {"pids": 9}])
def test_a_stored_report_is_filtered_with_the_same_note(filters: dict[str, Any]) -> None:
    report = selected(analyze(LOGS / "evening.log"), Filters(**filters))
    assert report.unmatched == unmatched(**filters).unmatched
    assert report.unmatched


def test_a_pseudonym_chooses_in_a_redacted_report(evening: Path, tmp_path: Path) -> None:
    stored = tmp_path / "report.json"
    stored.write_text(analyze(evening).redacted().to_json(), "utf-8")
    for option, value, incidents in (
        ("--session", "session2", 4),
        ("--bundle", "app1", 7),
        ("--session", "session9", 0),
    ):
        done = run("render", stored, option, value, "-f", "json")
        assert json.loads(done.stdout)["counts"]["incidents"] == incidents
        assert (b"No incident matches" in done.stderr) is not bool(incidents)


def test_the_note_survives_json_and_a_merge() -> None:
    report = unmatched(bundles="cinerama")
    assert Report.from_json(report.to_json()).unmatched == report.unmatched
    (item,) = Report.merge(report, report).unmatched
    assert item.present[0].incidents == 14
    assert item.near == (CINEMA,)
    assert Report.merge(report, unmatched(bundles="radio")).unmatched == ()


@pytest.mark.parametrize("wanted", ["cinerama", CINEMA + "s", "anna"])
def test_a_redacted_note_names_nobody(wanted: str) -> None:
    item: Unmatched
    (item,) = unmatched(bundles=wanted).redacted().unmatched
    assert item.wanted == ("text1",)
    assert all(re.fullmatch(r"app\d|com\.ohos\.mediacontroller", found.value) for found in item.present)
    (item,) = unmatched(sessions="5C4").redacted().unmatched
    assert [(found.value, found.owner) for found in item.present] == [("session1", "app1"), ("session2", "app2")]


def test_an_endless_stream_of_names_needs_no_endless_memory() -> None:
    (incident,) = unmatched(codes=6612004).incidents
    assert incident.process is not None
    left_out = LeftOut(Matcher.of(Filters(bundles="nobody")))
    for number in range(1_500):
        left_out.add(incident._replace(session=None, process=incident.process._replace(process=f"a.b.c{number}")))
    (item,) = left_out.unmatched(())
    assert item.filter is FilterName.BUNDLE
    assert (len(item.present), item.more) == (_MOST_PRESENT, 1_000 - _MOST_PRESENT)


def test_filters_that_leave_nothing_do_not_change_the_release_of_the_framework() -> None:
    assert unmatched(bundles="nobody").release == analyze(LOGS / "evening.log").release
