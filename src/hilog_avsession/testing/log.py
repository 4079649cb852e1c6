"""From the log of a test to an assertion whose message is the report."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ..errors import HilogAvsessionError
from .captures import Capture, start_capture

if TYPE_CHECKING:
    from os import PathLike

    from ..knowledge.ruleset import Ruleset
    from ..report import Report
    from .captures import Origin

    Baseline = Report | str | PathLike[str]

_WIDTH = 72  # cells: pytest puts `E` and an indentation before each line, eight cells in all
_QUIET = 0.3  # seconds without a byte after which no more lines about a failure are expected
_POLL = 0.02  # seconds between two checks


@dataclass(frozen=True, slots=True)
class Defaults:
    """The options of a test run, the same for every log."""

    fail_on: tuple[str, ...] = ("any",)
    baseline: tuple[Path, ...] = ()
    settle: float = 1.0  # the longest wait, in seconds, for the log to fall silent
    lang: str = "en"
    catalog: tuple[Path, ...] = ()  # files with a user's codes and statements
    allow_empty: bool = False  # whether a log without a line of AVSession passes


class AvsessionLog:
    """The log of a test, captured from the moment when it is entered; `path` is the file that holds it."""

    def __init__(self, origin: Origin, path: Path, defaults: Defaults | None = None) -> None:
        self.path = path
        self.report_shown = False  # by a failed assertion
        self._origin, self._defaults = origin, defaults or Defaults()
        self._capture: Capture | None = None
        self._closed = False

    def __enter__(self) -> Self:
        self._capture = start_capture(self._origin, self.path)
        return self

    def __exit__(self, *_: object) -> None:
        if self._capture is not None and not self._closed:
            self._closed = True
            self._capture.close()

    def report(self) -> Report:
        """Return the report of the log since the test began, up to now.

        Waits up to `hilog_settle` seconds for a running log to fall silent.
        """
        from ..options import Options
        from ..pipeline import diagnose
        from ..results.filters import Filters

        since = self._entered().since
        self._settle()
        options = Options(self._defaults.lang, Filters(since=since), ruleset=self._ruleset)
        return diagnose([str(self.path)], options)

    def assert_no_failures(
        self,
        fail_on: str | Iterable[str] | None = None,
        baseline: Baseline | Iterable[Baseline] | None = None,
        *,
        allow_empty: bool | None = None,
    ) -> Report:
        """Fail with the report as the message if a gate trips; otherwise return the report with its gates.

        `fail_on`, `baseline` and `allow_empty` are as for `Report.judged`; the defaults come from the options of the
        run. A log that is not HiLog or incomplete fails too, because it proves nothing; so does one without a line of
        AVSession, unless `allow_empty` lets it pass. Raises AssertionError.
        """
        __tracebackhide__ = True
        allow_empty = self._defaults.allow_empty if allow_empty is None else allow_empty
        report = self.report().judged(
            self._defaults.fail_on if fail_on is None else fail_on,
            self._defaults.baseline if baseline is None else baseline,
            self._ruleset.catalog,
            allow_empty=allow_empty,
        )
        reason = self._reason(report, allow_empty)
        if reason is not None:
            self.report_shown = True
            raise AssertionError(f"{reason}\n\n{self._page(report)}")
        return report

    def text(self) -> str:
        """Return the report as a page of text, or why there is none; for a test that failed for another reason."""
        try:
            return self._page(self.report())
        except HilogAvsessionError as error:
            return f"{error}\n"

    @cached_property
    def _ruleset(self) -> Ruleset:
        from ..knowledge.ruleset import RULESET

        if not self._defaults.catalog:
            return RULESET
        from ..custom import load

        return load(self._defaults.catalog)

    def _entered(self) -> Capture:
        if self._capture is None:
            raise RuntimeError("the log is not open; use a with statement or the fixture")
        return self._capture

    def _settle(self) -> None:
        """Wait until the log is silent: lines about the test's last action may still come."""
        capture = self._entered()
        if self._closed:
            return
        end, silent, size = time.monotonic() + self._defaults.settle, time.monotonic() + _QUIET, -1
        while True:
            capture.pull()
            running, now, before = capture.is_running, time.monotonic(), size
            size = self.path.stat().st_size
            silent = silent if size == before else now + _QUIET
            if not running or now >= min(end, silent):
                return
            time.sleep(_POLL)

    def _reason(self, report: Report, allow_empty: bool) -> str | None:
        """Return why an assertion fails, in one line, or None."""
        from ..output.wording.gates import outcome_line

        trouble = self._entered().trouble
        if trouble is not None:
            return f"the log is incomplete: {trouble}"
        error = next((source.error for source in report.inputs if source.error is not None), None)
        if error is not None:
            return f"the log cannot be read: {error.message}"
        if not allow_empty and not report.lines.total:
            return "no line was logged during the test"
        if report.no_verdict is not None:
            return "no line of AVSession was logged during the test"
        return outcome_line(report) or None

    def _page(self, report: Report) -> str:
        from ..output.formats import BY_NAME
        from ..output.safe import visible
        from ..output.view import View

        notes = "".join(f"hdc: {visible(note)}\n" for note in self._entered().notes)
        return notes + "".join(BY_NAME["text"].text_parts(report, View(width=_WIDTH)))
