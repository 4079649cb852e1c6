"""The pytest plugin: a log for each test, an assertion that fails with the report, and nothing left behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conftest import LOGS, ROOT
from hdc_standin import Reply, StandIn
from hilog_avsession import UnreadableInput, WrongUsage, analyze, testing
from hilog_avsession.testing import AvsessionLog, Hdc
from hilog_avsession.testing.captures import start_capture, words_of
from hilog_avsession.testing.log import Defaults
from waiting import wait_until

pytest_plugins = ["pytester"]

PLUGIN = "hilog_avsession.testing.plugin"
NAME = "hilog-avsession"
EVENING = LOGS / "evening.log"
LINES = EVENING.read_text().splitlines(keepends=True)
AT_ONCE = Defaults(settle=0.0)
posix = pytest.mark.skipif(os.name != "posix", reason="processes and the stand-in for hdc as POSIX has them")

# what a device under test does: it writes a log while the test runs
DEVICE = f"""
    from pathlib import Path
    import pytest
    LINES = Path({str(EVENING)!r}).read_text().splitlines(keepends=True)

    @pytest.fixture
    def device(tmp_path):
        log = tmp_path / "device.log"
        log.write_text("".join(LINES))  # of yesterday
        return log

    @pytest.fixture
    def avsession_origin(device):
        return device

    def play(device, lines):
        with device.open("a") as log:
            log.writelines(line.replace("11-06", "11-07") for line in lines)
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A test suite that uses the plugin and no other."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.plugins.append(PLUGIN)
    pytester.makeini("[pytest]\nhilog_settle = 0")
    return pytester


def run(suite: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return suite.runpytest_subprocess("-p", "no:cacheprovider", *arguments)


# ---- the plugin ------------------------------------------------------------------------------------------------------


def test_the_package_declares_the_plugin() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {NAME: PLUGIN}


def test_the_plugin_loads_nothing_before_a_test_asks_for_a_log() -> None:
    code = f"import pytest, sys; before = set(sys.modules); import {PLUGIN}; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {
        "hilog_avsession",
        "hilog_avsession._version",
        "hilog_avsession.testing",
        PLUGIN,
    }


def test_what_a_test_imports_comes_from_one_place() -> None:
    assert [getattr(testing, name).__name__ for name in testing.__all__] == testing.__all__
    with pytest.raises(AttributeError, match="has no attribute 'Tap'"):
        testing.Tap  # noqa: B018  (an attribute that is not there)


def test_a_suite_that_takes_no_log_needs_no_device(suite: pytest.Pytester) -> None:
    suite.makepyfile("def test_plain(): pass")
    run(suite).assert_outcomes(passed=1)


def test_options_and_fixtures_explain_themselves(suite: pytest.Pytester) -> None:
    help_text = run(suite, "--help").stdout.str()
    for option in ("--hilog-target", "--hilog-command", "--hilog-file", "--hilog-fail-on", "--hilog-baseline"):
        assert option in help_text
    document = (ROOT / "docs" / "pytest.md").read_text("utf-8")
    shown = set(re.findall(r"--hilog-[a-z-]+|(?<=^  )hilog_[a-z_]+", help_text, re.M))
    assert {"--hilog-target", "hilog_settle"} <= shown
    assert {option for option in shown if option not in document} == set()


# ---- passing and failing ---------------------------------------------------------------------------------------------


def test_a_test_whose_log_is_clean_passes(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        DEVICE
        + """
    def test_quiet(device, avsession_log):
        play(device, LINES[:10])
        report = avsession_log.assert_no_failures()
        assert report.lines.total == 10
        assert [one.gate for one in report.gates] == ["any"]
    """
    )
    run(suite).assert_outcomes(passed=1)


