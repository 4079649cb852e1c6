"""`--jobs`: processes that read side by side make the very report that one process makes."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import LOGS
from hilog_avsession import jobs
from hilog_avsession.front import LocalFront
from hilog_avsession.jobs import ReaderDied
from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose
from hilog_avsession.sources import Limits
from test_cli import COMMAND, ENVIRONMENT, run

FIXTURES = sorted(LOGS.glob("*.log"))
forked = pytest.mark.skipif(
    sys.platform != "linux", reason="a patch reaches other processes only where they are forked"
)


def assert_alike(places: list[Any], **options: Any) -> dict[str, Any]:
    """Check that any number of processes gives the report of one, to the letter; return it."""
    alone = diagnose(places, Options(**options)).to_json()
    for number in (2, 3):
        assert diagnose(places, Options(jobs=number, **options)).to_json() == alone
    return dict(json.loads(alone))


@pytest.fixture
def folder(tmp_path: Path, evening: Path) -> Path:
    """A folder as it comes from a device, with all that is no log in it."""
    lines = evening.read_bytes().splitlines(keepends=True)
    third = len(lines) // 3
    made = ("20251106-193000", "20251106-193002", "20251106-193004")
    for number, moment in enumerate(made):
        part = b"".join(lines[number * third : None if number == 2 else (number + 1) * third])
        (tmp_path / f"hilog.{number:03d}.{moment}.gz").write_bytes(gzip.compress(part))
    (tmp_path / ".persisterInfo_1").write_bytes(lines[-1])
    (tmp_path / "notes.txt").write_text("nothing\n", "utf-8")
    (tmp_path / "photo.jpg").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "hilog_kmsg.000.20251106-193000.gz").write_bytes(gzip.compress(b"<6>[1.0] x\n"))
    (tmp_path / "broken.gz").write_bytes(gzip.compress(evening.read_bytes())[:-200])
    (tmp_path / "empty").mkdir()
    with zipfile.ZipFile(tmp_path / "report.zip", "w") as archive:
        archive.write(evening, "log/evening.log")
        archive.writestr("log/readme.txt", "no log")
    return tmp_path


def test_all_fixture_logs_in_one_run() -> None:
    report = assert_alike(FIXTURES)
    assert report["counts"]["incidents"] > 10


def test_a_folder(folder: Path) -> None:
    report = assert_alike([folder])
    assert report["lines"]["repeated"] > 0  # broken.gz and report.zip tell the rest once more
    assert {remark["source"].rpartition("/")[2] for remark in report["remarks"]} >= {"notes.txt", "photo.jpg"}


def test_places_of_every_kind(folder: Path, evening: Path) -> None:
    pattern = str(folder / "hilog.*.gz")
    places = [str(evening), str(folder / "missing.log"), pattern, str(evening), str(folder / "empty"), str(folder)]
    report = assert_alike(places)
    assert [one["error"]["kind"] for one in report["inputs"] if one["error"]][:2] == ["not-found", "no-log"]


def test_more_different_lines_than_either_side_remembers(tmp_path: Path) -> None:
    head = "11-20 10:00:{:02d}.{:03d}  6120  6131 E C02b91/AVSession: "
    for name in "abc":
        lines = [head.format(number // 1000, number % 1000) + f"[Test]{name} odd {number}" for number in range(9000)]
        (tmp_path / f"{name}.log").write_text("\n".join(lines), "utf-8")
    report = assert_alike([tmp_path])
    assert report["lines"]["examined"] == 27_000


def test_a_stream_is_read_by_the_first_process(evening: Path) -> None:
    pipe = run("analyze", evening, "-", "--jobs", "2", "--format", "json", stdin=evening.read_bytes())
    alone = run("analyze", evening, "-", "--format", "json", stdin=evening.read_bytes())
    assert pipe.stdout == alone.stdout
    assert pipe.returncode == 0


def test_the_limits_are_for_all_processes_together(folder: Path) -> None:
    report = diagnose([folder], Options(jobs=3, limits=Limits(total=8000)))
    assert any(one.error is not None and one.error.kind == "limit" for one in report.inputs)
    assert diagnose([folder], Options(jobs=3, limits=Limits(files=3))).inputs[-1].error is not None


@forked
def test_a_process_that_dies_is_told(monkeypatch: pytest.MonkeyPatch, evening: Path) -> None:
    monkeypatch.setattr(LocalFront, "read", lambda *_: os._exit(7))
    with pytest.raises(ReaderDied, match=r"ended with status 7.*--jobs 1"):
        diagnose([evening, evening], Options(jobs=2))


@forked
def test_a_fault_in_a_process_is_raised_in_the_first(monkeypatch: pytest.MonkeyPatch, evening: Path) -> None:
    def fault(*_: object) -> Iterator[None]:
        raise ZeroDivisionError("a fault")
        yield

    monkeypatch.setattr(LocalFront, "read", fault)
    with pytest.raises(ZeroDivisionError, match="a fault"):
        diagnose([evening, evening], Options(jobs=2))


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_gives_the_whole_report(number: signal.Signals, tmp_path: Path) -> None:
    line = b"11-20 10:00:00.000  6120  6131 E C02b91/AVSession: [Test]odd\n"
    for name in "abcd":
        (tmp_path / name).write_bytes(line * 400_000)
    process = subprocess.Popen(
        [*COMMAND, "analyze", str(tmp_path), "--jobs", "2", "--format", "json"],
        stdout=subprocess.PIPE,
        env=ENVIRONMENT,
        start_new_session=True,
    )
    time.sleep(1.5)
    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    output, _ = process.communicate(timeout=60)
    report = json.loads(output)
    assert process.returncode == 128 + number
    assert report["interrupted"] is True
    assert report["lines"]["records"] == report["lines"]["examined"] > 0
    assert 0 <= report["lines"]["total"] - report["lines"]["examined"] <= len(report["inputs"])  # cut in the middle


def test_what_waits_for_its_turn_is_bounded() -> None:
    assert jobs._AHEAD * jobs._BATCH < 100_000
