"""Which form of the report goes where: `--format` and `--output` in all combinations, and one pass for all of them."""

from __future__ import annotations

import ctypes
import errno
import io
import json
import ntpath
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from commands import COMMAND, ENVIRONMENT, run
from conftest import LOGS, Run
from hilog_avsession.cli.console import color, write
from hilog_avsession.cli.destinations import Destination
from hilog_avsession.cli.outputs import outputs_of, write_each
from hilog_avsession.cli.overwriting import refuse_inputs
from hilog_avsession.cli.viewing import _target
from hilog_avsession.errors import UnwritableOutput, WrongUsage
from hilog_avsession.options import Options
from hilog_avsession.output.files import write_whole
from hilog_avsession.output.formats import BY_NAME, FORMATS
from hilog_avsession.output.messages.lookup import message
from hilog_avsession.output.view import View
from hilog_avsession.output.wording.written import size_text
from hilog_avsession.pipeline import Diagnosis
from test_cli import wait_until_it_reads
from test_reports_text import REPORT


def destinations(formats: list[str], paths: list[str]) -> set[tuple[str, str | None]]:
    outputs = outputs_of(formats, paths)
    every = [*outputs.whole, *([outputs.streamed] if outputs.streamed else [])]
    return {(one.format.name, one.path) for one in every}


@pytest.mark.parametrize(
    ("formats", "paths", "expected"),
    [
        ([], [], {("text", None)}),
        (["json"], [], {("json", None)}),
        ([], ["a.json"], {("json", "a.json")}),
        ([], ["a.html", "b.csv"], {("html", "a.html"), ("csv", "b.csv")}),
        ([], ["A.JSON"], {("json", "A.JSON")}),
        ([], ["a.htm"], {("html", "a.htm")}),
        ([], ["a.markdown", "b.ndjson"], {("markdown", "a.markdown"), ("jsonl", "b.ndjson")}),
        # a format that has its file is not written to standard output as well
        (["json"], ["a.json"], {("json", "a.json")}),
        (["text", "json"], ["a.json"], {("text", None), ("json", "a.json")}),
        (["json", "text"], ["a.json"], {("text", None), ("json", "a.json")}),
        (["text", "text"], ["a.txt"], {("text", None), ("text", "a.txt")}),
        (["text", "jsonl"], ["a.jsonl"], {("text", None), ("jsonl", "a.jsonl")}),
        (["text"], ["a.txt", "b.json"], {("text", "a.txt"), ("json", "b.json")}),
        # any other format goes to standard output, and a file never gets it
        (["json"], ["a.txt"], {("json", None), ("text", "a.txt")}),
        (["text"], ["a.html", "b.json"], {("text", None), ("html", "a.html"), ("json", "b.json")}),
        # ties
        ([], ["a.dat:json"], {("json", "a.dat")}),
        ([], ["a:text"], {("text", "a")}),
        ([], ["a.html:json"], {("json", "a.html")}),
        ([], ["a:b.html:c.html"], {("html", "a:b.html:c.html")}),
        ([], ["a:json:json"], {("json", "a:json")}),
        (["text", "json"], ["a.dat:json"], {("text", None), ("json", "a.dat")}),
        # standard output, named
        ([], ["-"], {("text", None)}),
        ([], ["-:json"], {("json", None)}),
        (["json"], ["-"], {("json", None)}),
        ([], ["-", "a.json"], {("text", None), ("json", "a.json")}),
        (["json"], ["-", "a.json"], {("json", None), ("json", "a.json")}),
        (["text", "json"], ["-", "a.json"], {("text", None), ("json", "a.json")}),
        # devices have no suffix
        ([], [os.devnull], {("text", os.devnull)}),
        (["json"], [os.devnull], {("json", os.devnull)}),
        (["json"], [os.devnull, "a.json"], {("json", os.devnull), ("json", "a.json")}),
    ],
)
def test_formats_find_their_files(formats: list[str], paths: list[str], expected: set[tuple[str, str | None]]) -> None:
    assert destinations(formats, paths) == expected


