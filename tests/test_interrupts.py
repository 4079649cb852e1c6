"""Ctrl-C and SIGTERM in each stage, full disks and closed pipes: a right status, a whole report or none, no trace."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from commands import COMMAND, ENVIRONMENT, run
from conftest import with_trials
from hilog_avsession.device.interrupt import Stop
from hilog_avsession.reading.sources import NO_WAIT
from waiting import GUARD, wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes of POSIX")

SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143)]
both = pytest.mark.parametrize(("number", "status"), SIGNALS, ids=["SIGINT", "SIGTERM"])
HEADER = "11-06 19:30:00.000  6120  6131 E A03D00/com.example.radio/JSAPP: "
LOG = (HEADER + "setAVMetadata code: 6600102\n").encode()
SIZE = 600 << 20  # bytes unpacked: more than any machine reads before the signal comes


@contextmanager
def started(*arguments: object, under: Sequence[str] = (), **options: object) -> Iterator[subprocess.Popen[bytes]]:
    command = [*under, *COMMAND, "analyze", *map(str, arguments)]
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    with subprocess.Popen(command, env=ENVIRONMENT, bufsize=0, **streams) as process:  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.kill()


def ended(process: subprocess.Popen[bytes], status: int) -> bytes:
    """What was printed; the status may be the signal itself, which a shell shows as the same number."""
    out, complaints = process.communicate(timeout=GUARD)
    assert b"Traceback" not in complaints, complaints.decode()
    assert process.returncode in {status, 128 - status}
    return out


def reads(process: subprocess.Popen[bytes], name: str) -> bool:
    """Whether a process, or one of its own, has a file open."""
    try:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        folders = [Path(f"/proc/{number}/fd") for number in (process.pid, *children)]
        opened = [os.readlink(link) for folder in folders for link in folder.iterdir()]
    except OSError:
        return False
    return any(path.endswith(name) for path in opened)


def test_an_input_without_a_descriptor_is_not_waited_for() -> None:
    stop = Stop()
    assert stop.ready(NO_WAIT)
    stop.request()
    assert not stop.ready(NO_WAIT)
    stop.close()


# ---- the places ------------------------------------------------------------------------------------------------------


def plain(path: Path) -> None:
    with path.open("wb") as out:
        for _ in range(SIZE // len(LOG) // 10_000):
            out.write(LOG * 10_000)


def big_gzip(path: Path) -> None:
    member = gzip.compress(LOG * 100_000, 1)
    path.write_bytes(member * (4 * SIZE // (len(LOG) * 100_000)))


def big_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("a.log", LOG * 400_000)
        for number in range(30):
            archive.writestr(f"{number}.log", LOG * 100_000)


def big_tar_gz(path: Path) -> None:
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        whole = path.with_suffix(".log")
        whole.write_bytes(LOG * 200_000)
        for number in range(15):
            archive.add(whole, f"{number}.log")


def many_files(path: Path) -> None:
    path.mkdir()
    for number in range(5000):
        (path / f"{number}.log").write_bytes(LOG)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Callable[[Path], None]], Path]]:
    folder = tmp_path_factory.mktemp("places")

    def made(make: Callable[[Path], None]) -> Path:
        path = folder / make.__name__
        if not path.exists():
            make(path)
        return path

    yield made
    shutil.rmtree(folder)  # pytest would keep it for some runs


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="what a process reads is asked of Linux")
@both
@pytest.mark.parametrize(
    "make", with_trials([big_zip], [plain, big_gzip, big_tar_gz, many_files]), ids=lambda make: make.__name__
)
def test_an_interruption_while_reading_gives_the_whole_report(
    make: Callable[[Path], None], number: int, status: int, places: Callable[[Callable[[Path], None]], Path]
) -> None:
    path = places(make)
    with started(path, "--format", "json", "--limit", "ratio=100000") as process:
        wait_until(lambda: reads(process, ".log" if path.is_dir() else path.name) or process.poll() is not None)
        time.sleep(0.2)
        process.send_signal(number)
        report = json.loads(ended(process, status))
    assert report["interrupted"] is True
    assert report["lines"]["total"] - report["lines"]["records"] in {0, 1}  # the last line may be cut


@both
def test_an_interruption_while_a_pipe_has_no_writer(number: int, status: int, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with started(pipe, "--format", "json") as process:
        wait_until(lambda: reads(process, "pipe") or not Path("/proc").exists())
        process.send_signal(number)
        report = json.loads(ended(process, status))
    assert report["interrupted"] is True
    assert [one["error"] for one in report["inputs"]] == [None]


@both
def test_an_interruption_of_a_slow_live_log(number: int, status: int) -> None:
    with started("-", "--format", "json", stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(LOG)
        wait_until(lambda: is_taken(process))
        process.send_signal(number)
        report = json.loads(ended(process, status))
    assert report["interrupted"] is True
    assert report["lines"]["total"] == 1


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no SIGHUP")
def test_a_terminal_that_is_closed_leaves_the_whole_report(tmp_path: Path) -> None:
    with started("-", "--output", tmp_path / "report.json", stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(LOG)
        wait_until(lambda: is_taken(process))
        process.send_signal(signal.SIGHUP)
        ended(process, 129)
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["interrupted"] is True


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no SIGHUP")
def test_a_run_under_nohup_outlives_its_terminal() -> None:
    with started("-", "--format", "json", stdin=subprocess.PIPE, under=["nohup"]) as process:
        assert process.stdin is not None
        process.stdin.write(LOG)
        wait_until(lambda: is_taken(process))
        process.send_signal(signal.SIGHUP)
        process.stdin.write(LOG)
        process.stdin.close()
        process.stdin = None
        report = json.loads(ended(process, 0))
    assert report["lines"]["total"] == 2


def is_taken(process: subprocess.Popen[bytes]) -> bool:
    """Whether a process has read all that was written to it."""
    import fcntl
    import termios

    assert process.stdin is not None
    left = fcntl.ioctl(process.stdin, termios.FIONREAD, bytes(4))
    return int.from_bytes(left, sys.byteorder) == 0


SLOW_IMPORT = "import os, time\nos.write(1, b'loading')\ntime.sleep(60)\n"


@both
def test_an_interruption_while_the_program_is_loaded_shows_no_trace(number: int, status: int, tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text(SLOW_IMPORT, "utf-8")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [*COMMAND, "analyze", "-"],
        env={**ENVIRONMENT, "PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.read(7) == b"loading"
        process.send_signal(number)
        assert ended(process, status) == b""


WHILE_A_CLASS_IS_MADE = """
from hilog_avsession import pipeline