def test_a_failure_has_the_report_as_its_message(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")  # the summary is not cut
    suite.makepyfile(
        DEVICE
        + """
    def test_noisy(device, avsession_log):
        play(device, LINES)
        avsession_log.assert_no_failures("drm,session>5")
    """
    )
    result = run(suite)
    result.assert_outcomes(failed=1)
    lines = result.stdout.lines
    page = [line[8:] for line in lines if line.startswith("E  ")]
    assert page[0].endswith("1 of 2 gates failed: session>5 (10 found)")
    assert "At least 11 incidents in 2 of 2 sessions" in page
    assert any("What to do, most frequent first" in line for line in page)
    assert all(len(line) <= 80 for line in lines if line.startswith("E  ") and "hdc shell" not in line)
    assert "\x1b" not in "".join(page)
    assert any(line.startswith(">") and "assert_no_failures" in line for line in lines)
    assert not any("testing/log.py" in line for line in lines)  # the failure is the test's, not the plugin's
    assert result.stdout.str().count("At least 11 incidents") == 1
    result.stdout.fnmatch_lines("FAILED *::test_noisy - AssertionError: 1 of 2 gates failed: session>5 (10 found)")


def test_a_test_that_fails_for_another_reason_shows_the_report_beside_it(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        DEVICE
        + """
    def test_other(device, avsession_log):
        play(device, LINES)
        assert 1 == 2

    @pytest.fixture
    def broken(device, avsession_log):
        play(device, LINES)
        raise OSError

    def test_set_up(broken): pass

    def test_silent(avsession_log):
        assert 1 == 2

    def test_no_log(device, avsession_log):
        with device.open("a") as log:
            log.write("a shopping list\\n")
        assert 1 == 2
    """
    )
    result = run(suite)
    result.assert_outcomes(failed=3, errors=1)
    shown = " ".join(result.stdout.str().split())
    assert len(re.findall("-+ AVSession -+", shown)) == 4
    assert shown.count("At least 11 incidents in 2 of 2 sessions") == 2
    assert "Nothing to analyze: the input is empty" in shown
    assert "holds no HiLog line" in shown


def test_a_log_that_proves_nothing_fails(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        DEVICE
        + """
    def test_silent(avsession_log):
        with pytest.raises(AssertionError, match="^no line was logged during the test"):
            avsession_log.assert_no_failures()

    def test_no_log(device, avsession_log):
        with device.open("a") as log:
            log.write("a shopping list\\n")
        with pytest.raises(AssertionError, match="^the log cannot be read: holds no HiLog line"):
            avsession_log.assert_no_failures()

    def test_no_avsession(device, avsession_log):
        play(device, [OTHER])
        with pytest.raises(AssertionError, match="^no line of AVSession was logged during the test"):
            avsession_log.assert_no_failures()
        assert avsession_log.assert_no_failures(["loss", "unreadable"]).passed

    OTHER = "11-06 19:30:00.055   860   868 I C01719/resource_schedule_service/RSS: report type 13 value 2" + chr(10)
    """
    )
    run(suite).assert_outcomes(passed=3)


@pytest.mark.parametrize(
    ("ini", "arguments", "argument"),
    [("hilog_allow_empty = true", [], ""), ("", ["--hilog-allow-empty"], ""), ("", [], "allow_empty=True")],
)
def test_a_log_without_a_line_passes_where_that_is_allowed(
    suite: pytest.Pytester, ini: str, arguments: list[str], argument: str
) -> None:
    suite.makeini(f"[pytest]\nhilog_settle = 0\n{ini}")
    suite.makepyfile(
        DEVICE
        + f"""
    def test_silent(avsession_log):
        assert avsession_log.assert_no_failures({argument}).passed

    def test_no_log(device, avsession_log):
        with device.open("a") as log:
            log.write("a shopping list\\n")
        with pytest.raises(AssertionError, match="^the log cannot be read: holds no HiLog line"):
            avsession_log.assert_no_failures({argument})
    """
    )
    run(suite, *arguments).assert_outcomes(passed=2)


def test_the_log_begins_and_ends_with_the_test(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        DEVICE
        + """
    kept = []

    def test_first(device, avsession_log):
        play(device, LINES[:50])
        assert avsession_log.report().lines.total == 50
        play(device, LINES[50:60])
        assert avsession_log.report().lines.total == 60
        kept.append((avsession_log, device))

    def test_second():
        log, device = kept[0]
        play(device, LINES[60:])
        assert log.report().lines.total == 60
    """
    )
    run(suite).assert_outcomes(passed=2)


# ---- options ---------------------------------------------------------------------------------------------------------


NOISY = (
    DEVICE.replace("def avsession_origin", "def unused")
    + """
    @pytest.fixture
    def device(request):
        return Path(request.config.rootpath / "device.log")

    def test_noisy(device, avsession_log):
        play(device, LINES)
        avsession_log.assert_no_failures()
"""
)


OPTIONS = [
    ("hilog_file = device.log\nhilog_fail_on = drm\n    any>11", [], 1),
    ("hilog_file = device.log\nhilog_fail_on = drm", ["--hilog-fail-on", "any"], 0),
    ("hilog_file = device.log\nhilog_baseline = earlier.json", [], 1),
]
MORE_OPTIONS = [
    ("hilog_file = device.log", [], 0),
    ("hilog_file = device.log\nhilog_fail_on = drm\n    any>10", [], 0),
    ("hilog_file = device.log", ["--hilog-baseline", "earlier.json"], 1),
    ("hilog_command = none", ["--hilog-file", "device.log", "--hilog-fail-on", "drm"], 1),
]


@pytest.mark.parametrize(
    ("ini", "arguments", "passed"),
    [*OPTIONS, *(pytest.param(*options, marks=pytest.mark.trial) for options in MORE_OPTIONS)],
)
def test_gates_and_baselines_come_from_the_options(
    suite: pytest.Pytester, ini: str, arguments: list[str], passed: int
) -> None:
    suite.makeini(f"[pytest]\nhilog_settle = 0\n{ini}")
    (suite.path / "earlier.json").write_text(analyze(EVENING).to_json())
    suite.makepyfile(NOISY)
    run(suite, *arguments).assert_outcomes(passed=passed, failed=1 - passed)


OWN = """
    [[code]]
    number = 9900017
    [code.en]
    title = "Not bound"
    steps = ["Bind it."]
    [[statement]]
    name = "not-bound"
    tag = "Engine"
    needle = "bind failed"
    pattern = "bind failed"
    code = 9900017
    example = "bind failed"
    decoy = "bind failed again"
"""


@pytest.mark.parametrize(
    ("ini", "arguments", "failed"),
    [
        ("", [], 0),
        ("hilog_catalog = own.toml", [], 1),
        ("", ["--hilog-catalog", "own.toml"], 1),
        ("hilog_catalog = own.toml", ["--hilog-fail-on", "9900017>1"], 0),
    ],
)
def test_own_codes_fail_a_test_and_are_named_in_gates(
    suite: pytest.Pytester, ini: str, arguments: list[str], failed: int
) -> None:
    suite.makeini(f"[pytest]\nhilog_settle = 0\n{ini}")
    (suite.path / "own.toml").write_text(OWN)
    line = "11-06 19:30:08.000  6120  6131 E A00F00/com.example.radio/Engine: bind failed\n"
    suite.makepyfile(NOISY.replace("LINES)", f"[*LINES[:10], {line!r}])"))
    result = run(suite, *arguments, "--hilog-file", "device.log")
    result.assert_outcomes(passed=1 - failed, failed=failed)
    assert ("Not bound" in result.stdout.str()) == bool(failed)


@pytest.mark.parametrize(
    ("ini", "arguments", "said"),
    [
        (
            "",
            ["--hilog-file", "a", "--hilog-command", "b"],
            "hilog_command and hilog_file: choose one source for the log",
        ),
        ("hilog_settle = soon", ["--hilog-file", "a"], "hilog_settle: 'soon' is not a number of seconds"),
        ("hilog_lang = fr", ["--hilog-file", "a"], "hilog_lang: 'fr' is neither en nor zh"),
        ("", ["--hilog-command", "'"], '"\'" is not a command'),
        ("", ["--hilog-command", "no-such-program here"], "no-such-program: cannot be run"),
        ("", ["--hilog-file", "a.log", "--hilog-fail-on", "sesion"], "did you mean session"),
        ("", ["--hilog-file", "a.log", "--hilog-baseline", "none.json"], "none.json: no such file"),
        ("", ["--hilog-file", "a.log", "--hilog-catalog", "none.toml"], "none.toml: cannot be read"),
    ],
)
def test_wrong_options_are_reported(suite: pytest.Pytester, ini: str, arguments: list[str], said: str) -> None:
    suite.makeini(f"[pytest]\n{ini}")
    suite.makepyfile("def test_it(avsession_log): avsession_log.assert_no_failures()")
    result = run(suite, *arguments)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert said in result.stdout.str()


@pytest.mark.parametrize(
    ("ini", "arguments", "said"),
    [
        ("", ["--hilog-command", "no-such-program here"], "no-such-program: cannot be run"),
        ("", ["--hilog-command", "'"], 'hilog_command: "\'" is not a command'),
        ("", [], "hdc: not on the PATH"),
        ("hilog_lang = fr", ["--hilog-file", "a"], "hilog_lang: 'fr' is neither en nor zh"),
    ],
)
def test_a_log_that_cannot_be_captured_is_wrong_usage_without_a_traceback(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ini: str, arguments: list[str], said: str
) -> None:
    monkeypatch.setenv("PATH", str(suite.path))
    suite.makeini(f"[pytest]\n{ini}")
    suite.makepyfile("def test_it(avsession_log): pass")
    shown = run(suite, *arguments).stdout.str()
    assert f"E   pytest.UsageError: {said}" in shown
    assert "def avsession_log" not in shown
    assert "captures.py" not in shown


# ---- commands and streams --------------------------------------------------------------------------------------------


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not Path(f"/proc/{pid}/stat").exists() or ") Z " not in Path(f"/proc/{pid}/stat").read_text()


def wait_until_it_holds(path: Path, lines: int) -> None:
    wait_until(lambda: path.read_text().count("\n") >= lines, lambda: "the log does not come")


def hilog(folder: Path, *, stubborn: bool = False, ends: int | None = None) -> list[str]:
    """A command that prints the log, as hilog does until it is ended, and leaves its pid."""
    script = folder / "hilog.py"
    script.write_text(
        "import os, signal, sys, time\n"
        + ("signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" if stubborn else "")
        + f"open({str(folder / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        f"sys.stdout.write(open({str(EVENING)!r}).read())\nsys.stdout.flush()\n"
        + ("time.sleep(60)\n" if ends is None else f"sys.exit('out of order' if {ends} else 0)\n")
    )
    return [sys.executable, "-I", str(script)]


@posix
@pytest.mark.parametrize("stubborn", [False, True])
def test_a_command_is_read_and_ended(tmp_path: Path, stubborn: bool) -> None:
    with AvsessionLog(hilog(tmp_path, stubborn=stubborn), tmp_path / "log", AT_ONCE) as log:
        wait_until_it_holds(log.path, len(LINES))
        assert log.report().counts.incidents == 11
        pid = int((tmp_path / "pid").read_text())
        assert is_there(pid)
    assert not is_there(pid)
    assert log.report().counts.incidents == 11
    with pytest.raises(AssertionError, match=r"^the gate failed: any"):
        log.assert_no_failures()


@posix
def test_what_a_command_has_started_ends_with_it(tmp_path: Path) -> None:
    words = hilog(tmp_path)
    with AvsessionLog(["sh", "-c", '"$@" | cat; sleep 60', "sh", *words], tmp_path / "log", AT_ONCE) as log:
        wait_until_it_holds(log.path, len(LINES))
        pid = int((tmp_path / "pid").read_text())
    wait_until(lambda: not is_there(pid))  # its parent has ended, so another one takes leave of it


def test_a_command_that_ends_well_has_given_its_log(tmp_path: Path) -> None:
    defaults = Defaults(fail_on=("drm",), settle=60.0)  # it is over as soon as the command is
    with AvsessionLog(hilog(tmp_path, ends=0), tmp_path / "log", defaults) as log:
        assert log.assert_no_failures().counts.incidents == 11


def test_a_command_that_fails_makes_no_test_pass(tmp_path: Path) -> None:
    with AvsessionLog(hilog(tmp_path, ends=1), tmp_path / "log", Defaults(settle=60.0)) as log:
        log.report()
        with pytest.raises(AssertionError, match=r"^the log is incomplete: .* ended with status 1: out of order"):
            log.assert_no_failures("drm")


@pytest.mark.parametrize(
    ("platform", "command", "words"),
    [
        ("linux", "hdc shell 'hilog -v year'", ["hdc", "shell", "hilog -v year"]),
        ("win32", r'"C:\Program Files\hdc.exe" shell hilog', [r"C:\Program Files\hdc.exe", "shell", "hilog"]),
        ("win32", r"C:\sdk\hdc.exe shell hilog", [r"C:\sdk\hdc.exe", "shell", "hilog"]),
    ],
)
def test_a_command_is_split_as_the_system_splits_it(
    monkeypatch: pytest.MonkeyPatch, platform: str, command: str, words: list[str]
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert words_of(command) == words


def test_a_stream_of_bytes_is_read_until_the_test_ends(tmp_path: Path) -> None:
    end, start = os.pipe()
    with os.fdopen(end, "rb", buffering=0) as stream, os.fdopen(start, "wb", buffering=0) as device:
        with AvsessionLog(stream, tmp_path / "log", AT_ONCE) as log:
            device.write(EVENING.read_bytes())
            wait_until_it_holds(log.path, len(LINES))
            assert log.report().counts.incidents == 11
        assert not stream.closed


def test_what_gives_no_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="is not a source of logs"):
        start_capture(7, tmp_path / "log")  # type: ignore[arg-type]
    with pytest.raises(WrongUsage, match="is empty"):
        words_of(" ")
    with pytest.raises(UnreadableInput, match="cannot be run"):
        start_capture([str(tmp_path)], tmp_path / "log")


# ---- a file that grows -----------------------------------------------------------------------------------------------


def test_a_line_that_was_begun_before_is_older(tmp_path: Path) -> None:
    source = tmp_path / "device.log"
    source.write_text("".join(LINES[:3]) + LINES[3][:30])
    with AvsessionLog(source, tmp_path / "log", AT_ONCE) as log:
        assert log.report().lines.total == 0
        with source.open("a") as out:
            out.write(LINES[3][30:50])
        assert log.report().lines.total == 0
        with source.open("a") as out:
            out.write(LINES[3][50:] + "".join(LINES[4:9]))
        assert log.report().lines.total == 5
    assert log.path.read_text() == "".join(LINES[4:9])


@pytest.mark.parametrize("rotated", [False, True])
def test_a_file_that_is_begun_anew_is_read_from_its_beginning(tmp_path: Path, rotated: bool) -> None:
    source = tmp_path / "device.log"
    source.write_text("".join(LINES[:20]))
    with AvsessionLog(source, tmp_path / "log", AT_ONCE) as log:
        if rotated:
            source.rename(tmp_path / "device.1.log")
        source.write_text("".join(LINES[20:30]))
        log.report()
    assert log.path.read_text() == "".join(LINES[20:30])


@pytest.mark.parametrize("kept_open", [True, False])
def test_a_file_is_read_to_its_end_before_the_one_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept_open: bool
) -> None:
    monkeypatch.setattr("hilog_avsession.reading.growing._KEEPS_OPEN", kept_open)
    source = tmp_path / "device.log"
    source.write_text("".join(LINES[:3]) + LINES[3][:30])
    with AvsessionLog(source, tmp_path / "log", AT_ONCE) as log:
        with source.open("a") as out:
            out.write(LINES[3][30:] + "".join(LINES[4:8]) + LINES[8][:50])
        if not kept_open:  # what comes after the last look is lost on Windows
            log.report()
        source.rename(tmp_path / "device.1.log")
        log.report()
        source.write_text("".join(LINES[20:30]))
        log.report()
        source.write_text("".join(LINES[30:33]))
        log.report()
    assert log.path.read_text() == "".join([*LINES[4:8], LINES[8][:50], "\n", *LINES[20:33]])


