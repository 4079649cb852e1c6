"""The live view: the incidents found so far, drawn on a terminal while a log is read, then erased."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Self, TextIO

from ..phrases import Phrase

if TYPE_CHECKING:
    from rich.table import Table

    from ..bench import Bench
    from ..pipeline import Diagnosis

_REFRESH = 0.25  # seconds
_SHOWN_CODES = 8
_STOP = Phrase("press Ctrl-C to stop and write the report")


class LiveView:
    """A view of a running diagnosis, drawn by a thread of its own after a first delay."""

    def __init__(self, diagnosis: Diagnosis | Bench, out: TextIO, lang: str, delay: float) -> None:
        self._diagnosis, self._out, self._lang = diagnosis, out, lang
        self._delay = delay
        self._started_at = time.monotonic()
        self._over = threading.Event()
        self._notices: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._print_notices(lambda text: print(text, file=self._out))

    def notify(self, text: str) -> None:
        """Print a line above the view; the text must be safe to print."""
        self._notices.put(text)

    def _run(self) -> None:
        if self._over.wait(self._delay):
            return
        from rich.console import Console
        from rich.live import Live
        from rich.text import Text

        console = Console(file=self._out, highlight=False)
        with Live(console=console, auto_refresh=False, transient=True) as live:
            while not self._over.wait(_REFRESH):
                self._print_notices(lambda text: live.console.print(Text(text), soft_wrap=True))
                live.update(self.draw(), refresh=True)

    def _print_notices(self, write: Callable[[str], None]) -> None:
        while not self._notices.empty():
            write(self._notices.get())

    def draw(self) -> Table:
        """Return the view as it is now."""
        from rich.table import Table
        from rich.text import Text

        diagnosis, counts = self._diagnosis, self._diagnosis.codes_so_far()
        table = Table.grid(padding=(0, 2))
        table.add_row("", Text(self._reading().text_in(self._lang), style="dim"))
        table.add_row("", Text(_found(counts.total()).text_in(self._lang), style="bold"))
        for code, count in counts.most_common(_SHOWN_CODES):
            entry = diagnosis.options.ruleset.catalog.entry(code)
            title = entry.text(self._lang).title if entry else ""
            table.add_row(
                Text(f"{count:,}", justify="right"), Text(f"{code}  {title}", overflow="ellipsis", no_wrap=True)
            )
        table.add_row("", Text(_STOP.text_in(self._lang), style="dim"))
        return table

    def _reading(self) -> Phrase:
        seconds = time.monotonic() - self._started_at
        lines, lost = self._diagnosis.lines_so_far, self._diagnosis.lost_so_far
        values = {"lines": lines, "rate": lines / max(seconds, 0.001), "seconds": seconds}
        if not lost:
            return Phrase("{lines:,} lines  {rate:,.0f} lines/s  {seconds:.0f} s", **values)
        return Phrase("{lines:,} lines  {rate:,.0f} lines/s  {seconds:.0f} s  {lost:,} lines lost", **values, lost=lost)


def _found(count: int) -> Phrase:
    if count == 1:
        return Phrase("1 incident so far")
    return Phrase("{count:,} incidents so far", count=count) if count else Phrase("no incidents so far")
