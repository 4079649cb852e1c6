"""`analyze --each`: a report of its own for each input, archive and folder, and the whole report as ever."""

from __future__ import annotations

import gzip
import json
import shutil
from collections import deque
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import LOGS, ROOT, Run
from hilog_avsession import Report, analyze
from hilog_avsession.cli.each import units_of
from hilog_avsession.cli.filenames import FileNames
from hilog_avsession.options import Options
from hilog_avsession.pipeline import Diagnosis
from hilog_avsession.reading import tee
from hilog_avsession.reading.options import ReadOptions
from hilog_avsession.reading.reader import LogReader
from hilog_avsession.results.merging import merge

BUGREPORT = ROOT / "tests" / "fixtures" / "bugreport.zip"


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    """A folder with rotated logs and two archives, a file, a damaged archive, a file of another kind, and no file."""
    folder = tmp_path / "devices"
    folder.mkdir()
    shutil.copy(LOGS / "before.log", folder / "hilog.1.log")
    (folder / "hilog.2.log.gz").write_bytes(gzip.compress((LOGS / "after.log").read_bytes()))
    shutil.copy(BUGREPORT, folder / "phone.zip")
    shutil.copy(BUGREPORT, folder / "tablet.zip")
    shutil.copy(LOGS / "evening.log", tmp_path / "evening.log")
    (tmp_path / "damaged.zip").write_bytes(BUGREPORT.read_bytes()[:400])
    (tmp_path / "list.txt").write_text("a shopping list\n")
    return ["devices", "evening.log", "damaged.zip", "list.txt", "missing.log"]


def reports_in(folder: Path) -> dict[str, dict[str, Any]]:
    return {path.name: json.loads(path.read_text("utf-8")) for path in folder.iterdir()}


# ---- what is written -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_whole_report_is_that_of_a_run_without_it(jobs: int, run_here: Run, inputs: list[str]) -> None:
    plain = run_here("analyze", *inputs, "-f", "json", status=3).out
    assert run_here("analyze", *inputs, "-f", "json", "--jobs", jobs, "--each", "out", status=3).out == plain


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_unit_has_the_report_that_it_would_have_alone(jobs: int, run_here: Run, inputs: list[str]) -> None:
    done = run_here("analyze", *inputs, "--jobs", jobs, "--each", "out", "-o", "all.json", status=3)
    found = reports_in(Path("out"))
    assert set(found) == {
        *("devices.json", "phone.zip.json", "tablet.zip.json", "evening.log.json"),
        *("damaged.zip.json", "list.txt.json", "missing.log.json"),
    }
    for name in ("devices/phone.zip", "devices/tablet.zip", "evening.log"):
        assert found[f"{Path(name).name}.json"] == analyze(name).to_dict(), name
    logs = analyze("devices/hilog.1.log", "devices/hilog.2.log.gz").to_dict()
    assert found["devices.json"]["incidents"] == logs["incidents"]
    assert "wrote 7 JSON reports to out, 3 of them with inputs that could not be read" in done.err


def test_what_cannot_be_read_has_a_report_with_its_error(run_here: Run, inputs: list[str]) -> None:
    run_here("analyze", *inputs, "--each", "out", "-f", "text", status=3)
    errors = {name: one["inputs"][0]["error"] for name, one in reports_in(Path("out")).items()}
    assert {name: error["kind"] for name, error in errors.items() if error} == {
        "damaged.zip.json": "damaged",
        "list.txt.json": "not-hilog",
        "missing.log.json": "not-found",
    }


def test_a_damaged_archive_of_a_folder_has_a_report_of_its_own(run_here: Run, inputs: list[str]) -> None:
    shutil.move("damaged.zip", "devices/damaged.zip")
    run_here("analyze", inputs[0], "--each", "out", "-f", "text", status=3)
    found = reports_in(Path("out"))
    assert found["damaged.zip.json"]["inputs"][0]["error"]["kind"] == "damaged"
    assert all(entry["error"] is None for entry in found["devices.json"]["inputs"])


def test_a_folder_of_archives_alone_has_no_report_of_its_own(run_here: Run, inputs: list[str]) -> None:
    for path in Path(inputs[0]).glob("hilog.*"):
        path.unlink()
    run_here("analyze", inputs[0], "--each", "out", "-f", "text")
    assert set(reports_in(Path("out"))) == {"phone.zip.json", "tablet.zip.json"}