def test_a_file_may_come_later(tmp_path: Path) -> None:
    with AvsessionLog(tmp_path / "device.log", tmp_path / "log", AT_ONCE) as log:
        assert log.report().lines.total == 0
        (tmp_path / "device.log").write_text("".join(LINES))
        assert log.report().counts.incidents == 11


def test_a_file_that_never_came_is_named_and_proves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "devcie.log"
    with AvsessionLog(source, tmp_path / "log", AT_ONCE) as log:
        for allow_empty in (False, True):
            with pytest.raises(AssertionError, match=re.escape(f"the log is incomplete: there is no file {source}\n")):
                log.assert_no_failures(allow_empty=allow_empty)
        source.write_text("")
        assert log.assert_no_failures(allow_empty=True).passed


# ---- a device --------------------------------------------------------------------------------------------------------

HILOG = "shell hilog -v year -v zone -v usec"
CLOCK = "shell date '+%F %T.%N'"
LOG = "".join(f"CST 2026-{line[:18]}000{line[18:]}" for line in LINES)
ONE = {"list targets": [Reply("7001005458323933\n")], HILOG: [Reply(LOG, stays=True)]}


@pytest.fixture
def hdc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    standin = StandIn(tmp_path)
    monkeypatch.setenv("PATH", f"{standin.path}{os.pathsep}{os.environ['PATH']}")
    return standin


