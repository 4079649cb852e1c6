"""From the options of a test run to the fixture `avsession_log`, and from a failed test to a report section.

To read the log from another source, override the fixture `avsession_origin`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .captures import Origin
    from .log import AvsessionLog

_LOG = pytest.StashKey["AvsessionLog"]()
_WRONG_USAGE = methodcaller("errisinstance", pytest.UsageError)  # its traceback says nothing that the message does not
_ORIGINS = ("hilog_target", "hilog_command", "hilog_file")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, on the command line and in the configuration."""
    group = parser.getgroup("hilog-avsession", "HiLog of a device under test")
    group.addoption("--hilog-target", metavar="KEY", help="read this device through hdc, if several are connected")
    group.addoption("--hilog-command", metavar="COMMAND", help="read the output of a command instead of a device")
    group.addoption("--hilog-file", metavar="FILE", help="read the lines appended to a file instead of a device")
    group.addoption(
        "--hilog-fail-on", metavar="GATES", help="gates of assert_no_failures, for example 'any' or 'drm>2'"
    )
    group.addoption("--hilog-baseline", metavar="FILE", help="JSON report; assert_no_failures ignores its failures")
    group.addoption(
        "--hilog-allow-empty", action="store_true", help="let a log without a line of AVSession pass the gates"
    )
    group.addoption("--hilog-catalog", metavar="FILE", help="TOML file with codes and statements of your own")
    parser.addini("hilog_target", "the device, like --hilog-target")
    parser.addini("hilog_command", "the command, like --hilog-command")
    parser.addini("hilog_file", "the file, like --hilog-file; relative to the configuration file", type="paths")
    parser.addini("hilog_fail_on", "gates, like --hilog-fail-on", type="linelist", default=["any"])
    parser.addini(
        "hilog_baseline", "JSON reports, like --hilog-baseline; relative to the configuration file", type="paths"
    )
    parser.addini("hilog_allow_empty", "like --hilog-allow-empty", type="bool", default=False)
    parser.addini("hilog_catalog", "TOML files, like --hilog-catalog; relative to the configuration file", type="paths")
    parser.addini("hilog_settle", "the longest wait, in seconds, for a log to fall silent", default="1.0")
    parser.addini("hilog_lang", "language of the report: en or zh", default="en")


@pytest.fixture
def avsession_origin(pytestconfig: pytest.Config) -> Origin:
    """The source of logs: a device (`Hdc`), a command (list of words), a growing file (path) or a binary stream."""
    from ..device.hdc import Hdc
    from ..errors import WrongUsage
    from .captures import words_of

    __tracebackhide__ = _WRONG_USAGE
    kind, value = _chosen_origin(pytestconfig)
    if kind == "hilog_command":
        try:
            return words_of(value)
        except WrongUsage as error:
            raise pytest.UsageError(f"hilog_command: {error}") from None
    return Path(value) if kind == "hilog_file" else Hdc(value or None)


@pytest.fixture
def avsession_log(
    request: pytest.FixtureRequest, avsession_origin: Origin, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AvsessionLog]:
    """The log of this test: `report()` diagnoses it, `assert_no_failures()` fails with the report as its message."""
    from ..errors import UnreadableInput, WrongUsage
    from .log import AvsessionLog

    __tracebackhide__ = _WRONG_USAGE
    path = tmp_path_factory.mktemp("avsession") / "hilog.log"
    with ExitStack() as entered:
        try:
            log = entered.enter_context(AvsessionLog(avsession_origin, path, _defaults(request.config)))
        except (UnreadableInput, WrongUsage) as error:  # no hdc, no such command, several devices
            raise pytest.UsageError(str(error)) from None
        request.node.stash[_LOG] = log
        yield log


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the report as a section to a test that failed for another reason than the log."""
    report = yield
    log = item.stash.get(_LOG, None)
    if log is None or not report.failed or call.when == "teardown":
        return report
    crash = getattr(report.longrepr, "reprcrash", None)
    if not log.report_shown:
        report.sections.append(("AVSession", log.text()))
    elif crash is not None:  # the short summary repeats the message: its first line is enough there
        crash.message = crash.message.split("\n")[0]
    return report


def _chosen_origin(config: pytest.Config) -> tuple[str, str]:
    """Return the kind of the configured origin and its value; the command line overrides the configuration."""
    __tracebackhide__ = _WRONG_USAGE
    given = {kind: config.getoption(kind) for kind in _ORIGINS}
    configured: dict[str, Any] = {kind: config.getini(kind) for kind in _ORIGINS}
    for values in (given, configured):
        chosen = [(kind, value) for kind, value in values.items() if value]
        if len(chosen) > 1:
            raise pytest.UsageError(f"{' and '.join(kind for kind, _ in chosen)}: choose one source for the log")
        if chosen:
            kind, value = chosen[0]
            return kind, str(value[0]) if isinstance(value, list) else value
    return "hilog_target", ""


def _defaults(config: pytest.Config) -> Any:
    from .log import Defaults

    __tracebackhide__ = _WRONG_USAGE
    given_gates, given_baseline = config.getoption("hilog_fail_on"), config.getoption("hilog_baseline")
    given_catalog = config.getoption("hilog_catalog")
    return Defaults(
        fail_on=(given_gates,) if given_gates else tuple(config.getini("hilog_fail_on")),
        baseline=(Path(given_baseline),) if given_baseline else tuple(config.getini("hilog_baseline")),
        settle=_seconds(config.getini("hilog_settle")),
        lang=_language(config.getini("hilog_lang")),
        allow_empty=config.getoption("hilog_allow_empty") or config.getini("hilog_allow_empty"),
        catalog=(Path(given_catalog),) if given_catalog else tuple(config.getini("hilog_catalog")),
    )


def _language(text: str) -> str:
    __tracebackhide__ = _WRONG_USAGE
    if text not in ("en", "zh"):
        raise pytest.UsageError(f"hilog_lang: {text!r} is neither en nor zh")
    return text


def _seconds(text: str) -> float:
    __tracebackhide__ = _WRONG_USAGE
    try:
        return float(text)
    except ValueError:
        raise pytest.UsageError(f"hilog_settle: {text!r} is not a number of seconds") from None
