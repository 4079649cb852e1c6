"""The command line as a user meets it: statuses, streams, formats, interruption."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from commands import COMMAND, ENVIRONMENT, run
from conftest import LOGS, ROOT, Run, with_trials
from hilog_avsession import WrongUsage, __version__, analyze, catalog
from hilog_avsession.output.schema import load_schema


def report_of(*arguments: object, stdin: bytes | None = None) -> dict[str, object]:
    return json.loads(run("analyze", *arguments, "--format", "json", stdin=stdin).stdout)


# ---- no command ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [(), ("--debug",), ("--lang", "en")])
def test_a_log_that_is_piped_in_without_a_command_is_wrong_usage_that_names_the_command(
    evening: Path, arguments: tuple[str, ...]
) -> None:
    done = run(*arguments, stdin=evening.read_bytes())
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.endswith(b"to analyze the log that is piped in: hilog-avsession analyze -\n")
    assert run("analyze", "-", stdin=evening.read_bytes()).returncode == 0


def test_without_a_command_and_a_pipe_the_help_is_shown_in_the_language_that_is_asked_for() -> None:
    assert run().stderr.startswith(b"Usage: ")
    assert run("--lang", "zh").stderr.decode().startswith("用法：")
    assert b"requires an argument" in run("--lang").stderr
    assert b"'fr'" in run("--lang", "fr").stderr
    assert run("--version", stdin=b"log").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("x.log", "--jobs", "few"), b"'few' is not a valid whole number."),
        (("x.log", "--jobs", "999"), b"999 is not in the range 0<=x<=256."),
        (("diff", "a", "b", "--level", "low"), b"'low' is not a valid number."),
        (("fleet", "a", "-o", "b", "--time-limit", "long"), b"'long' is not a valid number."),
    ],
)
def test_an_option_that_wants_a_number_says_so(arguments: tuple[str, ...], said: bytes) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stderr


# ---- analyze ---------------------------------------------------------------------------------------------------------


def test_the_json_report_keeps_its_contract(evening: Path) -> None:
    done = run("analyze", evening, "--format", "json")
    assert done.returncode == 0
    assert done.stderr == b""
    Draft202012Validator(load_schema()).validate(json.loads(done.stdout))


@pytest.mark.parametrize("format_", with_trials(["json", "html"], ["jsonl", "csv", "junit", "markdown", "sarif"]))
def test_formats_for_programs_are_utf_8_in_any_locale(evening: Path, format_: str) -> None:
    arguments = ("analyze", evening, "--lang", "zh", "--format", format_)
    done = run(*arguments, PYTHONIOENCODING="gbk", PYTHONUTF8="0")
    assert done.stdout == run(*arguments).stdout
    assert done.stdout.decode("utf-8")


def test_the_text_report_is_in_the_encoding_of_the_terminal(evening: Path) -> None:
    done = run("analyze", evening, "--lang", "zh", PYTHONIOENCODING="gbk", PYTHONUTF8="0")
    assert "错误码" in done.stdout.decode("gbk")


def test_a_defect_of_the_program_has_a_status_of_its_own(evening: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "from hilog_avsession import pipeline\ndef broken(*_): raise ZeroDivisionError\npipeline.reader_for = broken\n"
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = run("analyze", evening, "--fail-on", "any", PYTHONPATH=path)
    assert done.returncode == 70
    assert b"ZeroDivisionError" in done.stderr
    assert b"please report it" in done.stderr


@pytest.mark.parametrize("arguments", [["analyze", "--help"], ["fleet", "run", "--help"]])
def test_the_help_names_each_status_that_the_page_of_options_names(arguments: list[str], run_here: Run) -> None:
    page = (ROOT / "docs" / "options.md").read_text("utf-8").partition("## Exit status")[2]
    statuses = {number for row in re.findall(r"^\| ([\d, ]+) \|", page, re.MULTILINE) for number in row.split(", ")}
    fleets = {"1"} if "fleet" in arguments else set()  # it has no gates
    assert statuses > {"0", "70", "129", "130", "143"}
    for lang in ("en", "zh"):
        assert statuses - fleets <= set(re.findall(r"\d+", run_here(*arguments, "--lang", lang).out))


@pytest.mark.skipif(os.name == "nt", reason="needs a shell of POSIX")
@pytest.mark.parametrize("closed", ["2>&-", "2>&- <&-"])
def test_complaints_to_a_closed_standard_error_are_written_nowhere_else(
    closed: str, evening: Path, tmp_path: Path
) -> None:
    command = shlex.join([*COMMAND, "analyze", str(evening), "missing.log", "-f", "json", "-o", "page.html"])
    done = subprocess.run(f"{command} {closed}", shell=True, stdout=subprocess.PIPE, env=ENVIRONMENT, cwd=tmp_path)
    assert done.returncode == 3
    assert json.loads(done.stdout)["counts"]["incidents"] == 11
    assert (tmp_path / "page.html").read_text("utf-8").rstrip().endswith("</html>")


def test_the_text_report_begins_with_what_was_found(evening: Path) -> None:
    done = run("analyze", evening)
    assert done.returncode == 0
    assert b"11 incidents" in done.stdout.splitlines()[0]
    assert b"6600107" in done.stdout
    assert done.stderr == b""


def test_standard_input_is_read_with_and_without_a_dash(evening: Path) -> None:
    data = evening.read_bytes()
    dash, bare = report_of("-", stdin=data), report_of(stdin=data)
    assert dash == bare
    assert dash["inputs"][0]["source"] == "-"
    assert dash["counts"]["incidents"] == 11


@pytest.mark.parametrize("command", ["analyze", "view", "render", "merge"])
def test_standard_input_can_be_named_only_once(command: str, evening: Path) -> None:
    done = run(command, "-", evening, "-", stdin=b"")
    assert done.returncode == 2
    assert done.stderr == b"hilog-avsession: standard input is named twice; it can be read only once\n"
    with pytest.raises(WrongUsage, match="standard input is named twice"):
        analyze("-", "-")


def test_several_inputs_make_one_report(evening: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.log"
    other.write_bytes(evening.read_bytes().replace(b"11-06", b"11-07"))
    report = report_of(evening, other)
    assert report["counts"]["incidents"] == 22
    assert [one["source"] for one in report["inputs"]] == [str(evening), str(other)]
    assert {line["source"] for one in report["incidents"] for line in one["evidence"]} == {str(evening), str(other)}


def test_an_unreadable_input_is_named_and_the_others_are_reported(evening: Path, tmp_path: Path) -> None:
    done = run("analyze", tmp_path / "missing.log", evening, "--format", "json")
    report = json.loads(done.stdout)
    assert done.returncode == 3
    assert b"missing.log: no such file" in done.stderr
    assert report["inputs"][0]["error"]["kind"] == "not-found"
    assert report["counts"]["incidents"] == 11


def test_a_chinese_report_says_in_chinese_what_is_wrong_with_an_input(evening: Path) -> None:
    done = run("analyze", "nothing.log", evening, "--lang", "zh")
    assert "✗ nothing.log：文件不存在\n" in done.stdout.decode()


def test_an_input_without_a_log_is_an_error_and_not_a_report_of_zero_errors(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.txt"
    recipe.write_text("flour\nwater\nerror code: 6600101 is not a log line\n")
    done = run("analyze", recipe)
    assert done.returncode == 3
    assert done.stdout == b""
    assert b"recipe.txt: holds no HiLog line" in done.stderr


def test_what_hdc_says_instead_of_a_log_is_passed_on() -> None:
    done = run("analyze", "-", stdin=b"[Fail]ExecuteCommand need connect-key? please confirm a device by help info\r\n")
    assert done.returncode == 3
    assert b"ExecuteCommand need connect-key" in done.stderr


def test_a_healthy_log_is_reported_as_healthy(evening: Path) -> None:
    lines = [line for line in evening.read_bytes().splitlines() if b" I " in line][:40]
    done = run("analyze", "-", stdin=b"\n".join(lines))
    assert done.returncode == 0
    assert b"No AVSession failure" in done.stdout


@pytest.mark.parametrize("blank", [b"", b"\n", b"\r\n\r\n", b" " * 5000, b" \t\n" * 5000])
def test_a_blank_input_is_an_empty_log(blank: bytes) -> None:
    done = run("analyze", "-", stdin=blank)
    assert done.returncode == 0
    assert done.stderr == b""
    assert b"Nothing to analyze: the input is empty" in done.stdout


@pytest.mark.parametrize("blanks", [b" ", b"\n", b" \t\r\n"])
def test_text_behind_blanks_is_text(blanks: bytes) -> None:
    text = blanks * 5000 + b"nothing of this is a HiLog\n"
    done = run("analyze", "-", stdin=text)
    assert done.returncode == 3
    assert b"holds no HiLog line; it begins with 'nothing of this is a HiLog'" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "incidents"),
    [
        (["--code", "6600107"], 4),
        (["--code", "-1018"], 4),
        (["--code", "ERR_SESSION_NOT_EXIST"], 3),
        (["--code", "6600107", "--code", "6600106"], 5),
        (["--category", "io"], 1),
        (["--bundle", "com.example.cinema"], 4),
        (["--bundle", "com.ohos.mediacontroller"], 5),
        (["--pid", "7044"], 4),
        (["--session", "AED"], 4),
        (["--session", "AED******F28"], 4),
        (["--since", "19:30:05"], 5),
        (["--until", "11-06 19:30:01"], 6),  # that second included
        (["--since", "19:30:01", "--until", "19:30:02"], 2),
    ],
)
def test_a_filter_chooses_incidents(evening: Path, arguments: list[str], incidents: int) -> None:
    report = report_of(evening, *arguments)
    assert report["counts"]["incidents"] == incidents == len(report["incidents"])
    assert sum(one["incidents"] for one in report["codes"]) == incidents
    assert sum(one["incidents"] for one in report["recommendations"]) == incidents


def test_counts_stay_exact_beyond_the_incidents_that_are_kept(evening: Path) -> None:
    report = report_of(evening, "--max-incidents", 2)
    assert len(report["incidents"]) == 2
    assert report["incidents_truncated"] is True
    assert report["counts"]["incidents"] == 11


def test_chinese_is_chosen_by_option_or_locale(evening: Path) -> None:
    by_option = run("analyze", evening, "--lang", "zh")
    by_locale = run("analyze", evening, LC_ALL="zh_CN.UTF-8")
    assert by_option.stdout == by_locale.stdout
    assert "会话".encode() in by_option.stdout


def test_an_output_file_holds_the_report(evening: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    done = run("analyze", evening, "--format", "json", "--output", target)
    assert done.returncode == 0
    assert done.stdout == b""
    assert json.loads(target.read_text("utf-8"))["counts"]["incidents"] == 11
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_an_output_that_cannot_be_written_is_said(evening: Path, tmp_path: Path) -> None:
    done = run("analyze", evening, "--output", tmp_path / "no" / "report.txt")
    assert done.returncode == 2
    assert b"report.txt: there is no folder" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--category", "nonsense"],
        ["--since", "yesterday"],
        ["--until", "02-30 10:00"],
        ["--year", "26"],
        ["--year", "next"],
        ["--format", "pdf"],
        ["--no-such-option"],
        ["--code", "66x"],
    ],
)
def test_wrong_usage_is_status_two(evening: Path, arguments: list[str]) -> None:
    done = run("analyze", evening, *arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr


# ---- interruption ----------------------------------------------------------------------------------------------------


def start(*arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )


def wait_until_it_reads(process: subprocess.Popen[bytes]) -> None:
    """Wait until the program has installed its handlers and sleeps in its read."""
    status = Path(f"/proc/{process.pid}/wchan")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if status.exists() and ("poll" in status.read_text() or "select" in status.read_text()):
            return
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self/wchan").exists(), reason="needs /proc to see the program wait")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_ends_with_the_whole_report(evening: Path, number: signal.Signals, status: int) -> None:
    process = start("analyze", "-", "--format", "json")
    assert process.stdin is not None
    process.stdin.write(evening.read_bytes())
    process.stdin.flush()
    wait_until_it_reads(process)
    process.send_signal(number)
    out, _ = process.communicate(timeout=30)
    report = json.loads(out)
    assert process.returncode == status
    assert report["interrupted"] is True
    assert report["counts"]["incidents"] == 11
    assert report["lines"]["total"] == 188


def test_a_closed_output_pipe_ends_quietly(evening: Path) -> None:
    process = start("analyze", "-")
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(evening.read_bytes(), timeout=30)
    assert err == b""
    assert process.returncode == 0


# ---- explain, codes, help --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["6600106", "-1013", "ERR_SESSION_DEACTIVE", "ERR_CODE_SESSION_INACTIVE"])
def test_explain_finds_a_code_however_it_is_asked(asked: str) -> None:
    done = run("explain", asked)
    assert done.returncode == 0
    assert b"6600106" in done.stdout


def test_explain_takes_several_codes_and_gives_json() -> None:
    done = run("explain", "1003", "-1022", "--format", "json", "--lang", "zh")
    first, second = json.loads(done.stdout)
    assert first["code"] == 6611003
    assert second["code"] == 6600101


def test_an_unknown_code_suggests_near_ones() -> None:
    done = run("explain", "6600199")
    assert done.returncode == 2
    nearest = max(entry.number for entry in catalog() if entry.category == "session")
    assert f"did you mean {nearest}".encode() in done.stderr


def test_chinese_answers_have_chinese_punctuation() -> None:
    assert "是否应为 6600101（会话服务异常）、" in run("explain", "66001", "--lang", "zh").stderr.decode()
    apis = run("explain", "6600101", "--lang", "zh").stdout.decode()
    assert re.search(r"onTopSessionChange 等，另有\s+\d+ 个\n", apis)
    assert re.search(r"打印“[^”]+”（", run("analyze", LOGS / "evening.log", "--lang", "zh").stdout.decode())


@pytest.mark.parametrize(
    "arguments",
    [
        [""],
        ["watch", ""],
        ["analyze", "LOG", "--since", ""],
        ["LOG", "--until="],
        ["fleet", "LOG", "-o", ""],
        ["codes", ""],
    ],
)
def test_an_empty_argument_is_never_taken_for_a_missing_one(evening: Path, arguments: list[str]) -> None:
    """A variable of the shell that is not set must neither drop a filter nor name another source."""
    done = run(*(str(evening) if word == "LOG" else word for word in arguments))
    assert done.returncode == 2
    assert re.search(rb"argument (after \S+ )?is empty; perhaps a variable of the shell is not set", done.stderr)
    assert b"anna" not in run("--redact", "anna.log", "").stderr


@pytest.mark.parametrize("before", [[], ["analyze", "evening.log"]])
def test_a_file_that_would_be_read_as_an_option_is_named(before: list[str], run_here: Run) -> None:
    for name in ("evening.log", "-dash 1.log"):
        Path(name).write_bytes((LOGS / "evening.log").read_bytes())
    done = run_here(*before, "-dash 1.log", status=2)
    assert done.out == ""
    assert "-dash 1.log: begins like an option; write './-dash 1.log' to read the file of this name" in done.err
    assert "11 incidents" in run_here(*before, "./-dash 1.log").out
    assert "11 incidents" in run_here(*before, "--", "-dash 1.log").out


@pytest.mark.parametrize("arguments", [["-1018"], ["list", "-1018"], ["--category", "session", "-1018"]])
def test_a_native_number_is_not_read_as_an_option(arguments: list[str]) -> None:
    done = run("codes", *arguments)
    assert (done.returncode, done.stderr) == (0, b"")
    assert re.findall(rb"\d{7}", done.stdout) == [b"6600107"]
    assert b"no code contains '-9999'" in run("codes", "-9999").stderr
    assert b"No such option: --categry" in run("codes", "--categry", "session", "-1018").stderr


def test_the_catalogue_is_listed_filtered_and_in_three_forms() -> None:
    drm = json.loads(run("codes", "--category", "drm", "--format", "json").stdout)
    assert [row["code"] for row in drm] == [entry.number for entry in catalog() if entry.category == "drm"]
    assert b"| 6616000 |" in run("codes", "--category", "drm", "--format", "markdown").stdout
    words = run("codes", "network").stdout
    assert b"6612001" in words
    assert b"6600107" not in words


@pytest.mark.parametrize("options", [[], ["-f", "markdown"], ["-f", "json"]])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["foo"], "no code contains 'foo' in its number, symbol, message or title; `hilog-avsession codes` lists all"),
        (["lst"], "did you mean hilog-avsession codes list?"),
        (["overlod"], "did you mean 6600107 (Too many commands or events)?"),
        (["network", "--category", "drm"], "no code of category drm contains 'network'; did you mean 6612001 ("),
        (["--category", "unknown"], "there is no code of category unknown"),
    ],
)
def test_a_list_without_a_code_is_an_error_that_names_what_is_alike(
    arguments: list[str], said: str, options: list[str], run_here: Run
) -> None:
    done = run_here("codes", *arguments, *options, status=2)
    assert done.out == ""
    assert said in done.err


def test_the_version_is_printed() -> None:
    assert run("--version").stdout.decode().split() == ["hilog-avsession", __version__]


@pytest.mark.parametrize("command", [[], ["analyze"], ["doctor"], ["explain"], ["codes"]])
def test_help_starts_with_examples(command: list[str]) -> None:
    text = run(*command, "--help").stdout.decode()
    assert text.index("Examples:") < text.index("Options:")
    assert all(len(line) <= 80 for line in text.splitlines())


# ---- an incident a line ----------------------------------------------------------------------------------------------


def test_each_line_is_an_incident_of_the_report(evening: Path) -> None:
    lines = run("analyze", evening, "--format", "jsonl").stdout.decode().splitlines()
    wanted = report_of(evening)["incidents"]
    assert [told(json.loads(line)) for line in lines] == [told(one) for one in wanted]
    schema = load_schema()
    one = Draft202012Validator(schema["properties"]["incidents"]["items"] | {"$defs": schema["$defs"]})
    for line in lines:
        one.validate(json.loads(line))


def told(incident: dict[str, object]) -> dict[str, object]:
    """What is known of an incident as soon as it is complete: later lines may tell more of its session."""
    return {name: incident[name] for name in ("id", "code", "cause", "api", "time", "signals", "evidence")}


def test_a_line_comes_as_soon_as_the_log_has_moved_on(evening: Path) -> None:
    lines = evening.read_bytes().splitlines(keepends=True)
    with subprocess.Popen(
        [*COMMAND, "analyze", "-", "--format", "jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"".join(lines[:120]))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["code"] == 6600107  # and the pipe is still open
        process.stdin.close()
        process.stdout.read()


def test_lines_into_a_file_appear_together(evening: Path, tmp_path: Path) -> None:
    done = run("analyze", evening, "--format", "jsonl", "--output", tmp_path / "found.jsonl")
    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / "found.jsonl").read_bytes() == run("analyze", evening, "--format", "jsonl").stdout


def test_lines_are_filtered_and_a_log_without_any_gives_none(evening: Path) -> None:
    assert {json.loads(line)["code"] for line in only(evening, "--code", "6600102")} == {6600102}
    assert only(evening, "--bundle", "com.example.none") == []


def only(*arguments: object) -> list[bytes]:
    return run("analyze", *arguments, "--format", "jsonl").stdout.splitlines()


def test_a_consumer_that_has_seen_enough_lines_ends_the_reading(evening: Path) -> None:
    command = shlex.join([*COMMAND, "analyze", str(evening), "--format", "jsonl"])
    done = subprocess.run(
        f"{command} | head -n 1", shell=True, env=ENVIRONMENT, capture_output=True, check=False, timeout=60
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == b""


# ---- without a command -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        *with_trials(
            [["LOG"], ["--top", "1", "LOG"], ["LOG", "LOG"], ["missing.log"]],
            [
                ["LOG", "--top", "1"],
                ["--lang", "zh", "LOG"],
                ["LOG", "--lang=zh"],
                ["FOLDER"],
                ["FOLDER/*.log"],
                ["-f", "json", "LOG"],
                ["--debug", "LOG"],
            ],
        )
    ],
)
def test_an_input_without_a_command_is_analyzed(evening: Path, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "one.log").write_bytes(evening.read_bytes())
    words = [word.replace("LOG", str(evening)).replace("FOLDER", str(tmp_path)) for word in arguments]
    full = [*words[:1], "analyze", *words[1:]] if words[0] == "--debug" else ["analyze", *words]
    short, long = run(*words), run(*full)
    assert (short.returncode, short.stdout, short.stderr) == (long.returncode, long.stdout, long.stderr)
    assert short.stdout or short.returncode == 3


def test_standard_input_without_a_command_is_analyzed(evening: Path) -> None:
    assert run("-", stdin=evening.read_bytes()).stdout == run("analyze", "-", stdin=evening.read_bytes()).stdout


def test_a_mistyped_command_is_not_taken_for_a_log(evening: Path) -> None:
    for words in (["analize", evening], ["--lang", "en", "analize", evening]):
        done = run(*words)
        assert done.returncode == 2
        assert b"No such command 'analize'. Did you mean 'analyze'?" in done.stderr
    done = run("compare", evening, evening)
    assert done.returncode == 2
    assert b"compare: neither a command nor a file; the commands are analyze, watch, view, diff, " in done.stderr
    assert "compare：既不是命令，也没有这个文件" in run("compare", "--lang", "zh").stderr.decode()


def test_a_file_named_like_a_command_needs_the_command(
    evening: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("doctor", "mylog"):
        (tmp_path / name).write_bytes(evening.read_bytes())
    assert b"11 incidents" in run("mylog").stdout  # a file, though it has no suffix
    assert b"11 incidents" in run("analyze", "doctor").stdout
    assert b"11 incidents" not in run("doctor").stdout


@pytest.mark.parametrize("code", ["6600107", "-1013", "2004"])
def test_a_code_without_a_command_leads_to_explain(code: str) -> None:
    done = run(code)
    assert done.returncode == 2
    assert f"there is no file {code}; to look up a code: hilog-avsession explain {code}" in done.stderr.decode()


def test_no_argument_at_all_shows_the_help() -> None:
    done = run()
    assert b" [OPTIONS] COMMAND [ARGS]..." in done.stdout + done.stderr
    assert b"analyze" in done.stdout + done.stderr
