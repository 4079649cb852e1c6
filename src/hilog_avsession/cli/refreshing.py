"""From `--refresh` to pages that are kept current while a log is read: a thread writes them again and again."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ..errors import UnwritableOutput, WrongUsage
from ..output.view import Live
from ..phrases import Phrase
from .console import write
from .destinations import is_nameless

if TYPE_CHECKING:
    from ..model.report import ReportData
    from ..output.view import View
    from .destinations import Destination

_PAGE = "html"
_CURRENT = "{path}: kept current while the log is read; open it in a browser"
_NOT_CURRENT = "a page is not current, by a defect of the program ({error}); the run goes on"
_SHARE = 10  # the next pages are written only after ten times the processor time that the last ones took

Tell = Callable[[str], object]

_Refresh = Annotated[
    int | None,
    typer.Option(
        "--refresh",
        min=1,
        max=3_600,
        metavar="SECONDS",
        help="Keep the page of --output current while the log is read; open it in a browser.",
    ),
]


class Refreshing(NamedTuple):
    """The option that keeps pages current."""

    refresh: _Refresh = None

    def pages(self, destinations: Iterable[Destination], view: View) -> LivePages | None:
        """Return the pages among the destinations, if they are to be kept current. Raises WrongUsage without a page."""
        if self.refresh is None:
            return None
        named = (target for target in destinations if target.path is not None and not is_nameless(target.path))
        pages = tuple(target for target in named if target.format.name == _PAGE)
        if not pages:
            raise WrongUsage("--refresh keeps a page current; name its file: --output report.html")
        return LivePages(pages, self.refresh, view)


class LivePages(NamedTuple):
    """Pages that are kept current."""

    pages: tuple[Destination, ...]
    every: float  # seconds
    view: View

    @contextmanager
    def kept(self, report: Callable[[], ReportData], tell: Tell) -> Iterator[None]:
        """Write the pages at intervals until the context is left; `report` returns the report so far.

        `tell` says where they are, and why they could not be written, each once. Another thread calls both.
        """
        writer = _Writer(self, report, tell)
        thread = threading.Thread(target=writer.run, name="pages", daemon=True)
        thread.start()
        try:
            yield
        finally:
            writer.over.set()
            thread.join()


def last(view: View) -> View:
    """Return the view of a last page, which takes up what its reader has chosen, but is not loaded again."""
    return view._replace(live=_live(0))


class _Over(Exception):
    """The run is over: nobody needs the page that is being written."""


class _Writer:
    def __init__(self, live: LivePages, report: Callable[[], ReportData], tell: Tell) -> None:
        self.over = threading.Event()
        self._live, self._report, self._tell = live, report, tell
        self._told: set[str] = set()

    def run(self) -> None:
        """Write the pages until the run is over."""
        every = self._live.every
        with suppress(_Over):
            self._try_to_write(every)  # not measured: modules are loaded meanwhile
            while not self.over.wait(every):
                started = time.thread_time()
                self._try_to_write(every)
                every = max(self._live.every, (time.thread_time() - started) * _SHARE)

    def _try_to_write(self, every: float) -> None:
        """Write the pages, or tell which defect of the program prevented it."""
        try:
            self._write(every)
        except _Over:
            raise
        except Exception as defect:  # noqa: BLE001  (the run goes on; the last page raises a defect that stays)
            self._tell_once(Phrase(_NOT_CURRENT, error=repr(defect)))

    def _write(self, every: float) -> None:
        report, view = self._report(), self._live.view._replace(live=_live(every))
        for page in self._live.pages:
            try:
                write(self._until_over(page.format.text_parts(report, view)), page.path)
                self._tell_once(Phrase(_CURRENT, path=page.path))
            except UnwritableOutput as error:  # the run goes on; the last page decides whether it has failed
                self._tell_once(Phrase.in_both(error.text_in("en"), error.text_in("zh")))

    def _until_over(self, parts: Iterable[str]) -> Iterator[str]:
        for part in parts:
            if self.over.is_set():
                raise _Over
            yield part

    def _tell_once(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self._tell(text)


def _live(every: float) -> Live:
    now = datetime.now().astimezone()
    return Live(f"{now:%Y-%m-%d %H:%M:%S}", f"{now.timestamp():.3f}", math.ceil(every))
