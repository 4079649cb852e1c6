"""Bad input, hostile lines and broken streams are reported, counted and survived."""

from __future__ import annotations

import gzip
import io
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import hilog_avsession
from commands import ENVIRONMENT, run
from conftest import with_trials
from hilog_avsession import UnreadableInput, WrongUsage
from hilog_avsession.options import Options
from hilog_avsession.output.files import write_whole
from hilog_avsession.pipeline import diagnose
from hilog_avsession.reading.sources import Limits
from hilog_avsession.report import Report

LONGEST_LINE = Limits().line
HEADER = "11-06 19:30:00.000  6120  6131 E A03D00/com.example.radio/JSAPP: "


def report_of(*lines: str, chunk: int = 1 << 20) -> Report:
    return diagnose([io.BytesIO("\n".join(lines).encode() + b"\n")], Options(read_size=chunk))


# ---- lines that are too long --------------------------------------------------------------------------------------


@pytest.mark.parametrize("chunk", [100, 5000, 1 << 20])
def test_a_line_too_long_for_a_log_is_cut_and_counted(chunk: int) -> None:
    long = HEADER + "createAVSession failed, code: 6600101 " + "x" * (3 * LONGEST_LINE)
    report = report_of(HEADER + "fine", long, HEADER + "setAVMetadata code: 6600102", chunk=chunk)
    assert report.inputs[0].cut_lines == 1
    assert [incident.code for incident in report.incidents] == [6600101, 6600102]
    assert [incident.evidence[0].line for incident in report.incidents] == [2, 3]
    assert report.inputs[0].bytes == len(long) + 2 * len(HEADER) + len("finesetAVMetadata code: 6600102") + 3


def test_a_line_just_long_enough_is_whole() -> None:
    line = (HEADER + "createAVSession failed, " + "x" * LONGEST_LINE)[: LONGEST_LINE - 20] + " code: 6600101"
    report = report_of(line)
    assert report.inputs[0].cut_lines == 0
    assert report.counts.incidents == 1


def test_an_endless_line_needs_no_memory() -> None:
    """100 MB without a newline, in a process with a limit on its memory."""
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (900 << 20, 900 << 20))\n"
        "from hilog_avsession.pipeline import diagnose\n"
        "report = diagnose(['-'])\n"
        "print(report.inputs[0].bytes, report.inputs[0].lines, report.inputs[0].cut_lines)\n"
    )
    pytest.importorskip("resource", reason="limits are a matter of POSIX")
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(100):
            process.stdin.write(b"6600101 " * (1 << 17))
        process.stdin.close()
        assert process.stdout.read().split() == [b"104857600", b"1", b"1"]


HOSTILE = [
    "createAVSession failed code: 6600101 " + "a" * 12_000,
    "createAVSession failed : " + "6600101 " * 1_500,
    "failed" * 2_000,
    "error: " * 2_000 + "6600101",
    "sendControlCommand " * 800,
    "code" + ":" * 12_000 + "6600101",
    "[" * 12_000,
    "a." * 6_000 + "6600107 code",
    "\x1b[38;5;1m" * 1_200 + "code: 6600101",
    "fail " + "x" * 79 + ":" + "fail " * 2_000,
    "0123456789" * 1_200 + " code: 6600101",
    "错误" * 3_000 + "6600101",
]


@pytest.mark.parametrize("text", with_trials(HOSTILE[::3], HOSTILE[1::3] + HOSTILE[2::3]), ids=range(len(HOSTILE)))
def test_a_hostile_line_is_read_to_its_end(text: str) -> None:
    lines = [HEADER + text] * 20 + [HEADER.replace("A03D00", "C02B91").replace("JSAPP", "AVSession") + text] * 20
    assert report_of(*lines).lines.total == 40


def test_a_process_full_of_dots_is_read() -> None:
    line = "11-06 19:30:00.000  6120  6131 E A00000/a" + "." * 200 + "!/tag: createAVSession failed code: 6600101"
    assert report_of(line).counts.incidents == 1


@pytest.mark.parametrize(
    "line",
    [
        "11-06 19:30:00.000  " + "9" * 5000 + "  6131 E A03D00/JSAPP: createAVSession code: 6600101",
        "9" * 5000 + "-11-06 19:30:00.000  6120  6131 E A03D00/JSAPP: createAVSession code: 6600101",
        HEADER.replace("JSAPP", "LOGLIMIT") + "==LOGS OVER PROC QUOTA, " + "9" * 5000 + " DROPPED==",
        HEADER.replace("A03D00", "C02B91").replace("JSAPP", "AVSession")
        + "[SendControlCommand]process " + "9" * 5000 + " EntryAbility already has one session.",
        "11-06 19:30:00.000  ١٢  6131 E A03D00/JSAPP: createAVSession code: 6600101",
    ],
    ids=range(5),
)  # fmt: skip
def test_a_digit_run_is_no_number(line: str) -> None:
    report = report_of(line, HEADER + "setAVMetadata code: 6600102")
    assert report.incidents[-1].code == 6600102