@pytest.mark.parametrize(
    ("formats", "paths", "said"),
    [
        (["yaml"], [], "'yaml' is not a format; choose from text, json"),
        (["text", "json"], [], "standard output takes one format, not text, json; name a file .* --output report.json"),
        (["text", "html"], ["a.json"], "standard output takes one format, not text, html"),
        ([], ["-", "-:json"], "standard output takes one format, not text, json"),
        ([], ["a.txt", "a.txt"], "a.txt: --output names this file twice"),
        ([], ["a.txt", "./a.txt:json"], "a.txt: --output names this file twice"),
        ([], ["a.jsonl", "b.jsonl"], "jsonl is written while the log is read; it can go to one place only"),
        ([], ["a.dat"], r"no format has the suffix \.dat; use \.txt \(text\), .*tie a format to the name: a.dat:html"),
        (["json"], ["a.dat"], r"no format has the suffix \.dat; .*: a.dat:json"),
        ([], ["report"], "report: has no suffix that tells the format; .*: report:html"),
        ([], ["a.dat:yaml"], "a.dat:yaml: 'yaml' is not a format; choose from text, json"),
        ([], [":json"], "'?:json"),
        ([], ["a.csv.gz"], "a.csv.gz: reports are not compressed; write a.csv and compress it with gzip"),
        ([], [""], "--output is empty"),
        ([], ["new/"], "new/: names a folder; name a file in it: new/report.html"),
        (["json"], ["."], "names a folder; name a file in it: ./report.json"),
        ([], ["missing/a.html"], "missing/a.html: there is no folder missing"),
    ],
)
def test_what_cannot_be_written_is_refused(formats: list[str], paths: list[str], said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        outputs_of(formats, paths)


@pytest.mark.parametrize("path", ["", "-", "a.dat", "report", "a.csv.gz", "a.html:xml", "new/"])
def test_a_file_that_the_view_refuses_blames_no_option(path: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        _target(path, [])
    assert "--" not in str(refused.value)


def test_a_drive_letter_is_no_tie(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hilog_avsession.cli.destinations.os.path.splitdrive", ntpath.splitdrive)
    monkeypatch.setattr("hilog_avsession.cli.destinations._check_writable", lambda path: None)
    assert destinations([], ["C:\\x.html"]) == {("html", "C:\\x.html")}
    assert destinations([], ["C:\\x.dat:json"]) == {("json", "C:\\x.dat")}
    with pytest.raises(WrongUsage, match=r"'json' is not a format|has no suffix"):
        outputs_of([], ["C:json"])


def test_each_format_has_a_name_and_suffixes_of_its_own() -> None:
    suffixes = [suffix for one in FORMATS for suffix in (one.suffix, *one.also) if suffix]
    assert len(BY_NAME) == len(FORMATS)
    assert len(set(suffixes)) == len(suffixes)


# ---- before anything is read -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["-o", "report.dat"],
        ["-o", "missing/report.html"],
        ["-f", "csv", "-f", "json"],
        ["-o", "a.json", "-o", "a.json:csv"],
    ],
)
@pytest.mark.parametrize("command", [["analyze", "-"], ["diff", "-", "b.log"]], ids=["analyze", "diff"])
def test_a_wrong_output_is_status_two_and_nothing_is_read(
    command: list[str], arguments: list[str], tmp_path: Path
) -> None:
    """Standard input stays open and empty: a command that reads it does not end."""
    with subprocess.Popen(
        [*COMMAND, *command, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=ENVIRONMENT,
    ) as process:
        assert process.wait(60) == 2
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read() == b""
        assert process.stderr.read().startswith(b"hilog-avsession: ")
    assert list(tmp_path.iterdir()) == []


def test_an_input_is_not_overwritten(evening: Path, tmp_path: Path) -> None:
    log = tmp_path / "device.txt"
    log.write_bytes(evening.read_bytes())
    done = run("analyze", log, "-o", log)
    assert done.returncode == 2
    assert b"device.txt: is an input and would be overwritten" in done.stderr
    assert log.read_bytes() == evening.read_bytes()


# each leads from an output to the log in a way of its own; the folder of the run is that of the log
LED = {
    "named later": ("logs/b.txt", ["evening.log", "logs/b.txt"]),
    "a link": ("link.txt", ["logs/b.txt"]),
    "the target of a link": ("logs/b.txt", ["link.txt"]),
    "a hard link": ("hard.txt", ["logs/b.txt"]),
    "a folder": ("logs/b.txt", ["logs"]),
    "a folder above": ("logs/b.txt", ["."]),
    "an archive in a folder": ("logs/b.zip:json", ["logs"]),
    "a pattern": ("logs/b.txt", ["logs/*.txt"]),
    "a deep pattern": ("logs/b.txt", ["**/b*"]),
    "another spelling": ("logs/../logs/b.txt", ["logs/b.txt"]),
    "a catalogue": ("own.toml:json", ["evening.log", "--catalog", "own.toml"]),
}


OWN_CATALOG = '[[code]]\nnumber = 6600101\n\n[code.en]\nnote = "See our runbook."\n'


@pytest.fixture
def led(evening: Path, tmp_path: Path) -> Path:
    (tmp_path / "logs").mkdir()
    log = tmp_path / "logs" / "b.txt"
    for copy in (log, tmp_path / "evening.log"):
        copy.write_bytes(evening.read_bytes())
    with zipfile.ZipFile(tmp_path / "logs" / "b.zip", "w") as archive:
        archive.write(log, "a.log")
    (tmp_path / "link.txt").symlink_to(log)
    os.link(log, tmp_path / "hard.txt")
    (tmp_path / "own.toml").write_bytes(OWN_CATALOG.encode())
    return tmp_path


@pytest.mark.parametrize("way", LED)
def test_an_input_is_not_overwritten_whatever_leads_to_it(way: str, led: Path, run_here: Run) -> None:
    output, arguments = LED[way]
    before = {path: path.read_bytes() for path in led.rglob("*") if path.is_file()}
    done = run_here("analyze", "-o", output, *arguments, status=2)
    assert "is an input and would be overwritten" in done.err
    assert {path: path.read_bytes() for path in led.rglob("*") if path.is_file()} == before


def test_standard_input_is_not_overwritten(evening: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "device.txt"
    log.write_bytes(evening.read_bytes())
    with log.open() as piped:
        monkeypatch.setattr("sys.stdin", piped)
        with pytest.raises(WrongUsage, match="is an input and would be overwritten"):
            refuse_inputs([Destination(BY_NAME["text"], str(log))], ["-"])


def test_the_report_of_a_unit_overwrites_no_input(evening: Path, tmp_path: Path, run_here: Run) -> None:
    for name in ("a", "a.json"):
        (tmp_path / name).write_bytes(evening.read_bytes())
    done = run_here("analyze", "a", "a.json", "--each", ".", status=3)
    assert "a.json: is an input and would be overwritten" in done.err
    assert (tmp_path / "a.json").read_bytes() == evening.read_bytes()


def test_an_earlier_report_beside_the_logs_is_written_again(led: Path, run_here: Run) -> None:
    outputs = [part for format_ in FORMATS for part in ("-o", f"logs/report{format_.suffix}")]
    run_here("analyze", "logs", *outputs)
    run_here("analyze", "logs", *outputs)


def test_a_report_that_is_added_up_is_not_overwritten(led: Path, run_here: Run) -> None:
    run_here("analyze", "evening.log", "-o", "new.json")
    (led / "reports").mkdir()
    (led / "new.json").rename(led / "reports" / "a.json")
    assert "would be overwritten" in run_here("merge", "reports", "-o", "reports/a.json", status=2).err
    run_here("merge", "reports", "-o", "reports/all.json")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_a_file_that_is_replaced_keeps_its_permissions(mode: int, tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    write_whole(str(file), ["old"])
    assert file.stat().st_mode & 0o777 == 0o666 & ~umask()
    file.chmod(mode)
    write_whole(str(file), ["new"])
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("new", mode)
    assert list(tmp_path.iterdir()) == [file]


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs a user whose rights are checked")
def test_files_and_folders_without_the_right_to_write_are_refused(tmp_path: Path) -> None:
    locked = tmp_path / "locked.html"
    locked.touch()
    locked.chmod(0o444)
    with pytest.raises(WrongUsage, match="is write-protected"):
        outputs_of([], [str(locked)])
    tmp_path.chmod(0o555)
    with pytest.raises(WrongUsage, match="no file can be written in"):
        outputs_of([], [str(tmp_path / "new.html")])
    tmp_path.chmod(0o755)


# ---- written and confirmed -------------------------------------------------------------------------------------------


def test_one_pass_writes_every_format(evening: Path, tmp_path: Path) -> None:
    paths = [tmp_path / f"report{one.suffix}" for one in FORMATS if one.suffix]
    done = run("analyze", "-", *(word for path in paths for word in ("-o", path)), stdin=evening.read_bytes())
    assert (done.returncode, done.stdout) == (0, b"")
    assert sorted(map(name_in, done.stderr.decode().splitlines())) == sorted(path.name for path in paths)
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    lines = (tmp_path / "report.jsonl").read_text("utf-8").splitlines()
    assert len(report["incidents"]) == len(lines) == 11
    assert all(path.read_text("utf-8").strip() for path in paths)


def name_in(confirmation: str) -> str:
    """The name of the file that a line on standard error confirms."""
    found = re.fullmatch(r"hilog-avsession: wrote (.+) \([\w ]+, [\d.,]+ [KM]?B\): .*11 incidents.*", confirmation)
    assert found is not None, confirmation
    return Path(found[1]).name


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "a.html"], "wrote a.html (HTML, {kb} KB): 11 incidents, 5 recommendations"),
        (
            ["-o", "a.md", "--top", "2"],
            "wrote a.md (Markdown, {kb} KB): 11 incidents, 2 of 5 recommendations in full",
        ),
        (["-o", "a.csv", "--max-incidents", "4"], "wrote a.csv (CSV, {kb} KB): 4 of 11 incidents"),
        (["-o", "a.jsonl", "--max-incidents", "4"], "wrote a.jsonl (JSON Lines, {kb} KB): 11 incidents"),
        (["-o", "a.csv", "--fail-on", "any>20,drm"], "wrote a.csv (CSV, {kb} KB): 11 incidents, 2 gates"),
        (["-o", "a.txt", "--lang", "zh"], "已写入 a.txt（文本，{kb} KB）：11 次故障，5 条建议"),
        (["-o", "-"], ""),
        (["-o", os.devnull], ""),
        ([], ""),
    ],
)
def test_each_file_is_confirmed_with_what_it_holds(
    evening: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("analyze", evening, *arguments)
    assert done.returncode == 0
    file = tmp_path / arguments[1] if arguments else tmp_path
    kilobytes = f"{file.stat().st_size / 1024:,.0f}" if file.is_file() else ""
    assert done.stderr.decode() == (f"hilog-avsession: {said.format(kb=kilobytes)}\n" if said else "")


def test_files_are_confirmed_below_the_report_on_a_terminal(evening: Path, tmp_path: Path) -> None:
    files = [tmp_path / "a.jsonl", tmp_path / "b.html"]
    done = subprocess.run(
        [*COMMAND, "analyze", str(evening), "-f", "text", *(word for file in files for word in ("-o", str(file)))],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=ENVIRONMENT,
        check=True,
        timeout=60,
    )
    *_, page, lines = done.stdout.decode().splitlines()
    assert "b.html (HTML, " in page
    assert "a.jsonl (JSON Lines, " in lines


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_an_output_that_fails_hides_no_input_that_failed(evening: Path, tmp_path: Path) -> None:
    """The disk is full for one file; the other file and the unreadable input are named all the same."""
    limited = (
        "import resource, runpy, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (16384, 16384))\n"
        "sys.argv[0] = 'hilog-avsession'\n"
        "runpy.run_module('hilog_avsession', run_name='__main__')\n"
    )
    arguments = [evening, "missing.log", "-o", tmp_path / "large.html", "-o", tmp_path / "small.csv"]
    done = subprocess.run(
        [sys.executable, "-c", limited, "analyze", *map(str, arguments)],
        capture_output=True,
        env=ENVIRONMENT,
        check=False,
        timeout=60,
    )
    assert done.returncode == 3
    said = done.stderr.decode()
    assert "large.html: cannot be written" in said
    assert "small.csv (CSV, " in said
    assert "missing.log: no such file" in said


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="a shell with >(...)")
def test_a_pipe_takes_the_format_that_no_file_has(evening: Path, tmp_path: Path) -> None:
    """What a shell makes of `-o >(cat)`: the name of a pipe, which has neither a suffix nor a folder."""
    for arguments, begins in ((["-f", "json", "-o", "PIPE"], b"{\n"), (["-o", "PIPE"], b"At least 11 incidents")):
        reading, writing = os.pipe()
        words = [f"/dev/fd/{writing}" if word == "PIPE" else word for word in arguments]
        with open(reading, "rb") as end:
            done = subprocess.run(
                [*COMMAND, "analyze", str(evening), *words],
                capture_output=True,
                env=ENVIRONMENT,
                check=True,
                pass_fds=[writing],
                timeout=60,
            )
            os.close(writing)
            assert end.read().startswith(begins)
        assert (done.stdout, done.stderr) == (b"", b"")


