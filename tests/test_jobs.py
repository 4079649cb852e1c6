"""`--jobs`: processes that read side by side make the very report that one process makes."""

from __future__ import annotations

import errno
import gzip
import io
import json
import multiprocessing
import os
import pickle
import random
import signal
import struct
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from commands import COMMAND, ENVIRONMENT, run
from conftest import LOGS, with_trials
from hilog_avsession import WrongUsage, pipeline
from hilog_avsession.options import Options
from hilog_avsession.pipeline import diagnose, reader_for
from hilog_avsession.reading.parallel import chunks, worker
from hilog_avsession.reading.parallel.jobs import ParallelReader, ReaderDied
from hilog_avsession.reading.reader import LogReader
from hilog_avsession.reading.sources import Limits, Location, Opener, Source, amount_of
from hilog_avsession.reading.sources.reading import HEAD
from test_interrupts import reads
from waiting import wait_until

FIXTURES = sorted(LOGS.glob("*.log"))
forked = pytest.mark.skipif(
    sys.platform != "linux", reason="a patch reaches other processes only where they are forked"
)


def assert_alike(locations: list[Any], **options: Any) -> dict[str, Any]:
    """Check that any number of processes gives the report of one, to the letter; return it."""
    alone = diagnose(locations, Options(**options)).to_json()
    for number in (2, 3):
        assert diagnose(locations, Options(jobs=number, **options)).to_json() == alone
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


def test_a_folder_is_read_alike_by_any_number_of_processes(folder: Path) -> None:
    report = assert_alike([folder])
    assert report["lines"]["repeated"] > 0  # broken.gz and report.zip tell the rest once more
    assert {remark["source"].rpartition("/")[2] for remark in report["remarks"]} >= {"notes.txt", "photo.jpg"}


def test_locations_of_every_kind(folder: Path, evening: Path) -> None:
    pattern = str(folder / "hilog.*.gz")
    locations = [str(evening), str(folder / "missing.log"), pattern, str(evening), str(folder / "empty"), str(folder)]
    report = assert_alike(locations)
    assert [one["error"]["kind"] for one in report["inputs"] if one["error"]][:2] == ["not-found", "no-log"]


@pytest.mark.trial
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
def test_a_process_that_dies_is_reported(monkeypatch: pytest.MonkeyPatch, evening: Path) -> None:
    monkeypatch.setattr(LogReader, "read", lambda *_: os._exit(7))
    with pytest.raises(ReaderDied, match=r"ended with status 7.*--jobs 1"):
        diagnose([evening, evening], Options(jobs=2))


@forked
def test_a_process_that_dies_is_reported_where_looking_for_its_messages_fails(
    monkeypatch: pytest.MonkeyPatch, evening: Path
) -> None:
    def poll(*_: object) -> bool:  # as Windows does
        raise BrokenPipeError(errno.EPIPE, "The pipe has been ended")

    monkeypatch.setattr(LogReader, "read", lambda *_: os._exit(7))
    monkeypatch.setattr(Connection, "poll", poll)
    with pytest.raises(ReaderDied, match="ended with status 7"):
        diagnose([evening, evening], Options(jobs=2))


@forked
def test_a_fault_in_a_process_is_raised_in_the_first(monkeypatch: pytest.MonkeyPatch, evening: Path) -> None:
    def fault(*_: object) -> Iterator[None]:
        raise ZeroDivisionError("a fault")
        yield

    monkeypatch.setattr(LogReader, "read", fault)
    with pytest.raises(ZeroDivisionError, match="a fault"):
        diagnose([evening, evening], Options(jobs=2))


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", with_trials([signal.SIGINT], [signal.SIGTERM]))
def test_an_interruption_gives_the_whole_report(number: signal.Signals, tmp_path: Path) -> None:
    line = b"11-20 10:00:00.000  6120  6131 E C02b91/AVSession: [Test]odd\n"
    for name in "abcd":
        (tmp_path / f"{name}.log").write_bytes(line * 400_000)
    process = subprocess.Popen(
        [*COMMAND, "analyze", str(tmp_path), "--jobs", "2", "--format", "json"],
        stdout=subprocess.PIPE,
        env=ENVIRONMENT,
        start_new_session=True,
    )
    wait_until(lambda: sys.platform != "linux" or reads(process, ".log"))
    time.sleep(1.5)
    os.killpg(process.pid, number)  # as a terminal, `timeout` and systemd do
    output, _ = process.communicate(timeout=60)
    report = json.loads(output)
    assert process.returncode == 128 + number
    assert report["interrupted"] is True
    assert report["lines"]["records"] == report["lines"]["examined"] > 0
    assert 0 <= report["lines"]["total"] - report["lines"]["examined"] <= len(report["inputs"])  # cut in the middle