@posix
@pytest.mark.parametrize(
    ("clock", "since"),
    [
        ("2026-11-06 19:30:00.000000000\n", ""),
        ("2026-11-06 19:30:05.800000000\n", "11-06 19:30:05.800"),  # the buffer of the device holds older lines
        ("2026-11-06 19:30:05\n", "11-06 19:30:05"),
        ("2026-11-06 19:30:05.%N\n", "11-06 19:30:05"),
        ("", ""),
    ],
)
def test_a_device_is_read_from_its_own_time_on(hdc: StandIn, tmp_path: Path, clock: str, since: str) -> None:
    incidents = sum(1 for one in analyze(EVENING).incidents if one.time >= since)
    hdc.will({**ONE, CLOCK: [Reply(clock)]})
    with AvsessionLog(Hdc(), tmp_path / "log", AT_ONCE) as log:
        wait_until_it_holds(log.path, len(LINES))
        assert log.report().counts.incidents == incidents
        assert ("did not report its time" in log.text()) == (not clock)
    assert hdc.running == []


@posix
def test_the_target_is_chosen_by_an_option(suite: pytest.Pytester, hdc: StandIn) -> None:
    hdc.will({**ONE, "list targets": [Reply("one\ntwo\n")]})
    suite.makepyfile(
        """
        import time
        def test_device(avsession_log):
            while not avsession_log.path.stat().st_size:
                time.sleep(0.01)
            avsession_log.assert_no_failures("drm")
        """
    )
    result = run(suite)
    result.assert_outcomes(errors=1)
    assert "several devices are connected: one, two; choose with --hilog-target" in result.stdout.str()
    run(suite, "--hilog-target", "two").assert_outcomes(passed=1)
    assert ["-t", "two", *HILOG.split()] in hdc.calls
    assert hdc.running == []


