"""What the screens look at: a diagnosis that another thread runs, or the report of one that is over."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ..knowledge.catalog import Catalog
from ..results.filters import Filters
from .board import Board, Row, Snapshot
from .gaps import Gap, gaps_of, unread_gaps
from .stored import StoredBoard

if TYPE_CHECKING:
    from ..bench import Bench
    from ..errors import UnreadableInput
    from ..model.incidents import Incident, Session, SessionKey
    from ..model.inputs import Input
    from ..model.report import BlindSpot, ReportData, UnknownLines
    from ..pipeline import Diagnosis
    from ..reading.turns import AllTurns, Turns
    from ..results.redaction import Redaction

_MOST_NOTICES = 100
_MOST_SESSIONS = 500  # shown of each device: the latest ones
_MOST_UNREAD = 3  # unreadable inputs that a notice names; the screen of gaps lists all
_MOST_OPEN = 200  # incidents that are shown before they are complete
_RATE_OVER = 1.0  # seconds
_PATIENCE = 0.1  # seconds to wait for the reader; then the screen shows what it knew before


class State(StrEnum):
    """How far the reading is."""

    READING = "reading"
    ENDED = "ended"  # the log has ended, or could not be read on


class Progress(NamedTuple):
    """How much was read."""

    state: State
    lines: int
    per_second: float  # over about the last second
    lost: int  # lines, as the log says


class Shown(Protocol):
    """The incidents as the screens show them; `Board` and `StoredBoard` are two."""

    catalog: Catalog
    changes: int  # another number whenever a snapshot may differ from the last one

    def choose(self, filters: Filters) -> None:
        """Show only the incidents that the filters want. Raises UnknownCode."""

    def snapshot(self, growing: Sequence[Incident] = ()) -> Snapshot:
        """Return the rows as they are now, and with incidents that are not complete."""

    def incidents(self, row: Row) -> list[Incident]:
        """Return the incidents of a row that can be opened, in the order of the log."""

    def incidents_of_session(self, key: SessionKey) -> list[Incident]:
        """Return the incidents of a session that can be opened and that the filters want."""

    def sessions(self, known: Iterable[Session]) -> list[Session]:
        """Return the sessions that the filters want, with the number of incidents that they want."""


class Run(Protocol):
    """A diagnosis or a report, as the screens look at it."""

    lang: str
    name: str  # of what is read
    is_live: bool  # whether rates are of the last minute; otherwise of the whole log
    board: Shown
    notices: deque[str]  # what happened to the device, until it is taken

    @property
    def tells_devices(self) -> bool:
        """Whether there are several devices, so that it is told on which one something happened."""

    @property
    def changes(self) -> int:
        """Another number whenever a snapshot may differ from the last one."""

    def snapshot(self) -> Snapshot | None:
        """Return the rows as they are now; None if the reader is busy and has to be asked again."""

    def choose(self, filters: Filters) -> None:
        """Show only the incidents that the filters want. Raises UnknownCode."""

    def progress(self) -> Progress:
        """Return how much was read."""

    def sessions(self) -> tuple[Session, ...]:
        """Return the latest sessions of each device, in the order of appearance."""

    def gaps(self) -> list[Gap]:
        """Return what the log does not show."""

    def report(self) -> ReportData:
        """Return the report of what was read so far."""


class StoredRun:
    """A report that is complete."""

    is_live = False

    def __init__(self, report: ReportData, name: str, catalog: Catalog) -> None:
        self.lang, self.name = report.lang, name
        self.board: Shown = StoredBoard(report, catalog)
        self.notices: deque[str] = deque(maxlen=_MOST_NOTICES)
        self._report = report
        self.tells_devices = len(report.devices) > 1

    @property
    def changes(self) -> int:
        """Another number whenever a snapshot may differ from the last one."""
        return self.board.changes

    def snapshot(self) -> Snapshot:
        """Return the rows as they are now."""
        return self.board.snapshot()

    def choose(self, filters: Filters) -> None:
        """Show only the incidents that the filters want. Raises UnknownCode."""
        self.board.choose(filters)

    def progress(self) -> Progress:
        """Return how much was read."""
        return Progress(State.ENDED, self._report.lines.total, 0.0, self._report.loss.lines_lost)

    def sessions(self) -> tuple[Session, ...]:
        """Return the latest sessions of each device, in the order of appearance."""
        return _latest(self._report.sessions)

    def gaps(self) -> list[Gap]:
        """Return what the log does not show."""
        report = self._report
        devices = [count.device for count in report.devices]
        unread = [error.text_in(self.lang) for error in _unread_inputs(report.inputs)]
        gaps = gaps_of(report.loss, report.blind_spots, report.unknown, devices, is_redacted=report.is_redacted)
        return [*unread_gaps(unread), *gaps]

    def report(self) -> ReportData:
        """Return the report."""
        return self._report


class _Unredacted:
    """Takes the place of a redaction where there is none, and returns everything as it is."""

    def incident(self, incident: Incident) -> Incident:
        return incident

    def incidents(self, found: Iterable[Incident]) -> Iterator[Incident]:
        return iter(found)

    def sessions(self, found: Iterable[Session]) -> tuple[Session, ...]:
        return tuple(found)

    def unknown_lines(self, found: Iterable[UnknownLines]) -> tuple[UnknownLines, ...]:
        return tuple(found)

    def blind_spots(self, found: Iterable[BlindSpot]) -> tuple[BlindSpot, ...]:
        return tuple(found)

    def unreadable(self, error: UnreadableInput) -> UnreadableInput:
        return error


class DiagnosisRun:
    """A diagnosis that a thread of its own runs; `start` it, and `join` it at the end."""

    def __init__(  # noqa: PLR0913  (the parts of a run)
        self,
        diagnosis: Diagnosis | Bench,
        turns: Turns | AllTurns,
        name: str,
        *,
        is_live: bool,
        finish: Callable[[ReportData], ReportData],
        redaction: Redaction | None = None,
    ) -> None:
        """Take the diagnosis, and the last step of its report, which applies the same redaction."""
        self.lang, self.name, self.is_live = diagnosis.options.lang, name, is_live
        self.turns = turns
        self.board: Shown = Board(diagnosis.options.ruleset.catalog)
        self.notices: deque[str] = deque(maxlen=_MOST_NOTICES)
        self._diagnosis, self._finish = diagnosis, finish
        self._redaction = redaction or _Unredacted()
        self._is_redacted = redaction is not None
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None
        self._speed = _Speed()
        self._sessions: tuple[Session, ...] = ()
        self._gaps: list[Gap] = []
        self._filters = Filters()
        self._choosing = threading.Lock()

    def start(self, read: Callable[[], None]) -> None:
        """Run `read`, which passes its incidents through `counted`, in a thread."""
        self._thread = threading.Thread(target=self._run, args=(read,), name="reading", daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait until the reading is over; raise what it raised."""
        if self._thread is not None:
            self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _run(self, read: Callable[[], None]) -> None:
        try:
            with self.turns.reading():
                read()
            if not self.is_live:
                self._settle()
        except BaseException as failure:  # noqa: BLE001  (raised again by `join`)
            self._failure = failure

    def _settle(self) -> None:
        """Show the finished report: more is known at the end, such as where in the log the incidents are."""
        board = StoredBoard(self.report(), self.board.catalog, changes=self.board.changes + 1)
        with self._choosing:
            board.choose(self._filters)
            self.board = board
        self.notices.extend(self._unread()[:_MOST_UNREAD])

    def counted(self, found: Iterable[Incident]) -> Iterator[Incident]:
        """Yield incidents after counting them on the board."""
        board = self.board
        assert isinstance(board, Board)  # until the reading is over
        for incident in found:
            board.add(self._redaction.incident(incident))
            yield incident

    # ---- what the screens ask ----

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be read."""
        return self._thread is not None and not self._thread.is_alive()

    @property
    def tells_devices(self) -> bool:
        """Whether there are several devices, so that it is told on which one something happened."""
        return len(self._diagnosis.devices) > 1

    @property
    def has_failed(self) -> bool:
        """Whether the reading has ended with an error, which `join` raises."""
        return self._failure is not None

    @property
    def changes(self) -> int:
        """Another number whenever a snapshot may differ from the last one."""
        return self.board.changes + self._diagnosis.begun_so_far

    def snapshot(self) -> Snapshot | None:
        """Return the rows as they are now; None if the reader is busy and has to be asked again.

        Incidents that may still grow are among them: in a quiet log, nothing would show for long that they are over.
        """
        with self.turns.looking(_PATIENCE) as has_turn:
            if not has_turn:
                return None
            growing = self._redaction.incidents(self._diagnosis.open_so_far(_MOST_OPEN))
            return self.board.snapshot(list(growing))

    def choose(self, filters: Filters) -> None:
        """Show only the incidents that the filters want. Raises UnknownCode."""
        with self._choosing:
            self.board.choose(filters)
            self._filters = filters

    def progress(self) -> Progress:
        """Return how much was read."""
        lines = self._diagnosis.lines_so_far
        state = State.ENDED if self.is_over else State.READING
        return Progress(state, lines, self._speed.of(lines), self._diagnosis.lost_so_far)

    def sessions(self) -> tuple[Session, ...]:
        """Return the latest sessions of each device, in the order of appearance."""
        with self.turns.looking(_PATIENCE) as has_turn:
            if has_turn:
                self._sessions = self._redaction.sessions(_latest(self._diagnosis.sessions_so_far()))
        return self._sessions

    def gaps(self) -> list[Gap]:
        """Return what the log does not show."""
        found = self._diagnosis
        with self.turns.looking(_PATIENCE) as has_turn:
            if has_turn:
                spots = self._redaction.blind_spots(found.blind_spots_so_far())
                unknown = self._redaction.unknown_lines(found.unknown_so_far())
                gaps = gaps_of(found.loss_so_far, spots, unknown, found.devices, is_redacted=self._is_redacted)
                self._gaps = [*unread_gaps(self._unread()), *gaps]
        return self._gaps

    def _unread(self) -> list[str]:
        errors = _unread_inputs(self._diagnosis.inputs)
        return [self._redaction.unreadable(error).text_in(self.lang) for error in errors]

    def report(self) -> ReportData:
        """Return the report of what was read so far."""
        with self.turns.looking():
            report = self._diagnosis.report_so_far()
        return self._finish(report)


def _unread_inputs(inputs: Iterable[Input]) -> Iterator[UnreadableInput]:
    """Yield what is said of the inputs that could not be read."""
    return (entry.error.raised_for(entry.source) for entry in list(inputs) if entry.error is not None)


def _latest(sessions: Sequence[Session]) -> tuple[Session, ...]:
    """Return the latest sessions of each device."""
    if len(sessions) <= _MOST_SESSIONS:
        return tuple(sessions)
    shown: Counter[str | None] = Counter()
    latest = []
    for session in reversed(sessions):
        shown[session.device] += 1
        if shown[session.device] <= _MOST_SESSIONS:
            latest.append(session)
    return tuple(reversed(latest))


class _Speed:
    """Lines a second, over about the last second."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque([(time.monotonic(), 0)])

    def of(self, lines: int) -> float:
        now = time.monotonic()
        while len(self._marks) > 1 and now - self._marks[1][0] >= _RATE_OVER:
            self._marks.popleft()
        then, before = self._marks[0]
        if now - self._marks[-1][0] >= _RATE_OVER / 10:
            self._marks.append((now, lines))
        return (lines - before) / max(now - then, 0.001)
