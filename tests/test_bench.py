"""Devices that are read at once: each by a thread of its own, unplugged and back while the others go on; one report."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from random import Random
from typing import Any

import pytest

from conftest import with_trials
from hdc_standin import StandIn
from hilog_avsession import Filters, Report, analyze
from hilog_avsession.bench import Bench
from hilog_avsession.cli.devices import Readers, Several, diagnose_devices, several
from hilog_avsession.cli.outputs import Outputs
from hilog_avsession.cli.viewing import diagnose_devices_in_view
from hilog_avsession.cli.watch import _devices as devices_of
from hilog_avsession.device.hdc import Hdc
from hilog_avsession.device.interrupt import Interrupt, Stop
from hilog_avsession.model.incidents import Incident
from hilog_avsession.options import Options
from hilog_avsession.reading.turns import AllTurns, Turns
from hilog_avsession.view.run import DiagnosisRun
from simulator import generate
from test_hdc import HALF, LOG
from waiting import GUARD, wait_until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in for hdc is a script with a launcher for sh")

KEYS = ("7001005458323933", "7001005458329999")
OTHER_CLOCK = [line.replace("CST 2026-11-06 19:", "CST 1970-01-01 08:") for line in LOG]


@pytest.fixture
def hdc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    standin = StandIn(tmp_path)
    monkeypatch.setenv("PATH", str(standin.path))
    return standin


class Run:
    """A bench that is read by threads of this process."""

    def __init__(self, wanted: Several, options: Options | None = None) -> None:
        self.bench = Bench(options or Options(), "hdc")
        self.stop, self.turns = Stop(), AllTurns()
        self.said: list[tuple[str, str]] = []
        self.came: list[Incident] = []
        self.readers = Readers(self.bench, wanted, self.stop, self.turns, self._told)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _told(self, name: str) -> Any:
        return lambda text: self.said.append((name, str(text)))

    def _read(self) -> None:
        with self.readers:
            self.came.extend(self.readers.incidents())

    def so_far(self) -> Report:
        with self.turns.looking():
            return self.bench.report_so_far()

    def wait_until_said(self, name: str, text: str) -> None:
        wait_until(lambda: any(who == name and text in what for who, what in self.said), lambda: self.said)

    def wait_until_read(self, key: str) -> None:
        wait_until(lambda: any(entry.device == key for entry in self.so_far().inputs))

    def end(self) -> Report:
        self.stop.request()
        self._thread.join(GUARD)
        assert not self._thread.is_alive()
        list(self.bench.finish())
        return self.bench.report()


@contextmanager
def reading(wanted: Several, options: Options | None = None) -> Iterator[Run]:
    run = Run(wanted, options)
    try:
        yield run
    finally:
        run.end()
        run.stop.close()


def test_three_devices_are_read_at_once_and_one_is_unplugged_in_between(hdc: StandIn) -> None:
    for key in ("one", "two", "three"):
        hdc.plug(key)
    with reading(Several(())) as run:
        hdc.log("one", "".join(LOG[:HALF]))
        hdc.log("two", "".join(OTHER_CLOCK))
        hdc.log("three", "".join(LOG))
        hdc.unplug("one")
        hdc.log("one", "".join(LOG[HALF:]))
        run.wait_until_said("hdc:one", "the device is disconnected")
        hdc.log("two", OTHER_CLOCK[-1])  # is read meanwhile
        hdc.plug("one")
        hdc.wait_for("one")
        run.wait_until_said("hdc:one", "the device is back")
        report = run.end()
    assert {(count.device, count.incidents, count.sessions) for count in report.devices} == {
        ("one", 11, 2),
        ("two", 11, 2),
        ("three", 11, 2),
    }
    assert report.counts.incidents == 33
    assert report.counts.sessions == 6  # with the same ids and pids
    assert {name for name, _ in run.said} == {"hdc:one"}
    assert {entry.source: entry.first_time for entry in report.inputs} == {
        "hdc:one": "CST 2026-11-06 19:30:00.000000",
        "hdc:two": "CST 1970-01-01 08:30:00.000000",
        "hdc:three": "CST 2026-11-06 19:30:00.000000",
    }
    assert hdc.running == []


def test_incidents_are_numbered_as_they_come_and_stand_so_in_the_report(hdc: StandIn) -> None:
    for key in ("one", "two"):
        hdc.plug(key)
    with reading(Several(("one", "two"))) as run:
        hdc.log("one", "".join(LOG))
        hdc.log("two", "".join(LOG))
        so_far = run.so_far()
        report = run.end()
    assert [incident.id for incident in run.came] == list(range(1, 23))
    assert [(one.id, one.device, one.code) for one in report.incidents] == [
        (one.id, one.device, one.code) for one in run.came
    ]
    assert so_far.interrupted
    assert so_far.counts.incidents == 22  # those included that might still have grown
    assert {incident.device for incident in so_far.incidents} == {"one", "two"}


@pytest.mark.trial
@pytest.mark.parametrize("seeds", [(seed, seed + 1, seed + 2) for seed in range(0, 30, 3)])
def test_a_bench_finds_what_each_device_alone_shows(hdc: StandIn, seeds: tuple[int, ...]) -> None:
    logs = {f"device{seed}": "".join(f"{line}\n" for line in generate(seed).lines()) for seed in seeds}
    for key in logs:
        hdc.plug(key)
    with reading(Several(())) as run:
        for key, text in logs.items():
            hdc.write(key, text)  # all at once
        for key in logs:
            hdc.wait_for(key)
        report = run.end()
    alone = Report.merge([analyze(io.BytesIO(text.encode())) for text in logs.values()])
    assert (report.counts, report.lines, report.loss) == (alone.counts, alone.lines, alone.loss)
    assert [code[:-2] for code in report.codes] == [code[:-2] for code in alone.codes]  # without times
    assert report.kinds == alone.kinds
    assert [lines[:2] for lines in report.unknown] == [lines[:2] for lines in alone.unknown]
    assert Counter(one._replace(device=None, story=()) for one in report.sessions) == Counter(
        one._replace(story=()) for one in alone.sessions
    )


@pytest.mark.trial
@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_lost_however_devices_come_and_go(hdc: StandIn, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hilog_avsession.cli.devices._EVERY", 0.05)
    chance = Random(seed)
    left = {f"device{number}": generate(chance.randrange(1_000_000)).lines() for number in range(chance.randint(2, 4))}
    logs = {key: "".join(f"{line}\n" for line in lines) for key, lines in left.items()}
    plugged: set[str] = set()
    with reading(Several(())) as run:
        while any(left.values()):
            key, some = chance.choice(list(left)), chance.randint(1, 200)
            lines, left[key] = left[key][:some], left[key][some:]
            hdc.write(key, "".join(f"{line}\n" for line in lines))
            if chance.random() < 0.3:
                (hdc.unplug if key in plugged else hdc.plug)(key)
                plugged ^= {key}
            if chance.random() < 0.2:
                run.so_far()
            time.sleep(chance.uniform(0, 0.05))
        for key in left:
            hdc.plug(key)
            hdc.wait_for(key)
        report = run.end()
    alone = Report.merge([analyze(io.BytesIO(text.encode())) for text in logs.values()])
    assert (report.counts, report.lines.records) == (alone.counts, alone.lines.records)
    assert report.kinds == alone.kinds
    assert [one.evidence[0].place for one in report.incidents] == [one.evidence[0].place for one in run.came]


def test_only_the_first_incidents_of_all_are_kept_and_all_are_counted(hdc: StandIn) -> None:
    for key in ("one", "two"):
        hdc.plug(key)
    with reading(Several(("one", "two")), Options(max_incidents=5)) as run:
        hdc.log("one", "".join(LOG))
        hdc.log("two", "".join(LOG))
        report = run.end()
    assert [(one.id, one.device) for one in report.incidents] == [(one.id, one.device) for one in run.came[:5]]
    assert report.incidents_truncated
    assert [count.incidents for count in report.devices] == [11, 11]


def test_a_device_that_is_connected_later_is_read_too(hdc: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hilog_avsession.cli.devices._EVERY", 0.01)
    with reading(Several(())) as run:
        run.wait_until_said("hdc", "no device is connected")
        hdc.plug("late")
        hdc.log("late", "".join(LOG))
        run.wait_until_said("hdc:late", "the device is connected")
        hdc.plug("later")
        hdc.log("later", "".join(LOG))
        report = run.end()
    assert [count.device for count in report.devices] == ["late", "later"]


def test_of_named_devices_no_other_is_read(hdc: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hilog_avsession.cli.devices._EVERY", 0.01)
    for key in ("one", "two", "three"):
        hdc.plug(key)
    with reading(Several(("one", "two"))) as run:
        hdc.log("one", "".join(LOG))
        report = run.end()
    assert [entry.source for entry in report.inputs] == ["hdc:one", "hdc:two"]
    assert not any("three" in call for call in hdc.calls)


def test_an_error_of_one_device_does_not_end_the_others(hdc: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    start = Hdc.start

    def broken(self: Hdc, *arguments: str) -> subprocess.Popen[bytes]:
        if self.target == "two":
            raise OSError(12, "Cannot allocate memory")
        return start(self, *arguments)

    monkeypatch.setattr(Hdc, "start", broken)
    for key in ("one", "two"):
        hdc.plug(key)
    with reading(Several(())) as run:
        hdc.log("one", "".join(LOG))
        run.wait_until_read("two")
        report = run.end()
    whole, failed = sorted(report.inputs, key=lambda entry: entry.source)
    assert (whole.error, whole.incidents) == (None, 11)
    assert failed.error is not None
    assert failed.device == "two"
    assert "hdc:two" in report.to_text()
    assert "Cannot allocate memory" in report.to_text()


def test_a_defect_in_one_thread_is_raised_and_ends_the_others(hdc: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Turns, _descriptor: int) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(Turns, "ready", broken)
    hdc.plug("one")
    stop = Stop()
    with (
        pytest.raises(ZeroDivisionError),
        Readers(Bench(Options(), "hdc"), Several(("one",)), stop, AllTurns(), lambda _name: print) as readers,
    ):
        list(readers.incidents())
    assert stop.requested
    assert hdc.running == []


def test_threads_end_although_nobody_takes_what_they_find(hdc: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hilog_avsession.cli.devices._MOST_WAITING", 1)
    for key in ("one", "two"):
        hdc.plug(key)
        hdc.write(key, "".join(LOG))
    before = threading.active_count()
    with Readers(Bench(Options(), "hdc"), Several(()), Stop(), AllTurns(), lambda _name: print) as readers:
        assert next(readers.incidents()).id == 1
    wait_until(lambda: threading.active_count() <= before)
    assert hdc.running == []


@pytest.mark.parametrize("read", [diagnose_devices, diagnose_devices_in_view])
def test_a_defect_ends_all_threads_although_a_page_waits_for_them(
    read: Callable[..., object], hdc: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Outputs):
        @contextmanager
        def kept_current(self, report: Callable[[], object], _tell: object) -> Iterator[None]:
            try:
                yield
            finally:
                report()  # as if the writer of a page had just begun

        def take(self, found: Iterator[Incident], *_: object) -> None:
            next(found)
            raise ZeroDivisionError

    def show(run: DiagnosisRun, *_: object, **_more: object) -> None:
        wait_until(lambda: run.has_failed)

    monkeypatch.setattr("hilog_avsession.cli.devices._MOST_WAITING", 1)
    monkeypatch.setattr("hilog_avsession.cli.viewing.show", show)
    monkeypatch.setattr("hilog_avsession.cli.viewing._keyboard", nullcontext)
    for key in ("one", "two"):
        hdc.plug(key)
        hdc.write(key, "".join(LOG))
    raised: list[BaseException] = []

    def run() -> None:
        try:
            read(Several(()), Options(), Stop(), Broken((), []), lambda report: report)
        except ZeroDivisionError as error:
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(GUARD)
    assert raised
    assert hdc.running == []


def test_a_run_without_any_device_has_a_report_that_says_so(hdc: StandIn) -> None:
    with reading(Several(())) as run:
        report = run.end()
    assert [(entry.source, entry.lines) for entry in report.inputs] == [("hdc", 0)]
    assert report.interrupted


def test_filters_apply_to_each_device(hdc: StandIn) -> None:
    for key in ("one", "two"):
        hdc.plug(key)
    with reading(Several(()), Options(filters=Filters(devices="two", codes=6600107))) as run:
        for key in ("one", "two"):
            hdc.log(key, "".join(LOG))
        report = run.end()
    assert {incident.device for incident in report.incidents} == {"two"}
    assert {session.device for session in report.sessions} == {"two"}
    assert report.counts.incidents + report.filtered_out == 22


def test_looking_holds_all_turns_and_a_reader_that_comes_meanwhile_waits() -> None:
    turns, stop = AllTurns(), Stop()
    first = turns.add(stop)
    with turns.looking() as has_turn:
        assert has_turn
        late = threading.Thread(target=lambda: turns.add(stop))
        late.start()
        late.join(0.05)
        assert late.is_alive()
    late.join(GUARD)
    with first.reading(), turns.looking(0.01) as has_turn:
        assert not has_turn
    stop.close()


def test_looking_at_several_readers_does_not_wait_for_others_who_look() -> None:
    turns, waited = AllTurns(), list[bool]()

    def look() -> None:
        with turns.looking(0.01) as has_turn:
            waited.append(has_turn)

    with turns.looking():
        other = threading.Thread(target=look, daemon=True)
        other.start()
        other.join(GUARD)
    assert waited == [False]
    with turns.looking(0.01) as has_turn:
        assert has_turn


# ---- the command line ------------------------------------------------------------------------------------------------


def test_all_or_several_targets_are_a_bench_and_one_is_not() -> None:
    assert several(None) is None
    assert several(["one"]) is None
    assert several(["one", "one"]) is None
    assert several(["one", "two"]) == Several(("one", "two"))
    assert several(["one", "all"]) == Several(())


def test_watch_reads_all_devices_unless_one_is_chosen(hdc: StandIn) -> None:
    with Interrupt() as interrupt:
        for plugged in (["one"], ["one", "two"]):
            hdc.plug(plugged[-1])
            wanted = devices_of(None, interrupt, "en")
            assert isinstance(wanted, Several)
            assert wanted.keys == ()  # also those that are connected later
            assert [target.key for target in wanted.found or ()] == plugged
        chosen = devices_of(["two"], interrupt, "en")
    assert isinstance(chosen, Hdc)
    assert chosen.target == "two"


@pytest.mark.parametrize(
    "command", with_trials([["analyze", "--hdc", "--target", "all", "--redact"]], [["watch"]]), ids=" ".join
)
def test_a_command_reads_all_devices_until_it_is_interrupted(hdc: StandIn, command: list[str]) -> None:
    shown = ("device1", "device2") if "--redact" in command else KEYS
    for key in KEYS:
        hdc.plug(key)
    process = subprocess.Popen(
        [sys.executable, "-m", "hilog_avsession", *command, "--format", "json", "--lang", "en"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    for key in KEYS:
        hdc.log(key, "".join(LOG))
    hdc.unplug(KEYS[1])
    assert process.stderr is not None
    said = process.stderr.readline().decode()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=GUARD)
    report = json.loads(out)
    assert process.returncode == 130
    assert re.match(rf"hilog-avsession: hdc:({'|'.join(shown)}): the device is disconnected", said)
    assert err == b""
    assert report["interrupted"] is True
    assert {(count["device"], count["incidents"]) for count in report["devices"]} == {(key, 11) for key in shown}
    assert hdc.running == []
    if "--redact" in command:
        assert not any(key in said + out.decode() for key in KEYS)


@pytest.mark.trial
def test_a_page_of_all_devices_is_kept_current(hdc: StandIn, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    for key in KEYS:
        hdc.plug(key)
    process = subprocess.Popen(
        [sys.executable, "-m", "hilog_avsession", "watch", "-o", str(page), "--refresh", "1", "--lang", "en"],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    for key in KEYS:
        hdc.log(key, "".join(LOG))
    wait_until(lambda: page.exists() and "<h1>At least 22 incidents" in page.read_text("utf-8"))
    assert 'id="live"' in page.read_text("utf-8")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=GUARD)
    text = page.read_text("utf-8")
    assert process.returncode == 130
    assert 'id="live"' not in text
    assert all(key in text for key in KEYS)