# ---- the end ---------------------------------------------------------------------------------------------------------


@posix
def test_ctrl_c_leaves_no_process(suite: pytest.Pytester, hdc: StandIn) -> None:
    hdc.will(ONE)
    suite.makepyfile("import time\ndef test_long(avsession_log): time.sleep(60)")
    command = [sys.executable, "-m", "pytest", "-p", PLUGIN]
    with suite.popen(command, stdin=subprocess.DEVNULL) as process:
        hdc.wait_until_read()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == pytest.ExitCode.INTERRUPTED
    assert b"KeyboardInterrupt" in out
    assert hdc.running == []


@posix
def test_a_test_that_exits_leaves_no_process(suite: pytest.Pytester, hdc: StandIn) -> None:
    hdc.will(ONE)
    suite.makepyfile("def test_exit(avsession_log): raise SystemExit(3)")
    run(suite).assert_outcomes(failed=1)
    assert hdc.running == []


def test_tests_that_run_side_by_side_have_logs_of_their_own(suite: pytest.Pytester) -> None:
    pytest.importorskip("xdist")
    suite.makepyfile(
        DEVICE
        + """
    @pytest.mark.parametrize("number", range(8))
    def test_it(device, avsession_log, number):
        play(device, LINES[: number + 1])
        assert avsession_log.report().lines.total == number + 1
        assert avsession_log.report().inputs[0].source == str(avsession_log.path)
    """
    )
    run(suite, "-p", "xdist", "-n", "2").assert_outcomes(passed=8)