def test_random_bytes_are_survived() -> None:
    rng = random.Random(3)
    for _ in range(50):
        junk = bytes(rng.choices(range(256), weights=[1] * 10 + [60] + [1] * 245, k=4000))
        good = (HEADER + "setAVMetadata code: 6600102\n").encode()
        report = diagnose([io.BytesIO(junk + b"\n" + good)])
        assert 6600102 in [incident.code for incident in report.incidents] or report.inputs[0].encoding.startswith(
            "utf-16"
        )


@pytest.mark.parametrize("signals", with_trials([1_000], [20_000]))
def test_a_storm_of_failures_is_counted(signals: int) -> None:
    text = "SendControlCommand BusinessError: code: 6600107, message: overload"
    lines = [
        HEADER.replace("19:30:00.000", f"19:30:{n // 5000:02d}.{n // 5 % 1000:03d}") + f"{text} in round {n}"
        for n in range(signals)
    ]
    assert report_of(*lines).counts.signals == signals


# ---- streams that break ------------------------------------------------------------------------------------------


def test_a_read_error_is_named_and_the_rest_is_reported(evening: Path) -> None:
    class Broken(io.BytesIO):
        def read1(self, size: int | None = -1) -> bytes:
            if self.tell() > 0:
                raise OSError(5, "Input/output error")
            return super().read1(10_000)

    report = diagnose([Broken(evening.read_bytes()), evening])
    assert report.inputs[0].error is not None
    assert report.inputs[0].error.kind == "unreadable"
    assert "Input/output error" in report.inputs[0].error.message
    assert report.inputs[1].error is None
    assert report.counts.incidents == 11
    assert report.inputs[1].repeated > 0  # what the broken capture had given already


def test_a_text_stream_is_refused_with_advice() -> None:
    with pytest.raises(WrongUsage, match="binary mode"):
        hilog_avsession.analyze(io.StringIO("text"))  # type: ignore[arg-type]


def test_a_stream_in_the_place_of_standard_input_is_read(evening: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(evening.read_bytes()), "utf-8"))
    (one,) = hilog_avsession.analyze("-").inputs
    assert (one.source, one.bytes) == ("-", evening.stat().st_size)
    monkeypatch.setattr("sys.stdin", io.StringIO("text"))
    with pytest.raises(WrongUsage, match="binary mode"):
        hilog_avsession.analyze("-")
    sys.stdin.close()
    with pytest.raises(UnreadableInput, match="standard input is closed"):
        hilog_avsession.analyze("-")


def test_asking_for_the_incidents_of_something_else_than_a_log_raises() -> None:
    with pytest.raises(UnreadableInput, match="no HiLog line"):
        list(hilog_avsession.iter_incidents(io.BytesIO(b"root:x:0:0\n")))
    with pytest.raises(UnreadableInput, match="cut off; 1 line could be read"):
        list(hilog_avsession.iter_incidents(io.BytesIO(gzip.compress((HEADER + "fine\n").encode())[:-4])))


def test_incidents_come_while_the_log_is_still_written(evening: Path) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream, os.fdopen(writing, "wb", buffering=0) as out:
        out.write(evening.read_bytes())
        first = next(iter(hilog_avsession.iter_incidents(stream)))  # the writer has not closed
    assert first.code == 6600107


def test_a_stream_without_a_name_has_one(evening: Path) -> None:
    with evening.open("rb") as stream:
        assert hilog_avsession.analyze(stream).inputs[0].source == str(evening)
    assert hilog_avsession.analyze(io.BytesIO(evening.read_bytes())).inputs[0].source == "<stream>"


@pytest.mark.skipif(sys.platform == "win32", reason="redirections of a POSIX shell")
@pytest.mark.parametrize(
    ("redirection", "status", "words"),
    [
        ("<&-", 0, b""),
        ("- <&-", 3, b"standard input is closed"),
        (">&-", 3, b"standard output"),
        ("> /dev/full", 3, b"No space left"),
    ],
)
def test_a_closed_or_full_stream_is_reported_in_one_line(
    evening: Path, redirection: str, status: int, words: bytes
) -> None:
    name = "" if redirection.startswith("-") else str(evening)
    command = f"{sys.executable} -m hilog_avsession analyze {name} {redirection}"
    done = subprocess.run(command, shell=True, capture_output=True, env=ENVIRONMENT, check=False, timeout=60)
    assert done.returncode == status
    assert words in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a matter of POSIX")
