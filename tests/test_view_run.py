"""A diagnosis that a thread runs while another one looks: turns, reports so far, and incidents that still grow."""

from __future__ import annotations

import io
import os
import threading
from collections import deque
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import LOGS, with_trials
from hilog_avsession import Report, analyze
from hilog_avsession.cli.running import incidents_of
from hilog_avsession.device.interrupt import Stop
from hilog_avsession.errors import UnreadableInput
from hilog_avsession.knowledge.catalog import CATALOG
from hilog_avsession.model.report import ReportData
from hilog_avsession.options import Options
from hilog_avsession.pipeline import Diagnosis
from hilog_avsession.reading.turns import Turns
from hilog_avsession.results.filters import Filters
from hilog_avsession.results.redaction import Redaction
from hilog_avsession.view.gaps import GapKind
from hilog_avsession.view.run import DiagnosisRun, State, StoredRun
from hilog_avsession.view.stored import StoredBoard
from simulator import generate
from waiting import GUARD, wait_until

EVENING = (LOGS / "evening.log").read_bytes().splitlines(keepends=True)


def unchanged(report: ReportData) -> ReportData:
    return report


class Pipe:
    """A pipe that is read by a run."""

    def __init__(self, *, is_live: bool = True, redaction: Redaction | None = None) -> None:
        read, self._write = os.pipe()
        self.stop = Stop()
        self.diagnosis = Diagnosis(Options())
        finish = unchanged if redaction is None else redaction.report
        self.run = DiagnosisRun(
            self.diagnosis, Turns(self.stop), "pipe", is_live=is_live, finish=finish, redaction=redaction
        )
        self._log = os.fdopen(read, "rb", buffering=0)
        self.run.start(self._read)

    def _read(self) -> None:
        place = f"/dev/fd/{self._log.fileno()}"
        for _ in self.run.counted(self.diagnosis.read(place, self.run.turns.ready)):
            pass
        for _ in self.run.counted(self.diagnosis.finish()):
            pass

    def write(self, lines: list[bytes]) -> None:
        total = self.diagnosis.lines_so_far + len(lines)
        os.write(self._write, b"".join(lines))
        wait_until(lambda: self.diagnosis.lines_so_far >= total or self.run.is_over)
        if self.run.is_over:
            self.run.join()  # raises what has ended it
        self.run.report()  # waits until they have been understood

    def close(self) -> None:
        os.close(self._write)
        self.run.join()
        self._log.close()
        self.stop.close()


@pytest.fixture
def pipe() -> Pipe:
    if not Path("/dev/fd").exists():
        pytest.skip("names of open files, as Linux and macOS have them")
    return Pipe()