def test_a_file_is_written_even_if_no_input_could_be_read(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.txt", "a.json", "a.html")]
    done = run("analyze", tmp_path / "missing.log", *(word for file in files for word in ("-o", file)))
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.count(b"wrote ") == 3
    assert b"missing.log: no such file" in done.stderr
    assert all("missing.log" in file.read_text("utf-8") for file in files)


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1 KB"), (120_000, "117 KB"), (1_048_576, "1.0 MB"), (5_000_000, "4.8 MB")],
)
def test_sizes_are_shown_in_the_unit_that_suits_them(size: int, text: str) -> None:
    assert size_text(size) == text


def test_a_file_that_cannot_be_written_costs_no_other(evening: Path, tmp_path: Path) -> None:
    """A folder that disappears while the log is read."""
    folder, good = tmp_path / "gone", tmp_path / "good.txt"
    folder.mkdir()
    with subprocess.Popen(
        [*COMMAND, "analyze", "-", "-o", str(folder / "a.json"), "-o", str(good)],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    ) as process:
        assert process.stdin is not None
        wait_until_it_reads(process)
        folder.rmdir()
        process.stdin.write(evening.read_bytes())
        process.stdin.close()
        assert process.wait(60) == 3
        assert process.stderr is not None
        said = process.stderr.read()
    assert b"a.json: cannot be written" in said
    assert b"good.txt (text" in said
    assert "11 incidents" in good.read_text("utf-8")


