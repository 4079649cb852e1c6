"""From the log of one test to an assertion whose message is the report."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ..errors import HilogAvsessionError
from .taps import Tap, open_tap

if TYPE_CHECKING:
    from os import PathLike

    from ..knowledge.ruleset import Ruleset
    from ..report import Report
    from .taps import Origin

    Baseline = Report | str | PathLike[str]

_WIDTH = 72  # cells: pytest puts `E` and the test's indentation before each line, eight in all
_QUIET = 0.3  # seconds without a byte after which a log has said what it has to say of a failure
_LOOK = 0.02  # seconds between two looks


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the options of a test run say about every log."""

    fail_on: tuple[str, ...] = ("any",)
    baseline: tuple[Path, ...] = ()
    settle: float = 1.0  # the longest wait, in seconds, for what is still under way
    lang: str = "en"
    catalog: tuple[Path, ...] = ()  # own codes and statements


class AvsessionLog:
    """The log of one test, from the moment when it is entered; `path` is the file that holds it."""

    def __init__(self, origin: Origin, path: Path, defaults: Defaults | None = None) -> None:
        self.path = path
        self.has_told = False  # a failed assertion has shown the report
        self._origin, self._defaults = origin, defaults or Defaults()
        self._tap: Tap | None = None
        self._closed = False

    def __enter__(self) -> Self:
        self._tap = open_tap(self._origin, self.path)
        return self

    def __exit__(self, *_: object) -> None:
        if self._tap is not None and not self._closed:
            self._closed = True
            self._tap.close()

    def report(self) -> Report:
        """The report of what was logged since the test began, up to now.

        A log that is still flowing is given up to `hilog_settle` seconds to fall silent.
        """
        from ..options import Options  # noqa: PLC0415
        from ..pipeline import diagnose  # noqa: PLC0415
        from ..results.filters import Filters  # noqa: PLC0415  (a run without failing tests may need none of it)

        since = self._entered().since
        self._settle()
        options = Options(self._defaults.lang, Filters(since=since), ruleset=self._lexicon)
        return diagnose([str(self.path)], options)

    def assert_no_failures(
        self, fail_on: str | Iterable[str] | None = None, baseline: Baseline | Iterable[Baseline] | None = None
    ) -> Report:
        """Fail with the report as the message if a gate trips; return the judged report if none does.

        `fail_on` and `baseline` are as for `Report.judged`; by default they are those of the run's options. A log that
        is empty, no HiLog or not whole fails too: it proves nothing. Raises AssertionError.
        """
        __tracebackhide__ = True
        report = self.report().judged(
            self._defaults.fail_on if fail_on is None else fail_on,
            self._defaults.baseline if baseline is None else baseline,
            self._lexicon.catalog,
        )
        reason = self._why(report)
        if reason is not None:
            self.has_told = True
            raise AssertionError(f"{reason}\n\n{self._page(report)}")
        return report

    def text(self) -> str:
        """The report as a page of text, or why there is none; for a test that failed for another reason."""
        try:
            return self._page(self.report())
        except HilogAvsessionError as error:
            return f"{error}\n"

    @cached_property
    def _lexicon(self) -> Ruleset:
        from ..knowledge.ruleset import RULESET  # noqa: PLC0415

        if not self._defaults.catalog:
            return RULESET
        from ..custom import load  # noqa: PLC0415  (hardly any run has some)

        return load(self._defaults.catalog)

    def _entered(self) -> Tap:
        if self._tap is None:
            raise RuntimeError("the log is not open; use it in a with statement, or take the fixture")
        return self._tap

    def _settle(self) -> None:
        """Wait until the log is silent, for what is under way when a test has just done something."""
        tap = self._entered()
        if self._closed:
            return
        end, silent, size = time.monotonic() + self._defaults.settle, time.monotonic() + _QUIET, -1
        while True:
            tap.pull()
            flows, now, before = tap.flows, time.monotonic(), size
            size = self.path.stat().st_size
            silent = silent if size == before else now + _QUIET
            if not flows or now >= min(end, silent):
                return
            time.sleep(_LOOK)

    def _why(self, report: Report) -> str | None:
        """Why an assertion fails, in one line, or None."""
        from ..results.gates.gate_set import failures  # noqa: PLC0415

        trouble = self._entered().trouble
        if trouble is not None:
            return f"the log is not whole: {trouble}"
        error = next((one.error for one in report.inputs if one.error is not None), None)
        if error is not None:
            return f"the log cannot be read: {error.message}"
        if not report.lines.total:
            return "no log came during the test"
        return failures(report)

    def _page(self, report: Report) -> str:
        from ..output.formats import BY_NAME  # noqa: PLC0415
        from ..output.safe import visible  # noqa: PLC0415
        from ..output.view import View  # noqa: PLC0415

        notes = "".join(f"hdc: {visible(note)}\n" for note in self._entered().notes)
        return notes + "".join(BY_NAME["text"].pieces(report, View(width=_WIDTH)))