def test_a_named_pipe_is_read_and_written_through(evening: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        write_whole(str(pipe), ["whole"])
        assert reader.stdout is not None
        assert reader.stdout.read() == b"whole"
    assert pipe.is_fifo()
    with subprocess.Popen(["sh", "-c", f"sleep 0.3; cat {evening} > {pipe}"]):
        assert b"11 incidents" in run("analyze", pipe).stdout


def test_a_link_keeps_pointing_where_it_points(tmp_path: Path) -> None:
    target, link = tmp_path / "report.txt", tmp_path / "latest"
    target.write_text("old")
    link.symlink_to(target)
    write_whole(str(link), ["new"])
    assert link.is_symlink()
    assert target.read_text() == "new"


# ---- what is no log ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chunk", [1, 1000, 1 << 20])
def test_an_encoded_archive_is_recognised_whatever_the_reads(chunk: int) -> None:
    content = bytes(random.Random(1).randbytes(20_000))
    report = diagnose([io.BytesIO(gzip.compress(content))], Options(read_size=chunk))
    assert report.inputs[0].error is not None
    assert report.inputs[0].error.kind == "encoded-hilog"
    assert "hilogtool parse" in report.inputs[0].error.hint


@pytest.mark.parametrize(("magic", "name"), [(b"\x28\xb5\x2f\xfd", "zstd"), (b"PK\x03\x04", "zip"), (b"BZh9", "bzip2")])
def test_a_container_that_is_not_read_is_named(magic: bytes, name: str) -> None:
    report = diagnose([io.BytesIO(magic + bytes(100))])
    assert report.inputs[0].error is not None
    assert name in report.inputs[0].error.message


# ---- what else the log holds -------------------------------------------------------------------------------------


def test_filters_that_match_nothing_are_not_taken_for_health(evening: Path) -> None:
    done = run("analyze", evening, "--pid", "999")
    assert b"None of the 11 incidents found matches the filters" in done.stdout
    assert b"No AVSession failure" not in done.stdout


def test_a_time_that_no_clock_shows_is_refused(evening: Path) -> None:
    assert run("analyze", evening, "--since", "25:99").returncode == 2


def test_a_typing_mistake_is_no_code() -> None:
    done = run("explain", "--lagn", "zh", "6600101")
    assert done.returncode == 2
    assert b"no such option" in done.stderr


def test_an_error_line_that_no_row_knows_is_listed_by_shape() -> None:
    framework = HEADER.replace("A03D00", "C02B91").replace("JSAPP", "AVSession")
    report = report_of(
        framework + "[NewFunction]quantum flux 17 of com.example.radio.player lost",
        framework + "[NewFunction]quantum flux 4 of com.example.cinema.player lost",
        framework.replace(" E ", " I ") + "[NewFunction]quantum flux is fine",
    )
    assert report.counts.incidents == 0
    (unknown,) = report.unknown
    assert (unknown.lines, unknown.shape) == (2, "[NewFunction]quantum flux <number> of <name> lost")


DUMP = """
current session id: 0C4******6E6
State:
is active                    : false
is the topsession            : true

Configuration:
pid                          : 6120
uid                          : 20020051
session type                 : audio
session tag                  : radio
bundle name                  : com.example.radio
ability name                 : EntryAbility
Related Controllers:
the count of controllers     : 2
pid of controllers           : 3311  4402
Controller Information:

curretn controller pid       : 3311
Related Sessionid            : {full}
"""


def test_a_hidumper_block_is_context(evening: Path) -> None:
    log = diagnose([evening])
    full = log.sessions[0].full_id
    calls = [line for line in evening.read_text("utf-8").splitlines() if "JSAPP: createAVSession failed" in line]
    report = report_of(*DUMP.format(full=full).splitlines(), *calls)
    (session,) = report.sessions
    assert (session.full_id, session.pid, session.uid) == (full, 6120, 20020051)
    assert (session.bundle, session.ability, session.type) == ("com.example.radio", "EntryAbility", "audio")
    assert [controller.pid for controller in session.controllers] == [3311, 4402]
    assert [incident.session and incident.session.full_id for incident in report.incidents] == [full, full]
    assert report.lines.examined == report.lines.records