def test_a_folder_without_a_log_has_a_report_that_says_so(run_here: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run_here("analyze", "empty", "--each", "out", "-f", "text", status=3)
    assert reports_in(Path("out"))["empty.json"]["inputs"][0]["error"]["kind"] == "no-log"


def test_a_single_input_has_the_report_of_the_run(run_here: Run, inputs: list[str]) -> None:
    run_here("analyze", inputs[1], "--each", "out", "-o", "all.json", "--fail-on", "any", status=1)
    assert reports_in(Path("out"))["evening.log.json"] == analyze(inputs[1]).to_dict()


def test_streamed_incidents_do_not_shorten_the_reports(run_here: Run, inputs: list[str]) -> None:
    run_here("analyze", *inputs[:2], "--each", "out", "-f", "jsonl")
    run_here("analyze", inputs[1], "--each", "alone", "-f", "jsonl")
    wanted = analyze(inputs[1]).to_dict()
    assert reports_in(Path("out"))["evening.log.json"] == reports_in(Path("alone"))["evening.log.json"] == wanted


def test_the_reports_can_be_merged_again(run_here: Run, inputs: list[str]) -> None:
    run_here("analyze", *inputs[:2], "--each", "out", "-f", "text")
    merged = json.loads(run_here("merge", "out").out)
    parts = [Report.load(path) for path in sorted(Path("out").iterdir())]
    assert merged["counts"]["incidents"] == merge(parts).counts.incidents == sum(one.counts.incidents for one in parts)


def test_reports_of_units_are_redacted_and_so_are_their_names(run_here: Run, inputs: list[str]) -> None:
    run_here("analyze", *inputs[:2], "--each", "out", "-f", "json", "--redact-key", "secret")
    written = list(Path("out").iterdir())
    assert written
    for path in written:
        text = path.read_text("utf-8")
        assert json.loads(text)["redacted"]
        assert "com.example.radio" not in text
        assert "phone" not in path.name


def test_a_run_with_pseudonyms_that_are_numbered_is_that_without_it(run_here: Run, inputs: list[str]) -> None:
    plain = run_here("analyze", *inputs[:2], "-f", "json", "--redact").out
    assert run_here("analyze", *inputs[:2], "-f", "json", "--redact", "--each", "out").out == plain


def test_older_files_in_the_folder_are_counted(run_here: Run, inputs: list[str]) -> None:
    run_here("analyze", *inputs[:2], "--each", "out", "-f", "text")
    done = run_here("analyze", inputs[1], "--each", "out", "-f", "text")
    assert "wrote 1 JSON report to out; other JSON files in the folder: 3" in done.err


# ---- what is refused -------------------------------------------------------------------------------------------------


def test_a_folder_that_is_read_is_not_written_to(run_here: Run, inputs: list[str]) -> None:
    for folder in ("devices", "devices/out", "devices/../devices/a/b"):
        assert "choose a folder outside of it" in run_here("analyze", *inputs, "--each", folder, status=2).err
    assert not Path("devices/out").exists()


def test_a_file_cannot_be_the_folder_for_reports(run_here: Run, inputs: list[str]) -> None:
    assert "no folder can be made there" in run_here("analyze", *inputs, "--each", "list.txt", status=2).err


def test_a_device_and_stored_reports_have_no_units(run_here: Run, inputs: list[str]) -> None:
    assert "a device is one input" in run_here("analyze", "--hdc", "--each", "out", status=2).err
    run_here("analyze", inputs[1], "-o", "r.json")
    assert "reports already" in run_here("analyze", "r.json", "--each", "out", status=2).err
    assert not Path("out").exists()


def test_a_report_that_cannot_be_written_costs_no_other(run_here: Run, inputs: list[str]) -> None:
    Path("out/phone.zip.json").mkdir(parents=True)
    done = run_here("analyze", *inputs[:2], "--each", "out", "-o", "all.json", status=3)
    assert "phone.zip.json: cannot be written" in done.err
    assert "wrote 3 JSON reports to out" in done.err
    assert Path("all.json").exists()


# ---- the machinery ---------------------------------------------------------------------------------------------------


def reader() -> LogReader:
    options: ReadOptions = Options().reading
    return LogReader(options)


def test_records_that_do_not_fit_into_memory_come_back_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tee, "_MANY", 7)
    units = units_of(str(tmp_path), [str(LOGS)], Options(), None)
    diagnosis = Diagnosis(reader=tee.Tee(reader(), units))
    for name in ("evening.log", "before.log"):
        deque(diagnosis.read(LOGS / name), maxlen=0)
        found = reports_in(tmp_path)[f"{name}.json"]
        assert found == analyze(LOGS / name).to_dict()


def test_a_unit_that_was_cut_off_says_so(tmp_path: Path) -> None:
    units = units_of(str(tmp_path), [], Options(), None)
    diagnosis = Diagnosis(reader=tee.Tee(reader(), units))
    deque(diagnosis.read(LOGS / "evening.log"), maxlen=0)
    deque(diagnosis.read(LOGS / "before.log", lambda _: False), maxlen=0)
    found = reports_in(tmp_path)
    assert {name: one["interrupted"] for name, one in found.items()} == {
        "evening.log.json": False,
        "before.log.json": True,
    }


def test_filters_apply_to_each_unit(tmp_path: Path) -> None:
    options = Options(max_incidents=2)
    units = units_of(str(tmp_path), [], replace(options, lang="zh"), None)
    diagnosis = Diagnosis(reader=tee.Tee(reader(), units))
    deque(diagnosis.read(LOGS / "evening.log"), maxlen=0)
    found = reports_in(tmp_path)["evening.log.json"]
    assert (found["lang"], len(found["incidents"]), found["incidents_truncated"]) == ("zh", 2, True)


@given(st.lists(st.text(max_size=300), max_size=8))
def test_names_of_files_are_safe_and_different(sources: list[str]) -> None:
    names = FileNames()
    given_names = [names.new(source) for source in sources]
    assert len({name.casefold() for name in given_names}) == len(sources)
    for name in given_names:
        assert name.endswith(".json")
        assert not set(name) & set('<>:"/\\|?*\0\n\x1b\u202e')
        assert not name.startswith(("-", ".", " "))
        assert 0 < len(name.encode()) < 200


def test_names_of_files_are_made_of_the_last_part() -> None:
    names = FileNames()
    sources = ["a/bug.zip", "b/bug.zip", "c/BUG.zip", "a/bug.zip-2", "-", "monday/", "CON", "nul.txt", "a: b?.log"]
    assert [names.new(source) for source in sources] == [
        *("bug.zip.json", "bug.zip-2.json", "BUG.zip-3.json", "bug.zip-2-2.json", "stdin.json", "monday.json"),
        *("_CON.json", "_nul.txt.json", "a_ b_.log.json"),
    ]
