"""What a run over a fleet shows on standard error while it runs: a bar, events for programs, or nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from ..phrases import Phrase
from .console import complain, is_terminal
from .language import language_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..fleet.running import Event, Progress

MODES = ("auto", "bar", "jsonl", "none")
_TICK = 1.0  # seconds between two events that only tell how far the run is
_MEGABYTE = 1e6


@contextmanager
def listener_of(mode: str, out: str) -> Iterator[Callable[[Event], None]]:
    """Yield the function that gets the events of a run and shows them."""
    if mode == "jsonl":
        yield Events(sys.stderr)
    elif mode == "bar" or (mode == "auto" and is_terminal(sys.stderr)):
        with Bar(sys.stderr, out) as bar:
            yield bar
    else:
        yield lambda event: _tell(event, out)


def _tell(event: Event, out: str) -> None:
    if (said := _complaint(event, out)) is not None:
        complain(said)


def _complaint(event: Event, out: str) -> Phrase | None:
    """Return the complaint about an event, or None if the event is nothing unusual."""
    if event.name == "cleared":
        return Phrase("{out}: was made by another release or with other options; all units are read again", out=out)
    if event.unmatched is not None:
        return Phrase(
            "--meta: rows that match no unit: {unmatched:,} of {rows:,} ({names}{more}); "
            "units are named like {example}",
            **event.unmatched._asdict(),
            more=", ..." if event.unmatched.unmatched > len(event.unmatched.names) else "",
        )
    return None


class Events:
    """Writes a JSON object on a line for each event."""

    def __init__(self, out: TextIO) -> None:
        self._out, self._told = out, -_TICK

    def __call__(self, event: Event) -> None:
        """Write an event."""
        progress = event.progress
        if event.name == "tick":
            if progress.seconds - self._told < _TICK:
                return
            self._told = progress.seconds
        document: dict[str, Any] = {"event": event.name, "seconds": round(progress.seconds, 3)}
        if event.outcome is not None:
            row = event.outcome.row
            document |= {name: row.get(name) for name in ("unit", "status", "reason", "detail", "size", "tries")}
        elif event.unmatched is not None:
            document |= event.unmatched._asdict()
        else:
            document |= {**progress._asdict(), "seconds": round(progress.seconds, 3)}
        print(json.dumps(document), file=self._out, flush=True)  # ASCII: standard error has any encoding


class Bar:
    """Draws a bar with units, speed, failures and the time left."""

    def __init__(self, out: TextIO, folder: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

        self._folder, self._lang = folder, language_of()
        self._console = Console(file=out, highlight=False)
        self._bar = Progress(
            SpinnerColumn(),
            BarColumn(bar_width=24),
            TextColumn("{task.description}", markup=False),
            console=self._console,
            transient=True,
        )
        self._task = self._bar.add_task(self._say(Phrase("listing the units")), total=None)

    def __enter__(self) -> Bar:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, event: Event) -> None:
        """Show an event."""
        from rich.text import Text

        from ..output.safe import visible

        progress = event.progress
        if (said := _complaint(event, self._folder)) is not None:
            self._console.print(Text(visible(self._say(said))), soft_wrap=True)
        if event.name == "started" and progress.dashboard:
            dashboard = Phrase("what the workers do: {address}", address=progress.dashboard)
            self._console.print(Text(self._say(dashboard)), soft_wrap=True)
        self._bar.update(
            self._task,
            total=progress.units or None,
            completed=progress.ended,
            description=self._say(described(progress)),
        )

    def _say(self, phrase: Phrase) -> str:
        return phrase.text_in(self._lang)


def described(progress: Progress) -> Phrase:
    """Return how far a run is: units, speed, failures, the time left."""
    if progress.units == 0:
        return Phrase("listing the units")
    values = {
        "ended": progress.ended,
        "units": progress.units,
        "rate": progress.bytes / _MEGABYTE / max(progress.seconds, 0.001),
        "failed": progress.failed,
    }
    if (left := seconds_left(progress)) is None:
        return Phrase("units: {ended:,} of {units:,}  {rate:,.1f} MB/s  {failed:,} failed", **values)
    return Phrase(
        "units: {ended:,} of {units:,}  {rate:,.1f} MB/s  {failed:,} failed  {left} left", **values, left=_clock(left)
    )


def seconds_left(progress: Progress) -> float | None:
    """Return how long the rest will take, by the bytes so far; None as long as nothing is known."""
    if not progress.bytes or progress.seconds < 1:
        return None
    return progress.seconds / progress.bytes * (progress.all_bytes - progress.bytes)


def _clock(seconds: float) -> str:
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}"