# ---- other commands --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "confirmed"),
    [
        (["codes", "-o", "a.md", "-o", "b.json"], ["wrote a.md (Markdown", "wrote b.json (JSON"]),
        (["codes", "--category", "drm", "-o", "a.txt", "--lang", "zh"], ["已写入 a.txt（文本"]),
        (["explain", "6600107", "-1013", "-o", "a.json"], ["wrote a.json (JSON"]),
        (["diff", "LOG", "LOG", "-o", "a.md", "-o", "b.out:json"], ["wrote a.md (Markdown", "wrote b.out (JSON"]),
    ],
)
def test_other_commands_write_files_alike(
    evening: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], confirmed: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*(evening if word == "LOG" else word for word in arguments))
    assert (done.returncode, done.stdout) == (0, b"")
    lines = done.stderr.decode().splitlines()
    assert len(lines) == len(confirmed) == len(list(tmp_path.iterdir()))
    assert all(text in line for text, line in zip(confirmed, lines, strict=True))


@pytest.mark.parametrize("command", ["analyze", "render", "merge"])
def test_a_length_without_markdown_is_refused(command: str, evening: Path, tmp_path: Path, run_here: Run) -> None:
    run_here("analyze", evening, "-o", "a.json")
    length = (command, "a.json", "--max-length", "5000")
    for outputs in ((), ("-f", "csv"), ("-o", "b.html")):
        assert "--max-length concerns Markdown; add --output report.md" in run_here(*length, *outputs, status=2).err
    run_here(*length, "-o", "b.html", "-o", "b.md")
    assert len((tmp_path / "b.md").read_text("utf-8")) <= 5_000