class Member:
    def __set_name__(self, owner, name):
        raise KeyboardInterrupt

def broken(*_):
    type("Made", (), {"member": Member()})

pipeline.reader_for = broken
"""


def test_an_interruption_while_a_class_is_made_is_no_defect(evening: Path, tmp_path: Path) -> None:
    """Python 3.11 raises RuntimeError from it."""
    (tmp_path / "sitecustomize.py").write_text(WHILE_A_CLASS_IS_MADE, "utf-8")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = run("analyze", evening, PYTHONPATH=path)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.fixture
def long_report(tmp_path: Path) -> Path:
    """A log whose report is longer than what a pipe holds."""
    log = tmp_path / "device.log"
    lines = (HEADER.replace("30:00", f"{n // 60:02d}:{n % 60:02d}") for n in range(3000))
    log.write_text("".join(f"{line}setAVMetadata code: 6600102\n" for line in lines), "utf-8")
    return log


@both
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_an_interruption_while_the_report_goes_into_a_slow_pipe(
    unbuffered: str, number: int, status: int, long_report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ENVIRONMENT, "PYTHONUNBUFFERED", unbuffered)
    with started(long_report, "--format", "json") as process:
        assert process.stdout is not None
        first = process.stdout.read(1000)
        process.send_signal(number)
        time.sleep(0.1)
        whole = first + ended(process, status)
    assert len(json.loads(whole)["incidents"]) == 3000
    assert len(whole) > 1 << 16  # more than a pipe holds


@both
def test_a_second_interruption_ends_at_once(number: int, status: int, long_report: Path) -> None:
    with started(long_report, "--format", "json") as process:
        assert process.stdout is not None
        assert process.stdout.read(1) == b"{"  # nobody takes the rest
        process.send_signal(number)
        time.sleep(0.2)  # two at the same time are one
        assert process.poll() is None
        process.send_signal(number)
        assert process.wait(timeout=GUARD) == status


# ---- a full disk, a closed pipe --------------------------------------------------------------------------------------


def test_a_disk_that_is_full_leaves_the_old_report_whole(evening: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_text("the old one", "utf-8")
    limited = (
        "import resource, runpy, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "sys.argv[0] = 'hilog-avsession'\n"
        "runpy.run_module('hilog_avsession', run_name='__main__')\n"
    )
    arguments = ["analyze", str(evening), "--format", "json", "--output", str(report)]
    done = subprocess.run(
        [sys.executable, "-c", limited, *arguments], capture_output=True, env=ENVIRONMENT, timeout=GUARD, check=False
    )
    assert done.returncode == 3
    assert done.stderr.decode().splitlines() == [f"hilog-avsession: {report}: cannot be written: File too large"]
    assert report.read_text("utf-8") == "the old one"
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


@pytest.mark.parametrize("descriptors", [8, 12])
def test_too_few_descriptors_give_the_report_or_say_so(descriptors: int, evening: Path, tmp_path: Path) -> None:
    limited = f'ulimit -n {descriptors}; exec "$@"'
    command = ["sh", "-c", limited, "sh", *COMMAND, "analyze", str(evening), str(evening), "--jobs", "2"]
    done = subprocess.run(command, capture_output=True, env=ENVIRONMENT, timeout=GUARD, check=False)
    assert (done.returncode, bool(done.stdout)) in {(0, True), (3, False)}, done.stderr
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0 or b"Too many open files: the system gives this program no more" in done.stderr


def test_a_folder_that_is_not_there_is_said(evening: Path, tmp_path: Path) -> None:
    done = run("analyze", evening, "--output", tmp_path / "nowhere" / "report.txt")
    assert done.returncode == 2
    assert b"there is no folder" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_log_whose_writer_is_killed_is_reported() -> None:
    with started("-", "--format", "json", stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(LOG + LOG[:50])
        process.stdin.close()
        process.stdin = None
        report = json.loads(ended(process, 0))
    assert (report["interrupted"], report["lines"]["total"]) == (False, 2)
