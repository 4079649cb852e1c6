"""The command `fleet`: its options, what it shows while it runs, and how it ends."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import LOGS
from conftest import Run as RunHere
from fleet_captures import write_captures
from hilog_avsession.cli.fleet_progress import Bar, Events, described, seconds_left
from hilog_avsession.fleet import cluster
from hilog_avsession.fleet.outcomes import Assignment, failure
from hilog_avsession.fleet.parts import read_units
from hilog_avsession.fleet.running import Event, Progress
from hilog_avsession.fleet.units import Unit

PROGRESS = Progress(units=10, done=4, failed=1, bytes=50_000_000, all_bytes=100_000_000, workers=2, seconds=25.0)

# ---- wrong usage -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--workers 2 --scheduler tcp://h:1", "--workers sizes the cluster of this machine"),
        ("--workers 257", "257 is not in the range 1<=x<=256"),
        ("--unit disk", "'disk' is not a kind of unit; choose from auto, archive, folder"),
        ("--memory much", "--memory 'much' is not a size"),
        ("--memory 0", "--memory '0' is not a size"),
        ("--progress dots", "'dots' is not a form of progress"),
        ("--tls-ca ca.pem", "concern a cluster; add --scheduler tls://HOST:PORT"),
        ("--tls-ca ca.pem --scheduler tls://h:1", "ca.pem: there is no such file"),
        ("--redact", "a fleet is redacted with a key"),
        ("--meta none.csv", "--meta none.csv: cannot be read: No such file"),
        ("--limit depth=x", "'depth=x' is not a limit"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_read(
    run_here: RunHere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, message: str
) -> None:
    monkeypatch.delenv("HILOG_AVSESSION_REDACT_KEY", raising=False)
    (tmp_path / "a.log").write_bytes((LOGS / "quiet.log").read_bytes())
    assert message in run_here("fleet", "a.log", "-o", "out", *arguments.split(), status=2).err
    assert not (tmp_path / "out").exists()


def test_a_path_that_names_nothing_is_an_error(run_here: RunHere) -> None:
    error = "hilog-avsession: nothing.zip: there is no such file or folder\n"
    assert run_here("fleet", "nothing.zip", "-o", "out", status=3).err == error
    assert "文件或文件夹不存在" in run_here("fleet", "--lang", "zh", "nothing.zip", "-o", "out", status=3).err


def test_a_run_that_has_nothing_to_read_leaves_no_folder_behind(run_here: RunHere, tmp_path: Path) -> None:
    (tmp_path / "captures").mkdir()
    (tmp_path / "empty").mkdir()
    for place in ("captures", "nothing.zip"):
        assert run_here("fleet", place, "-o", "deep/out", status=3)
        assert not (tmp_path / "deep").exists()
        assert run_here("fleet", place, "-o", "empty", status=3)
        assert (tmp_path / "empty").is_dir(), "it was there before"
    write_captures(tmp_path / "captures", 1)
    run_here("fleet", "captures", "-o", "deep/out", "--workers", "1")
    run_here("fleet", "nothing.zip", "-o", "deep/out", status=3)
    assert (tmp_path / "deep" / "out" / "fleet-run.json").exists()


@pytest.mark.parametrize(("word", "meant"), [("reprot", "report"), ("dif", "diff"), ("rum", "run")])
def test_a_mistyped_command_of_a_fleet_is_not_taken_for_captures(
    run_here: RunHere, tmp_path: Path, word: str, meant: str
) -> None:
    assert f"No such command '{word}'. Did you mean '{meant}'?" in run_here("fleet", word, "night", status=2).err
    (tmp_path / word).mkdir()
    assert "holds no captures" in run_here("fleet", word, "-o", "night", status=3).err


def test_the_folder_must_not_lie_in_what_is_read(run_here: RunHere, tmp_path: Path) -> None:
    (tmp_path / "captures").mkdir()
    assert "lies in captures" in run_here("fleet", "captures", "-o", "captures/out", status=2).err


def test_without_the_extra_the_error_names_it(run_here: RunHere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None if name == "fsspec" else object())
    said = run_here("fleet", "captures", "-o", "out", status=3).err
    assert "fleets need fsspec, which is not installed: in the clone, pip install -e '.[fleet]' or pipx " in said
    assert "在仓库中执行 pip install" in run_here("fleet", "captures", "-o", "out", "--lang", "zh", status=3).err


# ---- progress --------------------------------------------------------------------------------------------------------


def event(name: str, progress: Progress = PROGRESS, unit: str = "") -> Event:
    outcome = failure(Assignment(Unit(unit, unit, 7), unit, unit, "id"), "damaged", "cut") if unit else None
    return Event(name, progress, outcome)


def test_events_are_lines_of_json() -> None:
    out = io.StringIO()
    events = Events(out)
    for each in (
        event("started"),
        event("tick"),
        event("tick"),
        event("unit", unit="a\n\x1b[31m\u2028.zip"),
        event("ended"),
    ):
        events(each)
    assert out.getvalue().isascii()  # whatever the encoding of standard error
    documents = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [document["event"] for document in documents] == ["started", "tick", "unit", "ended"]  # a tick a second
    assert documents[0] == {"event": "started", **PROGRESS._asdict()}
    assert documents[2] == {
        "event": "unit", "seconds": 25.0, "unit": "a\n\x1b[31m\u2028.zip", "status": "failed", "reason": "damaged",
        "detail": "cut", "size": 7, "tries": 1,
    }  # fmt: skip


def test_the_bar_shows_units_speed_failures_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm")
    out = Terminal()
    with Bar(out, "night") as bar:
        for each in (
            event("cleared"),
            event("started", PROGRESS._replace(dashboard="http://127.0.0.1:1/status")),
            event("tick"),
        ):
            bar(each)
    shown = out.getvalue()
    assert "units: 5 of 10  2.0 MB/s  1 failed  0:00:25 left" in shown
    assert "what the workers do: http://127.0.0.1:1/status" in shown
    assert "night: was made by another release or with other options" in shown


def test_nothing_is_promised_before_anything_is_known() -> None:
    early = PROGRESS._replace(bytes=0, done=0, failed=0)
    assert seconds_left(early) is None
    assert str(described(early)) == "units: 0 of 10  0.0 MB/s  0 failed"
    assert str(described(Progress(0))) == "listing the units"


# ---- runs ------------------------------------------------------------------------------------------------------------


def test_a_run_says_what_it_has_done_and_keeps_quiet_meanwhile(run_here: RunHere, tmp_path: Path) -> None:
    captures = write_captures(tmp_path / "captures", 2)
    (captures / "note.txt").write_text("no log\n")
    done = run_here("fleet", captures, "-o", "out", "--workers", "1")
    assert done.out == ""
    assert done.err == (
        "hilog-avsession: could not be read: note.txt: holds no HiLog line; it begins with 'no log'\n"
        "hilog-avsession: 2 units read, 1 could not be read; hilog-avsession fleet report out shows what failed\n"
    )
    done = run_here("fleet", captures, "-o", "out")
    assert done.err == (
        "hilog-avsession: could not be read: note.txt: holds no HiLog line; it begins with 'no log'\n"
        "hilog-avsession: with --retry-failed, units that could not be read are read again\n"
        "hilog-avsession: 0 units read, 3 unchanged (1 could not be read before); "
        "hilog-avsession fleet report out shows what failed\n"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any byte in a name")
def test_a_unit_whose_name_is_not_utf_8_is_shown_and_opened_by_its_bytes(run_here: RunHere, tmp_path: Path) -> None:
    (tmp_path / "captures").mkdir()
    for name, log in (("a\udcff.log", (LOGS / "evening.log").read_bytes()), ("b\udcfe.log", b"no log\n")):
        (tmp_path / "captures" / name).write_bytes(log)
    assert "could not be read: b\\xfe.log: " in run_here("fleet", "captures", "-o", "out").err
    said = run_here("fleet", "report", "out", "--all").out
    command = next(line.strip(" $") for line in said.splitlines() if "$ hilog-avsession" in line)
    assert command.endswith(r"a\xff.log'")
    done = subprocess.run(
        ["bash", "-c", command.replace("hilog-avsession", f"{sys.executable} -m hilog_avsession", 1)],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    example = json.loads((tmp_path / "out" / "fleet.json").read_text("utf-8"))["causes"][0]["examples"][0]
    assert example["unit"] == r"a\udcff.log"


def test_a_run_says_which_files_it_took_for_one_unit(run_here: RunHere, tmp_path: Path) -> None:
    for name in ("lab1/a.log", "lab1/b.log", "lab2/c.log"):
        (tmp_path / "captures" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "captures" / name).write_bytes((LOGS / "quiet.log").read_bytes())
    said = run_here("fleet", "captures", "-o", "out").err.splitlines()
    assert said[0] == (
        "hilog-avsession: folders that were read as one unit: 1 (lab1), with 2 files; "
        "with --unit archive, each file is a unit"
    )
    assert said[1].startswith("hilog-avsession: 2 units read; ")
    assert "--unit" not in run_here("fleet", "captures", "-o", "each", "--unit", "archive").err


def test_a_run_says_which_rows_of_the_users_table_match_no_unit(run_here: RunHere, tmp_path: Path) -> None:
    write_captures(tmp_path / "captures", 2)
    named = ("captures/device-0000.zip", "nobody", "no\x1bone", "d")
    (tmp_path / "meta.csv").write_text("\n".join(["unit,lab", *(f"{name},L" for name in named), "device-0000,L", ""]))
    arguments = ("fleet", "captures", "-o", "out", "--workers", "1", "--meta", "meta.csv")
    said = run_here(*arguments).err.splitlines()
    assert said[0] == (
        "hilog-avsession: --meta: rows that match no unit: 4 of 5 (captures/device-0000.zip, nobody, no\\x1bone, ...); "
        "units are named like device-0000.zip"
    )
    assert (
        "5 行中有 4 行与任何日志包都不匹配：captures/device-0000.zip、nobody、"
        in run_here(*arguments, "--lang", "zh").err
    )
    events = [json.loads(line) for line in run_here(*arguments, "--progress", "jsonl").err.splitlines()[:-1]]
    told = next(each for each in events if each["event"] == "unmatched")
    assert (told["unmatched"], told["rows"], told["example"]) == (4, 5, "device-0000.zip")
    (tmp_path / "meta.csv").write_text("unit,lab\ndevice-0000,L\n")
    assert "match no unit" not in run_here(*arguments).err
    (tmp_path / "meta.csv").write_text("unit,lab\nsecret,L\n")
    redacted = run_here(*arguments, "--redact-key", "k").err
    assert "rows that match no unit: 1 of 1" in redacted
    assert "secret" not in redacted
    assert "device-0000" not in redacted


@pytest.mark.trial
def test_a_run_that_reads_nothing_has_a_status_of_its_own(run_here: RunHere, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("no log\n")
    run_here("fleet", "note.txt", "-o", "out", status=3)


@pytest.mark.trial
def test_a_users_catalogue_reaches_the_processes_that_read(run_here: RunHere, tmp_path: Path) -> None:
    (tmp_path / "team.toml").write_text(CATALOGUE)
    (tmp_path / "a.log").write_bytes((LOGS / "quiet.log").read_bytes() + OWN_LINE)
    run_here("fleet", "a.log", "-o", "out", "--catalog", "team.toml")
    assert read_units(tmp_path / "out").to_pylist()[0]["incidents"] == 1
    (tmp_path / "team.toml").write_text(CATALOGUE + "# changed\n")
    assert "1 unit read" in run_here("fleet", "a.log", "-o", "out", "--catalog", "team.toml").err


OWN_LINE = b"11-20 19:32:00.000  1234  1234 E A03200/com.example.app/Engine: bind failed, rc=17\n"
CATALOGUE = """\
[[statement]]
name = "engine-bind-failed"
tag = "Engine"
code = 6600101
needle = "bind failed"
pattern = 'bind failed, rc=\\d+'
example = "bind failed, rc=17"
decoy = "bind failed, trying again"
"""


@pytest.mark.trial
def test_a_full_disk_ends_the_run_which_can_be_continued(tmp_path: Path) -> None:
    captures, out = write_captures(tmp_path / "captures", 40), tmp_path / "out"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000))  # bytes of a file: writing fails as on a full disk

    command = [sys.executable, "-m", "hilog_avsession", "fleet", str(captures), "-o", str(out)]
    done = subprocess.run(command, preexec_fn=limit, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "cannot be written: File too large; what is finished is kept, and the same command continues" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(out.rglob(".tmp-*"))
    stored = read_units(out).num_rows
    again: Any = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 0
    assert f"{40 - stored} units read" in again.stderr
    assert read_units(out).num_rows == 40
