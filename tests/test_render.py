"""The commands `render` and `merge`, and `analyze` on stored reports: any format without the log, several as one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bless_golden import GOLDEN, SCENES
from commands import run
from conftest import LOGS, Run
from hilog_avsession import Filters, Report, analyze
from hilog_avsession.cli.recognizing import is_report, is_stored
from hilog_avsession.output.formats import FORMATS, Format
from hilog_avsession.results.json.encode import SCHEMA_MINOR
from hilog_avsession.results.selecting import selected
from test_stored import simulated

EVENING = LOGS / "evening.log"


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """The stored report of the evening."""
    path = tmp_path / "evening.json"
    path.write_text(analyze(EVENING).to_json(), "utf-8")
    return path


def store(path: Path, report: Report) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(report.to_json(), "utf-8")
    return path


def changed(path: Path, **keys: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | keys), "utf-8")


# ---- any format ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_golden_report_is_rendered_from_its_json_form(
    scene: Any, lang: str, run_here: Run, tmp_path: Path
) -> None:
    view = scene.view
    options = ["--evidence", view.lines, *(["--top", view.top] if view.top else []), *["--stories"] * view.stories]
    names = [f"{scene.name}.{lang}{format_.suffix}" for format_ in FORMATS]
    run_here(
        "render", GOLDEN / f"{scene.name}.{lang}.json", *options, *(f"--output={tmp_path / name}" for name in names)
    )
    for name in names:
        assert (tmp_path / name).read_bytes() == (GOLDEN / name).read_bytes(), name


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_analyze_reads_a_stored_report_as_render_does(format_: Format, run_here: Run, stored: Path) -> None:
    rendered = run_here("render", stored, "--format", format_.name).out
    assert rendered
    assert run_here("analyze", stored, "--format", format_.name).out == rendered


def test_a_report_keeps_its_language_unless_another_one_is_asked_for(
    run_here: Run, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    for command in ("render", "analyze"):
        assert json.loads(run_here(command, stored, "-f", "json").out)["lang"] == "en"
        chinese = run_here(command, stored, "-f", "json", "--lang", "zh").out
        assert chinese == analyze(EVENING, lang="zh").to_json()


def test_a_report_comes_from_a_pipe(run_here: Run, stored: Path) -> None:
    data = stored.read_bytes()
    assert run_here("render", "-", data=data).out == run_here("render", data=data).out == run_here("render", stored).out
    assert json.loads(run_here("merge", "-", data=data).out) == json.loads(data)


def test_a_report_that_is_redirected_into_analyze_is_read_back(stored: Path) -> None:
    with stored.open("rb") as file:
        command = [sys.executable, "-m", "hilog_avsession", "analyze", "-f", "json"]
        done = subprocess.run(command, stdin=file, capture_output=True, check=True)
    assert done.stdout == stored.read_bytes()


@pytest.mark.parametrize("content", [None, b"a shopping list\n"])
def test_a_report_that_is_piped_into_analyze_is_left_to_render(content: bytes | None, stored: Path) -> None:
    command = [sys.executable, "-m", "hilog_avsession", "analyze", "--lang", "en", "-"]
    done = subprocess.run(command, input=content or stored.read_bytes(), capture_output=True, check=False)
    assert done.returncode == 3
    assert (b"is read by: hilog-avsession render -" in done.stderr) == (content is None)


def test_a_report_with_sorted_keys_is_a_report(run_here: Run, stored: Path) -> None:
    text = run_here("render", stored).out
    stored.write_text(json.dumps(json.loads(stored.read_text("utf-8")), sort_keys=True, indent=4), "utf-8")
    assert run_here("analyze", stored).out == text


def test_a_log_of_json_lines_is_no_report(tmp_path: Path) -> None:
    log = tmp_path / "device.json"
    log.write_text('{"log": "11-06 19:30:00.000  1184  1184 E C01900/AVSession: [A]b"}\n' * 9, "utf-8")
    assert not is_report(str(log))
    assert not is_stored(str(tmp_path))


# ---- filters, gates, redaction ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_a_filter_counts_as_it_does_on_the_log(seed: int) -> None:
    report = simulated(seed)
    code = report.codes[0].code
    wanted = Filters(codes=frozenset({code}))
    found = selected(Report.from_json(report.to_json()), wanted)
    assert [one.code for one in found.codes] == [code]
    assert found.codes == report.codes[:1]
    assert found.counts.incidents == len(found.incidents) == report.codes[0].incidents
    assert found.filtered_out == report.counts.incidents - found.counts.incidents > 0
    assert sum(one.incidents for one in found.recommendations) == found.counts.incidents
    assert sum(entry.incidents for entry in found.inputs) == found.counts.incidents
    assert {event.event for one in found.sessions for event in one.story if "failure" in event.event} <= {
        f"failure {code}"
    }
    assert selected(found, wanted) == found


@pytest.mark.parametrize("path", sorted(LOGS.rglob("*.log")), ids=lambda path: path.stem)
def test_the_incidents_of_an_application_are_those_that_the_log_has(path: Path) -> None:
    report = analyze(path)
    for bundle in {one.bundle for one in report.applications if one.bundle}:
        filters = Filters(bundles=frozenset({bundle}))
        again, kept = analyze(path, filters=filters), selected(report, filters)
        for part in ("incidents", "codes", "categories", "kinds", "inputs", "blind_spots", "filtered_out"):
            ours, theirs = getattr(kept, part), getattr(again, part)
            if part == "incidents":
                ours, theirs = ([one._replace(session=None, before=()) for one in each] for each in (ours, theirs))
            assert ours == theirs, part


def test_filters_are_options_of_render(run_here: Run, stored: Path) -> None:
    document = json.loads(run_here("render", stored, "-f", "json", "--code", "6600107", "--since", "19:30:01").out)
    assert {one["code"] for one in document["incidents"]} <= {6600107}
    assert document["filtered_out"] == 11 - len(document["incidents"])


def test_a_filter_that_no_incident_matches_is_said(run_here: Run, stored: Path) -> None:
    filters = ("--bundle", "com.example.radios")
    err = run_here("render", stored, "-f", "json", *filters).err
    assert "com.example.radio" in err
    assert run_here("analyze", EVENING, "-f", "json", *filters).err == err


def test_a_report_that_lists_only_its_first_incidents_cannot_be_filtered(run_here: Run, tmp_path: Path) -> None:
    path = store(tmp_path / "r.json", analyze(EVENING, max_incidents=3))
    assert "lists 3 of its 11 incidents" in run_here("render", path, "--code", "6600107", status=2).err
    assert run_here("render", path).out


def test_a_gate_is_applied_to_a_stored_report(run_here: Run, stored: Path) -> None:
    for command in ("render", "analyze"):
        assert "the gate failed: any>3" in run_here(command, stored, "--fail-on", "any>3", status=1).err
        run_here(command, stored, "--fail-on", "any>99")
        run_here(command, stored, "--baseline", stored)


def test_the_outcome_of_an_earlier_gate_fails_no_later_run(run_here: Run, tmp_path: Path) -> None:
    report = analyze(EVENING).judged("any")
    assert report.failed
    path = store(tmp_path / "r.json", report)
    assert "any" in run_here("render", path).out
    assert not run_here("analyze", path).err


def test_a_stored_report_is_redacted_as_the_log_is(run_here: Run, stored: Path) -> None:
    key = ("--redact-key", "secret")
    direct = analyze(EVENING).redacted("secret")
    assert json.loads(run_here("render", stored, "-f", "json", *key).out)["kinds"] == direct.to_dict()["kinds"]
    for format_ in FORMATS:
        assert "com.example.cinema" not in run_here("render", stored, "-f", format_.name, *key).out


def test_an_error_of_a_redacted_run_does_not_name_its_file(run_here: Run, tmp_path: Path) -> None:
    folder = tmp_path / "anna" / "secret-project"
    folder.mkdir(parents=True)
    (folder / "r.json").write_text("{}")
    assert "secret-project" not in run_here("render", folder / "r.json", "--redact", status=3).err


# ---- several ---------------------------------------------------------------------------------------------------------


def test_merging_says_how_many_and_keeps_inputs_apart(run_here: Run, tmp_path: Path) -> None:
    pair = [store(tmp_path / name, simulated(seed)) for name, seed in (("a/phone.json", 1), ("b/tablet.json", 2))]
    done = run_here("merge", *pair, "-o", "all.json", "-o", "all.txt")
    assert "2 reports added up" in done.err
    document = json.loads(Path("all.json").read_text("utf-8"))
    assert [entry["source"] for entry in document["inputs"]] == ["phone.json!<stream>", "tablet.json!<stream>"]
    assert document["counts"]["incidents"] == sum(entry["incidents"] for entry in document["inputs"]) > 60
    assert run_here("render", "all.json").out == Path("all.txt").read_text("utf-8")


def test_folders_and_patterns_hold_reports(run_here: Run, tmp_path: Path) -> None:
    for number in range(3):
        store(tmp_path / "reports" / f"{number}.json", simulated(number))
    wanted = run_here("merge", *(f"reports/{number}.json" for number in range(3))).out
    assert run_here("merge", "reports").out == run_here("merge", "reports/*.json").out == wanted
    assert run_here("analyze", "reports", "-f", "json").out == run_here("render", "reports", "-f", "json").out == wanted


def test_reports_in_two_languages_are_put_into_that_of_the_first(run_here: Run, tmp_path: Path) -> None:
    english, chinese = (store(tmp_path / f"{lang}.json", simulated(3, lang)) for lang in ("en", "zh"))
    assert json.loads(run_here("merge", english, chinese).out)["lang"] == "en"
    assert json.loads(run_here("merge", chinese, english).out)["lang"] == "zh"
    texts = run_here("merge", chinese, english, "--lang", "en", "-f", "text").out
    store(chinese, simulated(3))
    assert run_here("merge", chinese, english, "-f", "text").out == texts


def test_words_that_no_catalogue_has_are_named(run_here: Run, stored: Path) -> None:
    document = json.loads(stored.read_text("utf-8"))
    document["codes"][0]["title"] = "Ours"
    stored.write_text(json.dumps(document).replace(str(document["codes"][0]["code"]), "6600999"), "utf-8")
    assert "目录中没有 6600999" in run_here("render", stored, "--lang", "zh").err
    assert not run_here("render", stored).err


def test_a_report_is_added_up_once(run_here: Run, stored: Path) -> None:
    assert "named twice" in run_here("merge", stored, f"{stored.parent}/./{stored.name}", status=2).err


def test_reports_of_which_some_are_redacted_are_merged_with_a_warning(run_here: Run, tmp_path: Path) -> None:
    store(tmp_path / "a.json", simulated(1).redacted())
    store(tmp_path / "b.json", simulated(2))
    assert "--redact-key" in run_here("merge", "a.json", "b.json").err
    assert "--redact-key" not in run_here("render", "a.json").err


# ---- refused ---------------------------------------------------------------------------------------------------------


def test_logs_and_reports_are_not_mixed(run_here: Run, stored: Path) -> None:
    err = run_here("analyze", EVENING, stored, status=2).err
    assert f"{stored} is a JSON report and {EVENING} is not" in err
    assert "merge" in err


def test_a_folder_with_logs_is_read_as_logs_whatever_reports_it_holds(run_here: Run, stored: Path) -> None:
    (stored.parent / "device.log").write_bytes(EVENING.read_bytes())
    command = [sys.executable, "-m", "hilog_avsession", "analyze", ".", "-f", "json"]
    done = subprocess.run(command, cwd=stored.parent, capture_output=True, check=True)
    assert json.loads(done.stdout)["counts"]["incidents"] == 11
    assert "holds JSON reports (evening.json) and other files (device.log)" in run_here("render", ".", status=3).err


@pytest.mark.parametrize("command", ["render", "merge"])
def test_what_is_not_a_report_is_refused_with_what_to_do(command: str, run_here: Run, tmp_path: Path) -> None:
    assert f"logs are read by: hilog-avsession analyze {EVENING}" in run_here(command, EVENING, status=3).err
    piped = run(command, "-", stdin=EVENING.read_bytes())
    assert piped.returncode == 3
    assert b"standard input: not a JSON report; logs are read by: hilog-avsession analyze -\n" in piped.stderr
    assert "no such file" in run_here(command, "missing.json", status=3).err
    (tmp_path / "empty").mkdir()
    assert "holds no JSON report" in run_here(command, "empty", status=3).err
    (tmp_path / "other.json").write_text('{"name": "package"}')
    assert "not a JSON report of hilog-avsession" in run_here(command, "other.json", status=3).err
    assert "no report; name a JSON report" in run_here(command, status=2).err


def test_a_damaged_report_is_an_error_that_says_where(run_here: Run, stored: Path) -> None:
    text = stored.read_text("utf-8")
    stored.write_text(text[: len(text) // 2], "utf-8")
    for command in ("render", "analyze", "merge"):
        err = run_here(command, stored, status=3).err
        assert "not a JSON document" in err
        assert "line" in err
    stored.write_text(text.replace('"counts": {"incidents": 11', '"counts": {"incidents": "many"'), "utf-8")
    assert 'counts.incidents is "many"; a whole number belongs there' in run_here("analyze", stored, status=3).err


def test_a_report_of_a_newer_minor_version_is_read_and_said_to_be_newer(run_here: Run, stored: Path) -> None:
    text = run_here("render", stored).out
    changed(stored, schema_minor=SCHEMA_MINOR + 1, what_comes_next=[1, 2])
    done = run_here("render", stored)
    assert done.out == text
    assert "written by a newer release; what this release does not know is left out" in done.err
    changed(stored, schema_version=2)
    assert "schema version 2" in run_here("render", stored, status=3).err


def test_an_option_that_only_logs_need_is_refused(run_here: Run, stored: Path) -> None:
    assert "--year" in run_here("analyze", stored, "--year", "2024", status=2).err


def test_the_text_of_a_log_is_data_in_a_stored_report_too(run_here: Run, stored: Path) -> None:
    document = json.loads(stored.read_text("utf-8"))
    hostile = "<script>alert(1)</script>\x1b[31m\u202e=cmd()"
    document["incidents"][0]["evidence"][0] |= {"text": hostile, "source": hostile}
    document["sessions"][0]["bundle"] = hostile
    document["recommendations"][0] |= {"title": hostile, "steps": [hostile], "note": hostile}
    document["codes"][0]["title"] = hostile
    stored.write_text(json.dumps(document), "utf-8")
    for format_ in FORMATS:
        text = run_here("render", stored, "-f", format_.name, "--stories").out
        if format_.name not in ("json", "jsonl"):
            assert "\x1b" not in text, format_.name
            assert "\u202e" not in text, format_.name
        if format_.name == "html":
            assert "<script>alert" not in text