# ---- what is too long for its readers --------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("to_file", [True, False])
def test_a_markdown_report_that_is_too_long_for_an_issue_names_the_option_that_shortens_it(
    lang: str, to_file: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = BY_NAME["markdown"]._replace(longest=100)
    path = str(tmp_path / "report.md") if to_file else None
    report = replace(REPORT, lang=lang)
    write_each([Destination(short, path)], report, View(), lambda _: "")
    said = capsys.readouterr().err.splitlines()
    assert "100" in said[0]
    assert said[0].split(": ")[1].startswith(path or message(lang, "written-report"))
    assert "--max-length 100" in said[0]
    write_each([Destination(short, path)], report, View(max_length=50_000), lambda _: "")
    write_each([Destination(BY_NAME["markdown"], path)], report, View(), lambda _: "")
    assert "--max-length" not in capsys.readouterr().err


def test_a_file_without_incidents_is_confirmed_with_the_reason(tmp_path: Path) -> None:
    empty = tmp_path / "empty.log"
    empty.touch()
    for log, said in ((empty, "Nothing to analyze: the input is empty"), (LOGS / "quiet.log", "No AVSession failure")):
        assert said in run("analyze", log, "-o", tmp_path / "x.html").stderr.decode()


def test_an_output_that_is_lost_costs_no_other(evening: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lost, kept = tmp_path / "lost.jsonl", tmp_path / "kept.json"

    def only_to(pieces: Iterable[str], path: str | None, **_: object) -> None:
        next(iter(pieces))
        raise UnwritableOutput("{path}: the disk is full", path=path)

    outputs = outputs_of([], [str(lost), str(kept)])
    diagnosis = Diagnosis(Options())
    monkeypatch.setattr("hilog_avsession.cli.outputs.write", only_to)
    outputs.take(chain(diagnosis.read(evening), diagnosis.finish()), diagnosis.report)
    monkeypatch.undo()
    with pytest.raises(UnwritableOutput, match="the disk is full"):
        outputs.write(diagnosis.report(), View())
    assert json.loads(kept.read_bytes())["lines"]["total"] == 188


class Gone(io.TextIOWrapper):
    """A standard output whose reader has gone, as a system tells it."""

    def __init__(self, path: Path, number: int) -> None:
        super().__init__(path.open("wb"), "utf-8")
        self._number = number

    def write(self, text: str, /) -> int:
        raise OSError(self._number, os.strerror(self._number))


@pytest.mark.parametrize(
    ("platform", "number", "ends"),
    [
        ("linux", errno.EPIPE, True),
        ("win32", errno.EPIPE, True),
        ("win32", errno.EINVAL, True),
        ("linux", errno.EINVAL, False),
        ("win32", errno.ENOSPC, False),
    ],
)
def test_a_reader_that_has_closed_its_pipe_is_no_error(
    platform: str, number: int, ends: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Gone(tmp_path / "out", number) as out:
        monkeypatch.setattr("hilog_avsession.cli.console.sys.platform", platform)
        with nullcontext() if ends else pytest.raises(UnwritableOutput, match=re.escape(os.strerror(number))):
            write(["text"], out=out)
        monkeypatch.undo()


class Console:
    """The functions of Windows that read and set how a console takes text; they return 0 where they fail."""

    def __init__(self, *, is_console: bool, obeys: bool) -> None:
        self.kernel32 = self
        self.GetStdHandle = lambda _number: 7
        self.GetConsoleMode = lambda _handle, _mode: int(is_console)
        self.SetConsoleMode = lambda _handle, mode: int(obeys and mode & 0x4)


@pytest.mark.parametrize(
    ("platform", "is_console", "obeys", "colored"),
    [
        ("linux", False, False, True),
        ("win32", True, True, True),
        ("win32", True, False, False),  # before Windows 10
        ("win32", False, True, False),
    ],
)
def test_colours_are_for_consoles_that_obey_escape_sequences(
    platform: str, is_console: bool, obeys: bool, colored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hilog_avsession.cli.console.sys.platform", platform)
    monkeypatch.setattr("hilog_avsession.cli.console.is_terminal", lambda _stream: True)
    monkeypatch.setattr(ctypes, "windll", Console(is_console=is_console, obeys=obeys), raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    shown = color()
    monkeypatch.undo()
    assert shown is colored