def test_what_waits_for_its_turn_is_bounded() -> None:
    reader, writer = multiprocessing.Pipe(duplex=False)
    outbox, sent = worker.Outbox(writer), list[int]()
    message = b"x" * (worker.AHEAD // 10)

    def send() -> None:
        with suppress(worker.ReceiverGone):
            for number in range(1000):
                outbox.put(message)
                sent.append(number)

    sender = threading.Thread(target=send)
    sender.start()
    wait_until(lambda: len(sent) >= 9)
    time.sleep(0.2)
    assert len(sent) == 9, "nobody takes any"
    assert pickle.loads(reader.recv_bytes()) == message
    wait_until(lambda: len(sent) == 10)
    reader.close()
    sender.join(30)
    assert not sender.is_alive(), "nobody will take any"


@forked
def test_a_process_that_dies_in_the_middle_of_a_message_is_reported(
    monkeypatch: pytest.MonkeyPatch, evening: Path
) -> None:
    def half(pipe: Connection, data: bytes) -> None:
        os.write(pipe.fileno(), struct.pack("!i", len(data) + 1) + data)
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(Connection, "send_bytes", half)
    with pytest.raises(ReaderDied, match="ended with status -9"):
        diagnose([evening, evening], Options(jobs=2))


@forked
def test_no_process_outlives_the_first(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.log").write_bytes(b"".join(OWN % divmod(n, 1000) for n in range(60_000)))
    first = subprocess.Popen([*COMMAND, "analyze", str(tmp_path), "--jobs", "2"], env=ENVIRONMENT)
    children = Path(f"/proc/{first.pid}/task/{first.pid}/children")
    wait_until(lambda: len(children.read_text("ascii").split()) == 2)
    others = children.read_text("ascii").split()
    first.send_signal(signal.SIGSTOP)
    time.sleep(1)  # they have read all, and wait for it to be taken
    first.kill()
    first.wait()
    wait_until(lambda: not any(Path(f"/proc/{pid}/fd").exists() and os.listdir(f"/proc/{pid}/fd") for pid in others))


@pytest.mark.trial
@forked
def test_a_process_may_begin_while_a_thread_reads(evening: Path) -> None:
    wanted, done = diagnose([evening]).to_json(), threading.Event()

    def read() -> None:
        while not done.is_set():
            diagnose([evening])

    thread = threading.Thread(target=read)
    thread.start()
    try:
        for _ in range(10):
            assert len(diagnose([evening, evening], Options(jobs=2)).inputs) == 2
    finally:
        done.set()
        thread.join()
    assert diagnose([evening]).to_json() == wanted


@forked
def test_a_process_that_cannot_begin_leaves_none_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    start, started = multiprocessing.Process.start, list[multiprocessing.Process]()

    def only_once(process: multiprocessing.Process) -> None:
        if started:
            raise BlockingIOError("no more processes")
        started.append(process)
        start(process)

    for name in "ab":  # more than a pipe holds, so that the one that begins does not end by itself
        (tmp_path / f"{name}.log").write_bytes(b"".join(OWN % divmod(n, 1000) for n in range(8_000)))
    alone = diagnose([tmp_path], Options(jobs=1)).to_json()
    monkeypatch.setattr(multiprocessing.Process, "start", only_once)
    assert diagnose([tmp_path], Options(jobs=2)).to_json() == alone
    assert started[0].exitcode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="children are found in /proc")
@pytest.mark.parametrize("seed", with_trials(range(2), range(2, 16)))
def test_a_reading_process_that_is_killed_hangs_no_other(seed: int, tmp_path: Path) -> None:
    for name in "abcd":
        (tmp_path / f"{name}.log").write_bytes(b"".join(OWN % divmod(n, 1000) for n in range(20_000)))
    command = [*COMMAND, "analyze", str(tmp_path), "--jobs", "3", "--format", "json"]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as first:
        children = Path(f"/proc/{first.pid}/task/{first.pid}/children")
        wait_until(lambda: len(children.read_text().split()) >= 2 or first.poll() is not None)
        time.sleep(random.Random(seed).random() * 0.4)
        with suppress(ProcessLookupError, IndexError):
            os.kill(int(children.read_text().split()[seed % 2]), signal.SIGKILL)
        out, complaints = first.communicate(timeout=60)
    assert first.returncode in (0, 3)
    assert b"Traceback" not in complaints
    assert (first.returncode == 0) == bool(out)
    assert first.returncode == 0 or b"--jobs 1" in complaints


def test_a_daemonic_process_reads_alone(evening: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        assert pool.apply(failures_in, (str(evening),)) == diagnose([evening]).counts.incidents


def failures_in(path: str) -> int:
    return diagnose([path, path], Options(jobs=2)).counts.incidents


def test_a_file_whose_name_means_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, evening: Path) -> None:
    (tmp_path / "-").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    read = [diagnose([io.BytesIO(evening.read_bytes())], Options(jobs=number)).to_json() for number in (1, 2)]
    assert read[0] == read[1]
    assert '"lines": {"total": 188' in read[0]


# ---- one file, read in chunks ----------------------------------------------------------------------------------------

CHUNK = 1_000  # bytes read at a time: the larger beginning of a file is not split
OWN = b"11-20 10:15:%02d.%03d  6120  6131 E C02b91/AVSession: [GetAVMetaData]session not exist\n"
OTHER = b"11-20 10:15:%02d.%03d  6120  6131 I A00001/Radio: getAVSession: the song has no title, and code 1\n"
CHINESE = "11-20 10:15:30.001  7120  7120 E A00001/播放器: 播放失败，错误码 6600102\n"
SEAMS = {
    "plain": [],
    "continued": [b"  code: 6600101, getAVSession failed\n", b"  at index.ets\n", b"\n"],
    "garbage": [b"\xff\xfe\x00\x00 no log at all\n", b"x" * 40_000 + b"\n", b"\x00" * 500],
    "no text": [b"\xff\xfe\x00" * 4_000 + b"\n"],
    "carriage returns": [
        b"11-20 10:15:31.000  1  1 I A00001/T: x\r\n",
        b"half\r11-20 10:15:31.000  1  1 I A00001/T: x\n",
    ],
    "gb18030": [CHINESE.encode("gb18030"), CHINESE.encode()],
    "cut characters": [CHINESE.encode()[:-20] + b"\n", CHINESE.encode("gb18030")],
    "one early, one late in gb18030": [CHINESE.encode("gb18030")],
    "process names": [
        b"11-20 10:15:32.000  7 7 E C02B91/com.example.radio/AVSession: [Test]session not exist\n",
        b"11-20 10:15:32.000  7 7 E C02b91/a/b/AVSession: [Test]session not exist\n",
        b"11-20 10:15:32.000  7 7 E A00001/some/tag: getAVSession failed, code: 6600101\n",
    ],
    "other layouts": [
        b"11-20 10:15:33.123   6120-6131     C02B91/AVSession  com.example.radio  E     [Test]session not exist\n",
        b"E C02b91/AVSession: [GetAVMetaData]session not exist\n",
        b"<6>[    1.234567] binder: 6120:6131 ioctl\n",
        b"current session id           : 3A5******9F1\n",
    ],
}


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(chunks, "LEAST", 1)
    monkeypatch.setattr(chunks, "CHUNK_SIZE", 6_000)
    return 6_000


def split(path: Path) -> chunks.Split | None:
    return chunks.split(str(path), LogReader(Options(read_size=CHUNK).reading).opener(None).open(path), None)


def log_with(odd: list[bytes], seed: int) -> bytes:
    """A log whose probe is settled when its odd lines come, each here and there."""
    lines = [(OTHER if number % 40 else OWN) % (number // 100, number % 100 * 10) for number in range(2_600)]
    chance = random.Random(seed)
    for line in odd:
        for _ in range(1 if len(odd) == 1 else 6):
            lines.insert(chance.randrange(1_900, len(lines)), line)
    return b"".join(lines)


@forked
@pytest.mark.parametrize("seed", with_trials([1], [2, 3]))
@pytest.mark.parametrize("kind", with_trials(list(SEAMS)[:3], list(SEAMS)[3:]))
def test_every_seam_of_a_file_read_in_chunks(kind: str, seed: int, small_chunks: int, tmp_path: Path) -> None:
    path = tmp_path / "hilog.000.20251120-101500.log"
    path.write_bytes(log_with(SEAMS[kind], seed))
    one = split(path)
    assert one is not None
    assert len(one.chunks) > 8
    assert one.chunks[1].start < 2 * HEAD + 3 * small_chunks
    report = assert_alike([path], read_size=CHUNK)
    assert report["counts"]["incidents"] >= 60
    assert_alike([path, path], read_size=CHUNK)


def test_processes_that_are_not_forked_get_all_they_need(small_chunks: int, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(log_with([], 1))
    one = split(path)
    assert one is not None
    assert small_chunks * len(one.chunks) < path.stat().st_size
    code = (
        "import multiprocessing\n"
        "from hilog_avsession import pipeline, options\n"
        "from hilog_avsession.reading.parallel import chunks\n"
        f"chunks.LEAST, chunks.CHUNK_SIZE = 1, {small_chunks}\n"
        "if __name__ == '__main__':\n"
        "    multiprocessing.set_start_method('spawn')\n"
        f"    print(pipeline.diagnose([{str(path)!r}], options.Options(jobs=2, read_size={CHUNK})).to_json())\n"
    )
    script = tmp_path / "spawning.py"
    script.write_text(code, "utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, env=ENVIRONMENT, check=True)
    assert json.loads(done.stdout) == json.loads(diagnose([path], Options(read_size=CHUNK)).to_json())


@forked
def test_new_year_comes_in_the_last_chunks(small_chunks: int, tmp_path: Path) -> None:
    lines = log_with([], 1).replace(b"11-20 10:15", b"12-31 23:59").splitlines(keepends=True)
    path = tmp_path / "hilog.000.20251231-235900.log"
    path.write_bytes(b"".join(lines[:-500]) + b"".join(lines[-500:]).replace(b"12-31 23:59", b"01-01 00:00"))
    assert small_chunks * 4 < 500 * len(lines[0])
    report = assert_alike([path], read_size=CHUNK)
    assert {incident["year"] for incident in report["incidents"]} == {2025, 2026}


@forked
@pytest.mark.parametrize(
    "odd",
    [
        "",
        "12-15 10:15:00.123 no header\n",
        "E C02B91/AVSession: no time\n",
        "   12.345678  6120  6131 I C02B91/AVSession: no date\n",
        "\ufeff12-15 10:15:00.123  6120  6131 I C02B91/AVSession: the first line of another file\n",
        "\x1b[31m12-15 10:15:00.123  6120  6131 I C02B91/AVSession: in red\x1b[0m\n",
    ],
)
def test_each_date_is_noticed_however_the_file_is_split(odd: str, small_chunks: int, tmp_path: Path) -> None:
    """The year goes on with steps of up to a month: who misses a date loses it."""
    days = ["11-20", "12-15", "01-04", "01-30", "02-25", "12-25", "01-10", "03-30"]  # over New Year once, and again
    line = " 10:15:00.123  6120  6131 I C02B91/av_session/AVSession: [OnStart]hello\n"
    path = tmp_path / "long.log"
    path.write_text("".join(f"{day}{line}" * 600 for day in days).replace(f"{days[1]}{line}", odd, 1))
    found = {
        (one.inputs[0].first_clock, one.inputs[0].last_clock)
        for one in [
            diagnose([path], Options(year=2026, jobs=2)),
            *(diagnose([path], Options(year=2026, read_size=size)) for size in (99, 7_000, 1 << 18)),
        ]
    }
    assert split(path) is not None
    first, last = found.pop()
    assert not found
    assert last - first == (date(2028, 3, 30) - date(2026, 11, 20)).days * 86400


@forked
def test_the_fixture_logs_read_in_chunks(small_chunks: int, tmp_path: Path) -> None:
    path = tmp_path / "all.log"
    path.write_bytes(log_with([], 1) + b"".join(log.read_bytes() for log in FIXTURES))
    assert small_chunks < path.stat().st_size
    assert_alike([path, evening_of(tmp_path)], read_size=CHUNK)


def evening_of(folder: Path) -> Path:
    """A second file, whose chunks the processes take in turn."""
    path = folder / "later.log"
    path.write_bytes(log_with(SEAMS["gb18030"], 3))
    return path


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(log_with([], 1)),
        log_with([], 1).decode().encode("utf-16"),
        b"short\n" * 50_000,
        log_with([], 1).replace(b"\n", b"\r"),
        bytes(range(256)) * 800,
        log_with([], 1)[:15_000],
    ],
    ids=["packed", "UTF-16", "no log", "carriage returns alone", "no text", "few headers"],
)
def test_what_cannot_be_read_in_chunks(content: bytes, small_chunks: int, tmp_path: Path) -> None:
    path = tmp_path / "whole"
    path.write_bytes(content)
    assert small_chunks < len(content) or content[:2] == b"\x1f\x8b"
    assert split(path) is None


@forked
def test_a_file_that_goes_while_it_is_read(small_chunks: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "going.log"
    path.write_bytes(log_with([], 1))
    opened = Opener.open_chunk

    def gone(self: Opener, path: str, start: int, *rest: Any) -> Iterator[Source]:
        if start > 2 * HEAD + 5 * small_chunks:
            raise FileNotFoundError(2, "no such file")
        yield from opened(self, path, start, *rest)

    monkeypatch.setattr(Opener, "open_chunk", gone)
    one = diagnose([path], Options(jobs=2, read_size=CHUNK)).inputs[0]
    assert one.error is not None
    assert one.error.message == f"cannot be opened: no such file; {one.lines:,} lines could be read"
    assert 0 < one.bytes - 2 * HEAD < 7 * small_chunks


@forked
def test_a_chunk_that_cannot_be_read_costs_nothing_of_the_next_file(
    small_chunks: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is not taken any more of the first file may hold the bodies of the second's lines."""
    broken, sound = tmp_path / "broken.log", tmp_path / "sound.log"
    odd = b"11-20 10:15:%02d.%03d  6120  6131 E C02b91/AVSession: [Test]A word%s\n"
    words = (bytes(97 + int(digit) for digit in str(number)) for number in range(9_000))  # no two lines are alike
    broken.write_bytes(b"".join(odd % (*divmod(number, 1000), word) for number, word in enumerate(words)))
    sound.write_bytes(b"".join(OWN % (10, number) for number in range(50)))
    wanted = diagnose([sound]).counts.incidents
    opened = Opener.open_chunk

    def gone(self: Opener, path: str, start: int, *rest: Any) -> Iterator[Source]:
        if Path(path) == broken and 20 * small_chunks < start < 24 * small_chunks:
            raise OSError(5, "Input/output error")
        yield from opened(self, path, start, *rest)

    monkeypatch.setattr(Opener, "open_chunk", gone)
    report = diagnose([broken, sound], Options(jobs=2, read_size=CHUNK))
    assert [one.error is not None for one in report.inputs] == [True, False]
    assert report.counts.incidents == wanted > 0


def test_the_work_is_estimated_by_sizes_names_and_number(tmp_path: Path) -> None:
    plain, packed, folder = tmp_path / "a.log", tmp_path / "B.ZIP", tmp_path / "folder"
    plain.write_bytes(b"x" * 1000)
    packed.write_bytes(b"x" * 1000)
    assert amount_of([plain]) == 1000
    assert amount_of([packed]) == 1000  # one file is read by one process, packed or not
    few = amount_of([plain, plain])
    assert 2000 < few < amount_of([plain, packed]) < amount_of([packed, packed])
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.log").write_bytes(b"x" * 1000)
    assert amount_of([folder]) == few * 3 // 2
    assert amount_of([folder, "missing", "-", io.BytesIO(b"x"), "\0"]) == amount_of([folder])
    small = [tmp_path / f"{number}.zip" for number in range(200)]
    for path in small:
        path.write_bytes(bytes(40_000))
    assert amount_of(small[:2]) < 32 << 20 < amount_of(small)


def test_no_more_processes_than_a_machine_may_have(monkeypatch: pytest.MonkeyPatch, evening: Path) -> None:
    asked = []

    def alone(locations: Sequence[Location], options: Options, jobs: int) -> LogReader:
        asked.append(jobs)
        raise OSError

    monkeypatch.setattr("hilog_avsession.reading.parallel.jobs.ParallelReader", alone)
    diagnose([evening], Options(jobs=256))
    assert asked == [256]
    for jobs in (257, -1):
        with pytest.raises(WrongUsage, match=f"jobs cannot be {jobs}; give a whole number from 0 to 256, where 0 "):
            Options(jobs=jobs)


def test_as_many_processes_as_pay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(b"x" * 300)
    (tmp_path / "b.log").write_bytes(b"x" * 300)
    monkeypatch.setattr(pipeline, "_LARGE", 500)
    monkeypatch.setattr(pipeline, "processors", lambda: 3)
    assert reads_in_parallel([tmp_path])
    assert len(ParallelReader([tmp_path], Options().reading, 3)._processes) == 3
    assert not reads_in_parallel([tmp_path / "a.log", "missing", "-"])
    monkeypatch.setattr(pipeline, "processors", lambda: 1)
    assert not reads_in_parallel([tmp_path])


def reads_in_parallel(locations: Sequence[Location]) -> bool:
    with reader_for(locations, Options(jobs=0)) as reader:
        return isinstance(reader, ParallelReader)