# ---- while a log is read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "log",
    with_trials(
        [("evening", 8)],
        [("evening", 60), ("before", 60), ("after", 40), ("hostile", 20), *((seed, 40) for seed in range(12))],
    ),
)
def test_a_report_so_far_is_that_of_a_log_that_ends_there_and_asking_for_it_changes_nothing(
    log: tuple[str | int, int],
) -> None:
    if not Path("/dev/fd").exists():
        pytest.skip("names of open files, as Linux and macOS have them")
    name, parts = log
    if isinstance(name, int):
        lines = [f"{line}\n".encode() for line in generate(name).lines()]
    else:
        lines = (LOGS / f"{name}.log").read_bytes().splitlines(keepends=True)
    read, write = os.pipe()
    diagnosis, place = Diagnosis(Options()), f"/dev/fd/{read}"
    written, grew = 0, 0

    def ready(_descriptor: int) -> bool:
        """Compare what was read, then write the next part."""
        nonlocal written, grew
        if written and diagnosis.lines_so_far == written:  # the first lines are held back until the layout is known
            assert content(diagnosis.report_so_far()) == content(report_of(lines[:written], place))
            grew += len(diagnosis.open_so_far(100))
        part = lines[written : written + len(lines) // parts + 1]
        written += len(part)
        if part:
            os.write(write, b"".join(part))
        else:
            os.close(write)
        return True

    deque(diagnosis.read(place, ready), maxlen=0)
    deque(diagnosis.finish(), maxlen=0)
    os.close(read)
    assert content(diagnosis.report()) == content(report_of(lines, place))
    assert grew or name not in {"evening", "before", "after"}


def report_of(lines: list[bytes], name: str) -> Report:
    log = io.BytesIO(b"".join(lines))
    log.name = name
    return analyze(log)


def content(report: Report) -> tuple[str, list[int]]:
    """What a report says, but not how it was read: from a pipe or not, to its end or not."""
    return replace(report, interrupted=False, inputs=()).to_json(), [entry.incidents for entry in report.inputs]


def test_the_screen_shows_incidents_before_they_are_complete(pipe: Pipe) -> None:
    """Nothing follows in a quiet log that would show that they are."""
    pipe.write(EVENING)
    found = pipe.run.snapshot()
    assert found is not None
    assert found.incidents == 11
    assert pipe.diagnosis.open_so_far(100)
    assert pipe.run.report().counts.incidents == 11
    assert [session.incidents for session in pipe.run.sessions()] == [7, 4]
    pipe.close()
    assert [session.incidents for session in pipe.run.sessions()] == [7, 4]
    after = pipe.run.snapshot()
    assert after is not None
    assert after.incidents == 11
    assert {row.kind: row.incidents for row in after.rows} == {row.kind: row.incidents for row in found.rows}


def test_the_progress_says_how_much_was_read_and_lost(pipe: Pipe) -> None:
    pipe.write(EVENING)
    progress = pipe.run.progress()
    assert (progress.state, progress.lines, progress.lost) == (State.READING, 188, 38)
    assert [gap.number for gap in pipe.run.gaps()] == [38]
    pipe.close()
    assert pipe.run.progress().state is State.ENDED
    assert pipe.run.is_over


def test_a_saved_log_shows_its_finished_report_with_the_same_filter() -> None:
    if not Path("/dev/fd").exists():
        pytest.skip("names of open files, as Linux and macOS have them")
    pipe = Pipe(is_live=False)
    pipe.run.choose(Filters(bundles="cinema"))
    pipe.write(EVENING)
    pipe.close()
    assert isinstance(pipe.run.board, StoredBoard)
    found = pipe.run.snapshot()
    assert found is not None
    assert (found.wanted, found.incidents) == (4, 11)


@pytest.mark.parametrize("redaction", [None, Redaction("secret")])
def test_an_input_that_cannot_be_read_is_reported_and_stays_among_the_gaps(redaction: Redaction | None) -> None:
    stop = Stop()
    diagnosis = Diagnosis(Options())
    finish = unchanged if redaction is None else redaction.report
    run = DiagnosisRun(diagnosis, Turns(stop), "x", is_live=False, finish=finish, redaction=redaction)
    run.start(lambda: deque(run.counted(incidents_of(diagnosis, ["/no/such.log"], stop, stop.ready)), 0).clear())
    run.join()
    stop.close()
    (gap,) = run.gaps()
    assert (gap.kind, list(run.notices)) == (GapKind.UNREAD, [gap.text])
    assert gap.text.endswith(": no such file")
    assert ("such.log" in gap.text) is (redaction is None)
    (again,) = StoredRun(run.report(), "x", CATALOG).gaps()
    assert again == gap


def test_an_error_of_the_reading_is_raised_at_the_end() -> None:
    stop = Stop()
    run = DiagnosisRun(Diagnosis(Options()), Turns(stop), "x", is_live=True, finish=unchanged)

    def fails() -> None:
        raise UnreadableInput("x", "unreadable", "cannot be read: {error}", error="no")

    run.start(fails)
    wait_until(lambda: run.has_failed)
    with pytest.raises(UnreadableInput):
        run.join()
    stop.close()


def test_a_redacted_run_shows_the_pseudonyms_of_its_report_and_nothing_else() -> None:
    if not Path("/dev/fd").exists():
        pytest.skip("names of open files, as Linux and macOS have them")
    pipe = Pipe(redaction=Redaction("secret"))
    pipe.write(EVENING[:95])
    assert pipe.diagnosis.open_so_far(100)
    shown = said(pipe)
    pipe.write([*EVENING[95:], b"11-06 19:30:07.000  6120  6120 E C02B91/com.example.radio/AVSession: [Odd]of Anna\n"])
    shown += said(pipe)
    assert any(gap.place for gap in pipe.run.gaps())
    pipe.close()
    shown += said(pipe)
    assert "app-" in shown
    for private in ("com.example", "0C4", "EntryAbility", "Anna", "/dev/fd"):
        assert private not in shown
    report = pipe.run.report()
    assert report.is_redacted
    found = pipe.run.snapshot()
    assert found is not None
    assert {row.application for row in found.rows} == {kind.bundle for kind in report.kinds}
    assert {one.key for one in pipe.run.sessions()} == {one.key for one in report.sessions}


def said(pipe: Pipe) -> str:
    """All that the screens could show."""
    found = pipe.run.snapshot()
    assert found is not None
    incidents = [pipe.run.board.incidents(row) for row in found.rows]
    return f"{found} {incidents} {pipe.run.sessions()} {pipe.run.gaps()}"


# ---- turns -----------------------------------------------------------------------------------------------------------


def test_looking_gets_a_turn_although_the_reader_never_waits() -> None:
    stop = Stop()
    turns = Turns(stop)
    looks = []

    def read() -> None:
        with turns.reading():
            while turns.ready(-1):  # there is always more to read
                pass

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(100):
        with turns.looking() as has_turn:
            looks.append(has_turn)
    stop.request()
    reader.join(GUARD)
    assert not reader.is_alive()
    assert looks == [True] * 100
    stop.close()


def test_looking_waits_no_longer_than_its_patience() -> None:
    stop = Stop()
    turns = Turns(stop)
    with turns.reading(), turns.looking(0.01) as has_turn:
        assert not has_turn
    with turns.looking(0.01) as has_turn:
        assert has_turn
    stop.close()


def test_a_reader_that_sleeps_lets_others_look() -> None:
    stop = Stop()
    turns = Turns(stop)
    looked: list[bool] = []

    def look() -> None:
        with turns.looking() as has_turn:
            looked.append(has_turn)
        stop.request()

    other = threading.Thread(target=look)
    with turns.reading():
        other.start()
        assert not turns.pause(GUARD)  # until the request
    other.join(GUARD)
    assert looked == [True]
    stop.close()
